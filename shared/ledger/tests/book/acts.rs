//! What officials do with a record.

use crate::house::{House, merchant};
use crate::rows::{cells, penalty, visit, with};
use domain::code::PartyCode;
use domain::record::RecordKind;
use ledger::Asker;
use ledger::{Fate, LedgerError, OnRecord, Sent, VersionView};
use testkit::each_backend;

const KEY: &str = "inspection:J1";

fn on(version: i32) -> OnRecord<'static> {
    OnRecord { code: merchant(1), key: KEY, version, by: Asker::house("王某"), reason: " 核查笔录 " }
}

fn told(house: &House, result: &str, changed_at: &str) -> Fate {
    house.clock.forward(1_000_000);
    let row = with(visit(merchant(1), "J1", result), &[("changed_at", changed_at)]);
    match house.send(RecordKind::Inspection, &[row]).remove(0) {
        Sent::Kept { fate, .. } => fate,
        Sent::Refused(issue) => panic!("{issue:?}"),
    }
}

fn standing(house: &House, code: PartyCode, key: &str) -> VersionView {
    house.versions(code, key).into_iter().find(|view| view.standing).unwrap()
}

fn says(house: &House) -> String {
    let content: serde_json::Value = serde_json::from_str(&standing(house, merchant(1), KEY).content).unwrap();
    content["result"].as_str().unwrap().to_owned()
}

#[test]
fn a_correction_says_who_and_why_and_is_replaced_by_what_the_source_says_later() {
    each_backend(|place| {
        let house = House::open(place);
        told(&house, "I01", "");
        house.ledger.correct(on(1), &cells(&[("result", "I06"), ("case_no", "案1")])).unwrap();
        let view = standing(&house, merchant(1), KEY);
        assert_eq!((view.version, view.act.as_str(), view.actor.as_str()), (2, "correction", "王某"));
        assert_eq!(view.reason.as_deref(), Some("核查笔录"));
        assert_eq!(says(&house), "I06");
        // What the source sends again is what it said before; what it says of an earlier time comes too late.
        assert_eq!(told(&house, "I01", ""), Fate::Repeated);
        assert_eq!(told(&house, "I07", "2026-05-20"), Fate::Superseded);
        assert_eq!(says(&house), "I06");
        house.clock.set("2026-06-03T00:00:00Z");
        assert_eq!(told(&house, "I08", "2026-06-02"), Fate::Revised);
        assert_eq!(says(&house), "I08");
    });
}

#[test]
fn an_act_needs_a_reason_the_version_that_stands_and_something_to_do() {
    each_backend(|place| {
        let house = House::open(place);
        told(&house, "I01", "");
        let nothing = OnRecord { reason: "  ", ..on(1) };
        assert!(matches!(house.ledger.withdraw(nothing), Err(LedgerError::NoReason)));
        // A line of a list, whatever stands around it.
        let (longest, long) = (format!(" {} ", "长".repeat(200)), "长".repeat(201));
        let too_long = house.ledger.withdraw(OnRecord { reason: &long, ..on(1) });
        assert!(matches!(too_long, Err(LedgerError::LongReason(201))), "{too_long:?}");
        let same = cells(&[("result", "I01")]);
        let unfit = house.ledger.correct(OnRecord { reason: &longest, ..on(1) }, &same);
        assert!(matches!(unfit, Err(LedgerError::Unfit { .. })), "{unfit:?}");
        assert!(matches!(house.ledger.correct(on(1), &same), Err(LedgerError::Unfit { .. })));
        for (column, text) in [("number", "J2"), ("code", merchant(2).as_str())] {
            let other = cells(&[(column, text)]);
            assert!(matches!(house.ledger.correct(on(1), &other), Err(LedgerError::Unfit { .. })), "{column}");
        }
        for bad in [cells(&[("result", "nonsense")]), cells(&[("心情", "好")]), cells(&[("day", "")])] {
            assert!(matches!(house.ledger.correct(on(1), &bad), Err(LedgerError::Row(_))), "{bad:?}");
        }
        assert!(matches!(house.ledger.decide(on(1), 1), Err(LedgerError::Unfit { .. })), "there is no conflict");
        house.ledger.correct(on(1), &cells(&[("result", "I06")])).unwrap();
        let stale = house.ledger.withdraw(on(1));
        assert!(matches!(stale, Err(LedgerError::Stale { standing: 2 })), "{stale:?}");
        let strange = OnRecord { key: "inspection:J9", ..on(1) };
        assert!(matches!(house.ledger.withdraw(strange), Err(LedgerError::Missing(_))));
        let nobody = OnRecord { code: merchant(9), ..on(1) };
        assert!(matches!(house.ledger.withdraw(nobody), Err(LedgerError::Missing(_))));
        assert_eq!(house.versions(merchant(1), KEY).len(), 2, "what was refused has left nothing");
    });
}

