//! Time limits of rows that wait for their party stand among those of records, and in tables.

use crate::deadlines::{COMPLAINT, complaint, level};
use crate::house::{House, Paper, until};
use crate::http::{Office, whole};
use crate::town::{DONGCHANGFU, official};
use contracts::access::Role;
use domain::area::AreaCode;
use ledger::Asker;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use statute::duties::Limits;
use testkit::{Place, each_backend};
use web::token::Grant;

const HEADER: &str = "code,number,received_on,accepted_on,office\n";

/// Records and rows, of which the limits run out by turns.
fn house(place: &Place) -> House {
    let house = House::open(place);
    house.clock.set("2026-02-25T04:00:00Z");
    for (number, day) in [(1, "2026-02-09"), (2, "2026-02-12")] {
        house.send(COMPLAINT, &[complaint(number, &format!("K{number}"), &[("received_on", day)])]);
    }
    let import = |text: &str, by: Asker<'_>| {
        let worker = house.worker();
        let text = format!("{HEADER}{text}");
        let job = house.hand_in_by(by, &Paper { name: "热线.csv", ..Paper::of(COMPLAINT, &text) }).unwrap();
        worker.wake();
        house.over(job.import_id);
    };
    import(",U1,2026-02-10,,A\n,U2,2026-02-06,,B\n", Asker::house("clerk"));
    import(",U3,2026-02-13,,A\n", official("u-2", DONGCHANGFU));
    level(&house, &Limits::shipped().unwrap());
    house
}

fn county(sub: &str) -> Grant {
    Grant { area: AreaCode::parse(DONGCHANGFU).ok(), ..Grant::of_role(sub, "李某", Role::Official) }
}

/// Key, and the row that waits, of each of a whole list.
fn told(office: &Office, grant: &Grant, query: &str, limit: usize) -> Vec<(String, Option<i64>)> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("deadlines?limit={limit}{query}{after}");
        let page = whole(office.by(grant.clone(), Method::GET, &path).send().unwrap(), StatusCode::OK);
        for item in page["items"].as_array().unwrap() {
            // Either somebody's, or a row of which the path is told.
            assert_eq!(item.get("code").is_some(), item.get("waiting").is_none(), "{item}");
            let key = item["key"].as_str().unwrap()["complaint:".len()..].to_owned();
            all.push((key, item["waiting"]["row"].as_i64()));
        }
        let Some(next) = page["next"].as_str() else { return all };
        after = format!("&after={next}");
    }
}

#[test]
fn rows_that_wait_stand_among_records_in_the_order_of_their_days() {
    each_backend(|place| {
        let house = house(place);
        let office = Office::open(&house);
        let clerk = Grant::of_role("u-1", "李某", Role::Official);
        let row = |key: &str, row: i64| (key.to_owned(), Some(row));
        let record = |key: &str| (key.to_owned(), None);
        let all = [row("U2", 3), record("K1"), row("U1", 2), record("K2"), row("U3", 2)];
        for limit in [1, 2, 3, 5, 100] {
            assert_eq!(told(&office, &clerk, "", limit), all, "{} {limit}", place.backend);
        }
        let seen = |query: &str| told(&office, &clerk, query, 2);
        assert_eq!(seen("&due_before=2026-02-26"), all[..2]);
        assert_eq!(seen("&due_from=2026-02-26"), all[2..]);
        assert_eq!(seen("&department=A"), [row("U1", 2), row("U3", 2)]);
        assert_eq!(seen("&state=overdue"), [row("U2", 3)]);
        assert_eq!(seen("&state=met"), []);
        assert_eq!(seen("&clock=complaint_mediation"), []);
        assert_eq!(seen("&whose=office"), all);
        assert_eq!(seen("&whose=merchant"), []);
        assert_eq!(seen(&format!("&code={}", crate::house::merchant(1))), [record("K1")], "they are no merchant's");
        let first = office.get("deadlines?limit=1")["items"][0].clone();
        let waiting = json!({ "import_id": 1, "file": "热线.csv", "row": 3 });
        assert_eq!((&first["waiting"], &first["href"]), (&waiting, &json!("/book/v1/imports/1/rows/3")), "{first}");
        assert_eq!(office.get(first["href"].as_str().unwrap())["cells"]["number"], "U2");
        // Whoever is limited to an area sees the rows of their own imports, and of these records none.
        assert_eq!(told(&office, &county("u-2"), "", 2), [row("U3", 2)]);
        assert_eq!(told(&office, &county("u-3"), "", 2), []);
    });
}

/// The file of an export.
fn exported(office: &Office, grant: &Grant, order: &Value) -> Vec<u8> {
    let asked = office.by(grant.clone(), Method::POST, "exports").json(order).send().unwrap();
    let id = whole(asked, StatusCode::ACCEPTED)["export_id"].as_str().unwrap().to_owned();
    until(|| {
        let file = office.by(grant.clone(), Method::GET, &format!("exports/{id}/file")).send().unwrap();
        file.status().is_success().then(|| file.bytes().unwrap().to_vec())
    })
}

/// Its lines, the header first.
fn lines_of(office: &Office, grant: &Grant, order: &Value) -> Vec<String> {
    let text = String::from_utf8(exported(office, grant, order)).unwrap();
    text.trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
}

#[test]
fn they_are_exported_with_their_rows_to_whoever_may_see_them() {
    each_backend(|place| {
        let house = house(place);
        let office = Office::open(&house);
        let clerk = Grant::of_role("u-1", "李某", Role::Official);
        let order = |list: &str| json!({ "list": list, "format": "csv" });
        let lines = lines_of(&office, &clerk, &order("unresolved_deadlines"));
        assert!(lines[0].ends_with("导入编号,文件,行号") && !lines[0].contains("信用代码"), "{lines:?}");
        let ends = |lines: &[String], ends: &[&str]| {
            let is_so = lines.iter().zip(ends).all(|(line, end)| line.ends_with(end));
            assert!(is_so && lines.len() == ends.len(), "{} {lines:?}", place.backend);
        };
        ends(&lines[1..], &[",1,热线.csv,3", ",1,热线.csv,2", ",2,热线.csv,2"]);
        assert!(lines[1].contains(",complaint:U2,B,"), "{lines:?}");
        // The list of all shows what the list shows, row by row, and nobody's code.
        let all = lines_of(&office, &clerk, &order("deadlines"));
        ends(&all[1..], &["热线.csv（导入1）第3行", ",", "热线.csv（导入1）第2行", ",", "热线.csv（导入2）第2行"]);
        assert!(all[1].contains(",,,complaint:U2,"), "{all:?}");
        let overdue = json!({ "list": "unresolved_deadlines", "format": "csv", "filters": { "state": "overdue" } });
        ends(&lines_of(&office, &clerk, &overdue)[1..], &[",1,热线.csv,3"]);
        ends(&lines_of(&office, &county("u-2"), &order("unresolved_deadlines"))[1..], &[",2,热线.csv,2"]);
        ends(&lines_of(&office, &county("u-3"), &order("unresolved_deadlines"))[1..], &[]);
        let wrong = json!({ "list": "unresolved_deadlines", "format": "csv", "filters": { "state": "late" } });
        let refused = office.by(clerk.clone(), Method::POST, "exports").json(&wrong).send().unwrap();
        assert_eq!(whole(refused, StatusCode::BAD_REQUEST)["errors"][0]["field"], "filters.state");
        let workbook = json!({ "list": "unresolved_deadlines", "format": "xlsx" });
        assert!(exported(&office, &clerk, &workbook).starts_with(b"PK"));
    });
}
