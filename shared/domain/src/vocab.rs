//! The closed vocabulary that records and schemes share: kinds of record, their fields and values.
//!
//! A scheme can only name what stands here; a new word is code, with its tests and its bound in
//! the checker. Values are the tokens of the national forms where there are such tokens.

use crate::day::Day;
use serde::{Deserialize, Serialize};

/// Declares an enumeration whose variants have a token for files and a Chinese label.
macro_rules! tokens {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $token:literal, $zh:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[doc = $zh] #[serde(rename = $token)] $variant,)+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The token used in files and in JSON.
            #[must_use]
            pub const fn token(self) -> &'static str { match self { $(Self::$variant => $token),+ } }
            /// The Chinese label.
            #[must_use]
            pub const fn zh(self) -> &'static str { match self { $(Self::$variant => $zh),+ } }
            /// The value of a token, or of the Chinese label.
            #[must_use]
            pub fn from_token(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.token() == text || v.zh() == text)
            }
        }

        #[cfg(feature = "schema")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                crate::schema::words(&[$(($token, $zh)),+])
            }
        }
        #[cfg(feature = "schema")]
        impl utoipa::ToSchema for $name {}
    };
}

pub(crate) use tokens;

tokens! {
    /// What a scheme can count (记录种类). One record may give several facts; see [`crate::facts`].
    FactKind {
        Penalty = "penalty", "行政处罚";
        Inspection = "inspection", "检查结果";
        ProductTest = "product_test", "产品质量监督抽查";
        FoodTest = "food_test", "食品安全抽检";
        Complaint = "complaint", "投诉";
        OdrCase = "odr_case", "在线消费纠纷";
        Breach = "breach", "违反承诺";
        Judgment = "judgment", "刑事判决";
        AnnualReport = "annual_report", "年度报告";
        Assessment = "assessment", "评定";
    }
}

tokens! {
    /// A field of a fact that a scheme can filter by or take points from.
    Field {
        Severity = "severity", "严重程度";
        Grade = "grade", "裁量档次";
        Safety = "safety", "涉及安全";
        Result = "result", "结果";
        Diligence = "diligence", "已履行进货查验";
        Resolved = "resolved", "已整改";
        Outcome = "outcome", "办理结果";
        By = "by", "拒绝方";
        Settled = "settled", "已和解";
        Consumption = "consumption", "涉及消费";
    }
}

tokens! {
    /// Which day of a record a window looks at.
    DatedBy {
        Event = "event", "发生日";
        Received = "received", "接收日";
        Closed = "closed", "办结日";
        Due = "due", "期限届满日";
        Entered = "entered", "计入日";
    }
}

tokens! {
    /// Severity of a penalty (轻微、一般、严重).
    Severity { Minor = "minor", "轻微"; General = "general", "一般"; Serious = "serious", "严重"; }
}

tokens! {
    /// Discretion grade (裁量档次).
    Grade { Lenient = "lenient", "从轻"; Normal = "normal", "一般"; Aggravated = "aggravated", "从重"; }
}

tokens! {
    /// Result of an on-site visit (抽查检查结果), as in the national enterprise publicity system.
    InspectionResult {
        I01 = "I01", "未发现问题";
        I02 = "I02", "未发现开展本次抽查涉及的经营活动";
        I03 = "I03", "未按规定公示应当公示的信息";
        I04 = "I04", "公示信息隐瞒真实情况、弄虚作假";
        I05 = "I05", "通过登记的住所(经营场所)无法联系";
        I06 = "I06", "发现问题已责令改正";
        I06L = "I06L", "逾期改正或再次发现";
        I07 = "I07", "发现问题待后续处理";
        I08 = "I08", "不配合检查情节严重";
    }
}

tokens! {
    /// Final result of a sampling test (抽检结论); SQ for products, FS for food.
    TestResult {
        Sq0 = "SQ0", "产品合格";
        Sq1 = "SQ1", "产品一般项目不合格";
        Sq2 = "SQ2", "产品安全项目不合格";
        Sq3 = "SQ3", "产品复查仍不合格";
        Fs0 = "FS0", "食品合格";
        Fs1 = "FS1", "食品不合格";
        Fs2 = "FS2", "食品检出禁用物质、致病菌或急性风险";
    }
}

