//! What is found is held by the house, and a hold ends: once, by somebody or by itself.

use crate::office::{MOVED, Office, STAYS};
use complaints::{HOUSE, Hold, HoldError, HoldState, HoldsWanted, Sought};
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::Content;
use domain::record::RecordKind;
use ledger::{Asker, LedgerError, OnRecord, VersionView};
use testkit::{Place, each_backend};

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

impl Office {
    /// One of many who complain on one day.
    pub(crate) fn one_of(&self, number: usize, received: &str, more: &[(&str, &str)]) {
        let usual = [("received_on", received), ("accepted_on", "")];
        self.complaint(MOVED, &format!("{number:02}"), &[&usual[..], more].concat());
    }

    pub(crate) fn burst(&self, received: &str) {
        (0..10).for_each(|n| self.one_of(n, received, &[]));
    }

    /// Keeps holds until there is nothing more to be done.
    pub(crate) fn keep(&self) {
        loop {
            self.level();
            if self.views.holds.keep().unwrap() == 0 && self.views.is_level().unwrap() {
                return;
            }
        }
    }

    pub(crate) fn holds(&self) -> Vec<Hold> {
        let wanted =
            HoldsWanted { state: None, ground: None, code: None, before: None, reach: Reach::Everywhere, limit: 1_000 };
        let mut holds = self.views.holds.list(&wanted).unwrap();
        holds.sort_by(|one, other| (&one.key, one.ground).cmp(&(&other.key, other.ground)));
        holds
    }

    pub(crate) fn states(&self) -> Vec<(String, HoldState)> {
        self.holds().into_iter().map(|hold| (hold.key, hold.state)).collect()
    }

    pub(crate) fn versions(&self, key: &str) -> Vec<VersionView> {
        let party = PartyCode::parse(MOVED).unwrap();
        self.desk.ledger.versions(party, key, None, Reach::Everywhere).unwrap()
    }

    /// The days of a record as it stands.
    pub(crate) fn days(&self, key: &str) -> Option<(String, Option<String>)> {
        let versions = self.versions(key);
        let standing = versions.iter().find(|version| version.standing).unwrap();
        let Content::Complaint(complaint) = Content::from_json(RecordKind::Complaint, &standing.content).unwrap()
        else {
            panic!("no complaint")
        };
        complaint.held_from.map(|from| (from.to_string(), complaint.held_until.map(|until| until.to_string())))
    }

    pub(crate) fn correct(&self, key: &str, changes: &[(&str, &str)]) {
        let version = self.versions(key).iter().find(|version| version.standing).unwrap().version;
        let code = PartyCode::parse(MOVED).unwrap();
        let on = OnRecord { code, key, version, by: Asker::house("wang"), reason: "核实" };
        let changes = changes.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect();
        self.desk.ledger.correct(on, &changes).unwrap();
    }

    pub(crate) fn release(&self, key: &str) -> Result<Hold, HoldError> {
        let number = self.holds().into_iter().find(|hold| hold.key == key).unwrap().number;
        self.views.holds.release(number, "各不相同", Asker::house("wang"))
    }
}

/// The days of a record.
pub(crate) fn days(from: &str, until: &str) -> Option<(String, Option<String>)> {
    Some((from.to_owned(), Some(until.to_owned())))
}

pub(crate) const FIRST: &str = "complaint:00";

#[test]
fn a_burst_is_held_by_the_house_once_and_says_so_in_the_record() {
    each_backend(|place| {
        let office = Office::open(place);
        (0..9).for_each(|n| office.one_of(n, "2026-11-26", &[]));
        office.keep();
        assert_eq!(office.holds(), [], "{}: nine are no burst", place.backend);
        office.one_of(9, "2026-11-26", &[]);
        office.keep();
        let holds = office.holds();
        let told: Vec<_> = holds.iter().map(|hold| (hold.state, hold.from, hold.until, hold.applied)).collect();
        let wanted = (HoldState::Held, day("2026-11-26"), day("2026-12-10"), true);
        assert_eq!(told, [wanted; 10], "{}", place.backend);
        assert_eq!(office.days(FIRST), days("2026-11-26", "2026-12-10"));
        let versions = office.versions(FIRST);
        assert_eq!((versions.len(), versions[1].actor.as_str()), (2, HOUSE));
        let reason = versions[1].reason.as_deref().unwrap();
        assert!(reason.contains("短时间集中投诉") && reason.contains("§8a.17"), "{reason}");
        // Again, and by another who begins anew.
        office.keep();
        drop(office);
        let office = Office::open(place);
        office.keep();
        assert_eq!((office.holds(), office.versions(FIRST).len()), (holds, 2), "{}", place.backend);
        let findings = office.views.findings.find(&sought()).unwrap().findings;
        assert_eq!((findings.len(), findings[0].held, findings[0].holds.len()), (1, 10, 10), "{}", place.backend);
    });
}

