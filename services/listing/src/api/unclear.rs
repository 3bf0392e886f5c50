//! The register of unclear law.

use crate::lists::Lists;
use crate::unclear::Unclear;
use domain::day::Day;
use policy::parameter::{Confidence, SignOff};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Administer, Answer, Any, Caller, Fault, ReadRecords, State, blocking};

/// What an office has answered (核定).
#[derive(Serialize, ToSchema)]
struct UnclearAnswer {
    /// The office.
    office: String,
    /// On which day.
    #[schema(value_type = String, format = Date)]
    on: Day,
    /// The document.
    document: String,
}

/// An interval of a parameter that needed, or needs, an office's answer (待明确的规定).
#[derive(Serialize, ToSchema)]
pub(super) struct UnclearLaw {
    /// As decisions name it: `id@first day`.
    law: String,
    /// The name of the parameter in Chinese.
    title_zh: String,
    /// The same in English.
    title: String,
    /// How sure the reading is: `P`, `S`, `S-weak`, `K-H`, `K-M`, `K-L`, `OPEN` or `PROP`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    confidence: Option<Confidence>,
    /// Instrument and article.
    article: String,
    /// The part of the house that goes by it.
    owner: String,
    /// Who has to answer.
    ask: &'static str,
    /// The same in Chinese.
    ask_zh: &'static str,
    /// The answer, once there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_off: Option<UnclearAnswer>,
    /// In how many cases of the lists somebody has named it.
    cases: usize,
}

impl UnclearLaw {
    fn of((one, cases): (&Unclear, usize)) -> Self {
        let answer = |SignOff { office, on, document }| UnclearAnswer { office, on, document };
        Self {
            law: one.law(),
            title_zh: one.title.zh.clone(),
            title: one.title.en.clone(),
            confidence: one.confidence,
            article: one.article.clone(),
            owner: one.owner.clone(),
            ask: one.ask.token(),
            ask_zh: one.ask.zh(),
            signed_off: one.signed_off.clone().map(answer),
            cases,
        }
    }
}

pub(super) async fn list(
    _: Caller<Any<(ReadRecords, Administer)>>,
    lists: State<Lists>,
) -> Result<Answer<Vec<UnclearLaw>>, Fault> {
    blocking(move || Ok(Answer::new(lists.unclear()?.into_iter().map(UnclearLaw::of).collect()))).await
}
