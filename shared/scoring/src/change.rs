//! When a rating changes by itself: rows begin, end and age on known days, so only those days need
//! to be looked at.

use crate::explain::Subject;
use crate::kernel::HEAVIEST;
use crate::settle::settle;
use domain::day::Day;

/// The first day after `day` on which the rating differs; none once there is no rating.
pub(crate) fn next(subject: &Subject<'_>, day: Day) -> Option<Day> {
    let now = print(subject, day);
    if now.gone {
        return None;
    }
    first_day(subject, day, |later| print(subject, later) != now)
}

/// The first day after `day` on which `changed` says yes. Nothing of a rating changes on days
/// between the ones that are tried.
pub(crate) fn first_day(subject: &Subject<'_>, day: Day, changed: impl Fn(Day) -> bool) -> Option<Day> {
    candidates(subject, day).into_iter().find(|later| changed(*later))
}

/// Every day after `day` on which some row begins, ends or reaches an age at which its cell differs.
fn candidates(subject: &Subject<'_>, day: Day) -> Vec<Day> {
    let mut days = Vec::with_capacity(subject.timeline.rows.len() * 2);
    let mut put = |candidate: Day| {
        if candidate > day && !candidate.is_sentinel() {
            days.push(candidate);
        }
    };
    for row in &subject.timeline.rows {
        if row.span.off <= day {
            continue;
        }
        put(row.span.from);
        put(row.span.off);
        let Some(class) = subject.program.shapes.class(row.class) else { continue };
        for (months, cells) in subject.program.ages.iter().zip(class.cells.windows(2)) {
            if let [before, after] = cells
                && before != after
            {
                put(row.day.plus_months(*months));
            }
        }
    }
    if let Some(gone) = subject.facts.gone_from {
        put(gone);
    }
    days.sort_unstable();
    days.dedup();
    days
}

/// What must stay the same for a rating to be the same.
#[derive(PartialEq, Eq)]
struct Print {
    gone: bool,
    score: i64,
    class: u8,
    rules: u32,
    flags: u8,
    sides: [i64; 3],
    heaviest: [u64; HEAVIEST],
    amounts: u64,
}

fn print(subject: &Subject<'_>, day: Day) -> Print {
    let sums = subject.sums(day);
    // Amounts after the rows: one number is enough to tell whether any has changed.
    let mut amounts = 0xcbf2_9ce4_8422_2325u64;
    let outcome = settle(subject.program, &sums, subject.expected, |_, amount, owner| {
        for part in [amount.cast_unsigned(), owner as u64] {
            amounts = (amounts ^ part).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
        }
    });
    Print {
        gone: subject.facts.gone_from.is_some_and(|gone| gone <= day),
        score: outcome.score,
        class: outcome.class,
        rules: outcome.rules,
        flags: outcome.flags,
        sides: [sums.first, sums.second, sums.events],
        heaviest: outcome.heaviest,
        amounts,
    }
}
