//! Tables of the register, plans and draws: queries once for both back-ends, what differs in `sqlite.rs` and
//! `postgres.rs`.

mod rows;
mod schema;

pub(crate) use rows::{
    DrawPart, DrawRow, EntryRow, InspectorRow, PlanPart, PlanRow, RecusalPart, RecusalRow, TaskPart, TaskRow, VisitRow,
};

use db::{Conn, Migrations};
use diesel::QueryResult;

/// The tables of inspections beside its ledger.
pub static MIGRATIONS: Migrations =
    db::migrations!("../../migrations/sqlite/inspections", "../../migrations/postgres/inspections");

/// A draw with its task and plan.
pub(crate) type Whole = (DrawRow, TaskRow, PlanRow);

/// The register of inspectors, and who keeps away from whom.
pub(crate) trait People {
    /// Every inspector, by number.
    fn inspectors(&mut self) -> QueryResult<Vec<InspectorRow>>;
    /// One, held until the transaction ends.
    fn hold_inspector(&mut self, inspector_id: &str) -> QueryResult<Option<InspectorRow>>;
    /// Adds one.
    fn add_inspector(&mut self, row: &InspectorRow) -> QueryResult<()>;
    /// Changes one.
    fn change_inspector(&mut self, row: &InspectorRow) -> QueryResult<()>;
    /// What keeps one inspector, or any of them, from merchants.
    fn recusals(&mut self, inspector_id: Option<&str>) -> QueryResult<Vec<RecusalRow>>;
    /// One of these, held until the transaction ends.
    fn hold_recusal(&mut self, recusal_id: i64) -> QueryResult<Option<RecusalRow>>;
    /// Adds one; gives its number.
    fn add_recusal(&mut self, part: &RecusalPart) -> QueryResult<i64>;
    /// Says until when one holds.
    fn end_recusal(&mut self, recusal_id: i64, until_day: i32, ended: (i64, &str)) -> QueryResult<()>;
}

/// Plans and tasks.
pub(crate) trait Plans {
    /// The plans of a year, or all, newest first.
    fn plans(&mut self, year: Option<i32>) -> QueryResult<Vec<PlanRow>>;
    /// One of them.
    fn plan(&mut self, plan_id: i64) -> QueryResult<Option<PlanRow>>;
    /// Adds one; gives its number.
    fn add_plan(&mut self, part: &PlanPart) -> QueryResult<i64>;
    /// The tasks of a plan.
    fn tasks(&mut self, plan_id: i64) -> QueryResult<Vec<TaskRow>>;
    /// The tasks of all plans of a year, with their plans.
    fn tasks_of_year(&mut self, year: i32) -> QueryResult<Vec<(TaskRow, PlanRow)>>;
    /// A task with its plan.
    fn task(&mut self, task_id: i64) -> QueryResult<Option<(TaskRow, PlanRow)>>;
    /// Adds a task; gives its number.
    fn add_task(&mut self, part: &TaskPart) -> QueryResult<i64>;
    /// Ends a task; false if it has ended before.
    fn end_task(&mut self, task_id: i64, ended: (i64, &str)) -> QueryResult<bool>;
}

