//! A predecessor's facts among its successor's: from their day on, and under keys of their own.

use crate::common::{Shop, day, default_program};
use domain::code::PartyCode;
use domain::facts::{Derivation, Facts, SUCCESSION};
use domain::vocab::StatusKind;
use scoring::carry::carry;
use scoring::explain::Subject;

const ON: &str = "2026-06-01";

/// What a shop with nothing on file is once it has carried on a predecessor.
fn successor(of: &Shop) -> Facts {
    let mut facts = Shop::bare().0;
    let code = PartyCode::complete("91371502MA0000001").unwrap();
    let note = Derivation { what: SUCCESSION, value: code.to_string(), by: "merger".to_owned(), provisional: true };
    carry(&mut facts, of.0.clone(), (code, day(ON), &[note]), |kind| kind == StatusKind::SeriousList);
    facts
}

/// Score and rules on a day.
fn on(facts: &Facts, text: &str) -> (i64, Vec<String>) {
    let program = default_program();
    let subject = Subject::new(&program, facts, 0);
    let explanation = subject.explain(day(text));
    let rules = explanation.rules.iter().map(|rule| rule.id.to_owned()).collect();
    (explanation.score_milli.0, rules)
}

#[test]
fn who_was_looked_at_before_the_day_was_somebody_else() {
    let mut before = Shop::bare();
    before.visit("J1", "2026-01-05", "I07");
    let facts = successor(&before);
    let unobserved = |text: &str| on(&facts, text).1.contains(&"BC6".to_owned());
    assert!(unobserved("2026-05-31") && !unobserved(ON) && !unobserved("2026-11-23"));
    // Its visit ages from its own day.
    assert!(unobserved("2029-01-05") && !unobserved("2029-01-04"));
}

#[test]
fn points_and_statuses_begin_on_the_day_and_age_from_the_days_of_the_records() {
    let mut before = Shop::bare();
    before.penalty("1", "2026-01-05", "general", "normal", false);
    before.status(StatusKind::SeriousList, "2026-02-01");
    before.status(StatusKind::TitleCity, "2026-02-01");
    let (facts, own) = (successor(&before), before.0);
    let bare = Shop::bare().0;
    assert_eq!(on(&facts, "2026-05-31"), on(&bare, "2026-05-31"));
    assert_ne!(on(&facts, ON), on(&bare, ON));
    // The title, a merit, stayed behind.
    let with_title = on(&own, ON);
    assert!(on(&facts, ON).0 < with_title.0 && on(&facts, ON).1 == with_title.1, "{with_title:?}");
    for text in ["2026-12-31", "2027-01-05", "2028-01-05"] {
        let relief = |facts: &Facts, nothing: &Facts| on(nothing, text).0 - on(facts, text).0;
        let mut untitled = own.clone();
        untitled.statuses.retain(|status| status.kind != StatusKind::TitleCity);
        assert_eq!(relief(&facts, &bare), relief(&untitled, &bare), "{text}");
    }
    let next = Subject::new(&default_program(), &facts, 0).next_change_day(day("2026-05-30"));
    assert_eq!(next, Some(day(ON)));
}

#[test]
fn records_of_the_same_key_stay_two() {
    let mut before = Shop::bare();
    before.visit("J1", "2026-01-05", "I08");
    let mut facts = successor(&before);
    let mut own = Shop(Shop::bare().0);
    own.visit("J1", "2026-01-05", "I04");
    facts.facts.extend(own.0.facts.clone());
    let program = default_program();
    let subject = Subject::new(&program, &facts, 0);
    let explanation = subject.explain(day("2026-11-23"));
    let keys: Vec<&str> = explanation.lines.iter().flat_map(|line| &line.records).map(|key| key.as_str()).collect();
    let (theirs, ours): (Vec<&str>, Vec<&str>) = keys.iter().partition(|key| key.starts_with("9137"));
    assert_eq!((theirs.len(), ours.len()), (1, 1), "{keys:?}");
    assert_eq!(explanation.lines[0].derivations[0].what, SUCCESSION);
    assert_eq!(on(&Shop::bare().0, "2026-11-23").0 - explanation.score_milli.0, 180_000);
}
