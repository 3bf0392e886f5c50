//! Follows the record services: each change goes into the tables of facts, with the place in the feed, in
//! one transaction; whoever is killed follows on from there.

use crate::book::Ratings;
use crate::cause::{Cause, FREE, import_origin};
use crate::decided;
use crate::error::RatingError;
use crate::files::successors;
use crate::first::FirstLoads;
use crate::growth;
use crate::peers::forget_since;
use crate::store::{FactRow, store};
use contracts::change::Change;
use contracts::port::Feed;
use db::Point;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{RecordKind, Succession};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// Changes that are taken in together.
const PAGE: u16 = 1_000;
/// How long a feed keeps a follower waiting; a follower that is to stop waits no longer either.
const WAIT: Duration = Duration::from_secs(1);
/// How long to wait before asking again a service that did not answer.
const PAUSE: Duration = Duration::from_secs(1);

/// What was last noticed of what decides: the day, and the generation of the peers' tables.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Noticed {
    pub(crate) day: Option<Day>,
    pub(crate) generation: u64,
}

/// What the followers of all feeds share.
#[derive(Default)]
pub(crate) struct Following {
    /// Set when the service stops.
    pub(crate) stopped: AtomicBool,
    /// Is something being rated, or taken into memory after it was?
    pub(crate) busy: AtomicBool,
    /// Did the last attempt to rate fail?
    pub(crate) failing: AtomicBool,
    /// What was last noticed of what decides.
    pub(crate) noticed: Mutex<Noticed>,
    /// Feeds that have more to give at once; while there are any, rating waits a little.
    pub(crate) behind: AtomicUsize,
}

/// The name under which the place in a feed is remembered.
pub(crate) fn note_of(feed: &str) -> String {
    format!("feed.{feed}")
}

/// Follows one feed until the service stops.
pub(crate) fn follow(ratings: &Ratings, feed: &Arc<dyn Feed>, following: &Following) {
    let mut is_behind = false;
    let mut say_behind = |now: bool| {
        match (is_behind, now) {
            (false, true) => following.behind.fetch_add(1, Ordering::AcqRel),
            (true, false) => following.behind.fetch_sub(1, Ordering::AcqRel),
            _ => 0,
        };
        is_behind = now;
    };
    while !following.stopped.load(Ordering::Acquire) {
        match ratings.follow_once(feed.as_ref()) {
            Ok(taken) => say_behind(taken >= usize::from(PAGE)),
            Err(error) => {
                tracing::warn!(feed = feed.service(), %error, "a feed cannot be followed; tried again");
                say_behind(false);
                std::thread::sleep(PAUSE);
            }
        }
    }
    say_behind(false);
}

