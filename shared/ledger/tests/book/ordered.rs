//! Orders about records that were found to be wrong: once each, valid or not at all, and a source that says again what was
//! wrong undoes nothing.

use crate::house::{House, merchant};
use crate::rows::{penalty, with};
use contracts::access::Reach;
use contracts::clock::Clock as _;
use contracts::port::{PortError, RecordAct, RecordOrder, RecordOrders};
use domain::day::Day;
use domain::record::{Inspection, Penalty, RecordKind};
use ledger::{Asker, Fate, LedgerError, OnRecord, Sent, VersionView};
use std::collections::BTreeMap;
use testkit::{Place, each_backend};

const FIRST: &str = "2026-05-10T00:00:00+08:00";
const LATER: &str = "2027-05-30T00:00:00+08:00";

struct Bench {
    house: House,
    key: String,
}

impl Bench {
    /// A ledger of penalties, of which one is wrong.
    fn open(place: &Place) -> Self {
        let house = House::open(place);
        house.clock.tick();
        let mut bench = Self { house, key: String::new() };
        bench.told(&[]);
        bench.house.clock.tick();
        bench
    }

    /// The source says something; what became of it.
    fn told(&mut self, cells: &[(&str, &str)]) -> Fate {
        let row = with(penalty(merchant(1), "1号"), &[&[("cf_wfxw", "虚假宣传"), ("cf_nr_fk", "1")], cells].concat());
        match self.house.send(RecordKind::Penalty, &[row]).remove(0) {
            Sent::Kept { fate, key, .. } => {
                self.key = key.as_str().to_owned();
                fate
            }
            Sent::Refused(issue) => panic!("{issue:?}"),
        }
    }

    /// A year goes by.
    fn later(&self) {
        self.house.clock.set("2027-08-01T00:00:00Z");
    }

    fn subject(&self, number: u32) -> i64 {
        self.house.ledger.subject(merchant(number), Reach::Everywhere).unwrap()
    }

    fn order(&self, what: RecordAct, cause: &str) -> RecordOrder {
        RecordOrder {
            subject_id: self.subject(1),
            key: self.key.clone(),
            what,
            on: Day::parse("2026-06-01").unwrap(),
            cause: cause.to_owned(),
            reason: "异议成立".to_owned(),
        }
    }

    fn standing(&self, number: u32) -> (VersionView, Penalty) {
        let all = self.house.versions(merchant(number), &self.key);
        let view = all.into_iter().find(|view| view.standing).unwrap();
        let content = serde_json::from_str(&view.content).unwrap();
        (view, content)
    }

    fn versions(&self) -> usize {
        self.house.versions(merchant(1), &self.key).len()
    }
}

fn amend(cells: &[(&str, &str)]) -> RecordAct {
    let cells = cells.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned()));
    RecordAct::Amend(BTreeMap::from_iter(cells))
}

#[test]
fn an_order_is_carried_out_once_and_its_cause_orders_nothing_else() {
    each_backend(|place| {
        let bench = Bench::open(place);
        let before = bench.house.clock.now();
        let order = bench.order(amend(&[("cf_nr_fk", "2"), ("cf_wfxw", "价格欺诈")]), "repair:12#5");
        let done = bench.house.ledger.order(&order).unwrap();
        let (view, content) = bench.standing(1);
        assert_eq!((done.repeated, done.version, done.party), (false, view.version, merchant(1)), "{}", place.backend);
        assert_eq!((view.act.as_str(), view.actor.as_str()), ("correction", "house:repair"));
        assert_eq!((view.reason.as_deref(), content.conduct.as_str()), (Some("异议成立"), "价格欺诈"));
        assert_eq!(done.amended.keys().collect::<Vec<_>>(), ["conduct", "fine_fen"], "{done:?}");
        let fine = &done.amended["fine_fen"];
        assert_eq!((fine.from.as_i64(), fine.to.as_i64()), (Some(1_000_000), Some(2_000_000)));
        // What was wrong could be read since it had come, and until now.
        assert!(done.wrong_since < before && before < done.at, "{done:?}");
        let again = bench.house.ledger.order(&order).unwrap();
        assert_eq!((again.repeated, again.at, &again.amended), (true, done.at, &done.amended));
        for other in [amend(&[("cf_nr_fk", "3")]), RecordAct::Withdraw] {
            let told = bench.house.ledger.order(&bench.order(other, "repair:12#5"));
            assert!(matches!(&told, Err(LedgerError::Unfit { en, .. }) if en.contains("something else")), "{told:?}");
        }
        assert_eq!(bench.versions(), 2, "{}", place.backend);
    });
}

