//! What stands, subject by subject: for whoever keeps something of it in memory.

use crate::book::Ledger;
use crate::bounds::places;
use crate::error::LedgerError;
use crate::store::store;
use contracts::access::Reach;
use db::Conn;
use domain::code::PartyCode;
use domain::record::RecordKind;
use intake::layout::Layout;
use rustc_hash::FxHashSet;

/// So many subjects are asked for in one statement on PostgreSQL, whose instant is that of the answer.
const AT_ONCE: usize = 10_000;

// The store leaves eight places for what is asked beside the subjects; more would be several statements, and instants.
const _: () = assert!(AT_ONCE <= db::postgres::BINDS - 8, "so many subjects do not fit one statement");

/// A record that stands and was not taken back (现行记录).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stands {
    /// Whom it is about.
    pub subject_id: i64,
    /// Its business key.
    pub key: String,
    /// What it says, as JSON of its kind.
    pub content: String,
}

impl Ledger {
    /// Records of a kind that stand and were not taken back, in order of subject and key, behind one of them: a page of
    /// all that there are.
    ///
    /// # Errors
    /// [`LedgerError::Unfit`] for a kind of another service.
    pub fn standing_behind(
        &self,
        kind: RecordKind,
        behind: Option<&Stands>,
        limit: u16,
        reach: Reach,
    ) -> Result<Vec<Stands>, LedgerError> {
        self.own(Layout::of(kind))?;
        let behind = behind.map_or((i64::MIN, ""), |last| (last.subject_id, last.key.as_str()));
        let found = self.db.read::<_, LedgerError>(|conn| {
            Ok(store(conn).standing(kind.token(), behind, i64::from(limit), reach)?)
        })?;
        Ok(found.into_iter().map(|(subject_id, key, content)| Stands { subject_id, key, content }).collect())
    }

    /// The subject of a code, if there is one.
    ///
    /// # Errors
    /// If nobody can say whose it is.
    pub fn subject_of(&self, code: PartyCode) -> Result<Option<i64>, LedgerError> {
        Ok(self.parties.find(&[code])?.into_iter().next().flatten())
    }

    /// Subjects within a reach, in order, behind one of them: those of whom it is known here where they are registered.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn placed_behind(&self, behind: Option<i64>, limit: u16, reach: Reach) -> Result<Vec<i64>, LedgerError> {
        let behind = behind.unwrap_or(i64::MIN);
        self.db.read::<_, LedgerError>(|conn| Ok(store(conn).placed_behind(behind, i64::from(limit), reach)?))
    }

    /// Which of these subjects are within a reach.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn covered(&self, subjects: &[i64], reach: Reach) -> Result<FxHashSet<i64>, LedgerError> {
        if reach.is_everywhere() {
            return Ok(subjects.iter().copied().collect());
        }
        let places = self.db.read::<_, LedgerError>(|mut conn| places(&mut conn, subjects))?;
        Ok(places.into_iter().filter(|(_, area)| reach.covers(Some(*area))).map(|(subject, _)| subject).collect())
    }

    /// Those of some subjects, in the same order.
    ///
    /// # Errors
    /// [`LedgerError::Unfit`] for a kind of another service.
    pub fn standing_of(&self, kind: RecordKind, subjects: &[i64], reach: Reach) -> Result<Vec<Stands>, LedgerError> {
        self.own(Layout::of(kind))?;
        let read = |conn: Conn<'_>| Ok::<_, LedgerError>(store(conn).standing_of(kind.token(), subjects, reach)?);
        let found = if subjects.len() <= AT_ONCE { self.db.glance(read)? } else { self.db.read(read)? };
        Ok(found.into_iter().map(|(subject_id, key, content)| Stands { subject_id, key, content }).collect())
    }
}
