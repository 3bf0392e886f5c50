//! The lines of a score: events, counts and statuses, merits, and what caps give back.

use super::{Counted, Line, LineKind, PartTotal, Subject, Workings};
use crate::change;
use crate::kernel::Sums;
use crate::program::{Cell, Post, PostStep, event_milli};
use crate::settle::{Outcome, count, settle};
use crate::timeline::{Row, Source};
use domain::day::Day;
use domain::points::Milli;
use domain::record::RecordKey;
use domain::vocab::Field;
use policy::scheme::{Combine, Factor, Indicator, IndicatorKind};

impl<'a> Subject<'a> {
    /// The rows that hold on a day, with the cell of their age.
    pub(crate) fn active(&self, day: Day) -> impl Iterator<Item = (&Row, &'a Cell)> {
        let program = self.program;
        self.timeline.rows.iter().filter(move |row| row.span.contains(day)).filter_map(move |row| {
            let age = row.day.complete_months_until(day);
            let step = program.ages.iter().filter(|months| age >= **months).count();
            program.shapes.class(row.class)?.cells.get(step).map(|cell| (row, cell))
        })
    }
}

pub(super) fn parts<'a>(subject: &Subject<'a>, sums: &Sums, outcome: &Outcome) -> Vec<PartTotal<'a>> {
    let program = subject.program;
    let mut totals = Vec::with_capacity(program.method.parts.len());
    for (at, (part, sum)) in program.method.parts.iter().zip(outcome.parts).enumerate() {
        let capped = sum.clamp(0, part.max * 1000);
        let sides = match &part.combine {
            Combine::OncePerCase { sides: [first, second] } if at == program.event_part => {
                vec![(first.as_str(), Milli(sums.first)), (second.as_str(), Milli(sums.events - sums.first))]
            }
            _ => Vec::new(),
        };
        let milli = Milli(if part.adds { capped } else { -capped });
        totals.push(PartTotal { id: &part.id, name: &part.name, milli, sides, max: part.max });
    }
    totals
}

/// Every line: deductions from the heaviest on (ties by indicator, then record), reliefs, merits.
pub(super) fn all<'a>(
    subject: &Subject<'a>,
    day: Day,
    sums: &Sums,
    outcome: &Outcome,
    amounts: &[(i64, usize)],
) -> Vec<Line<'a>> {
    let (events, mut reliefs) = events(subject, day);
    let mut deductions = events;
    let mut merits = Vec::new();
    for (at, (step, (amount, owner))) in subject.program.post.iter().zip(amounts).enumerate() {
        if *amount == 0 {
            continue;
        }
        let Some(line) = post_line(subject, day, sums, at, step, (*amount, *owner)) else { continue };
        if line.milli < Milli(0) {
            deductions.push((*owner, line));
        } else {
            merits.push(line);
        }
    }
    deductions.sort_by(|(a_at, a), (b_at, b)| {
        a.milli.cmp(&b.milli).then(a_at.cmp(b_at)).then_with(|| a.records.first().cmp(&b.records.first()))
    });
    for (part, sum) in subject.program.method.parts.iter().zip(outcome.parts) {
        let over = sum - sum.clamp(0, part.max * 1000);
        if over != 0 {
            reliefs.push(Line {
                kind: LineKind::ReliefCap,
                indicator: None,
                part: &part.id,
                name: &part.name,
                milli: Milli(if part.adds { -over } else { over }),
                records: Vec::new(),
                case_no: None,
                workings: None,
                counted: None,
                basis: &[],
                lapses_on: None,
                derivations: &[],
            });
        }
    }
    let mut lines: Vec<Line<'a>> = deductions.into_iter().map(|(_, line)| line).collect();
    lines.append(&mut reliefs);
    lines.append(&mut merits);
    lines
}

