//! Looking at records: one, one merchant's, many, and the versions behind each.

use crate::book::Ledger;
use crate::error::LedgerError;
use crate::store::{Listing, VersionRow, store};
use crate::versions::marks;
use contracts::access::Reach;
use contracts::page::cut;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::RecordKind;
use intake::layout::Layout;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// A version of a record.
#[derive(Clone, Debug)]
pub struct VersionView {
    /// Its number, from 1.
    pub version: i32,
    /// Does it stand?
    pub standing: bool,
    /// Does another content contradict it at its place?
    pub contested: bool,
    /// The source's own time of change, else the time of arrival; nothing for history without an order.
    pub changed_at: Option<Instant>,
    /// Since when it counts as known.
    pub known_from: Instant,
    /// When it truly arrived.
    pub recorded_at: Instant,
    /// What made it.
    pub act: String,
    /// Who.
    pub actor: String,
    /// Why, if an official made it.
    pub reason: Option<String>,
    /// The import that brought it, and its row there.
    pub source: Option<(i64, Option<i64>)>,
    /// What it says, as JSON of its kind.
    pub content: String,
    /// Its place in a list: where the list goes on behind it.
    pub after: After,
}

impl VersionView {
    pub(crate) fn of(row: VersionRow) -> Self {
        Self {
            version: row.version,
            standing: row.standing,
            contested: row.contested,
            changed_at: row.place.map(Instant::from_micros),
            known_from: Instant::from_micros(row.known_from),
            recorded_at: Instant::from_micros(row.recorded_at),
            act: row.act,
            actor: row.actor,
            reason: row.reason,
            source: row.import_id.map(|import| (import, row.source_row)),
            content: row.content,
            after: After { day: row.event_day, subject: row.subject_id, key: row.key },
        }
    }
}

/// Which records a list shows.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Wanted {
    /// Of this merchant alone.
    pub code: Option<PartyCode>,
    /// First and last day on which they happened.
    pub days: (Option<Day>, Option<Day>),
    /// Only those taken back, or only those not.
    pub withdrawn: Option<bool>,
    /// Only those with a conflict, or only those without.
    pub contested: Option<bool>,
    /// Of the case of this number alone.
    pub case_no: Option<String>,
    /// Behind this one.
    pub after: Option<After>,
    /// At most so many.
    pub limit: i64,
}

/// Where a list goes on: the last record that was shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct After {
    day: i32,
    subject: i64,
    key: String,
}

impl After {
    /// The subject and the key of that record.
    #[must_use]
    pub fn record(&self) -> (i64, &str) {
        (self.subject, &self.key)
    }
}

