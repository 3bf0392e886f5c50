//! Visits that were made (已开展的检查), as the service's own records tell them.

use crate::book::DrawBook;
use crate::error::DrawError;
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Inspection, RecordKind};
use draws::population::{Visit, VisitReason};
use rustc_hash::FxHashMap;

/// Merchants that are asked about at a time.
const SOME: usize = 5_000;

/// Words of a kind of visit, and what it is for, where a record does not say why. Sources call kinds as they like; a kind that is not known counts as
/// of the office's own motion and on the spot, which protects the merchant.
const REASONS: [(VisitReason, &[&str]); 4] = [
    (VisitReason::Complaint, &["投诉", "举报", "complaint"]),
    (VisitReason::Clue, &["线索", "clue"]),
    (VisitReason::FollowUp, &["复查", "回访", "整改", "follow"]),
    (VisitReason::LegalMinimum, &["法定", "legal"]),
];
const IN_WRITING: [&str; 5] = ["书面", "网络", "非现场", "数据", "desk"];

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

    /// Is there a record of a visit to this merchant with this number, made on or behind a day?
    pub(crate) fn has_record(&self, code: PartyCode, number: &str, from: Day) -> Result<bool, DrawError> {
        Ok(self.records_of(code)?.iter().any(|record| record.number == number && record.day >= from))
    }
}

/// A visit as draws see it. Who made it is not said in the records, so that none counts as a higher bureau's.
pub(crate) fn visit(record: &Inspection) -> Visit {
    let kind = record.visit_type.as_deref().unwrap_or_default().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| kind.contains(word));
    let guessed = || REASONS.iter().find(|(_, words)| has(words)).map_or(VisitReason::OwnMotion, |(reason, _)| *reason);
    let reason = record.visit.as_deref().and_then(|visit| visit.reason).unwrap_or_else(guessed);
    Visit { higher: false, on: record.day, on_site: !has(&IN_WRITING), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_visits_are_read_and_unknown_ones_protect() {
        let of = |kind: Option<&str>| {
            let mut record: Inspection = serde_json::from_str(
                r#"{"party":"91371500795315494U","number":"1","day":"2026-05-01","result":"I01"}"#,
            )
            .unwrap();
            record.visit_type = kind.map(str::to_owned);
            let Visit { on_site, reason, .. } = visit(&record);
            (on_site, reason)
        };
        assert_eq!(of(None), (true, VisitReason::OwnMotion));
        assert_eq!(of(Some("双随机")), (true, VisitReason::OwnMotion));
        assert_eq!(of(Some("举报核查")), (true, VisitReason::Complaint));
        assert_eq!(of(Some("案件线索核查")), (true, VisitReason::Clue));
        assert_eq!(of(Some("整改复查")), (true, VisitReason::FollowUp));
        assert_eq!(of(Some("书面检查")), (false, VisitReason::OwnMotion));
        let said = r#"{"party":"91371500795315494U","number":"1","day":"2026-05-01","result":"I01","visit_type":"双随机",
            "visit":{"reason":"clue"}}"#;
        assert_eq!(visit(&serde_json::from_str(said).unwrap()).reason, VisitReason::Clue, "what it says itself counts");
    }
}
