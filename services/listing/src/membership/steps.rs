//! What steps say of a list (步骤与名单): the words of the law by which each was taken.

use cases::StepTaken;
use statute::procedure::{Procedure, Role, Step, Taken};
use std::collections::{BTreeMap, BTreeSet};

/// A step with what the law by which it was taken says of it.
pub(crate) type Told<'p, 's> = (&'s StepTaken, &'p Step);

/// The steps of a case, each as the version of its procedure has it by which it was taken; one that none knows says nothing.
pub(crate) fn told<'p, 's>(procedure: &'p Procedure, steps: &'s [StepTaken]) -> Vec<Told<'p, 's>> {
    let history = history(steps);
    let of_law = |(at, step): (usize, &'s StepTaken)| {
        let before = history.get(..at).unwrap_or_default();
        let way = procedure.version(&step.law).unwrap_or_else(|| procedure.governing(before, step.on).value);
        Some((step, way.step(&step.step)?))
    };
    steps.iter().enumerate().filter_map(of_law).collect()
}

/// What the law reads of steps.
pub(crate) fn history(steps: &[StepTaken]) -> Vec<Taken> {
    let taken = |step: &StepTaken| Taken {
        step: step.step.clone(),
        on: step.on,
        by: step.by.clone(),
        law: step.law.clone(),
        // No version is chosen by what was stated.
        days: BTreeMap::new(),
    };
    steps.iter().map(taken).collect()
}

/// Does a step let something follow?
pub(crate) fn has_effect(step: &Step, effect: &str) -> bool {
    step.effects.iter().any(|known| known == effect)
}

/// Does a step put somebody on a list, or let somebody leave it?
pub(crate) fn concerns_a_list(step: &Step) -> bool {
    ["enter_list", "leave_list", "enter_abnormal_list", "leave_abnormal_list"].iter().any(|word| has_effect(step, word))
}

/// Does a step say anything of who is on a list: that somebody enters or leaves it, that this is published, or that its
/// measures are suspended or go on?
pub(crate) fn tells_of_a_list(step: &Step) -> bool {
    concerns_a_list(step)
        || is_publication(step)
        || ["suspend_measures", "resume_measures", "shield", "unshield"].iter().any(|word| has_effect(step, word))
}

/// Does a step publish what another has decided?
pub(crate) fn is_publication(step: &Step) -> bool {
    requires(step, "MASKING_NOT_DONE")
}

/// Does a step require something?
pub(crate) fn requires(step: &Step, code: &str) -> bool {
    step.requires.iter().any(|known| known == code)
}

/// Accounts of the officials who took steps, each once.
pub(super) fn officials(steps: &[Told<'_, '_>]) -> Vec<String> {
    let by =
        steps.iter().map(|(step, _)| &step.by).filter(|by| matches!(by.role, Role::Official | Role::UpperOfficial));
    let accounts: BTreeSet<&String> = by.map(|by| &by.account).collect();
    accounts.into_iter().cloned().collect()
}
