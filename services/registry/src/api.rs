//! Who is who, over HTTP.

use crate::store::IdentifierRow;
use crate::subjects::SubjectBook;
use contracts::problem::{Code, FieldError};
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Caller, Doc, Fault, Json, Path, ReadRecords, ResolveSubjects, State, blocking};

/// Most codes of one request.
const MOST_CODES: usize = 10_000;

pub(crate) fn mount(api: Api, subjects: Arc<SubjectBook>) -> Api {
    api.with(subjects)
        .get(
            "/merchants/{code}/identifiers",
            identifiers,
            Doc::new("list_identifiers", "查看主体的各标识", "The codes of a merchant"),
        )
        .post(
            "/subjects/resolve",
            resolve,
            Doc::new("resolve_subjects", "解析主体", "Resolve codes to subjects").errors(&[Code::Unavailable]),
        )
        .post(
            "/subjects/find",
            find,
            Doc::new("find_subjects", "查找主体", "Find the subjects of codes").errors(&[Code::Unavailable]),
        )
}

/// Which merchant.
#[derive(Deserialize, IntoParams)]
struct One {
    /// Credit code or registration number.
    #[param(value_type = String)]
    code: PartyCode,
}

/// A code of a merchant (主体标识).
#[derive(Serialize, ToSchema)]
struct Identifier {
    /// Credit code or registration number.
    code: String,
    /// Was it given up for another one?
    former: bool,
    /// The last day on which it was used, if that is known.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Day>,
    /// Since when it is known here.
    #[schema(value_type = String, format = DateTime)]
    recorded_at: Instant,
}

impl Identifier {
    fn of(row: IdentifierRow) -> Self {
        Self {
            code: row.code,
            former: row.former,
            until: row.until_day.map(Day::from_number),
            recorded_at: Instant::from_micros(row.recorded_at),
        }
    }
}

async fn identifiers(
    _: Caller<ReadRecords>,
    book: State<SubjectBook>,
    one: Path<One>,
) -> Result<Answer<Vec<Identifier>>, Fault> {
    blocking(move || {
        let found = book.identifiers(one.code).map_err(Fault::unavailable)?;
        let rows = found.ok_or_else(|| Fault::not_found("没有该经营主体", "there is no such merchant"))?;
        Ok(Answer::new(rows.into_iter().map(Identifier::of).collect()))
    })
    .await
}

/// Codes whose subjects are asked for.
#[derive(Deserialize, ToSchema)]
struct Codes {
    /// Credit codes or registration numbers, at most 10,000.
    #[schema(value_type = Vec<String>)]
    codes: Vec<PartyCode>,
}

/// Subjects in the order of the codes.
#[derive(Serialize, ToSchema)]
struct Resolved {
    /// Internal number of each; nothing where there is none.
    subjects: Vec<Option<i64>>,
}

async fn resolve(
    _: Caller<ResolveSubjects>,
    book: State<SubjectBook>,
    body: Json<Codes>,
) -> Result<Answer<Resolved>, Fault> {
    let codes = bounded(body)?;
    blocking(move || {
        let subjects = book.resolve(&codes).map_err(Fault::unavailable)?;
        Ok(Answer::new(Resolved { subjects: subjects.into_iter().map(Some).collect() }))
    })
    .await
}

async fn find(
    _: Caller<ResolveSubjects>,
    book: State<SubjectBook>,
    body: Json<Codes>,
) -> Result<Answer<Resolved>, Fault> {
    let codes = bounded(body)?;
    blocking(move || Ok(Answer::new(Resolved { subjects: book.find(&codes).map_err(Fault::unavailable)? }))).await
}

fn bounded(body: Json<Codes>) -> Result<Vec<PartyCode>, Fault> {
    let codes = body.into_inner().codes;
    if codes.len() > MOST_CODES {
        let wrong = FieldError::new("codes", "最多 10000 个", "at most 10,000 codes");
        return Err(Fault::new(Code::InvalidBody).errors([wrong]));
    }
    Ok(codes)
}
