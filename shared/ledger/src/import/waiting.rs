//! Rows of a job that could not be kept: looked at, mended and tried again, or put aside, one by one.

use super::table::Spool;
use crate::acts::reasoned;
use crate::asker::Asker;
use crate::before::Before;
use crate::book::{Ledger, Subjects};
use crate::bounds::Kept;
use crate::error::LedgerError;
use crate::row::Row;
use crate::store::{JobRow, WaitingListing, WaitingRow, store};
use crate::versions::{Act, Fate, Manner};
use domain::digest::Digest;
use domain::instant::Instant;
use intake::issue::CellFault;
use intake::layout::Layout;
use intake::mapping::Mapping;
use intake::{Cells, RowIssue};
use serde::Serialize;
use serde_json::value::RawValue;
use std::fs::File;
use utoipa::ToSchema;

/// Every state of a row that could not be kept.
pub(crate) const STATES: [&str; 3] = [WAITING, KEPT, DISCARDED];
const WAITING: &str = "waiting";
pub(crate) const KEPT: &str = "kept";
pub(crate) const DISCARDED: &str = "discarded";
/// Rows of a file that are read at once.
const PAGE: i64 = 500;

/// A row that could not be kept (待处理行).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WaitingRow)]
pub struct Waiting {
    /// Row of the file, as an official counts it.
    pub row: i64,
    /// Why it could not be kept: `rejected`, `quarantined`, `unresolved` or `awaiting_confirmation`.
    pub disposition: String,
    /// Everything that is wrong with it.
    #[schema(value_type = Vec<CellFault>)]
    pub faults: Box<RawValue>,
    /// Its cells by column id, to be mended and tried again.
    #[schema(value_type = BTreeMap<String, String>)]
    pub cells: Box<RawValue>,
    /// The row as it stood in the file, by header.
    #[schema(value_type = Vec<Vec<String>>)]
    pub shown: Box<RawValue>,
    /// `waiting`, `kept` or `discarded`.
    pub state: String,
    /// Who settled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Why it was discarded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it was settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<Instant>,
}

/// Which of a job's rows a list shows, in order of the file.
#[derive(Clone, Debug, Default)]
pub struct WaitingFilter {
    /// Only with this disposition.
    pub disposition: Option<String>,
    /// Only in this state.
    pub state: Option<String>,
    /// Behind this row.
    pub after: Option<i64>,
    /// At most so many.
    pub limit: i64,
}

/// What became of a row that was tried again.
#[derive(Clone, Debug)]
pub enum Settled {
    /// It was kept.
    Kept(Fate),
    /// It still cannot be kept, for these reasons.
    Refused(Box<RowIssue>),
}

impl WaitingRow {
    pub(crate) fn of(job: &JobRow, issue: &RowIssue) -> Result<Self, LedgerError> {
        // Of a row that must not be told whole, only the same row of the same file is known to be the same.
        // Whoever is limited to an area is shown their own rows alone, so that nobody else's may stand for them.
        let identity = match (issue.is_whole, &job.area) {
            (true, None) => Digest::of(&(&job.layout, &issue.entries))?,
            (true, Some(_)) => Digest::of(&(&job.layout, &job.actor, &issue.entries))?,
            (false, _) => Digest::of(&(&job.layout, &job.digest, issue.row))?,
        };
        let shown: Vec<(&str, &str)> = issue.cells.iter().map(|(header, cell)| (&**header, cell.as_str())).collect();
        Ok(Self {
            import_id: job.import_id,
            source_row: i64::try_from(issue.row).unwrap_or(i64::MAX),
            disposition: issue.disposition.token().to_owned(),
            faults: serde_json::to_string(&issue.faults)?,
            entries: serde_json::to_string(&issue.entries)?,
            shown: serde_json::to_string(&shown)?,
            state: WAITING.to_owned(),
            actor: None,
            reason: None,
            settled_at: None,
            identity: Some(identity.0),
        })
    }
}

impl Waiting {
    fn of(row: WaitingRow) -> Result<Self, LedgerError> {
        Ok(Self {
            row: row.source_row,
            disposition: row.disposition,
            faults: RawValue::from_string(row.faults)?,
            cells: RawValue::from_string(row.entries)?,
            shown: RawValue::from_string(row.shown)?,
            state: row.state,
            actor: row.actor,
            reason: row.reason,
            settled_at: row.settled_at.map(Instant::from_micros),
        })
    }
}

impl Ledger {
    /// Rows of a job that could not be kept.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is no such job.
    pub fn waiting(
        &self,
        import_id: i64,
        filter: &WaitingFilter,
        asker: Asker<'_>,
    ) -> Result<Vec<Waiting>, LedgerError> {
        let WaitingFilter { disposition, state, after, limit } = filter.clone();
        let listing = WaitingListing { import_id, disposition, state, after, limit };
        let rows = self.db.read::<_, LedgerError>(|conn| {
            let store = store(conn);
            store.job(import_id, asker)?.ok_or(LedgerError::Missing("import"))?;
            Ok(store.list_waiting(&listing, asker)?)
        })?;
        rows.into_iter().map(Waiting::of).collect()
    }

    /// One row of a job that could not be kept.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is none.
    pub fn waiting_row(&self, import_id: i64, row: i64, asker: Asker<'_>) -> Result<Waiting, LedgerError> {
        let found =
            self.db.read::<_, LedgerError>(|conn| Ok(store(conn).waiting((import_id, row), false, asker)?))?;
        Waiting::of(found.ok_or(LedgerError::Missing("row that waits"))?)
    }

