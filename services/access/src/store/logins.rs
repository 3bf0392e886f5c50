//! Logins that are under way: queries that both dialects understand.

use super::dialect::Conn;
use crate::store::schema::login;
use crate::store::{LoginRow, Logins};
use diesel::prelude::*;

impl Logins for Conn {
    fn add_login(&mut self, row: &LoginRow, now: i64) -> QueryResult<()> {
        diesel::delete(login::table.filter(login::expires_at.le(now))).execute(self)?;
        diesel::insert_into(login::table).values(row).execute(self).map(drop)
    }

    fn take_login(&mut self, state: &str, browser: &str) -> QueryResult<Option<LoginRow>> {
        let own = login::table.filter(login::state.eq(state).and(login::browser.eq(browser)));
        diesel::delete(own).returning(LoginRow::as_returning()).get_result(self).optional()
    }
}
