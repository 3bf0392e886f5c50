//! Plans and tasks over HTTP.

use super::path;
use crate::book::DrawBook;
use crate::error::DrawError;
use crate::plans::{PlanTerms, TaskTerms};
use crate::sector::Sector;
use crate::store::{PlanRow, TaskRow};
use contracts::problem::Code;
use domain::area::AreaCode;
use domain::day::Day;
use domain::instant::Instant;
use ledger::Asker;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{
    Answer, Api, Caller, Created, Decide, Doc, Fault, Json, Once, OnceAnswer, Path, Query, ReadRecords, State, blocking,
};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/plans",
        list,
        Doc::new("list_plans", "列出抽查计划", "List the plans of inspections")
            .link("read_plan", &[("plan_id", "$response.body#/0/plan_id")])
            .errors(&[Code::Unavailable]),
    )
    .post(
        "/plans",
        add,
        Doc::new("add_plan", "制定抽查计划", "Make a plan of inspections")
            .link("read_plan", &[("plan_id", "$response.body#/plan_id")])
            .link("add_task", &[("plan_id", "$response.body#/plan_id")])
            .errors(&[Code::OutsideReach, Code::Unprocessable, Code::Unavailable]),
    )
    .get(
        "/plans/{plan_id}",
        read,
        Doc::new("read_plan", "查看抽查计划", "Read a plan with its tasks").errors(&[Code::Unavailable]),
    )
    .post(
        "/plans/{plan_id}/tasks",
        add_task,
        Doc::new("add_task", "下达抽查任务", "Add a task to a plan")
            .link("end_task", &[("task_id", "$response.body#/task_id")])
            .errors(&[Code::OutsideReach, Code::Unprocessable, Code::Unavailable]),
    )
    .post(
        "/tasks/{task_id}/end",
        end_task,
        Doc::new("end_task", "结束抽查任务", "End a task")
            .text(
                "From then on what was drawn is public. Every visit must have been made, or dropped for a reason: 409.",
            )
            .errors(&[Code::OutsideReach, Code::Conflict, Code::Unavailable]),
    )
}

/// A plan of inspections (抽查计划).
#[derive(Serialize, ToSchema)]
#[schema(as = InspectionPlan)]
struct Plan {
    /// Its number.
    plan_id: i64,
    /// The calendar year.
    year: i32,
    /// Title.
    title: String,
    /// Sectors.
    sectors: Vec<Sector>,
    /// County-level areas.
    #[schema(value_type = Vec<String>)]
    areas: Vec<AreaCode>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Instant,
    /// Who made it.
    actor: String,
    /// Its tasks; nothing in a list of plans.
    #[serde(skip_serializing_if = "Option::is_none")]
    tasks: Option<Vec<Task>>,
}

impl Plan {
    fn of(row: PlanRow, tasks: Option<Vec<TaskRow>>) -> Result<Self, DrawError> {
        let (sectors, areas) = (row.sectors()?, row.areas()?);
        let tasks = tasks.map(|tasks| tasks.into_iter().map(Task::try_from).collect::<Result<_, _>>()).transpose()?;
        let created_at = Instant::from_micros(row.part.created_at);
        let PlanRow { plan_id, part } = row;
        Ok(Self { plan_id, year: part.year, title: part.title, sectors, areas, created_at, actor: part.actor, tasks })
    }
}

/// A task of a plan (抽查任务).
#[derive(Serialize, ToSchema)]
#[schema(as = InspectionTask)]
struct Task {
    /// Its number.
    task_id: i64,
    /// Number of the plan.
    plan_id: i64,
    /// Title.
    title: String,
    /// Names of its sectors.
    sectors: Vec<String>,
    /// Areas.
    #[schema(value_type = Vec<String>)]
    areas: Vec<AreaCode>,
    /// First day of its visits.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// Last day of its visits.
    #[schema(value_type = String, format = Date)]
    until: Day,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Instant>,
    /// Who ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_by: Option<String>,
}

