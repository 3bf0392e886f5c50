//! A random scheme that passes the checker keeps its promises on random merchants: adding, stopping,
//! annulling, resolving, paying, waiting.

use crate::common::{SCHEME, Shop, annul, stop, today};
use crate::random::{Thing, merchant, things};
use domain::day::Day;
use domain::facts::{Fact, Facts};
use domain::span::{Span, Spans};
use domain::vocab::{FactKind, Field, Polarity};
use policy::scheme::parse::read;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use scoring::check::check;
use scoring::explain::Subject;
use scoring::program::Program;

/// Passages of the default scheme whose numbers are drawn anew.
fn drawn(numbers: &[i64]) -> String {
    let n = |at: usize| numbers[at % numbers.len()];
    let pick = |at: usize, low: i64, high: i64| low + n(at) % (high - low + 1);
    let mut text = SCHEME.to_owned();
    let mut put = |from: &str, to: String| text = text.replacen(from, &to, 1);
    let (minor, general) = (pick(0, 0, 60), pick(1, 0, 120));
    put(
        "minor = 30, general = 80, serious = 200",
        format!("minor = {minor}, general = {general}, serious = {}", pick(2, 0, 300)),
    );
    put(
        "lenient = 750, normal = 1000, aggravated = 1500",
        format!("lenient = {}, normal = 1000, aggravated = {}", pick(3, 500, 1100), pick(4, 900, 2000)),
    );
    put("permille = 1500 }", format!("permille = {} }}", pick(5, 900, 2000)));
    put(
        "[[12, 1000], [24, 600], [36, 300]]",
        format!("[[12, 1000], [24, {}], [36, {}]]", pick(6, 300, 1050), pick(7, 0, 700)),
    );
    put(
        "I03 = 20, I04 = 60, I05 = 50, I06 = 10, I06L = 40",
        format!("I03 = {}, I04 = 60, I05 = 50, I06 = {}, I06L = {}", pick(8, 0, 40), pick(9, 0, 45), pick(10, 30, 60)),
    );
    put("permille = 250 }", format!("permille = {} }}", pick(11, 0, 1050)));
    put("points = -20", format!("points = {}", pick(12, -30, 2)));
    put(
        "A = 880, B = 760, C = 600",
        format!("A = {}, B = {}, C = {}", pick(13, 850, 950), pick(14, 700, 800), pick(15, 500, 650)),
    );
    put(
        "severity = \"serious\", age_months_below = 12",
        format!("severity = \"serious\", age_months_below = {}", pick(16, 6, 30)),
    );
    text
}

fn rated(program: &Program, facts: &Facts, on: Day) -> (i64, u8) {
    let rated = Subject::new(program, facts, 900).rate(on).unwrap();
    (rated.score_milli.0, rated.class)
}

fn no_better(old: (i64, u8), new: (i64, u8)) -> bool {
    new.0 <= old.0 && new.1 >= old.1
}

/// Seen recently, so that a first look lifts nothing.
fn observed(facts: Facts) -> Facts {
    let mut shop = Shop(facts);
    shop.push(FactKind::AnnualReport, "seen", &today().plus_days(-1).to_string(), &[]).observes = true;
    shop.0
}

fn adverse(thing: &Thing, alone: &Facts) -> bool {
    let on = today();
    match thing {
        Thing::Status { kind, .. } => kind.polarity() == Polarity::Adverse,
        Thing::Fact { kind, .. } => {
            let fact = &alone.facts[0];
            let finding = match kind {
                FactKind::Penalty | FactKind::Breach | FactKind::Judgment | FactKind::Complaint => true,
                FactKind::Inspection | FactKind::ProductTest | FactKind::FoodTest => {
                    !matches!(fact.value(Field::Result), Some("I01" | "I02" | "I07" | "SQ0" | "FS0"))
                }
                FactKind::OdrCase => fact.value(Field::Settled) == Some("no"),
                FactKind::AnnualReport | FactKind::Assessment => false,
            };
            finding && fact.counts.contains(on)
        }
    }
}

