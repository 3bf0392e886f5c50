//! A case from its filing to its effect, with the dates of the worked cases, and what is refused on the way.

use super::*;
use cases::DueWanted;
use serde_json::Value;
use statute::clock::State;
use testkit::each_backend;

/// Clock, state and last day of every time limit of a case, today.
fn limits(office: &Office, case_no: i64) -> Vec<(String, State, String)> {
    let shown = office.book.show(case_no, &asker("li", Role::Official), &FINE).unwrap();
    let read = shown.limits.into_iter().map(|limit| {
        (limit.clock, limit.reading.state, limit.reading.last.map(|last| last.to_string()).unwrap_or_default())
    });
    read.collect()
}

fn expected(all: &[(&str, State, &str)]) -> Vec<(String, State, String)> {
    all.iter().map(|(clock, state, last)| ((*clock).to_owned(), *state, (*last).to_owned())).collect()
}

#[test]
fn c15_a_repair_under_the_first_regime() {
    each_backend(|place| {
        let office = Office::open(place, "2025-09-26");
        let filed = office.filed(7, "2025-09-26");
        assert_eq!((filed.stage.as_str(), filed.steps, filed.is_over), ("filed", 1, false), "{}", place.backend);
        assert_eq!(filed.due_on, Some(day("2025-09-29")), "{}", place.backend);
        let case_no = filed.case_no;
        office.taken(case_no, "accept", "2025-09-29", "wang");
        office.taken(case_no, "propose", "2025-09-29", "wang");
        let acceptance = ("gsxt_repair_acceptance", State::Met, "2025-09-29");
        let running = [acceptance, ("gsxt_repair_decision", State::Running, "2025-10-27")];
        assert_eq!(limits(&office, case_no), expected(&running), "{}", place.backend);
        let approved = office.taken(case_no, "approve", "2025-10-27", "li");
        assert_eq!((approved.stage.as_str(), approved.is_over), ("approved", false));
        let decided = ("gsxt_repair_decision", State::Met, "2025-10-27");
        let stopping = [acceptance, decided, ("gsxt_repair_stop", State::Running, "2025-10-30")];
        assert_eq!(limits(&office, case_no), expected(&stopping), "{}", place.backend);
        let effected = office.taken(case_no, "confirm", "2025-10-30", "li");
        assert_eq!((effected.stage.as_str(), effected.steps, effected.is_over), ("effected", 5, true));
        assert_eq!(effected.due_on, None, "{}", place.backend);
        assert_eq!(office.book.file(case_no, &Sight::EVERYWHERE).unwrap(), effected, "{}", place.backend);
        let open = office.book.deadlines(&DueWanted::open(Sight::EVERYWHERE, 9)).unwrap();
        assert_eq!(open, (Vec::new(), None), "{}", place.backend);
        assert_eq!(office.book.differences(case_no).unwrap(), Vec::<String>::new(), "{}", place.backend);
        assert_eq!(office.rows(), [1, 5, 0, 3], "{}", place.backend);
    });
}

#[test]
fn c16_a_repair_filed_before_the_spring_festival() {
    each_backend(|place| {
        let office = Office::open(place, "2026-02-13");
        let days = ["2026-02-13", "2026-02-24", "2026-03-04", "2026-03-09"];
        let case_no = office.repaired(7, days).case_no;
        let met = [
            ("gsxt_repair_acceptance", State::Met, "2026-02-24"),
            ("gsxt_repair_decision", State::Met, "2026-03-04"),
            ("gsxt_repair_stop", State::Met, "2026-03-09"),
        ];
        assert_eq!(limits(&office, case_no), expected(&met), "{}", place.backend);
        let steps = office.book.steps(case_no, &Sight::EVERYWHERE).unwrap();
        let told: Vec<(i32, &str, &str)> =
            steps.iter().map(|step| (step.number, step.step.as_str(), step.stage.as_str())).collect();
        let all = [
            (1, "file", "filed"),
            (2, "accept", "accepted"),
            (3, "propose", "proposed"),
            (4, "approve", "approved"),
            (5, "confirm", "effected"),
        ];
        assert_eq!(told, all, "{}", place.backend);
        // It goes by a version that is not settled, and whoever acted has answered for that.
        let law = "procedures.gsxt_repair@2025-12-25";
        assert!(steps.iter().all(|step| step.law == law && step.rests_on == [law]), "{steps:?}");
        assert_eq!(steps[0].recorded_at.day(), day("2026-02-13"), "{}", place.backend);
        assert!(steps[0].recorded_at > Instant::start_of(day("2026-02-13")));
    });
}

