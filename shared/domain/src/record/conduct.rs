//! Inspection results, sampling tests and assessments.

use super::{Record, RecordKey, RecordKind, is_false};
use crate::code::PartyCode;
use crate::day::Day;
use crate::vocab::{InspectionResult, TestResult};
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
    /// Result.
    pub result: InspectionResult,
    /// Case number that it led to, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_no: Option<String>,
    /// Kind of visit as the source calls it, for evaluation only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_type: Option<String>,
    /// A score the source itself gave, for evaluation only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_score: Option<i32>,
    /// Critical findings the source counted, for evaluation only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub critical_findings: Option<i32>,
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
