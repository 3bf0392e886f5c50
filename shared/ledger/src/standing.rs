//! What stands, subject by subject: for whoever keeps something of it in memory.

use crate::book::Ledger;
use crate::error::LedgerError;
use crate::store::store;
use contracts::access::Reach;
use domain::record::RecordKind;
use intake::layout::Layout;

/// A record that stands and was not taken back (现行记录).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stands {
    /// Whom it is about.
    pub subject_id: i64,
    /// Its business key.
    pub key: String,
    /// What it says, as JSON of its kind.
    pub content: String,
}

impl Ledger {
    /// Records of a kind that stand and were not taken back, in order of subject and key, behind one of them: a page of
    /// all that there are.
    ///
    /// # Errors
    /// [`LedgerError::Unfit`] for a kind of another service.
    pub fn standing_behind(
        &self,
        kind: RecordKind,
        behind: Option<&Stands>,
        limit: u16,
        reach: Reach,
    ) -> Result<Vec<Stands>, LedgerError> {
        self.own(Layout::of(kind))?;
        let behind = behind.map_or((i64::MIN, ""), |last| (last.subject_id, last.key.as_str()));
        let found = self.db.read::<_, LedgerError>(|conn| {
            Ok(store(conn).standing(kind.token(), behind, i64::from(limit), reach)?)
        })?;
        Ok(found.into_iter().map(|(subject_id, key, content)| Stands { subject_id, key, content }).collect())
    }

    /// Those of some subjects, in the same order.
    ///
    /// # Errors
    /// [`LedgerError::Unfit`] for a kind of another service.
    pub fn standing_of(&self, kind: RecordKind, subjects: &[i64], reach: Reach) -> Result<Vec<Stands>, LedgerError> {
        self.own(Layout::of(kind))?;
        let rows = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).of_kind(kind.token(), subjects, reach)?))?;
        let standing = rows.into_iter().filter(|row| row.standing && !row.withdrawn);
        Ok(standing.map(|row| Stands { subject_id: row.subject_id, key: row.key, content: row.content }).collect())
    }
}
