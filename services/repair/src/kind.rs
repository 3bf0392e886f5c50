//! The procedures of this service, as it knows them: what each is about, and where one goes with it.

use statute::repair::Refusal;
use statute::tables::DisplayChannel;

/// A procedure of this service (程序种类).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
    /// 提前移出严重违法失信名单. Removals come before the repair of penalties (settled reading 21): their order here.
    SeriousListRemoval,
    /// 移出经营异常名录、恢复正常记载状态
    AbnormalRemoval,
    /// 市场监管机关处罚信息的修复
    GsxtRepair,
    /// 其他机关处罚信息的修复
    CreditChinaRepair,
    /// 重整、和解期间的临时屏蔽
    Shield,
    /// 异议
    Objection,
    /// 对经营异常名录的异议
    AbnormalObjection,
    /// 对公示信息的说明
    Reply,
    /// 行政复议、行政诉讼登记
    Remedy,
    /// 申请复查
    Reinspection,
}

/// Procedures that stand in each other's way where both are about one thing, and in that of no others (程序类别).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Group {
    /// 修复、移出: it asks that something ends early.
    Repair,
    /// 临时屏蔽: it stands beside whatever else is asked, until it is lifted.
    Shield,
    /// 异议
    Objection,
    /// 说明
    Reply,
    /// 复议、诉讼
    Remedy,
    /// 复查
    Reinspection,
}

impl Kind {
    const ALL: [(Self, &'static str); 10] = [
        (Self::SeriousListRemoval, "serious_list_removal"),
        (Self::AbnormalRemoval, "abnormal_removal"),
        (Self::GsxtRepair, "gsxt_repair"),
        (Self::CreditChinaRepair, "credit_china_repair"),
        (Self::Shield, "shield"),
        (Self::Objection, "objection"),
        (Self::AbnormalObjection, "abnormal_objection"),
        (Self::Reply, "reply"),
        (Self::Remedy, "remedy"),
        (Self::Reinspection, "reinspection"),
    ];

    /// The one of a procedure's name; nothing if it is none of this service.
    pub(crate) fn of(procedure: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == procedure).map(|(kind, _)| *kind)
    }

    /// Name of the procedure, without `procedures.`.
    pub(crate) fn procedure(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// Beside which others it stands.
    pub(crate) const fn group(self) -> Group {
        match self {
            Self::SeriousListRemoval | Self::AbnormalRemoval | Self::GsxtRepair | Self::CreditChinaRepair => {
                Group::Repair
            }
            Self::Shield => Group::Shield,
            Self::Objection | Self::AbnormalObjection => Group::Objection,
            Self::Reply => Group::Reply,
            Self::Remedy => Group::Remedy,
            Self::Reinspection => Group::Reinspection,
        }
    }

    /// Does it ask for the repair of a penalty?
    pub(crate) const fn is_of_penalty(self) -> bool {
        matches!(self, Self::GsxtRepair | Self::CreditChinaRepair)
    }

    /// The channel that it belongs to. Lists are kept by market regulators.
    pub(crate) const fn channel(self) -> DisplayChannel {
        match self {
            Self::CreditChinaRepair => DisplayChannel::CreditChina,
            _ => DisplayChannel::Gsxt,
        }
    }

    /// The repair of penalties of a channel.
    pub(crate) const fn of_channel(channel: DisplayChannel) -> Self {
        match channel {
            DisplayChannel::Gsxt => Self::GsxtRepair,
            DisplayChannel::CreditChina => Self::CreditChinaRepair,
        }
    }
}

/// Where one goes with the repair of a penalty of a channel (申请去处), in Chinese and English.
pub(crate) const fn where_to_go(channel: DisplayChannel) -> (&'static str, &'static str) {
    match channel {
        DisplayChannel::Gsxt => (
            "由作出决定的市场监管部门办理，通过本平台（gsxt_repair）或者国家企业信用信息公示系统提出，不向“信用中国”提出",
            "The market regulator that decided handles it: ask here (gsxt_repair) or on GSXT, not on Credit China",
        ),
        DisplayChannel::CreditChina => (
            "不是市场监管部门的处罚：向“信用中国”网站提出（本平台 credit_china_repair），由作出处罚的机关决定，公示系统不受理",
            "Not a market regulator's penalty: ask Credit China (credit_china_repair here); the authority that penalised decides, not GSXT",
        ),
    }
}

/// Where one goes with the shield of a penalty that no market regulator decided.
pub(crate) const SHIELDED_ELSEWHERE: &str =
    "不是市场监管部门的处罚：临时屏蔽向“信用中国”网站提出，由作出处罚的机关决定，本程序不受理";

/// Where one goes to leave a list.
pub(crate) const WHERE_LISTED: (&str, &str) =
    ("由作出列入决定的机关办理，通过本平台提出", "The office that listed the merchant handles it: ask here");

/// The label of a reason, in Chinese and English.
pub(crate) fn labels(refusal: Refusal) -> (&'static str, &'static str) {
    (refusal.zh(), refusal.en())
}
