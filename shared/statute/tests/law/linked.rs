//! Results that stop with their case: rule L107-04 and settled reading 13 of the legal dossier.

use crate::support::{TABLES, day, days, published};
use domain::record::{MerchantKind, Penalty, PenaltyKind};
use domain::span::{Span, Spans};
use domain::vocab::FactKind;
use domain::vocab::Severity::{self, General, Minor};
use policy::embedded;
use statute::display::Display;
use statute::linked::{CaseListing, CasePenalty, CaseResult, ResultEnd, ShownResult, displayed};
use statute::penalty;
use statute::repair::Rules;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::read(&embedded::procedures().unwrap()).unwrap());

const CASE: Option<&str> = Some("案1");

fn display(penalty: &Penalty) -> Display {
    penalty::displayed(penalty, MerchantKind::Enterprise, &TABLES).display
}

/// A penalty of the case that was published at once and whose display was stopped, if so.
fn decided(decided_on: &str, severity: Severity, stopped: &[&str], revoked: &[&str]) -> (Penalty, Display) {
    let of_case = Penalty {
        display_stopped_on: stopped.iter().copied().map(day).collect(),
        stop_revoked_on: revoked.iter().copied().map(day).collect(),
        ..published(decided_on, decided_on, severity)
    };
    let display = display(&of_case);
    (of_case, display)
}

/// The result of 2026-01-12 beside these penalties of its case and this listing.
fn shown(penalties: &[(Penalty, Display)], listed: &Spans) -> Vec<ShownResult> {
    let own = Spans::one(Span::since(day("2026-01-12")));
    of(FactKind::Inspection, CASE, &own, penalties, CASE, listed)
}

fn of(
    kind: FactKind,
    case_no: Option<&str>,
    own: &Spans,
    penalties: &[(Penalty, Display)],
    listed_in: Option<&str>,
    listed: &Spans,
) -> Vec<ShownResult> {
    let result = CaseResult { kind, case_no, on: day("2026-01-12"), shown: own };
    let penalties: Vec<CasePenalty<'_>> = penalties
        .iter()
        .map(|(penalty, display)| CasePenalty { case_no: CASE, decided_on: penalty.decided_on, display })
        .collect();
    displayed(&result, &penalties, &[CaseListing { case_no: listed_in, listed }], &RULES)
}

/// The days on which it is displayed, each with its end.
fn told(shown: &[ShownResult]) -> Vec<(Span, ResultEnd)> {
    shown.iter().map(|one| (one.span, one.ended_by)).collect()
}

fn span(from: &str, off: &str) -> Span {
    Span::new(day(from), day(off))
}

fn open(from: &str) -> (Span, ResultEnd) {
    (Span::since(day(from)), ResultEnd::Own)
}

#[test]
fn l107_04_a_result_stops_on_the_day_on_which_the_penalty_of_its_case_does() {
    let repaired = [decided("2026-03-02", General, &["2026-07-01"], &[])];
    let found = shown(&repaired, &Spans::none());
    assert_eq!(told(&found), [(span("2026-01-12", "2026-07-01"), ResultEnd::WithCase)]);
    assert_eq!(found[0].by.as_deref(), Some("repair.linked_results@2025-12-25"));
    assert!(found[0].provisional);
    // At its longest display it stops as well, and with the last of several.
    let minor = || decided("2026-03-02", Minor, &[], &[]);
    assert_eq!(told(&shown(&[minor()], &Spans::none())), [(span("2026-01-12", "2026-06-03"), ResultEnd::WithCase)]);
    let [repaired] = repaired;
    let both = shown(&[minor(), repaired], &Spans::none());
    assert_eq!(told(&both), [(span("2026-01-12", "2026-07-01"), ResultEnd::WithCase)]);
}

#[test]
fn a_penalty_of_before_its_day_links_it_while_that_is_still_displayed() {
    let earlier = [decided("2025-12-01", General, &["2026-07-01"], &[])];
    assert_eq!(told(&shown(&earlier, &Spans::none())), [(span("2026-01-12", "2026-07-01"), ResultEnd::WithCase)]);
}

#[test]
fn a_running_listing_of_the_case_keeps_it_displayed() {
    let repaired = [decided("2026-03-02", General, &["2026-07-01"], &[])];
    let listed = days(&[("2026-03-02", "2027-05-10")]);
    assert_eq!(told(&shown(&repaired, &listed)), [(span("2026-01-12", "2027-05-10"), ResultEnd::WithCase)]);
    let own = Spans::one(Span::since(day("2026-01-12")));
    let of_another = of(FactKind::Inspection, CASE, &own, &repaired, Some("案2"), &listed);
    assert_eq!(told(&of_another), [(span("2026-01-12", "2026-07-01"), ResultEnd::WithCase)]);
}

