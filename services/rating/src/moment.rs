//! Merchants rated at one moment, each by itself: one whose records nothing can be made of, or at whom the
//! engine panics, hinders no other.

use crate::error::RatingError;
use crate::files::Files;
use crate::judge::{Known, facts};
use crate::peers::{member, peers_of};
use crate::public::Public;
use crate::rulings::Ruling;
use crate::store::{FactRow, RatedRow};
use domain::day::Day;
use domain::instant::Instant;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use scoring::explain::Subject;
use scoring::peers::{PeersRow, PeersTable};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What became of each subject. Of whom no merchant is known, there is neither.
#[derive(Default)]
pub(crate) struct Rated {
    pub(crate) rows: FxHashMap<i64, RatedRow>,
    /// Why one could not be rated.
    pub(crate) failed: FxHashMap<i64, RatingError>,
}

/// What comes of something that may panic at a single merchant's records.
pub(crate) fn bearing<T>(make: impl FnOnce() -> Result<T, RatingError>) -> Result<T, RatingError> {
    catch_unwind(AssertUnwindSafe(make)).unwrap_or(Err(RatingError::Panicked))
}

/// Rates subject by subject.
fn each(facts: &[FactRow], rate: impl Fn(&[FactRow]) -> Result<Option<RatedRow>, RatingError> + Sync) -> Rated {
    let subjects: Vec<&[FactRow]> = facts.chunk_by(|a, b| a.subject_id == b.subject_id).collect();
    let one = |rows: &&[FactRow]| rows.first().map(|row| (row.subject_id, bearing(|| rate(rows))));
    let mut all = Rated::default();
    for (subject_id, rated) in subjects.par_iter().filter_map(one).collect::<Vec<_>>() {
        match rated {
            Ok(Some(row)) => drop(all.rows.insert(subject_id, row)),
            Ok(None) => {}
            Err(error) => drop(all.failed.insert(subject_id, error)),
        }
    }
    all
}

/// Under what subjects are rated.
pub(crate) struct Moment<'m> {
    pub(crate) ruling: &'m Ruling,
    pub(crate) table: Option<&'m PeersTable>,
    pub(crate) today: Day,
    pub(crate) now: Instant,
    pub(crate) next_scheme: Option<Day>,
}

impl Moment<'_> {
    /// The ratings of subjects of whom a merchant is known.
    pub(crate) fn rate(&self, files: &Files) -> Rated {
        each(&files.facts, |rows| self.rate_one(files, rows))
    }

    fn rate_one(&self, files: &Files, rows: &[FactRow]) -> Result<Option<RatedRow>, RatingError> {
        let Some(subject_id) = rows.first().map(|row| row.subject_id) else { return Ok(None) };
        let known = files.known(subject_id, rows)?;
        let peers = match (self.table, peers_of(self.ruling)) {
            (Some(table), Some(peers)) => {
                let now = member(peers, self.today, &known, None)?;
                let then = member(peers, self.today, &known, Some(table.known_at))?;
                now.map(|now| table.row(&now, then.as_ref()))
            }
            _ => None,
        };
        self.rate_known(subject_id, &known, peers)
    }

    /// The rating of a subject of whom this is known, beside these peers; nothing if no merchant is known.
    pub(crate) fn rate_known(
        &self,
        subject_id: i64,
        known: &Known,
        peers: Option<PeersRow>,
    ) -> Result<Option<RatedRow>, RatingError> {
        let Some(records) = known.records(None)? else { return Ok(None) };
        let ruling = self.ruling;
        let facts = facts(&records, &ruling.rulebook.tables);
        let expected = peers.as_ref().map_or(0, |row| row.expected_thousandths);
        let subject = Subject::new(&ruling.program, &facts, expected);
        let rated = subject.rate(self.today);
        let month = self.today.month_start().plus_months(1);
        let public = Public::of(&facts, &records, ruling, self.today);
        let ends = [subject.next_change_day(self.today), public.next_change_day, self.next_scheme, Some(month)];
        let merchant = records.merchant;
        Ok(Some(RatedRow {
            subject_id,
            code: merchant.code.to_string(),
            name: merchant.name.clone(),
            area: ruling.rulebook.tables.areas().current(merchant.area, self.today).to_string(),
            industry: merchant.industry.to_string(),
            kind: merchant.kind.token().to_owned(),
            size: merchant.size.token().to_owned(),
            class: rated.map(|rated| ruling.rulebook.scheme.class_name(rated.class).to_owned()),
            score_milli: rated.map_or(0, |rated| rated.score_milli.0),
            rules: rated.map_or(0, |rated| i64::from(rated.rules)),
            flags: rated.map_or(0, |rated| i32::from(rated.flags)),
            scheme: ruling.rulebook.scheme.label(),
            scheme_digest: ruling.digest.clone(),
            peers_digest: peers.map(|row| row.digest()).transpose()?.map(|digest| digest.0),
            day: self.today.number(),
            valid_until: ends.into_iter().flatten().min().unwrap_or(month).number(),
            rated_at: self.now.micros(),
            public_penalties: i32::try_from(public.penalties()).unwrap_or(i32::MAX),
            public_statuses: public.statuses(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(subject_id: i64) -> FactRow {
        let (key, kind, content) = (String::new(), String::new(), String::new());
        FactRow { subject_id, key, version: 1, kind, place: None, known_from: 0, content, source: None }
    }

    #[test]
    fn one_at_whom_the_engine_panics_hinders_no_other() {
        let rated = each(&[1, 2, 3, 4].map(fact), |rows| match rows {
            [row] if row.subject_id == 2 => panic!("the engine cannot bear this"),
            [row] if row.subject_id == 3 => Err(RatingError::Missing),
            _ => Ok(None),
        });
        assert!(matches!(rated.failed.get(&2), Some(RatingError::Panicked)));
        assert!(matches!(rated.failed.get(&3), Some(RatingError::Missing)));
        assert_eq!(rated.failed.len(), 2);
    }
}
