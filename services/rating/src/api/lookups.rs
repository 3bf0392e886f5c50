//! Look-ups: what is served of a merchant today, of one or of many, in short answers from memory, for those who
//! ask thousands of times an hour.

use super::allowed::{Allowed, Ground};
use super::merchants::{Anybody, One};
use super::short::{Field, Fields, Lookup};
use crate::book::Ratings;
use crate::disclosure::Shown;
use crate::error::RatingError;
use crate::lookup::Found;
use crate::sandbox::Sandbox;
use contracts::authorisation::Authorisations;
use contracts::port::{Marked, MarkedItem, marks_beside};
use contracts::problem::{Code, FieldError};
use domain::code::{CodeError, PartyCode};
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
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
                 none, says so in its place and keeps nobody else from an answer. Whoever names the `fields` that \
                 are wanted is answered sooner. The trail names every merchant.",
            )
            .errors(&[Code::Unprocessable]),
    )
}

/// Codes of one request at most.
const MOST_CODES: usize = 10_000;

/// Which merchants, and what of them.
#[derive(Deserialize, ToSchema)]
#[schema(as = LookupsWanted)]
struct Wanted {
    /// Credit codes or registration numbers.
    #[schema(max_items = 10_000, value_type = Vec<String>)]
    codes: Vec<Asked>,
    /// The fields that are wanted beside `code`; without this all but `class`, which is part of `rating`.
    #[serde(default)]
    fields: Option<Vec<Field>>,
}

/// One code, read where it stands: thousands of texts would take longer to keep than to look up.
enum Asked {
    /// It was written as we write it.
    Code(PartyCode),
    /// It was written otherwise, or is no code.
    Text(Box<str>),
}

impl Asked {
    fn code(&self) -> Result<PartyCode, CodeError> {
        match self {
            Self::Code(code) => Ok(*code),
            Self::Text(text) => PartyCode::parse(text),
        }
    }

    /// The text, unless it is this one's own code.
    fn unless(self, own: Option<PartyCode>) -> Option<Box<str>> {
        match self {
            Self::Code(code) if own == Some(code) => None,
            Self::Code(code) => Some(code.as_str().into()),
            Self::Text(text) => Some(text),
        }
    }
}

impl<'de> Deserialize<'de> for Asked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Reader)
    }
}

/// Reads a code as it was sent.
struct Reader;

impl Visitor<'_> for Reader {
    type Value = Asked;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<Asked, E> {
        let code = PartyCode::parse(text).ok().filter(|code| code.as_bytes() == text.as_bytes());
        Ok(code.map_or_else(|| Asked::Text(text.into()), Asked::Code))
    }
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
    /// The code as it was sent, unless it is `found.code`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    asked: Option<Box<str>>,
    /// What is served of the merchant.
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Lookup>,
    /// Why there is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<FieldError>)]
    error: Option<Box<FieldError>>,
}

impl LookedUp {
    fn of(asked: Asked, place: usize, told: Result<Lookup, Reason>) -> Self {
        match told {
            Ok(found) => Self { asked: asked.unless(Some(found.found.served.code)), found: Some(found), error: None },
            Err((zh, en)) => {
                let error = FieldError::new(format!("codes[{place}]"), zh, en);
                Self { asked: asked.unless(None), found: None, error: Some(error.into()) }
            }
        }
    }
}

/// Why there is no answer, in both languages.
type Reason = (String, String);

