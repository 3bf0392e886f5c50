//! Facts: what a merchant's records mean for a rating, after policy has read them.
//!
//! A fact holds during a set of days, so a rating on any day only asks which facts hold then.
//! One record may give several facts with days that do not overlap (a complaint is `OPEN` until
//! it ends, then has its outcome).

use crate::area::AreaCode;
use crate::code::PartyCode;
use crate::day::Day;
use crate::industry::Industry;
use crate::record::{Channel, MerchantKind, RecordKey, SizeBand};
use crate::span::{Span, Spans};
use crate::vocab::{DatedBy, FactKind, Field, StatusKind};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a derivation is of that names a predecessor (前主体) and the rule by which its conduct counts.
pub const SUCCESSION: &str = "succession";

/// What a derivation is of that says since when a plan of reorganisation shields something (临时屏蔽).
pub const SHIELD: &str = "shield";

/// How a value was derived that the record itself does not carry.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Derivation {
    /// What was derived: `severity`, `safety`, `cause`, `grade`, `display_end`, `acceptance` and so on.
    pub what: &'static str,
    /// The value.
    pub value: String,
    /// The policy table or rule that decided.
    pub by: String,
    /// Does it rest on something not settled, or on a stand-in for missing data?
    pub provisional: bool,
}

/// An interval in which a fine is overdue and stated unpaid.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct Overdue {
    /// Days on which it is overdue and unpaid.
    pub span: Span,
    /// The last day on which payment was in time.
    pub due: Day,
}

/// Something dated that a scheme can count.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct Fact {
    /// What it is.
    pub kind: FactKind,
    /// Which day of the record [`Fact::day`] is.
    pub dated_by: DatedBy,
    /// The record behind it.
    pub key: RecordKey,
    /// Its case, if it has a number.
    pub case_no: Option<Arc<str>>,
    /// The day from which it ages.
    pub day: Day,
    /// Values of its fields, in order of field.
    pub values: Vec<(Field, &'static str)>,
    /// Normalised cause of a penalty (违法行为类型), if there is one.
    pub cause: Option<Arc<str>>,
    /// Days on which it counts by itself.
    pub counts: Spans,
    /// Penalties: may it be published by law at all (依法可公示)?
    pub publishable: bool,
    /// Penalties: days on which it would be displayed had it not been annulled.
    pub shown: Spans,
    /// Penalties: when its fine is overdue.
    pub overdue: Vec<Overdue>,
    /// Does it show that someone looked at the merchant? Holds from [`Fact::day`] whatever happens
    /// to the finding.
    pub observes: bool,
    /// The first day on which it counts here at all: of a predecessor's record, the day of succession (承继日).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_from: Option<Day>,
    /// How its values came about.
    pub derivations: Vec<Derivation>,
}

impl Fact {
    /// A plain fact that counts during `counts`.
    #[must_use]
    pub const fn new(kind: FactKind, dated_by: DatedBy, key: RecordKey, day: Day, counts: Spans) -> Self {
        Self {
            kind,
            dated_by,
            key,
            case_no: None,
            day,
            values: Vec::new(),
            cause: None,
            counts,
            publishable: true,
            shown: Spans::none(),
            overdue: Vec::new(),
            observes: false,
            carried_from: None,
            derivations: Vec::new(),
        }
    }

    /// The value of a field, if the fact carries it.
    #[must_use]
    pub fn value(&self, field: Field) -> Option<&'static str> {
        self.values.iter().find(|(f, _)| *f == field).map(|(_, v)| *v)
    }
}

/// A status that holds during some days.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct StatusFact {
    /// Which.
    pub kind: StatusKind,
    /// The record behind it.
    pub key: RecordKey,
    /// The case of a list membership, if it has one.
    pub case_no: Option<Arc<str>>,
    /// When it holds.
    pub spans: Spans,
    /// How it came about, if it was derived.
    pub derivations: Vec<Derivation>,
}

/// An assessment with its items, for schemes that rate by the worst item.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct ItemsFact {
    /// The record behind it.
    pub key: RecordKey,
    /// Its day.
    pub day: Day,
    /// A state that leaves it unrated, if any.
    pub state: Option<String>,
    /// Score of each item.
    pub items: BTreeMap<String, i32>,
}

/// One merchant as a rating sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Facts {
    /// Identifier.
    pub code: PartyCode,
    /// Legal kind.
    pub kind: MerchantKind,
    /// Size band.
    pub size: SizeBand,
    /// Channel.
    pub channel: Channel,
    /// Area.
    pub area: AreaCode,
    /// Industry.
    pub industry: Industry,
    /// First trading day, if known.
    pub trading_from: Option<Day>,
    /// First day on which it no longer trades.
    pub trading_off: Option<Day>,
    /// First day on which it is not rated any more: deregistered or moved away.
    pub gone_from: Option<Day>,
    /// Dated facts, in order of key and day.
    pub facts: Vec<Fact>,
    /// Statuses, in order of kind and key.
    pub statuses: Vec<StatusFact>,
    /// Assessments, in order of day and key.
    pub items: Vec<ItemsFact>,
}

impl Facts {
    /// The days on which the merchant trades; the beginning is open if the start is unknown.
    #[must_use]
    pub fn trading(&self) -> Span {
        Span::new(self.trading_from.unwrap_or(Day::DAWN), self.trading_off.unwrap_or(Day::FOREVER))
    }
}