#[test]
fn only_results_of_the_case_and_of_the_kinds_that_the_law_names_stop() {
    let repaired = [decided("2026-03-02", General, &["2026-07-01"], &[])];
    let own = Spans::one(Span::since(day("2026-01-12")));
    for kind in [FactKind::Inspection, FactKind::ProductTest, FactKind::FoodTest] {
        let found = of(kind, CASE, &own, &repaired, CASE, &Spans::none());
        assert_eq!(told(&found), [(span("2026-01-12", "2026-07-01"), ResultEnd::WithCase)], "{kind:?}");
    }
    let complaint = of(FactKind::Complaint, CASE, &own, &repaired, CASE, &Spans::none());
    assert_eq!(told(&complaint), [open("2026-01-12")]);
    for number in [None, Some("案2")] {
        let found = of(FactKind::Inspection, number, &own, &repaired, CASE, &Spans::none());
        assert_eq!(told(&found), [open("2026-01-12")], "{number:?}");
    }
    // Without a penalty there is nothing to stop with, and a listing that is over stops nothing either.
    assert_eq!(told(&shown(&[], &days(&[("2026-02-02", "2026-03-02")]))), [open("2026-01-12")]);
}

#[test]
fn a_number_of_white_space_links_nothing() {
    let blank = Some(" ");
    let (penalty, display) = decided("2026-03-02", General, &["2026-07-01"], &[]);
    let own = Spans::one(Span::since(day("2026-01-12")));
    let result = CaseResult { kind: FactKind::Inspection, case_no: blank, on: day("2026-01-12"), shown: &own };
    let of_blank = CasePenalty { case_no: blank, decided_on: penalty.decided_on, display: &display };
    assert_eq!(told(&displayed(&result, &[of_blank], &[], &RULES)), [open("2026-01-12")]);
}

#[test]
fn a_penalty_that_was_off_by_its_day_links_nothing_and_one_that_is_never_published_neither() {
    let off_before = decided("2025-09-01", Minor, &[], &[]);
    assert_eq!(told(&shown(&[off_before], &Spans::none())), [open("2026-01-12")]);
    let warned = Penalty { kinds: vec![PenaltyKind::Warning], ..published("2026-03-02", "2026-03-02", General) };
    let warned = (warned.clone(), display(&warned));
    assert_eq!(told(&shown(std::slice::from_ref(&warned), &Spans::none())), [open("2026-01-12")]);
    // Beside one that is published it keeps nothing.
    let repaired = decided("2026-03-02", General, &["2026-07-01"], &[]);
    let both = shown(&[warned, repaired], &Spans::none());
    assert_eq!(told(&both), [(span("2026-01-12", "2026-07-01"), ResultEnd::WithCase)]);
}

#[test]
fn it_is_displayed_again_while_a_revoked_stop_displays_the_penalty() {
    let cheated = [decided("2026-03-02", General, &["2026-07-01"], &["2026-09-01"])];
    let found = shown(&cheated, &Spans::none());
    let first = (span("2026-01-12", "2026-07-01"), ResultEnd::WithCase);
    assert_eq!(told(&found), [first, (span("2026-09-01", "2027-09-02"), ResultEnd::WithCase)]);
}

#[test]
fn an_annulment_neither_stops_a_result_nor_brings_it_back() {
    let annulled = Penalty { annulled_on: Some(day("2026-05-06")), ..published("2026-03-02", "2026-03-02", General) };
    let annulled = [(annulled.clone(), display(&annulled))];
    let found = shown(&annulled, &Spans::none());
    assert_eq!(told(&found), [(span("2026-01-12", "2027-03-03"), ResultEnd::WithCase)]);
}

#[test]
fn before_order_107_nothing_stopped_and_an_own_end_stays_what_it_is() {
    let own = days(&[("2024-01-15", "2026-02-02")]);
    let (penalty, display) = decided("2024-03-05", Minor, &[], &[]);
    let result = CaseResult { kind: FactKind::FoodTest, case_no: CASE, on: day("2024-01-15"), shown: &own };
    let of_case = CasePenalty { case_no: CASE, decided_on: penalty.decided_on, display: &display };
    // Off since 2024-06-06, and the result with it from the first day of the Order.
    let found = displayed(&result, &[of_case], &[], &RULES);
    assert_eq!(told(&found), [(span("2024-01-15", "2025-12-25"), ResultEnd::WithCase)]);
    let repaired = [decided("2026-03-02", General, &["2026-07-01"], &[])];
    let found = of(FactKind::FoodTest, CASE, &days(&[("2026-01-12", "2026-02-02")]), &repaired, CASE, &Spans::none());
    assert_eq!(told(&found), [(span("2026-01-12", "2026-02-02"), ResultEnd::Own)]);
    assert_eq!((found[0].by.as_deref(), found[0].provisional), (None, false));
}