async fn look_up(
    caller: Caller<Anybody>,
    ratings: State<Ratings>,
    sandbox: State<Sandbox>,
    authorisations: State<dyn Authorisations>,
    marked: State<dyn Marked>,
    one: Path<One>,
    by: Query<Ground>,
) -> Result<Grounded<Versioned<Lookup>>, Fault> {
    let lookup = |found: Found, shown: Shown| Lookup::of(found, shown, Fields::WHOLE);
    let told = |lookup: Lookup, ground| Grounded { answer: Answer::new(lookup).tagged(), ground };
    let code = one.code;
    if code.is_sandbox() {
        let allowed = Allowed::in_sandbox(&caller, &sandbox, by.authorisation)?;
        return Ok(told(lookup(sandbox.look_up(code)?.clone(), allowed.shown), allowed.ground));
    }
    // Whether another code is a merchant's own as well stands in a table, which may keep a thread waiting.
    let is_plain = caller.merchant.is_none_or(|own| own == code) && by.authorisation.is_none();
    if let Some(found) = ratings.at_hand(code, caller.reach()).filter(|_| is_plain) {
        let mut found = lookup(found, ratings.shown(&caller, code)?);
        // Whoever knows what stands beside a class may keep a thread waiting; of what is told of nobody is asked.
        if found.tells_class() {
            found = blocking(move || mark([&mut found], marked.as_ref()).map(|()| found)).await?;
        }
        return Ok(told(found, None));
    }
    blocking(move || {
        let allowed = Allowed::to(&caller, (&ratings, &authorisations), code, by.authorisation)?;
        let mut found = lookup(ratings.look_up(code, caller.reach())?, allowed.shown);
        mark([&mut found], marked.as_ref())?;
        Ok(told(found, allowed.ground))
    })
    .await
}

/// Asks at once what stands beside the classes that are told.
fn mark<'l>(lookups: impl IntoIterator<Item = &'l mut Lookup>, marked: &dyn Marked) -> Result<(), Fault> {
    let telling: Vec<&mut Lookup> = lookups.into_iter().filter(|lookup| lookup.tells_class()).collect();
    let items: Vec<MarkedItem> = telling.iter().map(|lookup| lookup.found.served.class_item()).collect();
    let marks = marks_beside(marked, &items).map_err(Fault::unavailable)?;
    for (lookup, marks) in telling.into_iter().zip(marks) {
        lookup.marks = marks;
    }
    Ok(())
}

async fn look_many_up(
    caller: Caller<Anybody>,
    ratings: State<Ratings>,
    sandbox: State<Sandbox>,
    marked: State<dyn Marked>,
    wanted: Json<Wanted>,
) -> Result<Concerning<Lookups>, Fault> {
    let Wanted { codes: asked, fields } = wanted.into_inner();
    if asked.len() > MOST_CODES {
        let wrong = FieldError::new("codes", format!("最多 {MOST_CODES} 个"), format!("at most {MOST_CODES} codes"));
        return Err(Fault::new(Code::InvalidBody).errors([wrong]));
    }
    let fields = fields.as_deref().map_or(Fields::WHOLE, Fields::of);
    blocking(move || {
        let codes: Vec<PartyCode> = asked.iter().filter_map(|asked| asked.code().ok()).collect();
        let mut found = ratings.look_many_up(&codes, caller.reach())?.into_iter();
        let (of_all, of_sandbox) = (ratings.shown_of_all(&caller)?, sandbox.shown(caller.role));
        let mut items = Vec::with_capacity(asked.len());
        for (place, asked) in asked.into_iter().enumerate() {
            let told = match asked.code() {
                Err(error) => Err((error.zh(), error.to_string())),
                Ok(code) => {
                    let of_city = found.next().unwrap_or(Err(RatingError::Missing));
                    let seen = if code.is_sandbox() {
                        sandbox.look_up(code).map(|found| (found.clone(), of_sandbox))
                    } else {
                        let shown = of_all.map_or_else(|| ratings.shown(&caller, code), Ok);
                        shown.and_then(|shown| Ok((of_city?, shown)))
                    };
                    match seen {
                        Ok((found, shown)) => Ok(Lookup::of(found, shown, fields)),
                        Err(error) => Err(reason(error)?),
                    }
                }
            };
            items.push(LookedUp::of(asked, place, told));
        }
        mark(items.iter_mut().filter_map(|item| item.found.as_mut()), marked.as_ref())?;
        Answer::new(Lookups { items }).concerning(codes)
    })
    .await
}

/// Why there is no answer about one merchant, in both languages; what concerns everybody fails the request.
fn reason(error: RatingError) -> Result<Reason, Fault> {
    match error {
        RatingError::Missing => Ok(("没有该经营主体".to_owned(), "there is no such merchant".to_owned())),
        error if error.is_of_one() => {
            tracing::error!(%error, "a merchant cannot be looked up");
            Ok(("该经营主体目前无法评价".to_owned(), "the merchant cannot be rated at present".to_owned()))
        }
        error => Err(error.into()),
    }
}
