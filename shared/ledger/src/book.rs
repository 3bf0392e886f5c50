//! A service's ledger, open.

use crate::before::Before;
use crate::bell::Bell;
use crate::bounds::Kept;
use crate::cards;
use crate::error::LedgerError;
use crate::oblige::Oblige;
use crate::parties::Parties;
use crate::row::Row;
use crate::store::{MIGRATIONS, store};
use crate::versions::{Act, Fate, Learnt, Manner, plan};
use contracts::access::Reach;
use contracts::change::Change;
use contracts::clock::Clock;
use contracts::port::{Marked, Merchants};
use db::{Conn, Database, DbError, OpenError};
use domain::area::{AreaCode, AreaHistory};
use domain::code::PartyCode;
use domain::record::RecordKind;
use receipts::ReceiptBook;
use rustc_hash::FxHashMap;
use std::sync::{Arc, OnceLock, Weak};

/// What a service says of its changes beside the record, before others are told of them.
pub(crate) type Remark = dyn Fn(&mut [Change]) + Send + Sync;

/// The ledger (台账) of one service: versions of the kinds of record that it owns.
pub struct Ledger {
    pub(crate) db: Arc<Database>,
    pub(crate) kinds: &'static [RecordKind],
    pub(crate) parties: Box<dyn Parties>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) bell: Arc<Bell>,
    pub(crate) cards: cards::Kept,
    pub(crate) remark: OnceLock<Box<Remark>>,
    pub(crate) obliges: OnceLock<Box<Oblige>>,
    areas: OnceLock<AreaHistory>,
    pub(crate) merchants: OnceLock<Arc<dyn Merchants>>,
    pub(crate) marked: OnceLock<Weak<dyn Marked>>,
}

impl Ledger {
    /// Opens it and brings its tables up to date.
    ///
    /// # Errors
    /// [`OpenError`] if a migration fails, or the journal comes from elsewhere and lies ahead.
    pub fn open(
        db: Arc<Database>,
        kinds: &'static [RecordKind],
        parties: Box<dyn Parties>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        db.migrate(&[&MIGRATIONS, &receipts::MIGRATIONS])?;
        if db.read::<_, DbError>(|conn| Ok(store(conn).lies_ahead()?))? {
            return Err(OpenError::Ahead { service: db.service().to_owned() });
        }
        Ok(Self {
            db,
            kinds,
            parties,
            clock,
            bell: Arc::default(),
            cards: cards::Kept::default(),
            remark: OnceLock::new(),
            obliges: OnceLock::new(),
            areas: OnceLock::new(),
            merchants: OnceLock::new(),
            marked: OnceLock::new(),
        })
    }

    /// Says which areas have succeeded others; what is said again is not heard. Without it each area is its own.
    pub fn know_areas(&self, areas: AreaHistory) {
        // Whoever was first has said the same.
        let _ = self.areas.set(areas);
    }

    /// Says what the service adds to each page of changes before it is told; what is said again is not heard.
    pub fn remark(&self, remark: impl Fn(&mut [Change]) + Send + Sync + 'static) {
        // Whoever was first has said the same.
        let _ = self.remark.set(Box::new(remark));
    }

    /// Which areas have succeeded others.
    pub(crate) fn areas(&self) -> &AreaHistory {
        self.areas.get_or_init(AreaHistory::default)
    }

    /// The area that one stands for today.
    #[must_use]
    pub fn present(&self, area: AreaCode) -> AreaCode {
        self.areas().current(area, self.clock.today())
    }

    /// Where it lies, for what a service keeps beside its records.
    #[must_use]
    pub const fn database(&self) -> &Arc<Database> {
        &self.db
    }

