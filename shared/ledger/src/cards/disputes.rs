//! Where a source and others say different things of one record, as it stood when a month ended: at one place of its order,
//! what the ledger calls a conflict (`versions`), or each of them last, where the later one stands unopposed.

use crate::error::LedgerError;
use crate::store::{Store, VersionRow};
use crate::versions::{Act, marks};
use contracts::access::Reach;
use std::collections::{BTreeMap, BTreeSet};

/// Records that are looked at together.
const TOGETHER: i64 = 1_000;

/// A conflict in which a source takes part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Dispute {
    /// The other sources.
    pub(crate) others: BTreeSet<String>,
    /// Does the source say several things itself?
    pub(crate) with_itself: bool,
    /// How it ended; nothing of one that was open when the month ended.
    pub(crate) decided: Option<Decided>,
}

/// How a conflict was decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Decided {
    /// For what the source says?
    pub(crate) in_favour: bool,
    /// The others who say what was decided for.
    pub(crate) winners: BTreeSet<String>,
}

/// Contradictions with others, so many records at a time: everything that two sources ever said in different words would
/// not fit into memory.
pub(crate) fn of_source(store: &mut dyn Store, source: &str, span: (i64, i64)) -> Result<Vec<Dispute>, LedgerError> {
    let (mut found, mut behind) = (Vec::new(), (i64::MIN, String::new()));
    loop {
        let records = store.disputed(source, (behind.0, &behind.1), TOGETHER)?;
        let keys: Vec<(i64, &str)> = records.iter().map(|(subject_id, key)| (*subject_id, key.as_str())).collect();
        let mut rows = store.versions(&keys, Reach::Everywhere)?;
        rows.retain(|row| row.recorded_at < span.1);
        rows.sort_by(|a, b| (a.subject_id, &a.key, a.version).cmp(&(b.subject_id, &b.key, b.version)));
        found.extend(disputes(&rows, source, span)?);
        match records.into_iter().next_back() {
            Some(last) => behind = last,
            None => return Ok(found),
        }
    }
}

/// The conflicts of a source: those open at the end of a month, and those decided within it. `rows` are the versions
/// recorded before that end, by subject, key and number.
fn disputes(rows: &[VersionRow], source: &str, (from, until): (i64, i64)) -> Result<Vec<Dispute>, serde_json::Error> {
    let mut found = Vec::new();
    for record in rows.chunk_by(|a, b| (a.subject_id, &a.key) == (b.subject_id, &b.key)) {
        let marks = marks(record.iter().map(|row| (row.place, row.content.as_str())))?;
        let open = record.iter().zip(marks).filter(|(_, marks)| marks.contested).map(|(row, _)| row);
        found.extend(among(open, source, None).or_else(|| among(last_words(record).into_iter(), source, None)));
        let is_decision =
            |row: &&VersionRow| row.act == Act::Decision.token() && (from..until).contains(&row.recorded_at);
        for decision in record.iter().filter(is_decision) {
            // What was decided about lies directly before the decision.
            let sides = record.iter().filter(|row| row.version < decision.version);
            let sides = sides.filter(|row| Some(behind(row.place)) == decision.place);
            found.extend(among(sides, source, Some(&decision.content)));
        }
    }
    Ok(found)
}

/// What each source said last of a record, unless an official has put it right since, who has looked at it.
fn last_words(record: &[VersionRow]) -> Vec<&VersionRow> {
    let mut last: BTreeMap<&str, &VersionRow> = BTreeMap::new();
    for row in record {
        // In the order of the record, as that source says it.
        let Some(by) = row.source.as_deref() else { continue };
        let is_later = |said: &&VersionRow| (said.place, said.version) <= (row.place, row.version);
        if last.get(by).is_none_or(is_later) {
            last.insert(by, row);
        }
    }
    let settled = record.iter().filter(|row| settles(row)).map(|row| row.version).max();
    let is_open = last.values().any(|row| Some(row.version) > settled);
    if is_open { last.into_values().collect() } else { Vec::new() }
}

/// Is it what an official made of a record, and not what follows from something else?
fn settles(row: &VersionRow) -> bool {
    let acts = [Act::Correction, Act::Withdrawal, Act::WrongParty, Act::Moved, Act::Decision];
    let is_act = acts.iter().any(|act| act.token() == row.act);
    is_act && row.source.is_none() && !row.actor.starts_with("house:")
}

fn behind(place: Option<i64>) -> i64 {
    place.map_or(i64::MIN, |at| at.saturating_add(1))
}

/// The conflict among versions of one place, if the source takes part in it.
fn among<'v>(versions: impl Iterator<Item = &'v VersionRow>, source: &str, chosen: Option<&str>) -> Option<Dispute> {
    let mut said: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in versions {
        // What an official has put there is no source's.
        if let Some(by) = &row.source {
            said.entry(by).or_default().insert(&row.content);
        }
    }
    let own = said.remove(source)?;
    let contradicts = |theirs: &BTreeSet<&str>| own.len() > 1 || theirs.iter().any(|content| !own.contains(content));
    said.retain(|_, theirs| contradicts(theirs));
    let with_itself = own.len() > 1;
    if said.is_empty() && !with_itself {
        return None;
    }
    let decided = chosen.map(|chosen| Decided {
        in_favour: own.contains(chosen),
        winners: said.iter().filter(|(_, theirs)| theirs.contains(chosen)).map(|(by, _)| (*by).to_owned()).collect(),
    });
    Some(Dispute { others: said.into_keys().map(str::to_owned).collect(), with_itself, decided })
}
