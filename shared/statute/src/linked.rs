//! Negative results of inspections and tests that stop with the penalties and the listing of their case (关联检查结果同步
//! 停止公示; settled reading 13).

use crate::display::Display;
use crate::repair::Rules;
use domain::day::Day;
use domain::span::{Span, Spans};
use domain::vocab::FactKind;
use serde::Serialize;

/// A negative result (检查、抽查、抽检的负面结果).
#[derive(Clone, Copy, Debug)]
pub struct CaseResult<'r> {
    /// What it is of.
    pub kind: FactKind,
    /// Number of its case (案号), if it has one.
    pub case_no: Option<&'r str>,
    /// Its day.
    pub on: Day,
    /// Days on which it is displayed if nothing else stops it.
    pub shown: &'r Spans,
}

/// A penalty that stands or stood on display; one that was taken back is none.
#[derive(Clone, Copy, Debug)]
pub struct CasePenalty<'r> {
    /// Number of its case, if it has one.
    pub case_no: Option<&'r str>,
    /// Day of the decision.
    pub decided_on: Day,
    /// Its display.
    pub display: &'r Display,
}

/// A membership of the serious list. The abnormal list is no matter here: leaving it stops no result.
#[derive(Clone, Copy, Debug)]
pub struct CaseListing<'r> {
    /// Number of its case, if it has one.
    pub case_no: Option<&'r str>,
    /// Days on the list.
    pub listed: &'r Spans,
}

/// What ends an interval of a result.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultEnd {
    /// 自身停止公示: whatever ends its own display.
    Own,
    /// 同案处罚、名单停止后同步停止
    WithCase,
}

/// Days on which a result is displayed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ShownResult {
    /// The days.
    pub span: Span,
    /// What ends them.
    pub ended_by: ResultEnd,
    /// The policy interval that says so; nothing for an end of its own.
    pub by: Option<String>,
    /// Does the end rest on law that is not settled?
    pub provisional: bool,
}

/// When a negative result is displayed, beside the penalties and listings of its merchant.
///
/// It is linked to the penalties of its case unless every publishable one had gone off display by its day; a penalty that
/// is decided later links it from its own decision on. An annulled penalty holds it with the display that it would have
/// had: annulment neither stops a result nor brings it back.
#[must_use]
pub fn displayed(
    result: &CaseResult<'_>,
    penalties: &[CasePenalty<'_>],
    listings: &[CaseListing<'_>],
    rules: &Rules,
) -> Vec<ShownResult> {
    let off = off_with_case(result, penalties, listings);
    let table = rules.linked_results();
    let holds = table.held().filter(|(_, entry)| entry.value.contains(&result.kind)).map(|(span, _)| span);
    let shown = result.shown.minus(&off.and(&holds.collect()));
    let told = shown.iter().map(|span| {
        let basis = table.at(span.off).basis;
        if result.shown.contains(span.off) {
            let (by, provisional) = (Some(basis.by.to_owned()), basis.provisional);
            ShownResult { span, ended_by: ResultEnd::WithCase, by, provisional }
        } else {
            ShownResult { span, ended_by: ResultEnd::Own, by: None, provisional: false }
        }
    });
    told.collect()
}

/// Days on which every publishable penalty of the case is off display and no listing of the case runs, since it is linked.
fn off_with_case(result: &CaseResult<'_>, penalties: &[CasePenalty<'_>], listings: &[CaseListing<'_>]) -> Spans {
    let Some(number) = told(result.case_no) else { return Spans::none() };
    let of_case = || penalties.iter().filter(|one| told(one.case_no) == Some(number) && one.display.is_publishable());
    let links = of_case().filter(|one| result.on < one.decided_on || one.display.shown().contains(result.on));
    let Some(linked_from) = links.map(|one| one.decided_on).min() else { return Spans::none() };
    let penalties = of_case().fold(Spans::none(), |all, one| all.or(&one.display.shown()));
    let listings = listings.iter().filter(|one| told(one.case_no) == Some(number));
    let held = listings.fold(penalties, |all, one| all.or(one.listed));
    Spans::one(Span::since(linked_from)).minus(&held)
}

/// A number of white space is none.
fn told(case_no: Option<&str>) -> Option<&str> {
    case_no.filter(|number| !number.trim().is_empty())
}
