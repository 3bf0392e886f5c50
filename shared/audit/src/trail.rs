//! The trail as it lies in a database, read from its beginning to its end in pieces.

use crate::chain::BEGINNING;
use crate::error::TrailError;
use crate::export::{Line, Link};
use crate::seal::Checkpoint;
use crate::store::store;
use db::Database;
use std::sync::Arc;

/// Entries that are read together.
const TOGETHER: i64 = 2_000;

/// The trail in a database (留痕库).
#[derive(Clone)]
pub struct Kept(pub(crate) Arc<Database>);

/// The end of the chain as the database says it (链尾).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// Number of the last entry.
    pub number: i64,
    /// Its digest.
    pub digest: String,
}

/// Entries that follow each other, and the digest before them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Range {
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) previous: String,
}

impl Kept {
    /// The trail in this database, whose tables are there already.
    #[must_use]
    pub fn new(db: Arc<Database>) -> Self {
        Self(db)
    }

    /// The end of the chain.
    ///
    /// # Errors
    /// [`TrailError`] if the database does not say.
    pub fn head(&self) -> Result<Head, TrailError> {
        let (number, digest) = self.0.read::<_, TrailError>(|conn| Ok(store(conn).head()?))?;
        Ok(Head { number, digest })
    }

    /// The end of the chain, the number of the last entry that there is, and the last checkpoint, all of one
    /// instant.
    pub(crate) fn ends(&self) -> Result<(Head, i64, Option<Checkpoint>), TrailError> {
        self.0.read(|conn| {
            let store = store(conn);
            let (number, digest) = store.head()?;
            Ok((Head { number, digest }, store.last()?, store.latest_checkpoint()?))
        })
    }

    /// The digest of an entry; nothing if there is no such entry.
    ///
    /// # Errors
    /// [`TrailError`] if the database does not say.
    pub fn digest(&self, number: i64) -> Result<Option<String>, TrailError> {
        self.0.read(|conn| Ok(store(conn).digest(number)?))
    }

    /// The last checkpoint.
    ///
    /// # Errors
    /// [`TrailError`] if the database does not say.
    pub fn latest_checkpoint(&self) -> Result<Option<Checkpoint>, TrailError> {
        self.0.read(|conn| Ok(store(conn).latest_checkpoint()?))
    }

    /// The range of these numbers, as far as there are entries; nothing if there are none.
    pub(crate) fn numbered(&self, first: Option<i64>, last: Option<i64>) -> Result<Option<Range>, TrailError> {
        self.0.read(|conn| {
            let store = store(conn);
            let first = first.unwrap_or(1).max(1);
            let last = last.unwrap_or(i64::MAX).min(store.last()?);
            if first > last {
                return Ok(None);
            }
            let previous = store.digest(first - 1)?.unwrap_or_else(|| BEGINNING.to_owned());
            Ok(Some(Range { first, last, previous }))
        })
    }

    /// The shortest range that holds every entry from an instant on and before another. Clocks and threads are
    /// not so exact that none of a moment earlier or later could lie among them.
    pub(crate) fn dated(&self, from: Option<i64>, until: Option<i64>) -> Result<Option<Range>, TrailError> {
        let span = self.0.read::<_, TrailError>(|conn| Ok(store(conn).span(from, until)?))?;
        match span {
            Some((first, last)) => self.numbered(Some(first), Some(last)),
            None => Ok(None),
        }
    }

    /// Every entry of a range, and behind each the checkpoint that was made there.
    pub(crate) fn each<E: From<TrailError>>(
        &self,
        first: i64,
        last: i64,
        mut step: impl FnMut(Line) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut after = first - 1;
        while after < last {
            let (entries, checkpoints) = self.0.read::<_, TrailError>(|conn| {
                let store = store(conn);
                let entries = store.range(after, last, TOGETHER)?;
                let reached = entries.last().map_or(last, |entry| entry.number);
                Ok((entries, store.checkpoints(after, reached)?))
            })?;
            let Some(reached) = entries.last().map(|entry| entry.number) else { return Ok(()) };
            let mut checkpoints = checkpoints.into_iter().peekable();
            for entry in entries {
                let number = entry.number;
                step(Line::Link(Link::of(entry)))?;
                while let Some(checkpoint) = checkpoints.next_if(|checkpoint| checkpoint.number <= number) {
                    step(Line::Checkpoint(checkpoint))?;
                }
            }
            after = reached;
        }
        Ok(())
    }
}
