//! A rating service that follows ledgers, at a place that need not be theirs.

use crate::Ratings;
use crate::house::Ledgers;
use crate::scratch::{HandClock, Said, ruling, settle};
use contracts::access::Reach;
use contracts::clock::Clock;
use contracts::port::Feed;
use db::{Conn, Database, DbError, Pools};
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl as _, sql_query};
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use rating::{HoldState, Question, RatingError, Service};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;
use testkit::Place;

pub(crate) struct Follower {
    service: Service,
    tables: Tables,
}

/// The tables of a rating service.
pub(crate) struct Tables(Arc<Database>);

/// A row of them as text, so that one query serves both back-ends.
#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

macro_rules! rows {
    ($tables:expr, $row:ty, $query:expr) => {
        $tables
            .0
            .read::<Vec<$row>, DbError>(|conn| match conn {
                Conn::Sqlite(conn) => Ok(sql_query($query).load(conn)?),
                Conn::Postgres(conn) => Ok(sql_query($query).load(conn)?),
            })
            .unwrap()
    };
}

impl Tables {
    pub(crate) fn at(place: &Place) -> Self {
        Self(Arc::new(Database::open(place.location(), rating::SERVICE, Pools::default()).unwrap()))
    }

    fn lines(&self, query: &str) -> Vec<String> {
        let mut lines: Vec<String> = rows!(self, Line, query).into_iter().map(|row| row.line).collect();
        lines.sort();
        lines
    }

    /// The cursor up to which a feed has been followed.
    pub(crate) fn cursor(&self, feed: &str) -> Option<String> {
        self.lines(&format!("SELECT value AS line FROM note WHERE name = 'feed.{feed}'")).pop()
    }

    /// Puts the follower back to an earlier place of a feed.
    pub(crate) fn set_back(&self, feed: &str, cursor: &str) {
        let query = format!("UPDATE note SET value = '{cursor}' WHERE name = 'feed.{feed}'");
        let set = self.0.write::<usize, DbError>(|conn| match conn {
            Conn::Sqlite(conn) => Ok(sql_query(&query).execute(conn)?),
            Conn::Postgres(conn) => Ok(sql_query(&query).execute(conn)?),
        });
        assert_eq!(set.unwrap(), 1, "{feed} was followed");
    }

    /// Subject, key and version of everything that was taken in.
    pub(crate) fn taken(&self) -> Vec<String> {
        self.lines("SELECT subject_id || ' ' || key || ' ' || version AS line FROM fact")
    }

    /// Every class that was ever issued.
    pub(crate) fn issued(&self) -> Vec<String> {
        self.lines("SELECT subject_id || ' ' || number || ' ' || COALESCE(class, '-') AS line FROM issued")
    }

    /// Everything that is known and rated, but for when it was done.
    fn image(&self) -> Vec<String> {
        let known = "SELECT subject_id || ' ' || key || ' ' || version || ' ' || kind || ' ' || \
             COALESCE(CAST(place AS TEXT), '-') || ' ' || known_from || ' ' || content AS line FROM fact";
        let parties = "SELECT code || ' ' || subject_id AS line FROM party";
        let rated = "SELECT subject_id || ' ' || code || ' ' || name || ' ' || area || ' ' || industry || ' ' || \
             kind || ' ' || size || ' ' || COALESCE(class, '-') || ' ' || score_milli || ' ' || rules || ' ' || flags \
             || ' ' || scheme_digest || ' ' || COALESCE(peers_digest, '-') || ' ' || valid_until || ' ' || \
             public_penalties || ' ' || public_statuses AS line FROM rated";
        [known, parties, rated].iter().flat_map(|query| self.lines(query)).collect()
    }
}

impl Follower {
    pub(crate) fn start(place: &Place, ledgers: &Ledgers, feeds: Vec<Arc<dyn Feed>>) -> Self {
        let clock: Arc<dyn Clock> = Arc::<HandClock>::clone(&ledgers.clock);
        let tables = Tables::at(place);
        let ratings = rating::Ratings::open(Arc::clone(&tables.0), vec![ruling()], ledgers.subjects(), clock).unwrap();
        Self { service: Service::start(ratings, feeds).unwrap(), tables }
    }

    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// What the table of ratings holds.
    pub(crate) fn rated(&self) -> Ratings {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Text)]
            code: String,
            #[diesel(sql_type = Nullable<Text>)]
            class: Option<String>,
            #[diesel(sql_type = BigInt)]
            score_milli: i64,
        }
        let rows = rows!(self.tables, Row, "SELECT code, class, score_milli FROM rated");
        let told = |row: Row| (PartyCode::parse(&row.code).unwrap(), row.class.map(|class| (class, row.score_milli)));
        rows.into_iter().map(told).collect()
    }

    /// Releases whatever is held.
    pub(crate) fn release_all(&self) {
        for hold in self.ratings.holds(None, 1_000, Reach::Everywhere).unwrap() {
            if hold.state == HoldState::Open {
                self.ratings.release(hold.hold_id, ("official", Reach::Everywhere), "looked at").unwrap();
            }
        }
        settle(self);
    }

    /// What is explained of a merchant on a day with what was known at an instant; nothing if it was not known.
    pub(crate) fn explained(&self, code: PartyCode, as_of: Day, known_at: Option<Instant>) -> Option<Value> {
        let question = Question { as_of: Some(as_of), known_at, scheme: Some("LC-CONSUME") };
        match self.ratings.explain(code, &question, Reach::Everywhere) {
            Ok(told) => Some(told.explanation),
            Err(RatingError::Missing) => None,
            Err(error) => panic!("{code}: {error}"),
        }
    }

    /// Once it has taken in everything and nothing is held, table and memory are what a rating from scratch gives on a
    /// day over what was said.
    pub(crate) fn assert_from_scratch(&self, said: &Said, today: Day) {
        settle(self);
        self.release_all();
        let versions: usize = said.0.values().map(Vec::len).sum();
        assert_eq!(self.tables.taken().len(), versions, "each version once");
        let from_scratch = said.rated(&ruling(), today, None);
        assert!(!from_scratch.is_empty());
        assert_eq!(self.rated(), from_scratch);
        let served = from_scratch.keys().map(|code| {
            let served = self.ratings.projection.find(*code).unwrap();
            (*code, served.class.clone().map(|class| class.to_string()).zip(served.score().map(|score| score.0)))
        });
        assert_eq!(served.collect::<BTreeMap<_, _>>(), from_scratch);
    }

    /// Bit by bit the same as another: what is known, what is rated, what is explained.
    pub(crate) fn assert_same(&self, other: &Self, today: Day) {
        [self, other].into_iter().for_each(Self::release_all);
        assert_eq!(self.tables.image(), other.tables.image());
        for code in self.rated().keys() {
            let told = self.explained(*code, today, None);
            assert!(told.is_some() && told == other.explained(*code, today, None), "{code}");
        }
    }
}

impl Deref for Follower {
    type Target = Service;

    fn deref(&self) -> &Service {
        &self.service
    }
}
