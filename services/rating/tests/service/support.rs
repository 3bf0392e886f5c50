//! A feed in memory, and a service that follows it.

pub(crate) use crate::scratch::{HandClock, Said, day, ruling, settle};

use contracts::change::{Change, DecidedDisplay};
use contracts::clock::Clock;
use contracts::port::{Feed, PortError, Subjects};
use db::{Conn, Database, DbError, Pools};
use diesel::connection::SimpleConnection as _;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::Content;
use domain::version::Version;
use rating::{Ratings, Ruling, Service};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::Place;

/// A record service in memory.
#[derive(Default)]
pub(crate) struct MemoryFeed {
    changes: Mutex<Vec<Change>>,
    /// How many of them are seen, while more are being written.
    seen: Mutex<Option<usize>>,
}

impl MemoryFeed {
    /// What is added meanwhile is seen at once or not at all, as a transaction would have it.
    pub(crate) fn at_once(&self, add: impl FnOnce()) {
        *self.seen.lock().unwrap() = Some(self.changes.lock().unwrap().len());
        add();
        *self.seen.lock().unwrap() = None;
    }

    fn seen(&self, after: usize, limit: usize) -> Vec<Change> {
        let seen = *self.seen.lock().unwrap();
        let changes = self.changes.lock().unwrap();
        changes.iter().take(seen.unwrap_or(changes.len())).skip(after).take(limit).cloned().collect()
    }

    /// Adds a version of a subject's record, as a service would.
    pub(crate) fn add(&self, subject_id: i64, version: &Version<Content>) {
        self.import(None, subject_id, version);
    }

    /// The same as part of an import.
    pub(crate) fn import(&self, import_id: Option<i64>, subject_id: i64, version: &Version<Content>) {
        self.push(import_id, "import", subject_id, version, version.content.json().unwrap());
    }

    /// The same as part of an import of history.
    pub(crate) fn history(&self, import_id: i64, subject_id: i64, version: &Version<Content>) {
        self.push(Some(import_id), "history", subject_id, version, version.content.json().unwrap());
    }

    /// A version of which nothing is left but whose it is.
    pub(crate) fn garbled(&self, subject_id: i64, version: &Version<Content>) {
        let left = format!(r#"{{"party":"{}"}}"#, version.content.party());
        self.push(None, "sent", subject_id, version, left);
    }

    /// A version that a source brought.
    pub(crate) fn brought(&self, source: &str, subject_id: i64, version: &Version<Content>) {
        self.add(subject_id, version);
        if let Some(change) = self.changes.lock().unwrap().last_mut() {
            change.source = Some(source.to_owned());
        }
    }

    /// Says of the version that came last how it is displayed.
    pub(crate) fn decide(&self, display: DecidedDisplay) {
        self.changes.lock().unwrap().last_mut().unwrap().display = Some(display);
    }

    fn push(&self, import_id: Option<i64>, act: &str, subject_id: i64, version: &Version<Content>, content: String) {
        let mut changes = self.changes.lock().unwrap();
        let key = version.content.key().as_str().to_owned();
        let number = changes.iter().filter(|c| c.subject_id == subject_id && c.key == key).count() + 1;
        let change = Change {
            cursor: (changes.len() + 1).to_string(),
            subject_id,
            kind: version.content.kind(),
            key,
            version: i32::try_from(number).unwrap(),
            place_micros: version.order.map(Instant::micros),
            known_from_micros: version.known_from.micros(),
            recorded_at: Instant::from_micros(0),
            act: act.to_owned(),
            import_id,
            source: None,
            content,
            display: None,
        };
        changes.push(change);
    }
}

impl Feed for MemoryFeed {
    fn service(&self) -> &'static str {
        "memory"
    }

    fn changes(&self, after: Option<&str>, limit: u16, _: Duration) -> Result<Vec<Change>, PortError> {
        let after: usize = after.map_or(0, |cursor| cursor.parse().unwrap());
        let some = self.seen(after, usize::from(limit));
        if some.is_empty() {
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(some)
    }

    fn end(&self) -> Result<Option<String>, PortError> {
        Ok(self.seen(0, usize::MAX).pop().map(|change| change.cursor))
    }
}

/// Starts the service at a place, following a feed.
pub(crate) fn start(place: &Place, feed: &Arc<MemoryFeed>, clock: &Arc<HandClock>) -> Service {
    start_with(place, feed, clock, vec![ruling()])
}

pub(crate) fn start_with(
    place: &Place,
    feed: &Arc<MemoryFeed>,
    clock: &Arc<HandClock>,
    rulings: Vec<Ruling>,
) -> Service {
    // What goes wrong in the background is seen in the output of a test that fails.
    let _ = tracing_subscriber::fmt().with_test_writer().with_max_level(tracing::Level::WARN).try_init();
    let db = Arc::new(Database::open(place.location(), rating::SERVICE, Pools::default()).unwrap());
    let clock: Arc<dyn Clock> = Arc::<HandClock>::clone(clock);
    let feed: Arc<dyn Feed> = Arc::<MemoryFeed>::clone(feed);
    Service::start(Ratings::open(db, rulings, Arc::new(Nobody), clock).unwrap(), vec![feed]).unwrap()
}

/// A registry that knows no code but those under which something came in.
struct Nobody;

impl Subjects for Nobody {
    fn resolve(&self, _: &[PartyCode]) -> Result<Vec<i64>, PortError> {
        Err(PortError::Refused { service: "registry".to_owned(), cause: "a rating opens no subject".to_owned() })
    }

    fn find(&self, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, PortError> {
        Ok(vec![None; codes.len()])
    }
}

/// Does something to the tables of the service, as its operator might.
pub(crate) fn operate(place: &Place, statement: &str) {
    let db = Database::open(place.location(), rating::SERVICE, Pools::default()).unwrap();
    let done = db.write::<_, DbError>(|conn| {
        match conn {
            Conn::Sqlite(conn) => conn.batch_execute(statement)?,
            Conn::Postgres(conn) => conn.batch_execute(statement)?,
        }
        Ok(())
    });
    done.unwrap();
}
