//! The rules of a day, from policy.

use crate::support::{day, rules};
use draws::population::Group;
use draws::rules::{Protects, Rules};
use policy::embedded;
use policy::fault::Fault;

#[test]
fn the_shipped_numbers_are_read() {
    let rules = rules();
    let of = |class: &str| {
        let share = |group| rules.permille(class, group).unwrap();
        (share(Group::Enterprise), share(Group::SoleTrader), rules.caps[class])
    };
    assert_eq!([of("A"), of("B"), of("C"), of("D")], [(10, 1, 1), (30, 5, 1), (200, 100, 2), (1_000, 500, 4)]);
    assert_eq!((rules.protection_months, rules.protects), (3, Protects::AnyBureau));
    assert_eq!((rules.unrated.as_str(), rules.former_employer_months), ("B", 36));
    assert_eq!((rules.lead_days, rules.wait_days), (1, 1));
    // Legal minima are read by themselves (`legal`). How long a visit may wait in a device before it is sent, and what of
    // it is public, has nothing to do with draws.
    assert_eq!(rules.basis.len() + 3 + 2, embedded::INSPECTIONS.len());
    let provisional = |id: &str| rules.basis.iter().any(|b| b.reference.starts_with(id) && b.provisional);
    assert!(provisional("inspections.sampling_ratios@") && !provisional("inspections.unrated_class@"));
    let asked = ["inspections.visit_caps", "inspections.visit", "inspections.unrated_class"];
    assert_eq!(rules.provisional(&asked), ["inspections.visit_caps@2014-10-01"]);
    assert_eq!(rules.permille("E", Group::Enterprise), None);
}

#[test]
fn a_day_before_the_first_interval_is_provisional() {
    let rules = Rules::on(&embedded::inspections().unwrap(), day("2014-09-30")).unwrap();
    assert!(rules.basis.iter().all(|basis| basis.provisional));
}

/// The faults of the shipped set with one file changed.
fn faults(path: &str, from: &str, to: &str) -> Vec<Fault> {
    let shipped = embedded::INSPECTIONS.iter().find(|(name, _)| *name == path).unwrap().1;
    let changed = shipped.replace(from, to);
    assert_ne!(changed, shipped);
    let set = embedded::inspections().unwrap().overlaid([(path, changed.as_str())]).unwrap();
    Rules::on(&set, day("2026-11-02")).unwrap_err()
}

#[test]
fn values_of_another_shape_are_faults_of_their_file() {
    for (path, from, to) in [
        ("inspections/sampling_ratios.toml", "enterprise = 10, ", ""),
        ("inspections/sampling_ratios.toml", "enterprise = 10,", "enterprise = 1001,"),
        ("inspections/sampling_ratios.toml", "enterprise = 10, ", "enterprise = 10, cooperative = 10, "),
        ("inspections/sampling_ratios.toml", "A = {", "E = {"),
        ("inspections/visit_caps.toml", "{ A = 1, B = 1, C = 2, D = 4 }", "4"),
        ("inspections/repeat_protection.toml", "\"months\"", "\"days\""),
        ("inspections/repeat_protection.toml", "value = 3", "value = -3"),
        ("inspections/repeat_protection_counts.toml", "\"any_bureau\"", "\"nobody\""),
        ("inspections/unrated_class.toml", "\"B\"", "\"Z\""),
        ("inspections/commitment_lead.toml", "value = 1", "value = 0"),
        ("inspections/value_wait.toml", "value = 1", "value = 99999"),
    ] {
        let files: Vec<String> = faults(path, from, to).into_iter().map(|fault| fault.file).collect();
        assert_eq!(files, [path], "{to}");
    }
    let faults =
        faults("inspections/repeat_protection_counts.toml", "value = \"any_bureau\"", "value = \"higher_bureau\"");
    assert_eq!(faults[0].file, "inspections/repeat_protection_counts.toml");
    assert!(faults[0].cause.contains("no record of a visit says"), "{faults:?}");
    assert_eq!(Rules::on(&embedded::policies().unwrap(), day("2026-11-02")).unwrap_err().len(), 8);
}
