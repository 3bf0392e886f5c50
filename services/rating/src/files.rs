//! Everything that was followed about some subjects, with whomever they may carry on (承继).

use crate::book::version_of;
use crate::error::RatingError;
use crate::judge::Known;
use crate::store::{FactRow, Store};
use rustc_hash::{FxHashMap, FxHashSet};

/// What was followed about subjects, and about their predecessors.
#[derive(Default)]
pub(crate) struct Files {
    /// Of the subjects, in order of subject.
    pub(crate) facts: Vec<FactRow>,
    /// Whom each may carry on directly.
    links: Links,
    /// Of the predecessors, in order of subject.
    before: Vec<FactRow>,
}

/// Who leads to whom.
type Links = FxHashMap<i64, Vec<i64>>;

impl Files {
    /// Reads them.
    pub(crate) fn of(store: &mut dyn Store, subjects: &[i64]) -> Result<Self, RatingError> {
        let links = links(subjects, |some| Ok(store.predecessors(some)?))?;
        let mut named: Vec<i64> = links.values().flatten().copied().collect();
        named.sort_unstable();
        named.dedup();
        Ok(Self { facts: store.facts(subjects)?, before: store.facts(&named)?, links })
    }

    /// All that is known of a subject whose own rows these are.
    pub(crate) fn known(&self, subject_id: i64, rows: &[FactRow]) -> Result<Known, RatingError> {
        self.known_but(subject_id, rows, |_| false)
    }

    /// The same but for some rows.
    pub(crate) fn known_but(
        &self,
        subject_id: i64,
        rows: &[FactRow],
        but: impl Fn(&FactRow) -> bool,
    ) -> Result<Known, RatingError> {
        let mut known = own(rows, &but)?;
        for predecessor in reached(&self.links, subject_id) {
            known.put_before(own(self.rows_before(predecessor), &but)?);
        }
        Ok(known)
    }

    /// All rows about a subject whose own ones these are, and about whomever it may carry on.
    pub(crate) fn about<'f>(&'f self, subject_id: i64, rows: &'f [FactRow]) -> impl Iterator<Item = &'f FactRow> {
        let before = reached(&self.links, subject_id).into_iter().flat_map(|predecessor| self.rows_before(predecessor));
        rows.iter().chain(before)
    }

    fn rows_before(&self, predecessor: i64) -> &[FactRow] {
        let begin = self.before.partition_point(|row| row.subject_id < predecessor);
        let behind = self.before.get(begin..).unwrap_or_default();
        let end = behind.partition_point(|row| row.subject_id == predecessor);
        behind.get(..end).unwrap_or_default()
    }
}

/// Those who may carry on any of these subjects, directly or through others, each with one of those whom it may carry
/// on among them.
pub(crate) fn successors(store: &mut dyn Store, subjects: &[i64]) -> Result<Vec<(i64, i64)>, RatingError> {
    let links = links(subjects, |some| Ok(store.successors(some)?))?;
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let pairs = subjects.iter().flat_map(|subject| reached(&links, *subject).into_iter().map(|next| (next, *subject)));
    Ok(pairs.collect())
}

/// Every link that leads on from subjects. Most have none, which one question tells.
fn links(
    subjects: &[i64],
    mut ask: impl FnMut(&[i64]) -> Result<Vec<(i64, i64)>, RatingError>,
) -> Result<Links, RatingError> {
    let mut links = Links::default();
    let mut asked: FxHashSet<i64> = subjects.iter().copied().collect();
    let mut next = subjects.to_vec();
    while !next.is_empty() {
        let found = ask(&next)?;
        next = found.iter().map(|(_, to)| *to).filter(|to| asked.insert(*to)).collect();
        for (from, to) in found {
            links.entry(from).or_default().push(to);
        }
    }
    Ok(links)
}

/// Whoever is reached from a subject, each once, in order, without itself.
fn reached(links: &Links, subject_id: i64) -> Vec<i64> {
    let (mut seen, mut next) = (FxHashSet::default(), vec![subject_id]);
    while let Some(from) = next.pop() {
        let more = links.get(&from).into_iter().flatten();
        next.extend(more.filter(|to| **to != subject_id && seen.insert(**to)));
    }
    let mut reached: Vec<i64> = seen.into_iter().collect();
    reached.sort_unstable();
    reached
}

fn own(rows: &[FactRow], but: impl Fn(&FactRow) -> bool) -> Result<Known, RatingError> {
    let mut known = Known::default();
    for row in rows.iter().filter(|row| !but(row)) {
        known.put(version_of(row)?);
    }
    Ok(known)
}
