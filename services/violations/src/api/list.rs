//! What is on display on a day and published: what is public by law, and no more.

mod table;

pub(super) use table::Table;

use crate::displays::{Displays, OnDay, OnDisplay};
use contracts::access::{Claims, Role, Scope};
use contracts::page::{Limit, ListTag, Page};
use contracts::port::Marks;
use contracts::problem::{Code, FieldError};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::money::Fen;
use domain::record::{PenaltyKind, Record as _, RecordKind};
use ledger::After;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Any, Caller, Concerning, Fault, Query, ReadPublic, ReadRecords, State, blocking};

/// Which penalties.
#[derive(Deserialize, IntoParams)]
pub(in crate::api) struct Filter {
    /// On display on this day; today if it is left out. Another day is for those who may read records: what is
    /// displayed no more is public no more.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<Day>,
    /// Only those of whose display this was the last day, whatever ended it, for those who may read records. It stands
    /// instead of `on`.
    #[param(value_type = Option<String>, format = Date)]
    ended_on: Option<Day>,
    /// Only of this merchant.
    #[param(value_type = Option<String>)]
    code: Option<PartyCode>,
    /// Only of merchants of this county-level area, such as 371502.
    #[param(value_type = Option<String>)]
    area: Option<AreaCode>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

impl Filter {
    /// The day that is looked at, if one is named.
    fn day(&self) -> Result<Option<Day>, Fault> {
        match (self.on, self.ended_on) {
            (Some(_), Some(_)) => {
                let both = FieldError::new("ended_on", "与 on 只能填写一个", "stands instead of on, not beside it");
                Err(Fault::new(Code::InvalidQuery).errors([both]))
            }
            (on, ended_on) => Ok(ended_on.or(on)),
        }
    }
}

/// A penalty that is on display (公示中的行政处罚).
#[derive(Serialize, ToSchema)]
pub(super) struct DisplayedPenalty {
    /// Credit code or registration number of the merchant, as the decision names it.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Its name, if it is registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Decision number.
    decision_no: String,
    /// Deciding authority.
    authority: String,
    /// Day of the decision.
    #[schema(value_type = String, format = Date)]
    decided_on: Day,
    /// Day of its publication, if it is known.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    published_on: Option<Day>,
    /// Is it taken for published without a day that says so (`publication.without_day`)?
    provisional: bool,
    /// Type of violation by the table of causes; left out if the table does not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    /// Type of violation in the words of the decision, personal data masked; empty until they are released.
    conduct: String,
    /// Has an official released the words of the decision?
    summary_released: bool,
    /// Kinds.
    kinds: Vec<PenaltyKind>,
    /// Fine.
    fine_fen: Fen,
    /// Last day of the display, as far as it is known today; nothing if it has no end.
    #[schema(value_type = Option<String>, format = Date)]
    display_until: Option<Day>,
    /// Path of all that is published of it.
    public_href: String,
    /// Path of the display with its reasons, for whoever may read records.
    #[serde(skip_serializing_if = "Option::is_none")]
    href: Option<String>,
    /// What stands beside it: what is pending about it, and what its merchant says of it.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    marks: Marks,
}

impl DisplayedPenalty {
    fn of(shown: OnDisplay, claims: &Claims) -> Self {
        let OnDisplay { penalty, party, span, cause, conduct, marks } = shown;
        let record = || contracts::owner::href(RecordKind::Penalty, penalty.party, penalty.key().as_str());
        let may_read =
            claims.allows(Scope::ReadRecords) && claims.reach().covers(party.as_ref().map(|party| party.area));
        let public_href = contracts::owner::displayed(penalty.party, penalty.key().as_str());
        let href = may_read.then(|| format!("{}/display", record()));
        Self {
            code: penalty.party,
            name: party.map(|party| party.name),
            decision_no: penalty.decision_no,
            authority: penalty.authority,
            decided_on: penalty.decided_on,
            published_on: penalty.published_on,
            provisional: penalty.published_on.is_none(),
            cause,
            summary_released: conduct.is_some(),
            conduct: conduct.unwrap_or_default(),
            kinds: penalty.kinds,
            fine_fen: penalty.fine_fen,
            display_until: Some(span.off).filter(|off| !off.is_sentinel()).map(|off| off.plus_days(-1)),
            public_href,
            href,
            marks,
        }
    }
}

pub(super) async fn list(
    caller: Caller<Any<(ReadRecords, ReadPublic)>>,
    displays: State<Displays>,
    filter: Query<Filter>,
) -> Result<Concerning<Page<DisplayedPenalty>>, Fault> {
    let filter = filter.into_inner();
    let tag = ListTag::of("displays", &(filter.on, filter.ended_on, filter.code, filter.area))?;
    let after: Option<After> = filter.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    let day = filter.day()?;
    if day.is_some_and(|day| day != displays.today()) && !caller.allows(Scope::ReadRecords) {
        return Err(Fault::forbidden("只公开当日在公示期内的处罚", "only what is on display today is public"));
    }
    blocking(move || {
        let code = within(&caller, &displays, filter.code)?;
        let last = filter.ended_on.is_some();
        let wanted = OnDay { day, last, code, area: filter.area, after, limit: filter.limit.get() };
        let (shown, next) = displays.on(&wanted, caller.reach())?;
        let items: Vec<_> = shown.into_iter().map(|shown| DisplayedPenalty::of(shown, &caller)).collect();
        let merchants = items.iter().map(|item| item.code).collect();
        Answer::new(Page { items, next: next.map(|after| tag.encode(&after)).transpose()? }).concerning(merchants)
    })
    .await
}

/// The merchant to which a caller is bound, if it is: to a merchant there is no other.
pub(super) fn within(
    claims: &Claims,
    displays: &Displays,
    asked: Option<PartyCode>,
) -> Result<Option<PartyCode>, Fault> {
    let missing = || Fault::not_found("没有该经营主体", "there is no such merchant");
    match (claims.merchant, asked) {
        (None, _) if claims.role == Role::Merchant => Err(missing()),
        (None, asked) => Ok(asked),
        (Some(own), None) => Ok(Some(own)),
        (Some(own), Some(asked)) if own == asked || displays.is_one(own, asked)? => Ok(Some(own)),
        (Some(_), Some(_)) => Err(missing()),
    }
}
