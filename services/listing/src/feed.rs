//! The feed (变更流): each time on a list as a standing record, for whoever follows, exactly as the registry tells one that a
//! province or another office states.
//!
//! A time is a record of its own, under the number of its case and its own number there. It is told anew by each step that
//! changes it, with the number of that step as its version; one that falls away altogether is told as taken back. When it
//! ends by its term, it was told with its last day.

use crate::error::ListError;
use crate::lists::Lists;
use crate::membership::{Membership, Time, tells_of_a_list, told};
use crate::stated;
use cases::{About, CaseFile, StepTaken};
use contracts::change::Change;
use contracts::port::{Feed, PortError};
use domain::record::{Listing, Record as _, RecordKind, Shielded, Standing};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant as Moment};

/// Steps that are read together.
const PAGE: u16 = 500;
/// What made a change: a step of a case.
const ACT: &str = "case";
/// What a step states of the number of the case to which results, penalties and memberships belong (案号).
const CASE_NO: &str = "case_no";

impl Feed for Lists {
    fn service(&self) -> &'static str {
        crate::SERVICE
    }

    /// The changes of one step come together, so that a page may hold one or two more than were asked for.
    fn changes(&self, after: Option<&str>, limit: u16, wait: Duration) -> Result<Vec<Change>, PortError> {
        self.changes_behind(after, limit.into(), wait).map_err(|error| error.told())
    }

    fn end(&self) -> Result<Option<String>, PortError> {
        self.last_told().map_err(|error| error.told())
    }
}

impl Lists {
    fn changes_behind(&self, after: Option<&str>, limit: usize, wait: Duration) -> Result<Vec<Change>, ListError> {
        let begun = Moment::now();
        let (mut place, mut found) = (after.map(str::to_owned), Vec::new());
        loop {
            // What tells nothing is passed over, so that a follower is not kept waiting in front of it.
            let left = if found.is_empty() { wait.saturating_sub(begun.elapsed()) } else { Duration::ZERO };
            let steps = self.book.changes_within(place.as_deref(), PAGE, left)?;
            let Some(last) = steps.last().map(|step| step.cursor.clone()) else { return Ok(found) };
            for step in &steps {
                found.extend(self.changes_of(step)?);
                if found.len() >= limit {
                    return Ok(found);
                }
            }
            place = Some(last);
        }
    }

    /// What a step changes of what is told.
    fn changes_of(&self, change: &cases::CaseChange) -> Result<Vec<Change>, ListError> {
        let Some((_, file, steps)) = self.until(change)? else { return Ok(Vec::new()) };
        let told = differences(self, &file, &steps, change.step.number);
        if told.is_empty() {
            return Ok(Vec::new());
        }
        let case_no = self.number_of_case(&file, &steps)?;
        let change = |standing: Standing| -> Result<Change, ListError> {
            let standing = Standing { case_no: case_no.clone(), ..standing };
            let at = change.step.recorded_at.micros();
            Ok(Change {
                cursor: change.cursor.clone(),
                subject_id: change.subject_id,
                kind: RecordKind::Standing,
                key: standing.key().as_str().to_owned(),
                version: change.step.number,
                place_micros: Some(at),
                known_from_micros: at,
                recorded_at: change.step.recorded_at,
                act: ACT.to_owned(),
                import_id: None,
                source: Some(change.office.clone()),
                content: serde_json::to_string(&standing)?,
                display: None,
            })
        };
        told.into_iter().map(change).collect()
    }

    /// The number of the case to which the penalty beneath belongs: as it was stated, and else as its record says.
    fn number_of_case(&self, file: &CaseFile, steps: &[StepTaken]) -> Result<Option<String>, ListError> {
        let said = stated::last(steps, None, |stated| stated::text(stated, CASE_NO).map(str::to_owned));
        let is_about_penalties = |about: &About| about.kind == crate::records::PENALTY;
        if said.is_some() || !file.about.iter().any(is_about_penalties) {
            return Ok(said);
        }
        let standings = self.standings(file.subject_id)?;
        Ok(standings.about(&file.about).find_map(|(_, penalty)| penalty?.case_no.clone()))
    }
}

/// Does a step change anything of what is told?
pub(crate) fn is_told(lists: &Lists, file: &CaseFile, steps: &[StepTaken], number: i32) -> bool {
    !differences(lists, file, steps, number).is_empty()
}

/// The times that a step changes, as they are after it.
fn differences(lists: &Lists, file: &CaseFile, steps: &[StepTaken], number: i32) -> Vec<Standing> {
    let Some(procedure) = lists.law.procedures.get(&file.procedure) else { return Vec::new() };
    let at = usize::try_from(number).unwrap_or(0);
    let up_to = |count: usize| steps.get(..count).unwrap_or(steps);
    let is_of_list =
        told(procedure, up_to(at)).last().is_some_and(|(step, law)| step.number == number && tells_of_a_list(law));
    if !is_of_list {
        return Vec::new();
    }
    let standings = |count: usize| lists.membership(file, up_to(count)).map(|one| standings(&one)).unwrap_or_default();
    let (before, after) = (standings(at.saturating_sub(1)), standings(at));
    let numbers: BTreeSet<&usize> = before.keys().chain(after.keys()).collect();
    let differing = numbers.into_iter().filter_map(|number| match (before.get(number), after.get(number)) {
        (Some(before), Some(after)) if before == after => None,
        (Some(before), None) => Some(Standing { withdrawn: true, ..before.clone() }),
        (_, after) => after.cloned(),
    });
    differing.collect()
}

/// The times of a membership as standing records, by their numbers.
pub(crate) fn standings(one: &Membership) -> BTreeMap<usize, Standing> {
    let Some(kind) = one.status() else { return BTreeMap::new() };
    let standing = |time: &Time| Standing {
        party: one.code,
        kind,
        office: one.office.clone(),
        document_no: format!("{}-{}-{}", crate::SERVICE, one.case_no, time.number),
        from: time.span.from,
        until: Some(time.span.off).filter(|off| !off.is_sentinel()).map(|off| off.plus_days(-1)),
        shielded: Shielded::of(&one.shields.iter().filter(|days| !days.and(time.span).is_empty()).collect()),
        case_no: None,
        listing: Some(Box::new(told_of(one, time))),
        permit: None,
        withdrawn: false,
    };
    one.times.iter().map(|time| (time.number, standing(time))).collect()
}

/// Of what is not published yet that is told with it: it counts from its decision, and is nobody's to see outside.
fn told_of(one: &Membership, time: &Time) -> Listing {
    let unpublished = time.published_on.is_none();
    Listing { found_on: one.found_on, applied_on: None, published_on: time.published_on, unpublished }
}
