//! A clock that is set by hand, patience, and ratings from scratch.

use contracts::clock::Clock;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::Content;
use domain::version::{SourceRow, Version};
use policy::library::Library;
use rating::judge::{Known, Rulebook, facts};
use rating::{Ruling, Service};
use scoring::explain::Subject;
use scoring::peers::{Member, PeersTable, window};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant as Timer};

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A clock that is set by hand.
pub(crate) struct HandClock(Mutex<Instant>);

impl HandClock {
    pub(crate) fn at_noon(day: Day) -> Arc<Self> {
        Arc::new(Self(Mutex::new(noon(day))))
    }

    pub(crate) fn turn_to(&self, day: Day) {
        *self.0.lock().unwrap() = noon(day);
    }
}

fn noon(day: Day) -> Instant {
    Instant::from_micros(Instant::start_of(day).micros() + 12 * 3_600_000_000)
}

impl Clock for HandClock {
    fn now(&self) -> Instant {
        let mut now = self.0.lock().unwrap();
        // Time goes on, so that what is made later can be told from what was made earlier.
        *now = Instant::from_micros(now.micros() + 1);
        *now
    }
}

/// The house scheme, ready to rate.
pub(crate) fn ruling() -> Ruling {
    Ruling::of(Rulebook::shipped("LC-CONSUME").unwrap().remove(0), &Library::shipped().unwrap()).unwrap()
}

/// Waits until everything has been followed and rated.
pub(crate) fn settle(service: &Service) {
    let begun = Timer::now();
    loop {
        let is_level = service.lags().iter().all(|lag| lag.is_level);
        if is_level && service.is_settled().unwrap() {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "not settled: {:?}", service.lags());
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Everything that was ever said, subject by subject.
#[derive(Clone, Default)]
pub(crate) struct Said(pub(crate) BTreeMap<i64, Vec<Version<Content>>>);

impl Said {
    pub(crate) fn add(&mut self, subject_id: i64, mut version: Version<Content>) {
        let versions = self.0.entry(subject_id).or_default();
        version.source = SourceRow { file: 0, row: versions.len() as u64 + 1 };
        versions.push(version);
    }

    /// Everything that was said of a subject, with everybody else whom anybody carries on: who carries on whom, the judge
    /// says.
    fn known(&self, subject_id: i64) -> Known {
        let own = |versions: &[Version<Content>]| {
            let mut known = Known::default();
            versions.iter().for_each(|version| known.put(version.clone()));
            known
        };
        let is_carried_on =
            |v: &Version<Content>| matches!(&v.content, Content::Merchant(merchant) if merchant.succession.is_some());
        let mut known = own(self.0.get(&subject_id).map_or(&[], Vec::as_slice));
        let others =
            self.0.iter().filter(|(other, versions)| **other != subject_id && versions.iter().any(is_carried_on));
        others.for_each(|(_, versions)| known.put_before(own(versions)));
        known
    }

    /// Class and score of every merchant on a day as known at an instant, from scratch.
    pub(crate) fn rated(
        &self,
        ruling: &Ruling,
        day: Day,
        known_at: Option<Instant>,
    ) -> BTreeMap<PartyCode, Option<(String, i64)>> {
        let peers = ruling.rulebook.scheme.points().unwrap().peers.as_ref().unwrap();
        let (span, month) = window(peers, day);
        let then = known_at.map_or(month, |at| at.min(month));
        let known: BTreeMap<i64, Known> = self.0.keys().map(|id| (*id, self.known(*id))).collect();
        let member = |known: &Known, at: Option<Instant>| {
            let merchant = known.merchant(at).unwrap()?;
            Some(Member::of(peers, span, merchant, known.complaints(at).unwrap()))
        };
        let members: Vec<Member> = known.values().filter_map(|known| member(known, Some(then))).collect();
        let table = PeersTable::make(peers, day, then, &members);
        let mut rated = BTreeMap::new();
        for known in known.values() {
            let Some(records) = known.records(known_at).unwrap() else { continue };
            let facts = facts(&records, &ruling.rulebook.tables);
            let row = table.row(&member(known, known_at).unwrap(), member(known, Some(then)).as_ref());
            let subject = Subject::new(&ruling.program, &facts, row.expected_thousandths);
            let class = |class: u8| ruling.rulebook.scheme.class_name(class).to_owned();
            rated.insert(records.merchant.code, subject.rate(day).map(|r| (class(r.class), r.score_milli.0)));
        }
        rated
    }
}
