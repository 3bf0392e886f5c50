//! Entries: queries that both dialects understand.

use super::{Conn, TOGETHER};
use crate::store::schema::audit_entry;
use crate::store::{Entries, EntryRow, Listing, NewEntry};
use diesel::dsl::{max, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// Every part of the trail: in each, the index finds what was asked about a merchant.
const IN_ANY_PART: &str = "part IN (WITH RECURSIVE every (part) AS (SELECT MAX(part) FROM audit_entry UNION ALL \
                           SELECT part - 1 FROM every WHERE part > 0) SELECT part FROM every)";

impl Entries for Conn {
    fn add(&mut self, entries: &[NewEntry]) -> QueryResult<()> {
        for some in entries.chunks(TOGETHER) {
            diesel::insert_into(audit_entry::table).values(some).execute(self)?;
        }
        Ok(())
    }

    fn last_part(&mut self) -> QueryResult<i64> {
        let last: Option<i64> = audit_entry::table.select(max(audit_entry::part)).first(self)?;
        Ok(last.unwrap_or(0))
    }

    fn list(&mut self, listing: &Listing) -> QueryResult<Vec<EntryRow>> {
        let mut query = audit_entry::table
            .filter(audit_entry::entry_id.lt(listing.before.unwrap_or(i64::MAX)))
            .order(audit_entry::entry_id.desc())
            .limit(listing.limit)
            .select(EntryRow::as_select())
            .into_boxed();
        if let Some(who) = &listing.who {
            query = query.filter(audit_entry::who.eq(who));
        }
        if let Some(merchant) = &listing.merchant {
            query = query.filter(audit_entry::merchant.eq(merchant).and(sql::<Bool>(IN_ANY_PART)));
        }
        if let Some(from) = listing.from {
            query = query.filter(audit_entry::at.ge(from));
        }
        if let Some(until) = listing.until {
            query = query.filter(audit_entry::at.lt(until));
        }
        query.load(self)
    }
}
