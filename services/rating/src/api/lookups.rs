//! Look-ups: what is served of a merchant today, of one or of many, in short answers from memory, for those who
//! ask thousands of times an hour.

use super::allowed::{Allowed, Ground};
use super::merchants::{Anybody, One};
use crate::book::Ratings;
use crate::disclosure::{Group, Shown};
use crate::error::RatingError;
use crate::lookup::Found;
use crate::sandbox::Sandbox;
use contracts::authorisation::Authorisations;
use contracts::problem::{Code, FieldError};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::industry::Industry;
use domain::instant::Instant;
use domain::points::Milli;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use web::{Answer, Api, Caller, Concerning, Doc, Fault, Grounded, Json, Path, Query, State, Versioned, blocking};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/lookups/{code}",
        look_up,
        Doc::new("look_up", "速查一户经营主体", "Look a merchant up")
            .text(
                "What is served today, without its reasons. What is shown depends on who asks. Merchants of the \
                 sandbox (`GET /rating/v1/sandbox`) are answered for as of their own day, and say `sandbox`.",
            )
            .errors(&[Code::Unprocessable]),
    )
    .post(
        "/lookups",
        look_many_up,
        Doc::new("look_many_up", "速查多户经营主体", "Look many merchants up")
            .text(
                "At most 10,000 codes; the answers come in the order of the codes. A code that names nobody, or is \
                 none, says so in its place and keeps nobody else from an answer. The trail names every merchant.",
            )
            .errors(&[Code::Unprocessable]),
    )
}

/// Where the whole answer about a merchant is, before its code.
const HREF: &str = "/rating/v1/merchants/";
/// Codes of one request at most.
const MOST_CODES: usize = 10_000;

/// Which merchants.
#[derive(Deserialize, ToSchema)]
#[schema(as = LookupsWanted)]
struct Wanted {
    /// Credit codes or registration numbers.
    #[schema(max_items = 10_000)]
    codes: Vec<String>,
}

/// What is served of many merchants today (批量速查结果).
#[derive(Serialize, ToSchema)]
struct Lookups {
    /// As many as codes, in their order.
    items: Vec<LookedUp>,
}

/// What became of one code: `found` or `error`.
#[derive(Serialize, ToSchema)]
struct LookedUp {
    /// The code as it was sent.
    asked: String,
    /// What is served of the merchant.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Lookup>,
    /// Why there is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<FieldError>,
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
    /// `true` of a merchant of the sandbox, who is made up; left out of all others.
    #[serde(skip_serializing_if = "Option::is_none")]
    sandbox: Option<bool>,
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
pub(super) struct ServedClass {
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

impl ServedClass {
    /// The class of what was found.
    pub(super) fn of(Found { served, held_by }: Found) -> Self {
        Self {
            class: served.class,
            day: served.day,
            valid_until: served.valid_until,
            rated_at: served.rated_at,
            held_by,
        }
    }
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
            href: [HREF, served.code.as_str()].concat(),
            code: served.code,
            name: identity.then_some(served.name),
            area: served.area.filter(|_| identity),
            industry: served.industry.filter(|_| identity),
            public: public.then(|| InPublic { penalties: served.public_penalties, statuses: statuses.collect() }),
            score_milli,
            sandbox: None,
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

impl Lookup {
    /// As much of what was found in the sandbox as may be shown.
    fn in_sandbox(found: &Found, shown: Shown) -> Self {
        Self { sandbox: Some(true), ..Self::of(found.clone(), shown) }
    }
}

async fn look_up(
    caller: Caller<Anybody>,
    ratings: State<Ratings>,
    sandbox: State<Sandbox>,
    authorisations: State<dyn Authorisations>,
    one: Path<One>,
    by: Query<Ground>,
) -> Result<Grounded<Versioned<Lookup>>, Fault> {
    let told = |found: Found, Allowed { shown, ground }: Allowed| Grounded {
        answer: Answer::new(Lookup::of(found, shown)).tagged(),
        ground,
    };
    let code = one.code;
    if code.is_sandbox() {
        let Allowed { shown, ground } = Allowed::in_sandbox(&caller, &sandbox, by.authorisation)?;
        let answer = Answer::new(Lookup::in_sandbox(sandbox.look_up(code)?, shown)).tagged();
        return Ok(Grounded { answer, ground });
    }
    // Whether another code is a merchant's own as well stands in a table, which may keep a thread waiting.
    let is_plain = caller.merchant.is_none_or(|own| own == code) && by.authorisation.is_none();
    if let Some(found) = ratings.at_hand(code, caller.reach()).filter(|_| is_plain) {
        return Ok(told(found, Allowed { shown: ratings.shown(&caller, code)?, ground: None }));
    }
    blocking(move || {
        let allowed = Allowed::to(&caller, (&ratings, &authorisations), code, by.authorisation)?;
        Ok(told(ratings.look_up(code, caller.reach())?, allowed))
    })
    .await
}

async fn look_many_up(
    caller: Caller<Anybody>,
    ratings: State<Ratings>,
    sandbox: State<Sandbox>,
    wanted: Json<Wanted>,
) -> Result<Concerning<Lookups>, Fault> {
    let asked = wanted.into_inner().codes;
    if asked.len() > MOST_CODES {
        let wrong = FieldError::new("codes", format!("最多 {MOST_CODES} 个"), format!("at most {MOST_CODES} codes"));
        return Err(Fault::new(Code::InvalidBody).errors([wrong]));
    }
    blocking(move || {
        let read: Vec<_> = asked.iter().map(|text| PartyCode::parse(text)).collect();
        let codes: Vec<PartyCode> = read.iter().filter_map(|code| code.as_ref().ok().copied()).collect();
        let of_city: Vec<PartyCode> = codes.iter().copied().filter(|code| !code.is_sandbox()).collect();
        let mut found = ratings.look_many_up(&of_city, caller.reach())?.into_iter();
        let mut items = Vec::with_capacity(asked.len());
        for (place, (asked, code)) in asked.into_iter().zip(read).enumerate() {
            let told = match code {
                Err(error) => Err((error.zh(), error.to_string())),
                Ok(code) if code.is_sandbox() => match sandbox.look_up(code) {
                    Ok(found) => Ok(Lookup::in_sandbox(found, sandbox.shown(caller.role))),
                    Err(error) => Err(reason(error)?),
                },
                Ok(code) => match (ratings.shown(&caller, code), found.next()) {
                    (Ok(shown), Some(Ok(found))) => Ok(Lookup::of(found, shown)),
                    (Err(error), _) | (_, Some(Err(error))) => Err(reason(error)?),
                    (Ok(_), None) => Err(reason(RatingError::Missing)?),
                },
            };
            items.push(match told {
                Ok(found) => LookedUp { asked, found: Some(found), error: None },
                Err((zh, en)) => {
                    LookedUp { asked, found: None, error: Some(FieldError::new(format!("codes[{place}]"), zh, en)) }
                }
            });
        }
        Answer::new(Lookups { items }).concerning(codes)
    })
    .await
}

/// Why there is no answer about one merchant, in both languages; what concerns everybody fails the request.
fn reason(error: RatingError) -> Result<(String, String), Fault> {
    match error {
        RatingError::Missing => Ok(("没有该经营主体".to_owned(), "there is no such merchant".to_owned())),
        error if error.is_of_one() => {
            tracing::error!(%error, "a merchant cannot be looked up");
            Ok(("该经营主体目前无法评价".to_owned(), "the merchant cannot be rated at present".to_owned()))
        }
        error => Err(error.into()),
    }
}
