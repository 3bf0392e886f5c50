//! What is known at an instant: the head version of every record, merchant by merchant. The records
//! stay in the batch; here is only where they stand in it.

use anyhow::Result;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::{Complaint, Merchant, Record, RecordKey, Records};
use domain::version::{Conflict, Heads, SourceRow, Version, heads};
use intake::Batch;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// The files' records as known at an instant.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The merchants, in order of code.
    merchants: Vec<usize>,
    penalties: Shelf,
    payments: Shelf,
    inspections: Shelf,
    tests: Shelf,
    complaints: Shelf,
    odr_cases: Shelf,
    standing: Shelf,
    assessments: Shelf,
    /// Contradictions.
    pub(crate) conflicts: Vec<Conflict>,
    /// Records whose party is no merchant of the files.
    pub(crate) strangers: Vec<Stranger>,
    /// Rows that said again what was known.
    pub(crate) repeated: u64,
    /// Rows not known by then.
    pub(crate) unknown_then: u64,
}

/// A record of a party that no merchants' file names.
#[derive(Clone, Debug)]
pub(crate) struct Stranger {
    pub(crate) party: PartyCode,
    pub(crate) key: RecordKey,
    pub(crate) source: SourceRow,
}

/// The records of one kind, merchant by merchant.
#[derive(Debug, Default)]
struct Shelf {
    /// In order of merchant and key.
    heads: Vec<usize>,
    /// Where each merchant's end.
    ends: Vec<usize>,
}

impl Shelf {
    fn records<'b, T: Record>(&self, at: usize, versions: &'b [Version<T>]) -> impl Iterator<Item = &'b T> {
        let begin = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(at).copied().unwrap_or(begin);
        let heads = self.heads.get(begin..end).unwrap_or_default();
        heads.iter().filter_map(|head| versions.get(*head).map(|version| &version.content))
    }
}

/// Merchants whose heads one core finds at a time.
const CHUNK: usize = 4096;

/// Finds heads merchant by merchant.
struct Finder {
    known_at: Option<Instant>,
    /// Place of each merchant.
    places: FxHashMap<PartyCode, usize>,
    known: Known,
}

impl Finder {
    fn begin(batch: &Batch, known_at: Option<Instant>) -> Result<Self> {
        let mut known = Known::default();
        let found = heads(&batch.merchants, known_at)?;
        known.merchants.clone_from(&found.heads);
        known.note(found);
        let codes = known.merchants.iter().filter_map(|at| batch.merchants.get(*at)).map(|v| v.content.code);
        let places = codes.zip(0..).collect();
        Ok(Self { known_at, places, known })
    }