/// Lines of events with their indicator, and what counting a case once gives back.
fn events<'a>(subject: &Subject<'a>, day: Day) -> (Vec<(usize, Line<'a>)>, Vec<Line<'a>>) {
    let program = subject.program;
    let mut lines = Vec::new();
    let mut reliefs = Vec::new();
    let mut case = Case::default();
    for (row, cell) in subject.active(day) {
        if row.case != case.number {
            reliefs.extend(case.relief(subject));
            case = Case { number: row.case, ..Case::default() };
        }
        case.first += i64::from(cell.first);
        case.second += i64::from(cell.second);
        let milli = i64::from(cell.first) + i64::from(cell.second);
        if milli == 0 {
            continue;
        }
        case.rows.push(row.source);
        let class = program.shapes.class(row.class);
        let Some(at) = class.and_then(|c| c.indicator).map(usize::from) else { continue };
        let Some(indicator) = program.method.indicators.get(at) else { continue };
        lines.extend(event_line(subject, day, row, at, indicator, milli).map(|line| (at, line)));
    }
    reliefs.extend(case.relief(subject));
    (lines, reliefs)
}

/// A case while its rows are read.
#[derive(Default)]
struct Case {
    number: u32,
    first: i64,
    second: i64,
    rows: Vec<Source>,
}

impl Case {
    fn relief<'a>(&self, subject: &Subject<'a>) -> Option<Line<'a>> {
        let relief = self.first.min(self.second);
        if relief == 0 || !subject.program.once_per_case {
            return None;
        }
        let part = subject.program.method.parts.get(subject.program.event_part)?;
        let mut records: Vec<&RecordKey> = self.rows.iter().filter_map(|s| subject.key_of(*s)).collect();
        records.sort_unstable();
        records.dedup();
        let case_no = self.rows.iter().find_map(|source| match source {
            Source::Fact(at) => subject.facts.facts.get(*at as usize)?.case_no.as_deref(),
            _ => None,
        });
        Some(Line {
            kind: LineKind::ReliefOncePerCase,
            indicator: None,
            part: &part.id,
            name: &part.name,
            milli: Milli(relief),
            records,
            case_no,
            workings: None,
            counted: None,
            basis: &[],
            lapses_on: None,
            derivations: &[],
        })
    }
}

fn event_line<'a>(
    subject: &Subject<'a>,
    day: Day,
    row: &Row,
    at: usize,
    indicator: &'a Indicator,
    milli: i64,
) -> Option<Line<'a>> {
    let program = subject.program;
    let Source::Fact(fact_at) = row.source else { return None };
    let fact = subject.facts.facts.get(fact_at as usize)?;
    let part = program.method.parts.get(indicator.part)?;
    let repeated = program.shapes.class(row.class).is_some_and(|c| c.repeated);
    Some(Line {
        kind: LineKind::Event,
        indicator: Some(&indicator.id),
        part: &part.id,
        name: &indicator.name,
        milli: Milli(-milli),
        records: vec![&fact.key],
        case_no: fact.case_no.as_deref(),
        workings: workings(indicator, &fact.values, row.day, day, repeated),
        counted: None,
        basis: &indicator.basis,
        lapses_on: end_of(subject, day, row, at),
        derivations: &fact.derivations,
    })
}

/// The first day on which an event no longer has points of an indicator: rows of the same record
/// that follow on each other count as one.
fn end_of(subject: &Subject<'_>, day: Day, row: &Row, indicator: usize) -> Option<Day> {
    let program = subject.program;
    let mut until = day;
    loop {
        let mut further = until;
        for other in &subject.timeline.rows {
            let same = other.case == row.case && other.rank == row.rank && other.span.contains(until);
            let Some(class) = program.shapes.class(other.class).filter(|_| same) else { continue };
            if class.indicator.map(usize::from) != Some(indicator) {
                continue;
            }
            let faded = class.cells.iter().position(|cell| cell.first == 0 && cell.second == 0);
            let fades = faded
                .and_then(|step| program.ages.get(step.checked_sub(1)?))
                .map_or(Day::FOREVER, |months| other.day.plus_months(*months));
            further = further.max(other.span.off.min(fades));
        }
        if further == Day::FOREVER {
            return None;
        }
        if further == until {
            return Some(until);
        }
        until = further;
    }
}