#[test]
fn what_can_be_done_next_is_told_to_whoever_asks() {
    each_backend(|place| {
        let office = Office::open(place, "2025-09-26");
        let case_no = office.filed(7, "2025-09-26").case_no;
        office.taken(case_no, "accept", "2025-09-29", "wang");
        office.taken(case_no, "propose", "2025-09-29", "wang");
        let next = |account: &str, role, records: &Records| {
            let shown = office.book.show(case_no, &asker(account, role), records).unwrap();
            assert_eq!(shown.stage.unwrap().zh, "已提出处理意见");
            let told = shown.next.into_iter().map(|next| {
                let refused: Vec<String> = next.refused.iter().map(|refused| refused.cause.code().to_owned()).collect();
                assert_eq!(next.is_possible(), refused.is_empty());
                (next.step.id, refused.join(" "))
            });
            told.collect::<Vec<_>>()
        };
        let of = |told: &[(&str, &str)]| -> Vec<(String, String)> {
            told.iter().map(|(step, refused)| ((*step).to_owned(), (*refused).to_owned())).collect()
        };
        let li = [("approve", ""), ("refuse", "NO_GROUND"), ("withdraw", "WRONG_ROLE"), ("end", "NO_GROUND")];
        assert_eq!(next("li", Role::Official, &FINE), of(&li), "{}", place.backend);
        let wang = next("wang", Role::Official, &Records(&["NO_PROMISE"]));
        let approve = ("approve".to_owned(), "INVOLVED_BEFORE NO_PROMISE".to_owned());
        assert!(wang.contains(&approve), "{}: {wang:?}", place.backend);
        let shop = next("shop", Role::Party, &FINE);
        assert!(shop.contains(&("withdraw".to_owned(), String::new())), "{}: {shop:?}", place.backend);
        assert!(
            shop.contains(&("approve".to_owned(), "WRONG_ROLE WRONG_OFFICE".to_owned())),
            "{}: {shop:?}",
            place.backend
        );
    });
}

#[test]
fn a_step_is_shown_with_what_its_law_calls_it() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let case_no = office.filed(7, "2026-03-02").case_no;
        let shown = office.book.show(case_no, &asker("li", Role::Official), &FINE).unwrap();
        let step = &shown.steps[0];
        assert_eq!(step.title.as_ref().unwrap().en, "File", "{}", place.backend);
        assert!(step.article.is_some() && shown.papers.is_empty());
        assert_eq!(step.taken.stated.get("application"), Some(&json!("application，已附")), "{}", place.backend);
        let law = "procedures.gsxt_repair@2025-12-25";
        let end = shown.next.iter().find(|next| next.step.id == "end").unwrap();
        assert_eq!(end.to_accept, [law], "{}", place.backend);
    });
}

/// To ask is a right; whoever decides by law that is not settled names it.
#[test]
fn a_party_answers_for_no_law_and_an_official_does() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let unnamed = |act: Act| Act { accepted: Vec::new(), ..act };
        let filing = unnamed(act("gsxt_repair", "file", "2026-03-02", "shop"));
        let file = office.book.begin(&opening(7, "gsxt_repair", filing), &FINE).unwrap();
        let accept = unnamed(act("gsxt_repair", "accept", "2026-03-02", "wang"));
        assert_eq!(codes(office.book.take(&taking(&file, accept), &FINE)), ["LAW_UNSETTLED"], "{}", place.backend);
    });
}