    /// Puts the heads of a kind to their merchants.
    fn shelf<T: Record + Sync>(&mut self, versions: &[Version<T>]) -> Result<Shelf> {
        let merchants = self.known.merchants.len();
        // One place more for records of no merchant.
        let place = |version: &Version<T>| -> Option<usize> {
            let is_known = version.is_known(self.known_at);
            is_known.then(|| self.places.get(&version.content.party()).copied().unwrap_or(merchants))
        };
        let places: Vec<Option<usize>> = versions.par_iter().map(place).collect();
        let (order, begins) = by_place(&places, merchants + 1);
        let range = |at: usize| {
            let ends = (begins.get(at).copied().unwrap_or(0), begins.get(at + 1).copied().unwrap_or(0));
            order.get(ends.0..ends.1).unwrap_or_default()
        };
        let chunk = |from: usize| -> Result<(Heads, Vec<usize>)> {
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
        for (found, counts) in chunks {
            let mut end = shelf.heads.len();
            shelf.ends.extend(counts.into_iter().map(|count| {
                end += count;
                end
            }));
            shelf.heads.extend(&found.heads);
            self.known.note(found);
        }
        self.strangers(versions, range(merchants))?;
        self.known.unknown_then += places.iter().filter(|place| place.is_none()).count() as u64;
        Ok(shelf)
    }

    fn strangers<T: Record>(&mut self, versions: &[Version<T>], places: &[usize]) -> Result<()> {
        let theirs: Vec<Version<T>> = places.iter().filter_map(|at| versions.get(*at).cloned()).collect();
        let found = heads(&theirs, None)?;
        let standing = found.heads.iter().filter_map(|at| theirs.get(*at));
        self.known.strangers.extend(standing.map(|version| Stranger {
            party: version.content.party(),
            key: version.content.key(),
            source: version.source.clone(),
        }));
        self.known.note(found);
        Ok(())
    }
}

/// Sorts by place in two walks: the order, and where each place begins in it.
fn by_place(places: &[Option<usize>], count: usize) -> (Vec<usize>, Vec<usize>) {
    let mut begins = vec![0; count + 1];
    for place in places.iter().flatten() {
        if let Some(count) = begins.get_mut(place + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for begin in &mut begins {
        sum += *begin;
        *begin = sum;
    }
    let mut next = begins.clone();
    let mut order = vec![0; sum];
    for (at, place) in places.iter().enumerate() {
        if let Some(next) = place.and_then(|place| next.get_mut(place))
            && let Some(slot) = order.get_mut(*next)
        {
            *slot = at;
            *next += 1;
        }
    }
    (order, begins)
}

impl Known {
    /// Finds the heads of a batch at `known_at` (everything if `None`).
    pub(crate) fn at(batch: &Batch, known_at: Option<Instant>) -> Result<Self> {
        let mut finder = Finder::begin(batch, known_at)?;
        let shelves = Self {
            penalties: finder.shelf(&batch.penalties)?,
            payments: finder.shelf(&batch.payments)?,
            inspections: finder.shelf(&batch.inspections)?,
            tests: finder.shelf(&batch.tests)?,
            complaints: finder.shelf(&batch.complaints)?,
            odr_cases: finder.shelf(&batch.odr_cases)?,
            standing: finder.shelf(&batch.standing)?,
            assessments: finder.shelf(&batch.assessments)?,
            ..Self::default()
        };
        let Self { merchants, conflicts, strangers, repeated, unknown_then, .. } = finder.known;
        Ok(Self { merchants, conflicts, strangers, repeated, unknown_then, ..shelves })
    }

    /// Only what the peers' table looks at: merchants and their complaints.
    pub(crate) fn for_peers(batch: &Batch, known_at: Instant) -> Result<Self> {
        let mut finder = Finder::begin(batch, Some(known_at))?;
        let complaints = finder.shelf(&batch.complaints)?;
        Ok(Self { complaints, ..finder.known })
    }

    /// Number of merchants.
    pub(crate) fn len(&self) -> usize {
        self.merchants.len()
    }

    /// A merchant by its place in the order of codes.
    pub(crate) fn merchant<'b>(&self, batch: &'b Batch, at: usize) -> Option<&'b Merchant> {
        batch.merchants.get(*self.merchants.get(at)?).map(|version| &version.content)
    }

    /// The place of a merchant in the order of codes.
    pub(crate) fn find(&self, batch: &Batch, code: PartyCode) -> Option<usize> {
        let code_of = |at: &usize| batch.merchants.get(*at).map(|version| version.content.code);
        self.merchants.binary_search_by(|at| code_of(at).cmp(&Some(code))).ok()
    }

    /// A merchant's complaints.
    pub(crate) fn complaints<'b>(&self, batch: &'b Batch, at: usize) -> impl Iterator<Item = &'b Complaint> {
        self.complaints.records(at, &batch.complaints)
    }

    /// Everything known about one merchant.
    pub(crate) fn records<'b>(&self, batch: &'b Batch, at: usize) -> Option<Records<'b>> {
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
        })
    }

    fn note(&mut self, found: Heads) {
        self.conflicts.extend(found.conflicts);
        self.repeated += found.repeated;
        self.unknown_then += found.unknown_then;
    }
}
