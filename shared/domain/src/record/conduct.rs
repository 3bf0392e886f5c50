//! Penalties, their payment, inspection results, sampling tests and assessments.

use super::{Record, RecordKey};
use crate::code::PartyCode;
use crate::day::Day;
use crate::money::Fen;
use crate::vocab::{Grade, InspectionResult, Severity, TestResult};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Category of the penalised party (行政相对人类别).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// 法人及非法人组织
    Organisation,
    /// 自然人
    NaturalPerson,
    /// 个体工商户
    SoleTrader,
}

/// Kind of penalty (处罚类别; 行政处罚法 Art. 9).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PenaltyKind {
    /// 警告
    Warning,
    /// 通报批评
    PublicCriticism,
    /// 罚款
    Fine,
    /// 没收违法所得、没收非法财物
    Confiscation,
    /// 暂扣许可证件
    PermitSuspended,
    /// 吊销许可证件、执照
    LicenceRevoked,
    /// 暂扣或者吊销许可证、执照 as one value of the 2018 standard: which of the two must be read
    /// from the content.
    PermitSuspendedOrRevoked,
    /// 降低资质等级
    QualificationDowngraded,
    /// 限制开展生产经营活动
    BusinessRestricted,
    /// 责令停产停业
    BusinessSuspended,
    /// 责令关闭
    ClosureOrdered,
    /// 限制从业
    EmploymentBanned,
    /// 行政拘留
    Detention,
    /// 其他
    Other,
}

/// Procedure of the decision (处罚程序).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Procedure {
    /// 普通程序
    Ordinary,
    /// 简易程序
    Simple,
}

/// An administrative penalty (行政处罚) in the 双公示 layout, with what local files add.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Penalty {
    /// The merchant (cf_xdr_shxym, else cf_xdr_gszc).
    pub party: PartyCode,
    /// Category of the party (cf_xdr_lb), if given.
    pub party_kind: Option<PartyKind>,
    /// Deciding authority (cf_cfjg).
    pub authority: String,
    /// Its code (cf_cfjgdm); with the decision number the business key.
    pub authority_code: String,
    /// Decision number (cf_wsh).
    pub decision_no: String,
    /// Type of violation (cf_wfxw), free text.
    pub conduct: String,
    /// Legal ground (cf_yj), free text.
    pub ground: String,
    /// Kinds (cf_cflb), sorted, without repetition.
    pub kinds: Vec<PenaltyKind>,
    /// Content (cf_nr), free text.
    pub content: String,
    /// Name and number of a suspended or revoked permit (cf_nr_zkdx), free text.
    pub permit: String,
    /// Fine.
    pub fine_fen: Fen,
    /// Confiscated.
    pub confiscated_fen: Fen,
    /// Day of the decision (cf_jdrq).
    pub decided_on: Day,
    /// Last day of display that the file itself states (cf_gsjzq).
    pub display_until: Option<Day>,
    /// Case number (案号), if the file has it: links results, penalties and list memberships.
    pub case_no: Option<String>,
    /// Severity if the source states one; else policy derives it.
    pub severity: Option<Severity>,
    /// Discretion grade (裁量档次), if stated.
    pub grade: Option<Grade>,
    /// Safety mark if the source states one; else policy derives it.
    pub safety: Option<bool>,
    /// Procedure, if stated.
    pub procedure: Option<Procedure>,
    /// Is the party under 18?
    #[serde(default)]
    pub minor_party: bool,
    /// First publication (首次公示日), if known.
    pub published_on: Option<Day>,
    /// Service of the decision (送达日), if known: starts the payment clock.
    pub served_on: Option<Day>,
    /// Last day of a suspension, closure, restriction or ban (限制期限), if stated.
    pub restriction_until: Option<Day>,
    /// Days on which display was stopped by a decision (停止公示), such as a repair.
    #[serde(default)]
    pub display_stopped_on: Vec<Day>,
    /// Days on which such a stop was revoked (撤销修复): display resumes, the term restarts.
    #[serde(default)]
    pub stop_revoked_on: Vec<Day>,
    /// Day from which the decision is annulled (撤销).
    pub annulled_on: Option<Day>,
    /// Taken back by the office.
    #[serde(default)]
    pub withdrawn: bool,
}

