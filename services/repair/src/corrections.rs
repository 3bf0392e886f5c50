//! Corrections that were carried out (更正), in the order in which they were, with whoever had been given what was wrong.

use crate::repairs::Repairs;
use crate::store::{CorrectionListing, CorrectionRow, RecipientRow, store};
use cases::{About, CaseError};
use contracts::port::{Amended, RecordAct};
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What became of an item that was wrong (更正结果).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CorrectionOutcome)]
pub enum Became {
    /// The record was taken back (撤回).
    Withdrawn,
    /// Fields of the record were put right (更正).
    Amended,
    /// The membership of a list ended as wrong (更正列入).
    Delisted,
    /// The class is computed anew from the records (重新计算).
    RatedAnew,
}

impl Became {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Withdrawn, "withdrawn", "撤回"),
        (Self::Amended, "amended", "更正"),
        (Self::Delisted, "delisted", "更正列入"),
        (Self::RatedAnew, "rated_anew", "重新计算"),
    ];

    /// What becomes of a record by an order.
    pub(crate) const fn of(what: &RecordAct) -> Self {
        match what {
            RecordAct::Withdraw => Self::Withdrawn,
            RecordAct::Amend(_) => Self::Amended,
        }
    }

    pub(crate) fn token(self) -> &'static str {
        Self::ALL.iter().find(|(known, ..)| *known == self).map_or("", |(_, token, _)| token)
    }

    /// In Chinese.
    pub(crate) fn zh(self) -> &'static str {
        Self::ALL.iter().find(|(known, ..)| *known == self).map_or("", |(.., zh)| zh)
    }

    fn parse(token: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == token).map(|(became, ..)| *became)
    }
}

/// A correction (更正).
#[derive(Clone, PartialEq, Debug)]
pub struct Correction {
    /// Its place in the order.
    pub place: i64,
    /// The house's own number of the merchant; never shown outside.
    pub subject_id: i64,
    /// The case.
    pub case_no: i64,
    /// The number of the step that decided it.
    pub number: i32,
    /// The code under which the merchant was known when the case was opened.
    pub code: PartyCode,
    /// The procedure.
    pub procedure: String,
    /// The office that decided.
    pub office: String,
    /// The item.
    pub about: About,
    /// What became of it.
    pub became: Became,
    /// By field what it said and what it says now.
    pub amended: BTreeMap<String, Amended>,
    /// On which day it was decided.
    pub on: Day,
    /// By which article.
    pub article: String,
    /// Why, in Chinese.
    pub reason: String,
    /// From when to when what was wrong could be read.
    pub wrong: (Instant, Instant),
    /// When it was carried out.
    pub recorded_at: Instant,
    /// How often what was wrong was given to whoever was not asked who it is.
    pub unnamed: i64,
}

/// Somebody to whom what was wrong had been given (错误信息接收方).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recipient {
    /// Account or client.
    pub who: String,
    /// What it is.
    pub role: Option<String>,
    /// The department on whose behalf it asked.
    pub department: Option<String>,
    /// Method and pattern of the operation.
    pub operation: String,
    /// How often.
    pub times: i64,
    /// When last.
    pub last_at: Instant,
}

impl Correction {
    fn of(row: CorrectionRow) -> Result<Self, CaseError> {
        let kept = |what| move || CaseError::Kept { case_no: row.case_no, what };
        Ok(Self {
            place: row.place,
            subject_id: row.subject_id,
            case_no: row.case_no,
            number: row.number,
            code: row.code.parse().map_err(|_unread| kept("code")())?,
            became: Became::parse(&row.became).ok_or_else(kept("became"))?,
            procedure: row.procedure,
            office: row.office,
            about: About { kind: row.kind, key: row.item },
            amended: serde_json::from_str(&row.amended)?,
            on: Day::from_number(row.on_day),
            article: row.article,
            reason: row.reason,
            wrong: (Instant::from_micros(row.wrong_since), Instant::from_micros(row.wrong_until)),
            recorded_at: Instant::from_micros(row.recorded_at),
            unnamed: row.unnamed,
        })
    }
}

impl Repairs {
    /// Corrections in the order in which they were carried out, and where the list goes on.
    pub(crate) fn corrections(&self, listing: &CorrectionListing) -> Result<(Vec<Correction>, Option<i64>), CaseError> {
        let limit = usize::try_from(listing.limit).unwrap_or(usize::MAX);
        let asked = CorrectionListing { limit: listing.limit.saturating_add(1), ..listing.clone() };
        let db = self.court.book.database();
        let mut rows = db.read::<_, CaseError>(|conn| Ok(store(conn).corrections(&asked)?))?;
        let is_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| is_more).map(|row| row.place);
        Ok((rows.into_iter().map(Correction::of).collect::<Result<_, _>>()?, next))
    }

    /// To whom what a correction put right had been given.
    ///
    /// # Errors
    /// [`CaseError::Database`].
    pub(crate) fn recipients(&self, correction: &Correction) -> Result<Vec<Recipient>, CaseError> {
        let db = self.court.book.database();
        let rows = db.read::<_, CaseError>(|conn| Ok(store(conn).recipients(correction.place)?))?;
        let told = |RecipientRow { who, role, department, operation, times, last_at, .. }| {
            let last_at = Instant::from_micros(last_at);
            Recipient { who, role, department, operation, times, last_at }
        };
        Ok(rows.into_iter().map(told).collect())
    }
}
