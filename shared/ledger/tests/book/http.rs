//! The same over HTTP: sent, listed, looked at, acted on, imported, mended, followed.

use crate::house::{House, merchant, until};
use crate::imports::mixed;
use crate::rows::visit;
use contracts::access::Role;
use contracts::audit::{Entry, Trail};
use contracts::status::Status;
use domain::area::AreaCode;
use domain::instant::Instant;
use ed25519_dalek::SigningKey;
use ledger::{Desk, Offer};
use reqwest::blocking::{Client, RequestBuilder, Response};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use statute::duties::Limits;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use testkit::each_backend;
use web::token::{Grant, Issuer, Jwks, Verifier};
use web::{Handle, Health, Options};

struct Nobody;

/// A trail that is remembered.
#[derive(Default)]
struct Heard(Mutex<Vec<Entry>>);

impl Trail for Heard {
    fn put(&self, entry: Entry) {
        self.0.lock().unwrap().push(entry);
    }
}

impl Health for Nobody {
    fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    fn status(&self) -> Status {
        Status::new("1", Instant::from_micros(0), "")
    }
}

/// A running service whose ledger this is.
pub(crate) struct Office {
    handle: Option<Handle>,
    client: Client,
    base: String,
    issuer: Issuer,
    heard: Arc<Heard>,
}

impl Office {
    pub(crate) fn open(house: &House) -> Self {
        Self::offering(house, Vec::new())
    }

    /// With lists of its own.
    pub(crate) fn offering(house: &House, offers: Vec<Arc<dyn Offer>>) -> Self {
        let desk = Arc::new(Desk::start(Arc::clone(&house.ledger), Arc::new(Limits::shipped().unwrap())).unwrap());
        desk.exports.offer(offers);
        Self::of(house, desk)
    }

    /// With this desk.
    pub(crate) fn of(house: &House, desk: Arc<Desk>) -> Self {
        let issuer = Issuer::new(&SigningKey::from_bytes(&[1; 32]), "test", house.clock.clone());
        let verifier = Verifier::new(Jwks::from_iter([issuer.public_key()]), "test", house.clock.clone()).unwrap();
        let heard = Arc::new(Heard::default());
        let (clock, trail) = (house.clock.clone(), heard.clone());
        let mut options = Options::new(Arc::new(verifier), clock, trail, Arc::new(Nobody));
        options.workers = 1;
        let api = ledger::api(desk, "台账", "Ledger");
        let handle = web::serve(TcpListener::bind("127.0.0.1:0").unwrap(), vec![api], options).unwrap();
        let base = format!("http://{}", handle.address());
        Self { handle: Some(handle), client: Client::builder().no_proxy().build().unwrap(), base, issuer, heard }
    }

    /// A request for a path under the service's.
    pub(crate) fn ask(&self, role: Role, method: Method, path: &str) -> RequestBuilder {
        self.by(Grant::of_role("u-1", "王某", role), method, path)
    }

    /// The same by somebody.
    pub(crate) fn by(&self, grant: Grant, method: Method, path: &str) -> RequestBuilder {
        let token = self.issuer.issue(grant).unwrap();
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/book/v1/{path}") };
        self.client.request(method, format!("{}{path}", self.base)).bearer_auth(token)
    }

    /// What the trail says of an operation.
    pub(crate) fn heard(&self, action: &str) -> Vec<Entry> {
        self.heard.0.lock().unwrap().iter().filter(|entry| entry.action == action).cloned().collect()
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        whole(self.ask(Role::Official, Method::GET, path).send().unwrap(), StatusCode::OK)
    }

    fn post(&self, path: &str, body: &Value, wanted: StatusCode) -> Value {
        whole(self.ask(Role::Official, Method::POST, path).json(body).send().unwrap(), wanted)
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.client = Client::new();
        self.handle.take().unwrap().stop().unwrap();
    }
}

#[track_caller]
pub(crate) fn whole(answer: Response, wanted: StatusCode) -> Value {
    let status = answer.status();
    let text = answer.text().unwrap();
    assert_eq!(status, wanted, "{text}");
    if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() }
}

