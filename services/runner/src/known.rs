//! What is known at an instant: the head version of every record, merchant by merchant. The records
//! stay in the batch; here is only where they stand in it.

mod shelf;

use crate::stop;
use anyhow::Result;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::{Complaint, Merchant, Predecessor, Record, RecordKey, Records};
use domain::version::{Conflict, Heads, SourceRow, Version, heads};
use intake::Batch;
use rating::judge::linked;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use shelf::{Shelf, by_place};
use std::collections::BTreeSet;

/// The files' records as known at an instant.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The merchants in order of their rows: in most exports the records of one lie near those of the
    /// next, and so they are read faster.
    merchants: Vec<usize>,
    /// Place of each merchant in that order.
    places: FxHashMap<PartyCode, usize>,
    /// Places of those whom each code is named to carry on.
    named: FxHashMap<PartyCode, Vec<usize>>,
    /// By when they must have been known; everything if it is not said.
    known_at: Option<Instant>,
    penalties: Shelf,
    payments: Shelf,
    inspections: Shelf,
    tests: Shelf,
    complaints: Shelf,
    odr_cases: Shelf,
    standing: Shelf,
    assessments: Shelf,
    pub(crate) notes: Notes,
}

/// What was met on the way.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Contradictions.
    pub(crate) conflicts: Vec<Conflict>,
    /// Records whose party is no merchant of the files.
    pub(crate) strangers: Vec<Stranger>,
    /// Rows that said again what was known.
    pub(crate) repeated: u64,
    /// Rows not known by then.
    pub(crate) unknown_then: u64,
}

impl Notes {
    fn of(found: Heads) -> Self {
        let Heads { conflicts, repeated, unknown_then, .. } = found;
        Self { conflicts, strangers: Vec::new(), repeated, unknown_then }
    }

    fn add(&mut self, other: Self) {
        self.conflicts.extend(other.conflicts);
        self.strangers.extend(other.strangers);
        self.repeated += other.repeated;
        self.unknown_then += other.unknown_then;
    }
}

/// A record of a party that no merchants' file names.
#[derive(Clone, Debug)]
pub(crate) struct Stranger {
    pub(crate) party: PartyCode,
    pub(crate) key: RecordKey,
    pub(crate) source: SourceRow,
}

/// Merchants whose heads one core finds at a time.
const CHUNK: usize = 4096;

impl Known {
    /// Finds the heads of a batch at `known_at` (everything if `None`).
    pub(crate) fn at(batch: &Batch, known_at: Option<Instant>) -> Result<Self> {
        let mut known = Self::of_merchants(batch, known_at)?;
        // The kinds with many records side by side, the others one after the other.
        let ((standing, complaints), (inspections, penalties)) = rayon::join(
            || rayon::join(|| known.shelf(&batch.standing, known_at), || known.shelf(&batch.complaints, known_at)),
            || rayon::join(|| known.shelf(&batch.inspections, known_at), || known.shelf(&batch.penalties, known_at)),
        );
        known.penalties = known.put(penalties?);
        known.payments = known.put(known.shelf(&batch.payments, known_at)?);
        known.inspections = known.put(inspections?);
        known.tests = known.put(known.shelf(&batch.tests, known_at)?);
        known.complaints = known.put(complaints?);
        known.odr_cases = known.put(known.shelf(&batch.odr_cases, known_at)?);
        known.standing = known.put(standing?);
        known.assessments = known.put(known.shelf(&batch.assessments, known_at)?);
        known.named = known.successions(batch);
        Ok(known)
    }

    /// Only what the peers' table looks at, as known earlier: merchants and their complaints.
    pub(crate) fn for_peers(&self, batch: &Batch, known_at: Instant) -> Result<Self> {
        let mut known = if batch.merchants.len() == self.merchants.len() {
            // Each merchant has one version: by then it was known or it was not.
            Self { merchants: self.merchants.clone(), places: self.places.clone(), ..Self::default() }
        } else {
            Self::of_merchants(batch, Some(known_at))?
        };
        known.known_at = Some(known_at);
        known.complaints = known.put(known.shelf(&batch.complaints, Some(known_at))?);
        Ok(known)
    }

    fn of_merchants(batch: &Batch, known_at: Option<Instant>) -> Result<Self> {
        stop::check()?;
        let all: Vec<usize> = (0..batch.merchants.len()).collect();
        let known = Self::of_heads(batch, all, known_at);
        let stands = |v: &Version<Merchant>| v.is_known(known_at) && !v.content.is_withdrawn();
        if known.places.len() == batch.merchants.len() && batch.merchants.iter().all(stands) {
            return Ok(known);
        }
        // Some have several versions, or are not known: only then is there something to choose.
        let mut found = heads(&batch.merchants, known_at)?;
        let mut merchants = std::mem::take(&mut found.heads);
        merchants.sort_unstable();
        Ok(Self { notes: Notes::of(found), ..Self::of_heads(batch, merchants, known_at) })
    }

    fn of_heads(batch: &Batch, merchants: Vec<usize>, known_at: Option<Instant>) -> Self {
        let codes = merchants.iter().filter_map(|at| batch.merchants.get(*at)).map(|v| v.content.code);
        let mut places = FxHashMap::with_capacity_and_hasher(merchants.len(), Default::default());
        places.extend(codes.zip(0..));
        Self { merchants, places, known_at, ..Self::default() }
    }

    /// Number of merchants.
    pub(crate) fn len(&self) -> usize {
        self.merchants.len()
    }