    /// Name of the service.
    #[must_use]
    pub fn service(&self) -> &'static str {
        self.db.service()
    }

    /// Can be written here?
    ///
    /// # Errors
    /// [`DbError`] if the disk was full when last it was tried, and still is.
    pub fn writable(&self) -> Result<(), DbError> {
        self.db.writable()
    }

    /// The kinds of record that it owns.
    #[must_use]
    pub fn kinds(&self) -> &'static [RecordKind] {
        self.kinds
    }

    /// Answers kept beside what they acknowledge.
    pub(crate) fn receipts(&self) -> ReceiptBook {
        ReceiptBook::new(Arc::clone(&self.db), Arc::clone(&self.clock))
    }

    /// Takes in rows within a transaction; tells what became of each.
    pub(crate) fn keep(
        &self,
        conn: &mut Conn<'_>,
        rows: Vec<Row>,
        subjects: &mut Subjects<'_>,
        before: &mut Before,
        manner: &Manner,
    ) -> Result<Vec<Kept>, LedgerError> {
        let reach = manner.reach;
        let inside = self.inside(conn, &rows, reach)?;
        let outside = |(row, inside): (&Row, &bool)| if *inside { Ok(None) } else { self.issue(row, reach).map(Some) };
        let outside = rows.iter().zip(&inside).map(outside).collect::<Result<Vec<_>, _>>()?;
        let rows: Vec<Row> = rows.into_iter().zip(inside).filter_map(|(row, inside)| inside.then_some(row)).collect();
        let subjects = subjects.of(conn, &rows)?;
        let is_history = manner.act == Act::History;
        let learnt = rows.into_iter().zip(subjects).map(|(row, subject)| row.learnt(subject, is_history));
        let mut fates = self.write_after(before, conn, learnt.collect(), manner)?.into_iter();
        let kept = outside.into_iter().map(|outside| match outside {
            Some(issue) => Kept::Outside(issue),
            // As many as rows that are inside.
            None => Kept::As(fates.next().unwrap_or(Fate::Repeated)),
        });
        Ok(kept.collect())
    }

    /// Writes what was learnt; tells what became of each.
    pub(crate) fn write(
        &self,
        conn: &mut Conn<'_>,
        learnt: Vec<Learnt>,
        manner: &Manner,
    ) -> Result<Vec<Fate>, LedgerError> {
        self.write_after(&mut Before::Anything, conn, learnt, manner)
    }

    /// The same, looking up only what may be there.
    fn write_after(
        &self,
        before: &mut Before,
        conn: &mut Conn<'_>,
        mut learnt: Vec<Learnt>,
        manner: &Manner,
    ) -> Result<Vec<Fate>, LedgerError> {
        let mut keys: Vec<(i64, &str)> = learnt.iter().map(|one| (one.subject_id, one.key.as_str())).collect();
        keys.sort_unstable();
        keys.dedup();
        before.leave(&mut keys);
        // What is there is looked at whole: it has been found to be within the reach, or it is a new registration.
        let known = store(conn.again()).versions(&keys, Reach::Everywhere)?;
        // After the versions: what begins to bind a record adds one, so that if it is not seen here yet, both would write
        // the same number, and the later one is done again.
        self.bind(conn, &mut learnt)?;
        let plan = plan(known, learnt, manner)?;
        let store = store(conn.again());
        store.write(&plan.appended, &plan.marked, manner.reach)?;
        store.note_disputed(&plan.disputed)?;
        Ok(plan.fates)
    }

    /// Does something within a transaction, and tells whoever follows that the journal has grown.
    pub(crate) fn change<T>(&self, work: impl FnMut(Conn<'_>) -> Result<T, LedgerError>) -> Result<T, LedgerError> {
        let done = self.db.write(work)?;
        let bell = Arc::clone(&self.bell);
        self.db.afterwards(move || bell.ring());
        Ok(done)
    }

    /// Tells whoever follows that something was written.
    #[must_use]
    pub const fn bell(&self) -> &Arc<Bell> {
        &self.bell
    }

    /// The subject of a code, if it is within a reach: of one outside nothing else is said than of one that there
    /// is not.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is none.
    pub fn subject(&self, code: PartyCode, reach: Reach) -> Result<i64, LedgerError> {
        let found = self.parties.find(&[code])?.into_iter().next().flatten();
        let subject_id = found.ok_or(LedgerError::Missing("merchant"))?;
        if !reach.is_everywhere() && !self.db.read(|mut conn| Self::is_inside(&mut conn, subject_id, reach))? {
            return Err(LedgerError::Missing("merchant"));
        }
        Ok(subject_id)
    }
}

/// Finds the subjects of rows.
pub(crate) struct Subjects<'l> {
    parties: &'l dyn Parties,
    /// Numbers of strangers in a dry run, which opens nothing. No subject has such a number.
    strangers: Option<FxHashMap<PartyCode, i64>>,
}

impl<'l> Subjects<'l> {
    /// Opens a subject for each code that is not known yet.
    pub(crate) fn opening(ledger: &'l Ledger) -> Self {
        Self { parties: ledger.parties.as_ref(), strangers: None }
    }

    /// Opens nothing.
    pub(crate) fn looking(ledger: &'l Ledger) -> Self {
        Self { parties: ledger.parties.as_ref(), strangers: Some(FxHashMap::default()) }
    }

    /// The subject of each row's party. Most files list a merchant's rows near each other.
    fn of(&mut self, conn: &mut Conn<'_>, rows: &[Row]) -> Result<Vec<i64>, LedgerError> {
        let mut codes: Vec<PartyCode> = rows.iter().map(|row| row.party).collect();
        codes.sort_unstable();
        codes.dedup();
        let subjects = match &mut self.strangers {
            None => self.parties.resolve(conn.again(), &codes)?,
            Some(strangers) => {
                let found = self.parties.find(&codes)?;
                let number = |(code, found): (&PartyCode, Option<i64>)| {
                    let next = -1 - i64::try_from(strangers.len()).unwrap_or(i64::MAX - 1);
                    found.unwrap_or_else(|| *strangers.entry(*code).or_insert(next))
                };
                codes.iter().zip(found).map(number).collect()
            }
        };
        let by_code: FxHashMap<PartyCode, i64> = codes.into_iter().zip(subjects).collect();
        let all: Option<Vec<i64>> = rows.iter().map(|row| by_code.get(&row.party).copied()).collect();
        all.ok_or_else(|| LedgerError::Registry("it left a code without an answer".to_owned()))
    }
}
