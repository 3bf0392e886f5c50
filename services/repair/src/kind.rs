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
}

impl Kind {
    const ALL: [(Self, &'static str); 7] = [
        (Self::SeriousListRemoval, "serious_list_removal"),
        (Self::AbnormalRemoval, "abnormal_removal"),
        (Self::GsxtRepair, "gsxt_repair"),
        (Self::CreditChinaRepair, "credit_china_repair"),
        (Self::Shield, "shield"),
        (Self::Objection, "objection"),
        (Self::AbnormalObjection, "abnormal_objection"),
    ];

    /// The one of a procedure's name; nothing if it is none of this service.
    pub(crate) fn of(procedure: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == procedure).map(|(kind, _)| *kind)
    }

    /// Name of the procedure, without `procedures.`.
    pub(crate) fn procedure(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// Is it an objection, which stands beside whatever else is asked about an item?
    pub(crate) const fn is_objection(self) -> bool {
        matches!(self, Self::Objection | Self::AbnormalObjection)
    }

    /// Does one of the other kind, open about the same thing, stand in its way (已有申请在办)? An objection stands beside
    /// whatever else is asked, and so does a shield: each is in the way of its own kind alone.
    pub(crate) const fn is_in_the_way_of(self, other: Self) -> bool {
        self.is_objection() == other.is_objection() && matches!(self, Self::Shield) == matches!(other, Self::Shield)
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
