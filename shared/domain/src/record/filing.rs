//! Complaints and reports (投诉、举报), and how they are handled.

use super::{Record, RecordKey, RecordKind, is_false};
use crate::area::AreaCode;
use crate::code::PartyCode;
use crate::day::Day;
use crate::digest::Digest;
use crate::span::Span;
use crate::vocab::{ComplaintOutcome, FilingSource, ReportDecision, Side, Withheld};
use serde::{Deserialize, Serialize};

/// A consumer complaint (投诉). Who complained is not kept; of what was written there is a digest alone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Complaint {
    /// The merchant complained about.
    pub party: PartyCode,
    /// 12315 number, else 12345 number.
    pub number: String,
    /// Day of receipt (接收日).
    pub received_on: Day,
    /// Day of acceptance (受理日), if accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_on: Option<Day>,
    /// Day it ended (办结日), if it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<Day>,
    /// How it ended; never [`ComplaintOutcome::Open`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ComplaintOutcome>,
    /// With T2: who refused or stayed away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_by: Option<Side>,
    /// A repetition of another filing.
    #[serde(default, skip_serializing_if = "is_false")]
    pub duplicate: bool,
    /// Held for an official's check from this day (暂缓计入).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_from: Option<Day>,
    /// Last day of the hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<Day>,
    /// By whom and how it is handled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handling: Option<Box<Handling>>,
    /// What is told of it in public, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publicity: Option<Box<Publicity>>,
    /// Taken back by the office.
    #[serde(default, skip_serializing_if = "is_false")]
    pub withdrawn: bool,
}

impl Record for Complaint {
    const KIND: RecordKind = RecordKind::Complaint;
    fn party(&self) -> PartyCode {
        self.party
    }
    fn key(&self) -> RecordKey {
        RecordKey::new("complaint", &[&self.number])
    }
    fn event_day(&self) -> Option<Day> {
        Some(self.received_on)
    }
    fn is_withdrawn(&self) -> bool {
        self.withdrawn
    }
    fn case_no(&self) -> Option<&str> {
        self.handling.as_ref().and_then(|handling| handling.case_no.as_deref())
    }
}

impl Complaint {
    /// May it be published by itself (可公示)? Only what may be published at all, and the consumer agrees.
    #[must_use]
    pub fn is_publishable(&self) -> bool {
        let is_agreed = self.publicity.as_deref().is_some_and(|publicity| publicity.consent == Some(true));
        self.is_publishable_in_law() && is_agreed
    }

    /// May it be published, at least among others (依法可公示)? It was accepted, has ended otherwise than by being handed
    /// over, found to be none, or taken back, and no official withholds it. Only what was accepted is published
    /// (投诉信息公示暂行规则): what the parties settled before is not.
    #[must_use]
    pub fn is_publishable_in_law(&self) -> bool {
        use ComplaintOutcome::{Open, T6, Transferred, WithdrawnAsMistaken, WithdrawnBeforeAccept};
        let may_be_told = self.outcome.is_some_and(|outcome| {
            !outcome.is_refusal()
                && !matches!(outcome, Open | T6 | Transferred | WithdrawnAsMistaken | WithdrawnBeforeAccept)
        });
        let is_withheld = self.publicity.as_deref().is_some_and(|publicity| publicity.withheld.is_some());
        self.accepted_on.is_some() && may_be_told && !is_withheld && !self.duplicate && !self.withdrawn
    }
}

/// A report of a violation (举报). It is verified and leads to a case or to none; of the merchant it says nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Report {
    /// The merchant reported.
    pub party: PartyCode,
    /// 12315 number, else 12345 number.
    pub number: String,
    /// Day of receipt (接收日).
    pub received_on: Day,
    /// Did the reporter give a name (实名举报)? Only then is he told.
    #[serde(default, skip_serializing_if = "is_false")]
    pub real_name: bool,
    /// Days on which more time was approved (延长核查), in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extended_on: Vec<Day>,
    /// Day of the decision whether a case is filed (是否立案).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_on: Option<Day>,
    /// What was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<ReportDecision>,
    /// A repetition of another filing.
    #[serde(default, skip_serializing_if = "is_false")]
    pub duplicate: bool,
    /// By whom and how it is handled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handling: Option<Box<Handling>>,
    /// Taken back by the office.
    #[serde(default, skip_serializing_if = "is_false")]
    pub withdrawn: bool,
}

impl Record for Report {
    const KIND: RecordKind = RecordKind::Report;
    fn party(&self) -> PartyCode {
        self.party
    }
    fn key(&self) -> RecordKey {
        RecordKey::new("report", &[&self.number])
    }
    fn event_day(&self) -> Option<Day> {
        Some(self.received_on)
    }
    fn is_withdrawn(&self) -> bool {
        self.withdrawn
    }
    fn case_no(&self) -> Option<&str> {
        self.handling.as_ref().and_then(|handling| handling.case_no.as_deref())
    }
}

/// By whom and how a filing is handled (办理情况).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Handling {
    /// Code of the office that handles it (承办机构).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// Area of that office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office_area: Option<AreaCode>,
    /// On which way it came (来源渠道).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<FilingSource>,
    /// Type of problem, in the words of the platform (问题类型).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Who filed it, as a pseudonym that the sending office made (投诉举报人标识): the same person, the same pseudonym.
    /// It is never a number by which somebody is known elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filer: Option<String>,
    /// Digest of its text without what a copyist changes; the text itself is not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Digest>,
    /// Number of the filing that this one repeats or was merged with (主件编号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main_number: Option<String>,
    /// Number of the online dispute case that the consumer turned to the office from (在线和解编号): one dispute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub odr_number: Option<String>,
    /// The 12345 work order that it came with or was linked to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<WorkOrder>,
    /// While something was tested (检测、鉴定), in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub testing: Vec<Testing>,
    /// Day on which the filer was told that it is accepted or refused, or what was decided (告知日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_on: Option<Day>,
    /// Day on which both sides were told that mediation has ended (终止调解告知日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_told_on: Option<Day>,
    /// Number of the case that it led to (诉转案).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_no: Option<String>,
    /// Day on which that case was filed (立案日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_filed_on: Option<Day>,
}

/// A work order of the city's hotline (12345工单).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WorkOrder {
    /// Its number.
    pub number: String,
    /// Day on which it was handed to this system (派发日).
    pub dispatched_on: Day,
    /// Its own last day, if it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    /// Day on which it was answered with a result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_on: Option<Day>,
    /// Day on which it was handed back (退回).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned_on: Option<Day>,
}

/// Something is tested or appraised (检测、鉴定): from the day on which it was handed over to the day on which the
/// result was received, which counts again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Testing {
    /// Handed over (送检日).
    pub from: Day,
    /// Result received, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

impl Testing {
    /// The days that do not count.
    #[must_use]
    pub fn span(self) -> Span {
        Span::new(self.from, self.until.unwrap_or(Day::FOREVER))
    }
}

/// What is told of a complaint in public (投诉公示).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Publicity {
    /// Does the consumer agree? Nothing if nobody asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<bool>,
    /// Goods or service (商品或服务).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goods: Option<String>,
    /// What the consumer asks for (诉求).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// Why it is not to be published, if an official decided so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withheld: Option<Withheld>,
    /// Day on which it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Day>,
}

/// A part of a record that says nothing takes no room.
#[must_use]
pub fn said<T: Default + PartialEq>(part: T) -> Option<Box<T>> {
    (part != T::default()).then(|| Box::new(part))
}
