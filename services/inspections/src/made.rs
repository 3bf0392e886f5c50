//! Visits that were made (已开展的检查), as the service's own records tell them.

use crate::book::DrawBook;
use crate::error::DrawError;
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Inspection, RecordKind};
use draws::population::Visit;
use rustc_hash::FxHashMap;

/// Merchants that are asked about at a time.
const SOME: usize = 5_000;

impl DrawBook {
    /// The visits to merchants from one day through another.
    pub(crate) fn made(
        &self,
        codes: &[PartyCode],
        from: Day,
        through: Day,
    ) -> Result<FxHashMap<PartyCode, Vec<Visit>>, DrawError> {
        let mut made: FxHashMap<PartyCode, Vec<Visit>> = FxHashMap::default();
        for some in codes.chunks(SOME) {
            let found = self.ledger.of_codes(RecordKind::Inspection, some, None, Reach::Everywhere)?;
            for (code, views) in some.iter().zip(found) {
                for view in views {
                    let record: Inspection = serde_json::from_str(&view.content)?;
                    if !record.withdrawn && from <= record.day && record.day <= through {
                        made.entry(*code).or_default().push(visit(&record));
                    }
                }
            }
        }
        Ok(made)
    }

    /// The records of visits to a merchant that were not taken back.
    pub(crate) fn records_of(&self, code: PartyCode) -> Result<Vec<Inspection>, DrawError> {
        let views = self.ledger.of_codes(RecordKind::Inspection, &[code], None, Reach::Everywhere)?;
        let records = views.into_iter().flatten().map(|view| serde_json::from_str(&view.content));
        let mut records = records.collect::<Result<Vec<Inspection>, _>>()?;
        records.retain(|record| !record.withdrawn);
        Ok(records)
    }

    /// The record of a visit to a merchant under a number, if it was not taken back.
    pub(crate) fn record(&self, code: PartyCode, number: &str) -> Result<Option<Inspection>, DrawError> {
        Ok(self.records_of(code)?.into_iter().find(|record| record.number == number))
    }
}

/// A visit as draws see it. Who made it is not said in the records, so that none counts as a higher bureau's; the rules of
/// draws refuse to protect from such visits alone.
pub(crate) fn visit(record: &Inspection) -> Visit {
    Visit { higher: false, on: record.day, on_site: record.is_on_site(), reason: record.reason() }
}
