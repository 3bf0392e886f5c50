//! Orders about displays: they hold whatever the source says later, and are heard of at once.

use crate::day;
use crate::office::{BAKER, CARTER, Office, penalty};
use contracts::access::{Reach, Role};
use contracts::port::{DisplayAct, DisplayOrder, Feed as _, PortError};
use db::{Conn, DbError};
use domain::code::PartyCode;
use domain::vocab::StopReason;
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use testkit::{Place, each_backend};
use violations::{OrderError, Orders};

const KEY: &str = "penalty:371500SJ/1";
const TODAY: &str = "2026-06-01";

fn open(place: &Place) -> (Office, String) {
    let office = Office::open(place, TODAY);
    let display = office.send(&nightly());
    (office, display)
}

/// What the source sends every night.
fn nightly() -> Value {
    penalty(BAKER, "1", "2026-02-10", &[])
}

/// Sends it once more, whatever becomes of it.
fn repeat(office: &Office, row: &Value) -> String {
    let (_, told) = office.act(("u", None), Method::POST, "penalties", &json!({ "rows": [row] }));
    told["rows"][0]["outcome"].as_str().unwrap().to_owned()
}

fn written(what: &str, on: &str, cause: &str) -> Value {
    let mut order = json!({
        "subject_id": 1, "key": KEY, "what": what, "on": on, "cause": cause, "reason": "准予修复",
    });
    if what == "stop" {
        order["stop_reason"] = json!("repaired");
    }
    order
}

#[track_caller]
fn ordered(office: &Office, what: &str, on: &str, cause: &str) -> Value {
    let (status, told) = office.order(Role::Service, None, &written(what, on, cause));
    assert_eq!(status, 200, "{told}");
    told
}

fn ends(display: &Value) -> Vec<(&str, &str)> {
    let intervals = display["intervals"].as_array().unwrap().iter();
    intervals.map(|one| (one["off"].as_str().unwrap(), one["ended_by"].as_str().unwrap())).collect()
}

#[test]
fn a_nightly_file_revives_nothing_until_the_stop_is_revoked() {
    each_backend(|place| {
        let (office, display) = open(place);
        let told = ordered(&office, "stop", "2026-05-20", "repair:12#5");
        let wanted = json!({
            "repeated": false, "version": 2, "display_stopped_on": ["2026-05-20"], "stop_revoked_on": [],
        });
        assert_eq!(told, wanted, "{}", place.backend);
        let stopped = [("2026-05-20", "repaired")];
        assert_eq!(ends(&office.get(&display)), stopped, "{}", place.backend);
        assert_eq!(office.get("displays")["items"], json!([]));
        for _ in 0..3 {
            assert_eq!(repeat(&office, &nightly()), "repeated", "{}", place.backend);
        }
        // The source says something else, by arrival, and by a time of its own.
        repeat(&office, &penalty(BAKER, "1", "2026-02-10", &[("cf_nr_fk", "12")]));
        office.clock.turn_to("2026-06-04");
        let changed = [("cf_nr_fk", "13"), ("changed_at", "2026-06-02T00:00:00+08:00")];
        repeat(&office, &penalty(BAKER, "1", "2026-02-10", &changed));
        assert_eq!(ends(&office.get(&display)), stopped, "{}", place.backend);
        // What the source tells of stops itself stays beside it, the reason of the last one with it.
        let own = [("display_stopped_on", "2026-05-25"), ("display_stop_reason", "other")];
        let own = [&own[..], &[("changed_at", "2026-06-03T00:00:00+08:00")]].concat();
        repeat(&office, &penalty(BAKER, "1", "2026-02-10", &own));
        let record = display.trim_end_matches("/display");
        let read = office.get(record);
        assert_eq!(read["content"]["display_stopped_on"], json!(["2026-05-20", "2026-05-25"]), "{read}");
        assert_eq!(read["content"]["display_stop_reason"], "other", "{read}");

        ordered(&office, "resume", "2026-06-04", "repair:12#9");
        let resumed = office.get(&display);
        assert_eq!(ends(&resumed)[0].0, "2026-05-20", "{resumed}");
        assert_eq!(resumed["intervals"][1]["from"], json!("2026-06-04"), "{resumed}");
        assert_eq!(resumed["on_display"], true);
        repeat(&office, &penalty(BAKER, "1", "2026-02-10", &own));
        assert_eq!(office.get(&display)["intervals"], resumed["intervals"], "{}", place.backend);
        // A display that runs is not begun anew.
        ordered(&office, "resume", "2026-06-04", "repair:12#10");
        assert_eq!(office.get(&display)["intervals"], resumed["intervals"], "{}", place.backend);
    });
}

