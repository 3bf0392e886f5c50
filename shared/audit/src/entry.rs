//! An entry as it is kept: one form for the table, for the digest and for whoever reads it.

use crate::store::schema::audit_entry;
use contracts::audit::Entry;
use domain::code::PartyCode;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Entries of one part of the trail.
const PART: i64 = 1 << 14;
/// Merchants that one entry names at most: an answer about more of them is several entries, so that none is long.
const MOST: usize = 500;

/// An entry of the audit trail (审计记录). Fields stand in the order of their letters and are left out if there is
/// nothing to say: that is the canonical form which the digest covers, and a field of a later version
/// changes no digest of an earlier one.
#[derive(
    diesel::Insertable,
    diesel::Queryable,
    diesel::Selectable,
    Serialize,
    Deserialize,
    ToSchema,
    Clone,
    PartialEq,
    Eq,
    Debug,
)]
#[diesel(table_name = audit_entry, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
pub struct AuditEntry {
    /// Method and pattern of the operation.
    pub(crate) action: String,
    /// When it was answered.
    #[serde(with = "instant")]
    #[schema(value_type = String, format = DateTime)]
    pub(crate) at: i64,
    /// The department on whose behalf the account acts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) department: Option<String>,
    /// Address of the caller.
    #[diesel(column_name = address)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<String>,
    /// Legal ground.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ground: Option<String>,
    /// The merchant it was about, if it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) merchant: Option<String>,
    /// The merchants it was about, if there are several, in order of their codes.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "several")]
    #[schema(value_type = Option<Vec<String>>)]
    pub(crate) merchants: Option<String>,
    /// Its number: 1, 2, 3 and so on without gaps.
    pub(crate) number: i64,
    /// Why it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) purpose: Option<String>,
    /// Number of the request, as in the log.
    pub(crate) request_id: String,
    /// What the account is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<String>,
    /// HTTP status of the answer.
    pub(crate) status: i32,
    /// Path and query as they were asked for.
    pub(crate) target: String,
    /// Number of the token that was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token: Option<String>,
    /// Account or client; absent if the request could not be authenticated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) who: Option<String>,
    /// Covers all of the above and the digest of the entry before.
    #[serde(skip)]
    pub(crate) digest: String,
    /// Part of the trail that it belongs to: the index by merchant goes by part.
    #[serde(skip)]
    pub(crate) part: i64,
    /// The first of several merchants, by which a search goes.
    #[serde(skip)]
    pub(crate) merchants_first: Option<String>,
    /// The last of them.
    #[serde(skip)]
    pub(crate) merchants_last: Option<String>,
}

impl AuditEntry {
    /// What is entered, without a place in the chain yet: one entry, or some if it was about many merchants.
    pub(crate) fn of(mut entry: Entry) -> Vec<Self> {
        let mut merchants = std::mem::take(&mut entry.merchants);
        merchants.sort_unstable();
        merchants.dedup();
        let bare = Self::bare(entry);
        match merchants.as_slice() {
            [] => vec![bare],
            some => some.chunks(MOST).map(|some| bare.clone().about(some)).collect(),
        }
    }

    fn about(self, merchants: &[PartyCode]) -> Self {
        let ends = |code: Option<&PartyCode>| code.map(PartyCode::to_string);
        match merchants {
            [one] => Self { merchant: Some(one.to_string()), ..self },
            some => Self {
                merchants: Some(joined(some.iter().map(PartyCode::as_str))),
                merchants_first: ends(some.first()),
                merchants_last: ends(some.last()),
                ..self
            },
        }
    }

    fn bare(entry: Entry) -> Self {
        Self {
            action: without_nul(entry.action),
            at: entry.at.micros(),
            department: entry.department.map(without_nul),
            from: entry.from.map(|address| address.to_string()),
            ground: entry.ground.map(without_nul),
            merchant: None,
            merchants: None,
            number: 0,
            purpose: entry.purpose.map(without_nul),
            request_id: without_nul(entry.request_id),
            role: entry.role.map(|role| role.token().to_owned()),
            status: i32::from(entry.status),
            target: without_nul(entry.target),
            token: entry.token.map(without_nul),
            who: entry.who.map(without_nul),
            digest: String::new(),
            part: 0,
            merchants_first: None,
            merchants_last: None,
        }
    }

    /// Gives it its place.
    pub(crate) fn put(&mut self, number: i64) {
        (self.number, self.part) = (number, number / PART);
    }

    /// Does a search find it: does it belong to its part, and lie what it names between what it is found under?
    pub(crate) fn is_found(&self) -> bool {
        let several = self.merchants.as_deref();
        let (first, last) =
            (several.and_then(|all| all.split(SPACE).next()), several.and_then(|all| all.rsplit(SPACE).next()));
        let ends = (self.merchants_first.as_deref(), self.merchants_last.as_deref());
        self.part == self.number / PART && ends == (first, last)
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> i64 {
        self.number
    }
}

/// No text of PostgreSQL holds NUL, and an entry must not be lost for what somebody wrote into it.
fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

/// What stands between several codes in the table.
const SPACE: char = ' ';

fn joined<'c>(codes: impl Iterator<Item = &'c str>) -> String {
    codes.collect::<Vec<_>>().join(SPACE.encode_utf8(&mut [0; 1]))
}

/// Several codes: a text in the table, a list for everybody else.
mod several {
    use super::{SPACE, joined};
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(text: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(text.iter().flat_map(|text| text.split(SPACE)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
        let codes: Vec<String> = Vec::deserialize(deserializer)?;
        // Or another list would be the same text, and have the same digest.
        if codes.is_empty() || codes.iter().any(|code| code.is_empty() || code.contains(SPACE)) {
            return Err(D::Error::custom("not a list of codes"));
        }
        Ok(Some(joined(codes.iter().map(String::as_str))))
    }
}

/// Microseconds in the table, an instant for everybody else.
mod instant {
    use super::Instant;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub(super) fn serialize<S: Serializer>(micros: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        Instant::from_micros(*micros).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        Instant::deserialize(deserializer).map(Instant::micros)
    }
}
