//! All services at one place in one process, without HTTP.

use crate::follower::Follower;
use crate::scratch::{HandClock, Said};
use contracts::access::Reach;
use contracts::clock::Clock;
use contracts::import::JobState;
use contracts::port::{Feed, Subjects};
use db::Pools;
use domain::code::PartyCode;
use domain::record::{Content, RecordKind};
use domain::version::{SourceRow, Version};
use intake::layout::Layout;
use ledger::Asker;
use ledger::{Desk, Handed, VersionView, Wanted};
use registry::{Registry, SubjectBook};
use statute::duties::Limits;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, Instant as Timer};
use testkit::Place;

/// More than any city here has records.
pub(crate) const ALL: i64 = 1_000_000;

/// The services that keep records.
pub(crate) struct Ledgers {
    pub(crate) desks: [Arc<Desk>; 4],
    pub(crate) clock: Arc<HandClock>,
    subjects: Arc<SubjectBook>,
}

impl Ledgers {
    pub(crate) fn open(place: &Place, hands: &Arc<HandClock>) -> Self {
        let (location, pools) = (place.location(), Pools::default());
        let clock = || -> Arc<dyn Clock> { Arc::<HandClock>::clone(hands) };
        let limits = Arc::new(Limits::shipped().unwrap());
        let limits = || Arc::clone(&limits);
        let Registry { desk, subjects, .. } = Registry::open(location, pools, clock(), limits()).unwrap();
        let registry = || -> Arc<dyn Subjects> { Arc::<SubjectBook>::clone(&subjects) };
        let desks = [
            desk,
            violations::open(location, pools, clock(), registry(), limits()).unwrap(),
            complaints::open(location, pools, clock(), registry(), limits()).unwrap(),
            inspections::open(location, pools, clock(), registry(), limits()).unwrap(),
        ];
        desks.iter().for_each(|desk| desk.know_marks(testkit::unmarked()));
        Self { desks, clock: Arc::clone(hands), subjects }
    }

    pub(crate) fn feeds(&self) -> Vec<Arc<dyn Feed>> {
        self.desks.iter().map(|desk| -> Arc<dyn Feed> { Arc::<ledger::Ledger>::clone(&desk.ledger) }).collect()
    }

    /// The registry as it says whose code is whose.
    pub(crate) fn subjects(&self) -> Arc<dyn Subjects> {
        Arc::<SubjectBook>::clone(&self.subjects)
    }

    pub(crate) fn kinds(&self) -> Vec<RecordKind> {
        self.desks.iter().flat_map(|desk| desk.ledger.kinds()).copied().collect()
    }

    /// The service that owns a kind of record.
    pub(crate) fn desk(&self, kind: RecordKind) -> &Desk {
        self.desks.iter().find(|desk| desk.ledger.kinds().contains(&kind)).unwrap()
    }

    /// Hands a file in and waits until it has been read.
    pub(crate) fn import(&self, kind: RecordKind, text: &str, history: bool) {
        let desk = self.desk(kind);
        let mut bytes = tempfile::tempfile().unwrap();
        bytes.write_all(text.as_bytes()).unwrap();
        let handed = Handed {
            layout: Layout::of(kind),
            file_name: "part.csv",
            mapping: None,
            history,
            dry_run: false,
            confirm: false,
            by: Asker::house("clerk"),
        };
        let job = desk.ledger.hand_in(&handed, &mut bytes).unwrap();
        desk.worker.wake();
        let begun = Timer::now();
        while desk.ledger.job(job.import_id, Asker::house("clerk")).unwrap().state == JobState::Queued {
            assert!(begun.elapsed() < Duration::from_secs(60), "a file is not read");
            std::thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(desk.ledger.job(job.import_id, Asker::house("clerk")).unwrap().state, JobState::Done);
    }

    /// The records of a kind as they stand.
    pub(crate) fn standing(&self, kind: RecordKind) -> Vec<VersionView> {
        self.desk(kind).ledger.list(kind, &Wanted { limit: ALL, ..Wanted::default() }, Reach::Everywhere).unwrap().0
    }

    /// Every version that the ledgers hold.
    pub(crate) fn said(&self) -> Said {
        let mut said = Said::default();
        let mut numbers: BTreeMap<PartyCode, i64> = BTreeMap::new();
        for kind in self.kinds() {
            for view in self.standing(kind) {
                let content = Content::from_json(kind, &view.content).unwrap();
                let (party, key) = (content.party(), content.key());
                let next = i64::try_from(numbers.len()).unwrap();
                let number = *numbers.entry(party).or_insert(next);
                for view in self.desk(kind).ledger.versions(party, key.as_str(), None, Reach::Everywhere).unwrap() {
                    said.add(number, version(kind, &view));
                }
            }
        }
        said
    }
}

/// The same with a rating service that follows them.
pub(crate) struct House {
    /// Follows the others, and closes before them.
    pub(crate) rating: Follower,
    ledgers: Ledgers,
}

impl House {
    pub(crate) fn open(place: &Place, hands: &Arc<HandClock>) -> Self {
        let ledgers = Ledgers::open(place, hands);
        Self { rating: Follower::start(place, &ledgers, ledgers.feeds()), ledgers }
    }
}

impl Deref for House {
    type Target = Ledgers;

    fn deref(&self) -> &Ledgers {
        &self.ledgers
    }
}

fn version(kind: RecordKind, view: &VersionView) -> Version<Content> {
    Version {
        content: Content::from_json(kind, &view.content).unwrap(),
        order: view.changed_at,
        known_from: view.known_from,
        source: SourceRow { file: 0, row: 0 },
    }
}
