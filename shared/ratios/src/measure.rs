//! The measures by name.

use serde::{Deserialize, Serialize};

/// Targets of the measures (目标值).
pub const TARGETS: &str = "ratios.targets";
/// Grace for ending what took too long (超期终止的宽限).
pub const T5_GRACE: &str = "ratios.t5_grace";
/// Time to hand a work order back (工单退回期限).
pub const ORDER_RETURN: &str = "ratios.order_return";

/// A ratio that the plan, or the office, looks at (办理指标).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Measure {
    /// 投诉按时办结率: accepted complaints, by their last day as the law counts it.
    K1,
    /// 按时初查率: filings to be accepted or refused, by their last day.
    K1b,
    /// 举报按时核查率: reports, by their last day.
    K2,
    /// 12345消费工单处置率: work orders, by their last day.
    K3,
    /// 自行协商和解率: disputes that ended, by the day they ended.
    K4,
    /// 诉转案率: cases filed to filings closed, each by its own day. May be more than the whole.
    K5,
    /// 投诉公示率: complaints that may be published, by the last day to do so.
    K6,
}

/// Name of a measure in Chinese, the same in English, and where it is defined.
type Told = (&'static str, &'static str, &'static str);

impl Measure {
    /// Every measure.
    pub const ALL: [Self; 7] = [Self::K1, Self::K1b, Self::K2, Self::K3, Self::K4, Self::K5, Self::K6];

    const fn told(self) -> Told {
        match self {
            Self::K1 => ("投诉按时办结率", "Complaints ended in time", "第20号令 Art. 21；第121号令 Art. 23"),
            Self::K1b => ("按时初查率", "Complaints accepted or refused in time", "消费者权益保护法 Art. 46"),
            Self::K2 => ("举报按时核查率", "Reports verified in time", "市场监督管理行政处罚程序规定"),
            Self::K3 => ("12345消费工单处置率", "Work orders of 12345 answered in time", "三年行动方案"),
            Self::K4 => ("自行协商和解率", "Disputes settled by the parties", "三年行动方案"),
            Self::K5 => ("诉转案率", "Cases filed to filings closed", "本平台统计"),
            Self::K6 => ("投诉公示率", "Complaints published of those that may be", "投诉信息公示暂行规则"),
        }
    }

    /// Its token: `K1`.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::K1 => "K1",
            Self::K1b => "K1b",
            Self::K2 => "K2",
            Self::K3 => "K3",
            Self::K4 => "K4",
            Self::K5 => "K5",
            Self::K6 => "K6",
        }
    }

    /// The measure of a token.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.token() == token)
    }

    /// The clock by whose last day it counts, if it does.
    #[must_use]
    pub const fn clock(self) -> Option<&'static str> {
        match self {
            Self::K1 => Some("complaint_mediation"),
            Self::K1b => Some("complaint_acceptance"),
            Self::K2 => Some("report_verification"),
            Self::K3 => Some("work_order_answer"),
            Self::K4 | Self::K5 => None,
            Self::K6 => Some("complaint_publication"),
        }
    }

    /// The number by which it is decided, beside its clock, what counts as in time or counts at all.
    #[must_use]
    pub const fn number(self) -> Option<&'static str> {
        match self {
            Self::K1 => Some(T5_GRACE),
            Self::K3 => Some(ORDER_RETURN),
            Self::K1b | Self::K2 | Self::K4 | Self::K5 | Self::K6 => None,
        }
    }

    /// Its name in Chinese.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        self.told().0
    }

    /// Its name in English.
    #[must_use]
    pub const fn en(self) -> &'static str {
        self.told().1
    }

    /// Instrument, and article where it has one.
    #[must_use]
    pub const fn source(self) -> &'static str {
        self.told().2
    }
}
