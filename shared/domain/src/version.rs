//! Versions of records: which content stands, given what was known when.
//!
//! Versions of one key are ordered by the source's own order (a revision or change time, else the
//! export time of the file). Two contents at the same place of the order are a conflict: until an
//! official decides, the one with the smaller digest stands. Arrival never decides.

mod rank;

pub use rank::{Clash, Rank, Ranking};

use crate::code::PartyCode;
use crate::digest::Digest;
use crate::instant::Instant;
use crate::record::{Record, RecordKey};
use serde::{Deserialize, Serialize};

/// Where a row came from, for reports and certificates.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct SourceRow {
    /// Number of the file within the run.
    pub file: u32,
    /// Row of the file as an official counts it (the header is row 1), or line for JSON Lines.
    pub row: u64,
}

/// One version of a record as it was learnt.
#[derive(Clone, PartialEq, Debug)]
pub struct Version<T> {
    /// What it says.
    pub content: T,
    /// The source's own order: revision or change time, else export time; `None` if it has none.
    pub order: Option<Instant>,
    /// The instant from which it counts as known.
    pub known_from: Instant,
    /// Where it stood.
    pub source: SourceRow,
}

/// Another content at a place of the order than the one that stands there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Conflict {
    /// The record.
    pub key: RecordKey,
    /// The row whose content stands at that place for the time being.
    pub standing: SourceRow,
    /// The row that contradicts it.
    pub other: SourceRow,
}

/// The versions that stand, and what contradicted them.
#[derive(Debug, Clone, Default)]
pub struct Heads {
    /// Where the versions that stand are among those given: one a key, in order of party and key,
    /// none withdrawn.
    pub heads: Vec<usize>,
    /// Contradictions met on the way, also under versions that do not stand.
    pub conflicts: Vec<Conflict>,
    /// Versions that said again what was already known.
    pub repeated: u64,
    /// Versions not known by the instant asked for.
    pub unknown_then: u64,
}

/// Picks, for every record, the newest version known at `known_at` (all versions if `None`).
///
/// # Errors
/// If a content cannot be written as JSON for its digest.
pub fn heads<T: Record>(versions: &[Version<T>], known_at: Option<Instant>) -> Result<Heads, serde_json::Error> {
    let known = versions.iter().enumerate().filter(|(_, version)| version.is_known(known_at));
    let mut parties: Vec<(PartyCode, usize)> = known.map(|(at, v)| (v.content.party(), at)).collect();
    let mut out = Heads { unknown_then: (versions.len() - parties.len()) as u64, ..Heads::default() };
    parties.sort_unstable();
    for party in parties.chunk_by(|a, b| a.0 == b.0) {
        out.add_party(versions, party.iter().map(|(_, at)| *at))?;
    }
    Ok(out)
}

impl<T> Version<T> {
    /// The same version with its content made into something else.
    #[must_use]
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Version<U> {
        let Self { content, order, known_from, source } = self;
        Version { content: make(content), order, known_from, source }
    }

    /// Was it known at `known_at`?
    #[must_use]
    pub fn is_known(&self, known_at: Option<Instant>) -> bool {
        known_at.is_none_or(|at| self.known_from <= at)
    }
}

impl Heads {
    /// Adds the heads of one party, whose versions stand at `places`.
    ///
    /// # Errors
    /// If a content cannot be written as JSON for its digest.
    pub fn add_party<T: Record>(
        &mut self,
        versions: &[Version<T>],
        places: impl ExactSizeIterator<Item = usize>,
    ) -> Result<(), serde_json::Error> {
        // Most merchants have one record of a kind; only more need their keys.
        let several = places.len() > 1;
        let found = places.filter_map(|at| versions.get(at).map(|version| (at, version)));
        let mut keyed: Vec<(Option<RecordKey>, usize, &Version<T>)> =
            found.map(|(at, version)| (several.then(|| version.content.key()), at, version)).collect();
        keyed.sort_by(|a, b| a.0.cmp(&b.0));
        for same in keyed.chunk_by(|a, b| a.0 == b.0) {
            let head = match same {
                [one] => Some(one.1),
                _ => newest(same, self)?,
            };
            let Some(head) = head else { continue };
            if versions.get(head).is_some_and(|version| !version.content.is_withdrawn()) {
                self.heads.push(head);
            }
        }
        Ok(())
    }
}