    /// The rows that still wait as a table in the columns of their layout, with what is wrong with each: mended
    /// there, it can be handed in as it is. A file, since nobody knows how many wait.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is no such job.
    pub fn waiting_file(
        &self,
        import_id: i64,
        disposition: Option<&str>,
        asker: Asker<'_>,
    ) -> Result<File, LedgerError> {
        let job = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).job(import_id, asker)?))?;
        let job = job.ok_or(LedgerError::Missing("import"))?;
        let layout = Layout::by_id(&job.layout).ok_or(LedgerError::Missing("layout of the import"))?;
        let mut spool = Spool::of(layout)?;
        let mut listing = WaitingListing {
            import_id,
            disposition: disposition.map(str::to_owned),
            state: Some(WAITING.to_owned()),
            after: None,
            limit: PAGE,
        };
        loop {
            // A page at a time, so that a slow disk holds up no transaction.
            let rows = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).list_waiting(&listing, asker)?))?;
            let Some(last) = rows.last() else { return spool.table() };
            listing.after = Some(last.source_row);
            rows.into_iter().try_for_each(|row| spool.push(row))?;
        }
    }

    /// Tries a row again with changed cells; an empty text empties the cell. A row that still cannot be
    /// kept goes on waiting as it was: what was tried is told, not kept.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is no such row, [`LedgerError::Unfit`] if it is settled.
    pub fn retry(
        &self,
        import_id: i64,
        row: i64,
        changes: &Cells,
        confirm: bool,
        asker: Asker<'_>,
    ) -> Result<Settled, LedgerError> {
        self.settling((import_id, row), asker, |conn, job, waiting| {
            let mut cells: Cells = serde_json::from_str(&waiting.entries)?;
            cells.extend(changes.iter().map(|(id, text)| (id.clone(), text.clone())));
            let layout = Layout::by_id(&job.layout).ok_or(LedgerError::Missing("layout of the import"))?;
            let mapping = job.mapping.as_deref().map(|text| Mapping::read("mapping", text)).transpose()?;
            let export_time = mapping.and_then(|mapping| mapping.export_time());
            let number = u64::try_from(row).unwrap_or(0);
            let now = self.clock.now();
            match self.read_row(layout, &cells, number, export_time, confirm || job.confirm) {
                Ok(version) => {
                    let manner = Manner {
                        act: if job.history { Act::History } else { Act::Import },
                        actor: asker.actor.to_owned(),
                        reach: asker.reach,
                        reason: None,
                        import_id: Some(import_id),
                        source: job.source.clone(),
                        recorded_at: now,
                    };
                    let (rows, mut subjects) = (vec![Row::of(&version)?], Subjects::opening(self));
                    let kept = self.keep(conn, rows, &mut subjects, &mut Before::Anything, &manner)?;
                    let fate = match kept.into_iter().next() {
                        Some(Kept::Outside(issue)) => return Ok(Settled::Refused(issue)),
                        Some(Kept::As(fate)) => fate,
                        None => Fate::Repeated,
                    };
                    KEPT.clone_into(&mut waiting.state);
                    waiting.actor = Some(asker.actor.to_owned());
                    waiting.settled_at = Some(now.micros());
                    Ok(Settled::Kept(fate))
                }
                Err(LedgerError::Row(issue)) => Ok(Settled::Refused(issue)),
                Err(error) => Err(error),
            }
        })
    }

    /// Puts a row aside: it is not to be kept.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is no such row, [`LedgerError::Unfit`] if it is settled,
    /// [`LedgerError::NoReason`], [`LedgerError::LongReason`].
    pub fn discard(&self, import_id: i64, row: i64, asker: Asker<'_>, reason: &str) -> Result<(), LedgerError> {
        let reason = reasoned(reason)?;
        self.settling((import_id, row), asker, |_, _, waiting| {
            DISCARDED.clone_into(&mut waiting.state);
            waiting.actor = Some(asker.actor.to_owned());
            waiting.reason = Some(reason.to_owned());
            waiting.settled_at = Some(self.clock.now().micros());
            Ok(())
        })
    }

    /// Settles a row that waits while nobody else can.
    fn settling<T>(
        &self,
        (import_id, row): (i64, i64),
        asker: Asker<'_>,
        mut settle: impl FnMut(&mut db::Conn<'_>, &JobRow, &mut WaitingRow) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        self.change(|mut conn| {
            let found = store(conn.again()).waiting((import_id, row), true, asker)?;
            let mut waiting = found.ok_or(LedgerError::Missing("row that waits"))?;
            let job = store(conn.again()).job(import_id, asker)?.ok_or(LedgerError::Missing("import"))?;
            if waiting.state != WAITING {
                return Err(LedgerError::Unfit {
                    en: "the row is settled already".to_owned(),
                    zh: "该行已处理".to_owned(),
                });
            }
            if job.dry_run {
                return Err(LedgerError::Unfit {
                    en: "the import was only tried: nothing of it is kept".to_owned(),
                    zh: "该导入仅为试运行，不保存任何行".to_owned(),
                });
            }
            let done = settle(&mut conn, &job, &mut waiting)?;
            store(conn).settle(&waiting)?;
            Ok(done)
        })
    }
}