impl TryFrom<TaskRow> for Task {
    type Error = DrawError;
    fn try_from(row: TaskRow) -> Result<Self, DrawError> {
        let (sectors, areas) = (row.sectors()?, row.areas()?);
        let TaskRow { task_id, part, ended_at, ended_by } = row;
        Ok(Self {
            task_id,
            plan_id: part.plan_id,
            title: part.title,
            sectors,
            areas,
            from: Day::from_number(part.from_day),
            until: Day::from_number(part.until_day),
            ended_at: ended_at.map(Instant::from_micros),
            ended_by,
        })
    }
}

/// A plan to be made (新抽查计划).
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({
    "year": 2026, "title": "2026年度双随机抽查计划", "areas": ["371502"],
    "sectors": [{ "sector": "food", "industries": ["62", "52"] }]
}))]
struct NewPlan {
    /// The calendar year.
    year: i32,
    /// Title.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// Sectors.
    #[schema(min_items = 1)]
    sectors: Vec<Sector>,
    /// County-level areas, or the whole city.
    #[schema(value_type = Vec<String>, min_items = 1)]
    areas: Vec<AreaCode>,
}

/// A task to be added (新抽查任务).
#[derive(Deserialize, ToSchema)]
struct NewTask {
    /// Title.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// Names of its sectors; those of the plan if none is named.
    #[serde(default)]
    sectors: Vec<String>,
    /// Areas; those of the plan if none is named.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    areas: Vec<AreaCode>,
    /// First day of its visits, in the year of the plan.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// Last day of its visits.
    #[schema(value_type = String, format = Date)]
    until: Day,
}

/// Which plans.
#[derive(Deserialize, IntoParams)]
pub(super) struct Wanted {
    /// Only those of this year.
    pub(super) year: Option<i32>,
}

/// Which plan.
#[derive(Deserialize, IntoParams)]
struct OnePlan {
    /// Its number.
    plan_id: i64,
}

/// Which task.
#[derive(Deserialize, IntoParams)]
struct OneTask {
    /// Its number.
    task_id: i64,
}

async fn list(
    _: Caller<ReadRecords>,
    book: State<DrawBook>,
    wanted: Query<Wanted>,
) -> Result<Answer<Vec<Plan>>, Fault> {
    blocking(move || {
        let all = book.plans(wanted.year)?.into_iter().map(|row| Plan::of(row, None));
        Ok(Answer::new(all.collect::<Result<_, _>>()?))
    })
    .await
}

async fn read(_: Caller<ReadRecords>, book: State<DrawBook>, one: Path<OnePlan>) -> Result<Answer<Plan>, Fault> {
    blocking(move || {
        let (plan, tasks) = book.plan(one.plan_id)?;
        Ok(Answer::new(Plan::of(plan, Some(tasks))?))
    })
    .await
}

async fn add(
    caller: Caller<Decide>,
    once: Once,
    book: State<DrawBook>,
    body: Json<NewPlan>,
) -> Result<OnceAnswer<Created<Plan>>, Fault> {
    let NewPlan { year, title, sectors, areas } = body.into_inner();
    let terms = PlanTerms { year, title, sectors, areas };
    once.run(move || {
        let row = book.add_plan(&terms, Asker::of(&caller))?;
        Ok(Created { location: path("plans", row.plan_id), body: Plan::of(row, Some(Vec::new()))? })
    })
    .await
}

async fn add_task(
    caller: Caller<Decide>,
    once: Once,
    book: State<DrawBook>,
    one: Path<OnePlan>,
    body: Json<NewTask>,
) -> Result<OnceAnswer<Created<Task>>, Fault> {
    let NewTask { title, sectors, areas, from, until } = body.into_inner();
    let terms = TaskTerms { title, sectors, areas, from, until };
    once.run(move || {
        let row = book.add_task(one.plan_id, &terms, Asker::of(&caller))?;
        Ok(Created { location: path("plans", row.part.plan_id), body: row.try_into()? })
    })
    .await
}

async fn end_task(
    caller: Caller<Decide>,
    once: Once,
    book: State<DrawBook>,
    one: Path<OneTask>,
) -> Result<OnceAnswer<Answer<Task>>, Fault> {
    once.run(move || {
        let row = book.end_task(one.task_id, Asker::of(&caller))?;
        Ok(Answer::new(row.try_into()?))
    })
    .await
}
