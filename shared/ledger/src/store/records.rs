//! Versions of records: queries that both dialects understand.

use super::{BINDS, Conn, dialect};
use crate::store::reach::span;
use crate::store::schema::{disputed, record, subject_place};
use crate::store::{Listing, Marked, NewVersion, Places as _, Position, Records, VersionRow};
use contracts::access::Reach;
use diesel::dsl::{AsSelect, SqlTypeOf, exists};
use diesel::prelude::*;
use domain::area::AreaCode;
use domain::record::RecordKind;
use std::collections::{BTreeMap, BTreeSet};

/// Of an area with at most so many merchants a list goes through the merchants, and of a larger one through the
/// days, until it is full: one in some hundred records is then enough.
const FEW: i64 = 2_000;

/// The records of subjects in areas between two codes.
macro_rules! placed {
    ($span:expr) => {{
        let (from, until) = $span;
        let place = subject_place::table.filter(subject_place::subject_id.eq(record::subject_id));
        exists(place.filter(subject_place::area.ge(from)).filter(subject_place::area.lt(until)))
    }};
}

impl Records for Conn {
    fn versions(&mut self, keys: &[(i64, &str)], reach: Reach) -> QueryResult<Vec<VersionRow>> {
        let (mut all, span) = (Vec::new(), span(reach));
        for some in keys.chunks(2_000) {
            all.extend(dialect::versions(self, some, span.as_ref())?);
        }
        Ok(all)
    }

    fn holds(&mut self, kind: &str) -> QueryResult<bool> {
        // Of every record one version stands, and those have an index by kind.
        let some = record::table.filter(record::standing.eq(true).and(record::kind.eq(kind)));
        diesel::select(exists(some)).get_result(self)
    }

    fn write(&mut self, appended: &[NewVersion], marked: &[Marked], reach: Reach) -> QueryResult<()> {
        if !reach.is_everywhere() && !is_inside(self, appended, marked, reach)? {
            return Err(diesel::result::Error::RollbackTransaction);
        }
        dialect::append(self, appended)?;
        let new = appended.iter().filter(|version| version.contested);
        let new = new.map(|version| (version.subject_id, version.key.clone()));
        let marks = marked.iter().filter(|(.., marks)| marks.contested);
        let contested: BTreeSet<(i64, String)> =
            new.chain(marks.map(|(subject_id, key, ..)| (*subject_id, key.clone()))).collect();
        self.note_disputed(&contested.into_iter().collect::<Vec<_>>())?;
        for (subject_id, key, version, marks) in marked {
            diesel::update(record::table.find((subject_id, key, version)))
                .set((record::standing.eq(marks.standing), record::contested.eq(marks.contested)))
                .execute(self)?;
        }
        Ok(())
    }

    fn note_disputed(&mut self, records: &[(i64, String)]) -> QueryResult<()> {
        for (subject_id, key) in records {
            let columns = (disputed::subject_id.eq(subject_id), disputed::key.eq(key));
            diesel::insert_into(disputed::table).values(columns).on_conflict_do_nothing().execute(self)?;
        }
        Ok(())
    }

    fn of_subject(&mut self, subject_id: i64, reach: Reach) -> QueryResult<Vec<VersionRow>> {
        let mut query = record::table
            .filter(record::subject_id.eq(subject_id))
            .order((record::key, record::version))
            .select(VersionRow::as_select())
            .into_boxed();
        if let Some(span) = span(reach) {
            query = query.filter(placed!(span));
        }
        query.load(self)
    }

    fn list(&mut self, listing: &Listing) -> QueryResult<Vec<VersionRow>> {
        let few = few(self, listing)?;
        listed(listing, few.as_deref()).load(self)
    }

    fn count(&mut self, listing: &Listing) -> QueryResult<i64> {
        let few = few(self, listing)?;
        asked_for(listing, few.as_deref()).count().get_result(self)
    }

    fn of_kind(&mut self, kind: &str, subjects: &[i64], reach: Reach) -> QueryResult<Vec<VersionRow>> {
        let (mut all, span) = (Vec::new(), span(reach));
        for some in subjects.chunks(BINDS - 8) {
            let mut query = record::table
                .filter(record::subject_id.eq_any(some.iter().copied()))
                .filter(record::kind.eq(kind))
                .order((record::subject_id, record::key, record::version))
                .select(VersionRow::as_select())
                .into_boxed();
            if let Some(span) = &span {
                query = query.filter(placed!(span));
            }
            all.extend(query.load(self)?);
        }
        Ok(all)
    }