#[test]
fn records_are_sent_listed_looked_at_and_acted_on() {
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        let rows = json!({"rows": [
            visit(merchant(1), "J/1", "I06"),
            {"code": merchant(2).as_str(), "number": 7, "day": "2026-05-07", "result": "I01", "case_no": null},
            visit(merchant(3), "J3", "???"),
        ]});
        let receipt = office.post("inspections", &rows, StatusCode::OK);
        let outcomes: Vec<&Value> = receipt["rows"].as_array().unwrap().iter().map(|row| &row["outcome"]).collect();
        assert_eq!(outcomes, ["new", "new", "refused"]);
        assert_eq!(receipt["rows"][2]["errors"][0]["field"], "result");
        for (rows, told) in [(1, 1), (2, 2), (1_000, 100)] {
            let bad: Vec<_> = (0..rows).map(|n| visit(merchant(3), &format!("J{n}"), "???")).collect();
            let refused = office.post("inspections", &json!({"rows": bad}), StatusCode::UNPROCESSABLE_ENTITY);
            let errors = refused["errors"].as_array().unwrap();
            assert_eq!((errors.len(), &errors[0]["field"], &errors[0]["row"]), (told, &json!("result"), &json!(1)));
            assert_eq!(errors[told - 1]["row"], told);
        }
        office.post("inspections", &json!({"rows": []}), StatusCode::BAD_REQUEST);

        let first = office.get("inspections?limit=1");
        assert_eq!(first["items"][0]["code"], merchant(2).as_str(), "newest day first");
        let next = first["next"].as_str().unwrap();
        let second = office.get(&format!("inspections?limit=1&after={next}"));
        assert_eq!((&second["items"][0]["key"], &second["next"]), (&json!("inspection:J/1"), &Value::Null));
        for elsewhere in ["complaints?limit=1", "inspections?limit=1&day_to=2026-05-06", "imports?limit=1"] {
            let refused = office.ask(Role::Official, Method::GET, &format!("{elsewhere}&after={next}")).send().unwrap();
            assert_eq!(whole(refused, StatusCode::BAD_REQUEST)["code"], "cursor_invalid", "{elsewhere}");
        }
        let count = |query: &str| office.get(&format!("inspections?{query}"))["items"].as_array().unwrap().len();
        assert_eq!((count("day_to=2026-05-06"), count("day_from=2026-05-07")), (1, 1));
        // A period that ends before it begins is no empty list.
        let turned = office.ask(Role::Official, Method::GET, "inspections?day_from=2026-05-07&day_to=2026-05-06");
        let turned = whole(turned.send().unwrap(), StatusCode::BAD_REQUEST);
        assert_eq!((&turned["code"], &turned["errors"][0]["field"]), (&json!("invalid_query"), &json!("day_to")));
        assert_eq!(count("day_from=2026-05-06&day_to=2026-05-06"), 1);
        assert_eq!((count(&format!("code={}", merchant(1))), count(&format!("code={}", merchant(9)))), (1, 0));
        assert_eq!((count("contested=true"), count("withdrawn=false")), (0, 2));

        let href = second["items"][0]["href"].as_str().unwrap();
        let shown = office.ask(Role::Official, Method::GET, href).send().unwrap();
        let tag = shown.headers()["etag"].clone();
        assert_eq!(whole(shown, StatusCode::OK)["content"]["result"], "I06");
        let again = office.ask(Role::Official, Method::GET, href).header("if-none-match", &tag).send().unwrap();
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        let before = office.ask(Role::Official, Method::GET, &format!("{href}?known_at=2026-05-31T00:00:00Z"));
        whole(before.send().unwrap(), StatusCode::NOT_FOUND);

        let ask =
            |what: &str, body: &Value| office.ask(Role::Official, Method::POST, &format!("{href}/{what}")).json(body);
        let act = |what: &str, body: Value, wanted| {
            let shown = office.ask(Role::Official, Method::GET, href).send().unwrap();
            whole(ask(what, &body).header("if-match", &shown.headers()["etag"]).send().unwrap(), wanted)
        };
        let corrected = json!({"cells": {"result": "I07"}, "reason": "核查"});
        let blind = ask("corrections", &corrected).send().unwrap();
        assert_eq!(whole(blind, StatusCode::PRECONDITION_REQUIRED)["code"], "precondition_required");
        let first = ask("corrections", &corrected).header("if-match", &tag).send().unwrap();
        let next = first.headers()["etag"].clone();
        assert_eq!(whole(first, StatusCode::OK)["version"], 2);
        let shown = office.ask(Role::Official, Method::GET, href).send().unwrap();
        assert_eq!(shown.headers()["etag"], next, "the answer to a change names the version that is now");
        let late = ask("corrections", &corrected).header("if-match", &tag).send().unwrap();
        assert_eq!(whole(late, StatusCode::PRECONDITION_FAILED)["code"], "precondition_failed");
        let wrong = json!({"cells": {"result": "???"}, "reason": "核查"});
        assert_eq!(act("corrections", wrong, StatusCode::UNPROCESSABLE_ENTITY)["errors"][0]["field"], "result");
        act("decisions", json!({"chosen": 1, "reason": "核查"}), StatusCode::CONFLICT);
        let unreasoned = [
            ("corrections", json!({"cells": {"result": "I08"}, "reason": " "})),
            ("withdrawal", json!({"reason": " "})),
            ("moves", json!({"to": merchant(5).as_str(), "reason": ""})),
            ("decisions", json!({"chosen": 1, "reason": ""})),
        ];
        for (what, body) in unreasoned {
            assert_eq!(act(what, body, StatusCode::BAD_REQUEST)["errors"][0]["field"], "reason", "{what}");
        }
        let unknown = json!({"to": merchant(5).as_str(), "reason": "主体错误"});
        assert_eq!(act("moves", unknown, StatusCode::UNPROCESSABLE_ENTITY)["errors"][0]["field"], "to");
        house.register.knows(&[merchant(5)]);
        let moved = act("moves", json!({"to": merchant(5).as_str(), "reason": "主体错误"}), StatusCode::OK);
        assert_eq!((&moved["code"], &moved["act"]), (&json!(merchant(5).as_str()), &json!("moved")));
        let versions = office.get(&format!("{href}/versions"));
        let acts: Vec<&Value> = versions.as_array().unwrap().iter().map(|version| &version["act"]).collect();
        assert_eq!(acts, ["sent", "correction", "wrong_party"]);
        assert_eq!(versions[2]["withdrawn"], true);
    });
}

