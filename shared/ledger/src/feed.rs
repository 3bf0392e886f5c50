//! The feed (变更流): versions in the order of the journal, for services that follow.

use crate::book::Ledger;
use crate::error::LedgerError;
use crate::store::{VersionRow, store};
pub use crate::store::Position;

/// A version in the journal.
#[derive(Clone, Debug)]
pub struct Change {
    /// Its place in the journal.
    pub position: Position,
    /// The version, as it stands in the table.
    pub(crate) row: VersionRow,
}

impl Ledger {
    /// What follows a place in the journal and can no longer be overtaken by anything before it.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn changes(&self, after: Position, limit: i64) -> Result<Vec<Change>, LedgerError> {
        let rows = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).changes(after, limit)?))?;
        let change = |row: VersionRow| Change { position: Position { tx: row.tx, seq: row.seq }, row };
        Ok(rows.into_iter().map(change).collect())
    }

    /// The last place of the journal, to tell how far behind a follower is.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn end_of_journal(&self) -> Result<Position, LedgerError> {
        self.db.read(|conn| Ok(store(conn).end()?))
    }
}