#[test]
fn a_record_that_was_withdrawn_stays_so_until_its_source_says_otherwise_later() {
    each_backend(|place| {
        let house = House::open(place);
        told(&house, "I06", "");
        house.ledger.withdraw(on(1)).unwrap();
        assert!(standing(&house, merchant(1), KEY).content.contains("\"withdrawn\":true"));
        assert!(matches!(house.ledger.withdraw(on(2)), Err(LedgerError::Unfit { .. })));
        assert_eq!(told(&house, "I06", ""), Fate::Repeated, "the source sends all again");
        assert_eq!(told(&house, "I07", ""), Fate::Revised, "the source says something new");
    });
}

#[test]
fn a_record_moves_to_its_party_with_its_place_in_the_order() {
    each_backend(|place| {
        let house = House::open(place);
        told(&house, "I06", "2026-05-20T00:00:00Z");
        house.register.knows(&[merchant(2)]);
        house.ledger.move_to(on(1), merchant(2)).unwrap();
        let (ended, begun) = (standing(&house, merchant(1), KEY), standing(&house, merchant(2), KEY));
        assert_eq!((ended.act.as_str(), begun.act.as_str()), ("wrong_party", "moved"));
        assert!(ended.content.contains("\"withdrawn\":true") && begun.content.contains(merchant(2).as_str()));
        assert_eq!(begun.changed_at.unwrap().to_string(), "2026-05-20T00:00:00Z");
        let back = house.ledger.move_to(OnRecord { code: merchant(2), ..on(1) }, merchant(2));
        assert!(matches!(back, Err(LedgerError::Unfit { .. })), "it is there already: {back:?}");
    });
}

#[test]
fn a_record_that_moves_back_stands_where_it_was_and_nowhere_else() {
    each_backend(|place| {
        let house = House::open(place);
        house.register.knows(&[merchant(2)]);
        let says = |number| {
            let view = standing(&house, merchant(number), KEY);
            (view.act, view.content.contains("\"withdrawn\":true"))
        };
        for changed_at in ["2026-05-20T00:00:00Z", ""] {
            told(&house, "I06", changed_at);
            for turn in 0..3 {
                for (from, to) in [(1, 2), (2, 1)] {
                    let version = standing(&house, merchant(from), KEY).version;
                    house.ledger.move_to(OnRecord { code: merchant(from), ..on(version) }, merchant(to)).unwrap();
                    assert_eq!(says(from), ("wrong_party".into(), true), "{changed_at:?}, turn {turn}");
                    assert_eq!(says(to), ("moved".into(), false), "{changed_at:?}, turn {turn}");
                }
            }
            assert_eq!(told(&house, "I06", changed_at), Fate::Repeated, "the source sends all again");
        }
        house.clock.set("2026-06-03T00:00:00Z");
        assert_eq!(told(&house, "I08", "2026-06-02"), Fate::Revised, "the source says something later");
    });
}

