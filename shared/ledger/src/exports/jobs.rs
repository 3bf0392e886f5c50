//! The jobs in the tables of the service: taken on, looked at, stopped, and removed after a day.

use super::rows::{DEADLINES_ZH, Listed, UNRESOLVED_ZH};
use super::{Export, ExportFile, Exports};
use crate::asker::Asker;
use crate::book::Ledger;
use crate::error::LedgerError;
use crate::store::{ExportRow, NewExport, Owner, store};
use contracts::access::Reach;
use contracts::export::{Job, State};
use domain::area::AreaCode;
use domain::instant::Instant;
use intake::layout::Layout;
use std::io::{Seek as _, Write as _};
use std::sync::Arc;

/// How long a job is kept, in microseconds: a day.
const KEPT: i64 = 24 * 60 * 60 * 1_000_000;
/// Most jobs of one caller.
const MOST: usize = 20;

/// Whose jobs somebody sees. Their reach is part of it: whose area has changed meanwhile must not find what was shown
/// before.
fn owner(asker: Asker<'_>) -> (String, String) {
    let area = asker.reach.area().map(|area| area.to_string());
    (asker.actor.to_owned(), area.unwrap_or_default())
}

const fn owned(owner: &(String, String)) -> Owner<'_> {
    (owner.0.as_str(), owner.1.as_str())
}

impl ExportRow {
    /// Whose rows it shows.
    fn reach(&self) -> Result<Reach, LedgerError> {
        if self.area.is_empty() {
            return Ok(Reach::Everywhere);
        }
        AreaCode::parse(&self.area).ok().map(Reach::Within).ok_or(LedgerError::Missing("area of the export"))
    }

    /// For whom it is.
    pub(super) fn asker(&self) -> Result<Asker<'_>, LedgerError> {
        Ok(Asker { actor: &self.actor, reach: self.reach()?, department: None })
    }

    /// What is to be exported.
    pub(super) fn wanted(&self) -> Result<Export, LedgerError> {
        Ok(serde_json::from_str(&self.wanted)?)
    }

    const fn expires_at(&self) -> Instant {
        Instant::from_micros(self.created_at.saturating_add(KEPT))
    }

    fn told(self) -> Result<Job, LedgerError> {
        let Export { order, .. } = self.wanted()?;
        Ok(Job {
            list: order.list,
            format: order.format,
            filters: order.filters,
            state: State::from_token(&self.state).ok_or(LedgerError::Missing("state of the export"))?,
            rows: u64::try_from(self.row_count).unwrap_or(0),
            rows_total: self.rows_total.and_then(|rows| u64::try_from(rows).ok()),
            bytes: self.bytes.and_then(|bytes| u64::try_from(bytes).ok()),
            created_at: Instant::from_micros(self.created_at),
            finished_at: self.finished_at.map(Instant::from_micros),
            expires_at: self.expires_at(),
            file: None,
            fault: self.fault.as_deref().map(serde_json::from_str).transpose()?,
            export_id: self.export_id,
        })
    }
}

/// Removes what is a day old.
pub(super) fn forget(ledger: &Ledger) -> Result<(), LedgerError> {
    let before = ledger.clock.now().micros() - KEPT;
    let old = ledger.db.read::<_, LedgerError>(|conn| Ok(store(conn).exports_before(before)?))?;
    if old.is_empty() {
        return Ok(());
    }
    ledger.db.write::<_, LedgerError>(|conn| {
        let store = store(conn);
        Ok(old.iter().try_for_each(|number| store.drop_export(*number))?)
    })
}

