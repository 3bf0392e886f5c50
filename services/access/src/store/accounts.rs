//! Departments and accounts: queries that both dialects understand.

use super::dialect::{Conn, hold};
use crate::store::schema::{account, account_change, department};
use crate::store::{AccountListing, AccountPart, AccountRow, Accounts, ChangeRow, DepartmentRow, Departments, ProofPart};
use diesel::prelude::*;

impl Departments for Conn {
    fn departments(&mut self) -> QueryResult<Vec<DepartmentRow>> {
        department::table.order(department::department_id).select(DepartmentRow::as_select()).load(self)
    }

    fn hold_department(&mut self, department_id: &str) -> QueryResult<Option<DepartmentRow>> {
        hold!(department::table.find(department_id).select(DepartmentRow::as_select()), self).optional()
    }

    fn department(&mut self, department_id: &str) -> QueryResult<Option<DepartmentRow>> {
        department::table.find(department_id).select(DepartmentRow::as_select()).first(self).optional()
    }

    fn add_department(&mut self, row: &DepartmentRow) -> QueryResult<()> {
        diesel::insert_into(department::table).values(row).execute(self).map(drop)
    }

    fn change_department(&mut self, row: &DepartmentRow) -> QueryResult<()> {
        diesel::update(department::table.find(&row.department_id)).set(row).execute(self).map(drop)
    }
}

impl Accounts for Conn {
    fn account(&mut self, sub: &str) -> QueryResult<Option<AccountRow>> {
        account::table.filter(account::sub.eq(sub)).select(AccountRow::as_select()).first(self).optional()
    }

    fn hold_account(&mut self, sub: &str) -> QueryResult<Option<AccountRow>> {
        let query = account::table.filter(account::sub.eq(sub)).select(AccountRow::as_select());
        hold!(query, self).optional()
    }

    fn hold_account_of(&mut self, account_id: i64) -> QueryResult<Option<AccountRow>> {
        hold!(account::table.find(account_id).select(AccountRow::as_select()), self).optional()
    }

    fn account_of_identity(&mut self, issuer: &str, subject: &str) -> QueryResult<Option<AccountRow>> {
        let is_it = account::identity_issuer.eq(issuer).and(account::identity_subject.eq(subject));
        account::table.filter(is_it).select(AccountRow::as_select()).first(self).optional()
    }

    fn accounts(&mut self, listing: &AccountListing) -> QueryResult<Vec<AccountRow>> {
        let mut query = account::table
            .order(account::sub)
            .limit(listing.limit)
            .select(AccountRow::as_select())
            .into_boxed();
        if let Some(role) = listing.role {
            query = query.filter(account::role.eq(role));
        }
        if let Some(department_id) = &listing.department_id {
            query = query.filter(account::department_id.eq(department_id));
        }
        if let Some(active) = listing.active {
            query = query.filter(account::active.eq(active));
        }
        if let Some(after) = &listing.after {
            query = query.filter(account::sub.gt(after));
        }
        query.load(self)
    }

    fn members(&mut self, department_id: &str) -> QueryResult<Vec<AccountRow>> {
        account::table
            .filter(account::department_id.eq(department_id).and(account::active.eq(true)))
            .order(account::account_id)
            .select(AccountRow::as_select())
            .load(self)
    }

    fn add_account(&mut self, part: &AccountPart) -> QueryResult<i64> {
        diesel::insert_into(account::table).values(part).returning(account::account_id).get_result(self)
    }

    fn change_account(&mut self, account_id: i64, part: &AccountPart) -> QueryResult<()> {
        diesel::update(account::table.find(account_id)).set(part).execute(self).map(drop)
    }

    fn change_proof(&mut self, account_id: i64, proof: &ProofPart) -> QueryResult<()> {
        diesel::update(account::table.find(account_id)).set(proof).execute(self).map(drop)
    }

    fn add_change(&mut self, row: &ChangeRow) -> QueryResult<()> {
        diesel::insert_into(account_change::table).values(row).execute(self).map(drop)
    }

    fn changes(&mut self, account_id: i64) -> QueryResult<Vec<ChangeRow>> {
        account_change::table
            .filter(account_change::account_id.eq(account_id))
            .order(account_change::version.desc())
            .select(ChangeRow::as_select())
            .load(self)
    }
}
