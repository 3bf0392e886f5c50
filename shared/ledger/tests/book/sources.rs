//! Report cards of sources: every figure of a small city that was counted by hand.

use crate::house::{House, Paper, merchant};
use crate::imports::mixed;
use crate::rows::{cells, file, visit, with};
use contracts::access::Reach;
use contracts::import::Job;
use domain::record::RecordKind;
use intake::Cells;
use ledger::{Asker, LedgerError, Month, OnRecord, Put, SourceCard, WaitingRows, Worker};
use statute::duties::Limits;
use testkit::each_backend;

pub(crate) const FIRE: &str = "fire";
const HEALTH: &str = "health";

pub(crate) fn of(department: &'static str) -> Asker<'static> {
    Asker { actor: "clerk", reach: Reach::Everywhere, department: Some(department) }
}

pub(crate) fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

pub(crate) fn card(house: &House, source: &str, of: &str) -> SourceCard {
    let lateness = Limits::shipped().unwrap().lateness(month(of).first()).unwrap();
    house.ledger.source_card(source, month(of), Some(&lateness)).unwrap()
}

/// The same without what is of now.
fn lasting(house: &House, source: &str, of: &str) -> SourceCard {
    let mut card = card(house, source, of);
    card.effect.merchants_concerned = 0;
    card.waiting.iter_mut().for_each(|rows| rows.by_now = Default::default());
    card
}

pub(crate) fn hand_in(house: &House, worker: &Worker, department: &'static str, kind: RecordKind, text: &str) -> Job {
    let job = house.hand_in_by(of(department), &Paper::of(kind, text)).unwrap();
    worker.wake();
    house.over(job.import_id)
}

fn send(house: &House, department: &'static str, rows: &[Cells]) {
    let layout = intake::layout::Layout::of(RecordKind::Inspection);
    house.ledger.send(layout, rows, false, of(department)).unwrap();
}

/// What an official looks at: the version of a record that stands.
fn standing(house: &House, number: u32, key: &str) -> i32 {
    house.versions(merchant(number), key).into_iter().find(|view| view.standing).unwrap().version
}

fn on<'a>(house: &House, number: u32, key: &'a str) -> OnRecord<'a> {
    let version = standing(house, number, key);
    OnRecord { code: merchant(number), key, version, by: Asker::house("王某"), reason: "核查" }
}

/// October and November of a town: visits of 6 May of which two departments tell.
fn october(house: &House, worker: &Worker) {
    house.clock.set("2026-10-10T02:00:00Z");
    let at = |row, at: &str| with(row, &[("changed_at", at)]);
    let on_day = |row, day: &str| with(row, &[("day", day)]);
    let rows = file(&[
        // 157, 10 and 1 days late.
        visit(merchant(1), "J1", "I01"),
        on_day(visit(merchant(2), "J2", "I01"), "2026-09-30"),
        with(on_day(visit(merchant(3), "J3", "I01"), "2026-10-09"), &[("case_no", "C1")]),
        // Said again, and what cannot be kept.
        visit(merchant(1), "J1", "I01"),
        on_day(visit(merchant(1), "J9", "I01"), "某日"),
    ]);
    hand_in(house, worker, FIRE, RecordKind::Inspection, &rows);
    hand_in(house, worker, FIRE, RecordKind::Inspection, "%PDF-1.7 x");
    house.clock.set("2026-10-20T02:00:00Z");
    // Two conflicts with the other department, and one with itself.
    send(house, FIRE, &[4, 5].map(|n| at(visit(merchant(n), "J4", "I01"), "2026-05-20T00:00:00Z")));
    send(house, HEALTH, &[4, 5].map(|n| at(visit(merchant(n), "J4", "I02"), "2026-05-20T00:00:00Z")));
    let same = |result| at(visit(merchant(6), "J6", result), "2026-05-20T00:00:00Z");
    send(house, FIRE, &[same("I01"), same("I02")]);
    // One is decided for the fire department, one record corrected, one taken back.
    let key = "inspection:J4";
    let versions = house.versions(merchant(4), key);
    let own = versions.iter().find(|view| view.content.contains("I01")).unwrap().version;
    house.ledger.decide(on(house, 4, key), own).unwrap();
    house.ledger.correct(on(house, 1, "inspection:J1"), &cells(&[("result", "I02")])).unwrap();
    house.ledger.withdraw(on(house, 2, "inspection:J2")).unwrap();
    // A row waits of penalties for each reason.
    hand_in(house, worker, HEALTH, RecordKind::Penalty, &mixed());
}

