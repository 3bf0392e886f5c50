//! Two hundred threads send at once, many to the same records, while a file is read.

use crate::house::{House, Paper, merchant};
use crate::rows::{file, visit, with};
use contracts::access::Reach;
use contracts::import::JobState;
use domain::record::RecordKind;
use ledger::VersionView;
use std::sync::Barrier;
use std::thread;
use testkit::each_backend;

const THREADS: u32 = 200;
const SHARED: u32 = 10;
const OF_FILE: u32 = 20_000;

fn shared(number: u32, said: &str) -> intake::Cells {
    with(visit(merchant(0), &format!("S{}", number % SHARED), "I06"), &[("visit_type", said)])
}

#[test]
fn nothing_is_lost_nothing_doubled_and_one_version_of_each_record_stands() {
    each_backend(|place| {
        let house = House::open(place);
        house.clock.tick();
        let worker = house.worker();
        let of_file = (0..OF_FILE).map(|n| visit(merchant(n % 1_000 + 1_000), &format!("F{n}"), "I01"));
        let text = file(&of_file.chain((0..SHARED).map(|n| shared(n, "file"))).collect::<Vec<_>>());
        let start = Barrier::new(THREADS as usize + 1);
        let job = house.hand_in(&Paper::of(RecordKind::Inspection, &text)).unwrap();
        thread::scope(|scope| {
            for number in 0..THREADS {
                let (house, start) = (&house, &start);
                scope.spawn(move || {
                    start.wait();
                    // Two of the shared records, one that two threads say alike, and one of its own.
                    let said = format!("thread {number}");
                    house.send(RecordKind::Inspection, &[shared(number, &said), shared(number + 1, &said)]);
                    let alike = visit(merchant(1), &format!("A{}", number / 2), "I06");
                    house.send(RecordKind::Inspection, &[alike, visit(merchant(2), &format!("O{number}"), "I06")]);
                });
            }
            start.wait();
            worker.wake();
        });
        let job = house.over(job.import_id);
        assert_eq!((job.state, job.outcome.unwrap().read), (JobState::Done, u64::from(OF_FILE + SHARED)));
        let records = |number: u32| house.ledger.of_merchant(merchant(number), None, Reach::Everywhere).unwrap();
        assert_eq!((records(1).len(), records(2).len()), (THREADS as usize / 2, THREADS as usize));
        for number in 0..THREADS {
            assert_eq!(house.versions(merchant(1), &format!("inspection:A{}", number / 2)).len(), 1);
        }
        for number in 0..SHARED {
            let versions = house.versions(merchant(0), &format!("inspection:S{number}"));
            // Each thread that said it, and the file.
            let said = (THREADS / SHARED * 2 + 1) as usize;
            assert_eq!(versions.len(), said, "{}", place.backend);
            assert!(versions.iter().zip(1..).all(|(view, number)| view.version == number));
            let mut contents: Vec<&str> = versions.iter().map(|view| view.content.as_str()).collect();
            contents.sort_unstable();
            contents.dedup();
            assert_eq!(contents.len(), said, "nothing twice");
            let standing: Vec<&VersionView> = versions.iter().filter(|view| view.standing).collect();
            let newest = versions.iter().map(|view| view.changed_at).max().unwrap();
            assert_eq!((standing.len(), standing[0].changed_at), (1, newest));
        }
        let of_file: usize = (1_000..2_000).map(|number| records(number).len()).sum();
        assert_eq!(of_file, OF_FILE as usize);
    });
}
