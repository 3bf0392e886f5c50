//! Half-open intervals of days, [from, off), and sets of them.

use crate::day::Day;
use serde::Serialize;

/// An interval of days [from, off): `from` is inside, `off` is the first day outside.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct Span {
    /// First day inside.
    pub from: Day,
    /// First day outside; [`Day::FOREVER`] if it has no end.
    pub off: Day,
}

impl Span {
    /// [from, off).
    #[must_use]
    pub const fn new(from: Day, off: Day) -> Self {
        Self { from, off }
    }

    /// [from, ∞).
    #[must_use]
    pub const fn since(from: Day) -> Self {
        Self::new(from, Day::FOREVER)
    }

    /// Every day.
    #[must_use]
    pub const fn always() -> Self {
        Self::new(Day::DAWN, Day::FOREVER)
    }

    /// Is `day` inside?
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day < self.off
    }

    /// Has it no day at all?
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.off <= self.from
    }

    /// Number of days inside, for bounded spans.
    #[must_use]
    pub fn days(self) -> i64 {
        (i64::from(self.off.number()) - i64::from(self.from.number())).max(0)
    }

    /// The common part.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::new(self.from.max(other.from), self.off.min(other.off))
    }
}

/// A set of days as sorted, disjoint, non-touching, non-empty spans.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Spans(Vec<Span>);

impl Spans {
    /// No day.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// One span (none if it is empty).
    #[must_use]
    pub fn one(span: Span) -> Self {
        Self::of(std::iter::once(span))
    }

    /// The union of any spans.
    #[must_use]
    pub fn of(spans: impl IntoIterator<Item = Span>) -> Self {
        let mut all: Vec<Span> = spans.into_iter().filter(|s| !s.is_empty()).collect();
        if all.len() < 2 {
            return Self(all);
        }
        all.sort_unstable();
        let mut joined: Vec<Span> = Vec::with_capacity(all.len());
        for span in all {
            match joined.last_mut() {
                Some(last) if span.from <= last.off => last.off = last.off.max(span.off),
                _ => joined.push(span),
            }
        }
        Self(joined)
    }

    /// The spans in order.
    pub fn iter(&self) -> impl Iterator<Item = Span> + '_ {
        self.0.iter().copied()
    }

    /// Has it no day at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Is `day` inside?
    #[must_use]
    pub fn contains(&self, day: Day) -> bool {
        self.0.iter().any(|s| s.contains(day))
    }

    /// The span that holds `day`, if any.
    #[must_use]
    pub fn around(&self, day: Day) -> Option<Span> {
        self.iter().find(|s| s.contains(day))
    }

    /// The end of the last span.
    #[must_use]
    pub fn last_off(&self) -> Option<Day> {
        self.0.last().map(|s| s.off)
    }

    /// Days in either.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self::of(self.iter().chain(other.iter()))
    }

    /// Days in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self::of(self.iter().flat_map(|a| other.iter().map(move |b| a.and(b))))
    }

    /// Days in this one and not in the other.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.and(&other.complement())
    }

    /// Days in none of its spans.
    #[must_use]
    pub fn complement(&self) -> Self {
        let mut from = Day::DAWN;
        let mut gaps = Vec::with_capacity(self.0.len() + 1);
        for span in self.iter() {
            gaps.push(Span::new(from, span.from));
            from = span.off;
        }
        gaps.push(Span::new(from, Day::FOREVER));
        Self::of(gaps)
    }
}

impl FromIterator<Span> for Spans {
    fn from_iter<I: IntoIterator<Item = Span>>(iter: I) -> Self {
        Self::of(iter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spans() -> impl Strategy<Value = Spans> {
        prop::collection::vec((0i32..60, 0i32..20), 0..6)
            .prop_map(|v| v.into_iter().map(|(a, n)| Span::new(Day::from_number(a), Day::from_number(a + n))).collect())
    }

    proptest! {
        #[test]
        fn set_operations_agree_with_days(a in spans(), b in spans(), d in -5i32..90) {
            let d = Day::from_number(d);
            prop_assert_eq!(a.or(&b).contains(d), a.contains(d) || b.contains(d));
            prop_assert_eq!(a.and(&b).contains(d), a.contains(d) && b.contains(d));
            prop_assert_eq!(a.minus(&b).contains(d), a.contains(d) && !b.contains(d));
        }

        #[test]
        fn spans_are_sorted_disjoint_and_never_touch(a in spans(), b in spans()) {
            let all: Vec<Span> = a.or(&b).iter().collect();
            for pair in all.windows(2) {
                prop_assert!(pair[0].off < pair[1].from);
            }
        }
    }
}