fn waits<'c>(card: &'c SourceCard, reason: &str) -> &'c WaitingRows {
    card.waiting.iter().find(|rows| rows.reason == reason).unwrap()
}

#[test]
fn every_figure_is_as_counted_by_hand() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        october(&house, &worker);
        house.clock.set("2026-10-30T17:00:00Z");
        let fire = card(&house, FIRE, "2026-10");
        assert_eq!((fire.as_of.to_string().as_str(), fire.running, fire.provisional), ("2026-10-31", true, true));

        let rows = &fire.rows;
        assert_eq!((rows.accepted, rows.new_records, rows.later_versions), (7, 6, 1));
        assert_eq!((rows.files, rows.unreadable_files, rows.rows_of_files, rows.repeated), (1, 1, 5, 1));
        assert_eq!((rows.corrected_by_officials, rows.withdrawn_by_officials, rows.moved_by_officials), (1, 1, 0));
        assert_eq!((rows.withdrawn, rows.history, rows.waiting_already), (0, 0, 0));

        let freshness = &fire.freshness;
        assert_eq!(freshness.newest_event.unwrap().to_string(), "2026-10-09");
        assert_eq!(freshness.newest_receipt.unwrap().to_string(), "2026-10-20T02:00:00Z");
        assert_eq!((freshness.days_since_event, freshness.days_since_receipt), (Some(22), Some(11)));
        // 1, 10, 157 and three times 167 days.
        let [visits] = &freshness.by_kind[..] else { panic!("{freshness:?}") };
        assert_eq!((visits.records, visits.median_days, visits.ninetieth_days), (6, Some(157), Some(167)));
        assert_eq!((visits.late_after_days, visits.late, visits.permille), (Some(20), Some(4), Some(666)));
        assert_eq!((freshness.late, freshness.judged, freshness.permille), (4, 6, Some(666)));

        let column = |id: &str| fire.completeness.iter().find(|column| column.column == id).unwrap();
        let case_no = column("case_no");
        assert_eq!((case_no.filled, case_no.rows, case_no.permille), (1, 7, Some(142)));
        assert!(fire.completeness.iter().all(|column| !["code", "day", "result"].contains(&column.column.as_str())));

        let told = &fire.contradictions;
        assert_eq!((told.open, told.decided, told.in_favour, told.against, told.with_itself), (1, 1, 1, 0, 1));
        let [other] = &told.others[..] else { panic!("{told:?}") };
        assert_eq!(other.source.as_deref(), Some(HEALTH));
        assert_eq!((other.open, other.decided, other.in_favour, other.against), (1, 1, 1, 0));
        assert_eq!((fire.effect.merchants, fire.effect.merchants_concerned), (6, 3));
        let rejected = waits(&fire, "rejected");
        assert_eq!((rejected.arrived, rejected.open, rejected.oldest_open_days), (1, 1, Some(21)));

        // The other side of the same.
        let health = card(&house, HEALTH, "2026-10");
        let told = &health.contradictions;
        assert_eq!((told.open, told.decided, told.in_favour, told.against), (1, 1, 0, 1));
        // Of the file one record contradicts itself.
        assert_eq!((told.with_itself, told.others.len(), health.rows.accepted), (1, 1, 5));
        for reason in ["rejected", "quarantined", "unresolved", "awaiting_confirmation"] {
            assert_eq!((waits(&health, reason).arrived, waits(&health, reason).by_now.open), (1, 1), "{reason}");
        }
        assert!(matches!(house.ledger.source_card("none", month("2026-10"), None), Err(LedgerError::Missing(_))));
        let before = card(&house, FIRE, "2026-09");
        assert_eq!((before.rows.accepted, before.freshness.newest_receipt), (0, None));
    });
}

