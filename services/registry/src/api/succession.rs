//! Who carries on whom, as it is told.

use crate::directory::Directory;
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Merchant, RecordKind, Succession};
use ledger::{Ledger, LedgerError};
use serde::Serialize;
use utoipa::ToSchema;

/// A merchant that carries another one on, or is carried on (承继关系).
#[derive(Serialize, ToSchema)]
pub(super) struct Relation {
    /// Its code.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Its name, of one that is carried on.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// How: `merger`, `division`, `conversion` or `code_change`.
    ground: &'static str,
    /// The same in Chinese.
    ground_zh: &'static str,
    /// The day from which the one carries the other on.
    #[schema(value_type = String, format = Date)]
    on: Day,
    /// Path of its history.
    href: String,
}

impl Relation {
    fn of(code: PartyCode, name: Option<String>, Succession { ground, on, .. }: &Succession) -> Self {
        let href = format!("/registry/v1/merchants/{code}/history");
        Self { code, name, ground: ground.token(), ground_zh: ground.zh(), on: *on, href }
    }
}

/// Who carries a merchant on, as its registration says.
pub(super) fn successors(merchant: &Merchant) -> Vec<Relation> {
    let Some(succession) = merchant.succession.as_deref() else { return Vec::new() };
    succession.by.iter().map(|code| Relation::of(*code, None, succession)).collect()
}

/// Whom a merchant of these codes carries on, within a reach; nothing while registrations are still being read.
pub(super) fn predecessors(
    (directory, ledger): (&Directory, &Ledger),
    codes: &[PartyCode],
    known_at: Option<Instant>,
    reach: Reach,
) -> Result<Option<Vec<Relation>>, LedgerError> {
    let Some(named) = directory.predecessors(codes) else { return Ok(None) };
    let mut relations = Vec::new();
    for view in ledger.of_codes(RecordKind::Merchant, &named, known_at, reach)?.into_iter().flatten() {
        let Merchant { code, name, succession, withdrawn, .. } = serde_json::from_str(&view.content)?;
        let succession = succession.filter(|succession| succession.by.iter().any(|by| codes.contains(by)));
        relations
            .extend(succession.filter(|_| !withdrawn).map(|succession| Relation::of(code, Some(name), &succession)));
    }
    relations.sort_by_key(|relation: &Relation| (relation.on, relation.code));
    relations.dedup_by_key(|relation| relation.code);
    Ok(Some(relations))
}

impl Relation {
    /// Its code.
    pub(super) const fn code(&self) -> PartyCode {
        self.code
    }

    /// Did it hold on a day?
    pub(super) fn is_on(&self, day: Day) -> bool {
        self.on <= day
    }
}
