//! The feed: every step once, in the order in which they were written, and none before all that may come before it.

use super::*;
use cases::CaseChange;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;
use testkit::{Place, each_backend};

/// The whole feed, once so many steps are settled: PostgreSQL shows them when no older transaction of the whole server can
/// come in between.
pub(crate) fn eventually(office: &Office, number: usize) -> Vec<CaseChange> {
    for _ in 0..3_000 {
        let told = office.book.changes(None, 1_000).unwrap();
        if told.len() >= number {
            return told;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("{number} steps are never told");
}

fn steps(told: &[CaseChange]) -> Vec<(i64, i32)> {
    told.iter().map(|change| (change.case_no, change.step.number)).collect()
}

#[test]
fn steps_are_told_in_the_order_of_writing_page_by_page() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let one = office.filed(1, "2026-03-02").case_no;
        let other = office.filed(2, "2026-03-02").case_no;
        office.taken(other, "accept", "2026-03-02", "wang");
        office.taken(one, "withdraw", "2026-03-02", "shop");
        let told = eventually(&office, 4);
        assert_eq!(steps(&told), [(one, 1), (other, 1), (other, 2), (one, 2)], "{}", place.backend);
        assert_eq!((told[3].step.stage.as_str(), told[3].subject_id), ("withdrawn", 1), "{}", place.backend);
        assert_eq!((told[0].procedure.as_str(), told[0].office.as_str()), ("gsxt_repair", "371522"));
        assert_eq!(told[0].about[0].key, "penalty:371522:1", "{}", place.backend);
        let (mut paged, mut cursor) = (Vec::new(), None);
        loop {
            let page = office.book.changes(cursor.as_deref(), 3).unwrap();
            let Some(last) = page.last() else { break };
            cursor = Some(last.cursor.clone());
            paged.extend(page);
        }
        assert_eq!(paged, told, "{}", place.backend);
        for wrong in ["", "0", "0.0", "0.999999", "1.x", "-1.1", "01.1", "99999999999.1"] {
            let asked = office.book.changes(Some(wrong), 9);
            assert!(matches!(asked, Err(CaseError::Cursor(_))), "{}: {wrong:?} {asked:?}", place.backend);
        }
    });
}

/// On SQLite nobody else writes meanwhile.
#[test]
fn a_step_that_is_not_committed_yet_is_never_stepped_over() {
    let place = Place::postgres();
    let office = Office::open(&place, "2026-03-02");
    let (slow, quick) = (office.filed(1, "2026-03-02"), office.filed(2, "2026-03-02"));
    eventually(&office, 2);
    let (written, go_on) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            office.db.whole::<_, CaseError>(|| {
                let withdraw = act("gsxt_repair", "withdraw", "2026-03-02", "shop");
                let done = office.book.take(&taking(&slow, withdraw), &FINE);
                written.wait();
                go_on.wait();
                done
            })
        });
        written.wait();
        office.taken(quick.case_no, "accept", "2026-03-02", "wang");
        let told = office.book.changes(None, 9).unwrap();
        go_on.wait();
        assert_eq!(told.len(), 2, "what was begun later waits: {told:?}");
        writer.join().unwrap().unwrap();
    });
    let told = eventually(&office, 4);
    assert_eq!(steps(&told)[2..], [(slow.case_no, 2), (quick.case_no, 2)]);
}

/// On SQLite every service has a file of its own.
#[test]
fn what_another_service_of_the_same_server_writes_holds_nothing_back() {
    let place = Place::postgres();
    let office = Office::open(&place, "2026-03-02");
    let elsewhere = Database::open(place.location(), "elsewhere", Pools::default()).unwrap();
    let (begun, go_on) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        // An import that takes its time: its transaction has a number, and is open.
        let import = scope.spawn(|| {
            elsewhere.write::<_, DbError>(|conn| {
                let number = number(conn, "SELECT pg_current_xact_id()::text::bigint AS number")?;
                begun.wait();
                go_on.wait();
                Ok(number)
            })
        });
        begun.wait();
        let case = office.filed(1, "2026-03-02").case_no;
        office.taken(case, "accept", "2026-03-02", "wang");
        let mut heard = Vec::new();
        let done = office.book.carry_out("effects", Duration::ZERO, |change| {
            heard.push(change.step.number);
            Ok::<_, CaseError>(())
        });
        let told = office.book.changes(None, 9);
        let level = office.book.is_carried_out("effects");
        office.taken(case, "propose", "2026-03-02", "wang");
        let cursor = told.as_ref().ok().and_then(|told| told.last()).map(|last| last.cursor.clone());
        let behind = office.book.changes(cursor.as_deref(), 9);
        go_on.wait();
        assert!(import.join().unwrap().is_ok());
        assert_eq!((done.unwrap(), heard, level.unwrap()), (2, vec![1, 2], true), "carried out at once");
        assert_eq!(steps(&told.unwrap()), [(case, 1), (case, 2)]);
        assert_eq!(steps(&behind.unwrap()), [(case, 3)], "the cursor that was given out holds");
    });
}

#[test]
fn of_many_writers_nothing_is_lost_and_nothing_told_twice() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let mut heard = Vec::new();
        thread::scope(|scope| {
            for writer in 0..6_i64 {
                let office = &office;
                scope.spawn(move || {
                    for number in 0..5 {
                        let filing = act("gsxt_repair", "file", "2026-03-02", "shop");
                        let subject_id = writer * 100 + number + 1;
                        office.book.begin(&opening(subject_id, "gsxt_repair", filing), &FINE).unwrap();
                    }
                });
            }
            let mut cursor: Option<String> = None;
            for _ in 0..6_000 {
                let page = office.book.changes(cursor.as_deref(), 4).unwrap();
                if let Some(last) = page.last() {
                    cursor = Some(last.cursor.clone());
                }
                heard.extend(page.into_iter().map(|change| change.subject_id));
                if heard.len() >= 30 {
                    break;
                }
                thread::sleep(Duration::from_millis(10));
            }
        });
        heard.sort_unstable();
        let all: Vec<i64> = (0..6).flat_map(|writer| (0..5).map(move |number| writer * 100 + number + 1)).collect();
        assert_eq!(heard, all, "{}", place.backend);
    });
}
