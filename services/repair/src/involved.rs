//! Who was involved before (参与过所异议事项的人): whoever has acted in what is objected to does not answer the objection, and
//! whoever has decided in a case does not decide it again when it is reopened (settled reading 17).

use crate::bench::{Bench, Own};
use crate::dossier::Dossier;
use crate::filing::Filing;
use crate::target::Target;
use cases::{Before, StepTaken};
use statute::procedure::{Finding, Role};

/// The step with which a case begins again.
const REOPENING: &str = "reopen";
/// The steps that decide.
const DECIDING: [&str; 5] = ["approve", "refuse", "uphold", "reject", "not_accept"];

impl Bench {
    /// Has whoever takes the step kept out of the item? What the case itself says of it comes first; then who took steps in
    /// the case of a listing, who wrote the record, who acted in another case about the same item, and who has decided in
    /// this one before it was reopened.
    pub(crate) fn kept_out(
        before: &Before<'_>,
        filing: &Filing<'_>,
        (dossier, target): (&Dossier, Option<Target<'_>>),
        own: &[Own],
    ) -> Finding {
        let account = before.act.map(|act| act.by.account.as_str());
        let said = filing.was_not_involved(account);
        let Some(account) = account.filter(|_| said.holds) else { return said };
        let by = decided_before(before.steps, account)
            .or_else(|| listed_by(target, account))
            .or_else(|| written_by(before, dossier, account))
            .or_else(|| acted_beside(before, own, account));
        by.map_or(said, |by| Finding::known(false, by))
    }
}

/// The step by which this account has decided in the case before it was last reopened.
fn decided_before(steps: &[StepTaken], account: &str) -> Option<String> {
    let reopened = steps.iter().rposition(|step| step.step == REOPENING)?;
    let mut before = steps.iter().take(reopened);
    let decided = before.find(|step| step.by.account == account && DECIDING.contains(&step.step.as_str()))?;
    Some(format!("case: step {} ({}) before it was reopened", decided.number, decided.step))
}

fn listed_by(target: Option<Target<'_>>, account: &str) -> Option<String> {
    let Some(Target::Membership(membership)) = target else { return None };
    let acted = membership.by.iter().any(|by| by == account);
    acted.then(|| format!("listing: case {}", membership.case_no))
}

fn written_by(before: &Before<'_>, dossier: &Dossier, account: &str) -> Option<String> {
    let mut keys = before.file.about.iter().map(|about| about.key.as_str());
    let key = keys.find(|key| dossier.writers.get(*key).is_some_and(|by| by.iter().any(|one| one == account)))?;
    Some(format!("record: {key}"))
}

/// Another case about the same thing in which this account acted as an official.
fn acted_beside(before: &Before<'_>, own: &[Own], account: &str) -> Option<String> {
    let is_beside = |(file, _): &&Own| file.case_no != before.file.case_no && file.about == before.file.about;
    let is_official = |step: &StepTaken| matches!(step.by.role, Role::Official | Role::UpperOfficial);
    let acted = |(_, steps): &&Own| steps.iter().any(|step| is_official(step) && step.by.account == account);
    let (file, _) = own.iter().filter(is_beside).find(acted)?;
    Some(format!("repair: case {} ({})", file.case_no, file.procedure))
}
