//! What stands beside complaints on display: in the list, over HTTP, and in its table.

use crate::office::{MOVED, Office, STAYS};
use contracts::access::Role;
use contracts::port::MarkedItem;
use contracts::status::Status;
use domain::code::PartyCode;
use domain::instant::Instant;
use ed25519_dalek::SigningKey;
use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use testkit::table::rows;
use testkit::{Entries, each_backend};
use web::token::{Grant, Issuer, Jwks, Verifier};
use web::{Handle, Health, Options};

struct Nobody;

impl Health for Nobody {
    fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    fn status(&self) -> Status {
        Status::new("1", Instant::from_micros(0), "")
    }
}

/// The service over HTTP.
struct Door {
    handle: Option<Handle>,
    client: Client,
    issuer: Issuer,
    entries: Arc<Entries>,
}

impl Door {
    fn open(office: &Office) -> Self {
        let clock = office.clock();
        let issuer = Issuer::new(&SigningKey::from_bytes(&[1; 32]), "test", clock.clone());
        let verifier = Verifier::new(Jwks::from_iter([issuer.public_key()]), "test", clock.clone()).unwrap();
        let entries = Arc::new(Entries::default());
        let mut options = Options::new(Arc::new(verifier), clock, entries.clone(), Arc::new(Nobody));
        options.workers = 1;
        let api = complaints::api(Arc::clone(&office.desk), &office.views);
        let handle = web::serve(TcpListener::bind("127.0.0.1:0").unwrap(), vec![api], options).unwrap();
        Self { handle: Some(handle), client: Client::builder().no_proxy().build().unwrap(), issuer, entries }
    }

    fn send(&self, role: Role, path: &str, body: Option<&Value>) -> Response {
        let url = format!("http://{}/complaints/v1/{path}", self.handle.as_ref().unwrap().address());
        let request = match body {
            Some(body) => self.client.post(url).json(body),
            None => self.client.get(url),
        };
        request.bearer_auth(self.issuer.issue(Grant::of_role("u", "某", role)).unwrap()).send().unwrap()
    }

    fn get(&self, role: Role, path: &str) -> (u16, Value) {
        let answer = self.send(role, path, None);
        (answer.status().as_u16(), answer.json().unwrap_or_default())
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.client = Client::new();
        self.handle.take().unwrap().stop().unwrap();
    }
}

#[test]
fn whoever_sees_a_published_complaint_sees_what_stands_beside_it() {
    each_backend(|place| {
        let office = Office::open(place);
        let door = Door::open(&office);
        office.level();
        assert_eq!(door.get(Role::Bank, "published").1["items"], json!([]), "{}", place.backend);
        assert!(office.marks.asked().is_empty(), "{}: of an empty page nobody is asked", place.backend);
        let closed = [("closed_on", "2026-09-01"), ("outcome", "MEDIATED"), ("consent", "是")];
        for (party, number, on) in
            [(MOVED, "T1", "2026-09-08"), (MOVED, "T2", "2026-09-10"), (STAYS, "T3", "2026-09-09")]
        {
            office.complaint(party, number, &[&closed[..], &[("published_on", on)]].concat());
        }
        office.level();
        let item = |subject_id, number| MarkedItem::of_record(subject_id, &format!("complaint:{number}"));
        let marks = json!(office.marks.mark(item(2, "T3")));
        for role in [Role::Official, Role::Bank] {
            let (_, page) = door.get(role, "published");
            let shown: Vec<(&Value, Option<&Value>)> =
                page["items"].as_array().unwrap().iter().map(|one| (&one["published_on"], one.get("marks"))).collect();
            let [first, second, third] = [json!("2026-09-10"), json!("2026-09-09"), json!("2026-09-08")];
            assert_eq!(shown, [(&first, None), (&second, Some(&marks)), (&third, None)], "{}: {role}", place.backend);
            let wanted = [item(1, "T2"), item(2, "T3"), item(1, "T1")];
            let told = door.entries.all().last().unwrap().merchants.clone();
            assert_eq!(
                told,
                [MOVED, STAYS, MOVED].map(|code| PartyCode::parse(code).unwrap()),
                "{}: {role}",
                place.backend
            );
            assert_eq!(office.marks.asked(), [wanted], "{}: one question, in the order of the page", place.backend);
        }
        let order = json!({ "list": "published", "format": "csv" });
        let job: Value = door.send(Role::Official, "exports", Some(&order)).json().unwrap();
        let path = format!("exports/{}", job["export_id"].as_str().unwrap());
        let job = (0..3_000).find_map(|_| {
            std::thread::sleep(Duration::from_millis(20));
            Some(door.get(Role::Official, &path).1).filter(|job| job["finished_at"].is_string())
        });
        assert_eq!(job.unwrap()["state"], "done", "{}", place.backend);
        let file = door.send(Role::Official, &format!("{path}/file"), None).bytes().unwrap();
        let cells: Vec<(String, String)> =
            rows(&file).iter().map(|row| (row["处理中"].clone(), row["主体说明"].clone())).collect();
        let wanted = [("", ""), ("异议处理中（自 2026-03-02 起）", "'=complaint:T3：情况有误"), ("", "")];
        assert_eq!(cells, wanted.map(|(one, other)| (one.to_owned(), other.to_owned())), "{}", place.backend);
        assert_eq!(office.marks.asked().len(), 1, "{}", place.backend);
        office.marks.go_away(true);
        assert_eq!(door.get(Role::Bank, "published").0, 503, "{}", place.backend);
    });
}