tokens! {
    /// How a complaint ended (办理结果). `OPEN` stands for accepted and not yet ended.
    ComplaintOutcome {
        Open = "OPEN", "办理中";
        SelfSettled = "SELF_SETTLED", "自行和解";
        Mediated = "MEDIATED", "调解达成";
        T1 = "T1", "撤回或自行和解后终止";
        T2 = "T2", "无正当理由不参加或明确拒绝调解";
        T3 = "T3", "调解后不能达成一致";
        T4 = "T4", "不能就检定鉴定费用达成一致";
        T5 = "T5", "超过调解期限";
        T6 = "T6", "不予受理情形或滥用投诉";
        T7 = "T7", "一方死亡或终止";
        T8 = "T8", "其他终止";
        R1 = "R1", "不属于职责范围";
        R2 = "R2", "已由其他机构处理";
        R3 = "R3", "非生活消费或不能证明争议";
        R4 = "R4", "超过三年";
        R5 = "R5", "材料缺失或虚假";
        R6 = "R6", "冒名或拒绝身份核验";
        R7 = "R7", "其他不予受理";
        WithdrawnBeforeAccept = "WITHDRAWN_BEFORE_ACCEPT", "受理前撤回";
        WithdrawnAsMistaken = "WITHDRAWN_AS_MISTAKEN", "误投撤回";
        Transferred = "TRANSFERRED", "移送";
    }
}

tokens! {
    /// On which way a filing came (来源渠道).
    FilingSource {
        Platform12315 = "12315", "12315平台";
        Hotline12345 = "12345", "12345热线";
        Odr = "odr", "在线消费纠纷解决";
        Station = "station", "消费维权服务站";
        InPerson = "in_person", "来访";
        Letter = "letter", "来信";
        Other = "other", "其他渠道";
    }
}

tokens! {
    /// What was decided about a report (举报处理决定).
    ReportDecision {
        Filed = "filed", "立案";
        NotFiled = "not_filed", "不予立案";
        Transferred = "transferred", "移送";
    }
}

tokens! {
    /// Why a complaint is not published (不予公示情形).
    Withheld {
        Malicious = "malicious", "恶意投诉";
        Harmful = "harmful", "危害国家安全、公共安全、经济安全或社会稳定";
        Secret = "secret", "涉及秘密或隐私";
        NoDispute = "no_dispute", "不属于消费争议";
    }
}

tokens! {
    /// Why a decision stopped the display of a penalty (停止公示原因).
    StopReason {
        Repaired = "repaired", "修复";
        Corrected = "corrected", "更正";
        Other = "other", "其他";
    }
}

tokens! {
    /// Why a merchant was visited (检查来源).
    VisitReason {
        OwnMotion = "own_motion", "依职权抽查";
        LegalMinimum = "legal_minimum", "法定最低频次";
        Complaint = "complaint", "投诉举报";
        Clue = "clue", "案件线索";
        FollowUp = "follow_up", "整改复查";
    }
}

tokens! {
    /// Who refused mediation or stayed away (拒绝方).
    Side { Merchant = "merchant", "经营者"; Consumer = "consumer", "消费者"; }
}

tokens! {
    /// A fact that holds for a time (状态): published lists and marks, duties, promises, titles.
    StatusKind {
        SeriousList = "serious_list", "严重违法失信名单";
        LicenceRevoked = "licence_revoked", "吊销许可证、营业执照";
        ClosureOrdered = "closure_ordered", "责令关闭";
        SuspensionOrdered = "suspension_ordered", "责令停产停业";
        AbnormalLateReport = "abnormal_late_report", "经营异常：未按期年报";
        AbnormalLateInformation = "abnormal_late_information", "经营异常：未按责令公示信息";
        AbnormalFalseInformation = "abnormal_false_information", "经营异常：公示信息虚假";
        AbnormalUnreachable = "abnormal_unreachable", "经营异常：无法联系";
        AnnualReportOverdue = "annual_report_overdue", "年度报告逾期";
        PermitExpired = "permit_expired", "许可过期仍经营";
        CorrectionOverdue = "correction_overdue", "逾期未改正";
        GroupAlert = "group_alert", "群体投诉预警";
        NoReasonReturn = "no_reason_return", "无理由退货承诺";
        OdrUnit = "odr_unit", "在线消费纠纷解决企业";
        ServiceStation = "service_station", "消费维权服务站";
        TitleCounty = "title_county", "县级放心消费示范单位";
        TitleCity = "title_city", "市级放心消费示范单位";
        TitleProvince = "title_province", "省级放心消费示范单位";
    }
}

