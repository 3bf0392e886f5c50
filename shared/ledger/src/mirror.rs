//! A mirror (内存镜像): something of what stands in a ledger, held in memory. It is made anew at each start and kept
//! level by following the ledger's own journal; nothing of it is stored, so nothing of it can drift.

use crate::book::Ledger;
use crate::error::LedgerError;
use crate::follower::Follower;
use crate::look::VersionView;
use crate::places::FollowError;
use crate::standing::Stands;
use contracts::access::Reach;
use contracts::port::Feed as _;
use domain::record::RecordKind;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

/// Records of one page while everything is read.
const PAGE: u16 = 10_000;
/// Changes that are taken in together.
const CHANGES: u16 = 1_000;
/// So many subjects are changed before whoever looks gets a turn.
const TOGETHER: usize = 32;
/// How long a step waits for something to come; one that is to stop waits no longer either.
const WAIT: Duration = Duration::from_millis(250);

/// What is held of the records that stand.
pub trait Held: Default + Send + Sync + 'static {
    /// What it is called in logs.
    const NAME: &'static str;
    /// Of which kinds.
    const KINDS: &'static [RecordKind];
    /// Is it also told what was said before?
    const PAST: bool = false;

    /// What stands of a kind about a subject from now on, in order of key; whatever was held of it before goes.
    ///
    /// # Errors
    /// If a content cannot be read.
    fn put(&mut self, kind: RecordKind, subject_id: i64, records: Vec<Stands>) -> Result<(), serde_json::Error>;

    /// Every version of a kind about a subject from now on, by key and number; none where all of them stand. Told behind
    /// what stands, if at all.
    ///
    /// # Errors
    /// If a content cannot be read.
    fn past(&mut self, _: RecordKind, _: i64, _: &[VersionView]) -> Result<(), serde_json::Error> {
        Ok(())
    }

    /// Everything that stood has been put.
    fn loaded(&mut self) {}
}

/// What is held, and the thread that keeps it level.
pub struct Mirror<H> {
    glass: Arc<Glass<H>>,
    follower: OnceLock<Follower>,
}

struct Glass<H> {
    ledger: Arc<Ledger>,
    /// Nothing before everything has been read; then how far the journal has been read as well.
    held: RwLock<Option<(H, Option<String>)>>,
    /// One at a time takes in.
    taking: Mutex<()>,
}

impl<H: Held> Mirror<H> {
    /// Of a ledger. Nothing is read yet.
    #[must_use]
    pub fn of(ledger: Arc<Ledger>) -> Self {
        let glass = Glass { ledger, held: RwLock::new(None), taking: Mutex::new(()) };
        Self { glass: Arc::new(glass), follower: OnceLock::new() }
    }

    /// Begins to read what stands, and to follow what comes.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn follow(&self) -> Result<(), std::io::Error> {
        let glass = Arc::clone(&self.glass);
        let name = (glass.ledger.service(), H::NAME);
        // Who is asked twice follows already.
        let _ = self.follower.set(Follower::start(name, self.glass.ledger.bell(), move || glass.take_in(WAIT))?);
        Ok(())
    }

    /// Reads everything that stands, if that has not been done yet, else what has come since, at most after a while;
    /// tells how much there was.
    ///
    /// # Errors
    /// [`FollowError`]; then nothing has been taken in.
    pub fn take_in(&self, wait: Duration) -> Result<usize, FollowError> {
        self.glass.take_in(wait)
    }

    /// Has everything been taken in that was written?
    ///
    /// # Errors
    /// [`FollowError`] if the database does not answer.
    pub fn is_level(&self) -> Result<bool, FollowError> {
        match self.glass.cursor() {
            Some(cursor) => Ok(cursor == self.glass.ledger.end()?),
            None => Ok(false),
        }
    }

    /// The ledger.
    #[must_use]
    pub fn ledger(&self) -> &Arc<Ledger> {
        &self.glass.ledger
    }

    /// Looks at what is held; nothing before everything has been read.
    pub fn look<T>(&self, at: impl FnOnce(&H) -> T) -> Option<T> {
        let held = self.glass.held.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(|(held, _)| at(held))
    }
}

