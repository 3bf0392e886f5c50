//! The directory (名录): every registered name in memory, so that a merchant is found by what a person types. It is
//! made anew at each start from what stands, and kept level by following the registry's own journal; nothing of it is
//! stored.

mod search;

pub(crate) use search::LONGEST;
pub use search::{Listed, Matches, SearchError, Sought};

use crate::merchants::rank;
use crate::subjects::SubjectBook;
use contracts::access::Reach;
use contracts::port::Feed as _;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::record::RecordKind;
use ledger::{FollowError, Follower, Ledger, LedgerError, Stands};
use names::Index;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

/// Registrations of one page while everything is read.
const PAGE: u16 = 10_000;
/// Changes that are taken in together.
const CHANGES: u16 = 1_000;
/// So many merchants are put into the index before searches get their turn.
const TOGETHER: usize = 32;
/// How long a step waits for something to come; one that is to stop waits no longer either.
const WAIT: Duration = Duration::from_millis(250);

/// Which merchants a person may have meant (经营主体名录).
pub struct Directory {
    roll: Arc<Roll>,
    subjects: Arc<SubjectBook>,
    follower: OnceLock<Follower>,
}

/// What is held in memory, and from where it comes.
struct Roll {
    ledger: Arc<Ledger>,
    /// Nothing before everything has been read.
    held: RwLock<Option<Held>>,
    /// One at a time takes in.
    taking: Mutex<()>,
}

/// The names, and how far the journal has been read for them.
struct Held {
    index: Index,
    areas: Areas,
    cursor: Option<String>,
}

/// The area of each merchant, as its registration names it.
#[derive(Default)]
struct Areas {
    /// Each that is named, once.
    codes: Vec<AreaCode>,
    /// The place there of each merchant's.
    of: FxHashMap<i64, u16>,
}

impl Areas {
    fn put(&mut self, subject_id: i64, area: AreaCode) {
        let at = self.codes.iter().position(|code| *code == area).unwrap_or_else(|| {
            self.codes.push(area);
            self.codes.len() - 1
        });
        // There are fewer areas in the country.
        self.of.insert(subject_id, u16::try_from(at).unwrap_or(u16::MAX));
    }
}

/// What of a registration is held.
#[derive(Deserialize)]
struct Entry {
    code: PartyCode,
    name: String,
    area: AreaCode,
}

impl Directory {
    /// Of the merchants of a ledger. Nothing is read yet.
    pub(crate) fn new(ledger: Arc<Ledger>, subjects: Arc<SubjectBook>) -> Self {
        let roll = Roll { ledger, held: RwLock::new(None), taking: Mutex::new(()) };
        Self { roll: Arc::new(roll), subjects, follower: OnceLock::new() }
    }

    /// Begins to read what stands, and to follow what comes.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn follow(&self) -> Result<(), std::io::Error> {
        let roll = Arc::clone(&self.roll);
        // Who is asked twice follows already.
        let _ = self.follower.set(Follower::start((crate::SERVICE, "names"), move || roll.take_in(WAIT))?);
        Ok(())
    }

    /// Reads everything that stands, if that has not been done yet, else what has come since, at most after a while;
    /// tells how much there was.
    ///
    /// # Errors
    /// [`FollowError`]; then nothing has been taken in.
    pub fn take_in(&self, wait: Duration) -> Result<usize, FollowError> {
        self.roll.take_in(wait)
    }

    /// Has everything been taken in that was written?
    ///
    /// # Errors
    /// [`FollowError`] if the database does not answer.
    pub fn is_level(&self) -> Result<bool, FollowError> {
        match self.roll.cursor() {
            Some(cursor) => Ok(cursor == self.roll.ledger.end()?),
            None => Ok(false),
        }
    }
}

impl Roll {
    /// How far the journal has been read; nothing before everything has been.
    fn cursor(&self) -> Option<Option<String>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(|held| held.cursor.clone())
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
        let (mut names, mut areas) = (Vec::new(), Areas::default());
        let mut open: Option<(i64, Entry)> = None;
        let mut close = |counts: Option<(i64, Entry)>| {
            if let Some((subject_id, Entry { code, name, area })) = counts {
                areas.put(subject_id, area);
                names.push((subject_id, code, name));
            }
        };
        let mut behind: Option<Stands> = None;
        loop {
            let page = self.ledger.standing_behind(RecordKind::Merchant, behind.as_ref(), PAGE, Reach::Everywhere)?;
            for Stands { subject_id, content, .. } in &page {
                let entry: Entry = serde_json::from_str(content)?;
                match &mut open {
                    Some((subject, other)) if subject == subject_id => {
                        if rank(entry.code) > rank(other.code) {
                            *other = entry;
                        }
                    }
                    _ => close(open.replace((*subject_id, entry))),
                }
            }
            match page.into_iter().next_back() {
                Some(last) => behind = Some(last),
                None => break,
            }
        }
        close(open);
        let many = names.len();
        let held = Held { index: Index::load(names), areas, cursor };
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
        Ok(many)
    }

    /// Takes in the next changes. Only whom they concern is read from them: the ledger knows what stands.
    fn follow(&self, cursor: Option<&str>, wait: Duration) -> Result<usize, FollowError> {
        let changes = self.ledger.changes(cursor, CHANGES, wait)?;
        let Some(last) = changes.last() else { return Ok(0) };
        let concerned = changes.iter().filter(|change| change.kind == RecordKind::Merchant);
        let concerned: BTreeSet<i64> = concerned.map(|change| change.subject_id).collect();
        let concerned: Vec<i64> = concerned.into_iter().collect();
        let mut counting: FxHashMap<i64, Entry> = FxHashMap::default();
        for stands in self.ledger.standing_of(RecordKind::Merchant, &concerned, Reach::Everywhere)? {
            let entry: Entry = serde_json::from_str(&stands.content).map_err(LedgerError::from)?;
            let is_behind = |other: &Entry| rank(other.code) >= rank(entry.code);
            if !counting.get(&stands.subject_id).is_some_and(is_behind) {
                counting.insert(stands.subject_id, entry);
            }
        }
        for some in concerned.chunks(TOGETHER) {
            self.change(|held| some.iter().for_each(|subject| held.put(*subject, counting.get(subject))));
        }
        self.change(|held| held.cursor = Some(last.cursor.clone()));
        Ok(changes.len())
    }

    fn change(&self, how: impl FnOnce(&mut Held)) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = held.as_mut() {
            how(held);
        }
    }
}

impl Held {
    /// What counts of a merchant from now on; nothing of one that is registered no more.
    fn put(&mut self, subject_id: i64, counts: Option<&Entry>) {
        match counts {
            Some(Entry { code, name, area }) => {
                self.index.put(subject_id, *code, name);
                self.areas.put(subject_id, *area);
            }
            None => {
                self.index.remove(subject_id);
                self.areas.of.remove(&subject_id);
            }
        }
    }
}