    /// A merchant by its place; nothing if it was not known by then.
    pub(crate) fn merchant<'b>(&self, batch: &'b Batch, at: usize) -> Option<&'b Merchant> {
        let version = batch.merchants.get(*self.merchants.get(at)?)?;
        version.is_known(self.known_at).then_some(&version.content)
    }

    /// The place of a merchant.
    pub(crate) fn find(&self, code: PartyCode) -> Option<usize> {
        self.places.get(&code).copied()
    }

    /// A merchant's complaints.
    pub(crate) fn complaints<'b>(&self, batch: &'b Batch, at: usize) -> impl Iterator<Item = &'b Complaint> {
        self.complaints.records(at, &batch.complaints)
    }

    /// Everything known about one merchant, with the conduct of those whom it carries on.
    pub(crate) fn records<'b>(&self, batch: &'b Batch, at: usize) -> Option<Records<'b>> {
        let mut records = self.own_records(batch, at)?;
        if self.named.contains_key(&records.merchant.code) {
            records.predecessors = self.predecessors(batch, (at, records.merchant.code));
        }
        Some(records)
    }

    /// Those whom a merchant carries on, directly or through others.
    fn predecessors<'b>(&self, batch: &'b Batch, (at, code): (usize, PartyCode)) -> Vec<Predecessor<'b>> {
        let (mut found, mut next) = (BTreeSet::from([at]), vec![code]);
        let mut predecessors = Vec::new();
        while let Some(code) = next.pop() {
            for before in self.named.get(&code).into_iter().flatten() {
                let Some(records) = self.own_records(batch, *before).filter(|_| found.insert(*before)) else {
                    continue;
                };
                next.push(records.merchant.code);
                let by = records.merchant.succession.iter().flat_map(|one| &one.by).copied().collect();
                predecessors.push(Predecessor::of(records, by));
            }
        }
        linked(code, predecessors)
    }

    /// Whom each code is named to carry on.
    fn successions(&self, batch: &Batch) -> FxHashMap<PartyCode, Vec<usize>> {
        let mut named: FxHashMap<PartyCode, Vec<usize>> = FxHashMap::default();
        for at in 0..self.len() {
            let succession = self.merchant(batch, at).and_then(|merchant| merchant.succession.as_ref());
            for by in succession.into_iter().flat_map(|one| &one.by) {
                named.entry(*by).or_default().push(at);
            }
        }
        named
    }

    fn own_records<'b>(&self, batch: &'b Batch, at: usize) -> Option<Records<'b>> {
        Some(Records {
            merchant: self.merchant(batch, at)?,
            penalties: self.penalties.records(at, &batch.penalties).collect(),
            payments: self.payments.records(at, &batch.payments).collect(),
            inspections: self.inspections.records(at, &batch.inspections).collect(),
            tests: self.tests.records(at, &batch.tests).collect(),
            complaints: self.complaints.records(at, &batch.complaints).collect(),
            odr_cases: self.odr_cases.records(at, &batch.odr_cases).collect(),
            standing: self.standing.records(at, &batch.standing).collect(),
            assessments: self.assessments.records(at, &batch.assessments).collect(),
            predecessors: Vec::new(),
        })
    }

    fn put(&mut self, (shelf, notes): (Shelf, Notes)) -> Shelf {
        self.notes.add(notes);
        shelf
    }

    /// Puts the heads of a kind to their merchants.
    fn shelf<T: Record + Sync>(&self, versions: &[Version<T>], known_at: Option<Instant>) -> Result<(Shelf, Notes)> {
        let merchants = self.merchants.len();
        // One place more for records of no merchant.
        let place = |version: &Version<T>| -> Option<usize> {
            let is_known = version.is_known(known_at);
            is_known.then(|| self.places.get(&version.content.party()).copied().unwrap_or(merchants))
        };
        let places: Vec<Option<usize>> = versions.par_iter().map(place).collect();
        let (order, begins) = by_place(&places, merchants + 1);
        let range = |at: usize| {
            let ends = (begins.get(at).copied().unwrap_or(0), begins.get(at + 1).copied().unwrap_or(0));
            order.get(ends.0..ends.1).unwrap_or_default()
        };
        let chunk = |from: usize| -> Result<(Heads, Vec<usize>)> {
            stop::check()?;
            let mut found = Heads::default();
            let mut counts = Vec::with_capacity(CHUNK);
            for at in from..(from + CHUNK).min(merchants) {
                let before = found.heads.len();
                found.add_party(versions, range(at).iter().copied())?;
                counts.push(found.heads.len() - before);
            }
            Ok((found, counts))
        };
        let froms: Vec<usize> = (0..merchants).step_by(CHUNK).collect();
        let chunks: Vec<(Heads, Vec<usize>)> = froms.into_par_iter().map(chunk).collect::<Result<_>>()?;
        let mut shelf = Shelf { heads: Vec::with_capacity(order.len()), ends: Vec::with_capacity(merchants) };
        let mut notes = Notes::default();
        for (found, counts) in chunks {
            let mut end = shelf.heads.len();
            shelf.ends.extend(counts.into_iter().map(|count| {
                end += count;
                end
            }));
            shelf.heads.extend(&found.heads);
            notes.add(Notes::of(found));
        }
        notes.add(strangers(versions, range(merchants))?);
        notes.unknown_then += places.iter().filter(|place| place.is_none()).count() as u64;
        Ok((shelf, notes))
    }
}

/// The records of no merchant.
fn strangers<T: Record>(versions: &[Version<T>], places: &[usize]) -> Result<Notes> {
    let theirs: Vec<Version<T>> = places.iter().filter_map(|at| versions.get(*at).cloned()).collect();
    let found = heads(&theirs, None)?;
    let standing = found.heads.iter().filter_map(|at| theirs.get(*at));
    let strangers = standing
        .map(|version| Stranger {
            party: version.content.party(),
            key: version.content.key(),
            source: version.source.clone(),
        })
        .collect();
    Ok(Notes { strangers, ..Notes::of(found) })
}
