//! What a hold is.

use crate::store::Row;
use alerts::Ground;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use ledger::LedgerError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a filing is held (暂缓理由).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FilingHoldGround)]
pub enum HoldGround {
    /// 同一人重复投诉
    Repeat,
    /// 短时间集中投诉
    Burst,
    /// 多人内容雷同
    Coordinated,
    /// 来源或者经办人员所定
    Given,
}

impl HoldGround {
    const ALL: [Self; 4] = [Self::Repeat, Self::Burst, Self::Coordinated, Self::Given];

    pub(crate) fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.token() == token)
    }

    pub(crate) const fn of(ground: Ground) -> Self {
        match ground {
            Ground::Repeat => Self::Repeat,
            Ground::Burst => Self::Burst,
            Ground::Coordinated => Self::Coordinated,
        }
    }

    /// The token used in answers.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Repeat => Ground::Repeat.token(),
            Self::Burst => Ground::Burst.token(),
            Self::Coordinated => Ground::Coordinated.token(),
            Self::Given => "given",
        }
    }

    /// The Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Repeat => Ground::Repeat.zh(),
            Self::Burst => Ground::Burst.zh(),
            Self::Coordinated => Ground::Coordinated.zh(),
            Self::Given => "来源或经办人员所定",
        }
    }
}

/// What became of a hold (暂缓状态).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = FilingHoldState)]
pub enum HoldState {
    /// 暂缓中
    Held,
    /// 到期自动计入
    Lapsed,
    /// 经核实解除
    Released,
    /// 经核实不计入
    Confirmed,
    /// 经办人员另定日期
    Replaced,
    /// 理由不再成立
    Gone,
}

impl HoldState {
    const ALL: [Self; 6] = [Self::Held, Self::Lapsed, Self::Released, Self::Confirmed, Self::Replaced, Self::Gone];

    /// The token used in answers.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Lapsed => "lapsed",
            Self::Released => "released",
            Self::Confirmed => "confirmed",
            Self::Replaced => "replaced",
            Self::Gone => "gone",
        }
    }

    /// The Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Held => "暂缓中",
            Self::Lapsed => "到期自动计入",
            Self::Released => "经核实解除",
            Self::Confirmed => "经核实不计入",
            Self::Replaced => "经办人员另定日期",
            Self::Gone => "理由不再成立",
        }
    }

    pub(crate) fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.token() == token)
    }
}

/// A filing that is or was held for an official's check (暂缓计入).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hold {
    /// Its number.
    pub number: i64,
    /// The merchant's code, as the filing has it.
    pub party: PartyCode,
    /// Key of the filing.
    pub key: String,
    /// Why.
    pub ground: HoldGround,
    /// With a repetition: key of the filing that is repeated.
    pub beside: Option<String>,
    /// When it was found.
    pub found_at: Instant,
    /// First day.
    pub from: Day,
    /// Last day, if nobody ends it before.
    pub until: Day,
    /// The last day needs a year whose working days are not published: it is the earliest that it can be.
    pub provisional: bool,
    /// Does the filing's record say so, or did it? What had lapsed before it was found never held anything.
    pub applied: bool,
    /// What became of it.
    pub state: HoldState,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// Who ended it; nobody if it lapsed or its ground fell away.
    pub ended_by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

impl TryFrom<Row> for Hold {
    type Error = LedgerError;

    fn try_from(Row { hold_id, part }: Row) -> Result<Self, LedgerError> {
        let ground = HoldGround::from_token(&part.ground);
        Ok(Self {
            number: hold_id,
            party: PartyCode::parse(&part.party).ok().ok_or(LedgerError::Missing("merchant"))?,
            key: part.key,
            ground: ground.ok_or(LedgerError::Missing("ground of the hold"))?,
            beside: part.beside,
            found_at: Instant::from_micros(part.found_at),
            from: Day::from_number(part.from_day),
            until: Day::from_number(part.until_day),
            provisional: part.provisional,
            applied: part.applied,
            state: HoldState::from_token(&part.state).ok_or(LedgerError::Missing("state of the hold"))?,
            ended_at: part.ended_at.map(Instant::from_micros),
            ended_by: part.ended_by,
            reason: part.reason,
        })
    }
}