impl<H: Held> Glass<H> {
    /// How far the journal has been read; nothing before everything has been.
    fn cursor(&self) -> Option<Option<String>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(|(_, cursor)| cursor.clone())
    }

    fn take_in(&self, wait: Duration) -> Result<usize, FollowError> {
        let _alone = self.taking.lock().unwrap_or_else(PoisonError::into_inner);
        match self.cursor() {
            None => Ok(self.read()?),
            Some(cursor) => self.follow(cursor.as_deref(), wait),
        }
    }

    /// Reads everything that stands. What is written meanwhile may be among it or not: it lies behind the place from
    /// which the journal is then followed.
    fn read(&self) -> Result<usize, LedgerError> {
        let cursor = self.ledger.settled()?;
        let (mut held, mut many) = (H::default(), 0);
        for kind in H::KINDS {
            let mut behind: Option<Stands> = None;
            let mut of_one: Vec<Stands> = Vec::new();
            loop {
                let page = self.ledger.standing_behind(*kind, behind.as_ref(), PAGE, Reach::Everywhere)?;
                let Some(last) = page.last() else { break };
                behind = Some(last.clone());
                many += page.len();
                for record in page {
                    // A page may end in the midst of a subject.
                    if of_one.last().is_some_and(|other| other.subject_id != record.subject_id) {
                        put(&mut held, *kind, std::mem::take(&mut of_one))?;
                    }
                    of_one.push(record);
                }
            }
            put(&mut held, *kind, of_one)?;
            if H::PAST {
                self.read_past(&mut held, *kind)?;
            }
        }
        held.loaded();
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some((held, cursor));
        Ok(many)
    }

    /// Reads what was said before of whoever something else stands by now.
    fn read_past(&self, held: &mut H, kind: RecordKind) -> Result<(), LedgerError> {
        let mut behind = i64::MIN;
        loop {
            let subjects = self.ledger.replaced_behind(kind, behind, CHANGES, Reach::Everywhere)?;
            let Some(last) = subjects.last() else { return Ok(()) };
            behind = *last;
            let versions = self.ledger.versions_of(kind, &subjects, Reach::Everywhere)?;
            for theirs in versions.chunk_by(|a, b| a.after.record().0 == b.after.record().0) {
                let Some(first) = theirs.first() else { continue };
                held.past(kind, first.after.record().0, theirs)?;
            }
        }
    }

    /// Takes in the next changes. Only whom they concern is read from them: the ledger knows what stands.
    fn follow(&self, cursor: Option<&str>, wait: Duration) -> Result<usize, FollowError> {
        let changes = self.ledger.changes(cursor, CHANGES, wait)?;
        let Some(last) = changes.last() else { return Ok(0) };
        for kind in H::KINDS {
            let concerned = changes.iter().filter(|change| change.kind == *kind);
            let concerned: BTreeSet<i64> = concerned.map(|change| change.subject_id).collect();
            let concerned: Vec<i64> = concerned.into_iter().collect();
            let mut of_each: FxHashMap<i64, Vec<Stands>> = FxHashMap::default();
            for stands in self.ledger.standing_of(*kind, &concerned, Reach::Everywhere)? {
                of_each.entry(stands.subject_id).or_default().push(stands);
            }
            let mut past: FxHashMap<i64, Vec<VersionView>> = FxHashMap::default();
            if H::PAST {
                for version in self.ledger.versions_of(*kind, &concerned, Reach::Everywhere)? {
                    past.entry(version.after.record().0).or_default().push(version);
                }
                past.retain(|_, versions| versions.iter().any(|version| !version.standing));
            }
            for some in concerned.chunks(TOGETHER) {
                let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
                let Some((held, _)) = held.as_mut() else { continue };
                for subject in some {
                    let records = of_each.remove(subject).unwrap_or_default();
                    held.put(*kind, *subject, records).map_err(LedgerError::from)?;
                    if H::PAST {
                        let versions = past.remove(subject).unwrap_or_default();
                        held.past(*kind, *subject, &versions).map_err(LedgerError::from)?;
                    }
                }
            }
        }
        if let Some((_, cursor)) = self.held.write().unwrap_or_else(PoisonError::into_inner).as_mut() {
            *cursor = Some(last.cursor.clone());
        }
        Ok(changes.len())
    }
}

/// Puts what stands of one subject.
fn put<H: Held>(held: &mut H, kind: RecordKind, records: Vec<Stands>) -> Result<(), LedgerError> {
    let Some(first) = records.first() else { return Ok(()) };
    let subject_id = first.subject_id;
    Ok(held.put(kind, subject_id, records)?)
}
