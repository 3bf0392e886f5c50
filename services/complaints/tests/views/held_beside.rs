//! Holds beside what others do: sources and their old exports, merchants to whom records move, other areas, and other
//! processes.

use crate::holds::{FIRST, days};
use crate::office::{MOVED, Office, STAYS};
use complaints::{HoldError, HoldGround, HoldState};
use contracts::access::Reach;
use domain::area::AreaCode;
use domain::code::PartyCode;
use ledger::{Asker, LedgerError};
use testkit::{Place, each_backend};

#[test]
fn a_record_that_moves_to_another_merchant_leaves_its_hold_behind() {
    each_backend(|place| {
        let office = Office::open(place);
        office.burst("2026-11-26");
        office.keep();
        office.desk.ledger.move_to(office.on(MOVED, FIRST), PartyCode::parse(STAYS).unwrap()).unwrap();
        office.keep();
        assert!(office.all_are(HoldState::Gone), "{}: nine are none, and one is none", place.backend);
        let there = PartyCode::parse(STAYS).unwrap();
        let versions = office.desk.ledger.versions(there, FIRST, None, Reach::Everywhere).unwrap();
        let standing = versions.iter().find(|version| version.standing).unwrap();
        assert!(!standing.content.contains("held_from"), "{}: {}", place.backend, standing.content);
        assert_eq!(office.days("complaint:01"), None, "{}", place.backend);
        let reason = office.reason("complaint:01");
        assert!(reason.contains("已不成立") && reason.contains("§8a.17"), "{reason}");
    });
}

#[test]
fn of_what_does_not_count_anyhow_no_days_are_put() {
    each_backend(|place| {
        let office = Office::open(place);
        office.burst("2026-11-26");
        office.keep();
        // The source itself has found it to be a repetition, and knows of no days.
        office.one_of(0, "2026-11-26", &[("duplicate", "是")]);
        office.keep();
        assert_eq!(office.ground(FIRST, HoldGround::Burst).state, HoldState::Confirmed, "{}", place.backend);
        let versions = office.versions(FIRST).len();
        assert_eq!((office.days(FIRST), versions), (None, 3), "{}: said, held, said again", place.backend);
    });
}

#[test]
fn what_is_repeated_is_named_anew_when_an_earlier_one_comes() {
    each_backend(|place| {
        let office = Office::open(place);
        let same = [("filer", "pseudonym-number-00"), ("problem", "价格")];
        office.one_of(1, "2026-11-20", &same);
        office.one_of(2, "2026-11-24", &same);
        office.keep();
        assert_eq!(office.ground("complaint:02", HoldGround::Repeat).beside.as_deref(), Some("complaint:01"));
        office.one_of(0, "2026-11-10", &same);
        office.keep();
        let repeats = ["complaint:01", "complaint:02"].map(|key| office.ground(key, HoldGround::Repeat).beside);
        assert_eq!(repeats, [Some(FIRST.to_owned()), Some(FIRST.to_owned())], "{}", place.backend);
    });
}

#[test]
fn who_is_outside_neither_reads_nor_ends_a_hold() {
    each_backend(|place| {
        let office = Office::open(place);
        office.burst("2026-11-26");
        office.keep();
        let number = office.holds()[0].number;
        let reach = Reach::Within(AreaCode::parse("371502").unwrap());
        let read = office.views.holds.read(number, reach);
        assert!(matches!(read, Err(HoldError::Ledger(LedgerError::Missing(_)))), "{}: {read:?}", place.backend);
        let by = Asker { reach, ..Asker::house("li") };
        let released = office.views.holds.release(number, "核实", by);
        assert!(matches!(released, Err(HoldError::Ledger(LedgerError::Missing(_)))), "{}", place.backend);
        assert!(office.all_are(HoldState::Held), "{}", place.backend);
    });
}

#[test]
fn a_process_that_lags_undoes_nothing_that_another_one_has_found() {
    for place in [Place::sqlite(), Place::postgres()] {
        let (ahead, behind) = (Office::open(&place), Office::open(&place));
        (0..9).for_each(|n| ahead.one_of(n, "2026-11-26", &[]));
        ahead.keep();
        // This one has heard of nine, and has not looked at them yet.
        behind.level();
        ahead.one_of(9, "2026-11-26", &[]);
        ahead.keep();
        let holds = ahead.holds();
        assert_eq!(holds.len(), 10);
        behind.views.holds.keep().unwrap();
        assert_eq!(ahead.holds(), holds, "{}: what it has not heard of is there all the same", place.backend);
        behind.keep();
        ahead.keep();
        assert_eq!(ahead.holds(), holds, "{}", place.backend);
        assert_eq!(ahead.versions(FIRST).len(), 2, "{}: said and held, once", place.backend);
    }
}

#[test]
fn an_old_export_that_is_read_again_undoes_no_release() {
    each_backend(|place| {
        let office = Office::open(place);
        office.burst("2026-11-26");
        office.keep();
        assert_eq!(office.release(FIRST).unwrap().state, HoldState::Released, "{}", place.backend);
        office.keep();
        // As it was written out while it was held.
        let exported = [("held_from", "2026-11-26"), ("held_until", "2026-12-10")];
        for problem in ["价格", "质量"] {
            office.one_of(0, "2026-11-26", &[&exported[..], &[("problem", problem)]].concat());
            office.keep();
            assert_eq!(office.days(FIRST), days("2026-11-26", "2026-11-27"), "{} {problem}", place.backend);
        }
        let hold = office.ground(FIRST, HoldGround::Burst);
        assert_eq!((hold.state, hold.ended_by.as_deref()), (HoldState::Released, Some("wang")), "{}", place.backend);
        assert_eq!(office.holds().len(), 10, "{}: and nothing is given anew", place.backend);
    });
}