/// Why a feed was not followed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FollowError {
    #[error(transparent)]
    Port(#[from] contracts::port::PortError),
    #[error(transparent)]
    Rating(#[from] RatingError),
}

impl Ratings {
    /// Takes in the next changes of a feed; tells how many there were.
    pub(crate) fn follow_once(&self, feed: &dyn Feed) -> Result<usize, FollowError> {
        let note = note_of(feed.service());
        let cursor = self.db.glance::<_, RatingError>(|conn| Ok(store(conn).note(&note)?))?;
        let changes = feed.changes(cursor.as_deref(), PAGE, WAIT)?;
        let Some(last) = changes.last() else { return Ok(0) };
        let (taken, cursor) = (changes.len(), last.cursor.clone());
        let first = self.db.read(|conn| FirstLoads::of(store(conn), &changes))?;
        let learnt = Learnt::of(&changes, feed.service(), &first)?;
        let compared = self.rulings.compared(&changes);
        let (touched, today) = (learnt.peers_since, self.clock.today());
        Point::ChangeUntaken.reached(feed.service());
        self.db.write::<_, RatingError>(|conn| {
            let store = store(conn);
            store.add_facts(&learnt.facts)?;
            let parties: Vec<(&str, i64)> = learnt.parties.iter().map(|(code, id)| (code.as_str(), *id)).collect();
            store.add_parties(&parties)?;
            let named: Vec<(i64, &str)> = learnt.successions.iter().map(|(id, code)| (*id, code.as_str())).collect();
            store.add_successions(&named)?;
            // Whoever carries on somebody is rated by what is learnt of that one. What is learnt of itself is named first.
            let successors = successors(store, &learnt.subjects())?;
            store.enqueue(&carried_on(&learnt.causes, &successors))?;
            let queued: Vec<(i64, &str, &str)> =
                learnt.causes.iter().map(|(id, cause, origin)| (*id, cause.as_str(), origin.as_str())).collect();
            store.enqueue(&queued)?;
            first.keep(store)?;
            decided::note(store, &compared)?;
            if let Some(known_from) = touched {
                forget_since(store, known_from, today)?;
                growth::learnt(store, feed.service(), (known_from, learnt.is_import), today)?;
            }
            store.set_note(&note, &cursor)?;
            Ok(())
        })?;
        Point::ChangeTaken.reached(feed.service());
        self.work.ring();
        Ok(taken)
    }
}

/// Changes as the tables take them.
struct Learnt {
    facts: Vec<FactRow>,
    parties: FxHashMap<PartyCode, i64>,
    /// Whose registrations name which codes as their successors'.
    successions: Vec<(i64, PartyCode)>,
    /// Why each subject is to be rated again, the last change of it, and the mass event that it is part of.
    causes: Vec<(i64, String, String)>,
    /// Earliest instant at which anything that peers' tables look at was known.
    peers_since: Option<i64>,
    /// Did any of that come with an import?
    is_import: bool,
}

/// What of a content says whose it is, and whether something is taken back.
#[derive(Deserialize)]
struct Whose {
    #[serde(alias = "code")]
    party: PartyCode,
    #[serde(default)]
    withdrawn: bool,
    #[serde(default)]
    annulled_on: Option<IgnoredAny>,
    #[serde(default)]
    display_stopped_on: Option<Value>,
    #[serde(default)]
    succession: Option<Succession>,
}

impl Whose {
    /// Does it take something back, or stop a display? Nobody waits for that.
    fn is_relief(&self) -> bool {
        let stops = self.display_stopped_on.as_ref().is_some_and(|days| days.as_array().is_none_or(|d| !d.is_empty()));
        self.withdrawn || self.annulled_on.is_some() || stops
    }
}

impl Learnt {
    fn of(changes: &[Change], feed: &str, first: &FirstLoads) -> Result<Self, RatingError> {
        let (facts, causes, successions) = (Vec::new(), Vec::new(), Vec::new());
        let parties = FxHashMap::default();
        let mut learnt = Self { facts, parties, successions, causes, peers_since: None, is_import: false };
        let mut seen = FxHashSet::default();
        let mut origins: FxHashMap<i64, String> = FxHashMap::default();
        // From the last on: of several changes of one subject, the last is named as the cause.
        for change in changes.iter().rev() {
            let whose: Whose = serde_json::from_str(&change.content)?;
            learnt.parties.insert(whose.party, change.subject_id);
            let named = whose.succession.iter().flat_map(|one| &one.by).map(|code| (change.subject_id, *code));
            learnt.successions.extend(named);
            // Relief outweighs an import, and an import whatever comes alone.
            if whose.is_relief() {
                origins.insert(change.subject_id, FREE.to_owned());
            } else if let Some(import_id) = change.import_id.filter(|_| !first.has(change)) {
                origins.entry(change.subject_id).or_insert_with(|| import_origin(feed, import_id));
            }
            if seen.insert(change.subject_id) {
                let cause = Cause::Record {
                    key: change.key.clone(),
                    act: change.act.clone(),
                    feed: feed.to_owned(),
                    import_id: change.import_id,
                };
                learnt.causes.push((change.subject_id, serde_json::to_string(&cause)?, String::new()));
            }
            if matches!(change.kind, RecordKind::Merchant | RecordKind::Complaint) {
                let known_from = change.known_from_micros;
                learnt.is_import |= change.import_id.is_some();
                learnt.peers_since = Some(learnt.peers_since.map_or(known_from, |earliest| earliest.min(known_from)));
            }
            learnt.facts.push(FactRow {
                subject_id: change.subject_id,
                key: change.key.clone(),
                version: change.version,
                kind: change.kind.token().to_owned(),
                place: change.place_micros,
                known_from: change.known_from_micros,
                content: change.content.clone(),
                source: change.source.clone(),
            });
        }
        learnt.facts.sort_by(|a, b| (a.subject_id, &a.key, a.version).cmp(&(b.subject_id, &b.key, b.version)));
        for (subject, _, origin) in &mut learnt.causes {
            *origin = origins.remove(subject).unwrap_or_default();
        }
        learnt.causes.sort_unstable();
        Ok(learnt)
    }

    /// Of whom anything was learnt.
    fn subjects(&self) -> Vec<i64> {
        self.causes.iter().map(|(subject_id, ..)| *subject_id).collect()
    }
}

/// How those who carry on somebody come into the queue: with the cause of that one, relief before a mass event and that
/// before what comes alone. `successors` are pairs of successor and predecessor; each successor comes once.
fn carried_on<'l>(causes: &'l [(i64, String, String)], successors: &[(i64, i64)]) -> Vec<(i64, &'l str, &'l str)> {
    let weight = |origin: &str| (origin == FREE, !origin.is_empty());
    let mut queued: BTreeMap<i64, (&str, &str)> = BTreeMap::new();
    for (successor, predecessor) in successors {
        let Ok(at) = causes.binary_search_by_key(predecessor, |(subject_id, ..)| *subject_id) else { continue };
        let Some((_, cause, origin)) = causes.get(at) else { continue };
        if queued.get(successor).is_none_or(|(_, earlier)| weight(origin) > weight(earlier)) {
            queued.insert(*successor, (cause, origin));
        }
    }
    queued.into_iter().map(|(subject_id, (cause, origin))| (subject_id, cause, origin)).collect()
}