#[test]
fn a_source_that_says_the_wrong_thing_again_undoes_nothing_and_what_it_learns_counts() {
    each_backend(|place| {
        let mut bench = Bench::open(place);
        bench.house.ledger.order(&bench.order(amend(&[("cf_nr_fk", "2")]), "repair:12#5")).unwrap();
        assert_eq!(bench.told(&[]), Fate::Repeated, "{}", place.backend);
        // In an order of its own, with something else that is new, and later than the order.
        bench.told(&[("changed_at", FIRST)]);
        bench.later();
        bench.told(&[("changed_at", LATER), ("cf_wfxw", "价格欺诈")]);
        let (view, content) = bench.standing(1);
        assert_eq!(
            (content.fine_fen.0, content.conduct.as_str()),
            (2_000_000, "价格欺诈"),
            "{}: {view:?}",
            place.backend
        );
        assert!(!view.contested);
        bench.told(&[("changed_at", "2027-06-30T00:00:00+08:00"), ("cf_nr_fk", "5")]);
        assert_eq!(bench.standing(1).1.fine_fen.0, 5_000_000, "{}", place.backend);
        // What put it right once puts it right whenever the same is said.
        bench.told(&[("changed_at", "2027-07-30T00:00:00+08:00")]);
        assert_eq!(bench.standing(1).1.fine_fen.0, 2_000_000, "{}", place.backend);
    });
}

#[test]
fn what_is_learnt_beside_a_wrong_day_does_not_bring_it_back() {
    each_backend(|place| {
        let house = House::open(place);
        house.clock.tick();
        let told = |cells: &[(&str, &str)]| {
            let visit = crate::rows::visit(merchant(1), "检-1", "I02");
            match house.send(RecordKind::Inspection, &[with(visit, cells)]).remove(0) {
                Sent::Kept { key, .. } => key.as_str().to_owned(),
                Sent::Refused(issue) => panic!("{issue:?}"),
            }
        };
        let wrong = ("correct_by", "2026-06-30");
        let key = told(&[wrong]);
        let order = RecordOrder {
            subject_id: house.ledger.subject(merchant(1), Reach::Everywhere).unwrap(),
            key: key.clone(),
            what: amend(&[("correct_by", "2026-07-31")]),
            on: Day::parse("2026-06-01").unwrap(),
            cause: "repair:12#5".to_owned(),
            reason: "异议成立".to_owned(),
        };
        let done = house.ledger.order(&order).unwrap();
        assert_eq!(done.amended.keys().collect::<Vec<_>>(), ["visit.correct_by"], "{}: {done:?}", place.backend);
        let standing = || {
            let all = house.versions(merchant(1), &key);
            let view = all.into_iter().find(|view| view.standing).unwrap();
            *serde_json::from_str::<Inspection>(&view.content).unwrap().visit.unwrap()
        };
        let days = || (standing().correct_by.unwrap().to_string(), standing().corrected_on.map(|day| day.to_string()));
        assert_eq!(days(), ("2026-07-31".to_owned(), None), "{}", place.backend);
        house.clock.set("2027-08-01T00:00:00Z");
        // The nightly file has the wrong day still, and a day that is new.
        told(&[wrong, ("corrected_on", "2026-07-20"), ("changed_at", LATER)]);
        assert_eq!(days(), ("2026-07-31".to_owned(), Some("2026-07-20".to_owned())), "{}", place.backend);
        told(&[("correct_by", "2026-08-31"), ("changed_at", "2027-06-30T00:00:00+08:00")]);
        assert_eq!(days().0, "2026-08-31", "{}: what else is said of it counts", place.backend);
    });
}