#[test]
fn holds_are_level_once_all_that_was_written_has_been_looked_at() {
    each_backend(|place| {
        let office = Office::open(place);
        let is_level = || office.views.holds.is_level().unwrap();
        assert!(!is_level(), "{}: nobody has looked yet", place.backend);
        office.keep();
        assert!(is_level(), "{}", place.backend);
        office.burst("2026-11-26");
        assert!(!is_level(), "{}: it is not yet taken in", place.backend);
        office.level();
        assert!(!is_level(), "{}: nothing is held yet", place.backend);
        office.keep();
        assert!(is_level(), "{}", place.backend);
        office.turns_to(day("2026-11-29"));
        assert!(!is_level(), "{}: some may have lapsed", place.backend);
        office.keep();
        assert!(is_level(), "{}", place.backend);
    });
}

fn sought() -> Sought {
    Sought { kind: None, code: None, since: None, reach: Reach::Everywhere, after: None, limit: 100 }
}

#[test]
fn what_the_source_says_later_undoes_neither_a_hold_nor_a_release() {
    each_backend(|place| {
        let office = Office::open(place);
        office.burst("2026-11-26");
        office.keep();
        office.one_of(0, "2026-11-26", &[("problem", "价格")]);
        assert_eq!(office.days(FIRST), None, "the source has no such columns");
        office.keep();
        assert_eq!(office.days(FIRST), days("2026-11-26", "2026-12-10"), "{}", place.backend);
        let released = office.release(FIRST).unwrap();
        assert_eq!((released.state, released.ended_by.as_deref()), (HoldState::Released, Some("wang")));
        assert_eq!(office.days(FIRST), days("2026-11-26", "2026-11-27"), "it counts from today, the 28th");
        let said = office.versions(FIRST).last().unwrap().reason.clone().unwrap();
        assert!(said.contains("各不相同") && said.contains("wang"), "{said}");
        office.keep();
        office.one_of(0, "2026-11-26", &[("problem", "质量")]);
        office.keep();
        assert_eq!(office.days(FIRST), days("2026-11-26", "2026-11-27"), "{}", place.backend);
        assert_eq!(office.states()[0], (FIRST.to_owned(), HoldState::Released));
        assert_eq!(office.states()[1].1, HoldState::Held, "the others are held as ever");
        // Two at once: the second one is told.
        let again = office.release(FIRST);
        let told = matches!(&again, Err(HoldError::Ended { state: HoldState::Released, by: Some(by) }) if by == "wang");
        assert!(told, "{}: {again:?}", place.backend);
        let unreasoned = office.views.holds.release(office.holds()[1].number, " ", Asker::house("wang"));
        assert!(matches!(unreasoned, Err(HoldError::Ledger(LedgerError::NoReason))), "{unreasoned:?}");
    });
}

#[test]
fn two_who_release_at_once_are_one_who_did_and_one_who_is_told() {
    each_backend(|place| {
        let office = Office::open(place);
        office.burst("2026-11-26");
        office.keep();
        let number = office.holds()[0].number;
        let both = std::thread::scope(|scope| {
            let ends = ["li", "wang"].map(|who| {
                let holds = &office.views.holds;
                scope.spawn(move || holds.release(number, "核实", Asker::house(who)).map(|hold| hold.ended_by))
            });
            ends.map(|end| end.join().unwrap())
        });
        let winner = both.iter().find_map(|end| end.as_ref().ok().cloned().flatten()).unwrap();
        let loser = both.iter().find_map(|end| end.as_ref().err()).unwrap();
        assert!(
            matches!(loser, HoldError::Ended { by: Some(by), .. } if *by == winner),
            "{}: {loser:?}",
            place.backend
        );
        assert_eq!(office.versions(FIRST).len(), 3, "said, held, released once");
    });
}

