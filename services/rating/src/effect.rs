//! What the records of a source do to classes (数据源对等级的影响): each merchant of whom the source told anything is
//! rated twice, with what it said and without it.

use crate::book::Ratings;
use crate::error::RatingError;
use crate::files::{Files, successors};
use crate::growth::Month;
use crate::judge::{Known, facts};
use crate::moment::bearing;
use crate::peers::{member, peers_of};
use crate::rulings::Ruling;
use crate::store::{FactRow, store};
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{RecordKey, RecordKind};
use policy::scheme::ClassIndex;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use scoring::explain::Subject;
use scoring::peers::PeersTable;
use statute::succession::pruned;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;

/// Merchants that are looked at together.
const TOGETHER: usize = 2_000;

/// What the records of a source did to the classes of a city on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Effect {
    /// On which day.
    pub day: Day,
    /// Only what was known by then; everything, if it is not said.
    pub known_at: Option<Instant>,
    /// Name and version of the scheme.
    pub scheme: String,
    /// Merchants with records of the source beside registrations, or who carry on such a one.
    pub merchants: u64,
    /// Those among them whose score or class rests on one of these records.
    pub concerned: u64,
    /// Those who would have another class without them.
    pub moves: Vec<Move>,
    /// Those who cannot be rated.
    pub failed: u64,
}

/// Merchants who have another class than they would have without a source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Move {
    /// The class without what the source told; nothing if they would not be rated.
    pub without: Option<String>,
    /// The class they have.
    pub with: Option<String>,
    /// Is it a worse one?
    pub lowered: bool,
    /// How many.
    pub merchants: u64,
}

/// A class with what a source told and without it.
struct Twice {
    concerned: bool,
    with: Option<ClassIndex>,
    without: Option<ClassIndex>,
}

impl Ratings {
    /// What a source does to classes: of the running month today, of an earlier one on its last day by what was known
    /// when it ended.
    ///
    /// # Errors
    /// [`RatingError::MissingSource`] if nothing ever came from it; [`RatingError::NotBegun`] for a later month;
    /// [`RatingError::NoScheme`] if none was in force on the day.
    pub fn effect(&self, source: &str, month: Option<Month>) -> Result<Effect, RatingError> {
        let today = self.clock.today();
        let running = Month::of(today);
        let month = month.unwrap_or(running);
        if month > running {
            return Err(RatingError::NotBegun(month));
        }
        let (day, known_at) = if month == running {
            (today, None)
        } else {
            // What came at the first instant behind the month was not known within it.
            let last = Instant::from_micros(Instant::start_of(month.off()).micros() - 1);
            (month.off().plus_days(-1), Some(last))
        };
        // It reads all that is known of many merchants: one after the other.
        let _turn = self.effect_turn.lock().unwrap_or_else(PoisonError::into_inner);
        let subjects = self.concerned_by(source)?;
        let ruling = self.rulings.in_force(day).ok_or(RatingError::NoScheme(day))?;
        let table = self.db.read::<_, RatingError>(|conn| {
            self.peers.table(store(conn), ruling, (day, known_at), (self.clock.now(), false))
        })?;
        let look = Look { ruling, table: table.as_deref(), day, known_at, source };
        let mut sum = Sum::default();
        for some in subjects.chunks(TOGETHER) {
            let files = self.db.read::<_, RatingError>(|conn| Files::of(store(conn), some))?;
            let rows: Vec<&[FactRow]> = files.facts.chunk_by(|a, b| a.subject_id == b.subject_id).collect();
            let looked: Vec<_> = rows.par_iter().map(|rows| bearing(|| look.twice(&files, rows))).collect();
            looked.into_iter().for_each(|one| sum.add(one));
        }
        Ok(sum.told(&look))
    }

    /// Everybody whose class may rest on what a source told: of whom it did, and whoever carries those on.
    fn concerned_by(&self, source: &str) -> Result<Vec<i64>, RatingError> {
        self.db.read(|conn| {
            let store = store(conn);
            let own = store.subjects_of(source)?;
            if own.is_empty() {
                return Err(RatingError::MissingSource);
            }
            let mut all: BTreeSet<i64> = own.iter().copied().collect();
            for some in own.chunks(TOGETHER) {
                all.extend(successors(store, some)?.into_iter().map(|(successor, _)| successor));
            }
            Ok(all.into_iter().collect())
        })
    }
}

/// Under what merchants are looked at.
struct Look<'l> {
    ruling: &'l Ruling,
    table: Option<&'l PeersTable>,
    day: Day,
    known_at: Option<Instant>,
    source: &'l str,
}

