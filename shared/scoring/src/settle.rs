//! From sums to a rating: counts and statuses become points, parts are capped, bands and rules give
//! the class. The one definition that single ratings and whole cities share.

use crate::kernel::{HEAVIEST, Sums, keep};
use crate::program::{ABSENT_RANK, MAX_PARTS, Post, Program, RANK_MASK, Test, key};

/// A rating before it is explained.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Outcome {
    /// Milli-points.
    pub(crate) score: i64,
    /// Class by the band alone.
    pub(crate) band: u8,
    /// Class after the rules.
    pub(crate) class: u8,
    /// Rules that hold, one bit each.
    pub(crate) rules: u32,
    /// Flags that hold, one bit each.
    pub(crate) flags: u8,
    /// Sum of each part before its cap, in milli-points.
    pub(crate) parts: [i64; MAX_PARTS],
    /// Keys of the heaviest lines.
    pub(crate) heaviest: [u64; HEAVIEST],
}

/// Settles a merchant's sums; `expected` is what its peers would have, in thousandths. `seen` is
/// told the amount of every step after the rows and the indicator that it belongs to.
#[inline(always)]
pub(crate) fn settle(
    program: &Program,
    sums: &Sums,
    expected: i64,
    mut seen: impl FnMut(usize, i64, usize),
) -> Outcome {
    let mut parts = [0i64; MAX_PARTS];
    let mut heaviest = sums.heaviest;
    if let Some(events) = parts.get_mut(program.event_part) {
        *events += sums.events;
    }
    for (at, step) in program.post.iter().enumerate() {
        let (amount, indicator) = amount(&step.post, step.indicator, sums, expected);
        if let Some(part) = parts.get_mut(step.part) {
            *part += amount;
        }
        let taken = if step.adds { -amount } else { amount };
        if let Ok(milli) = u32::try_from(taken)
            && milli > 0
        {
            keep(&mut heaviest, key(milli, indicator) + (RANK_MASK - u64::from(ABSENT_RANK)));
        }
        seen(at, amount, indicator);
    }
    let mut score = program.method.start * 1000;
    for (part, sum) in program.method.parts.iter().zip(parts) {
        let capped = sum.clamp(0, part.max * 1000);
        score += if part.adds { capped } else { -capped };
    }
    let band = band(program, score);
    let mut class = band;
    let mut rules = 0u32;
    for (at, rule) in program.rules.iter().enumerate() {
        let holds = holds(rule.test, sums);
        rules |= u32::from(holds) << (at & 31);
        class = class.max(if holds { rule.class } else { 0 });
    }
    let mut flags = 0u8;
    for (at, flag) in program.flags.iter().enumerate() {
        flags |= u8::from(holds(flag.rule, sums) && sums.bits & flag.unless == 0) << (at & 7);
    }
    Outcome { score, band, class, rules, flags, parts, heaviest }
}

/// The class whose band holds a score.
pub(crate) fn band(program: &Program, score: i64) -> u8 {
    let below = program.method.bands.iter().filter(|bound| score < **bound * 1000).count();
    u8::try_from(below.min(program.method.bands.len().saturating_sub(1))).unwrap_or(u8::MAX)
}

/// Does a rule's predicate hold?
pub(crate) fn holds(test: Test, sums: &Sums) -> bool {
    match test {
        Test::Any(bits) => sums.bits & bits != 0,
        Test::None(bits) => sums.bits & bits == 0,
        Test::Reached { lane, at_least } => count(sums, lane) >= at_least,
    }
}

/// What a lane has counted.
pub(crate) fn count(sums: &Sums, lane: usize) -> i64 {
    sums.lanes.get(lane).map_or(0, |n| i64::from(*n))
}

/// The amount in milli-points and the indicator to which it belongs.
fn amount(post: &Post, indicator: usize, sums: &Sums, expected: i64) -> (i64, usize) {
    match post {
        Post::Excess { lane, prior, span, max } => {
            let excess = (1000 * count(sums, *lane) - expected).max(0);
            let milli = if excess == 0 { 0 } else { max * 1000 * excess / (span * (expected + 1000 * prior)).max(1) };
            (milli.min(max * 1000), indicator)
        }
        Post::OverExpected { lane, prior, full, max } => {
            let n = count(sums, *lane);
            let milli = if n == 0 { 0 } else { max * 1000 * 1000 * n / (full * (expected + 1000 * prior)).max(1) };
            (milli.min(max * 1000), indicator)
        }
        Post::PerCount { lane, milli } => (milli * count(sums, *lane), indicator),
        // Most merchants have none of these statuses: one look tells.
        Post::Largest { any, .. } if sums.bits & any == 0 => (0, indicator),
        Post::Largest { of, .. } => {
            let mut best = (0, indicator);
            for (bit, milli, owner) in of {
                if sums.bits & bit != 0 && *milli > best.0 {
                    best = (*milli, *owner);
                }
            }
            best
        }
        Post::Bonus { reached, due, at_least, percent, while_bit, milli } => {
            let (reached, due) = (count(sums, *reached), count(sums, *due));
            let earned = (*while_bit == 0 || sums.bits & while_bit != 0)
                && reached >= *at_least
                && reached * 100 >= due * percent;
            (if earned { *milli } else { 0 }, indicator)
        }
        Post::Base { milli } => (*milli, indicator),
    }
}
