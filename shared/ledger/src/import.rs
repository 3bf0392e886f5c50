//! Files as jobs (导入任务): handed in, read in one transaction each, looked at, and their rows that wait
//! corrected one by one.
//!
//! A job is queued or it is over: whoever is killed while reading has written nothing, and the next
//! start reads the file from its beginning.

mod outcome;
mod reading;
mod table;
mod waiting;
mod worker;

pub(crate) use waiting::{DISCARDED, KEPT, STATES};
pub use waiting::{Settled, Waiting, WaitingFilter};
pub use worker::Worker;

use crate::asker::Asker;
use crate::book::Ledger;
use crate::error::LedgerError;
use crate::store::{JobRow, NewJob, store};
use contracts::access::Reach;
use contracts::import::{Job, JobState};
use domain::area::AreaCode;
use domain::instant::Instant;
use intake::layout::Layout;
use intake::mapping::Mapping;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Size of the pieces in which a file is stored.
const CHUNK: usize = 1 << 20;

/// A file handed in.
#[derive(Clone, Debug)]
pub struct Handed<'h> {
    /// Its layout.
    pub layout: &'static Layout,
    /// Its name.
    pub file_name: &'h str,
    /// Text of its mapping, if it has a layout of its own.
    pub mapping: Option<&'h str>,
    /// May its rows say themselves since when they were known?
    pub history: bool,
    /// Only look what would become of each row.
    pub dry_run: bool,
    /// Keep fines over ten million yuan: their unit has been looked at.
    pub confirm: bool,
    /// Who hands it in; rows outside their reach are not kept.
    pub by: Asker<'h>,
}

impl JobRow {
    /// Whose records its file may change.
    pub(crate) fn reach(&self) -> Result<Reach, LedgerError> {
        let Some(area) = &self.area else { return Ok(Reach::Everywhere) };
        AreaCode::parse(area).ok().map(Reach::Within).ok_or(LedgerError::Missing("area of the import"))
    }
}

fn told(row: JobRow) -> Result<Job, LedgerError> {
    let mut over = [JobState::Done, JobState::Failed, JobState::Cancelled].into_iter();
    Ok(Job {
        import_id: row.import_id,
        layout: row.layout,
        file_name: row.file_name,
        history: row.history,
        dry_run: row.dry_run,
        actor: row.actor,
        bytes: u64::try_from(row.bytes).unwrap_or(0),
        digest: row.digest,
        created_at: Instant::from_micros(row.created_at),
        state: over.find(|state| state.token() == row.state).unwrap_or(JobState::Queued),
        reading: None,
        finished_at: row.finished_at.map(Instant::from_micros),
        outcome: row.outcome.as_deref().map(serde_json::from_str).transpose()?,
    })
}

impl Ledger {
    /// Stores a file as a job; once this has answered, the file will be read whatever happens.
    ///
    /// # Errors
    /// [`LedgerError::Unreadable`] for a mapping that is none, [`LedgerError::Unfit`] for a layout of
    /// records that belong to another service.
    pub fn hand_in(&self, handed: &Handed<'_>, file: &mut File) -> Result<Job, LedgerError> {
        let mapped = handed.mapping.map(|text| Mapping::read("mapping", text)).transpose()?;
        let layout = mapped.map_or(handed.layout, |mapping| mapping.layout());
        self.own(layout)?;
        let digest = digest_of(file)?;
        let bytes = file.seek(SeekFrom::End(0))?;
        let row = self.db.write(|conn| {
            let store = store(conn);
            let import_id = store.add_job(&NewJob {
                layout: layout.id,
                file_name: handed.file_name.to_owned(),
                mapping: handed.mapping.map(str::to_owned),
                history: handed.history,
                dry_run: handed.dry_run,
                confirm: handed.confirm,
                actor: handed.by.actor.to_owned(),
                bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
                digest: digest.clone(),
                created_at: self.clock.now().micros(),
                state: JobState::Queued.token(),
                source: handed.by.source(),
                area: handed.by.reach.area().map(|area| area.to_string()),
            })?;
            file.seek(SeekFrom::Start(0))?;
            for number in 0.. {
                let mut piece = Vec::with_capacity(CHUNK);
                (&mut *file).take(CHUNK as u64).read_to_end(&mut piece)?;
                if piece.is_empty() {
                    break;
                }
                store.add_chunk(import_id, number, &piece)?;
            }
            store.job(import_id, handed.by)?.ok_or(LedgerError::Missing("import"))
        })?;
        told(row)
    }

    /// A job.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is none, or none that the asker is shown.
    pub fn job(&self, import_id: i64, asker: Asker<'_>) -> Result<Job, LedgerError> {
        let row = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).job(import_id, asker)?))?;
        told(row.ok_or(LedgerError::Missing("import"))?)
    }

    /// Jobs that the asker is shown, newest first, with smaller numbers than `before`.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn jobs(&self, before: Option<i64>, limit: i64, asker: Asker<'_>) -> Result<Vec<Job>, LedgerError> {
        let rows = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).jobs(before, limit, asker)?))?;
        rows.into_iter().map(told).collect()
    }

    /// Refuses a layout whose records live elsewhere.
    pub(crate) fn own(&self, layout: &Layout) -> Result<(), LedgerError> {
        if self.kinds.contains(&layout.kind) {
            return Ok(());
        }
        let (id, service) = (layout.id, self.db.service());
        Err(LedgerError::Unfit {
            en: format!("{service} keeps no {id}"),
            zh: format!("{service} 不保存 {id}（{}）", layout.zh),
        })
    }
}

fn digest_of(file: &mut File) -> Result<String, std::io::Error> {
    file.seek(SeekFrom::Start(0))?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; CHUNK];
    loop {
        match file.read(&mut piece)? {
            0 => break,
            read => hash.update(piece.get(..read).unwrap_or_default()),
        }
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
