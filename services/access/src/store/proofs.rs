//! Secrets and sessions: queries that both dialects understand.

use super::dialect::{Conn, hold};
use crate::store::schema::{failure, secret, session};
use crate::store::{FailureRow, NewSecret, Proofs, SecretRow, SessionRow};
use diesel::prelude::*;

impl Proofs for Conn {
    fn failure(&mut self, sub: &str) -> QueryResult<Option<FailureRow>> {
        failure::table.find(sub).select(FailureRow::as_select()).first(self).optional()
    }

    fn failed(&mut self, row: &FailureRow, forget_before: i64) -> QueryResult<()> {
        let old = failure::table.filter(failure::failed_at.lt(forget_before).or(failure::sub.eq(&row.sub)));
        diesel::delete(old).execute(self)?;
        diesel::insert_into(failure::table).values(row).execute(self).map(drop)
    }

    fn forgive(&mut self, sub: &str) -> QueryResult<()> {
        diesel::delete(failure::table.find(sub)).execute(self).map(drop)
    }

    fn secrets(&mut self, account_id: i64) -> QueryResult<Vec<SecretRow>> {
        secret::table
            .filter(secret::account_id.eq(account_id))
            .order(secret::secret_id)
            .select(SecretRow::as_select())
            .load(self)
    }

    fn add_secret(&mut self, secret: &NewSecret) -> QueryResult<i64> {
        diesel::insert_into(secret::table).values(secret).returning(secret::secret_id).get_result(self)
    }

    fn revoke_secret(&mut self, account_id: i64, secret_id: i64, at: i64) -> QueryResult<bool> {
        let held = secret::table.find(secret_id).filter(secret::account_id.eq(account_id));
        let changed = diesel::update(held.filter(secret::revoked_at.is_null())).set(secret::revoked_at.eq(at));
        Ok(changed.execute(self)? == 1)
    }

    fn session_of(&mut self, refresh: &str) -> QueryResult<Option<SessionRow>> {
        let is_it = session::refresh.eq(refresh).nullable().or(session::earlier.eq(refresh));
        let query = session::table.filter(is_it).select(SessionRow::as_select());
        hold!(query, self).optional()
    }

    fn session(&mut self, session_id: &str) -> QueryResult<Option<SessionRow>> {
        let query = session::table.find(session_id).select(SessionRow::as_select());
        hold!(query, self).optional()
    }

    fn add_session(&mut self, row: &SessionRow) -> QueryResult<()> {
        diesel::insert_into(session::table).values(row).execute(self).map(drop)
    }

    fn change_session(&mut self, row: &SessionRow) -> QueryResult<()> {
        diesel::update(session::table.find(&row.session_id)).set(row).execute(self).map(drop)
    }

    fn end_sessions(&mut self, account_id: i64, at: i64) -> QueryResult<()> {
        let running = session::table.filter(session::account_id.eq(account_id).and(session::ended_at.is_null()));
        diesel::update(running).set(session::ended_at.eq(at)).execute(self).map(drop)
    }
}
