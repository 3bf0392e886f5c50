//! How long a merchant is on the serious list (严重违法失信名单的列入期), and what ended each time.
//!
//! A listing runs from its decision through the day on which its term is full (总局令第44号 Art. 21; settled reading 4). An
//! early removal, or the fall of the penalty beneath, ends it on its own day (settled reading 5); a removal that was got by
//! falsehood is revoked, which begins another time with a term of its own (settled reading 12).

use crate::repair::Rules;
use domain::day::Day;
use domain::span::{Span, Spans};
use serde::Serialize;

/// What was decided about a listing, as its case tells it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Listing {
    /// Days on which it was decided, or begun anew: the listing decision, then each revocation of a removal.
    pub listed_on: Vec<Day>,
    /// Days on which early removal was decided.
    pub removed_on: Vec<Day>,
    /// The day on which it fell with the penalty beneath, or was quashed itself.
    pub fallen_on: Option<Day>,
    /// The last day of a statutory restriction that goes with it (依法限制期限).
    pub restricted_until: Option<Day>,
}

/// What ended a time on the list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftBy {
    /// 期满移出
    Term,
    /// 限制期限届满: a statutory restriction that lasts longer than the term.
    Restriction,
    /// 提前移出
    Removed,
    /// 撤销列入
    Fallen,
}

/// A time on the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Listed {
    /// Its days.
    pub span: Span,
    /// What ends it.
    pub left_by: LeftBy,
    /// The policy interval, or what of the case, that gives the end.
    pub by: String,
    /// Does the end rest on law that is not settled?
    pub provisional: bool,
}

/// The times of a listing, in order; none is empty.
#[must_use]
pub fn listed(listing: &Listing, rules: &Rules) -> Vec<Listed> {
    let mut begins = listing.listed_on.clone();
    begins.sort_unstable();
    begins.dedup();
    let nexts = begins.iter().skip(1).copied().chain([Day::FOREVER]);
    let times = begins.iter().copied().zip(nexts).map(|(begin, next)| {
        let mut time = at_its_term(begin, listing, rules);
        // On one day a removal comes before its revocation, so it does not end what that one begins.
        let is_first = begins.first() == Some(&begin);
        let removed =
            listing.removed_on.iter().filter(|day| if is_first { **day >= begin } else { **day > begin }).min();
        time.cut(removed.copied(), LeftBy::Removed, "case: remove");
        time.cut(listing.fallen_on, LeftBy::Fallen, "case: fall");
        // What begins anew follows a removal; were it still to run, it would go on in what begins.
        time.span.off = time.span.off.min(next);
        time
    });
    times.filter(|time| !time.span.is_empty()).collect()
}

/// The time of an entry by the three-years rule (经营异常满三年列入), which ended with the law of 2024-05-01 and left what it
/// had listed. By which law that ends is open, so that `listing.three_years_term` says it day by day. A later term that
/// is shorter ends it from its own first day on at the earliest; none makes it longer or brings it back.
#[must_use]
pub fn of_three_years(listed_on: Day, rules: &Rules) -> Listed {
    let terms = rules.three_years_term();
    let first = terms.at(listed_on);
    let off = |months: u32| listed_on.plus_months(months).next();
    let (mut span, mut basis) = (Span::new(listed_on, off(*first.value)), first.basis);
    for later in terms.after(listed_on) {
        let ends = off(later.value).max(later.since);
        if later.since < span.off && ends < span.off {
            (span.off, basis) = (ends, later.basis());
        }
    }
    Listed { span, left_by: LeftBy::Term, by: basis.by.to_owned(), provisional: basis.provisional }
}

/// Days on the list.
#[must_use]
pub fn days(times: &[Listed]) -> Spans {
    times.iter().map(|time| time.span).collect()
}

fn at_its_term(begin: Day, listing: &Listing, rules: &Rules) -> Listed {
    let term = rules.list_term(begin);
    let off = begin.plus_months(*term.value).next();
    let (by, provisional) = (term.basis.by.to_owned(), term.basis.provisional);
    let at_term = Listed { span: Span::new(begin, off), left_by: LeftBy::Term, by, provisional };
    match listing.restricted_until.map(Day::next).filter(|restricted| *restricted > off) {
        Some(off) => Listed {
            span: Span::new(begin, off),
            left_by: LeftBy::Restriction,
            by: "case: restricted_until".to_owned(),
            provisional: false,
        },
        None => at_term,
    }
}

impl Listed {
    fn cut(&mut self, on: Option<Day>, left_by: LeftBy, by: &str) {
        if let Some(on) = on.filter(|on| *on < self.span.off) {
            *self = Self { span: Span::new(self.span.from, on), left_by, by: by.to_owned(), provisional: false };
        }
    }
}