    fn replaced(&mut self, kind: &str, behind: i64, limit: i64, reach: Reach) -> QueryResult<Vec<i64>> {
        // The kind in a form of which no index knows: the one by subject gives the order.
        let mut query = record::table
            .filter(record::standing.eq(false).and(record::kind.concat("").eq(kind)))
            .filter(record::subject_id.gt(behind))
            .select(record::subject_id)
            .distinct()
            .order(record::subject_id)
            .limit(limit)
            .into_boxed();
        if let Some(span) = span(reach) {
            query = query.filter(placed!(span));
        }
        query.load(self)
    }

    fn stand(&mut self, kind: &str, records: &[(i32, &str)]) -> QueryResult<Vec<String>> {
        let mut found = Vec::new();
        // Some at a time; those of a day are gone through once for all of them.
        for some in records.chunks((BINDS - 8) / 2) {
            let days: BTreeSet<i32> = some.iter().map(|(day, _)| *day).collect();
            let of_days = record::table.filter(record::kind.eq(kind)).filter(record::event_day.eq_any(days));
            let standing = of_days.filter(record::standing.eq(true)).filter(record::withdrawn.eq(false));
            let keys = standing.filter(record::key.eq_any(some.iter().map(|(_, key)| *key)));
            found.extend(keys.select(record::key).load::<String>(self)?);
        }
        Ok(found)
    }

    fn standing(
        &mut self,
        kind: &str,
        (subject_id, key): (i64, &str),
        limit: i64,
        reach: Reach,
    ) -> QueryResult<Vec<(i64, String, String)>> {
        // The kind in a form of which no index knows, or the index by kind would be entered, which gives another
        // order, and everything be sorted for each page.
        let mut query = record::table
            .filter(record::standing.eq(true).and(record::withdrawn.eq(false)))
            .filter(record::kind.concat("").eq(kind))
            .filter(record::subject_id.ge(subject_id))
            .filter(record::subject_id.gt(subject_id).or(record::key.gt(key)))
            .order((record::subject_id, record::key))
            .limit(limit)
            .select((record::subject_id, record::key, record::content))
            .into_boxed();
        if let Some(span) = span(reach) {
            query = query.filter(placed!(span));
        }
        query.load(self)
    }

    fn standing_of(&mut self, kind: &str, subjects: &[i64], reach: Reach) -> QueryResult<Vec<(i64, String, String)>> {
        let (mut all, span) = (Vec::new(), span(reach));
        for some in subjects.chunks(BINDS - 8) {
            // The kind as above: the index by subject is the one to enter.
            let mut query = record::table
                .filter(record::subject_id.eq_any(some.iter().copied()))
                .filter(record::standing.eq(true).and(record::withdrawn.eq(false)))
                .filter(record::kind.concat("").eq(kind))
                .order((record::subject_id, record::key))
                .select((record::subject_id, record::key, record::content))
                .into_boxed();
            if let Some(span) = &span {
                query = query.filter(placed!(span));
            }
            all.extend(query.load(self)?);
        }
        Ok(all)
    }

    fn writers_of(&mut self, subject_id: i64) -> QueryResult<Vec<(String, String)>> {
        let written = record::table.filter(record::subject_id.eq(subject_id));
        written.select((record::key, record::actor)).distinct().load(self)
    }

    fn changes(&mut self, after: Position, limit: i64, reach: Reach) -> QueryResult<Vec<VersionRow>> {
        if !reach.is_everywhere() {
            return Ok(Vec::new());
        }
        dialect::changes(self, after, limit)
    }

    fn is_settled(&mut self, place: Position) -> QueryResult<bool> {
        let there = record::table.filter(record::tx.eq(place.tx).and(record::seq.eq(place.seq)));
        diesel::select(exists(there.filter(dialect::settled()))).get_result(self)
    }

    fn lies_ahead(&mut self) -> QueryResult<bool> {
        diesel::select(exists(record::table.filter(dialect::unreached()))).get_result(self)
    }

    fn settled(&mut self) -> QueryResult<Position> {
        let last = record::table.filter(dialect::settled()).order((record::tx.desc(), record::seq.desc()));
        let last: Option<(i64, i64)> = last.select((record::tx, record::seq)).first(self).optional()?;
        Ok(last.map_or_else(Position::default, |(tx, seq)| Position { tx, seq }))
    }