#[test]
fn a_month_that_is_over_stays_as_it_was_and_months_add_up() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        october(&house, &worker);
        // The last microsecond of October in China, and the first of November.
        house.clock.set("2026-10-31T15:59:59.999999Z");
        send(&house, FIRE, &[visit(merchant(7), "J7", "I01")]);
        house.clock.set("2026-10-31T16:00:00Z");
        let october = [FIRE, HEALTH].map(|source| lasting(&house, source, "2026-10"));
        send(&house, FIRE, &[visit(merchant(8), "J8", "I01")]);
        house.clock.set("2026-11-05T02:00:00Z");
        // The open conflict is decided, another one's record is revised and taken back, rows are mended and put aside.
        let key = "inspection:J4";
        let versions = house.versions(merchant(5), key);
        let theirs = versions.iter().find(|view| view.content.contains("I02")).unwrap().version;
        house.ledger.decide(on(&house, 5, key), theirs).unwrap();
        let gone = with(visit(merchant(3), "J3", "I01"), &[("record_state", "withdrawn"), ("day", "2026-10-09")]);
        send(&house, FIRE, &[gone, visit(merchant(6), "J6", "I06")]);
        house.ledger.correct(on(&house, 7, "inspection:J7"), &cells(&[("result", "I02")])).unwrap();
        let day = cells(&[("day", "2026-10-01")]);
        house.ledger.retry(1, 6, &day, false, Asker::house("李某")).unwrap();
        house.ledger.discard(3, 6, Asker::house("李某"), "重复").unwrap();
        let rows = file(&[visit(merchant(1), "J1", "I01"), visit(merchant(9), "J10", "某")]);
        hand_in(&house, &worker, FIRE, RecordKind::Inspection, &rows);

        for (source, before) in [FIRE, HEALTH].into_iter().zip(october) {
            let mut after = lasting(&house, source, "2026-10");
            assert_eq!((before.running, after.running), (false, false));
            after.as_of = before.as_of;
            assert_eq!(after, before, "{} {source}", place.backend);
        }
        let months = ["2026-10", "2026-11"].map(|month| card(&house, FIRE, month));
        let sum = |figure: fn(&SourceCard) -> u64| months.each_ref().map(figure);
        // Mended rows count for whoever brought them, in the month in which they were.
        assert_eq!(sum(|card| card.rows.accepted), [8, 4]);
        // What was corrected is not undone by a source that says the same again.
        assert_eq!(sum(|card| card.rows.repeated), [1, 1]);
        assert_eq!(sum(|card| card.rows.new_records), [7, 2]);
        assert_eq!(sum(|card| card.rows.withdrawn), [0, 1]);
        assert_eq!(sum(|card| card.rows.corrected_by_officials), [1, 1]);
        assert_eq!(sum(|card| card.contradictions.open), [1, 0]);
        assert_eq!(sum(|card| card.contradictions.decided), [1, 1]);
        assert_eq!(sum(|card| card.contradictions.against), [0, 1]);
        assert_eq!(sum(|card| card.contradictions.with_itself), [1, 0]);
        let rejected = months.each_ref().map(|card| waits(card, "rejected"));
        assert_eq!(rejected.map(|rows| (rows.arrived, rows.open)), [(1, 1), (1, 1)]);
        assert_eq!((rejected[0].by_month_end.open, rejected[0].by_now.mended), (1, 1));
        assert_eq!(rejected[1].oldest_open_days, Some(0));
        let discarded = card(&house, HEALTH, "2026-10");
        assert_eq!(waits(&discarded, "rejected").by_now.discarded, 1);

        let all: Vec<u64> = ["2026-10", "2026-11"]
            .into_iter()
            .flat_map(|of| house.ledger.sources(month(of), None, 10, None).unwrap())
            .filter(|short| short.source == FIRE)
            .map(|short| short.accepted)
            .collect();
        assert_eq!(all, sum(|card| card.rows.accepted));

        // What is kept in memory of a month is what another process counts; what is of now is of now all the same.
        let kept = card(&house, FIRE, "2026-10");
        house.ledger.withdraw(on(&house, 8, "inspection:J8")).unwrap();
        let after = card(&house, FIRE, "2026-10");
        let concerned = |card: &SourceCard| card.effect.merchants_concerned;
        assert!(concerned(&after) < concerned(&kept), "{}: {kept:?} {after:?}", place.backend);
        let next = House::at(place.location(), std::sync::Arc::default());
        next.clock.set("2026-11-05T02:00:00Z");
        assert_eq!(card(&next, FIRE, "2026-10"), after, "{}", place.backend);
    });
}

