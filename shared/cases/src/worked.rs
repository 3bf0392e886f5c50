//! What follows from the steps of a case: where it stands, and its time limits. Nothing else decides of either.

use crate::error::CaseError;
use crate::store::{FilePart, LimitRow, Standing};
use domain::day::Day;
use domain::digest::canonical_json;
use statute::clock::Ending;
use statute::clock::rules::Whose;
use statute::duties::Limits;
use statute::procedure::Case;

/// What follows from the steps of a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Worked {
    pub(crate) standing: Standing,
    pub(crate) limits: Vec<LimitRow>,
    /// Is its last step none of the procedure any more?
    pub(crate) is_broken: bool,
}

impl Worked {
    /// What follows of a case, by its number and what is kept of it, under the law of a digest.
    pub(crate) fn of(
        case: &Case<'_>,
        (case_no, part): (i64, &FilePart),
        (limits, law): (&Limits, &str),
    ) -> Result<Self, CaseError> {
        // A step that the procedure does not know any more changes nothing about where the case stands.
        let stage = case.stage().unwrap_or(&part.stage).to_owned();
        let last = case.history.last().map_or(Day::DAWN, |taken| taken.on);
        let is_over = case.way(last).value.stage(&stage).is_some_and(|stage| stage.is_end);
        let rows = limits_of(case, (case_no, part), limits)?;
        // What others have to do, or may, is no work of the office.
        let is_own =
            |row: &LimitRow| limits.clocks().get(&row.clock).is_none_or(|clock| clock.whose() != Whose::Reviewer);
        let is_open_duty = |row: &&LimitRow| row.closed_as.is_none() && !row.lapses && is_own(row);
        let open = || rows.iter().filter(is_open_duty);
        let sort_on = open().map(|row| row.sort_on).min();
        let standing = Standing {
            stage,
            steps: i32::try_from(case.history.len()).unwrap_or(i32::MAX),
            is_over,
            due_on: open().filter_map(|row| row.last_on).min(),
            sort_on: sort_on.unwrap_or(Day::FOREVER.number()),
            worked_by: law.to_owned(),
        };
        Ok(Self { standing, limits: rows, is_broken: case.stage().is_none() })
    }
}

fn limits_of(case: &Case<'_>, (case_no, part): (i64, &FilePart), limits: &Limits) -> Result<Vec<LimitRow>, CaseError> {
    let mut rows = Vec::new();
    for limit in case.limits() {
        // Everything that is known, whenever it happened: whether what is open is late, each day says by itself.
        let reading = limits.reading(limit.clock, limit.selected_on, &limit.course, Day::FOREVER);
        let Some((reading, clock)) = reading.zip(limits.clocks().get(limit.clock)) else { continue };
        let stop = limit.course.stop;
        let ending = |ending: Ending| if ending == Ending::Done { "done" } else { "lapsed" };
        rows.push(LimitRow {
            subject_id: part.subject_id,
            case_no,
            number: i32::try_from(rows.len() + 1).unwrap_or(i32::MAX),
            code: part.code.clone(),
            procedure: part.procedure.clone(),
            office: part.office.clone(),
            upper_office: part.upper_office.clone(),
            clock: limit.clock.to_owned(),
            rule: clock.on(limit.selected_on).basis.by.to_owned(),
            selected_on: limit.selected_on.number(),
            started_on: limit.course.started_on.number(),
            approvals: canonical_json(&limit.course.approvals)?,
            extension: reading.extension.token().map(str::to_owned),
            stopped_on: stop.map(|stop| stop.on.number()),
            ending: stop.map(|stop| ending(stop.ending).to_owned()),
            due_on: reading.due.map(Day::number),
            last_on: reading.last.map(Day::number),
            not_before: reading.not_before.map(Day::number),
            sort_on: reading.last.or(reading.not_before).unwrap_or(Day::FOREVER).number(),
            closed_as: stop.map(|_| reading.state.token().to_owned()),
            lapses: reading.lapses,
            provisional: reading.provisional,
        });
    }
    Ok(rows)
}
