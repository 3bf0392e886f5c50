//! How days are counted: not the first one, and none on which a clock is paused.

use super::rules::Count;
use domain::day::Day;
use domain::span::Span;
use policy::calendar::{Calendar, Unpublished};

/// Where counting comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counted {
    /// The last day.
    On(Day),
    /// It needs a year whose working days are not published: it is no earlier than this day, which it would be if
    /// every day but the holidays of the law were worked.
    NotBefore(Day),
    /// It comes to a pause that has no end yet.
    Paused,
}

/// Counts so many units from a day on, which is not counted itself, without the days of the pauses.
///
/// Months end on the day with the same number, or on the last of the month (民法典 Arts. 200-204). They know no pauses.
#[must_use]
pub fn counted(start: Day, length: u32, count: Count, pauses: &[Span], calendar: &Calendar) -> Counted {
    match count {
        Count::Months => Counted::On(start.plus_months(length)),
        Count::Days => walk(start, length, pauses, |_| Ok(true)).unwrap_or(Counted::Paused),
        Count::WorkingDays => {
            walk(start, length, pauses, |day| calendar.is_working(day)).unwrap_or_else(|_| {
                match walk(start, length, pauses, |day| Ok(calendar.may_be_working(day))) {
                    Ok(Counted::On(day)) => Counted::NotBefore(day),
                    _ => Counted::Paused,
                }
            })
        }
    }
}

/// Goes from day to day until so many of them counted.
fn walk(
    start: Day,
    length: u32,
    pauses: &[Span],
    counts: impl Fn(Day) -> Result<bool, Unpublished>,
) -> Result<Counted, Unpublished> {
    let (mut day, mut left) = (start, length);
    while left > 0 {
        day = day.next();
        match pauses.iter().filter(|pause| pause.contains(day)).map(|pause| pause.off).max() {
            Some(Day::FOREVER) => return Ok(Counted::Paused),
            // Straight to the last paused day of this one; another may overlap it.
            Some(off) => day = off.plus_days(-1),
            None if counts(day)? => left -= 1,
            None => {}
        }
    }
    Ok(Counted::On(day))
}
