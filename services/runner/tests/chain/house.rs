//! All services at one place in one process, without HTTP.

use crate::Ratings;
use crate::scratch::{HandClock, Said, ruling};
use contracts::access::Reach;
use contracts::clock::Clock;
use contracts::import::JobState;
use contracts::port::{Feed, Subjects};
use db::{Conn, Database, DbError, Pools};
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};
use domain::code::PartyCode;
use domain::record::{Content, RecordKind};
use domain::version::{SourceRow, Version};
use intake::layout::Layout;
use ledger::Asker;
use ledger::{Desk, Handed, VersionView, Wanted};
use rating::Service;
use registry::{Registry, SubjectBook};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant as Timer};
use testkit::Place;

/// More than any city here has records.
pub(crate) const ALL: i64 = 1_000_000;

pub(crate) struct House {
    /// Follows the others, and closes before them.
    pub(crate) rating: Service,
    pub(crate) desks: [Arc<Desk>; 4],
    pub(crate) clock: Arc<HandClock>,
    tables: Arc<Database>,
}

impl House {
    pub(crate) fn open(place: &Place, hands: &Arc<HandClock>) -> Self {
        let (location, pools) = (place.location(), Pools::default());
        let clock = || -> Arc<dyn Clock> { Arc::<HandClock>::clone(hands) };
        let Registry { desk, subjects, .. } = Registry::open(location, pools, clock()).unwrap();
        let subjects = || -> Arc<dyn Subjects> { Arc::<SubjectBook>::clone(&subjects) };
        let desks = [
            desk,
            violations::open(location, pools, clock(), subjects()).unwrap(),
            complaints::open(location, pools, clock(), subjects()).unwrap(),
            inspections::open(location, pools, clock(), subjects()).unwrap(),
        ];
        let feeds = desks.iter().map(|desk| -> Arc<dyn Feed> { Arc::<ledger::Ledger>::clone(&desk.ledger) });
        let tables = Arc::new(Database::open(location, rating::SERVICE, pools).unwrap());
        let ratings = rating::Ratings::open(Arc::clone(&tables), vec![ruling()], subjects(), clock()).unwrap();
        let rating = Service::start(ratings, feeds.collect()).unwrap();
        Self { rating, desks, clock: Arc::clone(hands), tables }
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

    /// What the table of ratings holds.
    pub(crate) fn rated(&self) -> Ratings {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Text)]
            code: String,
            #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
            class: Option<String>,
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            score_milli: i64,
        }
        let query = sql_query("SELECT code, class, score_milli FROM rated");
        let rows = self.tables.read::<Vec<Row>, DbError>(|conn| {
            Ok(match conn {
                Conn::Sqlite(conn) => query.clone().load(conn)?,
                Conn::Postgres(conn) => query.clone().load(conn)?,
            })
        });
        let told = |row: Row| (PartyCode::parse(&row.code).unwrap(), row.class.map(|class| (class, row.score_milli)));
        rows.unwrap().into_iter().map(told).collect()
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