/// Adding a record that counts today.
fn adding(program: &Program, file: &[Thing], extra: &Thing) -> Result<(), TestCaseError> {
    let alone = merchant(std::slice::from_ref(extra), Some(3000), None);
    if !adverse(extra, &alone) {
        return Ok(());
    }
    let more: Vec<Thing> = file.iter().chain([extra]).cloned().collect();
    let before = observed(merchant(file, Some(3000), None));
    let after = observed(merchant(&more, Some(3000), None));
    prop_assert!(no_better(rated(program, &before, today()), rated(program, &after, today())), "adding {extra:?}");
    Ok(())
}

/// Stopping, annulling, resolving or paying one of the records today, judged today and later. A result
/// that is found when the displays of its case have all stopped stands alone (promise 2 names this), so
/// results of today and after have no case here.
fn mending(program: &Program, file: &[Thing], which: usize, how: u8, later: i32) -> Result<(), TestCaseError> {
    let mut before = observed(merchant(file, Some(3000), None));
    let unlinked = |fact: &&mut Fact| fact.kind != FactKind::Penalty && fact.day >= today();
    before.facts.iter_mut().filter(unlinked).for_each(|fact| fact.case_no = None);
    let mut after = before.clone();
    let on = today().to_string();
    let count = after.facts.len();
    let fact = &mut after.facts[which % count];
    let found =
        matches!(fact.kind, FactKind::Penalty | FactKind::Inspection | FactKind::ProductTest | FactKind::FoodTest);
    match how {
        0 if found => stop(fact, &on),
        1 if found => annul(fact, &on),
        2 => fact.values.iter_mut().filter(|(f, _)| *f == Field::Resolved).for_each(|slot| slot.1 = "yes"),
        _ => fact.overdue.iter_mut().for_each(|o| o.span = o.span.and(Span::new(Day::DAWN, today()))),
    }
    for on in [today(), today().plus_days(later)] {
        let (old, new) = (rated(program, &before, on), rated(program, &after, on));
        prop_assert!(no_better(new, old), "mending {which} by {how}, on {on}: {old:?} to {new:?}");
    }
    Ok(())
}

/// Waiting with nothing good to lapse, no fine to pay and nothing that begins later.
fn waiting(program: &Program, file: &[Thing], days: i32) -> Result<(), TestCaseError> {
    let mut facts = observed(merchant(file, Some(3000), None));
    facts.facts.retain(|f| f.kind != FactKind::OdrCase);
    facts.statuses.retain(|s| s.kind.polarity() != Polarity::Merit);
    let begun = |spans: &Spans| spans.iter().all(|s| s.from <= today());
    facts.facts.retain(|f| begun(&f.counts) && begun(&f.shown) && f.day <= today());
    facts.statuses.retain(|s| begun(&s.spans));
    facts.facts.iter_mut().for_each(|f| f.overdue.clear());
    let (old, new) = (rated(program, &facts, today()), rated(program, &facts, today().plus_days(days)));
    prop_assert!(no_better(new, old), "waiting {days} days: {old:?} to {new:?}");
    Ok(())
}

#[test]
fn a_scheme_that_passes_keeps_its_promises() {
    let mut draws = TestRunner::new(Config { cases: 40, failure_persistence: None, ..Config::default() });
    let numbers = prop::collection::vec(0i64..10_000, 17);
    let held = draws.run(&numbers, |numbers| {
        let scheme = read("drawn.toml", &drawn(&numbers)).unwrap();
        prop_assume!(check(&scheme).is_ok());
        let program = Program::compile(&scheme).unwrap();
        let mut cases = TestRunner::new(Config { cases: 150, failure_persistence: None, ..Config::default() });
        let step = (things(), things(), 0usize..14, 0u8..4, 1i32..1000);
        cases
            .run(&step, |(file, extra, which, how, days)| {
                for thing in extra.iter().take(4) {
                    adding(&program, &file, thing)?;
                }
                mending(&program, &file, which, how, days)?;
                waiting(&program, &file, days)
            })
            .map_err(|error| TestCaseError::fail(error.to_string()))
    });
    held.unwrap();
}
