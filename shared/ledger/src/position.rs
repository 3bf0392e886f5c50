//! Places in a journal, as followers keep them.

/// A place in a journal (变更位置): everything at or before it has been seen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Position {
    /// Number of the transaction; zero where there is one writer.
    pub tx: i64,
    /// Number within the journal.
    pub seq: i64,
}

impl Position {
    /// As it is given out.
    #[must_use]
    pub fn cursor(self) -> String {
        format!("{}.{}", self.tx, self.seq)
    }

    /// The place of a cursor, if it was ever given out like this.
    #[must_use]
    pub fn of_cursor(cursor: &str) -> Option<Self> {
        let (tx, seq) = cursor.split_once('.')?;
        let position = Self { tx: tx.parse().ok()?, seq: seq.parse().ok()? };
        // Numbers can be written in other ways, too; this is not how it was given out.
        (position.cursor() == cursor).then_some(position)
    }
}
