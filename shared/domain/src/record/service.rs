//! Online dispute cases and standing facts.

use super::{Record, RecordKey, RecordKind, Shielded, is_false};
use crate::code::PartyCode;
use crate::day::Day;
use crate::vocab::StatusKind;
use serde::{Deserialize, Serialize};

/// An online dispute case at an ODR unit (在线消费纠纷).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OdrCase {
    /// The merchant, an ODR unit.
    pub party: PartyCode,
    /// Case number.
    pub number: String,
    /// Filing day.
    pub filed_on: Day,
    /// Last of its ten working days (a column of the record).
    pub due_on: Day,
    /// Day of an answer, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_on: Option<Day>,
    /// Day of settlement, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_on: Option<Day>,
    /// A duplicate or mistaken filing: it enters no count.
    #[serde(default, skip_serializing_if = "is_false")]
    pub void: bool,
    /// Taken back by the office.
    #[serde(default, skip_serializing_if = "is_false")]
    pub withdrawn: bool,
}

impl Record for OdrCase {
    const KIND: RecordKind = RecordKind::OdrCase;
    fn party(&self) -> PartyCode {
        self.party
    }
    fn key(&self) -> RecordKey {
        RecordKey::new("odr_case", &[&self.number])
    }
    fn event_day(&self) -> Option<Day> {
        Some(self.filed_on)
    }
    fn is_withdrawn(&self) -> bool {
        self.withdrawn
    }
}

/// What a standing record states: a status that holds for a time, or a dated fact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "form", content = "kind")]
pub enum StandingKind {
    /// A status from its first day through its last.
    #[cfg_attr(feature = "schema", schema(title = "StandingStatus"))]
    Status(StatusKind),
    /// A verified breach of a promise on its first day (违反承诺).
    #[cfg_attr(feature = "schema", schema(title = "StandingBreach"))]
    Breach,
    /// An effective criminal judgment for a consumption-related offence, on its first day (刑事判决).
    #[cfg_attr(feature = "schema", schema(title = "StandingJudgment"))]
    Judgment,
    /// An annual report filed on its first day (年度报告).
    #[cfg_attr(feature = "schema", schema(title = "StandingAnnualReport"))]
    AnnualReport,
    /// A permit from its first day through its last (许可). Of the merchant's conduct it says nothing.
    #[cfg_attr(feature = "schema", schema(title = "StandingPermit"))]
    Permit,
}

impl StandingKind {
    /// The token used in files.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Status(status) => status.token(),
            Self::Breach => "breach",
            Self::Judgment => "judgment",
            Self::AnnualReport => "annual_report",
            Self::Permit => "permit",
        }
    }

    /// The Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Status(status) => status.zh(),
            Self::Breach => "违反承诺",
            Self::Judgment => "刑事判决",
            Self::AnnualReport => "年度报告",
            Self::Permit => "许可",
        }
    }

    /// Every kind.
    pub fn all() -> impl Iterator<Item = Self> {
        StatusKind::ALL.iter().map(|s| Self::Status(*s)).chain([
            Self::Breach,
            Self::Judgment,
            Self::AnnualReport,
            Self::Permit,
        ])
    }

    /// The kind of a token or of a Chinese label.
    #[must_use]
    pub fn from_token(text: &str) -> Option<Self> {
        Self::all().find(|k| k.token() == text || k.zh() == text)
    }
}

/// A standing fact (状态记录): a list membership, a mark, a duty not done, a promise, a title.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Standing {
    /// The merchant.
    pub party: PartyCode,
    /// What is stated.
    pub kind: StandingKind,
    /// Issuing office.
    pub office: String,
    /// Its document number.
    pub document_no: String,
    /// First day.
    pub from: Day,
    /// Last day, if it has ended or will.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Days on which a plan of reorganisation shields a list membership (临时屏蔽), as the house ordered them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shielded: Vec<Shielded>,
    /// Case number, for a list membership that follows from a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_no: Option<String>,
    /// How a membership came about and how it is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listing: Option<Box<Listing>>,
    /// What a permit allows, and what it stands in place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permit: Option<Box<Permit>>,
    /// Taken back by the office.
    #[serde(default, skip_serializing_if = "is_false")]
    pub withdrawn: bool,
}

/// How a membership of a list, or a mark, came about and how it is left (列入与移出).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Listing {
    /// Day on which its reason was established (查实日), from which the office has some days to list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found_on: Option<Day>,
    /// Day on which removal was asked for, or correction verified (申请移出日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_on: Option<Day>,
    /// Day of its publication (公示日), where whoever states it knows that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Day>,
    /// It is decided, and not published yet (尚未公示): it counts, and is nobody's to see outside.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unpublished: bool,
}

/// What a permit (许可) allows, what it stands in place of, and whether it ended before its last day.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Permit {
    /// Its name (许可名称), such as 食品经营许可证: a later one of the same name renews it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Number of the permit that it renews (原许可证编号), if the number changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews: Option<String>,
    /// Day on which it was given up or taken away (注销、撤销或者吊销日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_on: Option<Day>,
}

impl Record for Standing {
    const KIND: RecordKind = RecordKind::Standing;
    fn party(&self) -> PartyCode {
        self.party
    }
    fn key(&self) -> RecordKey {
        RecordKey::new("standing", &[self.kind.token(), &self.office, &self.document_no])
    }
    fn event_day(&self) -> Option<Day> {
        Some(self.from)
    }
    fn is_withdrawn(&self) -> bool {
        self.withdrawn
    }
    fn case_no(&self) -> Option<&str> {
        self.case_no.as_deref()
    }
}
