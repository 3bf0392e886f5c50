//! The jobs of a process: taken on, waiting for their turn, over, and removed after a day.

use super::writing::Written;
use super::{Export, ExportFile};
use crate::asker::Asker;
use crate::error::LedgerError;
use contracts::access::Reach;
use contracts::export::{Fault, Job, State};
use domain::code::PartyCode;
use domain::instant::Instant;
use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// How long a job is kept, in microseconds: a day.
const KEPT: i64 = 24 * 60 * 60 * 1_000_000;
/// Most jobs of one caller.
pub(super) const MOST: usize = 20;

/// How far a job is, and whether it is to stop.
#[derive(Default)]
pub(super) struct Progress {
    rows: AtomicU64,
    stop: AtomicBool,
}

impl Progress {
    pub(super) fn told(&self, rows: u64) {
        self.rows.store(rows, Ordering::Relaxed);
    }

    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Nothing, unless it is to stop.
    pub(super) fn go_on(&self) -> Result<(), LedgerError> {
        if self.stop.load(Ordering::Relaxed) { Err(LedgerError::Stopped) } else { Ok(()) }
    }
}

/// A job and what belongs to it.
struct Kept {
    /// Who asked. Their reach is part of it: whose area has changed meanwhile must not find what it showed before.
    owner: (String, Reach),
    id: String,
    export: Arc<Export>,
    state: State,
    progress: Arc<Progress>,
    created_at: Instant,
    finished_at: Option<Instant>,
    file: Option<(Arc<File>, u64, Arc<[PartyCode]>)>,
    fault: Option<Fault>,
}

/// What a thread is to do.
pub(super) struct Task {
    pub(super) id: String,
    pub(super) export: Arc<Export>,
    pub(super) reach: Reach,
    pub(super) progress: Arc<Progress>,
}

/// All jobs, in the order in which they were asked for.
#[derive(Default)]
pub(super) struct Jobs(Vec<Kept>);

impl Jobs {
    /// Takes a job on under this number.
    pub(super) fn add(
        &mut self,
        id: String,
        export: Export,
        asker: Asker<'_>,
        now: Instant,
    ) -> Result<Job, LedgerError> {
        if self.0.iter().filter(|kept| kept.is_of(asker)).count() >= MOST {
            return Err(LedgerError::Unfit {
                en: format!("you have {MOST} exports already: delete one first"),
                zh: format!("您已有 {MOST} 个导出任务，请先删除一个"),
            });
        }
        self.0.push(Kept {
            owner: (asker.actor.to_owned(), asker.reach),
            id,
            export: Arc::new(export),
            state: State::Queued,
            progress: Arc::default(),
            created_at: now,
            finished_at: None,
            file: None,
            fault: None,
        });
        self.0.last().map(Kept::told).ok_or(LedgerError::Missing("export"))
    }

    /// Those of somebody, newest first.
    pub(super) fn of(&self, asker: Asker<'_>) -> Vec<Job> {
        self.0.iter().rev().filter(|kept| kept.is_of(asker)).map(Kept::told).collect()
    }

    pub(super) fn job(&self, id: &str, asker: Asker<'_>) -> Result<Job, LedgerError> {
        Ok(self.found(id, asker)?.told())
    }

    /// The file of one that is done, under its name.
    pub(super) fn file(&self, id: &str, asker: Asker<'_>) -> Result<ExportFile, LedgerError> {
        let kept = self.found(id, asker)?;
        let Some((file, bytes, merchants)) = &kept.file else {
            let (state, order) = (kept.state.told(), &kept.export.order.list);
            return Err(LedgerError::Unfit {
                en: format!("the export of {order} has no file: {state}"),
                zh: format!("该导出任务没有可下载的文件：{state}"),
            });
        };
        let order = kept.export.order.clone();
        let day = kept.created_at.day().to_string().replace('-', "");
        Ok(ExportFile {
            name: format!("{}-{day}.{}", kept.export.listed.zh(), order.format.token()),
            format: order.format,
            order,
            file: Arc::clone(file),
            bytes: *bytes,
            rows: kept.progress.rows.load(Ordering::Relaxed),
            merchants: Arc::clone(merchants),
        })
    }

    /// Stops one that is not over; removes one that is.
    pub(super) fn delete(&mut self, id: &str, asker: Asker<'_>, now: Instant) -> Result<(), LedgerError> {
        let at = self.0.iter().position(|kept| kept.id == id && kept.is_of(asker));
        let at = at.ok_or(LedgerError::Missing("export"))?;
        match self.0.get_mut(at).filter(|kept| !kept.state.is_over()) {
            Some(kept) => {
                kept.progress.stop();
                (kept.state, kept.finished_at) = (State::Cancelled, Some(now));
            }
            None => drop(self.0.remove(at)),
        }
        Ok(())
    }

    /// Removes what is a day old.
    pub(super) fn forget(&mut self, now: Instant) {
        self.0.retain(|kept| {
            let stays = now < kept.expires_at();
            if !stays {
                kept.progress.stop();
            }
            stays
        });
    }

    /// The oldest one that waits, which now is written.
    pub(super) fn next(&mut self) -> Option<Task> {
        let kept = self.0.iter_mut().find(|kept| kept.state == State::Queued)?;
        kept.state = State::Running;
        let (export, progress) = (Arc::clone(&kept.export), Arc::clone(&kept.progress));
        Some(Task { id: kept.id.clone(), export, reach: kept.owner.1, progress })
    }

    /// What became of one; of one that was stopped or removed meanwhile nothing is kept.
    pub(super) fn end(&mut self, id: &str, written: Result<Written, Fault>, now: Instant) {
        let Some(kept) = self.0.iter_mut().find(|kept| kept.id == id && kept.state == State::Running) else { return };
        kept.finished_at = Some(now);
        match written {
            Ok(Written { file, bytes, merchants }) => {
                kept.state = State::Done;
                kept.file = Some((Arc::new(file), bytes, merchants.into_iter().collect()));
            }
            Err(fault) => (kept.state, kept.fault) = (State::Failed, Some(fault)),
        }
    }

    /// Nothing is written any more.
    pub(super) fn stop(&self) {
        self.0.iter().for_each(|kept| kept.progress.stop());
    }

    fn found(&self, id: &str, asker: Asker<'_>) -> Result<&Kept, LedgerError> {
        self.0.iter().find(|kept| kept.id == id && kept.is_of(asker)).ok_or(LedgerError::Missing("export"))
    }
}

impl Kept {
    fn is_of(&self, asker: Asker<'_>) -> bool {
        self.owner.0 == asker.actor && self.owner.1 == asker.reach
    }

    const fn expires_at(&self) -> Instant {
        Instant::from_micros(self.created_at.micros().saturating_add(KEPT))
    }

    fn told(&self) -> Job {
        let order = &self.export.order;
        Job {
            export_id: self.id.clone(),
            list: order.list.clone(),
            format: order.format,
            filters: order.filters.clone(),
            state: self.state,
            rows: self.progress.rows.load(Ordering::Relaxed),
            bytes: self.file.as_ref().map(|(_, bytes, _)| *bytes),
            created_at: self.created_at,
            finished_at: self.finished_at,
            expires_at: self.expires_at(),
            file: None,
            fault: self.fault.clone(),
        }
    }
}
