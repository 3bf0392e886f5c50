//! What came from a source: queries that both dialects understand. Of SQLite `$1` is a name, whose place is that of its
//! first use, so that they are used in order.

use super::Conn;
use crate::store::schema::{disputed, import_job, record};
use crate::store::{ActCount, ArrivalCount, ContentRow, Sources, WaitingCount};
use diesel::dsl::{count, count_star, exists, max};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// First microsecond, and the first one behind.
type Span = (i64, i64);

impl Sources for Conn {
    fn source_behind(&mut self, after: &str) -> QueryResult<Option<String>> {
        let of_record = record::table
            .filter(record::source.gt(after))
            .order(record::source)
            .select(record::source.assume_not_null())
            .first::<String>(self)
            .optional()?;
        let of_job = import_job::table
            .filter(import_job::source.gt(after))
            .order(import_job::source)
            .select(import_job::source.assume_not_null())
            .first::<String>(self)
            .optional()?;
        Ok(of_record.into_iter().chain(of_job).min())
    }

    fn has_source(&mut self, source: &str) -> QueryResult<bool> {
        let of_record = exists(record::table.filter(record::source.eq(source)));
        let of_job = exists(import_job::table.filter(import_job::source.eq(source)));
        Ok(diesel::select(of_record).get_result(self)? || diesel::select(of_job).get_result(self)?)
    }

    fn newest_receipt(&mut self, source: &str, before: i64) -> QueryResult<Option<i64>> {
        record::table
            .filter(record::source.eq(source).and(record::recorded_at.lt(before)))
            .select(max(record::recorded_at))
            .first(self)
    }

    fn newest_event(&mut self, source: &str, (from, until): Span) -> QueryResult<Option<i32>> {
        record::table
            .filter(record::source.eq(source))
            .filter(record::recorded_at.ge(from).and(record::recorded_at.lt(until)))
            .select(max(record::event_day))
            .first(self)
    }

    fn accepted(&mut self, source: &str, (from, until): Span) -> QueryResult<i64> {
        record::table
            .filter(record::source.eq(source))
            .filter(record::recorded_at.ge(from).and(record::recorded_at.lt(until)))
            .select(count_star())
            .first(self)
    }

    fn arrivals(&mut self, source: &str, (from, until): Span) -> QueryResult<Vec<ArrivalCount>> {
        // Days begin at 16:00 UTC, and records without a day happened on the first there is.
        diesel::sql_query(
            "SELECT kind, act, CAST(CASE WHEN version = 1 THEN 1 ELSE 0 END AS BIGINT) AS first, \
             CAST(CASE WHEN withdrawn THEN 1 ELSE 0 END AS BIGINT) AS withdrawal, \
             CAST(CASE WHEN version > 1 OR act = 'history' OR event_day <= -2147483648 THEN NULL \
             ELSE (recorded_at + 28800000000) / 86400000000 - event_day END AS BIGINT) AS lag, \
             count(*) AS number \
             FROM record WHERE recorded_at >= $1 AND recorded_at < $2 AND source = $3 \
             GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5",
        )
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(until)
        .bind::<Text, _>(source)
        .load(self)
    }

    fn contents(
        &mut self,
        source: &str,
        (from, until): Span,
        (at, seq): (i64, i64),
        limit: i64,
    ) -> QueryResult<Vec<ContentRow>> {
        // The first condition follows from the second, but only the first lets the index begin there.
        record::table
            .filter(record::source.eq(source).and(record::withdrawn.eq(false)))
            .filter(record::recorded_at.ge(from.max(at)).and(record::recorded_at.lt(until)))
            .filter(record::recorded_at.gt(at).or(record::seq.gt(seq)))
            .order((record::recorded_at, record::seq))
            .limit(limit)
            .select(ContentRow::as_select())
            .load(self)
    }

    fn merchants_told(&mut self, source: &str, (from, until): Span) -> QueryResult<i64> {
        record::table
            .filter(record::source.eq(source))
            .filter(record::recorded_at.ge(from).and(record::recorded_at.lt(until)))
            .select(count(record::subject_id).aggregate_distinct())
            .first(self)
    }

    fn merchants_concerned(&mut self, source: &str) -> QueryResult<i64> {
        record::table
            .filter(record::source.eq(source))
            .filter(record::standing.eq(true).and(record::withdrawn.eq(false)))
            .select(count(record::subject_id).aggregate_distinct())
            .first(self)
    }

    fn disputed(&mut self, source: &str, (subject, key): (i64, &str), limit: i64) -> QueryResult<Vec<(i64, String)>> {
        let own = diesel::alias!(record as own);
        let said = own
            .filter(own.field(record::subject_id).eq(disputed::subject_id))
            .filter(own.field(record::key).eq(disputed::key))
            .filter(own.field(record::source).eq(source));
        let behind_key = disputed::subject_id.eq(subject).and(disputed::key.gt(key));
        disputed::table
            .filter(exists(said))
            .filter(disputed::subject_id.gt(subject).or(behind_key))
            .order((disputed::subject_id, disputed::key))
            .limit(limit)
            .select((disputed::subject_id, disputed::key))
            .load(self)
    }

    fn waiting_of(&mut self, source: &str, (from, until): Span) -> QueryResult<Vec<WaitingCount>> {
        diesel::sql_query(
            "SELECT disposition, CAST(CASE WHEN job.finished_at >= $1 THEN 1 ELSE 0 END AS BIGINT) AS of_month, \
             CASE WHEN settled_at < $2 THEN waits.state ELSE 'waiting' END AS then_state, \
             waits.state AS now_state, count(*) AS number, min(job.finished_at) AS since \
             FROM import_job job JOIN import_row waits ON waits.import_id = job.import_id \
             WHERE job.source = $3 AND job.finished_at < $2 AND NOT job.dry_run \
             GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
        )
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(until)
        .bind::<Text, _>(source)
        .load(self)
    }

    fn outcomes_of(&mut self, source: &str, (from, until): Span) -> QueryResult<Vec<(String, Option<String>)>> {
        import_job::table
            .filter(import_job::source.eq(source).and(import_job::dry_run.eq(false)))
            .filter(import_job::finished_at.ge(from).and(import_job::finished_at.lt(until)))
            .select((import_job::state, import_job::outcome))
            .load(self)
    }

    fn acts_on(&mut self, source: &str, (from, until): Span) -> QueryResult<Vec<ActCount>> {
        // On what the source said last, by the order of the record itself.
        diesel::sql_query(
            "SELECT acts.act AS act, count(*) AS number FROM record acts \
             WHERE acts.source IS NULL AND acts.recorded_at >= $1 AND acts.recorded_at < $2 \
             AND acts.act IN ('correction', 'withdrawal', 'wrong_party') AND acts.actor NOT LIKE 'house:%' \
             AND (SELECT said.source FROM record said WHERE said.subject_id = acts.subject_id \
             AND said.key = acts.key AND said.version < acts.version AND said.source IS NOT NULL \
             ORDER BY said.place DESC NULLS LAST, said.version LIMIT 1) = $3 \
             GROUP BY acts.act ORDER BY acts.act",
        )
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(until)
        .bind::<Text, _>(source)
        .load(self)
    }
}
