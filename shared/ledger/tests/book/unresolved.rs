//! Time limits of rows of which nobody knows whose they are: they run from the day of receipt all the same.

use crate::deadlines::{COMPLAINT, complaint, level};
use crate::house::{House, Paper, merchant};
use crate::http::Office;
use crate::rows::{cells, file, penalty, with};
use crate::town::DONGCHANGFU;
use contracts::access::Role;
use domain::area::AreaCode;
use domain::record::RecordKind;
use ledger::{Asker, DueWanted, Unresolved};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use statute::clock::State;
use statute::duties::Limits;
use testkit::each_backend;
use web::token::Grant;

const HEADER: &str = "code,number,received_on,accepted_on,closed_on,outcome\n";

fn found(house: &House, limits: &Limits) -> Vec<Unresolved> {
    house.ledger.unresolved(limits, Asker::house("clerk")).unwrap()
}

/// Clock, state, last day and row of each.
fn told(found: &[Unresolved]) -> Vec<(&str, State, String, i64)> {
    let of = |one: &Unresolved| one.due.last_on.map_or_else(String::new, |day| day.to_string());
    found.iter().map(|one| (one.due.clock.as_str(), one.due.state, of(one), one.row.row)).collect()
}

fn import(house: &House, rows: &str) -> i64 {
    let text = format!("{HEADER}{rows}");
    let worker = house.worker();
    house.import(&worker, &Paper::of(COMPLAINT, &text)).import_id
}

#[test]
fn a_row_without_a_party_is_late_on_the_same_day_as_its_record_would_be() {
    let limits = Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-02-25T04:00:00Z");
        let code = merchant(1);
        // With a fault of another kind, a row is no record of which anything follows.
        let job = import(
            &house,
            &format!(",U1,2026-02-10,,,\n{code},K1,2026-02-10,,,\n,U2,2026-02-11,2026-02-24,,\n,U3,2026-02-30,,,\n"),
        );
        let day = |text: &str| text.to_owned();
        let mediation = ("complaint_mediation", State::Running, day("2026-04-28"), 4);
        assert_eq!(
            told(&found(&house, &limits)),
            [("complaint_acceptance", State::Running, day("2026-02-26"), 2), mediation],
            "{}",
            place.backend
        );
        house.clock.set("2026-02-27T04:00:00Z");
        assert_eq!(told(&found(&house, &limits))[0].1, State::Overdue, "{}: with nothing done", place.backend);

        // Once it is said whose it is, the record's own clock goes on, and the row's is gone.
        let known = cells(&[("code", code.as_str())]);
        house.ledger.retry(job, 2, &known, false, Asker::house("李某")).unwrap();
        level(&house, &limits);
        assert_eq!(told(&found(&house, &limits)).len(), 1);
        let own = house.ledger.deadlines(&DueWanted { limit: 9, ..DueWanted::default() }, Asker::house("x").reach);
        let own: Vec<_> = own.unwrap().0.into_iter().map(|due| (due.key, due.state)).collect();
        assert_eq!(
            own,
            [("complaint:K1", State::Overdue), ("complaint:U1", State::Overdue)].map(|(k, s)| (k.into(), s))
        );

        // Put aside, it obliges nobody.
        house.ledger.discard(job, 4, Asker::house("李某"), "重复上报").unwrap();
        assert_eq!(told(&found(&house, &limits)), []);
    });
}

#[test]
fn of_several_rows_the_last_counts_and_none_once_the_record_came_otherwise() {
    let limits = Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-02-25T04:00:00Z");
        import(&house, ",U1,2026-02-10,,,\n");
        import(&house, ",U1,2026-02-10,2026-02-24,,\n");
        let clocks = |found: &[Unresolved]| found.iter().map(|one| one.due.clock.clone()).collect::<Vec<_>>();
        assert_eq!(clocks(&found(&house, &limits)), ["complaint_mediation"], "{}", place.backend);
        // Only tried: nothing of it waits.
        let text = format!("{HEADER},U9,2026-02-10,,,\n");
        let tried = Paper { dry_run: true, ..Paper::of(COMPLAINT, &text) };
        house.import(&house.worker(), &tried);
        assert_eq!(found(&house, &limits).len(), 1);
        house.send(COMPLAINT, &[complaint(2, "U1", &[("received_on", "2026-02-10"), ("accepted_on", "2026-02-24")])]);
        assert_eq!(found(&house, &limits), [], "{}", place.backend);
    });
}