#[test]
fn sources_are_listed_in_order_page_by_page() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        house.clock.set("2026-10-10T02:00:00Z");
        send(&house, HEALTH, &[visit(merchant(1), "J1", "I01")]);
        house.send(RecordKind::Inspection, &[visit(merchant(2), "J2", "I01")]);
        // Of this one nothing was ever kept.
        hand_in(&house, &worker, FIRE, RecordKind::Inspection, &file(&[visit(merchant(3), "J3", "某")]));
        let listed = |after: Option<&str>, limit, only: Option<&str>| {
            let cards = house.ledger.sources(month("2026-10"), after, limit, only).unwrap();
            cards.into_iter().map(|card| (card.source, card.accepted, card.waiting)).collect::<Vec<_>>()
        };
        let told = |source: &str, accepted, waiting| (source.to_owned(), accepted, waiting);
        let all = [told("account:sender", 1, 0), told(FIRE, 0, 1), told(HEALTH, 1, 0)];
        assert_eq!(listed(None, 10, None), all);
        assert_eq!(listed(None, 2, None), all[..2]);
        assert_eq!(listed(Some(FIRE), 2, None), all[2..]);
        assert_eq!(listed(None, 2, Some(FIRE)), all[1..2]);
        assert!(listed(Some(FIRE), 2, Some(FIRE)).is_empty() && listed(None, 2, Some("none")).is_empty());
        let fire = card(&house, FIRE, "2026-10");
        assert_eq!((fire.rows.accepted, fire.rows.files, fire.freshness.newest_receipt), (0, 1, None));
        // A file that was only tried has brought nothing.
        let text = file(&[visit(merchant(4), "J5", "某")]);
        let tried = Paper { dry_run: true, ..Paper::of(RecordKind::Inspection, &text) };
        let job = house.hand_in_by(of(FIRE), &tried).unwrap();
        worker.wake();
        house.over(job.import_id);
        assert_eq!(card(&house, FIRE, "2026-10"), fire);
    });
}

#[test]
fn what_each_said_last_is_compared_and_what_is_sent_again_replaces_nothing() {
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-10-10T02:00:00Z");
        let key = "inspection:J1";
        let says = |result| visit(merchant(1), "J1", result);
        // Both send all they have, every night, without an order.
        for night in 10..15 {
            house.clock.set(&format!("2026-10-{night}T02:00:00Z"));
            send(&house, FIRE, &[says("I01")]);
            house.clock.set(&format!("2026-10-{night}T03:00:00Z"));
            send(&house, HEALTH, &[says("I02")]);
        }
        let versions = house.versions(merchant(1), key);
        assert_eq!(versions.len(), 2, "{}: {versions:?}", place.backend);
        let stands = |key, number| {
            let versions = house.versions(merchant(number), key);
            versions.into_iter().find(|view| view.standing).unwrap().content
        };
        assert!(stands(key, 1).contains("I02"), "{}", place.backend);
        // At different times of change the later one stands, and the earlier one still says something else.
        let at = |number, result, at| with(visit(merchant(number), "J2", result), &[("changed_at", at)]);
        send(&house, HEALTH, &[at(2, "I02", "2026-05-20T00:00:00Z")]);
        send(&house, FIRE, &[at(2, "I01", "2026-05-10T00:00:00Z")]);
        assert!(stands("inspection:J2", 2).contains("I02"), "{}", place.backend);
        let open = |source| {
            let told = card(&house, source, "2026-10").contradictions;
            (told.open, told.decided, told.with_itself, told.others.len())
        };
        assert_eq!([open(FIRE), open(HEALTH)], [(2, 0, 0, 1); 2], "{}", place.backend);
        // Who changes what it says is heard, and those who agree contradict nobody.
        house.clock.set("2026-10-20T02:00:00Z");
        send(&house, HEALTH, &[says("I01")]);
        assert!(stands(key, 1).contains("I01"), "{}", place.backend);
        assert_eq!([open(FIRE), open(HEALTH)], [(1, 0, 0, 1); 2], "{}", place.backend);
        // Nor those between whom an official has put the record right, until one of them says something new.
        house.ledger.correct(on(&house, 2, "inspection:J2"), &cells(&[("result", "I06")])).unwrap();
        assert_eq!([open(FIRE), open(HEALTH)], [(0, 0, 0, 0); 2], "{}", place.backend);
        house.clock.set("2026-10-25T02:00:00Z");
        send(&house, FIRE, &[at(2, "I07", "2026-10-24T00:00:00Z")]);
        assert_eq!([open(FIRE), open(HEALTH)], [(1, 0, 0, 1); 2], "{}", place.backend);
    });
}

