//! What may be found (待核实事项类型).

use alerts::Ground;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = FindingKind)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 同一人重复投诉
    Repeat,
    /// 短时间集中投诉
    Burst,
    /// 多人内容雷同
    Coordinated,
    /// 群体投诉
    Group,
    /// 同一工单多件未关联
    Order,
    /// 重复件的主件不在
    Mainless,
}

impl Kind {
    pub(super) const fn of(ground: Ground) -> Self {
        match ground {
            Ground::Repeat => Self::Repeat,
            Ground::Burst => Self::Burst,
            Ground::Coordinated => Self::Coordinated,
        }
    }

    /// The ground that filings of this kind are held for; none with a group, an order, or no main filing.
    pub(super) const fn token_of_ground(self) -> &'static str {
        match self {
            Self::Repeat => Ground::Repeat.token(),
            Self::Burst => Ground::Burst.token(),
            Self::Coordinated => Ground::Coordinated.token(),
            Self::Group | Self::Order | Self::Mainless => "",
        }
    }

    /// The Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Repeat => Ground::Repeat.zh(),
            Self::Burst => Ground::Burst.zh(),
            Self::Coordinated => Ground::Coordinated.zh(),
            Self::Group => "群体投诉",
            Self::Order => "同一工单多件未关联",
            Self::Mainless => "重复件的主件不在",
        }
    }
}