fn workings(
    indicator: &Indicator,
    values: &[(Field, &'static str)],
    from: Day,
    day: Day,
    repeated: bool,
) -> Option<Workings> {
    let age_months = from.complete_months_until(day);
    match &indicator.kind {
        IndicatorKind::EventPoints { field, points, factors, age_steps, .. } => {
            let value = values.iter().find(|(f, _)| f == field).map(|(_, v)| *v)?;
            let step = age_steps.iter().find(|(months, _)| age_months < *months);
            let named = factors.iter().map(|factor| match factor {
                Factor::ByField { field, permille, missing } => {
                    let value = values.iter().find(|(f, _)| f == field).map(|(_, v)| *v);
                    let permille = value
                        .map_or(*missing, |value| permille.iter().find(|(p, _)| *p == value).map_or(1000, |(_, n)| *n));
                    (field.token(), permille)
                }
                Factor::Repeat { permille, .. } => ("repeat", if repeated { *permille } else { 1000 }),
            });
            debug_assert!(event_milli(&indicator.kind, values, age_months, repeated) > 0);
            Some(Workings {
                day: from,
                by: (field.token(), value),
                points: points.iter().find(|(p, _)| *p == value).map_or(0, |(_, n)| *n),
                factors: named.filter(|(_, permille)| *permille != 1000).collect(),
                age_months,
                age_permille: step.map_or(0, |(_, permille)| *permille),
                next_step_on: step.map(|(months, _)| from.plus_months(*months)),
            })
        }
        IndicatorKind::EventFlat { points, .. } => Some(Workings {
            day: from,
            by: ("payment", "unpaid"),
            points: *points,
            factors: Vec::new(),
            age_months,
            age_permille: 1000,
            next_step_on: None,
        }),
        _ => None,
    }
}

fn post_line<'a>(
    subject: &Subject<'a>,
    day: Day,
    sums: &Sums,
    at: usize,
    step: &PostStep,
    (amount, owner): (i64, usize),
) -> Option<Line<'a>> {
    let program = subject.program;
    let indicator = program.method.indicators.get(owner)?;
    let part = program.method.parts.get(step.part)?;
    let (kind, counted, lanes, bits) = match &step.post {
        Post::Excess { lane, .. } | Post::OverExpected { lane, .. } => {
            (LineKind::Count, counted(subject, sums, *lane, None, true), vec![*lane], 0)
        }
        Post::PerCount { lane, .. } => (LineKind::Count, counted(subject, sums, *lane, None, false), vec![*lane], 0),
        Post::Bonus { reached, due, while_bit, .. } => {
            (LineKind::Count, counted(subject, sums, *reached, Some(*due), false), vec![*due], *while_bit)
        }
        Post::Largest { of, .. } => {
            let bit = of
                .iter()
                .find(|(bit, milli, o)| *o == owner && *milli == amount && sums.bits & bit != 0)
                .map_or(0, |(bit, _, _)| *bit);
            (LineKind::Status, None, Vec::new(), bit)
        }
        Post::Base { .. } => (LineKind::Base, None, Vec::new(), 0),
    };
    let mut records: Vec<&'a RecordKey> = subject
        .active(day)
        .filter(|(_, cell)| cell.bits & bits != 0 || lanes.iter().any(|lane| (cell.lanes >> (lane * 8)) & 0xFF != 0))
        .filter_map(|(row, _)| subject.key_of(row.source))
        .collect();
    records.sort_unstable();
    records.dedup();
    let lapses_on = change::first_day(subject, day, |later| {
        let mut gone = false;
        settle(program, &subject.sums(later), subject.expected, |which, later_amount, later_owner| {
            gone |= which == at && (later_amount == 0 || later_owner != owner);
        });
        gone
    });
    Some(Line {
        kind,
        indicator: Some(&indicator.id),
        part: &part.id,
        name: &indicator.name,
        milli: Milli(if step.adds { amount } else { -amount }),
        records,
        case_no: None,
        workings: None,
        counted,
        basis: &indicator.basis,
        lapses_on,
        derivations: &[],
    })
}

fn counted(subject: &Subject<'_>, sums: &Sums, lane: usize, due: Option<usize>, compared: bool) -> Option<Counted> {
    let window = subject.program.counts.get(lane)?;
    Some(Counted {
        n: count(sums, lane),
        due: due.map(|lane| count(sums, lane)),
        expected_thousandths: compared.then_some(subject.expected),
        window_months: window.window_months,
    })
}
