//! A process that reads a file is killed at random moments: afterwards the file has been read once.

use crate::house::{House, Paper, Register, merchant, until};
use crate::rows::{file, visit};
use contracts::access::Reach;
use contracts::import::JobState;
use contracts::port::Feed;
use db::Location;
use domain::record::RecordKind;
use ledger::Asker;
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::{Place, child, each_backend, role};

const ROWS: u32 = 8_000;
const KILLS: u32 = 60;

/// The process that is killed: it reads what is queued until nothing is. Started as a test by itself it
/// has nothing to do, and sees to it that it is nobody's child.
#[test]
fn reads_what_is_queued() {
    let Some(url) = role() else { return assert!(role().is_none()) };
    let house = House::at(&Location::parse(&url).unwrap(), Arc::new(Register::default()));
    let _worker = house.worker();
    let jobs = house.ledger.jobs(None, 100, Asker::house("clerk")).unwrap();
    jobs.iter().for_each(|job| assert_eq!(house.over(job.import_id).state, JobState::Done));
}

fn start(place: &Place) -> testkit::Offspring {
    child("crash::reads_what_is_queued", &place.url())
}

/// A file of merchants of its own.
fn hand_in(house: &House, number: u32) -> i64 {
    let rows: Vec<_> = (0..ROWS).map(|n| visit(merchant(number * 100 + n % 100), &format!("J{n}"), "I06")).collect();
    house.hand_in(&Paper::of(RecordKind::Inspection, &file(&rows))).unwrap().import_id
}

fn kept(house: &House, number: u32) -> usize {
    (0..100)
        .filter_map(|n| house.ledger.of_merchant(merchant(number * 100 + n), None, Reach::Everywhere).ok())
        .map(|all| all.len())
        .sum()
}

#[test]
fn a_file_is_read_exactly_once_however_often_its_reader_is_killed() {
    each_backend(|place| {
        let house = House::open(place);
        (0..10_000).for_each(|number| drop(contracts::port::Subjects::resolve(&*house.register, &[merchant(number)])));
        // How long it takes when nobody kills it.
        let mut jobs = vec![hand_in(&house, 0)];
        let begun = Instant::now();
        assert!(start(place).wait().unwrap().success());
        let usual = begun.elapsed();
        jobs.push(hand_in(&house, 1));
        let mut killed_reading = 0;
        for _ in 0..KILLS {
            let mut reader = start(place);
            std::thread::sleep(Duration::from_millis(fastrand::u64(0..=u64::try_from(usual.as_millis()).unwrap())));
            reader.kill().unwrap();
            reader.wait().unwrap();
            let (last, number) = (*jobs.last().unwrap(), u32::try_from(jobs.len()).unwrap() - 1);
            // A commit that was under way may still become visible: looked at before the rows, a job that
            // is over has all of them, and afterwards, one that is not has none.
            let state = house.ledger.job(last, Asker::house("clerk")).unwrap().state;
            let rows = kept(&house, number);
            match state {
                JobState::Done => {
                    assert_eq!(rows, ROWS as usize, "{}: half a file", place.backend);
                    jobs.push(hand_in(&house, number + 1));
                }
                JobState::Queued if rows == 0 => killed_reading += 1,
                other => {
                    let now = house.ledger.job(last, Asker::house("clerk")).unwrap().state;
                    assert_eq!((now, kept(&house, number)), (JobState::Done, ROWS as usize), "{other:?}");
                }
            }
        }
        assert!(killed_reading > 0, "nobody was killed before the end");
        assert!(start(place).wait().unwrap().success());
        for (number, job) in (0..).zip(&jobs) {
            let job = house.ledger.job(*job, Asker::house("clerk")).unwrap();
            assert_eq!((job.state, job.outcome.unwrap().new), (JobState::Done, u64::from(ROWS)));
            assert_eq!(kept(&house, number), ROWS as usize);
        }
        let all = jobs.len() * ROWS as usize;
        let (mut heard, mut after) = (0, None::<String>);
        // Whoever else has a transaction open on this server holds the journal up for a while.
        until(|| {
            let changes = house.ledger.changes(after.as_deref(), 1_000, Duration::from_millis(100)).unwrap();
            assert!(changes.iter().all(|change| change.version == 1));
            heard += changes.len();
            after = changes.last().map(|last| last.cursor.clone()).or(after.take());
            (heard >= all && changes.is_empty()).then_some(())
        });
        assert_eq!(heard, all, "{}: nothing twice in the journal", place.backend);
    });
}
