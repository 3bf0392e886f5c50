//! Look-ups: what is served of one merchant today, in one short answer from memory, for those who ask
//! thousands of times an hour.

use super::merchants::{Anybody, One, shown};
use crate::book::Ratings;
use crate::disclosure::{Group, Shown};
use crate::lookup::Found;
use contracts::problem::Code;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::industry::Industry;
use domain::instant::Instant;
use domain::points::Milli;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use web::{Answer, Api, Caller, Doc, Fault, Path, State, Versioned, blocking};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/lookups/{code}",
        look_up,
        Doc::new("look_up", "速查一户经营主体", "Look a merchant up")
            .text("What is served today, without its reasons. What is shown depends on who asks.")
            .errors(&[Code::Unprocessable]),
    )
}

/// What is served of a merchant today (速查结果). What the caller may not see is left out.
#[derive(Serialize, ToSchema)]
struct Lookup {
    /// Credit code or registration number; for a former one the present one.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    name: Option<Box<str>>,
    /// County-level area.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    area: Option<AreaCode>,
    /// Industry.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    industry: Option<Industry>,
    /// What is public about it today.
    #[serde(skip_serializing_if = "Option::is_none")]
    public: Option<InPublic>,
    /// Its class.
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<ServedClass>,
    /// Its score; nothing if the merchant is not rated.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>)]
    score_milli: Option<Milli>,
    /// Path of the whole answer.
    href: String,
}

/// What is public about a merchant today (公示情况).
#[derive(Serialize, ToSchema)]
struct InPublic {
    /// Number of penalties on display.
    penalties: u16,
    /// Public statuses, such as `serious_list`.
    statuses: Vec<String>,
}

/// The class that is served (信用等级).
#[derive(Serialize, ToSchema)]
struct ServedClass {
    /// The class; nothing if the merchant is not rated.
    #[schema(value_type = Option<String>)]
    class: Option<Arc<str>>,
    /// Day of the rating.
    #[schema(value_type = String, format = Date)]
    day: Day,
    /// First day on which it is made again.
    #[schema(value_type = String, format = Date)]
    valid_until: Day,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    rated_at: Instant,
    /// The mass event for whose release a newer rating waits.
    held_by: Option<i64>,
}

impl Lookup {
    /// As much of what was found as may be shown.
    fn of(found: Found, shown: Shown) -> Self {
        let Found { served, held_by } = found;
        let (identity, public) = (shown.has(Group::Identity), shown.has(Group::Public));
        let statuses = served.public_statuses.as_deref().unwrap_or_default();
        let statuses = statuses.split(',').filter(|token| !token.is_empty()).map(str::to_owned);
        let score_milli = served.score().filter(|_| shown.has(Group::Score));
        Self {
            href: format!("/{}/v1/merchants/{}", crate::SERVICE, served.code),
            code: served.code,
            name: identity.then_some(served.name),
            area: served.area.filter(|_| identity),
            industry: served.industry.filter(|_| identity),
            public: public.then(|| InPublic { penalties: served.public_penalties, statuses: statuses.collect() }),
            score_milli,
            rating: shown.has(Group::Issued).then_some(ServedClass {
                class: served.class,
                day: served.day,
                valid_until: served.valid_until,
                rated_at: served.rated_at,
                held_by,
            }),
        }
    }
}

async fn look_up(caller: Caller<Anybody>, ratings: State<Ratings>, one: Path<One>) -> Result<Versioned<Lookup>, Fault> {
    let code = one.code;
    // Whether another code is a merchant's own as well stands in a table, which may keep a thread waiting.
    let is_plain = caller.merchant.is_none_or(|own| own == code);
    if let Some(found) = ratings.at_hand(code).filter(|_| is_plain) {
        return Ok(Answer::new(Lookup::of(found, shown(&caller, &ratings, code)?)).tagged());
    }
    blocking(move || {
        let shown = shown(&caller, &ratings, code)?;
        Ok(Answer::new(Lookup::of(ratings.look_up(code)?, shown)).tagged())
    })
    .await
}
