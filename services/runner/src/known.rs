//! What is known at an instant: the head version of every record, merchant by merchant. The records
//! stay in the batch; here is only where they stand in it.

use anyhow::Result;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::{Dossier, Merchant, Record, RecordKey};
use domain::version::{Conflict, Heads, SourceRow, Version, heads};
use intake::Batch;
use std::ops::Range;

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
    /// Where each merchant's begin.
    of_merchant: Vec<Range<usize>>,
}

impl Shelf {
    fn records<'b, T: Record>(&'b self, at: usize, versions: &'b [Version<T>]) -> impl Iterator<Item = &'b T> {
        let range = self.of_merchant.get(at).cloned().unwrap_or_default();
        let heads = self.heads.get(range).unwrap_or_default();
        heads.iter().filter_map(|head| versions.get(*head).map(|version| &version.content))
    }
}

impl Known {
    /// Finds the heads of a batch at `known_at` (everything if `None`).
    pub(crate) fn at(batch: &Batch, known_at: Option<Instant>) -> Result<Self> {
        let mut known = Self::of_merchants(batch, known_at)?;
        known.penalties = known.shelf(batch, &batch.penalties, known_at)?;
        known.payments = known.shelf(batch, &batch.payments, known_at)?;
        known.inspections = known.shelf(batch, &batch.inspections, known_at)?;
        known.tests = known.shelf(batch, &batch.tests, known_at)?;
        known.complaints = known.shelf(batch, &batch.complaints, known_at)?;
        known.odr_cases = known.shelf(batch, &batch.odr_cases, known_at)?;
        known.standing = known.shelf(batch, &batch.standing, known_at)?;
        known.assessments = known.shelf(batch, &batch.assessments, known_at)?;
        Ok(known)
    }

    /// Only what the peers' table looks at: merchants and their complaints.
    pub(crate) fn complaints(batch: &Batch, known_at: Instant) -> Result<Self> {
        let mut known = Self::of_merchants(batch, Some(known_at))?;
        known.complaints = known.shelf(batch, &batch.complaints, Some(known_at))?;
        Ok(known)
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

    /// Everything known about one merchant.
    pub(crate) fn dossier(&self, batch: &Batch, at: usize) -> Option<Dossier> {
        Some(Dossier {
            merchant: self.merchant(batch, at)?.clone(),
            penalties: self.penalties.records(at, &batch.penalties).cloned().collect(),
            payments: self.payments.records(at, &batch.payments).cloned().collect(),
            inspections: self.inspections.records(at, &batch.inspections).cloned().collect(),
            tests: self.tests.records(at, &batch.tests).cloned().collect(),
            complaints: self.complaints.records(at, &batch.complaints).cloned().collect(),
            odr_cases: self.odr_cases.records(at, &batch.odr_cases).cloned().collect(),
            standing: self.standing.records(at, &batch.standing).cloned().collect(),
            assessments: self.assessments.records(at, &batch.assessments).cloned().collect(),
        })
    }

    /// A merchant with its complaints alone.
    pub(crate) fn complained_of(&self, batch: &Batch, at: usize) -> Option<Dossier> {
        let mut dossier = Dossier::of(self.merchant(batch, at)?.clone());
        dossier.complaints.extend(self.complaints.records(at, &batch.complaints).cloned());
        Some(dossier)
    }

    fn of_merchants(batch: &Batch, known_at: Option<Instant>) -> Result<Self> {
        let mut known = Self::default();
        known.merchants = known.heads(&batch.merchants, known_at)?;
        Ok(known)
    }

    fn heads<T: Record>(&mut self, versions: &[Version<T>], known_at: Option<Instant>) -> Result<Vec<usize>> {
        let Heads { heads, conflicts, repeated, unknown_then } = heads(versions, known_at)?;
        self.conflicts.extend(conflicts);
        self.repeated += repeated;
        self.unknown_then += unknown_then;
        Ok(heads)
    }

    /// Puts the heads of a kind to their merchants: both are in order of code, so one walk does.
    fn shelf<T: Record>(&mut self, batch: &Batch, versions: &[Version<T>], known_at: Option<Instant>) -> Result<Shelf> {
        let heads = self.heads(versions, known_at)?;
        let party = |at: usize| heads.get(at).and_then(|head| versions.get(*head)).map(|v| v.content.party());
        let mut of_merchant = Vec::with_capacity(self.merchants.len());
        let mut at = 0;
        let mut strangers = Vec::new();
        for merchant in &self.merchants {
            let Some(code) = batch.merchants.get(*merchant).map(|v| v.content.code) else { continue };
            while party(at).is_some_and(|party| party < code) {
                strangers.push(at);
                at += 1;
            }
            let begin = at;
            while party(at) == Some(code) {
                at += 1;
            }
            of_merchant.push(begin..at);
        }
        strangers.extend(at..heads.len());
        let found = strangers.iter().filter_map(|at| heads.get(*at).and_then(|head| versions.get(*head)));
        self.strangers.extend(found.map(|version| Stranger {
            party: version.content.party(),
            key: version.content.key(),
            source: version.source.clone(),
        }));
        Ok(Shelf { heads, of_merchant })
    }
}
