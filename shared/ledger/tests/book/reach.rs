//! Who is limited to an area sees and changes the records of its merchants, and of no others.

use crate::house::{House, merchant};
use crate::rows::{cells, visit};
use crate::town::{DONGCHANGFU, SHENXIAN, Town, official, within};
use contracts::access::Reach;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Content, RecordKind};
use intake::Cells;
use intake::layout::Layout;
use ledger::{Asker, LedgerError, OnRecord, Sent, VersionView, Wanted};
use std::collections::BTreeMap;
use testkit::each_backend;

const KIND: RecordKind = RecordKind::Inspection;
const KEY: &str = "inspection:J1";

/// A merchant in Shenxian, one in Dongchangfu, one of whom nobody knows where it is; each with a visit.
fn three(house: &House) -> Town {
    let town = Town::default();
    town.says(1, Some(SHENXIAN));
    town.says(2, Some(DONGCHANGFU));
    town.tells(house);
    house.send(KIND, &(1..=3).map(|number| visit(merchant(number), "J1", "I06")).collect::<Vec<_>>());
    town
}

fn on<'a>(number: u32, by: Asker<'a>) -> OnRecord<'a> {
    OnRecord { code: merchant(number), key: KEY, version: 1, by, reason: "核查" }
}

fn is_missing<T: std::fmt::Debug>(done: Result<T, LedgerError>) -> bool {
    matches!(done, Err(LedgerError::Missing("merchant")))
}

#[test]
fn a_merchant_outside_does_not_exist_whatever_is_asked() {
    each_backend(|place| {
        let house = House::open(place);
        three(&house);
        let by = official("li", SHENXIAN);
        let ledger = &house.ledger;
        let inside = ledger.versions(merchant(1), KEY, None, by.reach).unwrap();
        assert_eq!(inside.len(), 1);
        assert_eq!(ledger.of_merchant(merchant(1), None, by.reach).unwrap().len(), 1);
        // The one elsewhere, the one of whom it is not known, and one of whom nobody has ever heard.
        for number in [2, 3, 9] {
            assert!(is_missing(ledger.versions(merchant(number), KEY, None, by.reach)), "{number}");
            assert!(is_missing(ledger.of_merchant(merchant(number), None, by.reach)), "{number}");
            assert!(is_missing(ledger.withdraw(on(number, by))), "{number}");
            assert!(is_missing(ledger.correct(on(number, by), &cells(&[("result", "I01")]))), "{number}");
            assert!(is_missing(ledger.decide(on(number, by), 1)), "{number}");
            assert!(is_missing(ledger.move_to(on(number, by), merchant(1))) || number == 9, "{number}");
            let to = ledger.move_to(on(1, by), merchant(number));
            assert!(matches!(to, Err(LedgerError::NoParty(_))), "{number}: {to:?}");
        }
        // Nothing of all this has happened, and whoever reaches everywhere may do it.
        let stands = |number| house.versions(merchant(number), KEY).len();
        assert_eq!([stands(1), stands(2), stands(3)], [1, 1, 1], "{}", place.backend);
        ledger.withdraw(on(2, Asker::house("zhang"))).unwrap();
        ledger.correct(on(1, by), &cells(&[("result", "I01")])).unwrap();
        assert_eq!([stands(1), stands(2)], [2, 2]);
    });
}

#[test]
fn rows_outside_are_refused_and_open_nobody() {
    each_backend(|place| {
        let house = House::open(place);
        three(&house);
        let opened = house.register.opened();
        let rows: Vec<Cells> = [2, 1, 3, 9].map(|number| visit(merchant(number), "J2", "I06")).to_vec();
        let sent = house.ledger.send(Layout::of(KIND), &rows, false, official("li", SHENXIAN)).unwrap();
        let told = |sent: &Sent| match sent {
            Sent::Kept { party, .. } => Ok(*party),
            Sent::Refused(issue) => Err((issue.faults[0].field.to_string(), issue.faults[0].reason_zh.clone())),
        };
        let why = Err(("code".to_owned(), "您的辖区 371522（莘县） 内没有登记该经营主体".to_owned()));
        let told: Vec<_> = sent.iter().map(told).collect();
        assert_eq!(told, [why.clone(), Ok(merchant(1)), why.clone(), why], "{}", place.backend);
        assert_eq!(house.register.opened(), opened, "nobody was opened");
        let kept = |number| house.versions(merchant(number), "inspection:J2").len();
        assert_eq!([kept(1), kept(2), kept(3)], [1, 0, 0]);
    });
}

#[test]
fn rows_of_the_sandbox_are_refused_to_whoever_reaches_everywhere_too() {
    each_backend(|place| {
        let house = House::open(place);
        three(&house);
        let opened = house.register.opened();
        let nobody = PartyCode::complete("91000000FX0001007").unwrap();
        let rows: Vec<Cells> = [nobody, merchant(1)].map(|code| visit(code, "J2", "I06")).to_vec();
        for by in [Asker::house("zhang"), official("li", SHENXIAN)] {
            let sent = house.ledger.send(Layout::of(KIND), &rows, false, by).unwrap();
            let [Sent::Refused(issue), Sent::Kept { .. }] = &sent[..] else { panic!("{sent:?}") };
            let fault = &issue.faults[0];
            assert_eq!((fault.field.as_ref(), fault.value.as_str()), ("code", nobody.as_str()), "{}", place.backend);
            assert!(fault.reason_zh.contains("沙盒"), "{}", fault.reason_zh);
        }
        assert_eq!(house.register.opened(), opened, "nobody was opened");
    });
}