/// Which of a record's versions stands; several were given.
fn newest<T: Record>(
    same: &[(Option<RecordKey>, usize, &Version<T>)],
    out: &mut Heads,
) -> Result<Option<usize>, serde_json::Error> {
    let mut same: Vec<(usize, &Version<T>)> = same.iter().map(|(_, at, version)| (*at, *version)).collect();
    // Of versions that say the same, the first row stands.
    same.sort_by_key(|(_, version)| &version.source);
    let ranks = same.iter().map(|(_, v)| Ok(Rank { order: v.order, digest: Digest::of(&v.content)? }));
    let ranks = ranks.collect::<Result<Vec<Rank>, serde_json::Error>>()?;
    let Some(ranking) = Ranking::of(&ranks) else { return Ok(None) };
    let row = |at: usize| same.get(at).map(|(_, version)| *version);
    out.conflicts.extend(ranking.clashes.iter().filter_map(|clash| {
        let (standing, other) = (row(clash.standing)?, row(clash.other)?);
        let (key, standing) = (standing.content.key(), standing.source.clone());
        Some(Conflict { key, standing, other: other.source.clone() })
    }));
    out.repeated += ranking.repeated;
    Ok(same.get(ranking.head).map(|(at, _)| *at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::Day;
    use crate::record::Inspection;
    use crate::vocab::InspectionResult;
    use proptest::prelude::*;

    fn visit(result: InspectionResult, order: Option<i64>, known: i64, row: u64) -> Version<Inspection> {
        Version {
            content: Inspection {
                also: Vec::new(),
                visit: None,
                party: PartyCode::parse("91371500795315494U").unwrap(),
                number: "J1".into(),
                day: Day::parse("2025-05-06").unwrap(),
                result,
                case_no: None,
                visit_type: None,
                external_score: None,
                critical_findings: None,
                display_stopped_on: None,
                annulled_on: None,
                withdrawn: false,
            },
            order: order.map(Instant::from_micros),
            known_from: Instant::from_micros(known),
            source: SourceRow { file: 0, row },
        }
    }

    #[test]
    fn the_newest_version_known_by_then_stands() {
        let all = [visit(InspectionResult::I07, Some(1), 10, 2), visit(InspectionResult::I06, Some(2), 20, 3)];
        let at = |t: i64| heads(&all, Some(Instant::from_micros(t))).unwrap();
        assert_eq!((at(5).heads, at(5).unknown_then), (vec![], 2));
        assert_eq!(at(15).heads, [0]);
        assert_eq!(at(25).heads, [1]);
        assert!(at(25).conflicts.is_empty());
    }

    #[test]
    fn same_place_other_content_is_a_conflict_and_said_twice_is_not() {
        let out = heads(
            &[
                visit(InspectionResult::I07, None, 0, 2),
                visit(InspectionResult::I06, None, 0, 3),
                visit(InspectionResult::I06, None, 0, 4),
            ],
            None,
        )
        .unwrap();
        assert_eq!((out.heads.len(), out.conflicts.len(), out.repeated), (1, 1, 1));
    }

    #[test]
    fn every_other_content_of_a_place_contradicts_the_one_that_stands_there() {
        let results = [InspectionResult::I01, InspectionResult::I06, InspectionResult::I07, InspectionResult::I08];
        let mut rows: Vec<_> = (2..).zip(results).map(|(row, result)| visit(result, Some(1), 0, row)).collect();
        rows.push(visit(InspectionResult::I06, Some(1), 0, 6));
        rows.push(visit(InspectionResult::I06, Some(2), 0, 7));
        rows.push(visit(InspectionResult::I06, None, 0, 8));
        rows.push(visit(InspectionResult::I07, None, 0, 9));
        let out = heads(&rows, None).unwrap();
        let digest = |row: u64| Digest::of(&rows.iter().find(|v| v.source.row == row).unwrap().content).unwrap();
        let standing = |rows: &[u64]| *rows.iter().min_by_key(|row| digest(**row)).unwrap();
        let (first, last) = (standing(&[2, 3, 4, 5]), standing(&[8, 9]));
        // Row 6 says row 3 again. Two standing contents that follow each other may be the same: 7 and 3, 3 and 8, 4 and 9.
        assert_eq!(
            (out.heads.as_slice(), out.repeated),
            (&[5][..], 1 + u64::from(first == 3) + u64::from(first + 5 == last))
        );
        let mut wanted: Vec<(u64, u64)> = (2..=5).filter(|row| *row != first).map(|row| (first, row)).collect();
        wanted.extend([8, 9].into_iter().filter(|row| *row != last).map(|row| (last, row)));
        let mut told: Vec<(u64, u64)> = out.conflicts.iter().map(|c| (c.standing.row, c.other.row)).collect();
        told.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(told, wanted);
    }

    #[test]
    fn a_withdrawn_head_is_no_record() {
        let mut gone = visit(InspectionResult::I06, Some(2), 0, 3);
        gone.content.withdrawn = true;
        let out = heads(&[visit(InspectionResult::I06, Some(1), 0, 2), gone], None).unwrap();
        assert!(out.heads.is_empty());
    }

    proptest! {
        #[test]
        fn order_and_repetition_never_matter(
            rows in prop::collection::vec((0usize..9, prop::option::of(0i64..3)), 1..8),
            seed in any::<prop::sample::Index>(),
        ) {
            let make = |rows: &[(usize, Option<i64>)]| -> Vec<Version<Inspection>> {
                rows.iter().map(|(r, o)| visit(InspectionResult::ALL[*r], *o, 0, 2)).collect()
            };
            let content = |rows: &[(usize, Option<i64>)]| {
                let versions = make(rows);
                let head = heads(&versions, None).unwrap().heads[0];
                versions[head].content.clone()
            };
            let mut turned = rows.clone();
            turned.rotate_left(seed.index(rows.len()));
            turned.reverse();
            turned.push(rows[seed.index(rows.len())]);
            prop_assert_eq!(content(&rows), content(&turned));
        }
    }
}
