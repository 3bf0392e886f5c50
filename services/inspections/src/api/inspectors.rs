//! The register of inspectors over HTTP.

use super::path;
use crate::book::DrawBook;
use crate::error::DrawError;
use crate::register::InspectorTerms;
use crate::store::InspectorRow;
use contracts::problem::Code;
use domain::day::Day;
use domain::instant::Instant;
use ledger::for_everybody;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{
    Answer, Api, Caller, Changed, Created, Decide, Doc, Fault, IfMatch, Json, Once, OnceAnswer, Path, ReadRecords,
    State, Versioned, blocking,
};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/inspectors",
        list,
        Doc::new("list_inspectors", "列出执法人员名录", "List the register of inspectors")
            .link("read_inspector", &[("inspector_id", "$response.body#/0/inspector_id")])
            .errors(&[Code::Unavailable]),
    )
    .post(
        "/inspectors",
        add,
        Doc::new("add_inspector", "新增执法人员", "Add an inspector")
            .text("Whoever is limited to an area cannot: an inspector may be drawn for any merchant.")
            .errors(&[Code::OutsideReach, Code::Conflict, Code::Unprocessable, Code::Unavailable]),
    )
    .get(
        "/inspectors/{inspector_id}",
        read,
        Doc::new("read_inspector", "查看执法人员", "Read an inspector")
            .link(
                "change_inspector",
                &[("inspector_id", "$request.path.inspector_id"), ("if-match", "$response.header.ETag")],
            )
            .errors(&[Code::Unavailable]),
    )
    .put(
        "/inspectors/{inspector_id}",
        change,
        Doc::new("change_inspector", "更改执法人员", "Change an inspector")
            .text("What was frozen before stays as it was.")
            .errors(&[Code::OutsideReach, Code::Unprocessable, Code::Unavailable]),
    )
    .post(
        "/inspectors/{inspector_id}/end",
        end,
        Doc::new("end_inspector", "执法人员离任", "Say the last day on which an inspector is one").errors(&[
            Code::OutsideReach,
            Code::Unprocessable,
            Code::Unavailable,
        ]),
    )
}

/// An inspector of the register (执法人员).
#[derive(Serialize, ToSchema)]
struct Inspector {
    /// Staff number.
    inspector_id: String,
    /// Name.
    name: String,
    /// Department.
    department: String,
    /// Sectors for which the inspector is qualified.
    sectors: Vec<String>,
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// Last day, if there is one.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Day>,
    /// Version of what is said here.
    version: i32,
    /// Since when it is so.
    #[schema(value_type = String, format = DateTime)]
    changed_at: Instant,
    /// Who said so.
    actor: String,
}

impl TryFrom<InspectorRow> for Inspector {
    type Error = DrawError;
    fn try_from(row: InspectorRow) -> Result<Self, DrawError> {
        let sectors = row.sectors()?;
        let InspectorRow { inspector_id, name, department, from_day, until_day, version, changed_at, actor, .. } = row;
        let (from, until) = (Day::from_number(from_day), until_day.map(Day::from_number));
        let changed_at = Instant::from_micros(changed_at);
        Ok(Self { inspector_id, name, department, sectors, from, until, version, changed_at, actor })
    }
}

/// What is said of an inspector (执法人员信息).
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({
    "name": "王芳", "department": "东昌府区市场监管局", "sectors": ["food"], "from": "2026-01-01"
}))]
struct InspectorContent {
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Department.
    #[schema(min_length = 1, max_length = 200)]
    department: String,
    /// Sectors for which the inspector is qualified.
    #[schema(min_items = 1)]
    sectors: Vec<String>,
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// Last day, if there is one.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
}

impl InspectorContent {
    fn terms(self) -> InspectorTerms {
        let Self { name, department, sectors, from, until } = self;
        InspectorTerms { name, department, sectors, from, until }
    }
}

/// An inspector to be added (新执法人员).
#[derive(Deserialize, ToSchema)]
struct NewInspector {
    /// Staff number.
    #[schema(min_length = 1, max_length = 200)]
    inspector_id: String,
    /// Name.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Department.
    #[schema(min_length = 1, max_length = 200)]
    department: String,
    /// Sectors for which the inspector is qualified.
    #[schema(min_items = 1)]
    sectors: Vec<String>,
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// Last day, if there is one.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
}

/// The last day of something (终止日期).
#[derive(Deserialize, ToSchema)]
pub(super) struct LastDay {
    /// The last day on which it holds.
    #[schema(value_type = String, format = Date)]
    pub(super) until: Day,
}

/// Which inspector.
#[derive(Deserialize, IntoParams)]
struct One {
    /// Staff number.
    inspector_id: String,
}

async fn list(_: Caller<ReadRecords>, book: State<DrawBook>) -> Result<Answer<Vec<Inspector>>, Fault> {
    blocking(move || {
        let all = book.inspectors()?.into_iter().map(Inspector::try_from);
        Ok(Answer::new(all.collect::<Result<_, _>>()?))
    })
    .await
}

async fn read(_: Caller<ReadRecords>, book: State<DrawBook>, one: Path<One>) -> Result<Versioned<Inspector>, Fault> {
    blocking(move || {
        let found = book.inspectors()?.into_iter().find(|row| row.inspector_id == one.inspector_id);
        let row = found.ok_or(DrawError::Missing { zh: "执法人员", en: "inspector" })?;
        let version = version(&row);
        Ok(Answer::new(Inspector::try_from(row)?).versioned(&version))
    })
    .await
}

async fn add(
    caller: Caller<Decide>,
    once: Once,
    book: State<DrawBook>,
    body: Json<NewInspector>,
) -> Result<OnceAnswer<Created<Inspector>>, Fault> {
    for_everybody(&caller)?;
    let NewInspector { inspector_id, name, department, sectors, from, until } = body.into_inner();
    let terms = InspectorTerms { name, department, sectors, from, until };
    once.run(move || {
        let row = book.add_inspector(&inspector_id, &terms, &caller.sub)?;
        Ok(Created { location: path("inspectors", &row.inspector_id), body: row.try_into()? })
    })
    .await
}

async fn change(
    caller: Caller<Decide>,
    book: State<DrawBook>,
    one: Path<One>,
    known: IfMatch,
    body: Json<InspectorContent>,
) -> Result<Changed<Inspector>, Fault> {
    for_everybody(&caller)?;
    let terms = body.into_inner().terms();
    blocking(move || {
        let is_known = |number| known.is(&version_of(&one.inspector_id, number));
        changed(book.change_inspector(&one.inspector_id, &terms, (&is_known, &caller.sub))?)
    })
    .await
}

async fn end(
    caller: Caller<Decide>,
    once: Once,
    book: State<DrawBook>,
    one: Path<One>,
    body: Json<LastDay>,
) -> Result<OnceAnswer<Changed<Inspector>>, Fault> {
    for_everybody(&caller)?;
    once.run(move || changed(book.end_inspector(&one.inspector_id, body.until, &caller.sub)?)).await
}

fn changed(row: InspectorRow) -> Result<Changed<Inspector>, Fault> {
    Ok(Changed { version: version(&row), body: row.try_into()? })
}

fn version(row: &InspectorRow) -> String {
    version_of(&row.inspector_id, row.version)
}

/// The text that makes the `ETag`.
fn version_of(inspector_id: &str, number: i32) -> String {
    format!("inspector {inspector_id} {number}")
}
