//! What is known at an instant: the head version of every record, merchant by merchant.

use anyhow::Result;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::{Complaint, Dossier, Merchant, Record, RecordKey};
use domain::version::{Conflict, Heads, SourceRow, Version, heads};
use intake::Batch;
use std::collections::BTreeMap;

/// The files' records as known at an instant.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// One file a merchant, in order of code.
    pub(crate) dossiers: Vec<Dossier>,
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

impl Known {
    /// Picks the heads of a batch at `known_at` and sorts them by merchant.
    pub(crate) fn at(batch: &Batch, known_at: Option<Instant>) -> Result<Self> {
        let mut known = Self::default();
        let merchants = known.heads(batch.merchants.clone(), known_at)?;
        let mut files: BTreeMap<PartyCode, Dossier> =
            merchants.into_iter().map(|v| (v.content.code, Dossier::of(v.content))).collect();
        known.file(&mut files, batch.penalties.clone(), known_at, |d| &mut d.penalties)?;
        known.file(&mut files, batch.payments.clone(), known_at, |d| &mut d.payments)?;
        known.file(&mut files, batch.inspections.clone(), known_at, |d| &mut d.inspections)?;
        known.file(&mut files, batch.tests.clone(), known_at, |d| &mut d.tests)?;
        known.file(&mut files, batch.complaints.clone(), known_at, |d| &mut d.complaints)?;
        known.file(&mut files, batch.odr_cases.clone(), known_at, |d| &mut d.odr_cases)?;
        known.file(&mut files, batch.standing.clone(), known_at, |d| &mut d.standing)?;
        known.file(&mut files, batch.assessments.clone(), known_at, |d| &mut d.assessments)?;
        known.dossiers = files.into_values().collect();
        Ok(known)
    }

    /// Only what the peers' table looks at: merchants and their complaints.
    pub(crate) fn for_peers(batch: &Batch, known_at: Instant) -> Result<Vec<Dossier>> {
        let mut known = Self::default();
        let merchants: Vec<Version<Merchant>> = known.heads(batch.merchants.clone(), Some(known_at))?;
        let mut files: BTreeMap<PartyCode, Dossier> =
            merchants.into_iter().map(|v| (v.content.code, Dossier::of(v.content))).collect();
        let complaints: Vec<Version<Complaint>> = batch.complaints.clone();
        known.file(&mut files, complaints, Some(known_at), |d| &mut d.complaints)?;
        known.file(&mut files, batch.odr_cases.clone(), Some(known_at), |d| &mut d.odr_cases)?;
        Ok(files.into_values().collect())
    }

    fn heads<T: Record>(&mut self, versions: Vec<Version<T>>, known_at: Option<Instant>) -> Result<Vec<Version<T>>> {
        let Heads { heads, conflicts, repeated, unknown_then } = heads(versions, known_at)?;
        self.conflicts.extend(conflicts);
        self.repeated += repeated;
        self.unknown_then += unknown_then;
        Ok(heads)
    }

    fn file<T: Record>(
        &mut self,
        files: &mut BTreeMap<PartyCode, Dossier>,
        versions: Vec<Version<T>>,
        known_at: Option<Instant>,
        place: fn(&mut Dossier) -> &mut Vec<T>,
    ) -> Result<()> {
        for head in self.heads(versions, known_at)? {
            match files.get_mut(&head.content.party()) {
                Some(dossier) => place(dossier).push(head.content),
                None => self.strangers.push(Stranger {
                    party: head.content.party(),
                    key: head.content.key(),
                    source: head.source,
                }),
            }
        }
        Ok(())
    }
}
