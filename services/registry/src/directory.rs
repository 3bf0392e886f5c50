//! The directory (名录): every registered name in memory, so that a merchant is found by what a person types. It is
//! made anew at each start from what stands, and kept level by following the registry's own journal; nothing of it is
//! stored.

mod heirs;
mod past;
mod search;

pub(crate) use search::LONGEST;
pub use search::{Before, Listed, Matches, SearchError, Sought};

use crate::merchants::rank;
use crate::subjects::SubjectBook;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::record::{RecordKind, Succession};
use heirs::Heirs;
use ledger::{FollowError, Held, Ledger, Mirror, Stands, VersionView};
use names::Index;
use past::{Past, former_names};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// Which merchants a person may have meant (经营主体名录).
pub struct Directory {
    roll: Mirror<Roll>,
    subjects: Arc<SubjectBook>,
}

/// The names in memory.
struct Roll {
    /// What has been read before everything has been: an index of all at once takes less time than of each.
    read: Option<Vec<(i64, PartyCode, String)>>,
    index: Index,
    past: Past,
    areas: Areas,
    heirs: Heirs,
}

impl Default for Roll {
    fn default() -> Self {
        let (index, past, areas, heirs) = Default::default();
        Self { read: Some(Vec::new()), index, past, areas, heirs }
    }
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
    #[serde(default)]
    succession: Option<Box<Succession>>,
}

impl Held for Roll {
    const NAME: &'static str = "names";
    const KINDS: &'static [RecordKind] = &[RecordKind::Merchant];
    const PAST: bool = true;

    fn put(&mut self, _: RecordKind, subject_id: i64, records: Vec<Stands>) -> Result<(), serde_json::Error> {
        let entries = records.iter().map(|record| serde_json::from_str(&record.content));
        let entries = entries.collect::<Result<Vec<Entry>, serde_json::Error>>()?;
        // Of several registrations the last one in order of code counts.
        let Some(Entry { code, name, area, succession }) = entries.into_iter().max_by_key(|entry| rank(entry.code))
        else {
            self.index.remove(subject_id);
            self.areas.of.remove(&subject_id);
            self.heirs.remove(subject_id);
            return Ok(());
        };
        self.heirs.put(subject_id, code, succession.as_deref().map_or(&[], |succession| &succession.by));
        self.areas.put(subject_id, area);
        match &mut self.read {
            Some(read) => read.push((subject_id, code, name)),
            None => self.index.put(subject_id, code, &name),
        }
        Ok(())
    }

    fn past(&mut self, _: RecordKind, subject_id: i64, versions: &[VersionView]) -> Result<(), serde_json::Error> {
        match former_names(versions)? {
            Some(names) => self.past.put(subject_id, names),
            None => self.past.remove(subject_id),
        }
        Ok(())
    }

    fn loaded(&mut self) {
        self.index = Index::load(self.read.take().unwrap_or_default());
    }
}

impl Directory {
    /// Of the merchants of a ledger. Nothing is read yet.
    pub(crate) fn new(ledger: Arc<Ledger>, subjects: Arc<SubjectBook>) -> Self {
        Self { roll: Mirror::of(ledger), subjects }
    }

    /// Begins to read what stands, and to follow what comes.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn follow(&self) -> Result<(), std::io::Error> {
        self.roll.follow()
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
        self.roll.is_level()
    }
}
