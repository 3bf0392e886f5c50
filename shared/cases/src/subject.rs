//! Whether the merchant of a case is still there (主体存续): a case without it ends by an official's step (settled reading 24).

use crate::error::CaseError;
use crate::requirements::Before;
use contracts::port::Merchants;
use statute::procedure::Finding;

/// The paper that proves death, merger or deregistration where the register does not say so yet.
pub const SUBJECT_ENDED: &str = "subject_ended";

/// Is the merchant of a case still there? Not so if the register says so, or if whoever acts attaches the proof.
///
/// # Errors
/// [`CaseError::Port`] if the registry does not answer.
pub fn subject_stands(before: &Before<'_>, merchants: &dyn Merchants) -> Result<Finding, CaseError> {
    if before.act.is_some_and(|act| act.papers.iter().any(|paper| paper.need == SUBJECT_ENDED)) {
        return Ok(Finding::known(false, "paper: subject_ended"));
    }
    let found = merchants.registered(&[before.file.code], None)?.into_iter().next().flatten();
    // Of whoever was never registered the register says nothing.
    let holds = found.is_none_or(|registration| registration.active);
    Ok(Finding::known(holds, if holds { "register: active" } else { "register: not active" }))
}
