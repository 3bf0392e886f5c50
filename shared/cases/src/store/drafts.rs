//! Papers that were sent ahead: queries that both dialects understand.

use super::dialect::Conn;
use crate::store::schema::case_draft;
use crate::store::{DraftRow, Drafts};
use diesel::prelude::*;
use diesel::upsert::excluded;

impl Drafts for Conn {
    fn clear_drafts(&mut self, now: i64) -> QueryResult<()> {
        diesel::delete(case_draft::table.filter(case_draft::until_at.lt(now))).execute(self).map(drop)
    }

    fn draft_bytes(&mut self, account: &str) -> QueryResult<i64> {
        let own = case_draft::table.filter(case_draft::account.eq(account));
        Ok(own.select(case_draft::size).load::<i64>(self)?.into_iter().sum())
    }

    fn put_draft(&mut self, row: &DraftRow) -> QueryResult<()> {
        let insert = diesel::insert_into(case_draft::table).values(row);
        let again = insert.on_conflict((case_draft::account, case_draft::digest)).do_update().set((
            case_draft::name.eq(excluded(case_draft::name)),
            case_draft::until_at.eq(excluded(case_draft::until_at)),
        ));
        again.execute(self).map(drop)
    }

    fn drafts(&mut self, account: &str, digests: &[&str]) -> QueryResult<Vec<DraftRow>> {
        let own = case_draft::table.filter(case_draft::account.eq(account));
        let wanted = own.filter(case_draft::digest.eq_any(digests.iter().copied()));
        wanted.select(DraftRow::as_select()).load(self)
    }
}
