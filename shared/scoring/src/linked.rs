//! One conduct in two records: results that stop with their case's penalties, and penalties that
//! repeat a cause.

use domain::day::Day;
use domain::facts::{Fact, Facts};
use domain::span::{Span, Spans};
use domain::vocab::FactKind;
use policy::scheme::LinkedResults;

/// The days on which a result of a case is stopped by the linked-result rule (关联结果同步停止).
///
/// A result is linked to the penalties of its case unless every publishable one had gone off
/// display by its day; a penalty decided later links it from its own decision on, not before. It stops
/// while all of them decided by then are off display and no list membership of the case runs. An
/// annulled penalty counts with the display it would have had, so annulment neither stops nor
/// revives a result.
pub(crate) fn stopped(fact: &Fact, facts: &Facts, rule: &LinkedResults) -> Spans {
    let Some(case_no) = fact.case_no.as_ref().filter(|_| rule.records.contains(&fact.kind)) else {
        return Spans::none();
    };
    let mut linked_from = Day::FOREVER;
    let mut shown: Vec<Span> = Vec::new();
    for penalty in &facts.facts {
        if penalty.kind == FactKind::Penalty && penalty.publishable && penalty.case_no.as_ref() == Some(case_no) {
            shown.extend(penalty.shown.iter());
            if penalty.day > fact.day || penalty.shown.contains(fact.day) {
                linked_from = linked_from.min(penalty.day);
            }
        }
    }
    if linked_from == Day::FOREVER {
        return Spans::none();
    }
    let memberships = facts
        .statuses
        .iter()
        .filter(|s| Some(s.kind) == rule.kept_by && s.case_no.as_ref() == Some(case_no))
        .flat_map(|s| s.spans.iter());
    Spans::one(Span::since(rule.from.max(linked_from))).minus(&shown.into_iter().chain(memberships).collect())
}

/// The days on which a penalty counts as a repetition (同因再犯): another case has a penalty of the
/// same cause, decided on a strictly earlier day fewer than `within` complete months before, that
/// itself counts on that day.
pub(crate) fn repeated(fact: &Fact, facts: &Facts, within: u32) -> Spans {
    let Some(cause) = &fact.cause else { return Spans::none() };
    facts
        .facts
        .iter()
        .filter(|other| {
            other.kind == fact.kind
                && other.cause.as_ref() == Some(cause)
                && other.day < fact.day
                && !same_case(fact, other)
                && other.day.complete_months_until(fact.day) < within
        })
        .flat_map(|other| other.counts.iter())
        .collect()
}

/// Do two facts belong to one case? Without a case number a record is its own case.
pub(crate) fn same_case(a: &Fact, b: &Fact) -> bool {
    match (&a.case_no, &b.case_no) {
        (Some(a), Some(b)) => a == b,
        (None, None) => a.key == b.key,
        _ => false,
    }
}
