//! Whole tables taken out of databases that are in use, and put into empty ones (备份与恢复).
//!
//! SQLite copies a file as it is; from PostgreSQL tables come as lines of JSON, all of one instant, so that neither
//! needs a program beside this one.

mod file;
mod filling;
mod snapshot;

pub use file::{FileCopy, copy_file};
pub use filling::{Filling, fill};
pub use snapshot::Snapshot;

/// A table as it is copied (表).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in their order.
    pub columns: Vec<String>,
}

/// A name that a statement may hold: bound values name no tables.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn listed(columns: &[String]) -> String {
    columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")
}

/// A name that a query gives.
#[derive(diesel::QueryableByName)]
struct Named {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

/// A number that a query gives.
#[derive(diesel::QueryableByName)]
struct Counted {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}

fn count(counted: &Counted) -> u64 {
    u64::try_from(counted.number).unwrap_or_default()
}

/// Where the numbers of migrations that were run stand.
const MIGRATIONS: &str = "__diesel_schema_migrations";
