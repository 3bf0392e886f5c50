//! What a caller may see of a merchant: by its role, or by an authorisation that the merchant gave.

use crate::book::Ratings;
use crate::disclosure::Shown;
use crate::error::RatingError;
use crate::sandbox::Sandbox;
use contracts::access::{Claims, Scope};
use contracts::authorisation::Authorisations;
use domain::code::PartyCode;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use web::Fault;

/// On what a question rests.
#[derive(Deserialize, IntoParams)]
pub(super) struct Ground {
    /// Number of an authorisation that the merchant gave to the caller's bank.
    pub(super) authorisation: Option<i64>,
}

/// What may be seen, and on what ground if that is not the caller's role.
pub(super) struct Allowed {
    pub(super) shown: Shown,
    pub(super) ground: Option<String>,
}

impl Allowed {
    /// Decides of the sandbox, where nobody gives authorisations.
    pub(super) fn in_sandbox(caller: &Claims, sandbox: &Sandbox, named: Option<i64>) -> Result<Self, Fault> {
        match named {
            Some(_) if caller.allows(Scope::UseAuthorisations) => Err(RatingError::NotAuthorised.into()),
            Some(_) => Err(no_use()),
            None => Ok(Self { shown: sandbox.shown(caller.role), ground: Some(SANDBOX.to_owned()) }),
        }
    }

    /// Decides; to whom nothing is shown, there is no such merchant.
    pub(super) fn to(
        caller: &Claims,
        (ratings, authorisations): (&Ratings, &Arc<dyn Authorisations>),
        code: PartyCode,
        named: Option<i64>,
    ) -> Result<Self, Fault> {
        let Some(number) = named else {
            return Ok(Self { shown: ratings.shown(caller, code)?, ground: None });
        };
        if !caller.allows(Scope::UseAuthorisations) {
            return Err(no_use());
        }
        let found = authorisations.authorisation(number).map_err(Fault::unavailable)?;
        let shown = ratings.shown_by(caller, code, &found.ok_or(RatingError::NotAuthorised)?)?;
        Ok(Self { shown, ground: Some(format!("authorisation:{number}")) })
    }
}

/// The ground on which the sandbox is shown.
const SANDBOX: &str = "sandbox";

/// The ground of an answer about a code, if that is not the caller's role.
pub(super) fn ground_of(code: PartyCode) -> Option<String> {
    code.is_sandbox().then(|| SANDBOX.to_owned())
}

fn no_use() -> Fault {
    Fault::forbidden("不能使用授权", "authorisations are not for you")
}