#[test]
fn what_was_taken_back_by_order_stays_so_whoever_sends_it_again() {
    each_backend(|place| {
        let mut bench = Bench::open(place);
        let order = bench.order(RecordAct::Withdraw, "repair:12#5");
        let done = bench.house.ledger.order(&order).unwrap();
        let (view, content) = bench.standing(1);
        assert!(content.withdrawn && done.amended.is_empty(), "{}: {view:?}", place.backend);
        assert_eq!(view.act, "withdrawal");
        let stands = || RecordOrders::stands(&*bench.house.ledger, bench.subject(1), &bench.key).unwrap();
        assert_eq!(stands(), None, "{}", place.backend);
        bench.told(&[]);
        bench.later();
        bench.told(&[("changed_at", LATER), ("cf_wfxw", "价格欺诈")]);
        let (view, content) = bench.standing(1);
        assert!(content.withdrawn && content.conduct == "价格欺诈", "{}: {view:?}", place.backend);
        // Nothing is left to put right; taken back by another cause it stays so, and an official undoes it by no correction.
        let late = bench.house.ledger.order(&bench.order(amend(&[("cf_nr_fk", "2")]), "repair:13#5"));
        assert!(matches!(late, Err(LedgerError::Unfit { .. })), "{}: {late:?}", place.backend);
        assert!(!bench.house.ledger.order(&bench.order(RecordAct::Withdraw, "repair:13#5")).unwrap().repeated);
        let on = OnRecord {
            code: merchant(1),
            key: &bench.key,
            version: bench.standing(1).0.version,
            by: Asker::house("王某"),
            reason: "核查",
        };
        let by_hand = bench.house.ledger.correct(on, &crate::rows::cells(&[("record_state", "")]));
        assert!(matches!(by_hand, Err(LedgerError::Unfit { .. })), "{}: {by_hand:?}", place.backend);
    });
}

#[test]
fn what_would_not_be_valid_is_not_written() {
    each_backend(|place| {
        let bench = Bench::open(place);
        let ledger = &bench.house.ledger;
        for (cells, why) in [
            (&[("cf_jdrq", "昨天")][..], "no day"),
            (&[("cf_wsh", "2号")], "another record"),
            (&[("nothing", "1")], "no column"),
        ] {
            let told = ledger.order(&bench.order(amend(cells), "repair:12#5"));
            assert!(matches!(told, Err(LedgerError::Row(_) | LedgerError::Unfit { .. })), "{why}: {told:?}");
        }
        let mut order = bench.order(RecordAct::Withdraw, "12#5");
        assert!(matches!(ledger.order(&order), Err(LedgerError::Unfit { .. })), "a cause names a service");
        order.cause = "repair:12#5".to_owned();
        order.reason = " ".to_owned();
        assert!(matches!(ledger.order(&order), Err(LedgerError::NoReason)));
        order.reason = "异议成立".to_owned();
        order.key = "penalty:x/y".to_owned();
        let nobody = RecordOrders::order(&**ledger, &order);
        assert!(matches!(&nobody, Err(PortError::Refused { cause, .. }) if cause.contains("record")), "{nobody:?}");
        assert_eq!(bench.versions(), 1, "{}", place.backend);
        // None of them has taken the cause.
        assert!(!ledger.order(&bench.order(RecordAct::Withdraw, "repair:12#5")).unwrap().repeated);
    });
}

#[test]
fn a_record_that_is_moved_brings_along_what_puts_it_right() {
    each_backend(|place| {
        let mut bench = Bench::open(place);
        bench.house.ledger.order(&bench.order(amend(&[("cf_nr_fk", "2")]), "repair:12#5")).unwrap();
        bench.house.register.knows(&[merchant(2)]);
        let on = OnRecord {
            code: merchant(1),
            key: &bench.key,
            version: bench.standing(1).0.version,
            by: Asker::house("王某"),
            reason: "核查",
        };
        bench.house.ledger.move_to(on, merchant(2)).unwrap();
        bench.later();
        bench.told(&[("cf_xdr_shxym", merchant(2).as_str()), ("changed_at", LATER)]);
        assert_eq!(bench.standing(2).1.fine_fen.0, 2_000_000, "{}", place.backend);
    });
}

#[test]
fn of_two_who_write_at_once_the_later_one_sees_the_order() {
    each_backend(|place| {
        let bench = Bench::open(place);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for round in 1..30 {
                    let row = with(penalty(merchant(1), "1号"), &[("cf_wfxw", &round.to_string()), ("cf_nr_fk", "1")]);
                    bench.house.send(RecordKind::Penalty, &[row]);
                }
            });
            bench.house.ledger.order(&bench.order(amend(&[("cf_nr_fk", "2")]), "repair:12#5")).unwrap();
        });
        assert_eq!(bench.standing(1).1.fine_fen.0, 2_000_000, "{}", place.backend);
    });
}