#[test]
fn what_is_refused_leaves_nothing_behind() {
    each_backend(|place| {
        let office = Office::open(place, "2025-09-29");
        let file = office.filed(7, "2025-09-29");
        let before = office.rows();
        let try_to = |act: Act, records: &Records| office.book.take(&taking(&file, act), records);
        let accept = || act("gsxt_repair", "accept", "2025-09-29", "wang");
        assert_eq!(
            codes(try_to(accept(), &Records(&["NO_AUTHORITY", "NOT_DISPLAYED"]))),
            ["NOT_DISPLAYED", "NO_AUTHORITY"]
        );
        assert_eq!(codes(try_to(act("gsxt_repair", "approve", "2025-09-29", "li"), &FINE)), ["WRONG_STAGE"]);
        let before_it = act("gsxt_repair", "accept", "2025-09-28", "wang").of_paper();
        assert_eq!(codes(try_to(before_it, &FINE)), ["OUT_OF_ORDER"]);
        assert_eq!(
            codes(try_to(Act { by: actor("shop", Role::Party), ..accept() }, &FINE)),
            ["WRONG_ROLE", "WRONG_OFFICE"]
        );
        assert_eq!(codes(try_to(Act { step: "destroy".to_owned(), ..accept() }, &FINE)), ["UNKNOWN_STEP"]);
        for nothing in [json!(null), json!("  "), json!(true), json!(1), json!([]), json!([""]), json!({ "a": true })] {
            let mut refuse = act("gsxt_repair", "not_accept", "2025-09-29", "wang");
            refuse.stated.insert("reasons".to_owned(), nothing.clone());
            assert_eq!(codes(try_to(refuse, &FINE)), ["MATERIAL_MISSING", "NO_GROUND"], "{nothing}");
        }
        let ahead = try_to(act("gsxt_repair", "accept", "2025-09-30", "wang"), &FINE);
        assert!(matches!(ahead, Err(CaseError::Ahead { .. })), "{}: {ahead:?}", place.backend);
        assert_eq!(office.rows(), before, "{}", place.backend);
        assert_eq!(office.book.file(file.case_no, &Sight::EVERYWHERE).unwrap(), file, "{}", place.backend);
    });
}

#[test]
fn what_does_not_fit_is_named() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let good = || opening(7, "gsxt_repair", act("gsxt_repair", "file", "2026-03-02", "shop"));
        let field = |opening: Opening| match office.book.begin(&opening, &FINE) {
            Err(CaseError::Field { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        let stating = |value: Value| {
            let mut opening = good();
            opening.act.stated.insert("more".to_owned(), value);
            opening
        };
        assert_eq!(field(Opening { office: " ".to_owned(), ..good() }), "office");
        assert_eq!(field(Opening { about: Vec::new(), ..good() }), "about");
        let nul = About { kind: "penalty".to_owned(), key: "a\0b".to_owned() };
        assert_eq!(field(Opening { about: vec![nul], ..good() }), "about");
        assert_eq!(field(stating(json!(1.5))), "stated");
        assert_eq!(field(stating(json!([{ "a": "\0" }]))), "stated");
        assert_eq!(field(stating(json!("长".repeat(30_000)))), "stated");
        let of_name = |name: &str, value: Value| {
            let mut opening = good();
            opening.act.stated.insert(name.to_owned(), value);
            opening
        };
        for no_day in [json!("2026-02-30"), json!("tomorrow"), json!(20_260_301), json!(["2026-03-01"])] {
            assert_eq!(field(of_name("accepted_on", no_day.clone())), "stated", "{no_day}");
            assert_eq!(field(of_name("restricted_until", no_day)), "stated");
        }
        let unknown = office.book.begin(&Opening { procedure: "magic".to_owned(), ..good() }, &FINE);
        assert!(matches!(unknown, Err(CaseError::UnknownProcedure(_))), "{unknown:?}");
        let others = office.book.begin(&Opening { sight: Sight::own(8), ..good() }, &FINE);
        assert!(matches!(others, Err(CaseError::Missing("merchant"))), "{others:?}");
        assert_eq!(office.rows(), [0; 4], "{}", place.backend);
    });
}

#[test]
fn numbers_of_cases_only_grow() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let first = office.filed(9, "2026-03-02").case_no;
        // One that comes to nothing.
        let refused = office.book.begin(
            &opening(
                3,
                "gsxt_repair",
                Act { stated: cases::Stated::new(), ..act("gsxt_repair", "file", "2026-03-02", "shop") },
            ),
            &FINE,
        );
        assert_eq!(codes(refused), ["MATERIAL_MISSING"]);
        let second = office.filed(3, "2026-03-02").case_no;
        drop(office);
        let third = Office::open(place, "2026-03-02").filed(9, "2026-03-02").case_no;
        assert!(0 < first && first < second && second < third, "{}: {first} {second} {third}", place.backend);
    });
}
