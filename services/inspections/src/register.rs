//! The register of inspectors (执法人员名录), and who keeps away from whom (回避).

use crate::book::{DrawBook, line, listed, sector};
use crate::error::DrawError;
use crate::store::{InspectorRow, RecusalPart, RecusalRow, store};
use contracts::access::Reach;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use ledger::Asker;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is said of an inspector.
#[derive(Clone, Debug)]
pub(crate) struct InspectorTerms {
    pub(crate) name: String,
    pub(crate) department: String,
    pub(crate) sectors: Vec<String>,
    pub(crate) from: Day,
    pub(crate) until: Option<Day>,
}

/// Why an inspector keeps away (回避事由).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RecusalGround)]
pub(crate) enum Ground {
    /// 申报的利害关系 A declared interest.
    Interest,
    /// 近亲属关系 Kinship.
    Kinship,
    /// 曾任职 Employment there; `until` is its last day.
    Employed,
    /// 回避名录 An entry in the register of conflicts.
    Register,
}

impl Ground {
    pub(crate) const fn token(self) -> &'static str {
        match self {
            Self::Interest => "interest",
            Self::Kinship => "kinship",
            Self::Employed => "employed",
            Self::Register => "register",
        }
    }

    /// The Chinese label.
    pub(crate) const fn zh(self) -> &'static str {
        match self {
            Self::Interest => "申报的利害关系",
            Self::Kinship => "近亲属关系",
            Self::Employed => "曾任职",
            Self::Register => "回避名录",
        }
    }

    pub(crate) fn parse(token: &str) -> Result<Self, DrawError> {
        let all = [Self::Interest, Self::Kinship, Self::Employed, Self::Register];
        let found = all.into_iter().find(|ground| ground.token() == token);
        found.ok_or_else(|| DrawError::Own(format!("there is no ground {token:?}")))
    }
}

/// What is said of a conflict.
#[derive(Clone, Debug)]
pub(crate) struct RecusalTerms {
    pub(crate) inspector: String,
    pub(crate) merchant: PartyCode,
    pub(crate) ground: Ground,
    pub(crate) from: Day,
    pub(crate) until: Option<Day>,
    pub(crate) reason: String,
}

const NO_INSPECTOR: DrawError = DrawError::Missing { zh: "执法人员", en: "inspector" };
const NO_RECUSAL: DrawError = DrawError::Missing { zh: "回避记录", en: "conflict" };

impl DrawBook {
    /// Every inspector.
    pub(crate) fn inspectors(&self) -> Result<Vec<InspectorRow>, DrawError> {
        self.db.read(|conn| Ok(store(conn).inspectors()?))
    }

    /// Adds an inspector.
    pub(crate) fn add_inspector(
        &self,
        inspector_id: &str,
        terms: &InspectorTerms,
        actor: &str,
    ) -> Result<InspectorRow, DrawError> {
        let row = self.inspector(&line("inspector_id", inspector_id)?, terms, 1, actor)?;
        self.db.write(|mut conn| {
            if store(conn.again()).hold_inspector(&row.inspector_id)?.is_some() {
                return Err(DrawError::state("该编号已在名录中", "there is such an inspector already"));
            }
            store(conn).add_inspector(&row)?;
            Ok(row.clone())
        })
    }

    /// Changes an inspector whose version was looked at.
    pub(crate) fn change_inspector(
        &self,
        inspector_id: &str,
        terms: &InspectorTerms,
        (is_known, actor): (&dyn Fn(i32) -> bool, &str),
    ) -> Result<InspectorRow, DrawError> {
        self.db.write(|mut conn| {
            let before = store(conn.again()).hold_inspector(inspector_id)?.ok_or(NO_INSPECTOR)?;
            if !is_known(before.version) {
                return Err(DrawError::Stale);
            }
            let row = self.inspector(inspector_id, terms, before.version + 1, actor)?;
            store(conn).change_inspector(&row)?;
            Ok(row)
        })
    }

