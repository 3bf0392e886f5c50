//! The classes of the past as today's knowledge sees them.

use domain::day::Day;
use domain::facts::Facts;
use domain::points::Milli;
use scoring::explain::Subject;
use scoring::program::Program;
use serde::Serialize;
use utoipa::ToSchema;

/// Days during which a merchant had one class.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Spell {
    /// First day.
    pub from: Day,
    /// The class; nothing while it is not rated.
    pub class: Option<String>,
    /// The score on the first day.
    pub score_milli: Milli,
}

/// Most days that are looked at: thirty years of months, each with many changes.
const MOST_STEPS: usize = 5_000;

/// The spells from a day to another, both included. `expected` is what the peers would have on a day, in
/// thousandths: it changes with the months.
#[must_use]
pub fn recomputed(
    program: &Program,
    facts: &Facts,
    (from, until): (Day, Day),
    expected: &mut dyn FnMut(Day) -> u32,
) -> Vec<Spell> {
    let mut spells: Vec<Spell> = Vec::new();
    let mut day = from;
    for _ in 0..MOST_STEPS {
        if day > until {
            break;
        }
        let subject = Subject::new(program, facts, expected(day));
        let rated = subject.rate(day);
        let class = rated.map(|rated| program.scheme().class_name(rated.class).to_owned());
        if spells.last().is_none_or(|last| last.class != class) {
            let score_milli = rated.map_or(Milli(0), |rated| rated.score_milli);
            spells.push(Spell { from: day, class, score_milli });
        }
        // The peers' table changes with the month, everything else on days that are known.
        let month = day.month_start().plus_months(1);
        day = subject.next_change_day(day).map_or(month, |next| next.min(month));
    }
    spells
}