#[test]
fn files_are_imported_and_their_rows_mended() {
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        let upload = |query: &str, text: String| {
            office.ask(Role::Official, Method::POST, &format!("imports?{query}")).body(text).send().unwrap()
        };
        let created = upload("layout=penalties&name=a.csv", mixed());
        let href = created.headers()["location"].to_str().unwrap().to_owned();
        let job = whole(created, StatusCode::CREATED);
        let done = |href: &str| until(|| Some(office.get(href)).filter(|job| job["state"] != "queued"));
        assert_eq!(done(&href)["outcome"]["awaiting_confirmation"], 1, "{job}");
        assert_eq!(office.get("imports")["items"][0]["import_id"], job["import_id"]);
        office.post(&format!("{href}/cancel"), &json!({}), StatusCode::CONFLICT);
        let rows = office.get(&format!("{href}/rows?disposition=rejected"));
        assert_eq!((&rows["items"][0]["row"], &rows["items"][0]["faults"][0]["field"]), (&json!(6), &json!("cf_jdrq")));
        for (query, field) in [
            ("rows?state=bogus", "state"),
            ("rows?disposition=bogus", "disposition"),
            ("waiting.csv?disposition=bogus", "disposition"),
        ] {
            let refused = office.ask(Role::Official, Method::GET, &format!("{href}/{query}")).send().unwrap();
            assert_eq!(whole(refused, StatusCode::BAD_REQUEST)["errors"][0]["field"], field, "{query}");
        }
        let table = office.ask(Role::Official, Method::GET, &format!("{href}/waiting.csv")).send().unwrap();
        assert_eq!(table.text().unwrap().lines().count(), 5);
        let one = |row: i64, what: &str| format!("{href}/rows/{row}/{what}");
        let wrong = office.post(&one(6, "retry"), &json!({}), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong["errors"][0]["field"], "cf_jdrq");
        let mended = json!({"cells": {"cf_jdrq": "2025-03-04"}});
        assert_eq!(office.post(&one(6, "retry"), &mended, StatusCode::OK)["outcome"], "new");
        assert_eq!(office.post(&one(9, "retry"), &json!({"confirm": true}), StatusCode::OK)["outcome"], "new");
        let unreasoned = office.post(&one(8, "discard"), &json!({"reason": " "}), StatusCode::BAD_REQUEST);
        assert_eq!(unreasoned["errors"][0]["field"], "reason");
        let long = json!({"reason": "长".repeat(201)});
        let long = office.post(&one(8, "discard"), &long, StatusCode::BAD_REQUEST);
        assert_eq!(long["errors"][0]["reason_zh"], "理由最多 200 个字符，现有 201 个");
        office.post(&one(8, "discard"), &json!({"reason": "主体不明"}), StatusCode::NO_CONTENT);
        office.post(&one(8, "retry"), &mended, StatusCode::CONFLICT);
        assert_eq!(office.get(&format!("{href}/rows/8"))["state"], "discarded");

        whole(upload("name=nothing.csv", "a,b\n".into()), StatusCode::BAD_REQUEST);
        whole(upload("name=merchants.csv", "a,b\n".into()), StatusCode::CONFLICT);
        let mapping =
            "layout = \"inspections\"\n[columns]\ncode = \"码\"\nnumber = \"号\"\nday = \"日\"\nresult = \"果\"\n";
        let save = |text: &'static str| {
            office.ask(Role::Official, Method::PUT, "mappings/m").header("content-type", "application/toml").body(text)
        };
        whole(save(mapping).send().unwrap(), StatusCode::OK);
        whole(save("layout = 1").send().unwrap(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(office.get("mappings")[0]["text"], mapping);
        let text = format!("码,号,日,果\n{},J1,2026-05-06,I01\n", merchant(1));
        let tried = upload("mapping=m&name=x.csv&dry_run=true", text);
        let href = tried.headers()["location"].to_str().unwrap().to_owned();
        assert_eq!(done(&href)["outcome"]["new"], 1);
        assert_eq!(office.get("inspections")["items"], json!([]));
    });
}

