//! Records whose party is not known yet (主体待确认), as they would be if it were, and what became of them just now.

use crate::acts::party_cells;
use crate::asker::Asker;
use crate::book::Ledger;
use crate::error::LedgerError;
use crate::standing::Stands;
use crate::store::{UnresolvedRow, store};
use domain::code::PartyCode;
use domain::record::{Content, RecordKey, RecordKind};
use intake::Cells;
use intake::layout::Layout;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Seventeen characters of a code that nobody has: with it a row can be read, and it is told nowhere.
const NOBODY: &str = "91000000000000000";
/// So long after a row was resolved its record is told beside what waits, in microseconds: a day. Whoever follows the
/// journal has come to it by then.
const JUST: i64 = 24 * 60 * 60 * 1_000_000;

/// Where a row that waits stands (待确认行).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = WaitingRowPlace)]
pub struct RowPlace {
    /// Number of the import.
    pub import_id: i64,
    /// Name of its file.
    pub file: String,
    /// Row of the file.
    pub row: i64,
}

impl RowPlace {
    /// Path of the row, where it is said whose it is.
    #[must_use]
    pub fn href(&self, service: &str) -> String {
        format!("/{service}/v1/imports/{}/rows/{}", self.import_id, self.row)
    }

    /// The same for people, in Chinese.
    #[must_use]
    pub fn told(&self) -> String {
        format!("{}（导入{}）第{}行", self.file, self.import_id, self.row)
    }
}

/// A row that waits for its party, as the record that it would be.
#[derive(Clone, PartialEq, Debug)]
pub struct WaitingRecord {
    /// What it says. Its party is nobody.
    pub content: Content,
    /// The row.
    pub row: RowPlace,
    /// May whoever asks see the row? Only those limited to an area may not, of files that others handed in.
    pub is_shown: bool,
}

/// A row that waits, and who brought it.
#[derive(Clone)]
struct Brought {
    content: Content,
    row: RowPlace,
    /// Were they limited to an area?
    is_limited: bool,
}

/// Of the rows that wait and speak of one record those that matter to whoever asks.
#[derive(Default)]
struct OfOne {
    /// That which counts, whoever asks: the last one, and of whoever is limited to an area only if nobody else brought
    /// any.
    counts: Option<Brought>,
    /// The last one of their own, if they are limited to an area.
    own: Option<Brought>,
}

impl OfOne {
    fn hear(&mut self, row: Brought, is_own: bool) {
        if is_own {
            self.own = Some(row.clone());
        }
        if self.counts.as_ref().is_none_or(|counts| counts.is_limited || !row.is_limited) {
            self.counts = Some(row);
        }
    }

    /// What is told of them. One's own row is shown whoever brought the same record besides, and where the one that
    /// counts is that of an office elsewhere one's own is counted instead.
    fn told(self, asker: Asker<'_>, is_elsewhere: impl Fn(&Content) -> bool) -> Option<WaitingRecord> {
        let counts = self.counts?;
        Some(match self.own {
            Some(own) if is_elsewhere(&counts.content) => {
                WaitingRecord { content: own.content, row: own.row, is_shown: true }
            }
            Some(own) => WaitingRecord { content: counts.content, row: own.row, is_shown: true },
            None => WaitingRecord { is_shown: asker.own().is_none(), content: counts.content, row: counts.row },
        })
    }
}

/// What waits for its party at an instant, and what does no more.
#[derive(Clone, PartialEq, Debug)]
pub struct Resolving {
    /// Of several rows that speak of one record one: the last, those of whoever is not limited to an area first.
    pub waiting: Vec<WaitingRecord>,
    /// What stands of rows that were resolved within the last day: whoever follows the journal may not know it yet.
    pub resolved: Vec<(RecordKind, Stands)>,
}

impl Ledger {
    /// What waits for its party, and what stands of that which just waited, at one instant, whoever handed it in and
    /// whoever's it is: of filings that are one item the same one is to count for everybody, but that nobody loses a
    /// row of their own to an office elsewhere. What of it may be told, whoever asks for it decides.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn resolving(&self, asker: Asker<'_>) -> Result<Resolving, LedgerError> {
        let since = self.clock.now().micros().saturating_sub(JUST);
        let (rows, versions) = self.db.read::<_, LedgerError>(|conn| {
            let store = store(conn);
            Ok((store.unresolved(Asker::house(asker.actor))?, store.resolved(since)?))
        })?;
        let kind = |token: &str| RecordKind::from_token(token).ok_or(LedgerError::Missing("kind of the record"));
        let resolved = versions.into_iter().map(|row| {
            Ok((kind(&row.kind)?, Stands { subject_id: row.subject_id, key: row.key, content: row.content }))
        });
        let resolved = resolved.collect::<Result<_, LedgerError>>()?;
        Ok(Resolving { resolved, waiting: self.as_records(rows, asker)? })
    }

    /// What waits for its party, for whoever may see the rows.
    pub(crate) fn waiting_records(&self, asker: Asker<'_>) -> Result<Vec<WaitingRecord>, LedgerError> {
        self.as_records(self.db.read::<_, LedgerError>(|conn| Ok(store(conn).unresolved(asker)?))?, asker)
    }

    fn as_records(&self, rows: Vec<UnresolvedRow>, asker: Asker<'_>) -> Result<Vec<WaitingRecord>, LedgerError> {
        let mut of_each: BTreeMap<RecordKey, OfOne> = BTreeMap::new();
        for row in rows {
            let UnresolvedRow { import_id, source_row, file_name, layout, entries, actor, area } = row;
            // What has further faults is no record yet of which anything follows.
            if let Some(content) = self.as_if_known(&layout, serde_json::from_str(&entries)?)? {
                let row = RowPlace { import_id, file: file_name, row: source_row };
                let brought = Brought { content, row, is_limited: area.is_some() };
                let of_one = of_each.entry(brought.content.key()).or_default();
                of_one.hear(brought, asker.own() == Some(actor.as_str()));
            }
        }
        let is_elsewhere = |content: &Content| self.office_elsewhere(content, asker.reach).is_some();
        Ok(of_each.into_values().filter_map(|of_one| of_one.told(asker, is_elsewhere)).collect())
    }

    /// What a row would be if its party were known.
    pub(crate) fn as_if_known(&self, layout: &str, mut cells: Cells) -> Result<Option<Content>, LedgerError> {
        let layout = Layout::by_id(layout).ok_or(LedgerError::Missing("layout of the import"))?;
        let Ok(nobody) = PartyCode::complete(NOBODY) else { return Ok(None) };
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
