//! Authorisations: a merchant lets a bank see more of it, for a purpose and a time, and takes that back at once.

use crate::SERVICE;
use crate::error::AccessError;
use crate::store::{AuthorisationListing, AuthorisationRow, NewAuthorisation, store};
use crate::trusting::Access;
use contracts::authorisation::{Authorisation, Authorisations, Purpose};
use contracts::port::PortError;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;

/// Groups of fields that may be opened, as the table of disclosure names them.
pub(crate) const GROUPS: [&str; 5] = ["issued", "class", "score", "reasons", "history"];
/// Longest term, in days.
const LONGEST: i64 = 3 * 366;

/// What a merchant gives.
pub(crate) struct Gift {
    pub(crate) merchant: PartyCode,
    pub(crate) grantee: String,
    pub(crate) purpose: Purpose,
    pub(crate) groups: Vec<String>,
    pub(crate) from: Option<Day>,
    pub(crate) until: Day,
}

impl Access {
    /// Gives an authorisation.
    pub(crate) fn give(&self, gift: &Gift, actor: &str) -> Result<Authorisation, AccessError> {
        let today = self.clock.today();
        let from = gift.from.unwrap_or(today);
        check(gift, from, today)?;
        let mut groups = gift.groups.clone();
        groups.sort_unstable();
        groups.dedup();
        let groups = serde_json::to_string(&groups).map_err(|error| AccessError::Own(error.to_string()))?;
        self.db.write(|mut conn| {
            let grantee = store(conn.again()).hold_department(&gift.grantee)?;
            if !grantee.is_some_and(|row| row.active && row.kind == "bank") {
                return Err(AccessError::field(
                    "grantee",
                    "没有该银行，或已停用",
                    "there is no such bank, or it is not active",
                ));
            }
            let authorisation_id = store(conn.again()).give(&NewAuthorisation {
                merchant: gift.merchant.to_string(),
                grantee: gift.grantee.clone(),
                purpose: gift.purpose.token(),
                groups: groups.clone(),
                from_day: from.number(),
                until_day: gift.until.number(),
                given_at: self.clock.now().micros(),
                given_by: actor.to_owned(),
            })?;
            let row = store(conn).authorisation(authorisation_id)?.ok_or_else(missing)?;
            read(row)
        })
    }

    /// Takes one back; from then on it opens nothing. Doing so again changes nothing.
    pub(crate) fn take_back(
        &self,
        merchant: PartyCode,
        authorisation_id: i64,
        actor: &str,
    ) -> Result<Authorisation, AccessError> {
        self.db.write(|mut conn| {
            let row = store(conn.again()).hold_authorisation(authorisation_id)?.ok_or_else(missing)?;
            if row.merchant != merchant.as_str() {
                return Err(missing());
            }
            if row.revoked_at.is_none() {
                store(conn.again()).take_back(authorisation_id, self.clock.now().micros(), actor)?;
            }
            read(store(conn).authorisation(authorisation_id)?.ok_or_else(missing)?)
        })
    }

    /// Some authorisations, newest first.
    pub(crate) fn authorisations(&self, listing: &AuthorisationListing) -> Result<Vec<Authorisation>, AccessError> {
        let rows = self.db.read::<_, AccessError>(|conn| Ok(store(conn).authorisations(listing)?))?;
        rows.into_iter().map(read).collect()
    }

    /// One of them.
    pub(crate) fn one_authorisation(&self, authorisation_id: i64) -> Result<Option<Authorisation>, AccessError> {
        let row = self.db.read::<_, AccessError>(|conn| Ok(store(conn).authorisation(authorisation_id)?))?;
        row.map(read).transpose()
    }
}

impl Authorisations for Access {
    fn authorisation(&self, authorisation_id: i64) -> Result<Option<Authorisation>, PortError> {
        self.one_authorisation(authorisation_id)
            .map_err(|error| PortError::Away { service: SERVICE.to_owned(), cause: error.to_string() })
    }
}

fn check(gift: &Gift, from: Day, today: Day) -> Result<(), AccessError> {
    if gift.groups.is_empty() {
        return Err(AccessError::field("groups", "须至少选择一组内容", "at least one group of fields"));
    }
    if let Some(strange) = gift.groups.iter().find(|group| !GROUPS.contains(&group.as_str())) {
        let strange: String = strange.chars().take(40).collect();
        let known = GROUPS.join(", ");
        return Err(AccessError::field(
            "groups",
            format!("没有内容组“{strange}”，可选 {known}"),
            format!("there is no group {strange:?}; known are {known}"),
        ));
    }
    if from < today {
        return Err(AccessError::field("from", "不能早于今天", "must not lie before today"));
    }
    if gift.until < from {
        return Err(AccessError::field("until", "不能早于开始日期", "must not lie before the first day"));
    }
    if i64::from(gift.until.number()) - i64::from(from.number()) > LONGEST {
        return Err(AccessError::field("until", "授权期限最长三年", "an authorisation holds for three years at most"));
    }
    Ok(())
}

fn read(row: AuthorisationRow) -> Result<Authorisation, AccessError> {
    let damaged = || AccessError::Own(format!("the authorisation {} cannot be read", row.authorisation_id));
    Ok(Authorisation {
        authorisation_id: row.authorisation_id,
        merchant: PartyCode::parse(&row.merchant).ok().ok_or_else(damaged)?,
        grantee: row.grantee.clone(),
        purpose: Purpose::parse(&row.purpose).ok_or_else(damaged)?,
        groups: serde_json::from_str(&row.groups).ok().ok_or_else(damaged)?,
        from: Day::from_number(row.from_day),
        until: Day::from_number(row.until_day),
        given_at: Instant::from_micros(row.given_at),
        revoked_at: row.revoked_at.map(Instant::from_micros),
    })
}

fn missing() -> AccessError {
    AccessError::Missing { zh: "授权", en: "authorisation" }
}
