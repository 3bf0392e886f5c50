//! A whole city from the tables, as files give it: for `rate` and whoever else computes over many.

use crate::book::version_of;
use crate::error::RatingError;
use crate::judge::put;
use crate::store::{MIGRATIONS, store};
use db::Database;
use domain::record::Content;
use domain::version::Version;
use intake::Batch;
use rayon::prelude::*;

/// Rows that are read together; all cores turn them into records.
const PAGE: i64 = 100_000;

/// Every version of every record that was followed, seen at one instant. `watch` hears how many have been
/// read, and its `false` stops.
///
/// # Errors
/// [`RatingError`] if the database does not answer or holds what is no record.
pub fn everything(db: &Database, watch: &mut dyn FnMut(u64) -> bool) -> Result<Batch, RatingError> {
    db.migrate(&[&MIGRATIONS]).map_err(|error| db::DbError::Away(error.to_string()))?;
    db.read(|conn| {
        let store = store(conn);
        let (mut batch, mut after, mut read) = (Batch::default(), i64::MIN, 0);
        loop {
            let rows = store.facts_behind(after, &[], PAGE)?;
            let Some(last) = rows.last() else { break };
            after = last.subject_id;
            read += rows.len() as u64;
            let versions = rows.par_iter().map(version_of).collect::<Result<Vec<Version<Content>>, RatingError>>()?;
            for version in versions {
                put(&mut batch, version);
            }
            if !watch(read) {
                return Err(RatingError::Stopped);
            }
        }
        Ok(batch)
    })
}
