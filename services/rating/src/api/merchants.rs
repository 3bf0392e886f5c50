//! One merchant: its rating on any day, with what was known at any instant, and its history.

use super::allowed::{Allowed, ground_of};
use super::seen::{Links, Seen};
use super::short::ServedClass;
use crate::beside::Wanted;
use crate::book::Ratings;
use crate::disclosure::{Group, Shown};
use crate::judge::Spell;
use crate::look::{Issued, Question};
use crate::sandbox::Sandbox;
use contracts::access::Claims;
use contracts::authorisation::Authorisations;
use contracts::owner::href_of_key;
use contracts::port::{Marked, Marks};
use contracts::problem::Code;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::RecordKey;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{
    Answer, Any, Api, Caller, Doc, Fault, Grounded, Path, Query, ReadOwn, ReadPublic, ReadRatings, State, blocking,
};

/// Whoever may see anything of a merchant at all; the table decides what.
pub(super) type Anybody = Any<(ReadRatings, ReadOwn, ReadPublic)>;

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/merchants/{code}",
        read,
        Doc::new("read_rating", "查看信用分类及理由", "Read a merchant's rating with its reasons")
            .text("`as_of` is the day of the rating, `known_at` the instant of knowledge; `public` is always what is public today. What is shown depends on who asks.")
            .errors(&[Code::Unprocessable]),
    )
    .get(
        "/merchants/{code}/history",
        history,
        Doc::new("read_rating_history", "查看等级历史", "Read how a merchant's class came about")
            .text("The classes that were issued, each with its cause; with `recomputed=true` the classes of the past as today's knowledge sees them."),
    )
}

/// Which merchant.
#[derive(Deserialize, IntoParams)]
pub(super) struct One {
    /// Credit code or registration number.
    #[param(value_type = String, example = "91371502MA00000A05")]
    pub(super) code: PartyCode,
}

/// When, as known when, by what.
#[derive(Deserialize, IntoParams)]
pub(super) struct When {
    /// Day of the rating; today if it is left out.
    #[param(value_type = Option<String>, format = Date)]
    pub(super) as_of: Option<Day>,
    /// Only what was known by this instant, such as 2025-04-01T00:00:00+08:00.
    #[param(value_type = Option<String>, format = DateTime)]
    pub(super) known_at: Option<Instant>,
    /// A scheme by name, also outside its force: then the answer says trial.
    pub(super) scheme: Option<String>,
}

impl When {
    pub(super) fn question(&self) -> Question<'_> {
        Question { as_of: self.as_of, known_at: self.known_at, scheme: self.scheme.as_deref() }
    }
}

/// When, as known when, by what, and on what ground.
#[derive(Deserialize, IntoParams)]
struct Asked {
    /// Day of the rating; today if it is left out.
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Day>,
    /// Only what was known by this instant, such as 2025-04-01T00:00:00+08:00.
    #[param(value_type = Option<String>, format = DateTime)]
    known_at: Option<Instant>,
    /// A scheme by name, also outside its force: then the answer says trial.
    scheme: Option<String>,
    /// Number of an authorisation that the merchant gave to the caller's bank.
    authorisation: Option<i64>,
}

async fn read(
    caller: Caller<Anybody>,
    ratings: State<Ratings>,
    sandbox: State<Sandbox>,
    authorisations: State<dyn Authorisations>,
    marked: State<dyn Marked>,
    one: Path<One>,
    asked: Query<Asked>,
) -> Result<Grounded<Answer<Seen>>, Fault> {
    let Asked { as_of, known_at, scheme, authorisation } = asked.into_inner();
    let when = When { as_of, known_at, scheme };
    blocking(move || {
        if one.code.is_sandbox() {
            let Allowed { shown, ground } = Allowed::in_sandbox(&caller, &sandbox, authorisation)?;
            let answer = Answer::new(in_sandbox(&sandbox, one.code, &when, shown)?);
            return Ok(Grounded { answer, ground });
        }
        let allowed = Allowed::to(&caller, (&ratings, &authorisations), one.code, authorisation)?;
        let Allowed { shown, ground } = allowed;
        // Who sees nothing that is computed is told of today alone: the past would show what is public no more.
        let question = if shown.has(Group::Class) { when.question() } else { Question::default() };
        // Asked for first: a class that is served is never ahead of what explains it.
        let served = match shown.has(Group::Issued) && when.as_of.is_none() {
            true => {
                let found = ratings.look_up(one.code, caller.reach())?;
                Some(serde_json::to_value(ServedClass::of(&found)).map_err(Fault::internal)?)
            }
            false => None,
        };
        let mut told = ratings.explain(one.code, &question, caller.reach())?;
        let wanted = Wanted {
            class: shown.has(Group::Class) || shown.has(Group::Issued),
            reasons: shown.has(Group::Reasons),
            public: shown.has(Group::Public),
        };
        let beside = ratings.beside(marked.as_ref(), (one.code, caller.reach()), &mut told, wanted)?;
        let records = shown.has(Group::Reasons).then(|| links(one.code, &told.keys));
        let answer = Answer::new(Seen::of(told, shown, (records, served)).beside(beside));
        Ok(Grounded { answer, ground })
    })
    .await
}

