//! Keys and revocations: queries that both dialects understand.

use super::dialect::{Conn, hold};
use crate::store::schema::{revocation, signing_key, trust};
use crate::store::{KeyRow, NewRevocation, RevocationRow, Trusting};
use diesel::prelude::*;

impl Trusting for Conn {
    fn trust_version(&mut self) -> QueryResult<i64> {
        trust::table.find(1).select(trust::version).first(self)
    }

    fn hold_trust(&mut self) -> QueryResult<()> {
        hold!(trust::table.find(1).select(trust::version), self).map(|_: i64| ())
    }

    fn grow_trust(&mut self) -> QueryResult<()> {
        diesel::update(trust::table.find(1)).set(trust::version.eq(trust::version + 1)).execute(self).map(drop)
    }

    fn keys(&mut self) -> QueryResult<Vec<KeyRow>> {
        signing_key::table
            .order((signing_key::signs_from.desc(), signing_key::kid))
            .select(KeyRow::as_select())
            .load(self)
    }

    fn add_key(&mut self, row: &KeyRow) -> QueryResult<()> {
        diesel::insert_into(signing_key::table).values(row).execute(self).map(drop)
    }

    fn end_key(&mut self, kid: &str, counts_until: i64) -> QueryResult<()> {
        let key = signing_key::table.find(kid);
        diesel::update(key).set(signing_key::counts_until.eq(counts_until)).execute(self).map(drop)
    }

    fn revocations(&mut self, at: i64) -> QueryResult<Vec<RevocationRow>> {
        revocation::table
            .filter(revocation::until.gt(at))
            .order(revocation::revocation_id)
            .select(RevocationRow::as_select())
            .load(self)
    }

    fn revoke(&mut self, new: &NewRevocation) -> QueryResult<()> {
        diesel::insert_into(revocation::table).values(new).execute(self).map(drop)
    }
}
