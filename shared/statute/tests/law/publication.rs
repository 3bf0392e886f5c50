//! What is shown of what may be published: days, grounds, and that counting knows nothing of it.

use super::support::{TABLES, day, elsewhere, merchant, penalty};
use domain::record::{MerchantKind, PartyKind, Penalty};
use domain::vocab::Severity;
use policy::embedded;
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
    assert_eq!(Rules::on(&embedded::policies().unwrap(), on).unwrap_err().len(), 4);
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
