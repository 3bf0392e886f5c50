//! Receipts: queries that both dialects understand.

use super::Conn;
use crate::store::schema::receipt;
use crate::store::{Ending, ReceiptRow, Store};
use diesel::prelude::*;

impl Store for Conn {
    fn receipt(&mut self, account: &str, key: &str, since: i64) -> QueryResult<Option<ReceiptRow>> {
        let one = receipt::table.find((account, key)).filter(receipt::at.ge(since));
        one.select(ReceiptRow::as_select()).first(self).optional()
    }

    fn begin(&mut self, row: &ReceiptRow, forget_before: i64) -> QueryResult<()> {
        let old = receipt::table.find((&row.account, &row.key)).filter(receipt::at.lt(forget_before));
        diesel::delete(old).execute(self)?;
        diesel::insert_into(receipt::table).values(row).execute(self).map(drop)
    }

    fn end(&mut self, account: &str, key: &str, ending: &Ending) -> QueryResult<()> {
        diesel::update(receipt::table.find((account, key))).set(ending).execute(self).map(drop)
    }

    fn forget(&mut self, before: i64) -> QueryResult<()> {
        diesel::delete(receipt::table.filter(receipt::at.lt(before))).execute(self).map(drop)
    }
}