impl Record for Penalty {
    const KIND: &'static str = "penalties";
    fn party(&self) -> PartyCode {
        self.party
    }
    fn key(&self) -> RecordKey {
        RecordKey::new("penalty", &[&self.authority_code, &self.decision_no])
    }
    fn event_day(&self) -> Option<Day> {
        Some(self.decided_on)
    }
    fn is_withdrawn(&self) -> bool {
        self.withdrawn
    }
}

/// What a payment record says (缴款状态).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// 已缴清
    Paid,
    /// 未缴
    Unpaid,
    /// 批准延期或分期 until the named day
    Deferred,
}

/// A statement about the payment of a fine on a day (罚款缴纳).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Payment {
    /// The merchant.
    pub party: PartyCode,
    /// Code of the authority that fined.
    pub authority_code: String,
    /// Its decision number.
    pub decision_no: String,
    /// What is stated.
    pub state: PaymentState,
    /// For which day.
    pub day: Day,
    /// With [`PaymentState::Deferred`]: the last day allowed.
    pub deferred_until: Option<Day>,
    /// Taken back by the office.
    #[serde(default)]
    pub withdrawn: bool,
}

impl Record for Payment {
    const KIND: &'static str = "payments";
    fn party(&self) -> PartyCode {
        self.party
    }
    fn key(&self) -> RecordKey {
        let state = match self.state {
            PaymentState::Paid => "paid",
            PaymentState::Unpaid => "unpaid",
            PaymentState::Deferred => "deferred",
        };
        let day = self.day.to_string();
        RecordKey::new("payment", &[&self.authority_code, &self.decision_no, &day, state])
    }
    fn event_day(&self) -> Option<Day> {
        Some(self.day)
    }
    fn is_withdrawn(&self) -> bool {
        self.withdrawn
    }
}

/// Result of one visit (检查结果).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
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
    pub case_no: Option<String>,
    /// Kind of visit as the source calls it, for evaluation only.
    pub visit_type: Option<String>,
    /// A score the source itself gave, for evaluation only.
    pub external_score: Option<i32>,
    /// Critical findings the source counted, for evaluation only.
    pub critical_findings: Option<i32>,
    /// Day from which its display stopped, if stated by a decision of its own.
    pub display_stopped_on: Option<Day>,
    /// Day from which its finding is annulled. The visit itself remains an observation.
    pub annulled_on: Option<Day>,
    /// Taken back: the visit never took place.
    #[serde(default)]
    pub withdrawn: bool,
}

impl Record for Inspection {
    const KIND: &'static str = "inspections";
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
    #[serde(default)]
    pub diligence: bool,
    /// Day of the passed follow-up test or accepted correction, if any.
    pub resolved_on: Option<Day>,
    /// Case number that it led to, if any.
    pub case_no: Option<String>,
    /// Day from which its display stopped, if stated by a decision of its own.
    pub display_stopped_on: Option<Day>,
    /// Day from which its finding is annulled.
    pub annulled_on: Option<Day>,
    /// Taken back: the test never took place.
    #[serde(default)]
    pub withdrawn: bool,
}

impl Record for Test {
    const KIND: &'static str = "tests";
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
pub struct Assessment {
    /// The merchant.
    pub party: PartyCode,
    /// Number of the assessment.
    pub number: String,
    /// Its day.
    pub day: Day,
    /// A state that may leave it unrated, such as awaiting inspection; empty if rated.
    pub state: Option<String>,
    /// Score of each item.
    pub items: BTreeMap<String, i32>,
    /// Taken back.
    #[serde(default)]
    pub withdrawn: bool,
}

impl Record for Assessment {
    const KIND: &'static str = "assessments";
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