impl Exports {
    /// Takes an export on.
    ///
    /// # Errors
    /// [`LedgerError::Unfit`] if whoever asks has too many already.
    pub fn order(&self, export: &Export, asker: Asker<'_>) -> Result<Job, LedgerError> {
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes).map_err(std::io::Error::from)?;
        // A number of its own for ever: once it is gone it is nobody else's.
        let export_id = format!("{:032x}", u128::from_be_bytes(bytes));
        let (now, owner) = (self.ledger().clock.now().micros(), owner(asker));
        let new = NewExport {
            export_id,
            actor: owner.0.clone(),
            area: owner.1.clone(),
            wanted: serde_json::to_string(export)?,
            state: State::Queued.token().to_owned(),
            taken: 0,
            row_count: 0,
            created_at: now,
            beat_at: now,
        };
        forget(self.ledger())?;
        let job = self.ledger().db.write::<_, LedgerError>(|conn| {
            let store = store(conn);
            if store.exports(owned(&owner))?.len() >= MOST {
                return Err(LedgerError::Unfit {
                    en: format!("you have {MOST} exports already: delete one first"),
                    zh: format!("您已有 {MOST} 个导出任务，请先删除一个"),
                });
            }
            store.add_export(&new)?;
            store.export(&new.export_id, owned(&owner))?.ok_or(LedgerError::Missing("export"))?.told()
        })?;
        self.wake();
        Ok(job)
    }

    /// Those of whoever asks, newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn of(&self, asker: Asker<'_>) -> Result<Vec<Job>, LedgerError> {
        let (owner, now) = (owner(asker), self.ledger().clock.now());
        let rows = self.ledger().db.read::<_, LedgerError>(|conn| Ok(store(conn).exports(owned(&owner))?))?;
        rows.into_iter().filter(|row| now < row.expires_at()).map(ExportRow::told).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is none, or it is somebody else's.
    pub fn job(&self, id: &str, asker: Asker<'_>) -> Result<Job, LedgerError> {
        self.found(id, asker)?.told()
    }

    /// The file of one that is done.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] as above, [`LedgerError::Unfit`] if it has none.
    pub fn file(&self, id: &str, asker: Asker<'_>) -> Result<ExportFile, LedgerError> {
        let row = self.found(id, asker)?;
        let Export { order, listed } = row.wanted()?;
        let job = row.clone().told()?;
        let (Some(bytes), Some(merchants)) = (job.bytes, &row.merchants) else {
            let state = job.state.told();
            return Err(LedgerError::Unfit {
                en: format!("the export of {} has no file: {state}", order.list),
                zh: format!("该导出任务没有可下载的文件：{state}"),
            });
        };
        let mut file = tempfile::tempfile()?;
        let mut number = 0;
        // A piece at a time, so that a slow disk holds up no transaction.
        while let Some(piece) =
            self.ledger().db.read::<_, LedgerError>(|conn| Ok(store(conn).export_chunk(id, number)?))?
        {
            file.write_all(&piece)?;
            number += 1;
        }
        // It may have been removed meanwhile.
        if file.stream_position()? != bytes {
            return Err(LedgerError::Missing("export"));
        }
        let day = job.created_at.day().to_string().replace('-', "");
        Ok(ExportFile {
            name: format!("{}-{day}.{}", self.zh(&listed), order.format.token()),
            format: order.format,
            order,
            file: Arc::new(file),
            bytes,
            rows: job.rows,
            merchants: serde_json::from_str(merchants)?,
        })
    }

    /// Stops one that is not over, so that nothing of it is kept; removes one that is over, with its file.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] as above.
    pub fn delete(&self, id: &str, asker: Asker<'_>) -> Result<(), LedgerError> {
        let row = self.found(id, asker)?;
        let now = self.ledger().clock.now().micros();
        self.ledger().db.write::<_, LedgerError>(|conn| {
            let store = store(conn);
            if !store.cancel_export(row.number, now)? {
                store.drop_export(row.number)?;
            }
            Ok(())
        })
    }

    /// The Chinese name of a list.
    fn zh<'l>(&self, listed: &'l Listed) -> &'l str {
        match listed {
            Listed::Records(kind, _) => Layout::of(*kind).zh,
            Listed::Deadlines(_) => DEADLINES_ZH,
            Listed::Unresolved(_) => UNRESOLVED_ZH,
            Listed::Own(list, _) => {
                let offer = self.offers().iter().find(|offer| offer.sheet().list == list);
                offer.map_or(list.as_str(), |offer| offer.sheet().zh)
            }
        }
    }

    fn found(&self, id: &str, asker: Asker<'_>) -> Result<ExportRow, LedgerError> {
        let owner = owner(asker);
        let found = self.ledger().db.read::<_, LedgerError>(|conn| Ok(store(conn).export(id, owned(&owner))?))?;
        let now = self.ledger().clock.now();
        found.filter(|row| now < row.expires_at()).ok_or(LedgerError::Missing("export"))
    }
}
