//! What is served of every merchant, in memory: lists, counts and the shortest look-up come from here, and
//! never wait for a disk. It follows the table of ratings.

use crate::store::RatedRow;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::industry::Industry;
use domain::instant::Instant;
use domain::points::Milli;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

/// A merchant as it is served.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Served {
    /// Its subject.
    pub(crate) subject_id: i64,
    /// Its code.
    pub code: PartyCode,
    /// Its name.
    pub name: Box<str>,
    /// Its area.
    pub area: Option<AreaCode>,
    /// Its industry.
    pub industry: Option<Industry>,
    /// Its class; nothing if it is not rated.
    pub class: Option<Box<str>>,
    /// Its score.
    pub score_milli: Milli,
    /// Day of the rating.
    pub day: Day,
    /// First day on which it must be made again.
    pub valid_until: Day,
    /// When it was made.
    pub rated_at: Instant,
}

impl Served {
    pub(crate) fn of(row: &RatedRow) -> Option<Self> {
        Some(Self {
            subject_id: row.subject_id,
            code: PartyCode::parse(&row.code).ok()?,
            name: row.name.as_str().into(),
            area: AreaCode::parse(&row.area).ok(),
            industry: Industry::parse(&row.industry).ok(),
            class: row.class.as_deref().map(Into::into),
            score_milli: Milli(row.score_milli),
            day: Day::from_number(row.day),
            valid_until: Day::from_number(row.valid_until),
            rated_at: Instant::from_micros(row.rated_at),
        })
    }
}

/// Every merchant that is served.
#[derive(Default)]
pub struct Projection {
    city: RwLock<City>,
    whole: AtomicBool,
}

/// The merchants and where each stands.
#[derive(Default)]
pub(crate) struct City {
    pub(crate) merchants: Vec<Served>,
    places: FxHashMap<PartyCode, usize>,
    subjects: FxHashMap<i64, usize>,
    /// Subjects that were taken away while the memory was still being filled.
    gone: FxHashSet<i64>,
}

impl Projection {
    /// Has everything been read that was rated before the start?
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole.load(Ordering::Acquire)
    }

    /// Everything has been read.
    pub(crate) fn say_whole(&self) {
        self.whole.store(true, Ordering::Release);
    }

    /// Number of merchants.
    #[must_use]
    pub fn len(&self) -> usize {
        self.read().merchants.len()
    }

    /// Is nobody served?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A merchant by its code.
    #[must_use]
    pub fn find(&self, code: PartyCode) -> Option<Served> {
        let city = self.read();
        city.places.get(&code).and_then(|at| city.merchants.get(*at)).cloned()
    }

    /// Everybody, while the guard is held.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, City> {
        self.city.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in ratings; one made earlier than what is there already changes nothing.
    pub(crate) fn put(&self, all: impl IntoIterator<Item = Served>) {
        let mut city = self.city.write().unwrap_or_else(PoisonError::into_inner);
        for served in all {
            city.gone.remove(&served.subject_id);
            city.put(served);
        }
    }

    /// Takes in what was rated before the start.
    pub(crate) fn fill(&self, all: impl IntoIterator<Item = Served>) {
        let mut city = self.city.write().unwrap_or_else(PoisonError::into_inner);
        for served in all {
            if !city.gone.contains(&served.subject_id) {
                city.put(served);
            }
        }
    }

    /// Nobody is served under these subjects any more.
    pub(crate) fn drop(&self, subjects: &[i64]) {
        let mut city = self.city.write().unwrap_or_else(PoisonError::into_inner);
        for subject in subjects {
            city.remove(*subject);
            if !self.is_whole() {
                city.gone.insert(*subject);
            }
        }
    }
}

impl City {
    fn put(&mut self, served: Served) {
        let at = self.subjects.get(&served.subject_id).copied();
        match at.and_then(|at| self.merchants.get_mut(at).map(|slot| (at, slot))) {
            Some((_, slot)) if slot.rated_at > served.rated_at => {}
            Some((at, slot)) => {
                self.places.remove(&slot.code);
                self.places.insert(served.code, at);
                *slot = served;
            }
            None => {
                let at = self.merchants.len();
                self.places.insert(served.code, at);
                self.subjects.insert(served.subject_id, at);
                self.merchants.push(served);
            }
        }
    }

    fn remove(&mut self, subject: i64) {
        let Some(at) = self.subjects.remove(&subject) else { return };
        if at >= self.merchants.len() {
            return;
        }
        let gone = self.merchants.swap_remove(at);
        self.places.remove(&gone.code);
        if let Some(moved) = self.merchants.get(at) {
            self.places.insert(moved.code, at);
            self.subjects.insert(moved.subject_id, at);
        }
    }
}
