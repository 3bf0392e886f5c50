//! What must hold of an installation in the end, whatever has happened to it.

use crate::city::{is_settled, rating_status, release_all};
use crate::scratch::{from_files, listed};
use crate::{Served, program, told, until};
use db::{Conn, Database, DbError, Pools};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Integer, Text};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use testkit::Place;

/// A version of a record, as a service keeps it or another has followed it.
#[derive(QueryableByName, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Kept {
    #[diesel(sql_type = BigInt)]
    subject_id: i64,
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Text)]
    content: String,
}

/// Where a merchant is.
#[derive(QueryableByName, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Placed {
    #[diesel(sql_type = BigInt)]
    subject_id: i64,
    #[diesel(sql_type = Text)]
    area: String,
}

macro_rules! rows {
    ($place:expr, $service:expr, $type:ty, $query:expr) => {{
        let db = Database::open($place.location(), $service, Pools { readers: 1, ..Pools::default() }).unwrap();
        let rows = db.read::<Vec<$type>, DbError>(|conn| match conn {
            Conn::Sqlite(conn) => Ok(sql_query($query).load(conn)?),
            Conn::Postgres(conn) => Ok(sql_query($query).load(conn)?),
        });
        let mut rows = rows.unwrap();
        rows.sort();
        rows
    }};
}

/// Everything that was kept has been followed, once; what is served is what all of it gives from scratch; the trail
/// is one chain.
pub(crate) fn assert_true(served: &Served, place: &Place, token: &str) {
    settle(served);
    release_all(served, token);
    settle(served);
    let mut kept: Vec<Kept> = Vec::new();
    for service in crate::city::KEEPERS {
        kept.extend(rows!(place, service, Kept, "SELECT subject_id, key, version, content FROM record"));
    }
    kept.sort();
    let followed = rows!(place, "rating", Kept, "SELECT subject_id, key, version, content FROM fact");
    assert_eq!(kept.len(), followed.len(), "{}: each version is followed once", place.backend);
    assert!(kept == followed, "{}: what was followed is what was kept", place.backend);
    until(60, "where merchants are", || {
        let places = crate::city::KEEPERS
            .map(|service| rows!(place, service, Placed, "SELECT subject_id, area FROM subject_place"));
        (!places[0].is_empty() && places.iter().all(|known| *known == places[0])).then_some(())
    });
    let listed = listed(served, token);
    let (one, _) = listed.first_key_value().unwrap();
    let told: Value = served.ask(&format!("/rating/v1/merchants/{one}"), token).json().unwrap();
    let today = told["served"]["day"].as_str().unwrap_or_else(|| panic!("{told}"));
    assert_eq!(listed, from_files(&place.url(), today, None), "{}: as from scratch", place.backend);
}

/// Every version of every record that a service keeps, as text.
pub(crate) fn records(place: &Place, service: &'static str) -> BTreeSet<String> {
    let kept = rows!(place, service, Kept, "SELECT subject_id, key, version, content FROM record");
    kept.iter().map(|row| format!("{row:?}")).collect()
}

/// The trail that a service of its own keeps is one chain.
pub(crate) fn assert_trail_of(place: &Place, service: &'static str) {
    let db = Database::open(place.location(), service, Pools { readers: 1, ..Pools::default() }).unwrap();
    let report = audit::verify::whole(&audit::Kept::new(Arc::new(db)), &[], &|_, _| true).unwrap();
    assert!(report.findings.is_empty() && report.entries > 0, "{service}: {:?}", report.findings);
}

/// The trail of an installation is one chain.
pub(crate) fn assert_trail(place: &Place) {
    let verified = program().args(["verify", "audit", "--database", &place.url()]).output().unwrap();
    assert_eq!(verified.status.code(), Some(0), "{}", told(&verified));
}

/// Waits until everything has been taken in and rated, by a server that may have just begun.
pub(crate) fn settle(served: &Served) {
    until(120, "ratings", || is_settled(&rating_status(served)).then_some(()));
}