#[test]
fn services_follow_the_changes_and_nobody_else_does() {
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        let follow = |query: &str| office.ask(Role::Service, Method::GET, &format!("changes?{query}")).send().unwrap();
        let rows: Vec<_> = (0..5).map(|n| visit(merchant(n), "J1", "I06")).collect();
        house.send(domain::record::RecordKind::Inspection, &rows);
        let (mut heard, mut after) = (Vec::new(), String::new());
        until(|| {
            let answer = follow(&format!("limit=2&wait=1{after}"));
            assert_eq!(answer.status(), StatusCode::OK);
            let lines = answer.text().unwrap();
            let events: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert!(events.len() <= 2);
            if let Some(last) = events.last() {
                after = format!("&after={}", last["data"]["cursor"].as_str().unwrap());
            }
            heard.extend(events);
            (heard.len() >= 5).then_some(())
        });
        let subjects: Vec<i64> = heard.iter().map(|event| event["data"]["subject_id"].as_i64().unwrap()).collect();
        assert_eq!(subjects, [1, 2, 3, 4, 5]);
        assert!(heard.iter().all(|event| event["specversion"] == "1.0" && event["data"]["act"] == "sent"));
        assert_eq!(whole(follow("after=7.7"), StatusCode::BAD_REQUEST)["code"], "cursor_invalid");
        let official = office.ask(Role::Official, Method::GET, "changes").send().unwrap();
        assert_eq!(official.status(), StatusCode::FORBIDDEN);
        // What everybody may look up says nothing of the house's own numbers.
        assert!(office.get("inspections")["items"][0].get("subject_id").is_none());
    });
}

#[test]
fn the_feed_is_followed_whole_or_not_at_all() {
    each_backend(|place| {
        let house = House::open(place);
        let office = Office::open(&house);
        let limited = |area: Option<AreaCode>, path: &str| {
            let grant = Grant { area, ..Grant::of_role("u-2", "跟随", Role::Service) };
            let token = office.issuer.issue(grant).unwrap();
            office.client.get(format!("{}/book/v1/{path}", office.base)).bearer_auth(token).send().unwrap()
        };
        for path in ["changes", "changes/end"] {
            assert_eq!(limited(None, path).status(), StatusCode::OK, "{}", place.backend);
            let refused = whole(limited(AreaCode::parse("371522").ok(), path), StatusCode::FORBIDDEN);
            assert_eq!(refused["code"], "outside_reach", "{} {path}", place.backend);
        }
    });
}