/// Draws.
pub(crate) trait Draws {
    /// Lets nobody else add a draw or change its state until the transaction ends.
    fn lock_draws(&mut self) -> QueryResult<()>;
    /// Some draws with smaller numbers, newest first.
    fn draws(&mut self, before: Option<i64>, limit: i64) -> QueryResult<Vec<Whole>>;
    /// One of them.
    fn draw(&mut self, draw_id: i64) -> QueryResult<Option<Whole>>;
    /// One of them, held until the transaction ends.
    fn hold_draw(&mut self, draw_id: i64) -> QueryResult<Option<DrawRow>>;
    /// The draws of a task, newest first.
    fn draws_of_task(&mut self, task_id: i64) -> QueryResult<Vec<DrawRow>>;
    /// Those tasks of a year that were drawn for.
    fn drawn_tasks(&mut self, year: i32) -> QueryResult<Vec<i64>>;
    /// The draws that wait for their value, with their tasks and plans.
    fn waiting(&mut self) -> QueryResult<Vec<(i64, TaskRow, PlanRow)>>;
    /// The draws that have waited too long.
    fn overdue(&mut self, now: i64) -> QueryResult<Vec<i64>>;
    /// Adds one with its frozen inputs; gives its number.
    fn add_draw(&mut self, part: &DrawPart, frozen: &str) -> QueryResult<i64>;
    /// The frozen inputs of a draw that was not drawn on.
    fn frozen(&mut self, draw_id: i64) -> QueryResult<Option<String>>;
    /// The bundle of a draw.
    fn bundle(&mut self, draw_id: i64) -> QueryResult<Option<String>>;
    /// Ends one: the state, its course and what is told; false if it has another state than it was read with.
    fn end_draw(&mut self, draw_id: i64, ended: &Ended<'_>) -> QueryResult<bool>;
    /// Puts the bundle into the place of the frozen inputs.
    fn add_bundle(&mut self, draw_id: i64, bundle: &str) -> QueryResult<()>;
}

/// How a commitment ended.
pub(crate) struct Ended<'e> {
    /// The state that it was read with.
    pub(crate) before: &'e str,
    pub(crate) state: &'static str,
    pub(crate) course: &'e str,
    pub(crate) by: &'e str,
    pub(crate) told: Option<&'e str>,
}

/// A visit that is still to be made, with its task and plan, and the parameters behind its draw that are not settled.
pub(crate) type Open = (VisitRow, TaskRow, PlanRow, Option<String>);

/// Visits that were drawn.
pub(crate) trait Visits {
    /// Adds those of a draw.
    fn add_visits(&mut self, rows: &[VisitRow]) -> QueryResult<()>;
    /// Those of a draw, in their order.
    fn visits(&mut self, draw_id: i64) -> QueryResult<Vec<VisitRow>>;
    /// One, held until the transaction ends.
    fn hold_visit(&mut self, draw_id: i64, merchant: &str) -> QueryResult<Option<VisitRow>>;
    /// Says what became of one.
    fn settle_visit(&mut self, row: &VisitRow) -> QueryResult<()>;
    /// The draw whose choice of a merchant a record settled.
    fn settled_by(&mut self, merchant: &str, record: &str) -> QueryResult<Option<i64>>;
    /// All of a plan year.
    fn visits_of_year(&mut self, year: i32) -> QueryResult<Vec<VisitRow>>;
    /// Those that are still to be made, of one inspector or of anybody, with their tasks and plans, and what of their draws is
    /// not settled: the first due come first.
    fn open_visits(&mut self, inspector_id: Option<&str>) -> QueryResult<Vec<Open>>;
}

/// Visits that came in as one request.
pub(crate) trait Entries {
    /// The one under a key.
    fn entry(&mut self, visit_key: &str) -> QueryResult<Option<EntryRow>>;
    /// Takes the key; whoever is second is overtaken.
    fn begin_entry(&mut self, row: &EntryRow) -> QueryResult<()>;
    /// Says what was answered.
    fn answer_entry(&mut self, visit_key: &str, answer: &str) -> QueryResult<()>;
}

/// Everything.
pub(crate) trait Store: People + Plans + Draws + Visits + Entries {}

impl<T: People + Plans + Draws + Visits + Entries> Store for T {}

/// The store behind a connection.
pub(crate) fn store<'c>(conn: Conn<'c>) -> &'c mut (dyn Store + 'c) {
    match conn {
        Conn::Sqlite(conn) => conn,
        Conn::Postgres(conn) => conn,
    }
}

#[path = "store"]
mod on_sqlite {
    #[path = "sqlite.rs"]
    mod dialect;
    #[path = "draws.rs"]
    mod draws;
    #[path = "entries.rs"]
    mod entries;
    #[path = "people.rs"]
    mod people;
    #[path = "plans.rs"]
    mod plans;
    #[path = "visits.rs"]
    mod visits;
}

#[path = "store"]
mod on_postgres {
    #[path = "postgres.rs"]
    mod dialect;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "draws.rs"]
    mod draws;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "entries.rs"]
    mod entries;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "people.rs"]
    mod people;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "plans.rs"]
    mod plans;
    #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]
    #[path = "visits.rs"]
    mod visits;
}
