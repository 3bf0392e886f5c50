//! A ledger learns from the registry where merchants are; before it has heard of one, who is limited to an area is
//! shown nothing of it.

use crate::house::{House, Register, merchant, until};
use crate::rows::{cells, visit};
use crate::town::{DONGCHANGFU, SHENXIAN, Town, official, within};
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::record::RecordKind;
use intake::Cells;
use intake::layout::Layout;
use ledger::{Asker, LedgerError, OnRecord, Places, Sent, Wanted};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use testkit::each_backend;

const KIND: RecordKind = RecordKind::Inspection;

/// How many visits are seen from a county.
fn seen(house: &House, county: &str) -> usize {
    let all = Wanted { limit: 100, ..Wanted::default() };
    house.ledger.list(KIND, &all, within(county)).unwrap().0.len()
}

#[test]
fn what_is_not_heard_of_yet_is_not_shown_and_who_moves_changes_hands() {
    each_backend(|place| {
        let house = House::open(place);
        house.send(KIND, &[visit(merchant(1), "J1", "I06"), visit(merchant(2), "J1", "I06")]);
        let town = Town::default();
        town.says(1, Some(SHENXIAN));
        assert_eq!([seen(&house, SHENXIAN), seen(&house, DONGCHANGFU)], [0, 0], "{}", place.backend);
        town.tells(&house);
        assert_eq!([seen(&house, SHENXIAN), seen(&house, DONGCHANGFU)], [1, 0], "{}", place.backend);
        town.says(1, Some(DONGCHANGFU));
        town.says(2, Some(SHENXIAN));
        town.tells(&house);
        assert_eq!([seen(&house, SHENXIAN), seen(&house, DONGCHANGFU), seen(&house, "371500")], [1, 1, 2]);
        // Whose registration is taken back is nowhere.
        town.says(2, None);
        town.tells(&house);
        assert_eq!([seen(&house, SHENXIAN), seen(&house, "371500")], [0, 1], "{}", place.backend);
        // Another process goes on where this one was.
        let next = House::at(place.location(), Arc::new(Register::default()));
        assert_eq!(next.ledger.follow_places(&town, &town, Duration::ZERO).unwrap(), 0, "{}", place.backend);
        assert_eq!(seen(&next, "371500"), 1);
    });
}

#[test]
fn the_follower_goes_on_after_the_registry_was_away_and_ends_at_once() {
    each_backend(|place| {
        let house = House::open(place);
        house.send(KIND, &[visit(merchant(1), "J1", "I06")]);
        let town = Arc::new(Town::default());
        town.away.store(true, Ordering::SeqCst);
        town.says(1, Some(SHENXIAN));
        let places = Places::follow(Arc::clone(&house.ledger), town.clone(), town.clone()).unwrap();
        std::thread::sleep(Duration::from_millis(20));
        assert!(places.is_level().is_err());
        assert_eq!(seen(&house, SHENXIAN), 0);
        town.away.store(false, Ordering::SeqCst);
        until(|| places.is_level().unwrap().then_some(()));
        assert_eq!(seen(&house, SHENXIAN), 1, "{}", place.backend);
        town.away.store(true, Ordering::SeqCst);
        drop(places);
        // Whoever is not woken rests for a second; a slow machine may take as long now and then, but not mostly.
        let ends_at_once = |_: &u32| {
            let asked = town.asked.load(Ordering::SeqCst);
            let places = Places::follow(Arc::clone(&house.ledger), town.clone(), town.clone()).unwrap();
            until(|| (town.asked.load(Ordering::SeqCst) > asked).then_some(()));
            std::thread::sleep(Duration::from_millis(20));
            let begun = Instant::now();
            drop(places);
            begun.elapsed() < Duration::from_millis(500)
        };
        let at_once = (0..9).filter(ends_at_once).count();
        assert!(at_once > 4, "{}: {at_once} of 9 ended at once", place.backend);
    });
}

fn shop(code: PartyCode, name: &str, area: &str) -> Cells {
    let layout = Layout::of(RecordKind::Merchant);
    let example = layout.columns().filter(|column| !column.example.is_empty());
    let mut row: Cells = example.map(|column| (column.id.to_owned(), column.example.to_owned())).collect();
    row.extend(cells(&[("code", code.as_str()), ("name", name), ("area", area)]));
    row
}

#[test]
fn a_registration_is_taken_in_if_it_names_a_place_inside_and_the_merchant_was_nowhere_else() {
    each_backend(|place| {
        let house = House::of(place.location(), Arc::default(), &[RecordKind::Merchant]);
        let register = |number: u32, name: &str, area: &str, by: Asker<'_>| {
            let rows = [shop(merchant(number), name, area)];
            let sent = house.ledger.send(Layout::of(RecordKind::Merchant), &rows, false, by).unwrap();
            match &sent[0] {
                Sent::Kept { .. } => None,
                Sent::Refused(issue) => Some(issue.faults[0].field.to_string()),
            }
        };
        let (li, wang) = (official("li", SHENXIAN), official("wang", DONGCHANGFU));
        let (code, named) = (Some("code".to_owned()), Some("area".to_owned()));
        assert_eq!(register(1, "甲店", DONGCHANGFU, li), named, "{}", place.backend);
        assert_eq!(register(1, "甲店", SHENXIAN, li), None, "{}", place.backend);
        // Nobody has heard yet where it is, but what stands in the registry says it.
        assert_eq!(register(1, "乙店", DONGCHANGFU, wang), code, "{}", place.backend);
        assert_eq!(register(1, "甲店", DONGCHANGFU, li), named, "{}", place.backend);
        house.clock.forward(1);
        assert_eq!(register(1, "甲甲店", SHENXIAN, li), None, "{}", place.backend);
        let town = Town::default();
        town.says(1, Some(SHENXIAN));
        town.tells(&house);
        assert_eq!(register(1, "乙店", DONGCHANGFU, wang), code, "{}", place.backend);
        let versions = house.versions(merchant(1), &format!("merchant:{}", merchant(1)));
        assert_eq!(versions.len(), 2, "{}", place.backend);
        // A correction may not put it elsewhere, unless by somebody who reaches that, too.
        let key = format!("merchant:{}", merchant(1));
        let on = |version, by| OnRecord { code: merchant(1), key: &key, version, by, reason: "核查" };
        let away = house.ledger.correct(on(2, li), &cells(&[("area", DONGCHANGFU)]));
        assert!(matches!(away, Err(LedgerError::Outside(_))), "{away:?}");
        house.ledger.correct(on(2, official("city", "371500")), &cells(&[("area", DONGCHANGFU)])).unwrap();
        let seen = |reach: Reach| house.ledger.versions(merchant(1), &key, None, reach).map(|versions| versions.len());
        // Until that is heard of, it is where it was.
        assert_eq!(seen(within(SHENXIAN)).unwrap(), 3);
        town.says(1, Some(DONGCHANGFU));
        town.tells(&house);
        assert!(seen(within(SHENXIAN)).is_err());
        assert_eq!(seen(within(DONGCHANGFU)).unwrap(), 3);
    });
}
