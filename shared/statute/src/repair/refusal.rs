//! Why a repair is not accepted or not granted (不予受理、不予修复的理由).

use serde::Serialize;

/// A reason, as it is told to the merchant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Refusal {
    /// 未满最短公示期
    MinPeriodNotReached,
    /// 未履行义务
    DutyNotPerformed,
    /// 未消除不良影响
    HarmNotRemoved,
    /// 同类违法再次受到处罚
    SameTypeRepeat,
    /// 列入后再次受到较重行政处罚
    NewHeavyPenalty,
    /// 列入后的罚款没有写明裁量档次，须先查明是否较重
    GradeMissing,
    /// 在经营异常名录
    OnAbnormalList,
    /// 在严重违法失信名单
    OnSeriousList,
    /// 依法限制期未满
    StatutoryRestrictionRunning,
    /// 依法不可修复
    NotRepairableByLaw,
    /// 未作出信用承诺
    NoPromise,
    /// 材料不齐
    MaterialIncomplete,
    /// 因虚假承诺限制申请
    BarredForFalsePromise,
    /// 申请渠道不符
    WrongChannel,
    /// 非认定机关
    WrongAuthority,
    /// 没有在公示
    NotDisplayed,
    /// 已有申请在办
    AlreadyPending,
    /// 代理人无授权
    NoAuthority,
    /// 到期自动停止，无需申请
    AutoStopNoApplicationNeeded,
    /// 未补报、公示未报年份的年度报告
    ReportStillMissing,
    /// 未公示责令公示的信息
    InformationStillMissing,
    /// 未更正隐瞒真实情况、弄虚作假的公示信息
    InformationNotCorrected,
    /// 未变更住所、经营场所，也未能证明可以联系
    StillUnreachable,
}

/// A reason with its token, its Chinese and its English label.
type Named = (Refusal, &'static str, &'static str, &'static str);

impl Refusal {
    /// Every reason with its token and its labels.
    pub const ALL: [Named; 23] = [
        (Self::MinPeriodNotReached, "MIN_PERIOD_NOT_REACHED", "未满最短公示期", "the shortest display is not over"),
        (
            Self::DutyNotPerformed,
            "DUTY_NOT_PERFORMED",
            "未履行处罚决定的义务",
            "a duty of the decision is not performed",
        ),
        (Self::HarmNotRemoved, "HARM_NOT_REMOVED", "未消除危害后果和不良影响", "the harm done is not removed"),
        (
            Self::SameTypeRepeat,
            "SAME_TYPE_REPEAT",
            "因同类违法再次受到处罚",
            "penalised again for the same kind of conduct",
        ),
        (Self::NewHeavyPenalty, "NEW_HEAVY_PENALTY", "列入后再次受到较重行政处罚", "a heavy penalty after the listing"),
        (
            Self::GradeMissing,
            "GRADE_MISSING",
            "列入后的罚款没有写明裁量档次，须先查明",
            "the discretion grade of a later fine is to be asked for first",
        ),
        (Self::OnAbnormalList, "ON_ABNORMAL_LIST", "在经营异常名录（或被标记异常）", "on the abnormal list"),
        (Self::OnSeriousList, "ON_SERIOUS_LIST", "在严重违法失信名单", "on the serious list"),
        (
            Self::StatutoryRestrictionRunning,
            "STATUTORY_RESTRICTION_RUNNING",
            "依法限制期未满",
            "a statutory restriction is still running",
        ),
        (Self::NotRepairableByLaw, "NOT_REPAIRABLE_BY_LAW", "依法不可提前修复", "the law knows no repair of it"),
        (Self::NoPromise, "NO_PROMISE", "未提交信用承诺书", "the promise is missing"),
        (Self::MaterialIncomplete, "MATERIAL_INCOMPLETE", "材料不齐", "material is missing"),
        (
            Self::BarredForFalsePromise,
            "BARRED_FOR_FALSE_PROMISE",
            "因虚假承诺在限制申请期内",
            "barred after a false promise",
        ),
        (Self::WrongChannel, "WRONG_CHANNEL", "申请渠道不符", "asked for through the wrong channel"),
        (Self::WrongAuthority, "WRONG_AUTHORITY", "应向作出认定的机关申请", "another authority decided"),
        (Self::NotDisplayed, "NOT_DISPLAYED", "没有在公示", "it is not on display"),
        (Self::AlreadyPending, "ALREADY_PENDING", "已有申请在办理", "an application is pending already"),
        (Self::NoAuthority, "NO_AUTHORITY", "代理人没有授权文件", "the agent has no authority document"),
        (
            Self::AutoStopNoApplicationNeeded,
            "AUTO_STOP_NO_APPLICATION_NEEDED",
            "到期自动停止公示，无需申请",
            "its display stops by itself, no application is needed",
        ),
        (
            Self::ReportStillMissing,
            "REPORT_STILL_MISSING",
            "未补报未报年份的年度报告并公示",
            "a report is still missing",
        ),
        (
            Self::InformationStillMissing,
            "INFORMATION_STILL_MISSING",
            "未公示责令公示的信息",
            "the information that was ordered is still not published",
        ),
        (
            Self::InformationNotCorrected,
            "INFORMATION_NOT_CORRECTED",
            "未更正公示信息",
            "the published information is not corrected",
        ),
        (
            Self::StillUnreachable,
            "STILL_UNREACHABLE",
            "通过登记的住所、经营场所仍无法联系",
            "still not reached at the registered address",
        ),
    ];

    /// The token used in files and answers.
    #[must_use]
    pub fn token(self) -> &'static str {
        self.named().map_or("", |(_, token, ..)| token)
    }

    /// The Chinese label.
    #[must_use]
    pub fn zh(self) -> &'static str {
        self.named().map_or("", |(_, _, zh, _)| zh)
    }

    /// The English label.
    #[must_use]
    pub fn en(self) -> &'static str {
        self.named().map_or("", |(.., en)| en)
    }

    /// The reason of a token.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, ..)| *known == token).map(|(refusal, ..)| *refusal)
    }

    fn named(self) -> Option<Named> {
        Self::ALL.iter().find(|(refusal, ..)| *refusal == self).copied()
    }
}