    /// Says the last day on which an inspector is one.
    pub(crate) fn end_inspector(&self, inspector_id: &str, until: Day, actor: &str) -> Result<InspectorRow, DrawError> {
        self.db.write(|mut conn| {
            let before = store(conn.again()).hold_inspector(inspector_id)?.ok_or(NO_INSPECTOR)?;
            is_span(Day::from_number(before.from_day), Some(until))?;
            let row = InspectorRow {
                until_day: Some(until.number()),
                version: before.version + 1,
                changed_at: self.around.clock.now().micros(),
                actor: actor.to_owned(),
                ..before
            };
            store(conn).change_inspector(&row)?;
            Ok(row)
        })
    }

    fn inspector(
        &self,
        inspector_id: &str,
        terms: &InspectorTerms,
        version: i32,
        actor: &str,
    ) -> Result<InspectorRow, DrawError> {
        is_span(terms.from, terms.until)?;
        let sectors: Vec<String> =
            terms.sectors.iter().map(|text| sector("sectors", text)).collect::<Result<_, _>>()?;
        Ok(InspectorRow {
            inspector_id: inspector_id.to_owned(),
            name: line("name", &terms.name)?,
            department: line("department", &terms.department)?,
            sectors: serde_json::to_string(&listed("sectors", sectors)?)?,
            from_day: terms.from.number(),
            until_day: terms.until.map(Day::number),
            version,
            changed_at: self.around.clock.now().micros(),
            actor: actor.to_owned(),
        })
    }

    /// What keeps inspectors from merchants within a reach.
    pub(crate) fn recusals(&self, inspector: Option<&str>, reach: Reach) -> Result<Vec<RecusalRow>, DrawError> {
        let mut all = self.db.read::<_, DrawError>(|conn| Ok(store(conn).recusals(inspector)?))?;
        all.retain(|row| reach.covers(AreaCode::parse(&row.part.area).ok()));
        Ok(all)
    }

    /// Enters that an inspector keeps away from a merchant, under the code by which it is registered.
    pub(crate) fn add_recusal(&self, terms: &RecusalTerms, by: Asker<'_>) -> Result<RecusalRow, DrawError> {
        is_span(terms.from, terms.until)?;
        let reason = line("reason", &terms.reason)?;
        let found = self.around.merchants.registered(&[terms.merchant], None)?.into_iter().next().flatten();
        let merchant = found
            .filter(|merchant| by.reach.covers(Some(merchant.area)))
            .ok_or_else(|| DrawError::field("merchant", "没有该经营主体", "there is no such merchant"))?;
        self.db.write(|mut conn| {
            if store(conn.again()).hold_inspector(&terms.inspector)?.is_none() {
                return Err(DrawError::field("inspector", "名录中没有该人员", "there is no such inspector"));
            }
            let part = RecusalPart {
                inspector_id: terms.inspector.clone(),
                merchant: merchant.code.to_string(),
                area: merchant.area.to_string(),
                ground: terms.ground.token().to_owned(),
                from_day: terms.from.number(),
                until_day: terms.until.map(Day::number),
                reason: reason.clone(),
                recorded_at: self.around.clock.now().micros(),
                actor: by.actor.to_owned(),
            };
            let recusal_id = store(conn.again()).add_recusal(&part)?;
            store(conn).hold_recusal(recusal_id)?.ok_or(NO_RECUSAL)
        })
    }

    /// Says until when a conflict holds, or the employment lasted.
    pub(crate) fn end_recusal(&self, recusal_id: i64, until: Day, by: Asker<'_>) -> Result<RecusalRow, DrawError> {
        self.db.write(|mut conn| {
            let before = store(conn.again()).hold_recusal(recusal_id)?.ok_or(NO_RECUSAL)?;
            if !by.reach.covers(AreaCode::parse(&before.part.area).ok()) {
                return Err(NO_RECUSAL);
            }
            is_span(Day::from_number(before.part.from_day), Some(until))?;
            let ended = (self.around.clock.now().micros(), by.actor);
            store(conn.again()).end_recusal(recusal_id, until.number(), ended)?;
            store(conn).hold_recusal(recusal_id)?.ok_or(NO_RECUSAL)
        })
    }
}

fn is_span(from: Day, until: Option<Day>) -> Result<(), DrawError> {
    match until {
        Some(until) if until < from => {
            Err(DrawError::field("until", "不能早于起始日期", "must not lie before its first day"))
        }
        _ => Ok(()),
    }
}