/// Whether more of a thing is worse, better or neither for the merchant's record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Polarity {
    /// A finding, a duty not done, a list: more is worse.
    Adverse,
    /// A title, a kept promise: more is better.
    Merit,
    /// Says nothing by itself.
    Neutral,
}

impl StatusKind {
    /// Is holding this status adverse or a merit?
    #[must_use]
    pub const fn polarity(self) -> Polarity {
        match self {
            Self::NoReasonReturn
            | Self::OdrUnit
            | Self::ServiceStation
            | Self::TitleCounty
            | Self::TitleCity
            | Self::TitleProvince => Polarity::Merit,
            _ => Polarity::Adverse,
        }
    }
}

impl ComplaintOutcome {
    /// The day from which filings must have been received for this to be an outcome of theirs: R6 and T7 are grounds
    /// of 总局令第121号 (Arts. 16, 23), which governs what is received from 2026-04-15 on. Nothing for those of old.
    #[must_use]
    pub fn received_from(self) -> Option<Day> {
        match self {
            Self::R6 | Self::T7 => Day::from_ymd(2026, 4, 15),
            _ => None,
        }
    }

    /// Did mediation end without an agreement (终止调解)?
    #[must_use]
    pub const fn ends_mediation(self) -> bool {
        matches!(self, Self::T1 | Self::T2 | Self::T3 | Self::T4 | Self::T5 | Self::T6 | Self::T7 | Self::T8)
    }

    /// Was it refused (不予受理)?
    #[must_use]
    pub const fn is_refusal(self) -> bool {
        matches!(self, Self::R1 | Self::R2 | Self::R3 | Self::R4 | Self::R5 | Self::R6 | Self::R7)
    }
}

impl InspectionResult {
    /// Did the visit see the merchant at work? I02 and I05 did not.
    #[must_use]
    pub const fn saw_merchant(self) -> bool {
        !matches!(self, Self::I02 | Self::I05)
    }
}

impl TestResult {
    /// Is it a food test (FS) rather than a product test (SQ)?
    #[must_use]
    pub const fn is_food(self) -> bool {
        matches!(self, Self::Fs0 | Self::Fs1 | Self::Fs2)
    }

    /// Has the sample failed (不合格)?
    #[must_use]
    pub const fn has_failed(self) -> bool {
        !matches!(self, Self::Sq0 | Self::Fs0)
    }
}

/// The token of a yes/no field.
#[must_use]
pub const fn yes_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// The tokens that `field` can hold on a fact of `kind`, worst last; empty if the kind does not
/// have the field.
#[must_use]
pub fn values(kind: FactKind, field: Field) -> Vec<&'static str> {
    let flag = || vec!["no", "yes"];
    match (kind, field) {
        (FactKind::Penalty, Field::Severity) => Severity::ALL.iter().map(|v| v.token()).collect(),
        (FactKind::Penalty, Field::Grade) => Grade::ALL.iter().map(|v| v.token()).collect(),
        (FactKind::Penalty, Field::Safety) => flag(),
        (FactKind::Inspection, Field::Result) => InspectionResult::ALL.iter().map(|v| v.token()).collect(),
        (FactKind::ProductTest, Field::Result) => {
            TestResult::ALL.iter().filter(|v| !v.is_food()).map(|v| v.token()).collect()
        }
        (FactKind::FoodTest, Field::Result) => {
            TestResult::ALL.iter().filter(|v| v.is_food()).map(|v| v.token()).collect()
        }
        (FactKind::FoodTest, Field::Diligence | Field::Resolved) => flag(),
        (FactKind::Complaint, Field::Outcome) => ComplaintOutcome::ALL.iter().map(|v| v.token()).collect(),
        (FactKind::Complaint, Field::By) => Side::ALL.iter().map(|v| v.token()).collect(),
        (FactKind::OdrCase, Field::Settled) | (FactKind::Judgment, Field::Consumption) => flag(),
        _ => Vec::new(),
    }
}

/// The days by which facts of this kind can be dated; the first is the default.
#[must_use]
pub const fn dated_by(kind: FactKind) -> &'static [DatedBy] {
    match kind {
        FactKind::Complaint => &[DatedBy::Received, DatedBy::Closed],
        FactKind::OdrCase => &[DatedBy::Due, DatedBy::Entered],
        _ => &[DatedBy::Event],
    }
}
