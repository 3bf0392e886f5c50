//! What a filing adds to a measure (计入口径).

use crate::measure::Measure;
use crate::rules::Rules;
use domain::day::Day;
use domain::record::{Complaint, Content, OdrCase, Report, WorkOrder};
use domain::vocab::{ComplaintOutcome, FilingSource, ReportDecision};
use statute::clock::counting::{Counted, counted};
use statute::clock::rules::{Count, MEDIATION};
use statute::clock::{Ending, Reading, State};
use statute::duties::{Duty, Limits};

/// Days from the first through the last (统计期).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

impl Period {
    /// Is the day one of them?
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

/// What one filing adds to a measure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Share {
    /// The day by which it is counted.
    pub day: Day,
    /// Is it one of those that are compared with?
    pub of: bool,
    /// Is it one of those that were as they should be?
    pub good: bool,
    /// With K5: the case that was filed. A case that grew out of several filings is one.
    pub case_no: Option<String>,
}

/// What a record adds to measures within a period, as is seen at the end of `as_of`. With K5 a filing may add twice, by
/// the day on which it was closed and by that of the case.
#[must_use]
pub fn shares(
    measures: &[Measure],
    content: &Content,
    period: Period,
    as_of: Day,
    (limits, rules): (&Limits, &Rules),
) -> Vec<(Measure, Share)> {
    if !may_touch(content, period) {
        return Vec::new();
    }
    let view = View { content, duties: limits.duties(content), as_of, limits, rules };
    let of_each = measures.iter().flat_map(|measure| view.of(*measure).into_iter().map(|share| (*measure, share)));
    of_each.filter(|(_, share)| share.day <= as_of && period.contains(share.day)).collect()
}

/// The clocks of acceptance and of verification.
const ACCEPTANCE: &str = "complaint_acceptance";
const VERIFICATION: &str = "report_verification";

/// Longest time from the last event of a filing to a day by which it counts: more than any limit.
const LONGEST: i32 = 400;

/// Can a day by which it counts lie in the period at all? Most filings of some years do not, and are told apart quickly.
fn may_touch(content: &Content, period: Period) -> bool {
    let (received, accepted, ended) = match content {
        Content::Complaint(complaint) => (complaint.received_on, complaint.accepted_on, complaint.closed_on),
        Content::Report(report) => (report.received_on, None, report.decided_on),
        Content::OdrCase(case) => (case.filed_on, None, case.settled_on),
        _ => return false,
    };
    let handling = content.handling();
    let order = handling.and_then(|handling| handling.order.as_ref());
    let tested = handling.map(|handling| handling.testing.as_slice()).unwrap_or_default();
    let days = [
        accepted,
        ended,
        handling.and_then(|handling| handling.case_filed_on),
        order.map(|order| order.dispatched_on),
        order.and_then(|order| order.due_on),
        tested.iter().map(|period| period.until.unwrap_or(Day::FOREVER)).max(),
    ];
    let last = days.into_iter().flatten().max().unwrap_or(received).max(received);
    received <= period.to && last.plus_days(LONGEST) >= period.from
}

struct View<'v> {
    content: &'v Content,
    duties: Vec<Duty>,
    as_of: Day,
    limits: &'v Limits,
    rules: &'v Rules,
}

