//! Penalties and statements about their payment.

use super::{Record, RecordKey, RecordKind, Shielded, is_false};
use crate::code::PartyCode;
use crate::day::Day;
use crate::money::Fen;
use crate::vocab::{Grade, Severity, StopReason};
use serde::{Deserialize, Serialize};

/// Category of the penalised party (行政相对人类别).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Procedure {
    /// 普通程序
    Ordinary,
    /// 简易程序
    Simple,
}

/// An administrative penalty (行政处罚) in the 双公示 layout, with what local files add.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Penalty {
    /// The merchant (cf_xdr_shxym, else cf_xdr_gszc).
    pub party: PartyCode,
    /// Category of the party (cf_xdr_lb), if given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party_kind: Option<PartyKind>,
    /// Deciding authority (cf_cfjg).
    pub authority: String,
    /// Its code (cf_cfjgdm); with the decision number the business key.
    pub authority_code: String,
    /// Decision number (cf_wsh).
    pub decision_no: String,
    /// Type of violation (cf_wfxw), free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub conduct: String,
    /// Legal ground (cf_yj), free text.
    pub ground: String,
    /// Kinds (cf_cflb), sorted, without repetition.
    pub kinds: Vec<PenaltyKind>,
    /// Content (cf_nr), free text.
    pub content: String,
    /// Name and number of a suspended or revoked permit (cf_nr_zkdx), free text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub permit: String,
    /// Fine.
    pub fine_fen: Fen,
    /// Confiscated.
    pub confiscated_fen: Fen,
    /// Day of the decision (cf_jdrq).
    pub decided_on: Day,
    /// Last day of display that the file itself states (cf_gsjzq).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_until: Option<Day>,
    /// Case number (案号), if the file has it: links results, penalties and list memberships.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_no: Option<String>,
    /// Severity as the source states it, if it does: kept as its statement. Policy derives what counts; this decides
    /// only where neither kinds nor amounts are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Discretion grade (裁量档次), if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// Safety mark if the source states one; else policy derives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safety: Option<bool>,
    /// Procedure, if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<Procedure>,
    /// Is the party under 18?
    #[serde(default, skip_serializing_if = "is_false")]
    pub minor_party: bool,
    /// First publication (首次公示日), if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Day>,
    /// Service of the decision (送达日), if known: starts the payment clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served_on: Option<Day>,
    /// Last day of a suspension, closure, restriction or ban (限制期限), if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restriction_until: Option<Day>,
    /// Days on which display was stopped by a decision (停止公示), such as a repair.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub display_stopped_on: Vec<Day>,
    /// Why the last of them stopped it (停止公示原因), if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_stop_reason: Option<StopReason>,
    /// Days on which such a stop was revoked (撤销修复): display resumes, the term restarts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stop_revoked_on: Vec<Day>,
    /// Days on which a plan of reorganisation shields it (临时屏蔽), as the house ordered them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shielded: Vec<Shielded>,
    /// What was told to other systems of it, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outward: Option<Box<Outward>>,
    /// Day from which the decision is annulled (撤销).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annulled_on: Option<Day>,
    /// Taken back by the office.
    #[serde(default, skip_serializing_if = "is_false")]
    pub withdrawn: bool,
}

impl Record for Penalty {
    const KIND: RecordKind = RecordKind::Penalty;
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
    fn case_no(&self) -> Option<&str> {
        self.case_no.as_deref()
    }
}

/// What other systems were told of a penalty (对外报送), and what they confirmed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Outward {
    /// Day on which it was reported to the credit platform (双公示报送日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_on: Option<Day>,
    /// Province in which the party is registered, by the two digits of GB/T 2260 (登记地省份), if another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_province: Option<u8>,
    /// Day on which it was pushed there (推送日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pushed_on: Option<Day>,
    /// Day on which the home province received it, from which its own limit runs (外省接收日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub push_received_on: Option<Day>,
    /// Day on which the bureau received the annulment (收到撤销决定日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annulment_received_on: Option<Day>,
    /// Day on which the outside channels confirmed that they withdrew it (撤下确认日).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_on: Option<Day>,
}

/// What a payment record says (缴款状态).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferred_until: Option<Day>,
    /// Taken back by the office.
    #[serde(default, skip_serializing_if = "is_false")]
    pub withdrawn: bool,
}

impl Record for Payment {
    const KIND: RecordKind = RecordKind::Payment;
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