#[test]
fn what_was_ordered_is_in_the_feed_at_once_with_its_author_and_its_display() {
    each_backend(|place| {
        let (office, display) = open(place);
        ordered(&office, "stop", "2026-05-20", "repair:12#5");
        let mut changes = Vec::new();
        while changes.len() < 2 {
            changes = office.ledger.changes(None, 10, Duration::from_secs(60)).unwrap();
        }
        let decided = changes[1].display.as_ref().unwrap();
        let ends: Vec<_> = decided.intervals.iter().map(|one| (one.off, one.ended_by.as_str())).collect();
        assert_eq!(ends, [(day("2026-05-20"), "repaired")], "{}", place.backend);
        let versions = office.get(&format!("{}/versions", display.trim_end_matches("/display")));
        let last = versions.as_array().unwrap().iter().max_by_key(|version| version["version"].as_i64()).unwrap();
        assert_eq!((&last["actor"], &last["reason"]), (&json!("house:repair"), &json!("准予修复")), "{versions}");
        let entries = office.entries.all();
        let entry = entries.iter().find(|entry| entry.action == "POST /violations/v1/display-orders").unwrap();
        assert_eq!((entry.who.as_deref(), entry.status), (Some("repair"), 200));
        assert!(entry.merchants.iter().any(|code| code.as_str() == BAKER), "{entry:?}");
    });
}

#[test]
fn an_order_counts_once_by_its_cause_and_by_the_key_of_its_request() {
    each_backend(|place| {
        let (office, display) = open(place);
        let order = written("stop", "2026-05-20", "repair:12#5");
        for (key, repeated, version) in
            [(Some("a"), false, 2), (Some("a"), false, 2), (None, true, 2), (Some("b"), true, 2)]
        {
            let (status, told) = office.order(Role::Service, key, &order);
            assert_eq!(
                (status, &told["repeated"], &told["version"]),
                (200, &json!(repeated), &json!(version)),
                "{told}"
            );
        }
        let (status, told) = office.order(Role::Service, None, &written("stop", "2026-05-21", "repair:12#5"));
        assert_eq!((status, &told["code"]), (409, &json!("conflict")), "{told}");
        // Another cause that stops it again does no harm.
        ordered(&office, "stop", "2026-05-28", "repair:13#2");
        assert_eq!(ends(&office.get(&display))[0].0, "2026-05-20");
        let earlier = office.order(Role::Service, None, &written("resume", "2026-05-25", "repair:13#4"));
        assert_eq!(earlier.0, 409, "{}", earlier.1);
    });
}

#[test]
fn what_does_not_fit_is_refused_by_field_and_only_services_command() {
    each_backend(|place| {
        let (office, _) = open(place);
        let with = |field: &str, value: Value| {
            let mut order = written("stop", "2026-05-20", "repair:12#5");
            order[field] = value;
            order
        };
        let cases = [
            (with("stop_reason", Value::Null), "stop_reason"),
            (with("what", json!("resume")), "stop_reason"),
            (with("cause", json!("repair")), "cause"),
            (with("reason", json!(" ")), "reason"),
            (with("reason", json!("长".repeat(201))), "reason"),
            (with("on", json!("2026-02-09")), "on"),
            (written("resume", "2026-06-02", "repair:12#5"), "on"),
        ];
        for (order, field) in cases {
            let (status, told) = office.order(Role::Service, None, &order);
            assert_eq!((status, &told["errors"][0]["field"]), (400, &json!(field)), "{}: {told}", place.backend);
        }
        for order in
            [with("key", json!("penalty:371500SJ/2")), with("key", json!("payment:1")), with("subject_id", json!(2))]
        {
            assert_eq!(office.order(Role::Service, None, &order).0, 404, "{order}");
        }
        for role in [Role::Official, Role::Bank, Role::Administrator] {
            assert_eq!(office.order(role, None, &with("on", json!("2026-05-20"))).0, 403, "{role}");
        }
        repeat(&office, &penalty(BAKER, "1", "2026-02-10", &[("record_state", "withdrawn")]));
        assert_eq!(office.order(Role::Service, None, &with("on", json!("2026-05-20"))).0, 409, "it was taken back");
    });
}