impl View<'_> {
    fn of(&self, measure: Measure) -> Vec<Share> {
        match measure {
            Measure::K1 | Measure::K1b | Measure::K2 => {
                measure.clock().map_or_else(Vec::new, |clock| self.timely(clock))
            }
            Measure::K3 => self.order(),
            Measure::K4 => self.settled(),
            Measure::K5 => self.cases(),
            Measure::K6 => self.published(),
        }
    }

    fn duty(&self, clock: &str) -> Option<(&Duty, Reading)> {
        let duty = self.duties.iter().find(|duty| duty.clock == clock)?;
        let reading = self.limits.read(duty, self.as_of)?;
        Some((duty, reading))
    }

    /// By the last day as the law counts it; what was done by the rolled one is in time. Only if that lies behind. An
    /// end because the time is over (T5) is one of mediation and says nothing of acceptance.
    fn timely(&self, clock: &str) -> Vec<Share> {
        let Some((duty, reading)) = self.duty(clock) else { return Vec::new() };
        let Some((due, last)) = self.over(duty, &reading) else { return Vec::new() };
        if clock == VERIFICATION && self.is_handed_over() {
            return Vec::new();
        }
        let is_mediation = clock == MEDIATION;
        let is_timely = reading.state == State::Met || is_mediation && self.is_within_grace(last);
        let good = is_timely && !(is_mediation && self.is_too_early(due));
        vec![Share { day: due, of: true, good, case_no: None }]
    }

    /// Was it handed over to whoever is competent, not after its last day? Then it is in no ratio of this office
    /// (settled readings, 8). Where no last day is known, none has passed.
    fn is_handed_over(&self) -> bool {
        let (on, clock) = match self.content {
            Content::Complaint(Complaint {
                closed_on,
                outcome: Some(ComplaintOutcome::Transferred),
                accepted_on,
                ..
            }) => (*closed_on, if accepted_on.is_some() { MEDIATION } else { ACCEPTANCE }),
            Content::Report(Report { decided_on, decision: Some(ReportDecision::Transferred), .. }) => {
                (*decided_on, VERIFICATION)
            }
            _ => return false,
        };
        let due = self.duty(clock).and_then(|(_, reading)| reading.due);
        on.is_some_and(|on| on <= self.as_of && due.is_none_or(|due| on <= due))
    }

    /// Unrolled and rolled last day of what has run out, unless it needed not be done any more by then.
    fn over(&self, duty: &Duty, reading: &Reading) -> Option<(Day, Day)> {
        let (due, last) = (reading.due?, reading.last?);
        let lapsed = duty.course.stop.filter(|stop| stop.ending == Ending::Lapsed && stop.on <= self.as_of);
        let is_out = lapsed.is_some_and(|stop| stop.on <= due);
        (last < self.as_of && !is_out).then_some((due, last))
    }

    /// Whoever ends a mediation because its time is over can do so only when it is.
    fn is_within_grace(&self, last: Day) -> bool {
        let Content::Complaint(complaint) = self.content else { return false };
        if complaint.outcome != Some(ComplaintOutcome::T5) {
            return false;
        }
        let until = counted(last, self.rules.t5_grace, Count::WorkingDays, &[], self.limits.calendar());
        let is_early = |closed| matches!(until, Counted::On(day) if closed <= day);
        complaint.closed_on.is_some_and(|closed| closed <= self.as_of && is_early(closed))
    }

    /// Whoever ends a mediation because its time is over, when it is not, has not ended it as the law asks.
    fn is_too_early(&self, due: Day) -> bool {
        let Content::Complaint(complaint) = self.content else { return false };
        complaint.outcome == Some(ComplaintOutcome::T5) && complaint.closed_on.is_some_and(|closed| closed <= due)
    }

    /// A work order: one that is handed back at once is nobody's here, one that is handed back later was not answered.
    fn order(&self) -> Vec<Share> {
        let Some(order) = self.content.handling().and_then(|handling| handling.order.as_ref()) else {
            return Vec::new();
        };
        let Some((_, reading)) = self.duty("work_order_answer") else { return Vec::new() };
        let (Some(due), Some(last)) = (reading.due, reading.last) else { return Vec::new() };
        if last >= self.as_of || is_handed_back(order, self.as_of, (self.limits, self.rules)) {
            return Vec::new();
        }
        vec![Share { day: due, of: true, good: reading.state == State::Met, case_no: None }]
    }

    /// What ended by an agreement of the parties, to all that came to an end with both sides there.
    fn settled(&self) -> Vec<Share> {
        settled(self.content).map(|(day, good)| Share { day, of: true, good, case_no: None }).into_iter().collect()
    }

    /// Filings closed, but for those that were handed over, and cases that grew out of filings.
    fn cases(&self) -> Vec<Share> {
        let closed = match self.content {
            Content::Complaint(Complaint { closed_on, withdrawn: false, duplicate: false, .. }) => *closed_on,
            Content::Report(Report { decided_on, withdrawn: false, duplicate: false, .. }) => *decided_on,
            _ => return Vec::new(),
        };
        let case = self.filed_on().zip(self.case_no());
        let closed =
            closed.filter(|_| !self.is_handed_over()).map(|day| Share { day, of: true, good: false, case_no: None });
        let case = case.map(|(day, number)| Share { day, of: false, good: true, case_no: Some(number) });
        closed.into_iter().chain(case).collect()
    }

    /// The number of the case; a report that was decided to be one, and of which no number is told, is its own case.
    fn case_no(&self) -> Option<String> {
        let own = match self.content {
            Content::Report(Report { number, decision: Some(ReportDecision::Filed), .. }) => Some(number.as_str()),
            _ => None,
        };
        self.content.handling().and_then(|handling| handling.case_no.as_deref()).or(own).map(str::to_owned)
    }

    /// The day on which the case was filed: for a report that of the decision to do so, if no other is told.
    fn filed_on(&self) -> Option<Day> {
        let decided = match self.content {
            Content::Report(Report { decided_on, decision: Some(ReportDecision::Filed), .. }) => *decided_on,
            _ => None,
        };
        self.content.handling().and_then(|handling| handling.case_filed_on).or(decided)
    }

    fn published(&self) -> Vec<Share> {
        let Some((duty, reading)) = self.duty("complaint_publication") else { return Vec::new() };
        // Before anything was kept of publication, only what was published would be known.
        if !self.limits.is_kept(duty) {
            return Vec::new();
        }
        let Some((due, _)) = self.over(duty, &reading) else { return Vec::new() };
        let good = matches!(reading.state, State::Met | State::MetLate);
        vec![Share { day: due, of: true, good, case_no: None }]
    }
}

