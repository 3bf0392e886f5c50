//! For whom something is done: who it is, and whose records they may see and change.

use contracts::access::{Claims, Reach};

/// Somebody for whom the ledger does something (经办人).
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// Number of the account or client.
    pub actor: &'a str,
    /// Whose records they may see and change.
    pub reach: Reach,
    /// The department on whose behalf they act.
    pub department: Option<&'a str>,
}

impl<'a> Asker<'a> {
    /// The bearer of a token.
    #[must_use]
    pub fn of(claims: &'a Claims) -> Self {
        Self { actor: &claims.sub, reach: claims.reach(), department: claims.department.as_deref() }
    }

    /// A part of the house itself, which acts for everybody.
    #[must_use]
    pub const fn house(actor: &'a str) -> Self {
        Self { actor, reach: Reach::Everywhere, department: None }
    }

    /// As which source (数据源) counts what they bring.
    #[must_use]
    pub fn source(self) -> String {
        contracts::access::source(self.actor, self.department)
    }

    /// Whose imports alone they are shown. A file holds whatever its sender put into it, so that whoever is limited
    /// to an area sees no file of another.
    pub(crate) const fn own(self) -> Option<&'a str> {
        if self.reach.is_everywhere() { None } else { Some(self.actor) }
    }
}