#[test]
fn what_has_lapsed_is_noted_and_what_is_history_is_not() {
    each_backend(|place| {
        let office = Office::open(place);
        // Ten working days behind the 12th are the 26th.
        office.burst("2026-11-12");
        let year_ago = |n: usize| ("received_on", "2025-11-12", format!("old{n}"));
        for (id, received, number) in (0..20).map(year_ago) {
            office.complaint(STAYS, &number, &[(id, received), ("accepted_on", "")]);
        }
        office.keep();
        let holds = office.holds();
        let ended_at = domain::instant::Instant::start_of(day("2026-11-27"));
        let told = |hold: &Hold| (hold.state, hold.applied, hold.ended_at, hold.ended_by.clone());
        let wanted = (HoldState::Lapsed, false, Some(ended_at), None);
        assert_eq!(holds.iter().map(told).collect::<Vec<_>>(), vec![wanted; 10], "{}", place.backend);
        assert_eq!((office.days(FIRST), office.versions(FIRST).len()), (None, 1), "nothing was held");
        assert!(matches!(office.release(FIRST), Err(HoldError::Ended { state: HoldState::Lapsed, by: None })));
    });
}

#[test]
fn a_hold_lapses_by_itself_when_its_days_are_over() {
    each_backend(|place| {
        let office = Office::open(place);
        office.burst("2026-11-26");
        office.keep();
        drop(office);
        let office = Office::open_on(place, "2026-12-10");
        office.keep();
        assert_eq!(office.states()[0].1, HoldState::Held, "{}: the last day", place.backend);
        drop(office);
        // After days of downtime.
        let office = Office::open_on(place, "2026-12-20");
        office.keep();
        let hold = office.holds().remove(0);
        let ended_at = domain::instant::Instant::start_of(day("2026-12-11"));
        assert_eq!((hold.state, hold.applied, hold.ended_at), (HoldState::Lapsed, true, Some(ended_at)));
        assert_eq!(office.days(FIRST), days("2026-11-26", "2026-12-10"), "{}: its days say it all", place.backend);
        office.one_of(0, "2026-11-26", &[("problem", "价格")]);
        office.keep();
        assert_eq!(office.days(FIRST), days("2026-11-26", "2026-12-10"), "so that history stays");
    });
}

#[test]
fn a_hold_that_was_given_without_an_end_or_with_one_too_late_gets_one() {
    each_backend(|place| {
        let office = Office::open(place);
        office.one_of(0, "2026-11-20", &[("held_from", "2026-11-20")]);
        office.one_of(1, "2020-03-02", &[("held_from", "2020-03-02")]);
        office.one_of(2, "2020-03-02", &[("held_from", "2020-03-02"), ("held_until", "2020-03-09")]);
        office.one_of(3, "2026-11-20", &[("held_from", "2026-11-20"), ("held_until", "2099-12-31")]);
        office.one_of(4, "2026-11-20", &[("held_from", "2026-11-20"), ("held_until", "2026-12-03")]);
        office.keep();
        assert_eq!(office.days(FIRST), days("2026-11-20", "2026-12-04"), "{}", place.backend);
        assert_eq!(office.days("complaint:01"), days("2020-03-02", "2020-03-16"), "long over");
        assert_eq!(office.versions("complaint:02").len(), 1, "it had one");
        assert_eq!(office.days("complaint:03"), days("2026-11-20", "2026-12-04"), "{}: no longer", place.backend);
        assert_eq!(office.days("complaint:04"), days("2026-11-20", "2026-12-03"), "and a shorter one stays");
        assert_eq!(office.states().len(), 4, "{}", place.backend);
        // The source says it again.
        office.one_of(0, "2026-11-20", &[("held_from", "2026-11-20"), ("problem", "价格")]);
        office.keep();
        assert_eq!(office.days(FIRST), days("2026-11-20", "2026-12-04"), "{}", place.backend);
        assert!(office.release(FIRST).is_ok());
        office.one_of(0, "2026-11-20", &[("held_from", "2026-11-20"), ("problem", "质量")]);
        office.keep();
        assert_eq!(office.days(FIRST), days("2026-11-20", "2026-11-27"), "{}: it was released", place.backend);
    });
}

