//! Files of somebody who is limited to an area: rows outside wait, and everybody sees their own files alone.

use crate::house::{House, Paper, merchant};
use crate::imports::ALL;
use crate::rows::{cells, file, visit, with};
use crate::town::{DONGCHANGFU, SHENXIAN, Town, official};
use crate::waiting::text_of;
use contracts::import::{Job, JobState, Outcome};
use domain::record::RecordKind;
use intake::Cells;
use ledger::{Asker, Fate, LedgerError, Settled, Worker};
use testkit::each_backend;

const KIND: RecordKind = RecordKind::Inspection;

/// A merchant in each of two counties.
fn two(place: &testkit::Place) -> House {
    let house = House::open(place);
    let town = Town::default();
    town.says(1, Some(SHENXIAN));
    town.says(2, Some(DONGCHANGFU));
    town.tells(&house);
    house.register.knows(&[merchant(1), merchant(2)]);
    house
}

fn import(house: &House, worker: &Worker, by: Asker<'_>, paper: &Paper<'_>) -> Job {
    let job = house.hand_in_by(by, paper).unwrap();
    worker.wake();
    house.over(job.import_id)
}

fn counted(outcome: &Outcome) -> [u64; 4] {
    [outcome.read, outcome.new, outcome.rejected, outcome.waiting_already]
}

#[test]
fn rows_outside_wait_and_say_why() {
    each_backend(|place| {
        let house = two(place);
        let worker = house.worker();
        let at = [("changed_at", "2026-05-20")];
        let rows = [
            visit(merchant(1), "J1", "I06"),
            with(visit(merchant(2), "J1", "I06"), &at),
            visit(merchant(9), "J1", "I06"),
            visit(merchant(1), "J2", "坏"),
        ];
        let text = file(&rows);
        let (li, zhang) = (official("li", SHENXIAN), Asker::house("zhang"));
        let paper = Paper::of(KIND, &text);
        let tried = import(&house, &worker, li, &Paper { dry_run: true, ..paper });
        assert_eq!(counted(tried.outcome.as_ref().unwrap()), [4, 1, 3, 0], "{}", place.backend);
        let job = import(&house, &worker, li, &paper);
        assert_eq!((job.state, counted(job.outcome.as_ref().unwrap())), (JobState::Done, [4, 1, 3, 0]));
        assert_eq!(house.register.opened(), 2, "nobody was opened");
        let waiting = house.ledger.waiting(job.import_id, &ALL, li).unwrap();
        let said: Vec<(i64, bool)> = waiting.iter().map(|row| (row.row, row.faults.get().contains("辖区"))).collect();
        assert_eq!(said, [(3, true), (4, true), (5, false)], "{}", place.backend);
        assert!(waiting.iter().all(|row| row.disposition == "rejected"));
        let again = import(&house, &worker, li, &paper);
        assert_eq!(counted(again.outcome.as_ref().unwrap()), [4, 0, 3, 3], "{}", place.backend);
        // Mended to be a merchant's inside it is kept, otherwise it goes on waiting; nobody else is kept from it.
        let retry = |row, code, by| {
            let changes: Cells = cells(&[("code", merchant(code).as_str())]);
            house.ledger.retry(job.import_id, row, &changes, false, by).unwrap()
        };
        assert!(matches!(retry(4, 2, li), Settled::Refused(issue) if issue.faults[0].field == "code"));
        assert!(matches!(retry(4, 1, li), Settled::Kept(Fate::Repeated)));
        assert!(matches!(retry(3, 2, zhang), Settled::Kept(Fate::New)));
        let versions = house.versions(merchant(2), "inspection:J1");
        let changed_at = versions[0].changed_at.unwrap().to_string();
        assert!(changed_at.starts_with("2026-05-19T16:00"), "{changed_at}");
        let table = house.ledger.waiting_file(job.import_id, None, li).unwrap();
        assert!(text_of(table).contains("J2"));
        let theirs = import(&house, &worker, zhang, &paper);
        assert_eq!(counted(theirs.outcome.as_ref().unwrap()), [4, 1, 1, 0], "{}", place.backend);
    });
}

#[test]
fn who_is_limited_sees_their_own_files_alone() {
    each_backend(|place| {
        let house = two(place);
        let worker = house.worker();
        let text = file(&[visit(merchant(1), "J1", "坏")]);
        let (li, wang, zhang) = (official("li", SHENXIAN), official("wang", SHENXIAN), Asker::house("zhang"));
        let paper = Paper::of(KIND, &text);
        let jobs = [li, wang, zhang].map(|by| import(&house, &worker, by, &paper).import_id);
        let shown = |by| {
            let all: Vec<i64> = house.ledger.jobs(None, 10, by).unwrap().iter().map(|job| job.import_id).collect();
            all
        };
        assert_eq!([shown(li), shown(wang)], [[jobs[0]], [jobs[1]]], "{}", place.backend);
        assert_eq!(shown(zhang), [jobs[2], jobs[1], jobs[0]], "{}", place.backend);
        let is_missing = |error: LedgerError| matches!(error, LedgerError::Missing(_));
        for other in &jobs[1..] {
            let changes = Cells::new();
            assert!(is_missing(house.ledger.job(*other, li).unwrap_err()));
            assert!(is_missing(worker.job(*other, li).unwrap_err()));
            assert!(is_missing(worker.cancel(*other, li).unwrap_err()));
            assert!(is_missing(house.ledger.waiting(*other, &ALL, li).unwrap_err()));
            assert!(is_missing(house.ledger.waiting_row(*other, 2, li).unwrap_err()));
            assert!(is_missing(house.ledger.waiting_file(*other, None, li).unwrap_err()));
            assert!(is_missing(house.ledger.retry(*other, 2, &changes, false, li).unwrap_err()));
            assert!(is_missing(house.ledger.discard(*other, 2, li, "重复").unwrap_err()));
        }
        // Each has a row that waits, although they say the same.
        for (job, by) in jobs.iter().zip([li, wang, zhang]) {
            assert_eq!(house.ledger.waiting(*job, &ALL, by).unwrap().len(), 1, "{}", place.backend);
            house.ledger.discard(*job, 2, by, "重复").unwrap();
        }
    });
}
