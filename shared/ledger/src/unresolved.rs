//! Time limits of records whose party is not known yet (主体待确认事项的期限). The row waits for somebody to say whose it
//! is, and its clocks run from the day of receipt all the same (settled readings, 8). They are counted from the row each
//! time, so that they end with it: once it is kept, its record's own clocks go on from the same day.

use crate::acts::party_cells;
use crate::asker::Asker;
use crate::book::Ledger;
use crate::deadlines::rows_of;
use crate::due::{Due, DueAfter};
use crate::error::LedgerError;
use crate::store::{UnresolvedRow, store};
use domain::code::PartyCode;
use domain::record::{Content, RecordKey};
use intake::Cells;
use intake::layout::Layout;
use statute::duties::Limits;
use std::collections::{BTreeMap, BTreeSet};

/// Seventeen characters of a code that nobody has: with it a row can be read, and it is told nowhere.
const NOBODY: &str = "91000000000000000";

/// A time limit of a row that waits because nobody knows whose it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unresolved {
    /// The time limit. Its party is nobody.
    pub due: Due,
    /// The import and the row that wait.
    pub waits: (i64, i64),
}

impl Unresolved {
    /// Its place in the list.
    #[must_use]
    pub const fn after(&self) -> &DueAfter {
        &self.due.after
    }
}

impl Ledger {
    /// Time limits that are open of rows that wait for their party, by the day on which they run out. Of several rows
    /// that speak of one record the last one counts, and none once the record is kept. Whoever is limited to an area
    /// sees those of their own imports.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn unresolved(&self, limits: &Limits, asker: Asker<'_>) -> Result<Vec<Unresolved>, LedgerError> {
        let waiting = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).unresolved(asker)?))?;
        let mut of_each: BTreeMap<RecordKey, (Content, (i64, i64))> = BTreeMap::new();
        for row in waiting {
            // What has further faults is no record yet of which anything follows.
            if let Some(content) = self.as_if_known(&row)? {
                of_each.insert(content.key(), (content, (row.import_id, row.source_row)));
            }
        }
        let kept = self.kept_of(&of_each)?;
        let today = self.clock.today();
        let mut found = Vec::new();
        for (key, (content, waits)) in of_each.into_iter().filter(|(key, _)| !kept.contains(key.as_str())) {
            for row in rows_of((0, key.as_str()), &content, std::slice::from_ref(&content), limits) {
                if row.closed_as.is_none() {
                    found.push(Unresolved { due: Due::of(row, today)?, waits });
                }
            }
        }
        found.sort_by(|one, other| one.due.after.cmp(&other.due.after));
        Ok(found)
    }

    /// Keys of those that have come in otherwise.
    fn kept_of(&self, of_each: &BTreeMap<RecordKey, (Content, (i64, i64))>) -> Result<BTreeSet<String>, LedgerError> {
        let mut kept = BTreeSet::new();
        for kind in self.kinds() {
            let own = of_each.iter().filter(|(_, (content, _))| content.kind() == *kind);
            let dated = own.filter_map(|(key, (content, _))| Some((content.event_day()?.number(), key.as_str())));
            let dated: Vec<(i32, &str)> = dated.collect();
            kept.extend(self.db.read::<_, LedgerError>(|conn| Ok(store(conn).stand(kind.token(), &dated)?))?);
        }
        Ok(kept)
    }

    /// What the row would be if its party were known.
    fn as_if_known(&self, row: &UnresolvedRow) -> Result<Option<Content>, LedgerError> {
        let layout = Layout::by_id(&row.layout).ok_or(LedgerError::Missing("layout of the import"))?;
        let Ok(nobody) = PartyCode::complete(NOBODY) else { return Ok(None) };
        let mut cells: Cells = serde_json::from_str(&row.entries)?;
        for (id, code) in party_cells(layout, nobody) {
            // The name stays as it was written.
            cells
                .entry(id)
                .and_modify(|cell| {
                    if cell.is_empty() {
                        cell.clone_from(&code)
                    }
                })
                .or_insert(code);
        }
        match self.read_row(layout, &cells, 1, None, true) {
            Ok(version) => Ok(Some(version.content)),
            Err(LedgerError::Row(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
