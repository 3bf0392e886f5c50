//! Texts of decisions, for officials who decide about the penalty.

use super::one::One;
use crate::displays::Displays;
use crate::texts::{NewText, Served};
use contracts::problem::{Code, FieldError};
use domain::instant::Instant;
use ledger::Asker;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, Caller, Decide, Fault, Json, Once, OnceAnswer, Path, State, blocking};

/// Most names of a text.
const MOST_PERSONS: usize = 1_000;
/// Most characters of a name.
const LONGEST_NAME: usize = 64;

/// A text of a decision as it was served (决定书正文). It is not printed.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewDecisionText)]
pub(super) struct New {
    /// The text. The whole body has at most 1 MiB.
    #[schema(min_length = 1)]
    text: String,
    /// Natural persons named in it, whose names are masked wherever they stand: legal representatives, agents,
    /// witnesses. A name has at least two characters.
    #[serde(default)]
    #[schema(max_items = 1000)]
    persons: Vec<String>,
    /// The version that it replaces; nothing for the first.
    replaces: Option<i32>,
    /// Why it replaces that one.
    reason: Option<String>,
}

impl New {
    fn check(&self) -> Result<(), Fault> {
        let text = self.text.trim().is_empty().then(|| FieldError::new("text", "须填写正文", "a text is needed"));
        let is_name = |name: &String| (2..=LONGEST_NAME).contains(&name.trim().chars().count());
        let are_names = self.persons.len() <= MOST_PERSONS && self.persons.iter().all(is_name);
        let persons = (!are_names).then(|| {
            let zh = "姓名须为 2 至 64 个字，且不超过 1000 个";
            FieldError::new("persons", zh, "names have 2 to 64 characters, and there are at most 1000")
        });
        let errors: Vec<FieldError> = text.into_iter().chain(persons).collect();
        if errors.is_empty() { Ok(()) } else { Err(Fault::new(Code::InvalidBody).errors(errors)) }
    }
}

/// That a text was put (正文版本). What it says is not repeated.
#[derive(Serialize, ToSchema)]
pub(super) struct TextVersion {
    /// Its number, from 1.
    version: i32,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    put_at: Instant,
    /// Who.
    put_by: String,
}

/// A text of a decision as it was served, unmasked (决定书正文).
#[derive(Serialize, ToSchema)]
pub(super) struct DecisionText {
    /// Its number, from 1.
    version: i32,
    /// When it was put.
    #[schema(value_type = String, format = DateTime)]
    put_at: Instant,
    /// Who put it.
    put_by: String,
    /// Why it replaced the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Natural persons named in it.
    persons: Vec<String>,
    /// The text.
    text: String,
}

pub(super) async fn put(
    caller: Caller<Decide>,
    once: Once,
    displays: State<Displays>,
    one: Path<One>,
    body: Json<New>,
) -> Result<OnceAnswer<Answer<TextVersion>>, Fault> {
    body.check()?;
    once.run(move || {
        let New { text, persons, replaces, reason } = &body.0;
        let new = NewText { text, persons, replaces: *replaces, reason: reason.as_deref() };
        let Served { version, put_at, put_by, .. } = displays.texts().put(one.penalty(), new, Asker::of(&caller))?;
        Ok(Answer::new(TextVersion { version, put_at, put_by }))
    })
    .await
}

pub(super) async fn read(
    caller: Caller<Decide>,
    displays: State<Displays>,
    one: Path<One>,
) -> Result<Answer<DecisionText>, Fault> {
    blocking(move || {
        let (text, _) = displays.texts().last(one.penalty(), Asker::of(&caller))?;
        let text = text.ok_or_else(|| Fault::not_found("没有正文", "there is no text"))?;
        let Served { version, text, persons, put_at, put_by, reason } = text;
        Ok(Answer::new(DecisionText { version, put_at, put_by, reason, persons, text }))
    })
    .await
}
