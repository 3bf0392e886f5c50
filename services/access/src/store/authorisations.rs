//! Authorisations: queries that both dialects understand.

use super::dialect::{Conn, hold};
use crate::store::schema::authorisation;
use crate::store::{AuthorisationListing, AuthorisationRow, AuthorisationTable, NewAuthorisation};
use diesel::prelude::*;

impl AuthorisationTable for Conn {
    fn authorisation(&mut self, authorisation_id: i64) -> QueryResult<Option<AuthorisationRow>> {
        authorisation::table.find(authorisation_id).select(AuthorisationRow::as_select()).first(self).optional()
    }

    fn hold_authorisation(&mut self, authorisation_id: i64) -> QueryResult<Option<AuthorisationRow>> {
        hold!(authorisation::table.find(authorisation_id).select(AuthorisationRow::as_select()), self).optional()
    }

    fn authorisations(&mut self, listing: &AuthorisationListing) -> QueryResult<Vec<AuthorisationRow>> {
        let mut query = authorisation::table
            .filter(authorisation::authorisation_id.lt(listing.before.unwrap_or(i64::MAX)))
            .order(authorisation::authorisation_id.desc())
            .limit(listing.limit)
            .select(AuthorisationRow::as_select())
            .into_boxed();
        if let Some(merchant) = &listing.merchant {
            query = query.filter(authorisation::merchant.eq(merchant));
        }
        if let Some(grantee) = &listing.grantee {
            query = query.filter(authorisation::grantee.eq(grantee));
        }
        query.load(self)
    }

    fn give(&mut self, new: &NewAuthorisation) -> QueryResult<i64> {
        diesel::insert_into(authorisation::table)
            .values(new)
            .returning(authorisation::authorisation_id)
            .get_result(self)
    }

    fn take_back(&mut self, authorisation_id: i64, at: i64, by: &str) -> QueryResult<()> {
        let set = (authorisation::revoked_at.eq(at), authorisation::revoked_by.eq(by));
        diesel::update(authorisation::table.find(authorisation_id)).set(set).execute(self).map(drop)
    }
}
