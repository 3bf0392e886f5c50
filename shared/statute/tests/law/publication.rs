//! What is shown of what may be published: days, grounds, and that counting knows nothing of it.

use super::support::{TABLES, day, days, elsewhere, merchant, penalty, published};
use domain::record::{MerchantKind, PartyKind, Penalty};
use domain::vocab::Severity;
use policy::embedded;
use policy::set::PolicySet;
use statute::display::spans;
use statute::penalty::derive;
use statute::publication::{Rules, Withheld};

fn withheld(penalty: &Penalty, on: &str, is_registered: bool) -> Vec<Withheld> {
    let rules = Rules::on(&embedded::publication().unwrap(), day(on)).unwrap();
    rules.withheld(penalty, spans(penalty, Severity::General, &TABLES).channel, is_registered)
}

#[test]
fn decisions_of_others_are_not_shown_from_the_day_on_but_count() {
    let theirs = elsewhere("2025-01-10", Severity::General);
    assert_eq!(withheld(&theirs, "2025-06-21", true), []);
    assert_eq!(withheld(&theirs, "2025-06-22", true), [Withheld::OtherField]);
    assert_eq!(withheld(&penalty("2025-01-10"), "2025-06-22", true), []);
    let fact = derive(&theirs, &[], &merchant(MerchantKind::Enterprise), &TABLES).fact;
    assert!(fact.publishable && fact.counts.around(day("2025-06-22")).is_some(), "{fact:?}");
}

#[test]
fn a_natural_person_is_shown_only_if_registered() {
    let of = |party_kind| Penalty { party_kind, ..penalty("2026-01-10") };
    assert_eq!(withheld(&of(Some(PartyKind::NaturalPerson)), "2026-02-01", false), [Withheld::NaturalPerson]);
    assert_eq!(withheld(&of(Some(PartyKind::NaturalPerson)), "2026-02-01", true), []);
    assert_eq!(withheld(&of(Some(PartyKind::SoleTrader)), "2026-02-01", false), []);
    assert_eq!(withheld(&of(None), "2026-02-01", false), []);
}

#[test]
fn rules_name_every_parameter_that_is_missing_or_misshapen() {
    let on = day("2026-02-01");
    assert_eq!(Rules::on(&embedded::policies().unwrap(), on).unwrap_err().len(), 5);
    let set = embedded::publication().unwrap();
    let broken: Vec<(&str, String)> = set
        .files()
        .map(|(path, text)| (path, text.replace("\"own_field\"", "\"ours\"").replace("simple_procedure =", "simple =")))
        .collect();
    let broken = set.overlaid(broken.iter().map(|(path, text)| (*path, text.as_str()))).unwrap();
    let faults: Vec<String> = Rules::on(&broken, on).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(faults.len(), 2, "{faults:?}");
    let rules = Rules::on(&set, on).unwrap();
    assert!(rules.own_field_only && rules.registered_only && rules.needs_release && rules.grounds.len() == 5);
}

/// The shipped rules where an office takes what carries no day of publication for published.
fn of_an_office_that_shows_what_it_is_sent() -> PolicySet {
    let set = embedded::publication().unwrap();
    let (path, text) = set.files().find(|(path, _)| path.ends_with("without_day.toml")).unwrap();
    let own = text.replace("value = \"withheld\"", "value = \"shown\"");
    set.overlaid([(path, own.as_str())]).unwrap()
}

/// §12.6: a penalty counts from its decision; a public surface also needs the publication event.
#[test]
fn the_public_sees_a_penalty_from_its_publication_on_though_it_counts_from_its_decision() {
    let rules = Rules::on(&embedded::publication().unwrap(), day("2026-02-01")).unwrap();
    let known = published("2026-01-10", "2026-01-20", Severity::General);
    let display = spans(&known, Severity::General, &TABLES);
    assert_eq!(display.counts(), days(&[("2026-01-10", "2027-01-21")]));
    assert_eq!(rules.public(&display), days(&[("2026-01-20", "2027-01-21")]));
    assert_eq!(rules.published_from(&known), Some(day("2026-01-20")));
    // The national columns carry no such day.
    let unknown = Penalty { published_on: None, ..known.clone() };
    let display = spans(&unknown, Severity::General, &TABLES);
    assert!(!display.counts().is_empty());
    assert_eq!((rules.public(&display).is_empty(), rules.published_from(&unknown)), (true, None));
    // An office that is sent nothing but what is published says so; what carries a day goes by that all the same.
    let own = Rules::on(&of_an_office_that_shows_what_it_is_sent(), day("2026-02-01")).unwrap();
    assert_eq!(own.public(&display), display.counts());
    assert_eq!(own.published_from(&unknown), Some(day("2026-01-10")));
    assert_eq!(own.published_from(&known), Some(day("2026-01-20")));
    let never = Penalty { minor_party: true, ..unknown };
    assert!(own.public(&spans(&never, Severity::General, &TABLES)).is_empty());
    let is_provisional = |rules: &Rules| {
        rules.basis.iter().any(|basis| basis.reference.starts_with("publication.without_day@") && basis.provisional)
    };
    assert!(is_provisional(&rules) && is_provisional(&own));
}