#[test]
fn an_official_who_corrects_the_days_has_the_last_word() {
    each_backend(|place| {
        let office = Office::open(place);
        office.burst("2026-11-26");
        office.keep();
        office.correct(FIRST, &[("held_until", "2026-12-07")]);
        office.correct("complaint:01", &[("held_from", ""), ("held_until", "")]);
        office.correct("complaint:02", &[("problem", "价格")]);
        office.correct("complaint:03", &[("duplicate", "是")]);
        office.keep();
        assert_eq!(office.days(FIRST), days("2026-11-26", "2026-12-07"), "{}", place.backend);
        assert_eq!(office.days("complaint:01"), None);
        assert_eq!(office.days("complaint:02"), days("2026-11-26", "2026-12-10"));
        office.one_of(0, "2026-11-26", &[]);
        office.one_of(1, "2026-11-26", &[("problem", "质量")]);
        office.keep();
        assert_eq!(office.days(FIRST), days("2026-11-26", "2026-12-07"), "{}: said once, held on", place.backend);
        assert_eq!(office.days("complaint:01"), None, "{}", place.backend);
        let ends: Vec<(HoldState, Option<String>)> =
            office.holds().into_iter().map(|hold| (hold.state, hold.ended_by)).collect();
        let by = Some("wang".to_owned());
        // The first one's are two: that of the burst, and the given one.
        let wanted = [
            (HoldState::Replaced, by.clone()),
            (HoldState::Held, None),
            (HoldState::Replaced, by.clone()),
            (HoldState::Held, None),
            (HoldState::Confirmed, by),
        ];
        assert_eq!(ends[..5], wanted, "{}", place.backend);
        assert_eq!(ends[5..].iter().filter(|(state, _)| *state == HoldState::Held).count(), 6, "a burst as ever");
    });
}

#[test]
fn a_ground_that_falls_away_frees() {
    each_backend(|place| {
        let office = Office::open(place);
        office.burst("2026-11-26");
        office.keep();
        office.one_of(9, "2026-11-25", &[]);
        office.keep();
        assert_eq!(office.days(FIRST), None, "{}: nine are none", place.backend);
        assert!(office.states().iter().all(|(_, state)| *state == HoldState::Gone), "{}", place.backend);
        office.one_of(9, "2026-11-26", &[]);
        office.keep();
        assert_eq!(office.days(FIRST), days("2026-11-26", "2026-12-10"), "{}: and ten are one again", place.backend);
    });
}

#[test]
fn in_which_order_filings_come_and_how_often_one_looks_does_not_matter() {
    let rows = |office: &Office, order: &[usize], looks: bool| {
        for n in order {
            let filer = format!("pseudonym-number-{:02}", n % 7);
            let received = format!("2026-11-{:02}", 16 + n % 5);
            let more = [("filer", filer.as_str()), ("problem", "价格"), ("text", DIGEST)];
            office.one_of(*n, &received, &more);
            if looks {
                office.keep();
            }
        }
        office.keep();
        let holds = office.holds().into_iter();
        let holds = holds.map(|hold| (hold.key, hold.ground, hold.beside, hold.from, hold.until, hold.state));
        let holds: Vec<_> = holds.collect();
        let days: Vec<_> = (0..18).map(|n| office.days(&format!("complaint:{n:02}"))).collect();
        (holds, days)
    };
    let there: Vec<usize> = (0..18).collect();
    let back: Vec<usize> = (0..18).rev().collect();
    let across: Vec<usize> = (0..18).map(|n| n * 7 % 18).chain((0..18).map(|n| n * 5 % 18)).collect();
    let place = Place::sqlite();
    let wanted = rows(&Office::open(&place), &there, false);
    assert!(wanted.0.len() > 18, "of two grounds: {}", wanted.0.len());
    for (order, looks) in [(&there, true), (&back, true), (&back, false), (&across, true)] {
        let place = Place::sqlite();
        assert_eq!(rows(&Office::open(&place), order, looks), wanted, "{order:?} {looks}");
    }
}

pub(crate) const DIGEST: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000001";
