//! Every state has a lawful exit (settled reading 18): wherever a case of any procedure stands, officials bring it to an end
//! whatever they find. No party, no other case and no finding has to be waited for.

use crate::procedure::PROCEDURES;
use crate::support::day;
use statute::procedure::{Role, Step, Way};
use std::collections::BTreeSet;

/// First days of law that is or was in force.
const DAYS: [&str; 5] = ["2014-10-01", "2021-09-01", "2025-05-01", "2025-12-25", "2026-11-24"];

/// What depends on nothing but who acts, and how: somebody who was not involved can always be found.
const UP_TO_WHO_ACTS: [&str; 1] = ["INVOLVED_IN_ITEM"];

/// While a plan of reorganisation is carried out its shield lasts: only the court ends that.
const LASTING: [(&str, &str); 1] = [("shield", "shielded")];

/// In this stage something was asked for and nothing handed in since, so that this stands in the way.
const KNOWN: (&str, &str) = ("incomplete", "MATERIAL_INCOMPLETE");

/// What can stand in the way of a step.
fn hinders(step: &Step) -> BTreeSet<&str> {
    let codes = step.requires.iter().map(String::as_str);
    codes.filter(|code| !UP_TO_WHO_ACTS.contains(code)).collect()
}

/// Can the step be taken out of a stage whatever is found?
fn is_free(step: &Step, stage: &str) -> bool {
    let is_known = stage == KNOWN.0 && step.lacks.iter().any(|code| code == KNOWN.1);
    hinders(step).is_empty() && (step.lacks.is_empty() || is_known)
}

/// Can one of both be taken whatever is found: the other, wherever something stands in the way of the one?
fn is_one_of(one: &Step, other: &Step) -> bool {
    let lacks: BTreeSet<&str> = other.lacks.iter().map(String::as_str).collect();
    one.lacks.is_empty() && hinders(other).is_empty() && hinders(one).is_subset(&lacks)
}

/// The stages from which officials come to an end of a procedure.
fn ending<'w>(procedure: &str, way: &'w Way) -> BTreeSet<&'w str> {
    let is_good = |name: &str| LASTING.contains(&(procedure, name));
    let good = way.stages().filter(|(name, stage)| stage.is_end || is_good(name)).map(|(name, _)| name);
    let mut good: BTreeSet<&str> = good.collect();
    loop {
        let leads_on = |stage: &str| {
            let is_meant = |step: &&Step| {
                matches!(step.by, Role::Official | Role::UpperOfficial) && good.contains(step.to.as_str())
            };
            let open: Vec<&Step> = way.out_of(Some(stage)).filter(is_meant).collect();
            open.iter().any(|one| is_free(one, stage) || open.iter().any(|other| is_one_of(one, other)))
        };
        let more: Vec<&str> =
            way.stages().map(|(name, _)| name).filter(|name| !good.contains(name) && leads_on(name)).collect();
        if more.is_empty() {
            return good;
        }
        good.extend(more);
    }
}

#[test]
fn officials_bring_every_case_to_an_end_whatever_they_find() {
    for (name, procedure) in PROCEDURES.all() {
        for on in DAYS {
            let way = procedure.on(day(on)).value;
            let ending = ending(name, way);
            let stuck: Vec<&str> =
                way.stages().map(|(stage, _)| stage).filter(|stage| !ending.contains(stage)).collect();
            assert_eq!(stuck, Vec::<&str>::new(), "{name} on {on}");
        }
    }
}
