//! Rows that wait: mended one by one, put aside, or handed in again as a file.

use crate::house::{House, Paper, merchant};
use crate::imports::{ALL, mixed};
use crate::rows::{cells, file};
use contracts::access::Reach;
use contracts::import::{Job, JobState};
use domain::record::RecordKind;
use intake::Cells;
use intake::layout::Layout;
use ledger::Asker;
use ledger::{Fate, LedgerError, Settled, WaitingFilter, Worker};
use std::fs::File;
use std::io::Read as _;
use testkit::each_backend;

/// All of a file.
pub(crate) fn text_of(mut file: File) -> String {
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    text
}

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
            let refused = house.ledger.retry(job.import_id, row, &Cells::new(), false, Asker::house("clerk")).unwrap();
            assert!(matches!(refused, Settled::Refused(_)), "row {row}");
            let kept = house.ledger.retry(job.import_id, row, &changes, confirm, Asker::house("李某")).unwrap();
            assert!(matches!(kept, Settled::Kept(Fate::New)), "row {row}: {kept:?}");
            let settled = house.ledger.waiting_row(job.import_id, row, Asker::house("clerk")).unwrap();
            assert_eq!((settled.state.as_str(), settled.actor.as_deref()), ("kept", Some("李某")));
            let again = house.ledger.retry(job.import_id, row, &changes, confirm, Asker::house("李某"));
            assert!(matches!(again, Err(LedgerError::Unfit { .. })), "row {row}");
        }
        for number in 1..=6 {
            let views = house.ledger.of_merchant(merchant(number), None, Reach::Everywhere).unwrap();
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
        let before = format!("{:?}", house.ledger.waiting_row(job.import_id, 6, Asker::house("clerk")).unwrap());
        let changes = cells(&[("cf_jdrq", "2025-03-04"), ("cf_xdr_shxym", ""), ("cf_frdb", "张三"), ("心情", "秘密")]);
        let refused = house.ledger.retry(job.import_id, 6, &changes, false, Asker::house("clerk")).unwrap();
        let Settled::Refused(issue) = refused else { panic!("{refused:?}") };
        assert!(issue.faults.iter().any(|fault| fault.field == "心情"));
        assert_eq!(format!("{:?}", house.ledger.waiting_row(job.import_id, 6, Asker::house("clerk")).unwrap()), before);
        // The day is all that was wrong with it, and still is.
        let day = cells(&[("cf_jdrq", "2025-03-04")]);
        assert!(matches!(
            house.ledger.retry(job.import_id, 6, &day, false, Asker::house("clerk")).unwrap(),
            Settled::Kept(_)
        ));
    });
}

#[test]
fn a_row_is_put_aside_for_a_reason() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let job = imported(&house, &worker);
        assert!(matches!(
            house.ledger.discard(job.import_id, 6, Asker::house("clerk"), " "),
            Err(LedgerError::NoReason)
        ));
        assert!(matches!(
            house.ledger.discard(job.import_id, 6, Asker::house("clerk"), &"长".repeat(201)),
            Err(LedgerError::LongReason(201))
        ));
        house.ledger.discard(job.import_id, 6, Asker::house("clerk"), "重复上报").unwrap();
        let row = house.ledger.waiting_row(job.import_id, 6, Asker::house("clerk")).unwrap();
        assert_eq!((row.state.as_str(), row.reason.as_deref()), ("discarded", Some("重复上报")));
        assert!(matches!(
            house.ledger.discard(job.import_id, 6, Asker::house("clerk"), "再次"),
            Err(LedgerError::Unfit { .. })
        ));
        assert!(matches!(
            house.ledger.discard(job.import_id, 2, Asker::house("clerk"), "无"),
            Err(LedgerError::Missing(_))
        ));
        let rows = |state: &str, disposition: Option<&str>| {
            let filter = WaitingFilter { state: Some(state.into()), disposition: disposition.map(Into::into), ..ALL };
            house
                .ledger
                .waiting(job.import_id, &filter, Asker::house("clerk"))
                .unwrap()
                .iter()
                .map(|row| row.row)
                .collect::<Vec<_>>()
        };
        assert_eq!((rows("waiting", None), rows("discarded", None)), (vec![7, 8, 9], vec![6]));
        assert_eq!((rows("waiting", Some("unresolved")), rows("waiting", Some("rejected"))), (vec![8], vec![]));
        let page = WaitingFilter { after: Some(7), limit: 1, ..ALL };
        assert_eq!(house.ledger.waiting(job.import_id, &page, Asker::house("clerk")).unwrap()[0].row, 8);
        assert!(matches!(
            house.ledger.waiting(job.import_id + 99, &ALL, Asker::house("clerk")),
            Err(LedgerError::Missing(_))
        ));
    });
}

