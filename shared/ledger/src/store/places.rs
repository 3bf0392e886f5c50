//! Where merchants are registered: queries that both dialects understand.

use super::{BINDS, Conn};
use crate::store::Places;
use crate::store::reach::span;
use crate::store::schema::{place_feed, subject_place};
use contracts::access::Reach;
use diesel::prelude::*;
use diesel::upsert::excluded;
use domain::area::AreaCode;

/// Rows of one statement.
const TOGETHER: usize = 1_000;

impl Places for Conn {
    fn places(&mut self, subjects: &[i64]) -> QueryResult<Vec<(i64, String)>> {
        let mut all = Vec::new();
        for some in subjects.chunks(BINDS) {
            let theirs = subject_place::table.filter(subject_place::subject_id.eq_any(some.iter().copied()));
            all.extend(theirs.select((subject_place::subject_id, subject_place::area)).load::<(i64, String)>(self)?);
        }
        Ok(all)
    }

    fn placed_behind(&mut self, behind: i64, limit: i64, reach: Reach) -> QueryResult<Vec<i64>> {
        let mut placed = subject_place::table
            .filter(subject_place::subject_id.gt(behind))
            .order(subject_place::subject_id)
            .limit(limit)
            .select(subject_place::subject_id)
            .into_boxed();
        if let Some((from, until)) = span(reach) {
            placed = placed.filter(subject_place::area.ge(from)).filter(subject_place::area.lt(until));
        }
        placed.load(self)
    }

    fn put_places(&mut self, places: &[(i64, Option<AreaCode>)]) -> QueryResult<()> {
        let gone: Vec<i64> = places.iter().filter(|(_, area)| area.is_none()).map(|(subject, _)| *subject).collect();
        for some in gone.chunks(BINDS) {
            let theirs = subject_place::table.filter(subject_place::subject_id.eq_any(some.iter().copied()));
            diesel::delete(theirs).execute(self)?;
        }
        let known = places.iter().filter_map(|(subject, area)| area.as_ref().map(|area| (*subject, area.as_str())));
        let known: Vec<(i64, &str)> = known.collect();
        for some in known.chunks(TOGETHER) {
            super::dialect::put_places(self, some)?;
        }
        Ok(())
    }

    fn followed(&mut self, feed: &str) -> QueryResult<Option<String>> {
        place_feed::table.find(feed).select(place_feed::cursor).first(self).optional()
    }

    fn move_followed(&mut self, feed: &str, from: Option<&str>, to: &str) -> QueryResult<bool> {
        let moved = match from {
            Some(from) => {
                let there = place_feed::table.filter(place_feed::feed.eq(feed).and(place_feed::cursor.eq(from)));
                diesel::update(there).set(place_feed::cursor.eq(to)).execute(self)?
            }
            None => diesel::insert_into(place_feed::table)
                .values((place_feed::feed.eq(feed), place_feed::cursor.eq(to)))
                .on_conflict_do_nothing()
                .execute(self)?,
        };
        Ok(moved == 1)
    }

    fn hold_followed(&mut self, feed: &str) -> QueryResult<()> {
        let there = place_feed::table.filter(place_feed::feed.eq(feed));
        diesel::update(there).set(place_feed::cursor.eq(place_feed::cursor)).execute(self).map(|_| ())
    }

    fn set_followed(&mut self, feed: &str, cursor: &str) -> QueryResult<()> {
        diesel::insert_into(place_feed::table)
            .values((place_feed::feed.eq(feed), place_feed::cursor.eq(cursor)))
            .on_conflict(place_feed::feed)
            .do_update()
            .set(place_feed::cursor.eq(excluded(place_feed::cursor)))
            .execute(self)
            .map(|_| ())
    }
}
