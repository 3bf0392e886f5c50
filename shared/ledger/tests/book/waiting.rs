//! Rows that wait: mended one by one, put aside, or handed in again as a file.

use crate::house::{House, Paper, merchant};
use crate::imports::{ALL, mixed};
use crate::rows::cells;
use contracts::import::{Job, JobState};
use domain::record::RecordKind;
use intake::Cells;
use ledger::{Fate, LedgerError, Settled, WaitingFilter, Worker};
use testkit::each_backend;

fn imported(house: &House, worker: &Worker) -> Job {
    house.import(worker, &Paper::of(RecordKind::Penalty, &mixed()))
}

#[test]
fn each_kind_of_row_is_kept_once_it_is_mended() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let job = imported(&house, &worker);
        let fixes: [(i64, Cells, bool); 4] = [
            (6, cells(&[("cf_jdrq", "2025-03-04")]), false),
            (7, cells(&[("cf_xdr_shxym", merchant(4).as_str())]), false),
            (8, cells(&[("cf_xdr_shxym", merchant(5).as_str())]), false),
            (9, Cells::new(), true),
        ];
        for (row, changes, confirm) in fixes {
            // As it is it cannot be kept.
            let refused = house.ledger.retry(job.import_id, row, &Cells::new(), false, "clerk").unwrap();
            assert!(matches!(refused, Settled::Refused(_)), "row {row}");
            let kept = house.ledger.retry(job.import_id, row, &changes, confirm, "李某").unwrap();
            assert!(matches!(kept, Settled::Kept(Fate::New)), "row {row}: {kept:?}");
            let settled = house.ledger.waiting_row(job.import_id, row).unwrap();
            assert_eq!((settled.state.as_str(), settled.actor.as_deref()), ("kept", Some("李某")));
            let again = house.ledger.retry(job.import_id, row, &changes, confirm, "李某");
            assert!(matches!(again, Err(LedgerError::Unfit { .. })), "row {row}");
        }
        for number in 1..=6 {
            let views = house.ledger.of_merchant(merchant(number), None).unwrap();
            assert_eq!(views.len(), 1, "merchant {number}");
            assert_eq!(views[0].source.unwrap().0, job.import_id);
        }
    });
}

#[test]
fn a_row_that_still_cannot_be_kept_waits_as_it_was() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let job = imported(&house, &worker);
        let before = format!("{:?}", house.ledger.waiting_row(job.import_id, 6).unwrap());
        let changes = cells(&[("cf_jdrq", "2025-03-04"), ("cf_xdr_shxym", ""), ("cf_frdb", "张三"), ("心情", "秘密")]);
        let refused = house.ledger.retry(job.import_id, 6, &changes, false, "clerk").unwrap();
        let Settled::Refused(issue) = refused else { panic!("{refused:?}") };
        assert!(issue.faults.iter().any(|fault| fault.field == "心情"));
        assert_eq!(format!("{:?}", house.ledger.waiting_row(job.import_id, 6).unwrap()), before);
        // The day is all that was wrong with it, and still is.
        let day = cells(&[("cf_jdrq", "2025-03-04")]);
        assert!(matches!(house.ledger.retry(job.import_id, 6, &day, false, "clerk").unwrap(), Settled::Kept(_)));
    });
}

#[test]
fn a_row_is_put_aside_for_a_reason() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let job = imported(&house, &worker);
        assert!(matches!(house.ledger.discard(job.import_id, 6, "clerk", " "), Err(LedgerError::NoReason)));
        house.ledger.discard(job.import_id, 6, "clerk", "重复上报").unwrap();
        let row = house.ledger.waiting_row(job.import_id, 6).unwrap();
        assert_eq!((row.state.as_str(), row.reason.as_deref()), ("discarded", Some("重复上报")));
        assert!(matches!(house.ledger.discard(job.import_id, 6, "clerk", "再次"), Err(LedgerError::Unfit { .. })));
        assert!(matches!(house.ledger.discard(job.import_id, 2, "clerk", "无"), Err(LedgerError::Missing(_))));
        let rows = |state: &str, disposition: Option<&str>| {
            let filter = WaitingFilter { state: Some(state.into()), disposition: disposition.map(Into::into), ..ALL };
            house.ledger.waiting(job.import_id, &filter).unwrap().iter().map(|row| row.row).collect::<Vec<_>>()
        };
        assert_eq!((rows("waiting", None), rows("discarded", None)), (vec![7, 8, 9], vec![6]));
        assert_eq!((rows("waiting", Some("unresolved")), rows("waiting", Some("rejected"))), (vec![8], vec![]));
        let page = WaitingFilter { after: Some(7), limit: 1, ..ALL };
        assert_eq!(house.ledger.waiting(job.import_id, &page).unwrap()[0].row, 8);
        assert!(matches!(house.ledger.waiting(job.import_id + 99, &ALL), Err(LedgerError::Missing(_))));
    });
}

#[test]
fn the_rows_that_wait_are_a_file_that_is_accepted_once_mended() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let job = imported(&house, &worker);
        house.ledger.discard(job.import_id, 9, "clerk", "金额单位错误").unwrap();
        let table = String::from_utf8(house.ledger.waiting_file(job.import_id, None).unwrap()).unwrap();
        let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
        let header = reader.headers().unwrap().clone();
        let at = |title: &str| header.iter().position(|cell| cell == title).unwrap();
        let (row, code, day) = (at("行 row"), at("统一社会信用代码"), at("处罚决定日期"));
        let mut mended = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        mended.write_record(&header).unwrap();
        for record in reader.records() {
            let mut record: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
            match record[row].as_str() {
                "6" => record[day] = "2025-03-04".into(),
                "7" => record[code] = merchant(4).to_string(),
                "8" => record[code] = merchant(5).to_string(),
                other => panic!("row {other} does not wait"),
            }
            mended.write_record(&record).unwrap();
        }
        let mended = String::from_utf8(mended.into_inner().unwrap()).unwrap();
        let again = house.import(&worker, &Paper::of(RecordKind::Penalty, &mended));
        let outcome = again.outcome.unwrap();
        assert_eq!((again.state, outcome.new, outcome.read), (JobState::Done, 3, 3));
        let only = house.ledger.waiting_file(job.import_id, Some("quarantined")).unwrap();
        assert_eq!(String::from_utf8(only).unwrap().lines().count(), 2);
    });
}