impl Ledger {
    /// The versions that stand of one kind, of merchants within a reach, newest day first.
    ///
    /// # Errors
    /// [`LedgerError::Unfit`] for a kind of another service.
    pub fn list(
        &self,
        kind: RecordKind,
        wanted: &Wanted,
        reach: Reach,
    ) -> Result<(Vec<VersionView>, Option<After>), LedgerError> {
        let Some(listing) = self.listing(kind, wanted, reach)? else { return Ok((Vec::new(), None)) };
        let rows = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).list(&listing)?))?;
        let shown = usize::try_from(wanted.limit).unwrap_or(usize::MAX);
        let mut views: Vec<VersionView> = rows.into_iter().map(VersionView::of).collect();
        let next = cut(&mut views, shown, |view| view.after.clone());
        Ok((views, next))
    }

    /// How many versions a list shows from its first page to its last.
    ///
    /// # Errors
    /// [`LedgerError::Unfit`] for a kind of another service.
    pub(crate) fn count(&self, kind: RecordKind, wanted: &Wanted, reach: Reach) -> Result<u64, LedgerError> {
        let Some(listing) = self.listing(kind, wanted, reach)? else { return Ok(0) };
        let count = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).count(&listing)?))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// What a list asks the table for; nothing if nobody has the code that is asked for.
    fn listing(&self, kind: RecordKind, wanted: &Wanted, reach: Reach) -> Result<Option<Listing>, LedgerError> {
        self.own(Layout::of(kind))?;
        let subject_id = match wanted.code.map(|code| self.parties.find(&[code])).transpose()? {
            None => None,
            Some(found) => match found.into_iter().next().flatten() {
                Some(subject_id) => Some(subject_id),
                None => return Ok(None),
            },
        };
        Ok(Some(Listing {
            subject_id,
            days: (wanted.days.0.map(Day::number), wanted.days.1.map(Day::number)),
            withdrawn: wanted.withdrawn,
            contested: wanted.contested,
            case_no: wanted.case_no.clone(),
            after: wanted.after.clone().map(|after| (after.day, after.subject, after.key)),
            ..Listing::of(kind.token(), reach, wanted.limit + 1)
        }))
    }

    /// The versions of one record that had become known by `known_at`, by number; of those it says which
    /// one stood then.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if none was known by then, or the merchant is outside the reach.
    pub fn versions(
        &self,
        code: PartyCode,
        key: &str,
        known_at: Option<Instant>,
        reach: Reach,
    ) -> Result<Vec<VersionView>, LedgerError> {
        let subject_id = self.subject(code, reach)?;
        let rows = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).versions(&[(subject_id, key)], reach)?))?;
        let rows = known_by(rows, known_at)?;
        if rows.is_empty() {
            return Err(LedgerError::Missing("record"));
        }
        Ok(rows.into_iter().map(VersionView::of).collect())
    }

    /// The versions of one kind that stood at `known_at` about the subject of each code, in the order of the
    /// codes, also what was taken back; none for a code that nobody within the reach has.
    ///
    /// # Errors
    /// [`LedgerError::Unfit`] for a kind of another service.
    pub fn of_codes(
        &self,
        kind: RecordKind,
        codes: &[PartyCode],
        known_at: Option<Instant>,
        reach: Reach,
    ) -> Result<Vec<Vec<VersionView>>, LedgerError> {
        self.own(Layout::of(kind))?;
        let subjects = self.parties.find(codes)?;
        let mut known: Vec<i64> = subjects.iter().copied().flatten().collect();
        known.sort_unstable();
        known.dedup();
        let rows = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).of_kind(kind.token(), &known, reach)?))?;
        let mut of_subject: FxHashMap<i64, Vec<VersionView>> = FxHashMap::default();
        for row in known_by(rows, known_at)?.into_iter().filter(|row| row.standing) {
            of_subject.entry(row.subject_id).or_default().push(VersionView::of(row));
        }
        let of =
            |subject: Option<i64>| subject.and_then(|subject| of_subject.get(&subject)).cloned().unwrap_or_default();
        Ok(subjects.into_iter().map(of).collect())
    }

    /// Everything about one merchant that stood at `known_at`, by key, also what was taken back.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if the merchant is not known, or outside the reach.
    pub fn of_merchant(
        &self,
        code: PartyCode,
        known_at: Option<Instant>,
        reach: Reach,
    ) -> Result<Vec<VersionView>, LedgerError> {
        let subject_id = self.subject(code, reach)?;
        let rows = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).of_subject(subject_id, reach)?))?;
        let rows = known_by(rows, known_at)?;
        Ok(rows.into_iter().filter(|row| row.standing).map(VersionView::of).collect())
    }
}

/// The versions known by an instant, with the marks that they had then.
pub(crate) fn known_by(rows: Vec<VersionRow>, known_at: Option<Instant>) -> Result<Vec<VersionRow>, LedgerError> {
    let Some(known_at) = known_at else { return Ok(rows) };
    let mut rows: Vec<VersionRow> = rows.into_iter().filter(|row| row.known_from <= known_at.micros()).collect();
    for record in rows.chunk_by_mut(|a, b| (a.subject_id, &a.key) == (b.subject_id, &b.key)) {
        let then = marks(record.iter().map(|row| (row.place, row.content.as_str())))?;
        for (row, marks) in record.iter_mut().zip(then) {
            (row.standing, row.contested) = (marks.standing, marks.contested);
        }
    }
    Ok(rows)
}
