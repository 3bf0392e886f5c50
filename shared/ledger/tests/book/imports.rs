//! Files read as jobs: what is kept, what waits, and what a second time or a trial changes.

use crate::house::{House, Paper, merchant};
use crate::rows::{cells, file, penalty, visit, with};
use contracts::access::Reach;
use contracts::import::{JobState, Outcome};
use domain::instant::Instant;
use domain::record::RecordKind;
use intake::Cells;
use ledger::Asker;
use ledger::{Fate, LedgerError, Sent, Waiting, WaitingFilter, Wanted};
use testkit::each_backend;

pub(crate) const ALL: WaitingFilter = WaitingFilter { disposition: None, state: None, after: None, limit: 1_000 };

/// A file with a row of every disposition: one good one, said twice, and two that contradict each other.
pub(crate) fn mixed() -> String {
    let code = |number| merchant(number);
    let wrong = format!("{}X", &merchant(4).as_str()[..17]);
    let wrong = if wrong == merchant(4).as_str() { format!("{}Y", &wrong[..17]) } else { wrong };
    let at = [("changed_at", "2026-05-20")];
    file(&[
        penalty(code(1), "罚1号"),
        with(penalty(code(2), "罚2号"), &at),
        with(penalty(code(2), "罚2号"), &[("cf_nr_fk", "0.2"), at[0]]),
        penalty(code(1), "罚1号"),
        with(penalty(code(3), "罚3号"), &[("cf_jdrq", "某日")]),
        with(penalty(code(4), "罚4号"), &[("cf_xdr_shxym", &wrong)]),
        with(penalty(code(5), "罚5号"), &[("cf_xdr_shxym", "")]),
        with(penalty(code(6), "罚6号"), &[("cf_nr_fk", "2000")]),
    ])
}

fn mixed_outcome() -> Outcome {
    Outcome {
        encoding: "UTF-8".into(),
        read: 8,
        new: 1,
        repeated: 1,
        contested: 2,
        rejected: 1,
        quarantined: 1,
        unresolved: 1,
        awaiting_confirmation: 1,
        ..Outcome::default()
    }
}

/// What of a waiting row does not depend on the job.
fn plain(waiting: &Waiting) -> (i64, String, String, String, String) {
    let (faults, cells, shown) = (waiting.faults.get(), waiting.cells.get(), waiting.shown.get());
    (waiting.row, waiting.disposition.clone(), faults.into(), cells.into(), shown.into())
}

#[test]
fn every_row_is_kept_or_waits_and_is_counted() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let text = mixed();
        let paper = Paper::of(RecordKind::Penalty, &text);
        let job = house.import(&worker, &paper);
        assert_eq!((job.state, job.outcome.unwrap()), (JobState::Done, mixed_outcome()));
        let rows = house.ledger.waiting(job.import_id, &ALL, Asker::house("clerk")).unwrap();
        let told: Vec<(i64, &str)> = rows.iter().map(|row| (row.row, row.disposition.as_str())).collect();
        assert_eq!(told, [(6, "rejected"), (7, "quarantined"), (8, "unresolved"), (9, "awaiting_confirmation")]);
        assert!(rows.iter().all(|row| row.state == "waiting"));
        assert_eq!(house.register.opened(), 2);
        // A second time nothing is new, and the same rows do not wait again.
        let again = house.import(&worker, &paper);
        assert_eq!(again.digest, job.digest);
        let outcome = again.outcome.unwrap();
        assert_eq!((outcome.new, outcome.contested, outcome.revised, outcome.repeated), (0, 0, 0, 4));
        assert_eq!((outcome.rejected, outcome.waiting_already), (1, 4));
        assert!(house.ledger.waiting(again.import_id, &ALL, Asker::house("clerk")).unwrap().is_empty());
        let wanted = Wanted { limit: 10, ..Wanted::default() };
        let (list, next) = house.ledger.list(RecordKind::Penalty, &wanted, Reach::Everywhere).unwrap();
        assert_eq!((list.len(), next), (2, None));
    });
}

#[test]
fn a_trial_tells_the_same_and_changes_nothing() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let text = mixed();
        let trial = Paper { dry_run: true, ..Paper::of(RecordKind::Penalty, &text) };
        let tried = house.import(&worker, &trial);
        assert_eq!((tried.state, tried.outcome.unwrap()), (JobState::Done, mixed_outcome()));
        assert_eq!(house.register.opened(), 0);
        let wanted = Wanted { limit: 10, ..Wanted::default() };
        assert!(house.ledger.list(RecordKind::Penalty, &wanted, Reach::Everywhere).unwrap().0.is_empty());
        let rows = house.ledger.waiting(tried.import_id, &ALL, Asker::house("clerk")).unwrap();
        let retried = house.ledger.retry(tried.import_id, 9, &Cells::new(), true, Asker::house("clerk"));
        assert!(matches!(retried, Err(LedgerError::Unfit { .. })), "{retried:?}");
        let job = house.import(&worker, &Paper { dry_run: false, ..trial });
        let kept = house.ledger.waiting(job.import_id, &ALL, Asker::house("clerk")).unwrap();
        assert_eq!(rows.iter().map(plain).collect::<Vec<_>>(), kept.iter().map(plain).collect::<Vec<_>>());
        // Over records that are known it tells what would be new as well.
        let more = file(&[visit(merchant(1), "J1", "I06"), visit(merchant(8), "J1", "I06")]);
        let trial = Paper { dry_run: true, ..Paper::of(RecordKind::Inspection, &more) };
        assert_eq!(house.import(&worker, &trial).outcome.unwrap().new, 2);
        assert_eq!(house.register.opened(), 2);
    });
}

