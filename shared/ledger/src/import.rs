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

pub use outcome::{FileFault, Outcome};
pub use waiting::{Settled, Waiting, WaitingFilter};
pub use worker::Worker;

use crate::book::Ledger;
use crate::error::LedgerError;
use crate::store::{JobRow, NewJob, store};
use domain::instant::Instant;
use intake::layout::Layout;
use intake::mapping::Mapping;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use utoipa::ToSchema;

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
    /// Who hands it in.
    pub actor: &'h str,
}

/// State of a job (任务状态).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for its turn, or is being read.
    Queued,
    /// Read.
    Done,
    /// It could not be read; nothing of it was kept.
    Failed,
    /// Somebody stopped it; nothing of it was kept.
    Cancelled,
}

impl JobState {
    pub(crate) const fn token(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    fn from_token(token: &str) -> Self {
        match token {
            "done" => Self::Done,
            "failed" => Self::Failed,
            "cancelled" => Self::Cancelled,
            _ => Self::Queued,
        }
    }
}

/// A job as it can be looked at.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Job {
    /// Its number.
    pub import_id: i64,
    /// Layout of its file.
    pub layout: String,
    /// Name of its file.
    pub file_name: String,
    /// May its rows say themselves since when they were known?
    pub history: bool,
    /// Only looked what would become of each row?
    pub dry_run: bool,
    /// Who handed it in.
    pub actor: String,
    /// Size of its file.
    pub bytes: i64,
    /// SHA-256 of its file.
    pub digest: String,
    /// When it was handed in.
    pub created_at: Instant,
    /// Its state.
    pub state: JobState,
    /// Rows read so far, if it is being read here and now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<u64>,
    /// When it was over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Instant>,
    /// What became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

impl Job {
    fn of(row: JobRow) -> Result<Self, LedgerError> {
        Ok(Self {
            import_id: row.import_id,
            layout: row.layout,
            file_name: row.file_name,
            history: row.history,
            dry_run: row.dry_run,
            actor: row.actor,
            bytes: row.bytes,
            digest: row.digest,
            created_at: Instant::from_micros(row.created_at),
            state: JobState::from_token(&row.state),
            reading: None,
            finished_at: row.finished_at.map(Instant::from_micros),
            outcome: row.outcome.as_deref().map(serde_json::from_str).transpose()?,
        })
    }
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
                actor: handed.actor.to_owned(),
                bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
                digest: digest.clone(),
                created_at: self.clock.now().micros(),
                state: JobState::Queued.token(),
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
            store.job(import_id)?.ok_or(LedgerError::Missing("import"))
        })?;
        Job::of(row)
    }

    /// A job.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is none.
    pub fn job(&self, import_id: i64) -> Result<Job, LedgerError> {
        let row = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).job(import_id)?))?;
        Job::of(row.ok_or(LedgerError::Missing("import"))?)
    }

    /// Jobs, newest first, with smaller numbers than `before`.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn jobs(&self, before: Option<i64>, limit: i64) -> Result<Vec<Job>, LedgerError> {
        let rows = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).jobs(before, limit)?))?;
        rows.into_iter().map(Job::of).collect()
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
