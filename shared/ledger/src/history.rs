//! Everything that was said of one merchant in one kind, for whoever tells what changed and when.

use crate::book::Ledger;
use crate::error::LedgerError;
use crate::look::{VersionView, known_by};
use crate::store::store;
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::RecordKind;
use intake::layout::Layout;

impl Ledger {
    /// Subjects behind this one of whom something was said in a kind that stands no more, in order, at most so many.
    ///
    /// # Errors
    /// [`LedgerError::Unfit`] for a kind of another service.
    pub(crate) fn replaced_behind(
        &self,
        kind: RecordKind,
        behind: i64,
        limit: u16,
        reach: Reach,
    ) -> Result<Vec<i64>, LedgerError> {
        self.own(Layout::of(kind))?;
        self.db.read(|conn| Ok(store(conn).replaced(kind.token(), behind, i64::from(limit), reach)?))
    }

    /// Every version of every record of a kind about these subjects, by subject, key and number.
    ///
    /// # Errors
    /// [`LedgerError::Unfit`] for a kind of another service.
    pub(crate) fn versions_of(
        &self,
        kind: RecordKind,
        subjects: &[i64],
        reach: Reach,
    ) -> Result<Vec<VersionView>, LedgerError> {
        self.own(Layout::of(kind))?;
        let rows = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).of_kind(kind.token(), subjects, reach)?))?;
        Ok(rows.into_iter().map(VersionView::of).collect())
    }

    /// Every version of every record of a kind about the subject of a code that had become known by `known_at`, by key
    /// and number; none if nothing was known of it then.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if nobody within the reach has the code; [`LedgerError::Unfit`] for a kind of another
    /// service.
    pub fn history(
        &self,
        kind: RecordKind,
        code: PartyCode,
        known_at: Option<Instant>,
        reach: Reach,
    ) -> Result<Vec<VersionView>, LedgerError> {
        self.own(Layout::of(kind))?;
        let subject_id = self.subject(code, reach)?;
        let rows =
            self.db.read::<_, LedgerError>(|conn| Ok(store(conn).of_kind(kind.token(), &[subject_id], reach)?))?;
        Ok(known_by(rows, known_at)?.into_iter().map(VersionView::of).collect())
    }
}