#[test]
fn a_record_moves_to_no_party_that_nobody_has_heard_of() {
    each_backend(|place| {
        let house = House::open(place);
        told(&house, "I06", "");
        let moved = house.ledger.move_to(on(1), merchant(9));
        assert!(matches!(moved, Err(LedgerError::NoParty(code)) if code == merchant(9)), "{moved:?}");
        assert_eq!((house.versions(merchant(1), KEY).len(), house.register.opened()), (1, 1));
    });
}

#[test]
fn a_penalty_moves_between_a_credit_code_and_a_registration_number() {
    each_backend(|place| {
        let house = House::open(place);
        let sent = house.send(RecordKind::Penalty, &[penalty(merchant(1), "罚1号")]);
        let Sent::Kept { key, .. } = &sent[0] else { panic!("{sent:?}") };
        // The register of these tests numbers by the end of the code.
        let old = PartyCode::parse("371500000000077").unwrap();
        let on = OnRecord { key: key.as_str(), ..on(1) };
        house.register.knows(&[old, merchant(3)]);
        house.ledger.move_to(on, old).unwrap();
        let begun = standing(&house, old, key.as_str());
        let was: serde_json::Value =
            serde_json::from_str(&house.versions(merchant(1), key.as_str())[0].content).unwrap();
        let is: serde_json::Value = serde_json::from_str(&begun.content).unwrap();
        assert_eq!(is["party"], old.as_str());
        for field in ["decision_no", "fine_fen", "kinds", "decided_on", "conduct"] {
            assert_eq!(is[field], was[field], "{field}");
        }
        house.ledger.move_to(OnRecord { code: old, ..on }, merchant(3)).unwrap();
        assert_eq!(standing(&house, merchant(3), key.as_str()).act, "moved");
    });
}

#[test]
fn a_conflict_is_decided_and_what_the_source_says_later_replaces_the_decision() {
    each_backend(|place| {
        let house = House::open(place);
        assert_eq!(told(&house, "I06", "2026-05-20"), Fate::New);
        assert_eq!(told(&house, "I07", "2026-05-20"), Fate::Contested);
        let views = house.versions(merchant(1), KEY);
        assert!(views.iter().all(|view| view.contested));
        let standing_now = standing(&house, merchant(1), KEY);
        let other = views.iter().find(|view| !view.standing).unwrap();
        house.ledger.decide(on(standing_now.version), other.version).unwrap();
        let decided = standing(&house, merchant(1), KEY);
        assert_eq!((decided.act.as_str(), &decided.content), ("decision", &other.content));
        assert!(house.versions(merchant(1), KEY).iter().all(|view| !view.contested));
        assert_eq!(told(&house, "I06", "2026-05-20"), Fate::Repeated, "what was decided stays decided");
        assert_eq!(told(&house, "I08", "2026-05-20"), Fate::Superseded, "a third opinion of that time as well");
        assert_eq!(told(&house, "I01", "2026-05-21"), Fate::Revised);
        assert_eq!(says(&house), "I01");
    });
}

#[test]
fn what_two_rows_of_one_sending_contradict_is_a_conflict_in_either_order() {
    each_backend(|place| {
        let house = House::open(place);
        for (number, results) in [(1, ["I06", "I07"]), (2, ["I07", "I06"])] {
            let rows = |results: &[&str]| results.iter().map(|r| visit(merchant(number), "J1", r)).collect::<Vec<_>>();
            house.send(RecordKind::Inspection, &rows(&["I06"]));
            house.clock.forward(1_000_000);
            house.send(RecordKind::Inspection, &rows(&results));
            assert!(standing(&house, merchant(number), KEY).contested);
            house.clock.forward(1_000_000);
            house.send(RecordKind::Inspection, &rows(&results));
            assert_eq!(house.versions(merchant(number), KEY).len(), 3, "said again");
        }
    });
}
