//! Rows of the tables.

use super::schema::{fact, growth, growth_dismissal, held, hold, issued, peers, pending, rated};
use diesel::prelude::*;

/// A version of a record, as it was followed.
#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = fact, treat_none_as_default_value = false)]
pub(crate) struct FactRow {
    pub(crate) subject_id: i64,
    pub(crate) key: String,
    pub(crate) version: i32,
    pub(crate) kind: String,
    pub(crate) place: Option<i64>,
    pub(crate) known_from: i64,
    pub(crate) content: String,
    /// The source that brought it.
    pub(crate) source: Option<String>,
}

/// A subject that is to be rated again.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = pending)]
pub(crate) struct PendingRow {
    pub(crate) subject_id: i64,
    pub(crate) mark: i64,
    pub(crate) cause: String,
    /// The mass event that it is part of; empty for what is never held.
    pub(crate) origin: String,
}

/// The rating that is served.
#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug, PartialEq, Eq)]
#[diesel(table_name = rated, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct RatedRow {
    pub(crate) subject_id: i64,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) area: String,
    pub(crate) industry: String,
    pub(crate) kind: String,
    pub(crate) size: String,
    pub(crate) class: Option<String>,
    pub(crate) score_milli: i64,
    pub(crate) rules: i64,
    pub(crate) flags: i32,
    pub(crate) scheme: String,
    pub(crate) scheme_digest: String,
    pub(crate) peers_digest: Option<String>,
    pub(crate) day: i32,
    pub(crate) valid_until: i32,
    pub(crate) rated_at: i64,
    /// How many penalties are on display.
    pub(crate) public_penalties: i32,
    /// Which public statuses hold, with commas between.
    pub(crate) public_statuses: String,
}

impl RatedRow {
    /// The same class with what is public now: only the class waits for an official.
    pub(crate) fn with_public_of(&self, now: &Self) -> Self {
        Self {
            public_penalties: now.public_penalties,
            public_statuses: now.public_statuses.clone(),
            name: now.name.clone(),
            area: now.area.clone(),
            industry: now.industry.clone(),
            ..self.clone()
        }
    }
}

/// A class that was issued.
#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = issued, treat_none_as_default_value = false)]
pub(crate) struct IssuedRow {
    pub(crate) subject_id: i64,
    pub(crate) number: i32,
    pub(crate) day: i32,
    pub(crate) issued_at: i64,
    pub(crate) class: Option<String>,
    pub(crate) score_milli: i64,
    pub(crate) scheme: String,
    pub(crate) cause: String,
}

/// A peers' table.
#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug)]
#[diesel(table_name = peers)]
pub(crate) struct PeersTableRow {
    pub(crate) month: i32,
    pub(crate) known_at: i64,
    pub(crate) scheme_digest: String,
    pub(crate) generation: i64,
    pub(crate) digest: String,
    pub(crate) strata: String,
}

/// The growth of a month.
#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug)]
#[diesel(table_name = growth)]
pub(crate) struct GrowthRow {
    pub(crate) month: i32,
    pub(crate) known_at: i64,
    pub(crate) generation: i64,
    pub(crate) rules: String,
    pub(crate) digest: String,
    pub(crate) content: String,
}

/// Growth that an official found to be none.
#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = growth_dismissal)]
pub(crate) struct DismissalRow {
    pub(crate) month: i32,
    pub(crate) subject_id: i64,
    pub(crate) complaints: i64,
    pub(crate) at: i64,
    pub(crate) actor: String,
    pub(crate) reason: String,
}

/// A mass event that is or was held.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = hold)]
pub(crate) struct HoldRow {
    pub(crate) hold_id: i64,
    pub(crate) origin: String,
    pub(crate) opened_at: i64,
    pub(crate) released_at: Option<i64>,
    pub(crate) actor: Option<String>,
    pub(crate) reason: Option<String>,
    /// What it moved when it was released.
    pub(crate) moved: Option<String>,
}

/// A rating that is held.
#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug)]
#[diesel(table_name = held, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct HeldRow {
    pub(crate) subject_id: i64,
    pub(crate) hold_id: i64,
    pub(crate) code: String,
    pub(crate) was: Option<String>,
    pub(crate) would_be: Option<String>,
    pub(crate) score_milli: i64,
    pub(crate) cause: String,
}
