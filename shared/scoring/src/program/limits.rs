//! What a scheme may not ask of the engine: bounds that let the inner loop run without a branch for a row.

use super::cell::LANES;
use policy::scheme::{Factor, IndicatorKind, PointsMethod, Predicate};

/// More age boundaries than this and a scheme is refused; the kernel counts them without branches.
pub const MAX_STEPS: usize = 8;

/// More milli-points for one event than this and a scheme is refused; sums of any number fit.
pub const MAX_EVENT_MILLI: u32 = 10_000_000;

/// More parts than this and a scheme is refused; a rating keeps their sums without allocating.
pub const MAX_PARTS: usize = 8;

/// Why a scheme cannot be run, although its file is well formed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProgramError {
    /// It gives classes by the worst item; there is nothing to compile.
    #[error("scheme {0} gives classes by the worst item, not by points")]
    NotPoints(String),
    /// More different ages than the engine steps through.
    #[error("scheme uses {0} different ages in months; at most {MAX_STEPS} are possible")]
    TooManyAges(usize),
    /// More different counts than the engine has lanes.
    #[error("scheme uses {0} different counts; at most {LANES} are possible")]
    TooManyCounts(usize),
    /// More predicates and statuses than fit a word.
    #[error("scheme uses {0} different statuses and predicates; at most 64 are possible")]
    TooManyBits(usize),
    /// More parts than a rating keeps.
    #[error("scheme has {0} parts; at most {MAX_PARTS} are possible")]
    TooManyParts(usize),
    /// A ratio is taken of what peers have, but no peers are defined.
    #[error("scheme compares with peers, but has no table [peers]")]
    NoPeers,
    /// An event weighs more than any scale needs.
    #[error("indicator {0}: points times factors exceed {max} points", max = MAX_EVENT_MILLI / 1000)]
    TooManyPoints(String),
    /// Repetitions are looked for over one stretch of time.
    #[error("indicator {0}: repeat_of has another within_months than an indicator before it")]
    RepeatWindows(String),
    /// Event indicators stand where the engine does not sum events.
    #[error("indicator {0}: indicators of events belong to one part that takes away, the same for all of them")]
    EventPart(String),
}

/// The one part in which events are summed; without event indicators any part serves.
pub(super) fn event_part(method: &PointsMethod) -> Result<usize, ProgramError> {
    let mut found = None;
    for indicator in &method.indicators {
        if !matches!(indicator.kind, IndicatorKind::EventPoints { .. } | IndicatorKind::EventFlat { .. }) {
            continue;
        }
        let takes = method.parts.get(indicator.part).is_some_and(|p| !p.adds);
        if !takes || found.is_some_and(|part| part != indicator.part) {
            return Err(ProgramError::EventPart(indicator.id.clone()));
        }
        found = Some(indicator.part);
    }
    Ok(found.unwrap_or(0))
}

/// What repeats a cause is sought once for a penalty, so all indicators must mean the same stretch.
pub(super) fn one_repeat_window(method: &PointsMethod) -> Result<(), ProgramError> {
    let mut window = None;
    for indicator in &method.indicators {
        let IndicatorKind::EventPoints { factors, .. } = &indicator.kind else { continue };
        for factor in factors {
            if let Factor::Repeat { within_months, .. } = factor
                && *window.get_or_insert(*within_months) != *within_months
            {
                return Err(ProgramError::RepeatWindows(indicator.id.clone()));
            }
        }
    }
    Ok(())
}

/// Every age in months at which an indicator or a predicate can change.
pub(super) fn ages(method: &PointsMethod) -> Result<Vec<u32>, ProgramError> {
    let mut ages = Vec::new();
    for indicator in &method.indicators {
        match &indicator.kind {
            IndicatorKind::EventPoints { age_steps, .. } => ages.extend(age_steps.iter().map(|(m, _)| *m)),
            IndicatorKind::ExcessRatio { count, .. }
            | IndicatorKind::CountOverExpected { count, .. }
            | IndicatorKind::CountPoints { count, .. } => ages.push(count.window_months),
            IndicatorKind::RateBonus { reached, due, .. } => {
                ages.extend([reached.window_months, due.window_months]);
            }
            _ => {}
        }
    }
    let flags = method.flags.iter().flat_map(|f| &f.unless);
    for predicate in method.rules.iter().map(|r| &r.when).chain(flags) {
        match predicate {
            Predicate::Event { age_months_below, age_months_from, .. } => {
                ages.extend(age_months_below.iter().chain(age_months_from));
            }
            Predicate::Count { count, .. } => ages.push(count.window_months),
            Predicate::NotObserved { within_months } => ages.push(*within_months),
            _ => {}
        }
    }
    ages.retain(|months| *months > 0);
    ages.sort_unstable();
    ages.dedup();
    if ages.len() > MAX_STEPS {
        return Err(ProgramError::TooManyAges(ages.len()));
    }
    Ok(ages)
}