    fn quiet_end(&mut self) -> QueryResult<Option<Position>> {
        let last = record::table.order((record::tx.desc(), record::seq.desc()));
        let last = last.select((record::tx, record::seq, dialect::settled()));
        Ok(match last.first::<(i64, i64, bool)>(self).optional()? {
            None => Some(Position::default()),
            Some((tx, seq, is_settled)) => is_settled.then_some(Position { tx, seq }),
        })
    }

    fn end(&mut self) -> QueryResult<Position> {
        // Also what is not settled: whoever follows is not level before having heard of it.
        let last = record::table.order((record::tx.desc(), record::seq.desc()));
        let last: Option<(i64, i64)> = last.select((record::tx, record::seq)).first(self).optional()?;
        Ok(last.map_or_else(Position::default, |(tx, seq)| Position { tx, seq }))
    }
}

/// Does all of this concern merchants within a reach? Of one of whom nobody knows yet where it is, only its own
/// registration does.
fn is_inside(conn: &mut Conn, appended: &[NewVersion], marked: &[Marked], reach: Reach) -> QueryResult<bool> {
    let is_registration = |version: &&NewVersion| version.kind == RecordKind::Merchant.token();
    let registered: BTreeSet<i64> = appended.iter().filter(is_registration).map(|version| version.subject_id).collect();
    let others = appended.iter().filter(|version| !is_registration(version)).map(|version| version.subject_id);
    let others: BTreeSet<i64> = others.collect();
    let marked: BTreeSet<i64> = marked.iter().map(|(subject, ..)| *subject).collect();
    let all: BTreeSet<i64> = registered.iter().chain(&others).chain(&marked).copied().collect();
    let all: Vec<i64> = all.into_iter().collect();
    let places: BTreeMap<i64, String> = conn.places(&all)?.into_iter().collect();
    Ok(all.iter().all(|subject| match places.get(subject) {
        Some(area) => reach.covers(AreaCode::parse(area).ok()),
        // What a registration says of somebody who stands nowhere yet covers the registration alone.
        None => registered.contains(subject) && !others.contains(subject),
    }))
}

/// The subjects through which a list goes one by one: those within its reach, if they are few.
pub(super) fn few(conn: &mut Conn, listing: &Listing) -> QueryResult<Option<Vec<i64>>> {
    let (None, Some((from, until))) = (listing.subject_id, span(listing.reach)) else { return Ok(None) };
    let there = subject_place::table.filter(subject_place::area.ge(from)).filter(subject_place::area.lt(until));
    let some: Vec<i64> = there.select(subject_place::subject_id).limit(FEW + 1).load(conn)?;
    Ok(Some(some).filter(|some| i64::try_from(some.len()).is_ok_and(|number| number <= FEW)))
}

type Db = <Conn as diesel::Connection>::Backend;

/// What a list shows, in its order; `few` are the subjects within its reach, if they are few.
pub(super) fn listed<'l>(
    listing: &'l Listing,
    few: Option<&'l [i64]>,
) -> record::BoxedQuery<'l, Db, SqlTypeOf<AsSelect<VersionRow, Db>>> {
    asked_for(listing, few)
        .order((record::event_day.desc(), record::subject_id.desc(), record::key.desc()))
        .limit(listing.limit)
        .select(VersionRow::as_select())
}

/// What a list asks for, in no order.
fn asked_for<'l>(listing: &'l Listing, few: Option<&'l [i64]>) -> record::BoxedQuery<'l, Db> {
    let mut query = record::table.filter(record::standing.eq(true)).into_boxed();
    // Of one merchant or a few the kind is asked for in a form of which no index knows: the databases would prefer
    // the index by kind and day, which gives the order, and go through everybody's records for the few of those.
    query = match (listing.subject_id, few) {
        (Some(subject_id), _) => {
            query.filter(record::subject_id.eq(subject_id)).filter(record::kind.concat("").eq(&listing.kind))
        }
        (None, Some(few)) => {
            query.filter(record::subject_id.eq_any(few)).filter(record::kind.concat("").eq(&listing.kind))
        }
        // Of a case as well: few records name one, and those have an index.
        (None, None) if listing.case_no.is_some() => query.filter(record::kind.concat("").eq(&listing.kind)),
        (None, None) => query.filter(record::kind.eq(&listing.kind)),
    };
    if let Some(case_no) = &listing.case_no {
        query = query.filter(dialect::of_case(case_no));
    }
    if let Some(span) = span(listing.reach) {
        query = query.filter(placed!(span));
    }
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
