//! The trail: queries that both dialects understand.

use super::{Conn, TOGETHER, held, place_of};
use crate::entry::AuditEntry;
use crate::seal::Checkpoint;
use crate::store::schema::{audit_checkpoint, audit_entry, audit_head, audit_unchained};
use crate::store::{CheckpointRow, Listing, Outcome, Store, Unchained, fitting};
use diesel::dsl::{max, min, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use std::cmp::Reverse;

/// Every part of the trail: in each, the index finds what was asked about a merchant.
const IN_ANY_PART: &str = "part IN (WITH RECURSIVE every (part) AS (SELECT MAX(part) FROM audit_entry UNION ALL \
                           SELECT part - 1 FROM every WHERE part > 0) SELECT part FROM every)";

type Backend = <Conn as Connection>::Backend;

/// How long the text of several merchants is.
const LENGTH: &str = "CAST(COALESCE(LENGTH(merchants), 0) AS BIGINT)";

/// Numbers of all that is asked for but the merchant, the newest first, each with the length of what it names: one more
/// than are wanted.
fn filtered(listing: &Listing) -> audit_entry::BoxedQuery<'_, Backend, (BigInt, BigInt)> {
    let mut query = audit_entry::table
        .filter(audit_entry::number.lt(listing.before.unwrap_or(i64::MAX)))
        .order(audit_entry::number.desc())
        .limit(listing.limit + 1)
        .select((audit_entry::number, sql::<BigInt>(LENGTH)))
        .into_boxed();
    if let Some(who) = &listing.who {
        query = query.filter(audit_entry::who.eq(who));
    }
    if let Some(from) = listing.from {
        query = query.filter(audit_entry::at.ge(from));
    }
    if let Some(until) = listing.until {
        query = query.filter(audit_entry::at.lt(until));
    }
    if let Some(action) = &listing.action {
        query = query.filter(place_of(audit_entry::action.nullable(), action).gt(0));
    }
    if let Some(purpose) = &listing.purpose {
        query = query.filter(place_of(audit_entry::purpose, purpose).gt(0));
    }
    if let Some(request_id) = &listing.request_id {
        query = query.filter(audit_entry::request_id.eq(request_id));
    }
    let status = audit_entry::status;
    match listing.outcome {
        Some(Outcome::Done) => query = query.filter(status.lt(400)),
        Some(Outcome::Refused) => query = query.filter(status.eq_any([401, 403])),
        Some(Outcome::Wrong) => query = query.filter(status.between(400, 499).and(status.ne_all([401, 403]))),
        Some(Outcome::Failed) => query = query.filter(status.ge(500)),
        None => {}
    }
    query
}

impl Store for Conn {
    fn head(&mut self) -> QueryResult<(i64, String)> {
        audit_head::table.select((audit_head::number, audit_head::digest)).first(self)
    }

    fn held_head(&mut self) -> QueryResult<(i64, String)> {
        held(self)
    }

    fn advance(&mut self, (number, digest): &(i64, String)) -> QueryResult<()> {
        let end = (audit_head::number.eq(number), audit_head::digest.eq(digest));
        diesel::update(audit_head::table).set(end).execute(self).map(|_| ())
    }

    fn add(&mut self, entries: &[AuditEntry]) -> QueryResult<()> {
        for some in entries.chunks(TOGETHER) {
            diesel::insert_into(audit_entry::table).values(some).execute(self)?;
        }
        Ok(())
    }

    fn unchained(&mut self, limit: i64) -> QueryResult<Vec<Unchained>> {
        let first = audit_unchained::table.order(audit_unchained::entry_id).limit(limit);
        first.select(Unchained::as_select()).load(self)
    }

    fn chained(&mut self, entry_id: i64) -> QueryResult<()> {
        let done = audit_unchained::table.filter(audit_unchained::entry_id.le(entry_id));
        diesel::delete(done).execute(self).map(|_| ())
    }

    fn list(&mut self, listing: &Listing) -> QueryResult<(Vec<AuditEntry>, bool)> {
        let mut found: Vec<(i64, i64)> = match &listing.merchant {
            None => filtered(listing).load(self)?,
            Some(merchant) => {
                let in_any_part = || sql::<Bool>(IN_ANY_PART);
                // One by one, so that each has its index.
                let alone = audit_entry::merchant.eq(merchant);
                let mut found: Vec<(i64, i64)> = filtered(listing).filter(alone.and(in_any_part())).load(self)?;
                let between = audit_entry::merchants_first.le(merchant).and(audit_entry::merchants_last.ge(merchant));
                let among = place_of(sql("' ' || merchants || ' '"), format!(" {merchant} ")).gt(0);
                let several = filtered(listing).filter(between.and(among).and(in_any_part()));
                found.extend(several.load::<(i64, i64)>(self)?);
                found.sort_unstable_by_key(|(number, _)| Reverse(*number));
                found
            }
        };
        let fitting = fitting(&found, usize::try_from(listing.limit).unwrap_or(usize::MAX));
        let more = fitting < found.len();
        found.truncate(fitting);
        let numbers = found.into_iter().map(|(number, _)| number);
        let wanted = audit_entry::table.filter(audit_entry::number.eq_any(numbers)).order(audit_entry::number.desc());
        Ok((wanted.select(AuditEntry::as_select()).load(self)?, more))
    }

    fn range(&mut self, after: i64, last: i64, limit: i64) -> QueryResult<Vec<AuditEntry>> {
        audit_entry::table
            .filter(audit_entry::number.gt(after).and(audit_entry::number.le(last)))
            .order(audit_entry::number)
            .limit(limit)
            .select(AuditEntry::as_select())
            .load(self)
    }

    fn span(&mut self, from: Option<i64>, until: Option<i64>) -> QueryResult<Option<(i64, i64)>> {
        let ends = (min(audit_entry::number), max(audit_entry::number));
        let inside = audit_entry::at.ge(from.unwrap_or(i64::MIN)).and(audit_entry::at.lt(until.unwrap_or(i64::MAX)));
        let (first, last): (Option<i64>, Option<i64>) = audit_entry::table.filter(inside).select(ends).first(self)?;
        Ok(first.zip(last))
    }

    fn last(&mut self) -> QueryResult<i64> {
        let last: Option<i64> = audit_entry::table.select(max(audit_entry::number)).first(self)?;
        Ok(last.unwrap_or(0))
    }

    fn digest(&mut self, number: i64) -> QueryResult<Option<String>> {
        audit_entry::table.find(number).select(audit_entry::digest).first(self).optional()
    }

    fn add_checkpoint(&mut self, checkpoint: Checkpoint) -> QueryResult<()> {
        let row = CheckpointRow::from(checkpoint);
        diesel::insert_into(audit_checkpoint::table).values(row).execute(self).map(|_| ())
    }

    fn latest_checkpoint(&mut self) -> QueryResult<Option<Checkpoint>> {
        let latest = audit_checkpoint::table.order(audit_checkpoint::number.desc());
        let row = latest.select(CheckpointRow::as_select()).first(self).optional()?;
        Ok(row.map(Checkpoint::from))
    }

    fn checkpoints(&mut self, after: i64, last: i64) -> QueryResult<Vec<Checkpoint>> {
        let inside = audit_checkpoint::number.gt(after).and(audit_checkpoint::number.le(last));
        let rows = audit_checkpoint::table.filter(inside).order(audit_checkpoint::number);
        let rows = rows.select(CheckpointRow::as_select()).load(self)?;
        Ok(rows.into_iter().map(Checkpoint::from).collect())
    }
}