/// More rows than are written together, so that the last ones meet what this import has written itself: at
/// first, when nothing was there and nothing is looked up, and again, when everything is.
#[test]
fn a_long_file_meets_its_own_beginning() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let at = [("changed_at", "2026-05-20T00:00:00Z")];
        let mut rows: Vec<_> =
            (0..20_000).map(|n| with(visit(merchant(n % 500), &format!("J{n}"), "I06"), &at)).collect();
        rows.push(with(visit(merchant(0), "J0", "I06"), &at));
        rows.push(with(visit(merchant(1), "J1", "I01"), &at));
        rows.push(with(visit(merchant(2), "J2", "I01"), &[("changed_at", "2026-05-21T00:00:00Z")]));
        let text = file(&rows);
        let paper = Paper::of(RecordKind::Inspection, &text);
        let told = |outcome: Outcome| (outcome.new, outcome.repeated, outcome.contested, outcome.revised);
        assert_eq!(told(house.import(&worker, &paper).outcome.unwrap()), (20_000, 1, 1, 1));
        let versions = |number: u32| house.versions(merchant(number), &format!("inspection:J{number}"));
        let marks = |number| versions(number).iter().map(|v| (v.standing, v.contested)).collect::<Vec<_>>();
        assert_eq!(marks(0), [(true, false)]);
        assert!(marks(1).iter().all(|(_, contested)| *contested) && marks(1).len() == 2);
        assert_eq!(marks(2), [(false, false), (true, false)]);
        assert_eq!(told(house.import(&worker, &paper).outcome.unwrap()), (0, 20_003, 0, 0));
    });
}

#[test]
fn only_history_says_itself_since_when_it_was_known() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let text = file(&[
            with(visit(merchant(1), "J1", "I06"), &[("known_at", "2026-05-08T00:00:00Z")]),
            visit(merchant(2), "J1", "I06"),
        ]);
        let known = |number| {
            let view = house.versions(merchant(number), "inspection:J1").remove(0);
            (view.known_from.to_string(), view.act, view.changed_at.map(|at| at.to_string()))
        };
        let paper = Paper { history: true, ..Paper::of(RecordKind::Inspection, &text) };
        house.import(&worker, &paper);
        assert_eq!(known(1), ("2026-05-08T00:00:00Z".into(), "history".into(), None));
        assert_eq!(known(2), ("2026-05-05T16:00:00Z".into(), "history".into(), None));
        let text = text.replace(merchant(1).as_str(), merchant(3).as_str());
        house.import(&worker, &Paper { text: &text, history: false, ..paper });
        let now = Some("2026-06-01T00:00:00Z".to_owned());
        assert_eq!(known(3), ("2026-06-01T00:00:00Z".into(), "import".into(), now));
        let before = Some(Instant::parse("2026-05-07T00:00:00Z").unwrap());
        assert!(matches!(
            house.ledger.versions(merchant(1), "inspection:J1", before, Reach::Everywhere),
            Err(LedgerError::Missing(_))
        ));
        assert_eq!(house.ledger.of_merchant(merchant(2), before, Reach::Everywhere).unwrap().len(), 1);
    });
}

const MAPPING: &str = r#"
layout = "inspections"
key_columns = ["店号", "日期"]
export_time = "2026-05-20T00:00:00+08:00"
[columns]
code = "信用代码"
day = "日期"
result = "结论"
[codes.result]
"合格" = "I01"
"#;

