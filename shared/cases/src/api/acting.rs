//! Who acts, as what, and whose cases they see.

use super::Court;
use crate::sight::Sight;
use contracts::access::{Claims, Role as Caller, Scope};
use contracts::problem::{Code, FieldError};
use domain::code::PartyCode;
use statute::procedure::{Actor, Offices, Role, Step};
use web::Fault;

/// No subject has this number.
const NOBODY: i64 = i64::MIN;

/// Whose cases the bearer of a token sees.
///
/// # Errors
/// If nobody can say whose a merchant's code is.
pub fn sight(court: &Court, claims: &Claims) -> Result<Sight, Fault> {
    if claims.allows(Scope::ReadRecords) || claims.allows(Scope::Decide) {
        return Ok(Sight::within(claims.reach()).of_office(claims.department.clone()));
    }
    let own = claims.merchant.map(|code| court.ledger.subject_of(code)).transpose()?.flatten();
    Ok(Sight::own(own.unwrap_or(NOBODY)))
}

/// For whom somebody acts: a merchant for itself alone, whatever it names, and an official for the one that is named.
///
/// # Errors
/// As [`no_merchant`] where a merchant names another one, and a wrong field where nobody is named.
pub fn whose(own: Option<PartyCode>, named: Option<PartyCode>) -> Result<PartyCode, Fault> {
    match (own, named) {
        (Some(own), Some(named)) if own != named => Err(no_merchant()),
        (Some(code), _) | (None, Some(code)) => Ok(code),
        (None, None) => {
            let wrong = FieldError::new("code", "须写明经营主体", "a merchant is needed");
            Err(Fault::new(Code::Unprocessable).errors([wrong]))
        }
    }
}

/// There is no such merchant, or none that the caller may be told of.
#[must_use]
pub fn no_merchant() -> Fault {
    Fault::not_found("没有该经营主体", "there is no such merchant")
}

/// As what the bearer of a token acts in a step: an official in that of the own office or of the next level up, or in
/// recording what a party did on paper.
pub(super) fn actor(claims: &Claims, step: Option<&Step>, offices: Offices<'_>, on_paper: bool) -> Actor {
    let account = claims.sub.clone();
    if claims.role == Caller::Merchant {
        return Actor { account, role: Role::Party, office: None };
    }
    let office = claims.department.clone();
    let is_of_party = step.is_some_and(|step| step.by == Role::Party);
    let is_upper = office.is_some() && office.as_deref() == offices.upper && office.as_deref() != Some(offices.own);
    let role = match (on_paper && is_of_party, is_upper) {
        (true, _) => Role::Party,
        (false, true) => Role::UpperOfficial,
        (false, false) => Role::Official,
    };
    Actor { account, role, office }
}