#[test]
fn an_official_cannot_empty_it_and_a_record_that_is_moved_takes_it_along() {
    each_backend(|place| {
        let (office, display) = open(place);
        ordered(&office, "stop", "2026-05-20", "repair:12#5");
        let code = PartyCode::parse(BAKER).unwrap();
        let on =
            |version| ledger::OnRecord {
                code, key: KEY, version, by: ledger::Asker::house("王某"), reason: "核查"
            };
        let emptied = [("display_stopped_on", ""), ("display_stop_reason", "")];
        let emptied = emptied.map(|(id, text)| (id.to_owned(), text.to_owned())).into();
        let refused = office.ledger.correct(on(2), &emptied);
        assert!(matches!(refused, Err(ledger::LedgerError::Unfit { .. })), "{}: {refused:?}", place.backend);

        office.ledger.move_to(on(2), PartyCode::parse(CARTER).unwrap()).unwrap();
        // The source has heard of the right party, and not of the stop.
        let moved = office.send(&penalty(CARTER, "1", "2026-02-10", &[("cf_nr_fk", "12")]));
        assert_eq!(ends(&office.get(&moved))[0], ("2026-05-20", "repaired"), "{}", place.backend);
        // A cause that was heard under the other party is known here as well.
        let mut order = written("stop", "2026-05-20", "repair:12#5");
        assert_eq!(office.order(Role::Service, None, &order).1["repeated"], true);
        order["subject_id"] = json!(2);
        assert_eq!(office.order(Role::Service, None, &order).1["repeated"], true);
        assert_eq!(office.get(&display)["withdrawn"], true);
    });
}

#[test]
fn one_decision_about_two_parties_is_stopped_for_the_one_that_was_repaired() {
    each_backend(|place| {
        let (office, display) = open(place);
        let other = office.send(&penalty(CARTER, "1", "2026-02-10", &[]));
        ordered(&office, "stop", "2026-05-20", "repair:12#5");
        office.send(&penalty(CARTER, "1", "2026-02-10", &[("cf_nr_fk", "12")]));
        assert_eq!(office.get(&display)["on_display"], false, "{}", place.backend);
        assert_eq!(office.get(&other)["on_display"], true, "{}", place.backend);
    });
}

#[test]
fn the_port_gives_the_same_and_no_order_is_ever_changed() {
    each_backend(|place| {
        let (office, _) = open(place);
        let orders = Orders::new(Arc::clone(&office.ledger), office.clock.clone());
        let order = DisplayOrder {
            subject_id: 1,
            key: KEY.to_owned(),
            what: DisplayAct::Stop { reason: StopReason::Repaired },
            on: day("2026-05-20"),
            cause: "repair:12#5".to_owned(),
            reason: "准予修复".to_owned(),
        };
        let port: &dyn contracts::port::DisplayOrders = &orders;
        let given = port.order(&order).unwrap();
        assert_eq!((given.repeated, given.version, given.display_stopped_on), (false, 2, vec![day("2026-05-20")]));
        assert!(port.order(&order).unwrap().repeated);
        let refused = port.order(&DisplayOrder { subject_id: 3, ..order.clone() });
        assert!(matches!(&refused, Err(PortError::Refused { service, .. }) if service == "violations"), "{refused:?}");
        let otherwise = orders.order(&DisplayOrder { on: day("2026-05-21"), ..order });
        assert!(matches!(otherwise, Err(OrderError::Otherwise(_))), "{otherwise:?}");

        for statement in ["UPDATE display_order SET on_day = 0", "DELETE FROM display_order"] {
            let done = office.ledger.database().write::<_, DbError>(|conn| execute(conn, statement));
            assert!(done.is_err(), "{}: {statement}", place.backend);
        }
        let versions = office.ledger.versions(PartyCode::parse(BAKER).unwrap(), KEY, None, Reach::Everywhere).unwrap();
        assert_eq!(versions.len(), 2, "{}", place.backend);
    });
}

fn execute(conn: Conn<'_>, statement: &str) -> Result<(), DbError> {
    use diesel::connection::SimpleConnection as _;
    match conn {
        Conn::Sqlite(conn) => Ok(conn.batch_execute(statement)?),
        Conn::Postgres(conn) => Ok(conn.batch_execute(statement)?),
    }
}
