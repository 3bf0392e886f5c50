//! The merchant (经营主体): who it is, where, in which industry, of what size and channel.

use super::{Record, RecordKey, RecordKind, Succession, is_false};
use crate::area::AreaCode;
use crate::code::PartyCode;
use crate::day::Day;
use crate::industry::Industry;
use crate::span::Span;
use crate::vocab::tokens;
use serde::{Deserialize, Serialize};

tokens! {
    /// Legal kind of a merchant (主体类型).
    MerchantKind {
        Enterprise = "enterprise", "企业";
        SoleTrader = "sole_trader", "个体工商户";
        Cooperative = "cooperative", "农民专业合作社";
    }
}

tokens! {
    /// Size band (规模): the stratum of the peers' table.
    SizeBand {
        SoleTrader = "sole_trader", "个体工商户";
        Cooperative = "cooperative", "农民专业合作社";
        Micro = "micro", "微型";
        Small = "small", "小型";
        Medium = "medium", "中型";
        Large = "large", "大型";
        Unknown = "unknown", "规模未知";
    }
}

tokens! {
    /// Sales channel (经营渠道).
    Channel {
        Shop = "shop", "门店";
        Online = "online", "线上";
        Both = "both", "线上线下";
        Unknown = "unknown", "渠道未知";
    }
}

/// Registration status (登记状态).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MerchantStatus {
    /// 在营
    Active,
    /// 吊销（未注销）：still rated, and rule DJ2 speaks
    Revoked,
    /// 注销
    Deregistered,
    /// 迁出
    MovedAway,
}

impl MerchantStatus {
    /// The token used in JSON.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Revoked => "revoked",
            Self::Deregistered => "deregistered",
            Self::MovedAway => "moved_away",
        }
    }

    /// The Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Active => "在营",
            Self::Revoked => "吊销",
            Self::Deregistered => "注销",
            Self::MovedAway => "迁出",
        }
    }
}

/// A registered merchant (经营主体).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Merchant {
    /// Credit code or old registration number.
    pub code: PartyCode,
    /// Registered name (名称).
    pub name: String,
    /// Legal kind.
    pub kind: MerchantKind,
    /// Size band.
    pub size: SizeBand,
    /// Sales channel.
    pub channel: Channel,
    /// County-level area as recorded (所在区县); history is applied when read.
    pub area: AreaCode,
    /// Industry (行业).
    pub industry: Industry,
    /// Day of registration (成立日期), if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_on: Option<Day>,
    /// Registration status.
    pub status: MerchantStatus,
    /// First day of that status, if it is not active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_from: Option<Day>,
    /// Who carries it on, if somebody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succession: Option<Box<Succession>>,
    /// Taken back by the office.
    #[serde(default, skip_serializing_if = "is_false")]
    pub withdrawn: bool,
}

impl Merchant {
    /// The days on which it trades; the beginning is open if the start is unknown.
    #[must_use]
    pub fn trading(&self) -> Span {
        Span::new(self.registered_on.unwrap_or(Day::DAWN), self.trading_off().unwrap_or(Day::FOREVER))
    }

    /// First day on which the merchant no longer trades, if there is one: the day of
    /// deregistration, revocation or moving away.
    #[must_use]
    pub fn trading_off(&self) -> Option<Day> {
        match self.status {
            MerchantStatus::Active => None,
            _ => Some(self.status_from.unwrap_or(Day::DAWN)),
        }
    }

    /// Is the merchant outside rating on `day`: deregistered or moved away?
    #[must_use]
    pub fn is_gone(&self, day: Day) -> bool {
        matches!(self.status, MerchantStatus::Deregistered | MerchantStatus::MovedAway)
            && self.status_from.unwrap_or(Day::DAWN) <= day
    }
}

impl Record for Merchant {
    const KIND: RecordKind = RecordKind::Merchant;
    fn party(&self) -> PartyCode {
        self.code
    }
    fn key(&self) -> RecordKey {
        RecordKey::new("merchant", &[self.code.as_str()])
    }
    /// The day of registration. The status has a day of its own: a row that says "deregistered from"
    /// is the merchant's only row, so it counts as known from its registration on, or the merchant
    /// would be missing until it is gone; the status still holds only from its own day.
    fn event_day(&self) -> Option<Day> {
        self.registered_on
    }
    fn is_withdrawn(&self) -> bool {
        self.withdrawn
    }
}
