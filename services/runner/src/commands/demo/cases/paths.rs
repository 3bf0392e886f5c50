//! Ways to a stage of a procedure, by steps that people take.

use statute::procedure::{Role, Step, Way};
use std::collections::VecDeque;

/// Most ways that are given.
const MOST: usize = 6;

/// The shortest ways from the opening of a case to a stage, none of which comes twice to one stage.
pub(super) fn to<'w>(way: &'w Way, stage: &str, longest: usize) -> Vec<Vec<&'w Step>> {
    let mut found = Vec::new();
    let mut begun: VecDeque<Vec<&'w Step>> =
        way.out_of(None).filter(|step| by_people(step)).map(|step| vec![step]).collect();
    while let Some(route) = begun.pop_front() {
        let Some(last) = route.last() else { continue };
        if last.to == stage {
            found.push(route);
            if found.len() == MOST {
                break;
            }
            continue;
        }
        if route.len() == longest {
            continue;
        }
        let is_new = |step: &&Step| route.iter().all(|taken| taken.to != step.to);
        let next = way.out_of(Some(&last.to)).filter(|step| by_people(step) && is_new(step));
        begun.extend(next.map(|step| route.iter().copied().chain([step]).collect::<Vec<_>>()));
    }
    found
}

fn by_people(step: &Step) -> bool {
    step.by != Role::House
}
