//! Records whose time limits rest on what their earlier versions said: an I07 that a later version replaced.

use crate::acts::content_of;
use crate::error::LedgerError;
use crate::store::VersionRow;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Content, Inspection, RecordKind};
use rustc_hash::FxHashMap;
use statute::duties::{Placed, replaced};

/// Versions of visits behind which another one stands, by subject and key.
pub(super) struct Before<'r>(FxHashMap<(i64, &'r str), Vec<&'r VersionRow>>);

impl<'r> Before<'r> {
    /// Those among all versions of some records.
    pub(super) fn of(rows: &'r [VersionRow]) -> Self {
        let mut before: FxHashMap<(i64, &str), Vec<&VersionRow>> = FxHashMap::default();
        for row in rows.iter().filter(|row| !row.standing && row.kind == RecordKind::Inspection.token()) {
            before.entry((row.subject_id, &row.key)).or_default().push(row);
        }
        before.values_mut().for_each(|rows| rows.sort_by_key(|row| (row.place, row.version)));
        Self(before)
    }

    /// What a version that stands says, with what those before it leave to it.
    pub(super) fn told(&self, row: &VersionRow) -> Result<Content, LedgerError> {
        let content = content_of(row)?;
        let (Content::Inspection(standing), Some(rows)) = (&content, self.0.get(&(row.subject_id, row.key.as_str())))
        else {
            return Ok(content);
        };
        // Of two contents at one place none came before the other.
        let earlier = rows.iter().filter(|one| one.place < row.place);
        let before = earlier.map(|one| Ok((day(one), visit(one)?))).collect::<Result<Vec<Placed>, LedgerError>>()?;
        Ok(Content::Inspection(replaced((day(row), standing.clone()), &before)))
    }
}

/// The day of a version's place in the order of versions.
fn day(row: &VersionRow) -> Option<Day> {
    row.place.map(|place| Instant::from_micros(place).day())
}

fn visit(row: &VersionRow) -> Result<Inspection, LedgerError> {
    Ok(serde_json::from_str(&row.content)?)
}