/// What a list shows, page by page.
fn all(house: &House, wanted: &Wanted, reach: Reach) -> Vec<VersionView> {
    let (mut all, mut wanted) = (Vec::new(), wanted.clone());
    loop {
        let (page, next) = house.ledger.list(KIND, &wanted, reach).unwrap();
        all.extend(page);
        let Some(next) = next else { return all };
        wanted.after = Some(next);
    }
}

fn told(views: &[VersionView]) -> Vec<String> {
    views.iter().map(|view| format!("{:?} {} {}", view.after, view.version, view.content)).collect()
}

#[test]
fn who_is_limited_sees_what_is_inside_of_what_everybody_sees() {
    each_backend(|place| {
        for seed in 0..6 {
            let mut dice = fastrand::Rng::with_seed(seed);
            let house = House::of(place.location(), std::sync::Arc::default(), &[KIND]);
            let town = Town::default();
            let offset = u32::try_from(seed).unwrap() * 100;
            let areas = [Some(SHENXIAN), Some(DONGCHANGFU), Some("3715JK"), Some("371500"), Some("370102"), None];
            let places: BTreeMap<u32, Option<&str>> =
                (0..12).map(|number| (offset + number, areas[dice.usize(..areas.len())])).collect();
            let row = |dice: &mut fastrand::Rng| {
                let code = merchant(offset + dice.u32(..12));
                let day = format!("2026-05-{:02}", dice.u32(1..5));
                let case = ["", "案1", "案2"][dice.usize(..3)];
                let state = ["", "withdrawn"][usize::from(dice.u8(..4) == 0)];
                let mut row = visit(code, &format!("J{}", dice.u8(..3)), ["I01", "I06"][dice.usize(..2)]);
                row.extend(cells(&[
                    ("day", &day),
                    ("record_state", state),
                    ("case_no", case),
                    ("changed_at", "2026-05-20"),
                ]));
                row
            };
            // Some comes in before anybody knows where its merchant is.
            house.send(KIND, &(0..30).map(|_| row(&mut dice)).collect::<Vec<_>>());
            places.iter().filter(|(_, area)| area.is_some()).for_each(|(number, area)| town.says(*number, *area));
            // The feed of another registry: its cursor begins anew.
            town.tells_anew(&house);
            house.send(KIND, &(0..30).map(|_| row(&mut dice)).collect::<Vec<_>>());
            let day = |text| Some(Day::parse(text).unwrap());
            let wanted = [
                Wanted { limit: 7, ..Wanted::default() },
                Wanted { limit: 3, days: (day("2026-05-02"), day("2026-05-03")), ..Wanted::default() },
                Wanted { limit: 5, withdrawn: Some(dice.bool()), ..Wanted::default() },
                Wanted { limit: 5, contested: Some(dice.bool()), ..Wanted::default() },
                Wanted { limit: 2, case_no: Some("案1".to_owned()), ..Wanted::default() },
                Wanted { limit: 2, code: Some(merchant(offset + dice.u32(..12))), ..Wanted::default() },
            ];
            let ours = |view: &VersionView| {
                let party = Content::from_json(KIND, &view.content).unwrap().party();
                (0..12).map(|number| offset + number).find(|number| merchant(*number) == party)
            };
            for own in [SHENXIAN, DONGCHANGFU, "371500", "370000", "371599"] {
                let reach = within(own);
                let covers = |number: u32| reach.covers(places[&number].and_then(|code| AreaCode::parse(code).ok()));
                for wanted in &wanted {
                    let everything = all(&house, wanted, Reach::Everywhere).into_iter();
                    let expected: Vec<VersionView> = everything.filter(|view| ours(view).is_some_and(covers)).collect();
                    let mut seen: Vec<VersionView> = all(&house, wanted, reach);
                    seen.retain(|view| ours(view).is_some());
                    assert_eq!(told(&seen), told(&expected), "{} {seed} {own} {wanted:?}", place.backend);
                }
                let codes: Vec<_> = places.keys().map(|number| merchant(*number)).collect();
                let everybody = house.ledger.of_codes(KIND, &codes, None, Reach::Everywhere).unwrap();
                let some = house.ledger.of_codes(KIND, &codes, None, reach).unwrap();
                for ((number, whole), some) in places.keys().zip(everybody).zip(some) {
                    let expected = if covers(*number) { told(&whole) } else { Vec::new() };
                    assert_eq!(told(&some), expected, "{} {seed} {own} {number}", place.backend);
                    let looked = house.ledger.of_merchant(merchant(*number), None, reach);
                    match covers(*number) && !whole.is_empty() {
                        true => assert_eq!(told(&looked.unwrap()), expected),
                        false => assert!(looked.map_or_else(|_| true, |views| views.is_empty())),
                    }
                }
            }
        }
    });
}
