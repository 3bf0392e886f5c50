//! Rows of the tables.

use super::schema;

/// An inspector.
#[derive(
    diesel::Queryable, diesel::Selectable, diesel::Insertable, diesel::AsChangeset, Clone, PartialEq, Eq, Debug,
)]
#[diesel(table_name = schema::inspector, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct InspectorRow {
    pub(crate) inspector_id: String,
    pub(crate) name: String,
    pub(crate) department: String,
    /// A JSON list.
    pub(crate) sectors: String,
    pub(crate) from_day: i32,
    pub(crate) until_day: Option<i32>,
    pub(crate) version: i32,
    pub(crate) changed_at: i64,
    pub(crate) actor: String,
}

/// What keeps an inspector from a merchant, to be added.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::recusal, treat_none_as_default_value = false)]
pub(crate) struct RecusalPart {
    pub(crate) inspector_id: String,
    pub(crate) merchant: String,
    pub(crate) area: String,
    pub(crate) ground: String,
    pub(crate) from_day: i32,
    pub(crate) until_day: Option<i32>,
    pub(crate) reason: String,
    pub(crate) recorded_at: i64,
    pub(crate) actor: String,
}

/// The same as it stands.
#[derive(diesel::Queryable, diesel::Selectable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::recusal)]
pub(crate) struct RecusalRow {
    pub(crate) recusal_id: i64,
    #[diesel(embed)]
    pub(crate) part: RecusalPart,
    pub(crate) ended_at: Option<i64>,
    pub(crate) ended_by: Option<String>,
}

/// A plan, to be added.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::plan)]
pub(crate) struct PlanPart {
    pub(crate) year: i32,
    pub(crate) title: String,
    /// A JSON list of sectors with their industries.
    pub(crate) sectors: String,
    /// A JSON list.
    pub(crate) areas: String,
    pub(crate) created_at: i64,
    pub(crate) actor: String,
}

/// A plan.
#[derive(diesel::Queryable, diesel::Selectable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::plan)]
pub(crate) struct PlanRow {
    pub(crate) plan_id: i64,
    #[diesel(embed)]
    pub(crate) part: PlanPart,
}

/// A task, to be added.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::task)]
pub(crate) struct TaskPart {
    pub(crate) plan_id: i64,
    pub(crate) title: String,
    /// A JSON list of names of sectors.
    pub(crate) sectors: String,
    /// A JSON list.
    pub(crate) areas: String,
    pub(crate) from_day: i32,
    pub(crate) until_day: i32,
    pub(crate) created_at: i64,
    pub(crate) actor: String,
}

/// A task.
#[derive(diesel::Queryable, diesel::Selectable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::task)]
pub(crate) struct TaskRow {
    pub(crate) task_id: i64,
    #[diesel(embed)]
    pub(crate) part: TaskPart,
    pub(crate) ended_at: Option<i64>,
    pub(crate) ended_by: Option<String>,
}

/// A commitment, to be added.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone, PartialEq, Eq)]
#[diesel(table_name = schema::draw, treat_none_as_default_value = false)]
pub(crate) struct DrawPart {
    pub(crate) task_id: i64,
    pub(crate) year: i32,
    /// Its digest.
    pub(crate) commitment: String,
    pub(crate) nonce_hash: String,
    /// Sealed.
    pub(crate) nonce: String,
    /// [`draws::Course`] as JSON.
    pub(crate) course: String,
    pub(crate) state: String,
    pub(crate) committed_at: i64,
    pub(crate) committed_by: String,
    pub(crate) value_at: i64,
    pub(crate) wait_until: i64,
    pub(crate) population: i64,
    pub(crate) follows: Option<i64>,
    /// The installation's signature of it, as JSON.
    pub(crate) signature: Option<String>,
    /// [`crate::due::DueCounts`] as JSON; those of before rules were counted by say nothing.
    pub(crate) due: Option<String>,
    /// Parameters behind it that are not settled, as a JSON list; those of before they were kept say nothing.
    pub(crate) provisional: Option<String>,
}

/// A commitment and what became of it.
#[derive(diesel::Queryable, diesel::Selectable, Clone, PartialEq, Eq)]
#[diesel(table_name = schema::draw)]
pub(crate) struct DrawRow {
    pub(crate) draw_id: i64,
    #[diesel(embed)]
    pub(crate) part: DrawPart,
    pub(crate) ended_by: Option<String>,
    /// What is told of the result, as JSON.
    pub(crate) told: Option<String>,
}

/// A visit that was drawn.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::draw_visit, treat_none_as_default_value = false)]
pub(crate) struct VisitRow {
    pub(crate) draw_id: i64,
    pub(crate) merchant: String,
    pub(crate) place: i32,
    pub(crate) year: i32,
    pub(crate) sector: String,
    pub(crate) area: String,
    pub(crate) class: String,
    pub(crate) kind: String,
    /// The ground of a visit that the law demands.
    pub(crate) legal: Option<String>,
    pub(crate) first_id: Option<String>,
    pub(crate) second_id: Option<String>,
    pub(crate) lack: Option<String>,
    pub(crate) state: String,
    pub(crate) record: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) settled_at: Option<i64>,
    pub(crate) settled_by: Option<String>,
}

/// A visit as a device has sent it, and what it was answered.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::visit_entry)]
pub(crate) struct EntryRow {
    /// The device's own.
    pub(crate) visit_key: String,
    pub(crate) merchant: String,
    /// [`crate::entering::NewVisit`] as JSON.
    pub(crate) entry: String,
    /// [`crate::entering::Taken`] as JSON; empty until it is known, which nobody else ever sees.
    pub(crate) answer: String,
    pub(crate) entered_at: i64,
    pub(crate) actor: String,
}