#[test]
fn the_rows_that_wait_are_a_file_that_is_accepted_once_mended() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let job = imported(&house, &worker);
        house.ledger.discard(job.import_id, 9, Asker::house("clerk"), "金额单位错误").unwrap();
        let table = text_of(house.ledger.waiting_file(job.import_id, None, Asker::house("clerk")).unwrap());
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
        let only = house.ledger.waiting_file(job.import_id, Some("quarantined"), Asker::house("clerk")).unwrap();
        assert_eq!(text_of(only).lines().count(), 2);
    });
}

#[test]
fn a_file_of_more_rows_than_a_page_has_each_once_under_all_their_columns_and_runs_nothing() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        // The column of the last row is not known before the last page is read.
        let visit = |number: usize| {
            let number = number.to_string();
            cells(&[("code", merchant(1).as_str()), ("number", &number), ("day", "坏日期"), ("result", "I01")])
        };
        let mut rows: Vec<Cells> = (0..1_200).map(visit).collect();
        rows[700].insert("day".to_owned(), "=1+1".to_owned());
        rows[1_199].insert("visit_type".to_owned(), "日常检查？".to_owned());
        let job = house.import(&worker, &Paper::of(RecordKind::Inspection, &file(&rows)));
        assert_eq!(job.outcome.unwrap().rejected, 1_200, "{}", place.backend);
        let table = text_of(house.ledger.waiting_file(job.import_id, None, Asker::house("clerk")).unwrap());
        assert!(table.starts_with('\u{feff}'));
        let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
        let header = reader.headers().unwrap().clone();
        let at = |title: &str| header.iter().position(|cell| cell == title).unwrap();
        let zh = |id: &str| at(Layout::of(RecordKind::Inspection).column(id).unwrap().zh);
        let (row, day, kind) = (at("行 row"), zh("day"), zh("visit_type"));
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert!(records.iter().map(|record| record[row].parse::<usize>().unwrap()).eq(2..1_202), "{}", place.backend);
        assert_eq!((&records[700][day], &records[701][day]), ("'=1+1", "坏日期"), "{}", place.backend);
        assert_eq!((&records[0][kind], &records[1_199][kind]), ("", "日常检查？"), "{}", place.backend);
    });
}

#[test]
fn a_row_waits_once_however_often_it_is_handed_in() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let job = imported(&house, &worker);
        house.ledger.discard(job.import_id, 6, Asker::house("clerk"), "重复上报").unwrap();
        let again = |text: &str, dry_run| {
            let job = house.import(&worker, &Paper { dry_run, ..Paper::of(RecordKind::Penalty, text) });
            let rows = house.ledger.waiting(job.import_id, &ALL, Asker::house("clerk")).unwrap();
            (job.outcome.unwrap().waiting_already, rows.iter().map(|row| row.row).collect::<Vec<_>>())
        };
        // What waits and what was put aside stays as it is, in a trial as in earnest.
        for dry_run in [true, false, true, false] {
            assert_eq!(again(&mixed(), dry_run), (4, vec![]), "dry run: {dry_run}");
        }
        assert_eq!(house.ledger.waiting_row(job.import_id, 6, Asker::house("clerk")).unwrap().state, "discarded");
        // A row that says something else is another row; said twice in one file it waits once.
        let mut lines: Vec<String> = mixed().lines().map(str::to_owned).collect();
        lines[5] = lines[5].replace("某日", "某年");
        lines.push(lines[5].clone());
        let other = lines.join("\n");
        for (dry_run, told) in [(true, (4, vec![6])), (false, (4, vec![6])), (false, (5, vec![]))] {
            assert_eq!(again(&other, dry_run), told, "dry run: {dry_run}");
        }
    });
}

#[test]
fn rows_that_must_not_be_told_whole_are_not_taken_for_each_other() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        // Whose number is a person's is shown to nobody, so that these look the same.
        let text = |numbers: [&str; 2]| {
            let row = |number| format!("{},{number},2026-05-06,I01\n", merchant(1));
            format!("code,number,day,result\n{}{}", row(numbers[0]), row(numbers[1]))
        };
        let told = |text: &str| {
            let outcome = house.import(&worker, &Paper::of(RecordKind::Inspection, text)).outcome.unwrap();
            (outcome.rejected, outcome.waiting_already)
        };
        let first = text(["#N/A", "#REF!"]);
        let broken = first.replace("2026-05-06", "11010519491231002X");
        assert_eq!((told(&first), told(&first)), ((2, 0), (2, 2)));
        assert_eq!((told(&broken), told(&broken)), ((2, 0), (2, 2)));
        let another = broken.replace("#REF!", "#N/A").replace("I01", "I02");
        assert_eq!(told(&another), (2, 0), "of another file");
    });
}