#[test]
fn a_saved_mapping_reads_a_file_with_a_layout_of_its_own() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let saved = house.ledger.save_mapping("某系统", MAPPING, "clerk").unwrap();
        assert_eq!(house.ledger.mapping("某系统").unwrap().text, MAPPING);
        house.ledger.save_mapping("某系统", &format!("{MAPPING}\n"), "other").unwrap();
        assert_eq!(house.ledger.mappings().unwrap().len(), 1);
        assert!(matches!(house.ledger.mapping("别的"), Err(LedgerError::Missing(_))));
        assert!(matches!(house.ledger.save_mapping("a/b", MAPPING, "clerk"), Err(LedgerError::Unfit { .. })));
        assert!(matches!(house.ledger.save_mapping("a", "layout = 1", "clerk"), Err(LedgerError::Unreadable(_))));
        let text = format!("店号,信用代码,日期,结论\n7,{},2026-05-06,合格\n8,,2026-05-06,合格\n", merchant(1));
        let paper = Paper { mapping: Some(&saved.text), ..Paper::of(RecordKind::Inspection, &text) };
        let job = house.import(&worker, &paper);
        let outcome = job.outcome.unwrap();
        assert_eq!((outcome.new, outcome.unresolved), (1, 1));
        let place_of =
            |number| house.versions(merchant(number), &key(number)).remove(0).changed_at.unwrap().to_string();
        assert_eq!(place_of(1), "2026-05-19T16:00:00Z");
        // A row that is mended has the place of its file as well.
        let mended = cells(&[("code", merchant(2).as_str())]);
        house.ledger.retry(job.import_id, 3, &mended, false, Asker::house("clerk")).unwrap();
        assert_eq!(place_of(2), "2026-05-19T16:00:00Z");
    });

    fn key(number: u32) -> String {
        format!("inspection:{}/2026-05-06", number + 6)
    }
}

#[test]
fn a_layout_of_another_service_is_refused_also_by_the_back_door() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let merchants = Paper::of(RecordKind::Merchant, "code,name\n");
        assert!(matches!(house.hand_in(&merchants), Err(LedgerError::Unfit { .. })));
        let rows = [cells(&[("code", merchant(1).as_str())])];
        let sent =
            house.ledger.send(intake::layout::Layout::of(RecordKind::Standing), &rows, false, Asker::house("sender"));
        assert!(matches!(sent, Err(LedgerError::Unfit { .. })));
        let foreign = MAPPING.replace("inspections", "tests").replace("I01", "FS0");
        assert!(matches!(house.ledger.save_mapping("m", &foreign, "clerk"), Err(LedgerError::Unfit { .. })));
        let text = file(&[visit(merchant(1), "J1", "I01")]);
        let mapped = Paper { mapping: Some(&foreign), ..Paper::of(RecordKind::Inspection, &text) };
        assert!(matches!(house.hand_in(&mapped), Err(LedgerError::Unfit { .. })));
        assert!(
            house
                .ledger
                .list(RecordKind::Standing, &Wanted { limit: 1, ..Wanted::default() }, Reach::Everywhere)
                .is_err()
        );
        // The name of a file says nothing once its layout is told.
        let named = Paper { name: "抽检结果.csv", ..Paper::of(RecordKind::Inspection, &text) };
        assert_eq!(house.import(&worker, &named).outcome.unwrap().new, 1);
        assert_eq!(house.versions(merchant(1), "inspection:J1").len(), 1);
    });
}

#[test]
fn of_rows_that_are_sent_the_good_ones_are_kept() {
    each_backend(|place| {
        let house = House::open(place);
        let rows = [visit(merchant(1), "J1", "I01"), visit(merchant(2), "J1", "???"), visit(merchant(1), "J1", "I01")];
        let sent = house.send(RecordKind::Inspection, &rows);
        assert!(matches!(&sent[0], Sent::Kept { fate: Fate::New, .. }), "{sent:?}");
        assert!(matches!(&sent[1], Sent::Refused(issue) if issue.row == 2), "{sent:?}");
        assert!(matches!(&sent[2], Sent::Kept { fate: Fate::Repeated, .. }), "{sent:?}");
        house.register.away.store(true, std::sync::atomic::Ordering::SeqCst);
        let away = house.ledger.send(
            intake::layout::Layout::of(RecordKind::Inspection),
            &rows[..1],
            false,
            Asker::house("sender"),
        );
        assert!(matches!(away, Err(LedgerError::Registry(_))));
    });
}

#[test]
fn what_no_table_can_hold_is_a_fault_of_its_row() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let (longest, longer) = ("号".repeat(200), "J".repeat(9_000));
        let rows = [longest.as_str(), &longer, "J\0 1"].map(|number| visit(merchant(1), number, "I01"));
        let sent = house.send(RecordKind::Inspection, &rows);
        assert!(matches!(&sent[0], Sent::Kept { fate: Fate::New, .. }), "{sent:?}");
        for refused in &sent[1..] {
            let Sent::Refused(issue) = refused else { panic!("{refused:?}") };
            assert_eq!((issue.faults.len(), issue.faults[0].field.as_ref()), (1, "number"));
        }
        let text = file(&rows);
        let job = house.import(&worker, &Paper::of(RecordKind::Inspection, &text));
        let outcome = job.outcome.unwrap();
        assert_eq!((job.state, outcome.repeated, outcome.rejected), (JobState::Done, 1, 2));
        let row = house.ledger.waiting_row(job.import_id, 4, Asker::house("clerk")).unwrap();
        let kept: Cells = serde_json::from_str(row.cells.get()).unwrap();
        assert_eq!(kept["number"], "J\u{fffd} 1", "no text that is given back holds a NUL");
    });
}