impl Look<'_> {
    /// Did the source tell it? A registration says who somebody is; without it there would be nobody to be rated.
    fn is_told(&self, row: &FactRow) -> bool {
        row.source.as_deref() == Some(self.source) && row.kind != RecordKind::Merchant.token()
    }

    /// A merchant's class with and without; nothing if the source told nothing of it by then.
    fn twice(&self, files: &Files, rows: &[FactRow]) -> Result<Option<Twice>, RatingError> {
        let Some(subject_id) = rows.first().map(|row| row.subject_id) else { return Ok(None) };
        let known_by_then = |row: &FactRow| self.known_at.is_none_or(|at| row.known_from <= at.micros());
        let told: Vec<&FactRow> =
            files.about(subject_id, rows).filter(|row| self.is_told(row) && known_by_then(row)).collect();
        if told.is_empty() {
            return Ok(None);
        }
        // Two subjects may have records of the same key.
        let keys: FxHashSet<(bool, &str)> =
            told.iter().map(|row| (row.subject_id != subject_id, row.key.as_str())).collect();
        let is_told = |key: &RecordKey| {
            let predecessor = RecordKey::predecessor(key.as_str());
            keys.contains(&predecessor.map_or((false, key.as_str()), |(_, own)| (true, own)))
        };
        let known = files.known(subject_id, rows)?;
        let expected = self.expected(&known)?;
        let with = self.rated(&known, expected, is_told)?;
        let without = self.rated(&files.known_but(subject_id, rows, |row| self.is_told(row))?, expected, |_| false)?;
        Ok(Some(Twice { concerned: with.1, with: with.0, without: without.0 }))
    }

    /// What the peers of a merchant have; what a source says of complaints changes its own number, not theirs.
    fn expected(&self, known: &Known) -> Result<u32, RatingError> {
        let (Some(table), Some(peers)) = (self.table, peers_of(self.ruling)) else { return Ok(0) };
        let now = member(peers, self.day, known, self.known_at)?;
        let then = member(peers, self.day, known, Some(table.known_at))?;
        Ok(now.map_or(0, |now| table.row(&now, then.as_ref()).expected_thousandths))
    }

    /// The class, and whether the reasons name such a record.
    fn rated(
        &self,
        known: &Known,
        expected: u32,
        is_one: impl Fn(&RecordKey) -> bool,
    ) -> Result<(Option<ClassIndex>, bool), RatingError> {
        let Some(records) = known.records(self.known_at)? else { return Ok((None, false)) };
        let tables = &self.ruling.rulebook.tables;
        let facts = facts(&pruned(records, tables), tables);
        let subject = Subject::new(&self.ruling.program, &facts, expected);
        let explanation = subject.explain(self.day);
        let lines = explanation.lines.iter().flat_map(|line| &line.records);
        let rules = explanation.rules.iter().flat_map(|rule| &rule.records);
        let named = lines.chain(rules).any(|key| is_one(key));
        Ok((subject.rate(self.day).map(|rated| rated.class), named))
    }
}

/// What was counted.
#[derive(Default)]
struct Sum {
    merchants: u64,
    concerned: u64,
    failed: u64,
    moves: BTreeMap<(Option<ClassIndex>, Option<ClassIndex>), u64>,
}

impl Sum {
    fn add(&mut self, looked: Result<Option<Twice>, RatingError>) {
        match looked {
            Ok(None) => {}
            Ok(Some(twice)) => {
                self.merchants += 1;
                self.concerned += u64::from(twice.concerned);
                if twice.with != twice.without {
                    *self.moves.entry((twice.without, twice.with)).or_default() += 1;
                }
            }
            Err(error) => {
                self.failed += 1;
                tracing::warn!(%error, "a merchant is left out of what a source does to classes");
            }
        }
    }

    fn told(self, look: &Look<'_>) -> Effect {
        let scheme = &look.ruling.rulebook.scheme;
        let name = |class: Option<ClassIndex>| class.map(|class| scheme.class_name(class).to_owned());
        let moved = |((without, with), merchants): ((Option<ClassIndex>, Option<ClassIndex>), u64)| Move {
            without: name(without),
            with: name(with),
            // The index of a class grows from the best to the worst.
            lowered: matches!((without, with), (Some(without), Some(with)) if with > without),
            merchants,
        };
        Effect {
            day: look.day,
            known_at: look.known_at,
            scheme: scheme.label(),
            merchants: self.merchants,
            concerned: self.concerned,
            moves: self.moves.into_iter().map(moved).collect(),
            failed: self.failed,
        }
    }
}
