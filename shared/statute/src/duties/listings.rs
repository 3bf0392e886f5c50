//! What a membership of the abnormal list, or the mark of a sole trader, obliges the registering bureau to do.

use super::beside::Beside;
use super::{Duty, done};
use domain::day::Day;
use domain::record::{MerchantKind, Standing, StandingKind};
use domain::vocab::StatusKind;

/// To list within some days of the finding, and to remove within some days of the application (经营异常名录管理办法).
pub(super) fn of(standing: &Standing, beside: &Beside<'_>) -> Vec<Duty> {
    use StatusKind::{AbnormalFalseInformation, AbnormalLateInformation, AbnormalLateReport, AbnormalUnreachable};
    let StandingKind::Status(
        reason @ (AbnormalFalseInformation | AbnormalLateInformation | AbnormalLateReport | AbnormalUnreachable),
    ) = standing.kind
    else {
        return Vec::new();
    };
    let said = standing.listing.as_deref();
    let found = said.and_then(|listing| listing.found_on);
    let listed = found.map(|found| Duty::of("abnormal_listing", found, Some(done(standing.from))));
    // The last day on the list is the day before its removal.
    let removed = standing.until.map(Day::next);
    let applied = said.and_then(|listing| listing.applied_on);
    // A report that came after the removal is that of another year.
    let in_time = |filed: &Day| reason == AbnormalLateReport && removed.is_none_or(|removed| *filed <= removed);
    let applied = applied.or_else(|| filed(standing, beside).filter(in_time));
    let removal = applied.map(|applied| Duty::of("abnormal_removal", applied, removed.map(done)));
    listed.into_iter().chain(removal).collect()
}

/// When a sole trader filed the report for whose lack it was marked: whoever is marked (标记为经营异常状态) need not ask,
/// but is restored within some days of filing (个体工商户年度报告办法).
fn filed(mark: &Standing, beside: &Beside<'_>) -> Option<Day> {
    beside.merchant().filter(|merchant| merchant.kind == MerchantKind::SoleTrader)?;
    let reports = beside.standings().filter(|other| other.kind == StandingKind::AnnualReport);
    reports.map(|report| report.from).filter(|filed| *filed >= mark.from).min()
}
