//! The feed (变更流): versions in the order of the journal, for services that follow.

use crate::book::Ledger;
use crate::error::LedgerError;
use crate::position::Position;
use crate::store::{VersionRow, store};
use contracts::access::Reach;
use contracts::change::Change;
use contracts::port::{Feed, PortError};
use domain::instant::Instant;
use domain::record::RecordKind;
use std::time::{Duration, Instant as Moment};

impl Ledger {
    fn changes_at_once(&self, after: Position, limit: u16) -> Result<Vec<Change>, LedgerError> {
        let limit = i64::from(limit);
        let rows =
            self.db.glance::<_, LedgerError>(|conn| Ok(store(conn).changes(after, limit, Reach::Everywhere)?))?;
        let mut changes = rows.into_iter().map(change).collect::<Result<Vec<_>, _>>()?;
        if let Some(remark) = self.remark.get() {
            remark(&mut changes);
        }
        Ok(changes)
    }

    /// The place of a cursor, if it was given out: there is such a change, and nothing can come before
    /// it any more.
    fn place(&self, cursor: &str) -> Result<Position, PortError> {
        let place = Position::of_cursor(cursor);
        let is_there = |place| self.told(self.db.read::<_, LedgerError>(|conn| Ok(store(conn).is_settled(place)?)));
        match place {
            Some(place) if is_there(place)? => Ok(place),
            _ => Err(PortError::Refused {
                service: self.db.service().to_owned(),
                cause: format!("{cursor:?} is no cursor of this feed"),
            }),
        }
    }

    /// The cursor of the last change that can no longer be overtaken: whoever now reads what stands, and then follows
    /// from there, misses nothing.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn settled(&self) -> Result<Option<String>, LedgerError> {
        let last = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).settled()?))?;
        Ok((last != Position::default()).then(|| last.cursor()))
    }

    /// The end, if nothing has to settle before it.
    fn quiet_end(&self) -> Option<Position> {
        // Whoever waits looks for itself if this cannot be told.
        self.db.glance::<_, LedgerError>(|conn| Ok(store(conn).quiet_end()?)).ok().flatten()
    }

    fn told<T>(&self, done: Result<T, LedgerError>) -> Result<T, PortError> {
        let service = self.db.service().to_owned();
        done.map_err(|error| PortError::Away { service, cause: error.to_string() })
    }
}

impl Feed for Ledger {
    fn service(&self) -> &'static str {
        self.db.service()
    }

    fn changes(&self, after: Option<&str>, limit: u16, wait: Duration) -> Result<Vec<Change>, PortError> {
        let begun = Moment::now();
        let left = || wait.saturating_sub(begun.elapsed());
        if !self.bell.wait_if_quiet(after, wait, || self.quiet_end()) {
            return Ok(Vec::new());
        }
        let after = after.map(|cursor| self.place(cursor)).transpose()?.unwrap_or_default();
        loop {
            let count = self.bell.count();
            let changes = self.told(self.changes_at_once(after, limit))?;
            if !changes.is_empty() || !self.bell.wait(count, left(), || self.quiet_end()) {
                return Ok(changes);
            }
        }
    }

    fn end(&self) -> Result<Option<String>, PortError> {
        let end = self.told(self.db.read::<_, LedgerError>(|conn| Ok(store(conn).end()?)))?;
        Ok((end != Position::default()).then(|| end.cursor()))
    }
}

fn change(row: VersionRow) -> Result<Change, LedgerError> {
    Ok(Change {
        cursor: Position { tx: row.tx, seq: row.seq }.cursor(),
        kind: RecordKind::from_token(&row.kind).ok_or(LedgerError::Missing("kind of the record"))?,
        subject_id: row.subject_id,
        key: row.key,
        version: row.version,
        place_micros: row.place,
        known_from_micros: row.known_from,
        recorded_at: Instant::from_micros(row.recorded_at),
        act: row.act,
        import_id: row.import_id,
        source: row.source,
        content: row.content,
        display: None,
    })
}
