//! Displays as `violations` decided them (公示裁定), held against what is derived here. Ratings go by what they derive,
//! since they must be able to repeat themselves; that the same law has given two answers is told, and never passed over.

use crate::error::RatingError;
use crate::rulings::Rulings;
use crate::store::Store;
use contracts::change::{Change, DecidedDisplay};
use domain::record::{Penalty, RecordKind};
use statute::penalty::{DisplayReading, displayed};
use statute::tables::Tables;

/// The beginning of the names under which penalties are noted whose display differs.
const DIFFERING: &str = "display.differing.";

/// The last version of a penalty that came with a display, and whether that is another one than is derived here.
pub(crate) struct Compared<'c> {
    change: &'c Change,
    differs: bool,
}

impl Rulings {
    /// Holds the displays of changes against what is derived here. What was decided by other parameters than any of
    /// ours cannot be held against them, nor what cannot be read.
    pub(crate) fn compared<'c>(&self, changes: &'c [Change]) -> Vec<Compared<'c>> {
        let compared = |change: &'c Change| {
            let decided = change.display.as_ref().filter(|_| change.kind == RecordKind::Penalty)?;
            let tables = self.tables_of(&decided.policies_digest)?;
            let penalty: Penalty = serde_json::from_str(&change.content).ok()?;
            let differs = !agrees(decided, &penalty, tables);
            Some(Compared { change, differs })
        };
        changes.iter().filter_map(compared).collect()
    }
}

/// Does a display that was decided hold what these tables make of the penalty, by the same kind of its party?
fn agrees(decided: &DecidedDisplay, penalty: &Penalty, tables: &Tables) -> bool {
    let DisplayReading { severity, display, .. } = displayed(penalty, decided.party_kind, tables);
    let counting = if penalty.withdrawn { Vec::new() } else { display.counting() };
    let own = counting.iter().map(|one| (one.span.from, one.span.off, one.ended_by.token()));
    let theirs = decided.intervals.iter().map(|one| (one.from, one.off, one.ended_by.as_str()));
    severity == decided.severity
        && display.channel.token() == decided.channel
        && display.unpublished.map(|why| why.token()) == decided.unpublished.as_deref()
        && own.eq(theirs)
}

/// Notes each penalty whose display differs, until a version of it comes whose display does not.
pub(crate) fn note(store: &mut dyn Store, compared: &[Compared<'_>]) -> Result<(), RatingError> {
    // Of thousands none ever differs: what was noted is asked for only where anything is.
    let mut is_any = !compared.is_empty() && differing(store)? > 0;
    for Compared { change, differs } in compared {
        let name = format!("{DIFFERING}{}.{}", change.subject_id, change.key);
        if *differs {
            tracing::error!(
                key = change.key,
                version = change.version,
                "the display of a penalty was decided otherwise than the same parameters give it here"
            );
            store.set_note(&name, &change.version.to_string())?;
            is_any = true;
        } else if is_any && store.note(&name)?.is_some() {
            store.set_note(&name, "")?;
        }
    }
    Ok(())
}

/// How many penalties are noted.
pub(crate) fn differing(store: &mut dyn Store) -> Result<u64, RatingError> {
    Ok(store.notes(DIFFERING)?.iter().filter(|version| !version.is_empty()).count() as u64)
}
