//! What complaints, reports and online cases oblige an office, or a merchant, to do.

use super::{Duty, done, first, lapsed};
use crate::clock::Stop;
use crate::clock::rules::{ChosenBy, Clocks, MEDIATION};
use domain::day::Day;
use domain::record::{Complaint, Handling, OdrCase, Report};
use domain::vocab::{ComplaintOutcome, ReportDecision};

/// To be accepted or refused, and then settled or ended (总局令第20号 Arts. 14, 21; 第121号 Art. 23); its work order to
/// be answered; and itself to be published.
pub(super) fn of_complaint(complaint: &Complaint, clocks: &Clocks) -> Vec<Duty> {
    let handling = complaint.handling.as_deref();
    if complaint.duplicate {
        return of_repetition(handling);
    }
    let mut duties = vec![Duty::of("complaint_acceptance", complaint.received_on, decided(complaint))];
    duties.extend(complaint.accepted_on.map(|accepted| mediation(complaint, accepted, clocks)));
    duties.extend(handling.and_then(work_order));
    duties.extend(termination_notice(complaint));
    duties.extend(publication(complaint));
    duties
}

/// What ends the time to accept or refuse: the decision, and the telling of it if that came later (消费者权益保护法 Art.
/// 46). Who was told something before anybody decided was not told of the decision.
fn decided(complaint: &Complaint) -> Option<Stop> {
    use ComplaintOutcome::{SelfSettled, Transferred, WithdrawnAsMistaken, WithdrawnBeforeAccept};
    let told = complaint.handling.as_deref().and_then(|handling| handling.told_on);
    let decided = |on: Day| done(told.map_or(on, |told| told.max(on)));
    match (complaint.accepted_on, complaint.outcome) {
        (Some(accepted), _) => Some(decided(accepted)),
        (None, Some(SelfSettled | Transferred | WithdrawnAsMistaken | WithdrawnBeforeAccept)) => {
            complaint.closed_on.map(lapsed)
        }
        // Refused on the day on which it was closed; or it must have been accepted, though nobody says when: on the
        // last day on which it can have been.
        (None, Some(_)) => complaint.closed_on.map(decided),
        (None, None) => None,
    }
}

/// To be settled or ended, by the rule of the event that the policy chooses rules by. Which rule governs what was
/// received before a new one and is still open when that begins, the law leaves open.
fn mediation(complaint: &Complaint, accepted: Day, clocks: &Clocks) -> Duty {
    use ComplaintOutcome::{Transferred, WithdrawnAsMistaken};
    let ended = match complaint.outcome {
        Some(Transferred | WithdrawnAsMistaken) => complaint.closed_on.map(lapsed),
        _ => complaint.closed_on.map(done),
    };
    let mut mediation = Duty::of(MEDIATION, accepted, ended);
    if let Some(clock) = clocks.get(MEDIATION) {
        if clock.selected_by() == ChosenBy::Receipt {
            mediation.selected_on = complaint.received_on;
        }
        mediation.doubted_from = clock.changes_within(complaint.received_on, complaint.closed_on);
    }
    mediation.course.pauses = tested(complaint.handling.as_deref());
    mediation
}

fn tested(handling: Option<&Handling>) -> Vec<domain::span::Span> {
    handling.map(|handling| handling.testing.iter().map(|period| period.span()).collect()).unwrap_or_default()
}

/// The main filing stays, but the work order that came with a repetition is to be answered all the same.
fn of_repetition(handling: Option<&Handling>) -> Vec<Duty> {
    handling.and_then(work_order).into_iter().collect()
}

/// A work order of the hotline is to be answered; one that is handed back is no longer this system's.
fn work_order(handling: &Handling) -> Option<Duty> {
    let order = handling.order.as_ref()?;
    let ended = first(order.answered_on.map(done), order.returned_on.map(lapsed));
    Some(Duty::of("work_order_answer", order.dispatched_on, ended).until(order.due_on))
}

/// Both sides are to be told that mediation has ended (第20号 Art. 21).
fn termination_notice(complaint: &Complaint) -> Option<Duty> {
    let is_ended = complaint.outcome.is_some_and(ComplaintOutcome::ends_mediation);
    let ended = complaint.closed_on.filter(|_| is_ended)?;
    let told = complaint.handling.as_deref().and_then(|handling| handling.ended_told_on);
    Some(Duty::of("complaint_termination_notice", ended, told.map(done)))
}

/// What may be published of a closed complaint is to be published (投诉信息公示暂行规则).
fn publication(complaint: &Complaint) -> Option<Duty> {
    let published = complaint.publicity.as_deref().and_then(|publicity| publicity.published_on);
    let closed = complaint.closed_on.filter(|_| complaint.is_publishable())?;
    Some(Duty::of("complaint_publication", closed, published.map(done)))
}

/// To be verified until it is decided whether a case is filed, and the reporter who gave a name to be told.
pub(super) fn of_report(report: &Report) -> Vec<Duty> {
    let handling = report.handling.as_deref();
    if report.duplicate {
        return of_repetition(handling);
    }
    let mut verification = Duty::of("report_verification", report.received_on, report.decided_on.map(done));
    verification.course.approvals.clone_from(&report.extended_on);
    verification.course.pauses = tested(handling);
    let mut duties = vec![verification];
    let is_decided = matches!(report.decision, Some(ReportDecision::Filed | ReportDecision::NotFiled));
    if let Some(decided) = report.decided_on.filter(|_| is_decided && report.real_name) {
        let told = handling.and_then(|handling| handling.told_on);
        duties.push(Duty::of("reporter_notice", decided, told.map(done)));
    }
    duties.extend(handling.and_then(work_order));
    duties
}

/// To be settled or answered by the merchant that takes part.
pub(super) fn of_odr_case(case: &OdrCase) -> Vec<Duty> {
    let ended = first(case.answered_on.map(done), case.settled_on.map(done));
    vec![Duty::of("odr_settlement", case.filed_on, ended)]
}
