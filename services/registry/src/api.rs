//! Who is who, over HTTP.

mod history;
mod search;
mod succession;

use crate::former::{Former, FormerError};
use crate::merchants::MerchantBook;
use crate::store::IdentifierRow;
use crate::subjects::SubjectBook;
use contracts::access::Reach;
use contracts::port::Registration;
use contracts::problem::{Code, FieldError};
use db::Transient as _;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use ledger::{Asker, LONGEST_REASON};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use web::{
    Answer, Api, Caller, Decide, Doc, Fault, Json, Once, OnceAnswer, Path, ReadRecords, ResolveSubjects, State,
    blocking,
};

/// Most codes of one request.
const MOST_CODES: usize = 10_000;

pub(crate) fn mount(api: Api, subjects: Arc<SubjectBook>) -> Api {
    history::mount(search::mount(api.with(subjects)))
        .get(
            "/merchants/{code}/identifiers",
            identifiers,
            Doc::new("list_identifiers", "查看主体的各标识", "The codes of a merchant"),
        )
        .post(
            "/merchants/{code}/identifiers",
            attach,
            Doc::new("attach_identifier", "补记曾用标识", "Attach a former code to a merchant")
                .text("From then on the code finds the merchant, and records that come in under it are the merchant's. A code that names somebody else keeps doing so: 409.")
                .errors(&[Code::Conflict, Code::Unprocessable]),
        )
        .post(
            "/subjects/registrations",
            registered,
            Doc::new("find_registrations", "查找登记信息", "Find the merchants that are registered under codes"),
        )
        .post(
            "/subjects/resolve",
            resolve,
            Doc::new("resolve_subjects", "解析主体", "Resolve codes to subjects")
                .errors(&[Code::Unprocessable, Code::Unavailable]),
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
    /// Who attached it; `registry` for a code that came in with a record.
    actor: String,
    /// Why, if an official attached it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl Identifier {
    fn of(row: IdentifierRow) -> Self {
        Self {
            code: row.code,
            former: row.former,
            until: row.until_day.map(Day::from_number),
            recorded_at: Instant::from_micros(row.recorded_at),
            actor: row.actor,
            reason: row.reason,
        }
    }
}

async fn identifiers(
    caller: Caller<ReadRecords>,
    book: State<SubjectBook>,
    one: Path<One>,
) -> Result<Answer<Vec<Identifier>>, Fault> {
    blocking(move || all_of(&book, one.code, caller.reach())).await
}

/// Every code of a merchant.
fn all_of(book: &SubjectBook, code: PartyCode, reach: Reach) -> Result<Answer<Vec<Identifier>>, Fault> {
    let found = book.identifiers(code, reach)?;
    let rows = found.ok_or_else(|| Fault::not_found("没有该经营主体", "there is no such merchant"))?;
    Ok(Answer::new(rows.into_iter().map(Identifier::of).collect()))
}

/// A former code of a merchant (曾用标识).
#[derive(Deserialize, ToSchema)]
struct FormerCode {
    /// The former credit code or registration number.
    #[schema(value_type = String)]
    code: PartyCode,
    /// The last day on which it was used, if that is known.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
    /// Why it is known to be this merchant's, in at most 200 characters.
    reason: String,
}

async fn attach(
    caller: Caller<Decide>,
    once: Once,
    book: State<SubjectBook>,
    one: Path<One>,
    body: Json<FormerCode>,
) -> Result<OnceAnswer<Answer<Vec<Identifier>>>, Fault> {
    once.run(move || {
        let FormerCode { code, until, reason } = &*body;
        let by = Asker::of(&caller);
        book.attach(Former { merchant: one.code, code: *code, until: *until, by, reason })?;
        all_of(&book, one.code, caller.reach())
    })
    .await
}

impl From<FormerError> for Fault {
    fn from(error: FormerError) -> Self {
        let wrong =
            |field: &str, zh: &str, en: &str| Self::new(Code::Unprocessable).errors([FieldError::new(field, zh, en)]);
        let en = error.to_string();
        match error {
            FormerError::Missing => Self::not_found("没有该经营主体", en),
            FormerError::NoReason => wrong("reason", "须填写理由", &en),
            FormerError::LongReason(length) => {
                wrong("reason", &format!("理由最多 {LONGEST_REASON} 个字符，现有 {length} 个"), &en)
            }
            FormerError::ToCome(_) => wrong("until", "停用日期不能晚于今天", &en),
            FormerError::Own(code) => Self::conflict(format!("{code} 已是该主体的标识"), en),
            FormerError::OfAnother(code) => Self::conflict(format!("{code} 已是另一主体的曾用标识"), en),
            FormerError::OfSandbox(_) => wrong("code", "沙盒商户的代码不能用作曾用标识", &en),
            FormerError::OwnParty(code) => Self::conflict(
                format!("{code} 已作为另一主体使用：此前已有信息以该标识报送，目前尚不能合并主体"),
                format!("{en}; parties cannot be merged yet"),
            ),
            FormerError::Database(error) if error.is_of_disk() => Self::disk(error),
            FormerError::Database(error) => Self::unavailable(error),
            FormerError::Place(error) => error.into(),
        }
    }
}

/// Whose registrations are asked for.
#[derive(Deserialize, ToSchema)]
struct RegistrationsWanted {
    /// Credit codes or registration numbers, at most 10,000.
    #[schema(value_type = Vec<String>)]
    codes: Vec<PartyCode>,
    /// Only what was known by this instant, such as 2025-04-01T00:00:00+08:00.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default)]
    known_at: Option<Instant>,
}

/// Merchants in the order of the codes (登记信息).
#[derive(Serialize, ToSchema)]
struct Registrations {
    /// Each merchant; nothing where none is registered.
    merchants: Vec<Option<Registration>>,
}

async fn registered(
    caller: Caller<ReadRecords>,
    merchants: State<MerchantBook>,
    body: Json<RegistrationsWanted>,
) -> Result<Answer<Registrations>, Fault> {
    let RegistrationsWanted { codes, known_at } = body.into_inner();
    let codes = bounded(codes)?;
    blocking(move || {
        let merchants = merchants.look(&codes, known_at, caller.reach())?;
        Ok(Answer::new(Registrations { merchants }))
    })
    .await
}

/// Codes whose subjects are asked for.
#[derive(Deserialize, ToSchema)]
#[schema(as = SubjectsWanted)]
struct Codes {
    /// Credit codes or registration numbers, at most 10,000.
    #[schema(value_type = Vec<String>)]
    codes: Vec<PartyCode>,
}

/// Subjects in the order of the codes.
#[derive(Serialize, ToSchema)]
#[schema(as = ResolvedSubjects)]
struct Resolved {
    /// Internal number of each; nothing where there is none.
    subjects: Vec<Option<i64>>,
}

async fn resolve(
    caller: Caller<ResolveSubjects>,
    book: State<SubjectBook>,
    body: Json<Codes>,
) -> Result<Answer<Resolved>, Fault> {
    ledger::for_everybody(&caller)?;
    let codes = bounded(body.into_inner().codes)?;
    if let Some(code) = codes.iter().find(|code| code.is_sandbox()) {
        let wrong = FieldError::new("codes", "沙盒商户的代码不能登记", "a code of the sandbox is nobody's");
        let wrong = FieldError { value: Some(code.to_string()), ..wrong };
        return Err(Fault::new(Code::Unprocessable).errors([wrong]));
    }
    blocking(move || {
        let subjects = book.resolve(&codes).map_err(Fault::unavailable)?;
        Ok(Answer::new(Resolved { subjects: subjects.into_iter().map(Some).collect() }))
    })
    .await
}

async fn find(
    caller: Caller<ResolveSubjects>,
    book: State<SubjectBook>,
    body: Json<Codes>,
) -> Result<Answer<Resolved>, Fault> {
    ledger::for_everybody(&caller)?;
    let codes = bounded(body.into_inner().codes)?;
    blocking(move || Ok(Answer::new(Resolved { subjects: book.find(&codes).map_err(Fault::unavailable)? }))).await
}

fn bounded(codes: Vec<PartyCode>) -> Result<Vec<PartyCode>, Fault> {
    if codes.len() > MOST_CODES {
        let wrong = FieldError::new("codes", "最多 10000 个", "at most 10,000 codes");
        return Err(Fault::new(Code::InvalidBody).errors([wrong]));
    }
    Ok(codes)
}
