//! What PostgreSQL does in its own way.

use crate::store::schema::case_law;
pub(super) use db::postgres::Conn;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

/// Below every transaction that is still open nothing can appear any more; above it something may,
/// with a lower number than what is already there.
pub(super) fn settled() -> SqlLiteral<Bool> {
    sql::<Bool>("tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
}

/// The least number of a transaction that is open and writes to the tables of this service, and never more than the first
/// number that had not been reached when this was asked.
///
/// Whoever writes here has had a lock of a table here since before its transaction got a number, and keeps it until it is
/// over. So whoever is missing among the locks, which are looked up after the instant of the statement, is over, or has a
/// number from then on. Of one that has a lock and no number yet it is not known which it will be: then whatever is open on
/// the whole server bounds it. Locks tell the lower half of a number alone.
pub(super) fn horizon(conn: &mut Conn) -> QueryResult<Option<i64>> {
    let query = "WITH seen AS (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest, \
         pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS unreached), \
         held AS MATERIALIZED (SELECT locktype, relation, transactionid, virtualtransaction, mode FROM pg_locks \
         WHERE granted AND (locktype = 'transactionid' OR (locktype = 'relation' \
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))), \
         writers AS (SELECT DISTINCT virtualtransaction FROM held \
         JOIN pg_class ON pg_class.oid = held.relation \
         JOIN pg_namespace ON pg_namespace.oid = relnamespace AND nspname = current_schema() \
         WHERE locktype = 'relation' AND mode IN ('RowShareLock', 'RowExclusiveLock')), \
         numbers AS (SELECT (SELECT min(unreached - (((unreached - transactionid::text::bigint + 2147483648) \
         & 4294967295) - 2147483648)) FROM held, seen WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' \
         AND held.virtualtransaction = writers.virtualtransaction) AS number FROM writers) \
         SELECT least(unreached, (SELECT min(coalesce(number, oldest)) FROM numbers)) AS number FROM seen";
    diesel::sql_query(query).get_result::<Number>(conn).map(|found| Some(found.number))
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Numbers from here on belong to transactions that have not begun.
pub(super) fn unreached() -> SqlLiteral<Bool> {
    sql::<Bool>("tx >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
}

/// Many hold it together; whoever takes the book over waits for them.
pub(super) fn held_law(conn: &mut Conn) -> QueryResult<Option<String>> {
    case_law::table.select(case_law::law).for_share().first(conn).optional()
}
