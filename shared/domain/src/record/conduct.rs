//! Inspection results, sampling tests and assessments.

use super::{Record, RecordKey, RecordKind, is_false};
use crate::code::PartyCode;
use crate::day::Day;
use crate::instant::Instant;
use crate::vocab::{InspectionResult, TestResult, VisitReason};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Result of one visit (检查结果).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Inspection {
    /// The merchant.
    pub party: PartyCode,
    /// Record number of the visit.
    pub number: String,
    /// Day of the result.
    pub day: Day,
    /// Result; of several the first in the national order.
    pub result: InspectionResult,
    /// Its further results, in that order. I01 stands alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<InspectionResult>,
    /// Case number that it led to, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_no: Option<String>,
    /// Kind of visit as the source calls it. It decides only where the visit says neither why it was made nor whether it was
    /// on the spot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_type: Option<String>,
    /// A score the source itself gave, for evaluation only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_score: Option<i32>,
    /// Critical findings the source counted, for evaluation only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub critical_findings: Option<i32>,
    /// How it went, and what became of what was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<Box<Visit>>,
    /// Day from which its display stopped, if stated by a decision of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_stopped_on: Option<Day>,
    /// Day from which its finding is annulled. The visit itself remains an observation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annulled_on: Option<Day>,
    /// Taken back: the visit never took place.
    #[serde(default, skip_serializing_if = "is_false")]
    pub withdrawn: bool,
}

impl Record for Inspection {
    const KIND: RecordKind = RecordKind::Inspection;
    fn party(&self) -> PartyCode {
        self.party
    }
    fn key(&self) -> RecordKey {
        RecordKey::new("inspection", &[&self.number])
    }
    fn event_day(&self) -> Option<Day> {
        Some(self.day)
    }
    fn is_withdrawn(&self) -> bool {
        self.withdrawn
    }
    fn case_no(&self) -> Option<&str> {
        self.case_no.as_deref()
    }
}

impl Inspection {
    /// All its results, in the national order.
    pub fn results(&self) -> impl Iterator<Item = InspectionResult> {
        std::iter::once(self.result).chain(self.also.iter().copied())
    }
}

/// How a visit went (检查经过), and what became of what was found.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Visit {
    /// Number of the task that it fulfils (检查任务), if it was planned or drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// Why the merchant was visited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<VisitReason>,
    /// Was it on the spot (现场检查), and not in writing or by data? Nothing if the source does not say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_site: Option<bool>,
    /// Staff numbers of the inspectors, in order (执法证号).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inspectors: Vec<String>,
    /// When it was written down on the spot, which may be long before it came in (现场记录时间).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted_at: Option<Instant>,
    /// Day on which it was signed off (签字办结日): its publication is due from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_off_on: Option<Day>,
    /// Day on which its result was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Day>,
    /// Day on which a published I07 was replaced by what became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_on: Option<Day>,
    /// Last day of an order to correct (责令改正期限).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correct_by: Option<Day>,
    /// Day on which the correction was verified (改正日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_on: Option<Day>,
}

/// A sampling test of a product or food (监督抽检). Only final results count.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Test {
    /// The merchant.
    pub party: PartyCode,
    /// Sample number.
    pub number: String,
    /// Day on which the result became final, or of the report while it is not.
    pub day: Day,
    /// Result.
    pub result: TestResult,
    /// Is it final: no objection open, or decided?
    pub is_final: bool,
    /// Did a seller prove its purchase checks (食品安全法 Art. 136)?
    #[serde(default, skip_serializing_if = "is_false")]
    pub diligence: bool,
    /// Day of the passed follow-up test or accepted correction, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_on: Option<Day>,
    /// Case number that it led to, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_no: Option<String>,
    /// The way from the report to the final result, and what followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampling: Option<Box<Sampling>>,
    /// Day from which its display stopped, if stated by a decision of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_stopped_on: Option<Day>,
    /// Day from which its finding is annulled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annulled_on: Option<Day>,
    /// Taken back: the test never took place.
    #[serde(default, skip_serializing_if = "is_false")]
    pub withdrawn: bool,
}

impl Record for Test {
    const KIND: RecordKind = RecordKind::Test;
    fn party(&self) -> PartyCode {
        self.party
    }
    fn key(&self) -> RecordKey {
        RecordKey::new("test", &[&self.number])
    }
    fn event_day(&self) -> Option<Day> {
        Some(self.day)
    }
    fn is_withdrawn(&self) -> bool {
        self.withdrawn
    }
    fn case_no(&self) -> Option<&str> {
        self.case_no.as_deref()
    }
}

/// The way of a sampling test (抽检经过): tested, told, perhaps objected to, final.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Sampling {
    /// Day on which the merchant was told of the result (结果告知日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_on: Option<Day>,
    /// Day on which it objected or asked for a re-test (异议或复检申请日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objected_on: Option<Day>,
    /// Day on which that was accepted (受理日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection_accepted_on: Option<Day>,
    /// Day on which that was decided, or the re-test reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection_decided_on: Option<Day>,
    /// Day on which the final result was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Day>,
    /// Day of an order to correct (责令改正日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered_on: Option<Day>,
    /// Day on which the correction was reported (整改报告日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_on: Option<Day>,
}

/// Where a sampling test stands (抽检状态).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TestState {
    /// 已检验，未告知
    Tested,
    /// 已告知
    Told,
    /// 异议、复检中
    Objected,
    /// 最终结论: only this one counts.
    Final,
}

impl Test {
    /// Where it stands by what has happened.
    #[must_use]
    pub fn state(&self) -> TestState {
        let way = self.sampling.as_deref();
        if self.is_final {
            TestState::Final
        } else if way.is_some_and(|way| way.objected_on.is_some()) {
            TestState::Objected
        } else if way.is_some_and(|way| way.told_on.is_some()) {
            TestState::Told
        } else {
            TestState::Tested
        }
    }
}

/// An assessment with scored items (评定), as in hygiene rating schemes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Assessment {
    /// The merchant.
    pub party: PartyCode,
    /// Number of the assessment.
    pub number: String,
    /// Its day.
    pub day: Day,
    /// A state that may leave it unrated, such as awaiting inspection; empty if rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Score of each item.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub items: BTreeMap<String, i32>,
    /// Taken back.
    #[serde(default, skip_serializing_if = "is_false")]
    pub withdrawn: bool,
}

impl Record for Assessment {
    const KIND: RecordKind = RecordKind::Assessment;
    fn party(&self) -> PartyCode {
        self.party
    }
    fn key(&self) -> RecordKey {
        RecordKey::new("assessment", &[&self.number])
    }
    fn event_day(&self) -> Option<Day> {
        Some(self.day)
    }
    fn is_withdrawn(&self) -> bool {
        self.withdrawn
    }
}
