//! Annual reports (年度报告): due from 1 January to 30 June, or the next working day, for the year before, and what follows
//! where one was not filed in time. A report does not say of which year it is: the missing years are filed in their order, each from the
//! 1 January on which its window opens.

use super::beside::Beside;
use super::{Duty, Limits, done, first, lapsed};
use domain::day::Day;
use domain::record::{Merchant, Record as _, Standing, StandingKind};
use domain::vocab::StatusKind;

/// The year in which the next report of a merchant is due that has not been filed, and which report was filed in which.
struct Windows {
    next: i32,
    filed: Vec<(Day, String, i32)>,
}

impl Windows {
    /// From the first year in which the office keeps reports, of who was registered before it (公示条例 Art. 8).
    fn of(merchant: &Merchant, kept_from: Day, beside: &Beside<'_>) -> Option<Self> {
        let first = kept_from.year().max(merchant.registered_on?.year() + 1);
        let reports = beside.standings().filter(|standing| standing.kind == StandingKind::AnnualReport);
        let mut reports: Vec<(Day, String)> =
            reports.map(|report| (report.from, report.key().as_str().to_owned())).collect();
        reports.sort_unstable();
        let mut windows = Self { next: first, filed: Vec::new() };
        for (on, key) in reports {
            // One more in the year of the last one corrects it.
            if on.year() >= windows.next {
                windows.filed.push((on, key, windows.next));
                windows.next += 1;
            }
        }
        Some(windows)
    }
}

/// The next report that has not been filed, as long as the merchant trades when its window opens.
pub(super) fn of_merchant(merchant: &Merchant, kept_from: Day, beside: &Beside<'_>) -> Option<Duty> {
    // Of several registrations one counts, or the report would be due twice.
    if beside.merchant().is_some_and(|counts| counts.code != merchant.code) {
        return None;
    }
    let windows = Windows::of(merchant, kept_from, beside)?;
    let gone = merchant.trading_off();
    let opens = Day::from_ymd(windows.next, 1, 1)?;
    due(windows.next, gone.map(lapsed)).filter(|_| gone.is_none_or(|off| off > opens))
}

/// The window that a filed report met.
pub(super) fn of_report(report: &Standing, kept_from: Day, beside: &Beside<'_>) -> Option<Duty> {
    let windows = Windows::of(beside.merchant()?, kept_from, beside)?;
    let key = report.key();
    let (_, _, year) = windows.filed.into_iter().find(|(_, filed, _)| filed == key.as_str())?;
    due(year, Some(done(report.from)))
}

fn due(year: i32, ended: Option<crate::clock::Stop>) -> Option<Duty> {
    Some(Duty::of("annual_report", Day::from_ymd(year, 1, 1)?, ended).until(Some(ends(year)?)))
}

/// The last day of a window as the law names it.
fn ends(year: i32) -> Option<Day> {
    Day::from_ymd(year, 6, 30)
}

/// The last day on which the report of a window is in time, where its working days are published.
fn last_in_time(year: i32, limits: &Limits) -> Option<Day> {
    let window = due(year, None)?;
    limits.read(&window, window.course.started_on)?.last
}

/// Who is known to be late is to be listed, from the end of the window on, unless the report comes first; a listing that
/// says on which day its reason was found has this limit itself.
pub(super) fn of_lateness(overdue: &Standing, kept_from: Day, beside: &Beside<'_>, limits: &Limits) -> Option<Duty> {
    if overdue.kind != StandingKind::Status(StatusKind::AnnualReportOverdue) || overdue.from < kept_from {
        return None;
    }
    let late = StandingKind::Status(StatusKind::AbnormalLateReport);
    let mut listings = beside.standings().filter(|other| other.kind == late && other.from >= overdue.from);
    let listing = listings.by_ref().min_by_key(|listing| listing.from);
    if listing.is_some_and(|listing| listing.listing.as_deref().is_some_and(|listing| listing.found_on.is_some())) {
        return None;
    }
    let ended = first(listing.map(|listing| done(listing.from)), overdue.until.map(|last| lapsed(last.next())));
    let (year, eve) = (overdue.from.year(), overdue.from.plus_days(-1));
    // Whoever is called late from 1 July on may not have been before the day to which 30 June rolls.
    let rolled = last_in_time(year, limits).filter(|_| ends(year).is_some_and(|ends| overdue.from > ends));
    Some(Duty::of("abnormal_listing", rolled.map_or(eve, |last| last.max(eve)), ended))
}
