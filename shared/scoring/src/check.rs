//! The promises of a scheme, proved for its file on every load.
//!
//! 1. A worse record never helps.
//! 2. Stopping, annulling or resolving a finding, or paying, never hurts; but a result that is found
//!    after the last display of its case has stopped stands alone, and would have stopped with it.
//! 3. Waiting never hurts, but for what lapses, falls due or begins on a date already on file.
//! 4. No gap, overlap or dead rule; every class can be reached; no part exceeds its cap and no score
//!    leaves 0 to 1000.
//!
//! A score is a sum of parts, a part a capped sum of non-negative amounts, and rules only lower the
//! class. So 1 to 3 hold for every merchant if they hold for what one fact can do: the cells of each
//! combination of kind, field values, age and repetition. Those are finitely many, and
//! `monotone` walks through all of them. The rule of linked results is the same for every scheme but
//! for its first day; that it keeps the promises is a property of the engine, tested with it. 4 is shown by exact bounds and by witnesses. Whatever
//! breaks a promise is answered with a merchant's file on which the engine itself shows it.

mod bounds;
mod example;
mod monotone;
mod reach;
mod roles;

pub use example::{Example, Filing};

use crate::explain::Subject;
use crate::program::Program;
use domain::day::Day;
use domain::points::Milli;
use policy::scheme::{Method, Scheme};
use serde::Serialize;

/// The days around which examples are built: late enough for every age that a scheme can name.
const EXAMPLE_DAY: i32 = 20_780;

/// What was looked at when a scheme keeps its promises.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Proof {
    /// Cells of events that were compared: combinations of kind, values, age and repetition.
    pub cells: usize,
    /// Smallest and largest score in points that the caps allow.
    pub score_bounds: (i64, i64),
    /// Merchants rated while witnesses were sought.
    pub merchants: usize,
}

/// A promise that a scheme does not keep.
#[derive(Clone, PartialEq, Debug)]
pub struct Violation {
    /// Which promise, 1 to 4.
    pub promise: u8,
    /// Line of the file to look at; 0 if it is the whole.
    pub line: usize,
    /// What is wrong, in English.
    pub en: String,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// A merchant's file that shows it, where one can.
    pub example: Option<Counterexample>,
}

/// Two files of one merchant, of which the second must not be rated better (promise 1) or worse
/// (promises 2 and 3), but is.
#[derive(Clone, PartialEq, Debug)]
pub struct Counterexample {
    /// Before.
    pub before: Example,
    /// After something was added, stopped or paid; the same as before when only time passed.
    pub after: Example,
    /// Score and class before.
    pub rated_before: (Milli, String),
    /// Score and class after.
    pub rated_after: (Milli, String),
}

/// Proves the promises of a scheme.
///
/// # Errors
/// Every broken promise, each with a counterexample where one can show it.
pub fn check(scheme: &Scheme) -> Result<Proof, Vec<Violation>> {
    let mut found = Vec::new();
    let mut proof = Proof::default();
    match &scheme.method {
        Method::WorstItem(method) => bounds::worst_item(scheme, method, &mut found),
        Method::Points(method) => match Program::compile(scheme) {
            Ok(program) => {
                proof.score_bounds = bounds::score(method, &mut found);
                proof.cells = monotone::check(&program, &mut found);
                proof.merchants = reach::check(&program, &mut found);
            }
            Err(error) => found.push(Violation {
                promise: 4,
                line: 0,
                en: error.to_string(),
                zh: format!("方案超出引擎的能力：{error}"),
                example: None,
            }),
        },
    }
    found.sort_by_key(|v| (v.line, v.promise));
    if found.is_empty() { Ok(proof) } else { Err(found) }
}

/// Rates an example: score in milli-points and index of the class.
fn rate(program: &Program, example: &Example) -> Option<(i64, u8)> {
    let facts = example.facts()?;
    let floor = program.method.peers.as_ref().map_or(0, |p| p.floor_thousandths);
    let subject = Subject::new(program, &facts, u32::try_from(floor).unwrap_or(u32::MAX));
    subject.rate(example.as_of).map(|rated| (rated.score_milli.0, rated.class))
}

/// The counterexample, if the engine agrees that `after` is rated better (`promise` 1) or worse.
fn contradiction(program: &Program, promise: u8, before: &Example, after: &Example) -> Option<Counterexample> {
    let (old, new) = (rate(program, before)?, rate(program, after)?);
    let better = new.0 > old.0 || new.1 < old.1;
    let worse = new.0 < old.0 || new.1 > old.1;
    let breaks = if promise == 1 { better } else { worse };
    let named = |(score, class): (i64, u8)| (Milli(score), program.scheme.class_name(class).to_owned());
    breaks.then(|| Counterexample {
        before: before.clone(),
        after: after.clone(),
        rated_before: named(old),
        rated_after: named(new),
    })
}

fn example_day() -> Day {
    Day::from_number(EXAMPLE_DAY)
}
