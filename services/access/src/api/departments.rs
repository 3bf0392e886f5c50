//! Departments over HTTP.

use crate::departments::DepartmentTerms;
use crate::store::DepartmentRow;
use crate::trusting::Access;
use contracts::access::DepartmentKind;
use contracts::problem::Code;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{
    Administer, Answer, Api, Caller, Changed, Created, Doc, Fault, IfMatch, Json, Once, OnceAnswer, Path, State,
    Versioned, blocking,
};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/departments",
        list,
        Doc::new("list_departments", "列出机构", "List departments")
            .link("read_department", &[("department_id", "$response.body#/0/department_id")])
            .errors(&[Code::Unavailable]),
    )
    .post(
        "/departments",
        add,
        Doc::new("add_department", "新增机构", "Add a department")
            .link("read_department", &[("department_id", "$response.body#/department_id")])
            .errors(&[Code::Conflict, Code::Unprocessable, Code::Unavailable]),
    )
    .get(
        "/departments/{department_id}",
        read,
        Doc::new("read_department", "查看机构", "Read a department")
            .link(
                "change_department",
                &[("department_id", "$request.path.department_id"), ("if-match", "$response.header.ETag")],
            )
            .errors(&[Code::Unavailable]),
    )
    .put(
        "/departments/{department_id}",
        change,
        Doc::new("change_department", "更改机构", "Change a department")
            .text("When a department is made inactive, its accounts can no longer ask, and their tokens end.")
            .errors(&[Code::Unprocessable, Code::Unavailable]),
    )
}

/// A department (机构).
#[derive(Serialize, ToSchema)]
struct Department {
    /// Its number.
    department_id: String,
    /// Its name.
    name: String,
    /// What it is.
    #[schema(value_type = DepartmentKind)]
    kind: String,
    /// May its accounts ask?
    active: bool,
    /// Version of what is said here.
    version: i32,
    /// Since when it is so.
    #[schema(value_type = String, format = DateTime)]
    changed_at: Instant,
    /// Who said so.
    actor: String,
}

impl From<DepartmentRow> for Department {
    fn from(row: DepartmentRow) -> Self {
        let DepartmentRow { department_id, name, kind, active, version, changed_at, actor } = row;
        Self { department_id, name, kind, active, version, changed_at: Instant::from_micros(changed_at), actor }
    }
}

/// A department to be added (新机构).
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({ "department_id": "dongchang-bank", "name": "东昌商业银行", "kind": "bank" }))]
struct NewDepartment {
    /// Its number: letters, digits, `-`, `_` and `.`. That of an office is its code as records name it, such as `371502SJ`.
    #[schema(min_length = 2, max_length = 64, pattern = "^[A-Za-z0-9][A-Za-z0-9._-]+$")]
    department_id: String,
    /// Its name.
    #[schema(min_length = 1, max_length = 64)]
    name: String,
    /// What it is.
    kind: DepartmentKind,
}

/// What is said of a department (机构内容).
#[derive(Deserialize, ToSchema)]
struct DepartmentContent {
    /// Its name.
    name: String,
    /// What it is.
    kind: DepartmentKind,
    /// May its accounts ask?
    active: bool,
}

/// Which department.
#[derive(Deserialize, IntoParams)]
struct One {
    /// Its number.
    department_id: String,
}

async fn list(_: Caller<Administer>, access: State<Access>) -> Result<Answer<Vec<Department>>, Fault> {
    blocking(move || Ok(Answer::new(access.departments()?.into_iter().map(Department::from).collect()))).await
}

async fn read(_: Caller<Administer>, access: State<Access>, one: Path<One>) -> Result<Versioned<Department>, Fault> {
    blocking(move || Ok(shown(access.department(&one.department_id)?))).await
}

async fn add(
    caller: Caller<Administer>,
    once: Once,
    access: State<Access>,
    body: Json<NewDepartment>,
) -> Result<OnceAnswer<Created<Department>>, Fault> {
    let NewDepartment { department_id, name, kind } = body.into_inner();
    let terms = DepartmentTerms { name, kind, active: true };
    once.run(move || {
        let row = access.add_department(&department_id, &terms, &caller.sub)?;
        Ok(Created { body: row.into(), location: format!("/access/v1/departments/{department_id}") })
    })
    .await
}

async fn change(
    caller: Caller<Administer>,
    access: State<Access>,
    one: Path<One>,
    known: IfMatch,
    body: Json<DepartmentContent>,
) -> Result<Changed<Department>, Fault> {
    let DepartmentContent { name, kind, active } = body.into_inner();
    blocking(move || {
        let id = &one.department_id;
        let is_known = |number| known.is(&version(id, number));
        let terms = DepartmentTerms { name, kind, active };
        let row = access.change_department(id, &terms, (&is_known, &caller.sub))?;
        Ok(Changed { version: version(id, row.version), body: row.into() })
    })
    .await
}

fn shown(row: DepartmentRow) -> Versioned<Department> {
    let version = version(&row.department_id, row.version);
    Answer::new(Department::from(row)).versioned(&version)
}

/// The text that makes the `ETag`.
fn version(department_id: &str, number: i32) -> String {
    format!("department {department_id} {number}")
}
