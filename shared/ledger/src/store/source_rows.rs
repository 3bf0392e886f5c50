//! Rows of queries about sources.

use super::schema::record;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

/// How many versions came that are alike.
#[derive(QueryableByName, Clone, Debug)]
pub(crate) struct ArrivalCount {
    #[diesel(sql_type = Text)]
    pub(crate) kind: String,
    #[diesel(sql_type = Text)]
    pub(crate) act: String,
    #[diesel(sql_type = BigInt)]
    pub(crate) first: i64,
    #[diesel(sql_type = BigInt)]
    pub(crate) withdrawal: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(crate) lag: Option<i64>,
    #[diesel(sql_type = BigInt)]
    pub(crate) number: i64,
}

/// What a version says, and where it lies in the order of arrival.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = record)]
pub(crate) struct ContentRow {
    pub(crate) kind: String,
    pub(crate) content: String,
    pub(crate) recorded_at: i64,
    pub(crate) seq: i64,
}

/// How many rows had to wait that are alike.
#[derive(QueryableByName, Clone, Debug)]
pub(crate) struct WaitingCount {
    #[diesel(sql_type = Text)]
    pub(crate) disposition: String,
    #[diesel(sql_type = BigInt)]
    pub(crate) of_month: i64,
    #[diesel(sql_type = Text)]
    pub(crate) then_state: String,
    #[diesel(sql_type = Text)]
    pub(crate) now_state: String,
    #[diesel(sql_type = BigInt)]
    pub(crate) number: i64,
    #[diesel(sql_type = BigInt)]
    pub(crate) since: i64,
}

/// How many acts of officials there were of one sort.
#[derive(QueryableByName, Clone, Debug)]
pub(crate) struct ActCount {
    #[diesel(sql_type = Text)]
    pub(crate) act: String,
    #[diesel(sql_type = BigInt)]
    pub(crate) number: i64,
}
