//! Versions of records: queries that both dialects understand.

use super::{BINDS, Conn, dialect};
use crate::store::schema::record;
use crate::store::{Listing, Marks, NewVersion, Position, Records, VersionRow};
use diesel::dsl::{AsSelect, SqlTypeOf};
use diesel::prelude::*;

impl Records for Conn {
    fn versions(&mut self, keys: &[(i64, &str)]) -> QueryResult<Vec<VersionRow>> {
        let mut all = Vec::new();
        for some in keys.chunks(2_000) {
            all.extend(dialect::versions(self, some)?);
        }
        Ok(all)
    }

    fn holds(&mut self, kind: &str) -> QueryResult<bool> {
        // Of every record one version stands, and those have an index by kind.
        let some = record::table.filter(record::standing.eq(true).and(record::kind.eq(kind)));
        diesel::select(diesel::dsl::exists(some)).get_result(self)
    }

    fn append(&mut self, versions: &[NewVersion]) -> QueryResult<()> {
        dialect::append(self, versions)
    }

    fn mark(&mut self, subject_id: i64, key: &str, version: i32, marks: Marks) -> QueryResult<()> {
        diesel::update(record::table.find((subject_id, key, version)))
            .set((record::standing.eq(marks.standing), record::contested.eq(marks.contested)))
            .execute(self)
            .map(|_| ())
    }

    fn of_subject(&mut self, subject_id: i64) -> QueryResult<Vec<VersionRow>> {
        record::table
            .filter(record::subject_id.eq(subject_id))
            .order((record::key, record::version))
            .select(VersionRow::as_select())
            .load(self)
    }

    fn list(&mut self, listing: &Listing) -> QueryResult<Vec<VersionRow>> {
        listed(listing).load(self)
    }

    fn of_kind(&mut self, kind: &str, subjects: &[i64]) -> QueryResult<Vec<VersionRow>> {
        let mut all = Vec::new();
        for some in subjects.chunks(BINDS) {
            let theirs = record::table.filter(record::subject_id.eq_any(some.iter().copied()));
            let ordered =
                theirs.filter(record::kind.eq(kind)).order((record::subject_id, record::key, record::version));
            all.extend(ordered.select(VersionRow::as_select()).load(self)?);
        }
        Ok(all)
    }

    fn changes(&mut self, after: Position, limit: i64) -> QueryResult<Vec<VersionRow>> {
        dialect::changes(self, after, limit)
    }

    fn is_settled(&mut self, place: Position) -> QueryResult<bool> {
        let there = record::table.filter(record::tx.eq(place.tx).and(record::seq.eq(place.seq)));
        diesel::select(diesel::dsl::exists(there.filter(dialect::settled()))).get_result(self)
    }

    fn end(&mut self) -> QueryResult<Position> {
        // Also what is not settled: whoever follows is not level before having heard of it.
        let last = record::table.order((record::tx.desc(), record::seq.desc()));
        let last: Option<(i64, i64)> = last.select((record::tx, record::seq)).first(self).optional()?;
        Ok(last.map_or_else(Position::default, |(tx, seq)| Position { tx, seq }))
    }
}

type Db = <Conn as diesel::Connection>::Backend;

/// What a list asks for.
pub(super) fn listed(listing: &Listing) -> record::BoxedQuery<'_, Db, SqlTypeOf<AsSelect<VersionRow, Db>>> {
    let mut query = record::table
        .filter(record::standing.eq(true))
        .order((record::event_day.desc(), record::subject_id.desc(), record::key.desc()))
        .limit(listing.limit)
        .select(VersionRow::as_select())
        .into_boxed();
    // Of one merchant the kind is asked for in a form of which no index knows: SQLite would prefer the index by
    // kind and day, which gives the order, and go through everybody's records for the few of that one.
    query = match listing.subject_id {
        Some(subject_id) => {
            query.filter(record::subject_id.eq(subject_id)).filter(record::kind.concat("").eq(&listing.kind))
        }
        None => query.filter(record::kind.eq(&listing.kind)),
    };
    if let Some(from) = listing.days.0 {
        query = query.filter(record::event_day.ge(from));
    }
    if let Some(until) = listing.days.1 {
        query = query.filter(record::event_day.le(until));
    }
    if let Some(withdrawn) = listing.withdrawn {
        query = query.filter(record::withdrawn.eq(withdrawn));
    }
    if let Some(contested) = listing.contested {
        query = query.filter(record::contested.eq(contested));
    }
    if let Some((day, subject_id, key)) = &listing.after {
        let same_subject = record::subject_id.eq(subject_id).and(record::key.lt(key));
        let same_day = record::event_day.eq(day).and(record::subject_id.lt(subject_id).or(same_subject));
        // The first condition follows from the second, but only the first lets the index begin at the day.
        query = query.filter(record::event_day.le(day)).filter(record::event_day.lt(day).or(same_day));
    }
    query
}