#[test]
fn what_the_house_puts_settles_no_contradiction() {
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-10-10T02:00:00Z");
        let (key, code) = ("inspection:J1", merchant(1));
        let at = |result, at| with(visit(code, "J1", result), &[("changed_at", at)]);
        send(&house, FIRE, &[at("I01", "2026-05-10T00:00:00Z")]);
        send(&house, HEALTH, &[at("I02", "2026-05-20T00:00:00Z")]);
        let open = || [FIRE, HEALTH].map(|source| card(&house, source, "2026-10").contradictions.open);
        assert_eq!(open(), [1, 1], "{}", place.backend);
        house.clock.set("2026-10-11T02:00:00Z");
        let subject_id = house.ledger.subject(code, Reach::Everywhere).unwrap();
        let (actor, reason) = ("house:holds".to_owned(), "代填".to_owned());
        let put = Put { subject_id, key: key.to_owned(), cells: cells(&[("case_no", "C1")]), actor, reason };
        house.ledger.put_cells(&[put]).unwrap();
        house.clock.set("2026-10-12T02:00:00Z");
        let versions = house.versions(code, key);
        let standing = versions.iter().find(|view| view.standing).unwrap();
        assert_eq!((versions.len(), standing.actor.as_str()), (3, "house:holds"), "{}", place.backend);
        assert_eq!(open(), [1, 1], "{}: nobody has looked at it", place.backend);
    });
}

#[test]
fn who_agrees_and_then_comes_back_to_what_it_said_first_is_heard_both_times() {
    each_backend(|place| {
        let house = House::open(place);
        let mut hour = 0;
        let mut says = |source, result| {
            hour += 1;
            house.clock.set(&format!("2026-10-10T{hour:02}:00:00Z"));
            send(&house, source, &[visit(merchant(1), "J1", result)]);
            let versions = house.versions(merchant(1), "inspection:J1");
            let standing = versions.into_iter().find(|view| view.standing).unwrap();
            (standing.version, standing.content.contains("I01"))
        };
        assert_eq!(says(FIRE, "I01"), (1, true), "{}", place.backend);
        assert_eq!(says(HEALTH, "I02"), (2, false), "{}", place.backend);
        assert_eq!(says(FIRE, "I02"), (3, false), "{}", place.backend);
        let open = || [FIRE, HEALTH].map(|source| card(&house, source, "2026-10").contradictions.open);
        assert_eq!(open(), [0, 0], "{}: they agree", place.backend);
        assert_eq!(says(HEALTH, "I02"), (3, false), "{}: nothing new", place.backend);
        assert_eq!(says(FIRE, "I01"), (4, true), "{}", place.backend);
        assert_eq!(open(), [1, 1], "{}: they differ again", place.backend);
    });
}