/// The answer about a merchant of the sandbox. Its records lie in no service, so there are no links to them.
fn in_sandbox(sandbox: &Sandbox, code: PartyCode, when: &When, shown: Shown) -> Result<Seen, Fault> {
    let question = if shown.has(Group::Class) { when.question() } else { Question::default() };
    let told = sandbox.explain(code, &question)?;
    let served = match shown.has(Group::Issued) && when.as_of.is_none() {
        true => Some(serde_json::to_value(ServedClass::of(sandbox.look_up(code)?)).map_err(Fault::internal)?),
        false => None,
    };
    Ok(Seen::of(told, shown, (None, served)).in_sandbox())
}

/// Where the records are found that an answer names.
fn links(code: PartyCode, keys: &[String]) -> Links {
    let href = |key: &str| {
        let (code, key) = RecordKey::predecessor(key).unwrap_or((code, key));
        href_of_key(code, key)
    };
    keys.iter().filter_map(|key| Some((key.clone(), href(key)?))).collect()
}

/// What the caller may see of a merchant; to whom it is nothing, there is no such merchant.
pub(super) fn shown(claims: &Claims, ratings: &Ratings, code: PartyCode) -> Result<Shown, Fault> {
    Ok(ratings.shown(claims, code)?)
}

/// What is not shown to a caller, with what the lawfulness gate says of it.
pub(super) fn shut(
    (zh, en): (&str, &str),
    claims: &Claims,
    (ratings, code): (&Ratings, PartyCode),
    group: Group,
) -> Fault {
    // Of merchants of the sandbox the table alone decides.
    let reasons = if code.is_sandbox() { Vec::new() } else { ratings.why_not(claims, code, group).unwrap_or_default() };
    Fault::forbidden(zh, en).refused(reasons)
}

/// How the history is wanted.
#[derive(Deserialize, IntoParams)]
struct How {
    /// The classes of the past as today's knowledge sees them, in place of those that were issued.
    #[serde(default)]
    recomputed: bool,
}

/// How a class came about (等级历史).
#[derive(Serialize, ToSchema)]
struct History {
    /// The merchant.
    #[schema(value_type = String)]
    code: PartyCode,
    /// `true` of a merchant of the sandbox, who is made up; left out of all others.
    #[serde(skip_serializing_if = "Option::is_none")]
    sandbox: Option<bool>,
    /// The classes that were issued, oldest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Vec<Issued>>,
    /// The classes of the past as today's knowledge sees them, oldest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    recomputed: Option<Vec<Spell>>,
    /// What stands beside the class now: what is pending about it, and what the merchant says of it.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    marks: Marks,
}

async fn history(
    caller: Caller<Any<(ReadRatings, ReadOwn)>>,
    ratings: State<Ratings>,
    sandbox: State<Sandbox>,
    marked: State<dyn Marked>,
    one: Path<One>,
    how: Query<How>,
) -> Result<Grounded<Answer<History>>, Fault> {
    blocking(move || {
        let code = one.code;
        let is_sandbox = code.is_sandbox();
        let shown = if is_sandbox { sandbox.shown(caller.role) } else { shown(&caller, &ratings, code)? };
        if !shown.has(Group::History) {
            let (zh, en) = ("等级历史不对您开放", "the history is not shown to you");
            return Err(shut((zh, en), &caller, (&ratings, code), Group::History));
        }
        let (issued, recomputed) = match (how.recomputed, is_sandbox) {
            (true, true) => (None, Some(sandbox.recomputed(code)?)),
            (true, false) => (None, Some(ratings.recomputed(code, caller.reach())?)),
            (false, true) => (Some(sandbox.history(code)?), None),
            (false, false) => (Some(ratings.history(code, caller.reach())?), None),
        };
        let marks = match is_sandbox {
            true => Marks::default(),
            false => ratings.marks_of_class(marked.as_ref(), code, caller.reach())?,
        };
        let sandbox = is_sandbox.then_some(true);
        let answer = Answer::new(History { code, sandbox, issued, recomputed, marks });
        Ok(Grounded { answer, ground: ground_of(code) })
    })
    .await
}