/// Was an order handed back at once, so that it is nobody's here?
pub(crate) fn is_handed_back(order: &WorkOrder, as_of: Day, (limits, rules): (&Limits, &Rules)) -> bool {
    let at_once = counted(order.dispatched_on, rules.order_return, Count::WorkingDays, &[], limits.calendar());
    let returned = order.returned_on.filter(|returned| *returned <= as_of);
    returned.is_some_and(|returned| matches!(at_once, Counted::On(day) if returned <= day))
}

/// The day a filing ended as far as K4 counts it, and whether the parties settled it themselves. Online they may settle
/// at any time: whether it was in time is another matter.
pub(crate) fn settled(content: &Content) -> Option<(Day, bool)> {
    match content {
        Content::Complaint(complaint) if !complaint.withdrawn && !complaint.duplicate => how_ended(complaint),
        Content::OdrCase(OdrCase { settled_on: Some(on), void: false, withdrawn: false, .. }) => Some((*on, true)),
        _ => None,
    }
}

/// The day a dispute ended, and whether the parties settled it themselves; nothing for what does not count. T1 does
/// not say which of its two it was, so it counts in neither (settled readings, 12); at a service station the parties
/// settle in any case.
fn how_ended(complaint: &Complaint) -> Option<(Day, bool)> {
    use ComplaintOutcome::{Mediated, SelfSettled, T2, T3, T4, T5, T8};
    let is_station = complaint.handling.as_deref().is_some_and(|h| h.source == Some(FilingSource::Station));
    let good = match complaint.outcome? {
        SelfSettled => true,
        Mediated => is_station,
        T2 | T3 | T4 | T5 | T8 => false,
        _ => return None,
    };
    Some((complaint.closed_on?, good))
}
