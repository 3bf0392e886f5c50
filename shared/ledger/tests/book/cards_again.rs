//! Report cards of months that run, of months in which nothing came, and of more rows than are read at once.

use crate::house::{House, Paper, merchant};
use crate::rows::{cells, file, visit, with};
use crate::sources::{FIRE, card, hand_in, month, of};
use domain::record::RecordKind;
use intake::layout::Layout;
use ledger::{Asker, OnRecord};
use testkit::each_backend;

#[test]
fn a_month_that_runs_is_seen_as_of_today() {
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-10-10T02:00:00Z");
        house
            .ledger
            .send(Layout::of(RecordKind::Inspection), &[visit(merchant(1), "J1", "I01")], false, of(FIRE))
            .unwrap();
        house.clock.set("2026-10-20T02:00:00Z");
        let fire = card(&house, FIRE, "2026-10");
        assert_eq!((fire.as_of.to_string().as_str(), fire.running), ("2026-10-20", true), "{}", place.backend);
        let freshness = &fire.freshness;
        assert_eq!((freshness.days_since_receipt, freshness.days_since_event), (Some(10), Some(167)));
    });
}

#[test]
fn of_a_month_in_which_nothing_came_it_is_told_what_came_before_and_of_none_what_came_later() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        house.clock.set("2026-10-10T02:00:00Z");
        let rows = file(&[
            with(visit(merchant(1), "J1", "I01"), &[("day", "2026-10-09")]),
            with(visit(merchant(2), "J2", "I01"), &[("day", "某日")]),
        ]);
        hand_in(&house, &worker, FIRE, RecordKind::Inspection, &rows);
        house.clock.set("2026-12-05T02:00:00Z");
        let silent = card(&house, FIRE, "2026-11");
        assert_eq!(silent.rows.accepted, 0);
        let freshness = &silent.freshness;
        assert_eq!(freshness.newest_event.unwrap().to_string(), "2026-10-09", "{}", place.backend);
        assert_eq!((freshness.days_since_event, freshness.days_since_receipt), (Some(52), Some(51)));
        // Mended now, it was open when October ended, and so the list says.
        let listed = |of: &str| house.ledger.sources(month(of), None, 1, Some(FIRE)).unwrap().remove(0);
        let october = listed("2026-10");
        assert_eq!((october.accepted, october.waiting), (1, 1));
        let day = cells(&[("day", "2026-10-08")]);
        house.ledger.retry(1, 3, &day, false, Asker::house("李某")).unwrap();
        assert_eq!(listed("2026-10"), october, "{}: nothing of December is in it", place.backend);
        assert_eq!((listed("2026-12").accepted, listed("2026-12").waiting), (1, 0), "{}", place.backend);
        assert_eq!(listed("2026-12").days_since_receipt, Some(0));
    });
}

#[test]
fn columns_are_counted_of_every_page_and_of_nothing_that_was_taken_back() {
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-10-10T02:00:00Z");
        // More than are read at once, all of one moment.
        let rows: Vec<_> = (0..5_003)
            .map(|n| {
                with(visit(merchant(n % 50), &format!("J{n}"), "I01"), &[("case_no", if n < 10 { "C" } else { "" })])
            })
            .collect();
        for some in rows.chunks(1_000) {
            house.ledger.send(Layout::of(RecordKind::Inspection), some, false, of(FIRE)).unwrap();
        }
        let case_no = |house: &House| {
            let columns = card(house, FIRE, "2026-10").completeness;
            let column = columns.into_iter().find(|column| column.column == "case_no").unwrap();
            (column.filled, column.rows)
        };
        assert_eq!(case_no(&house), (10, 5_003), "{}", place.backend);
        assert!(card(&house, FIRE, "2026-10").completeness.iter().all(|column| column.column != "record_state"));
        house.clock.set("2026-10-11T02:00:00Z");
        let gone = with(visit(merchant(1), "J1", "I01"), &[("record_state", "withdrawn"), ("case_no", "C")]);
        house.ledger.send(Layout::of(RecordKind::Inspection), &[gone], false, of(FIRE)).unwrap();
        let fire = card(&house, FIRE, "2026-10");
        assert_eq!((fire.rows.accepted, fire.rows.withdrawn), (5_004, 1));
        assert_eq!(case_no(&house), (10, 5_003), "{}: a row that takes back fills no columns", place.backend);
    });
}

#[test]
fn whom_a_source_concerns_are_those_of_whom_its_word_stands() {
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-10-10T02:00:00Z");
        let rows: Vec<_> = (1..=4).map(|n| visit(merchant(n), "J1", "I01")).collect();
        house.ledger.send(Layout::of(RecordKind::Inspection), &rows, false, of(FIRE)).unwrap();
        house.clock.set("2026-10-11T02:00:00Z");
        // One is taken back by the source, one replaced by what another source says, one by an official.
        let gone = with(visit(merchant(1), "J1", "I01"), &[("record_state", "withdrawn")]);
        house.ledger.send(Layout::of(RecordKind::Inspection), &[gone], false, of(FIRE)).unwrap();
        house
            .ledger
            .send(Layout::of(RecordKind::Inspection), &[visit(merchant(2), "J1", "I06")], false, of("health"))
            .unwrap();
        let key = "inspection:J1";
        let by = Asker::house("王某");
        let on = OnRecord { code: merchant(3), key, version: 1, by, reason: "核查" };
        house.ledger.correct(on, &cells(&[("result", "I02")])).unwrap();
        let effect = card(&house, FIRE, "2026-10").effect;
        assert_eq!((effect.merchants, effect.merchants_concerned), (4, 1), "{}", place.backend);
    });
}

#[test]
fn records_without_a_day_have_no_lag_and_are_no_newest_event() {
    each_backend(|place| {
        let house = House::of(place.location(), std::sync::Arc::default(), &[RecordKind::Merchant]);
        house.clock.set("2026-10-10T02:00:00Z");
        let code = merchant(1);
        let row = cells(&[
            ("code", code.as_str()),
            ("name", "店"),
            ("kind", "enterprise"),
            ("area", "371502"),
            ("industry", "6210"),
        ]);
        house.ledger.send(Layout::of(RecordKind::Merchant), &[row], false, of(FIRE)).unwrap();
        let fire = card(&house, FIRE, "2026-10");
        assert_eq!((fire.rows.accepted, fire.freshness.newest_event), (1, None), "{}", place.backend);
        assert!(fire.freshness.by_kind.is_empty(), "{:?}", fire.freshness);
        // A file that was only tried is none, whatever was in it.
        let worker = house.worker();
        let tried = Paper { dry_run: true, ..Paper::of(RecordKind::Merchant, "code,name\n,店\n") };
        let job = house.hand_in_by(of(FIRE), &tried).unwrap();
        worker.wake();
        house.over(job.import_id);
        assert_eq!(card(&house, FIRE, "2026-10").rows.files, 0, "{}", place.backend);
    });
}
