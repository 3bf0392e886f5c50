//! What is served of every merchant, in memory: lists, counts and look-ups come from here, and never wait
//! for a disk. It follows the table of ratings, in about 170 bytes a merchant.

use crate::store::RatedRow;
use contracts::access::Reach;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::industry::Industry;
use domain::instant::Instant;
use domain::points::Milli;
use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::hash::{BuildHasher, Hash};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

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
    pub class: Option<Arc<str>>,
    /// Its score, which means nothing for one that is not rated.
    pub(crate) score_milli: Milli,
    /// Day of the rating.
    pub day: Day,
    /// First day on which it must be made again.
    pub valid_until: Day,
    /// When it was made.
    pub rated_at: Instant,
    /// How many of its penalties are on display.
    pub public_penalties: u16,
    /// Its public statuses, with commas between; nothing if it has none.
    pub public_statuses: Option<Arc<str>>,
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
            public_penalties: u16::try_from(row.public_penalties).unwrap_or(u16::MAX),
            public_statuses: Some(row.public_statuses.as_str()).filter(|text| !text.is_empty()).map(Into::into),
        })
    }
}

impl Served {
    /// Its score; nothing if it is not rated.
    #[must_use]
    pub fn score(&self) -> Option<Milli> {
        self.class.as_ref().map(|_| self.score_milli)
    }
}

/// What one turn of rating brings.
#[derive(Default)]
pub(crate) struct Turn {
    /// Ratings that are served from now on.
    pub(crate) served: Vec<Served>,
    /// Subjects under which nobody is known any more.
    pub(crate) gone: Vec<i64>,
    /// Subjects that wait from now on, and the mass event that they wait for.
    pub(crate) held: Vec<(i64, i64)>,
    /// Subjects that do not wait any more.
    pub(crate) free: Vec<i64>,
}

/// Every merchant that is served.
#[derive(Default)]
pub struct Projection {
    city: RwLock<City>,
    whole: AtomicBool,
}

/// The merchants, and how each is found.
#[derive(Default)]
pub(crate) struct City {
    /// Shared with whoever looks one up, so that nothing is copied.
    merchants: Vec<Arc<Served>>,
    /// Places of merchants, by code and by subject. The keys stand in the merchants alone.
    by_code: HashTable<u32>,
    by_subject: HashTable<u32>,
    /// Subjects that wait for the release of a mass event.
    held: FxHashMap<i64, i64>,
    /// Texts that many merchants share.
    words: FxHashSet<Arc<str>>,
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
    pub fn find(&self, code: PartyCode) -> Option<Arc<Served>> {
        self.read().of_code(code).cloned()
    }

    /// Everybody, while the guard is held.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, City> {
        self.city.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in what a turn of rating brought.
    pub(crate) fn take(&self, turn: Turn) {
        let mut city = self.city.write().unwrap_or_else(PoisonError::into_inner);
        for served in turn.served {
            city.gone.remove(&served.subject_id);
            city.put(served);
        }
        for subject in turn.gone {
            city.remove(subject);
            if !self.is_whole() {
                city.gone.insert(subject);
            }
        }
        for subject in turn.free {
            city.held.remove(&subject);
        }
        city.held.extend(turn.held);
    }

    /// Takes in who waits since before the start. Nobody changes that while it is read: it would be forgotten.
    pub(crate) fn hold<E>(&self, read: impl FnOnce() -> Result<Vec<(i64, i64)>, E>) -> Result<(), E> {
        let mut city = self.city.write().unwrap_or_else(PoisonError::into_inner);
        city.held.extend(read()?);
        Ok(())
    }

    /// Takes in what was rated before the start.
    pub(crate) fn fill(&self, all: impl IntoIterator<Item = Served>) {
        let mut city = self.city.write().unwrap_or_else(PoisonError::into_inner);
        for served in all {
            // What a turn of rating brought meanwhile is newer.
            if !city.gone.contains(&served.subject_id) && city.of_subject(served.subject_id).is_none() {
                city.put(served);
            }
        }
    }
}

impl City {
    /// A merchant by its code.
    pub(crate) fn of_code(&self, code: PartyCode) -> Option<&Arc<Served>> {
        let is = |at: &u32| self.at(*at).is_some_and(|served| served.code == code);
        self.by_code.find(hash(code), is).and_then(|at| self.at(*at))
    }

    /// A merchant by its subject.
    pub(crate) fn of_subject(&self, subject: i64) -> Option<&Arc<Served>> {
        self.place_of(subject).and_then(|at| self.at(at))
    }

    /// Everybody within a reach.
    pub(crate) fn within(&self, reach: Reach) -> impl Iterator<Item = &Served> {
        self.merchants.iter().map(Arc::as_ref).filter(move |served| reach.covers(served.area))
    }

    /// The mass event that a subject waits for.
    pub(crate) fn held_by(&self, subject: i64) -> Option<i64> {
        self.held.get(&subject).copied()
    }

    fn at(&self, at: u32) -> Option<&Arc<Served>> {
        self.merchants.get(at as usize)
    }

