//! Files of somebody who is limited to an area: rows outside wait, and everybody sees their own files alone.

use crate::deadlines::COMPLAINT;
use crate::house::{House, Paper, merchant};
use crate::imports::ALL;
use crate::rows::{cells, file, visit, with};
use crate::town::{DONGCHANGFU, SHENXIAN, Town, official};
use crate::waiting::text_of;
use contracts::import::{Job, JobState, Outcome};
use domain::record::RecordKind;
use intake::Cells;
use ledger::{Asker, Fate, LedgerError, Settled, Worker};
use statute::duties::Limits;
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

/// A row of nobody that is known counts as the office's that it names, so that its area decides.
#[test]
fn a_row_without_a_party_that_names_an_office_outside_is_rejected() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let row = |number: &str, area: &str| format!(",{number},2026-02-10,{area}\n");
        let rows = [row("U1", SHENXIAN), row("U2", DONGCHANGFU), row("U3", "")].concat();
        let text = format!("code,number,received_on,office_area\n{rows}");
        let paper = Paper::of(COMPLAINT, &text);
        let li = official("li", SHENXIAN);
        let told = |job: &Job, by| {
            let waiting = house.ledger.waiting(job.import_id, &ALL, by).unwrap();
            waiting.into_iter().map(|row| (row.row, row.disposition)).collect::<Vec<_>>()
        };
        let of = |outcome: &Outcome| (outcome.rejected, outcome.unresolved);
        let tried = import(&house, &worker, li, &Paper { dry_run: true, ..paper });
        assert_eq!(of(tried.outcome.as_ref().unwrap()), (1, 2), "{}", place.backend);
        let job = import(&house, &worker, li, &paper);
        assert_eq!(of(job.outcome.as_ref().unwrap()), (1, 2), "{}", place.backend);
        let unresolved = |row: i64| (row, "unresolved".to_owned());
        assert_eq!(told(&job, li), [unresolved(2), (3, "rejected".to_owned()), unresolved(4)], "{}", place.backend);
        let waiting = house.ledger.waiting(job.import_id, &ALL, li).unwrap();
        assert!(waiting[1].faults.get().contains("不在您的辖区"), "{}", waiting[1].faults);
        // Whoever is not limited brings all of them.
        let zhang = Asker::house("zhang");
        let theirs = import(&house, &worker, zhang, &paper);
        assert_eq!(told(&theirs, zhang), [2, 3, 4].map(unresolved), "{}", place.backend);
    });
}

/// What somebody brings who is limited to an area takes the place of nobody else's.
#[test]
fn of_rows_of_one_number_that_of_whoever_is_not_limited_comes_first() {
    let limits = Limits::shipped().unwrap();
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-02-25T04:00:00Z");
        let worker = house.worker();
        let brought = |by, accepted: &str| {
            let text = format!("code,number,received_on,accepted_on\n,U1,2026-02-10,{accepted}\n");
            import(&house, &worker, by, &Paper::of(COMPLAINT, &text)).import_id
        };
        let (li, zhang) = (official("li", SHENXIAN), Asker::house("zhang"));
        let found = |by| {
            let found = house.ledger.unresolved(&limits, by).unwrap();
            found.into_iter().map(|one| (one.due.clock, one.row.import_id)).collect::<Vec<_>>()
        };
        let mediation = |import: i64| ("complaint_mediation".to_owned(), import);
        let acceptance = |import: i64| ("complaint_acceptance".to_owned(), import);
        let first = brought(li, "");
        assert_eq!(found(zhang), [acceptance(first)], "{}", place.backend);
        let citys = brought(zhang, "2026-02-24");
        let own = brought(li, "");
        // Their own row waits already as it is.
        assert_eq!(found(zhang), [mediation(citys)], "{}: {own}", place.backend);
        assert_eq!(found(li), [acceptance(first)], "{}: {own}", place.backend);
        let later = brought(li, "2026-02-23");
        assert_eq!(found(zhang), [mediation(citys)], "{}", place.backend);
        assert_eq!(found(li), [mediation(later)], "{}", place.backend);
        let last = brought(zhang, "2026-02-20");
        assert_eq!(found(zhang), [mediation(last)], "{}", place.backend);
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