/// From the day of a planned stop on nobody may publish a penalty, whosever it turns out to be.
#[test]
fn what_can_be_done_no_more_is_open_of_no_row() {
    let limits = Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-11-19T04:00:00Z");
        let said = [("cf_xdr_shxym", ""), ("cf_jdrq", "2026-09-21"), ("display_stopped_on", "2026-11-20")];
        let blank = ["published_on", "cf_gsjzq", "display_stop_reason", "stop_revoked_on"].map(|id| (id, ""));
        let text = file(&[with(with(penalty(merchant(1), "1号"), &said), &blank)]);
        house.import(&house.worker(), &Paper::of(RecordKind::Penalty, &text));
        let open = || -> Vec<State> {
            let found = found(&house, &limits).into_iter().filter(|one| one.due.clock == "penalty_publication");
            found.map(|one| one.due.state).collect()
        };
        assert_eq!(open(), [State::Overdue], "{}", place.backend);
        house.clock.set("2026-11-20T04:00:00Z");
        assert_eq!(open(), [], "{}: it can be published no more", place.backend);
    });
}

#[test]
fn they_are_listed_page_by_page_to_whoever_may_see_the_rows() {
    const LIST: &str = "deadlines/unresolved";
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-02-25T04:00:00Z");
        let office = Office::open(&house);
        import(&house, ",U1,2026-02-10,,,\n,U2,2026-02-09,,,\n,U3,2026-02-12,,,\n");
        let keys = |page: &Value| -> Vec<String> {
            page["items"].as_array().unwrap().iter().map(|item| item["key"].as_str().unwrap().to_owned()).collect()
        };
        let page = office.get(&format!("{LIST}?limit=2"));
        assert_eq!(keys(&page), ["complaint:U2", "complaint:U1"], "{}: {page}", place.backend);
        let first = &page["items"][0];
        assert_eq!((&first["state"], &first["state_zh"]), (&json!("due"), &json!("今日到期")), "{first}");
        assert!(!first["article"].as_str().unwrap().is_empty() && first.get("code").is_none(), "{first}");
        // The path is that of the row, where it is said whose it is.
        assert_eq!(office.get(first["href"].as_str().unwrap())["cells"]["number"], "U2");
        let rest = office.get(&format!("{LIST}?limit=2&after={}", page["next"].as_str().unwrap()));
        assert_eq!((keys(&rest), &rest["next"]), (vec!["complaint:U3".to_owned()], &Value::Null));
        assert_eq!(keys(&office.get(&format!("{LIST}?state=due"))), ["complaint:U2"]);
        assert_eq!(keys(&office.get(&format!("{LIST}?due_before=2026-02-27"))), ["complaint:U2", "complaint:U1"]);
        let refused =
            |role, query: &str| office.ask(role, Method::GET, &format!("{LIST}{query}")).send().unwrap().status();
        assert_eq!(refused(Role::Official, "?state=late"), StatusCode::BAD_REQUEST);
        assert_eq!(refused(Role::Bank, ""), StatusCode::FORBIDDEN);
        // Whoever is limited to an area sees their own imports, and of these rows nobody else's.
        let grant =
            Grant { area: AreaCode::parse(DONGCHANGFU).ok(), ..Grant::of_role("u-2", "李某", Role::Official) };
        let theirs = office.by(grant, Method::GET, LIST).send().unwrap();
        assert_eq!(crate::http::whole(theirs, StatusCode::OK)["items"], json!([]));
    });
}
