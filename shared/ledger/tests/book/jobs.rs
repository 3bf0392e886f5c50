//! Jobs on their way: how far they are, stopped, broken off, failed, held up.

use crate::house::{House, Paper, merchant, until};
use crate::rows::{file, visit};
use contracts::access::Reach;
use contracts::import::JobState;
use domain::record::RecordKind;
use ledger::Asker;
use ledger::{LedgerError, Wanted, Worker};
use std::sync::atomic::Ordering;
use testkit::each_backend;

const ROWS: u32 = 50_000;

fn large() -> String {
    file(&(0..ROWS).map(|n| visit(merchant(n % 5_000), &format!("J{n}"), "I06")).collect::<Vec<_>>())
}

fn kept(house: &House) -> usize {
    let all = Wanted { limit: i64::from(ROWS) + 1, ..Wanted::default() };
    house.ledger.list(RecordKind::Inspection, &all, Reach::Everywhere).unwrap().0.len()
}

/// Waits until some rows of a job have been read.
fn reading(worker: &Worker, import_id: i64) -> u64 {
    until(|| worker.job(import_id, Asker::house("clerk")).unwrap().reading.filter(|rows| *rows > 0))
}

#[test]
fn a_long_file_shows_how_far_it_is_and_can_be_stopped() {
    let text = large();
    each_backend(|place| {
        let house = House::open(place);
        let paper = Paper::of(RecordKind::Inspection, &text);
        // Both before anybody reads: SQLite takes nothing in while a file is written.
        let job = house.hand_in(&paper).unwrap();
        let behind = house.hand_in(&paper).unwrap();
        let worker = house.worker();
        let first = reading(&worker, job.import_id);
        let later =
            until(|| worker.job(job.import_id, Asker::house("clerk")).unwrap().reading.filter(|rows| *rows > first));
        assert!(later <= u64::from(ROWS));
        assert!(worker.job(behind.import_id, Asker::house("clerk")).unwrap().reading.is_none());
        let stopped = worker.cancel(job.import_id, Asker::house("clerk")).unwrap();
        assert_eq!((stopped.state, stopped.reading), (JobState::Cancelled, None));
        assert!(matches!(worker.cancel(job.import_id, Asker::house("clerk")), Err(LedgerError::Unfit { .. })));
        // Whatever was behind it is read, as if the first had never been.
        assert_eq!(house.over(behind.import_id).outcome.unwrap().new, u64::from(ROWS));
        assert_eq!(kept(&house), ROWS as usize);
        assert_eq!(house.over(job.import_id).state, JobState::Cancelled);
    });
}

#[test]
fn a_worker_that_is_stopped_in_the_middle_leaves_nothing_and_the_next_reads_it_once() {
    let text = large();
    each_backend(|place| {
        let house = House::open(place);
        let job = house.hand_in(&Paper::of(RecordKind::Inspection, &text)).unwrap();
        let worker = house.worker();
        reading(&worker, job.import_id);
        drop(worker);
        assert_eq!(
            (house.ledger.job(job.import_id, Asker::house("clerk")).unwrap().state, kept(&house)),
            (JobState::Queued, 0)
        );
        let _next = house.worker();
        assert_eq!(house.over(job.import_id).outcome.unwrap().new, u64::from(ROWS));
        assert_eq!(kept(&house), ROWS as usize);
    });
}

#[test]
fn a_job_waits_while_the_registry_is_away_and_one_behind_it_can_be_stopped() {
    each_backend(|place| {
        let house = House::open(place);
        house.register.away.store(true, Ordering::SeqCst);
        let worker = house.worker();
        let text = file(&[visit(merchant(1), "J1", "I06")]);
        let other = file(&[visit(merchant(2), "J1", "I06")]);
        let job = house.hand_in(&Paper::of(RecordKind::Inspection, &text)).unwrap();
        let behind = house.hand_in(&Paper::of(RecordKind::Inspection, &other)).unwrap();
        worker.wake();
        assert_eq!(worker.cancel(behind.import_id, Asker::house("clerk")).unwrap().state, JobState::Cancelled);
        assert_eq!(house.ledger.job(job.import_id, Asker::house("clerk")).unwrap().state, JobState::Queued);
        house.register.away.store(false, Ordering::SeqCst);
        worker.wake();
        assert_eq!(house.over(job.import_id).outcome.unwrap().new, 1);
        assert_eq!((kept(&house), house.register.opened()), (1, 1));
        assert!(matches!(worker.cancel(behind.import_id + 9, Asker::house("clerk")), Err(LedgerError::Missing(_))));
    });
}

#[test]
fn of_a_file_that_cannot_be_read_to_its_end_nothing_is_kept() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let good = file(&(0..5_000).map(|n| visit(merchant(n), "J1", "I06")).collect::<Vec<_>>());
        let bad = visit(merchant(1), "J2", "坏");
        let texts = [
            format!("{good}{},\"2026-05-06,J2,I06\n", merchant(1)),
            "code,number\n".to_owned(),
            String::new(),
            format!("{}\"", file(&[bad])),
        ];
        for text in &texts {
            let job = house.import(&worker, &Paper::of(RecordKind::Inspection, text));
            assert_eq!(job.state, JobState::Failed, "{job:?}");
            let outcome = job.outcome.unwrap();
            let fault = outcome.fault.unwrap();
            assert!(!fault.en.is_empty() && !fault.zh.is_empty() && outcome.new == 0);
            let waiting = house.ledger.waiting(job.import_id, &crate::imports::ALL, Asker::house("clerk")).unwrap();
            assert_eq!((kept(&house), waiting.len()), (0, 0));
        }
        let jobs = house.ledger.jobs(None, 10, Asker::house("clerk")).unwrap();
        assert_eq!(jobs.len(), texts.len());
        assert!(jobs.is_sorted_by(|a, b| a.import_id > b.import_id), "newest first");
        let older = house.ledger.jobs(Some(jobs[1].import_id), 1, Asker::house("clerk")).unwrap();
        assert_eq!(older[0].import_id, jobs[2].import_id);
    });
}