    fn place_of(&self, subject: i64) -> Option<u32> {
        let is = |at: &u32| self.at(*at).is_some_and(|served| served.subject_id == subject);
        self.by_subject.find(hash(subject), is).copied()
    }

    fn put(&mut self, mut served: Served) {
        self.share(&mut served.class);
        self.share(&mut served.public_statuses);
        self.remove(served.subject_id);
        // Four thousand million merchants are half of mankind.
        if let Ok(at) = u32::try_from(self.merchants.len()) {
            self.merchants.push(Arc::new(served));
            self.link(at);
        }
    }

    fn remove(&mut self, subject: i64) {
        let Some(at) = self.place_of(subject) else { return };
        let gone = self.merchants.swap_remove(at as usize);
        for (places, hash) in self.places(&gone) {
            if let Ok(found) = places.find_entry(hash, |place| *place == at) {
                found.remove();
            }
        }
        // The last one has taken the place that became free.
        let Some(moved) = self.merchants.get(at as usize).cloned() else { return };
        let before = u32::try_from(self.merchants.len());
        for (places, hash) in self.places(&moved) {
            if let Some(place) = places.find_mut(hash, |place| Ok(*place) == before) {
                *place = at;
            }
        }
    }

    /// Finds the merchant at this place from now on, and nobody else under its code.
    fn link(&mut self, at: u32) {
        let Some(served) = self.merchants.get(at as usize) else { return };
        let of = |at: &u32| self.merchants.get(*at as usize);
        let code = |at: &u32| of(at).map_or(0, |served| hash(served.code));
        let subject = |at: &u32| of(at).map_or(0, |served| hash(served.subject_id));
        match self.by_code.find_mut(code(&at), |place| of(place).is_some_and(|found| found.code == served.code)) {
            Some(place) => *place = at,
            None => drop(self.by_code.insert_unique(code(&at), at, code)),
        }
        self.by_subject.insert_unique(subject(&at), at, subject);
    }

    fn places(&mut self, served: &Served) -> [(&mut HashTable<u32>, u64); 2] {
        [(&mut self.by_code, hash(served.code)), (&mut self.by_subject, hash(served.subject_id))]
    }

    /// One text for all who have the same.
    fn share(&mut self, text: &mut Option<Arc<str>>) {
        let Some(own) = text else { return };
        match self.words.get(own) {
            Some(shared) => *own = Arc::clone(shared),
            None => drop(self.words.insert(Arc::clone(own))),
        }
    }
}

fn hash(key: impl Hash) -> u64 {
    FxBuildHasher.hash_one(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// A subject under one of two codes.
    fn served(subject_id: i64, other: bool, rated_at: i64) -> Served {
        let code = format!("9137150{}MA{subject_id:07}", u8::from(other));
        Served {
            subject_id,
            code: PartyCode::complete(&code).unwrap(),
            name: "店".into(),
            area: None,
            industry: None,
            class: Some(["A", "B"][usize::from(other)].into()),
            score_milli: Milli(0),
            day: Day::from_number(0),
            valid_until: Day::from_number(1),
            rated_at: Instant::from_micros(rated_at),
            public_penalties: 0,
            public_statuses: None,
        }
    }

    proptest! {
        #[test]
        fn each_is_found_by_code_and_subject_whatever_comes_and_goes(
            steps in prop::collection::vec((0i64..12, prop::option::of(any::<bool>()), any::<bool>()), 1..200),
        ) {
            let projection = Projection::default();
            let (mut model, mut gone) = (BTreeMap::<i64, Served>::new(), BTreeSet::new());
            for (at, (subject, put, is_fill)) in (0..).zip(steps) {
                match put {
                    Some(other) => {
                        let served = served(subject, other, at);
                        if !is_fill {
                            gone.remove(&subject);
                            model.insert(subject, served.clone());
                            projection.take(Turn { served: vec![served], ..Turn::default() });
                        } else {
                            if !gone.contains(&subject) {
                                model.entry(subject).or_insert_with(|| served.clone());
                            }
                            projection.fill([served]);
                        }
                    }
                    None => {
                        gone.insert(subject);
                        model.remove(&subject);
                        projection.take(Turn { gone: vec![subject], ..Turn::default() });
                    }
                }
                prop_assert_eq!(projection.len(), model.len());
                for subject in 0..12 {
                    let wanted = model.get(&subject);
                    let found = projection.read().of_subject(subject).cloned();
                    prop_assert_eq!(found.as_deref(), wanted);
                    for other in [false, true] {
                        let code = served(subject, other, 0).code;
                        let found = projection.find(code);
                        prop_assert_eq!(found.as_deref(), wanted.filter(|served| served.code == code));
                    }
                }
            }
        }
    }

    #[test]
    fn a_merchant_takes_little_room() {
        // With its two counts of those who share it, where it stands, its name, and two places of five bytes in tables
        // that are seldom more than half empty.
        assert!(size_of::<Served>() + 16 + 8 + 48 + 2 * 10 <= 224, "{} bytes", size_of::<Served>());
    }
}
