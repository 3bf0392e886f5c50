//! Which time limits a record sets going (办理期限), and what has become of each: the duties of the office that holds
//! it. What a record does not say yet, such as the day on which a result was handed to another platform, starts
//! nothing here.

use crate::clock::rules::Clocks;
use crate::clock::{Course, Ending, Reading, Stop};
use crate::penalty::displayed;
use crate::tables::{DisplayChannel, Tables};
use domain::day::Day;
use domain::digest::Digest;
use domain::record::{Complaint, Content, MerchantKind, OdrCase, Penalty};
use domain::vocab::ComplaintOutcome;
use policy::calendar::Calendar;
use policy::embedded;
use policy::fault::Fault;
use policy::set::PolicySet;

/// What is read of records here: another one when anything else is.
const READING: &str = "duties/1";

/// What decides of time limits: the law's tables, its clocks, and the working days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    tables: Tables,
    clocks: Clocks,
    calendar: Calendar,
    digest: Digest,
}

impl Limits {
    /// The shipped clocks, with these parameters and working days.
    ///
    /// # Errors
    /// Every fault of the parameters.
    pub fn with(policies: &PolicySet, calendar: Calendar) -> Result<Self, Vec<Fault>> {
        let clocks = embedded::clocks()?;
        let parts = [&Digest(READING.to_owned()), policies.digest(), clocks.digest(), &calendar.digest()]
            .map(ToString::to_string)
            .join("\n");
        Ok(Self {
            tables: Tables::read(policies)?,
            clocks: Clocks::read(&clocks)?,
            calendar,
            digest: Digest::of_bytes(parts.as_bytes()),
        })
    }

    /// Those that are shipped.
    ///
    /// # Errors
    /// Never for a program that passed its tests; else every fault of the shipped files.
    pub fn shipped() -> Result<Self, Vec<Fault>> {
        Self::with(&embedded::policies()?, embedded::calendar()?)
    }

    /// The clocks.
    #[must_use]
    pub const fn clocks(&self) -> &Clocks {
        &self.clocks
    }

    /// The working days.
    #[must_use]
    pub const fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Another one wherever anything else is decided: what was worked out by another must be worked out again.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// What a duty's clock says at the end of a day; nothing if there is no such clock.
    #[must_use]
    pub fn read(&self, duty: &Duty, as_of: Day) -> Option<Reading> {
        let clock = self.clocks.get(duty.clock)?;
        Some(Reading::on(as_of, &duty.course, clock.on(duty.selected_on), &self.calendar))
    }

    /// The duties that a record sets going. One that was taken back sets none.
    #[must_use]
    pub fn duties(&self, content: &Content) -> Vec<Duty> {
        match content {
            Content::Penalty(penalty) if !penalty.withdrawn => self.of_penalty(penalty),
            Content::Complaint(complaint) if !complaint.withdrawn && !complaint.duplicate => of_complaint(complaint),
            Content::OdrCase(case) if !case.withdrawn && !case.void => of_odr_case(case),
            _ => Vec::new(),
        }
    }

    /// To be published on GSXT, unless the law forbids it or another authority decided (总局令第45号 Art. 9).
    fn of_penalty(&self, penalty: &Penalty) -> Vec<Duty> {
        // Only how long it is displayed depends on what the party is, but for the smallest fines: an enterprise's.
        let display = displayed(penalty, MerchantKind::Enterprise, &self.tables).display;
        if display.channel != DisplayChannel::Gsxt || !display.is_publishable() {
            return Vec::new();
        }
        let published = penalty.published_on.map(done);
        let annulled = penalty.annulled_on.map(lapsed);
        vec![Duty::of("penalty_publication", penalty.decided_on, first(published, annulled))]
    }
}

/// To be accepted or refused, and then settled or ended (总局令第20号 Arts. 14, 21; 第121号 Art. 23).
fn of_complaint(complaint: &Complaint) -> Vec<Duty> {
    use ComplaintOutcome::{SelfSettled, Transferred, WithdrawnAsMistaken, WithdrawnBeforeAccept};
    let closed = |stop: fn(Day) -> Stop| complaint.closed_on.map(stop);
    let decided = match (complaint.accepted_on, complaint.outcome) {
        (Some(accepted), _) => Some(done(accepted)),
        (None, Some(SelfSettled | Transferred | WithdrawnAsMistaken | WithdrawnBeforeAccept)) => closed(lapsed),
        // It must have been accepted, though nobody says when: on the last day on which it can have been.
        (None, _) => closed(done),
    };
    let mut duties = vec![Duty::of("complaint_acceptance", complaint.received_on, decided)];
    if let Some(accepted) = complaint.accepted_on {
        let ended = match complaint.outcome {
            Some(Transferred | WithdrawnAsMistaken) => closed(lapsed),
            _ => closed(done),
        };
        let mediation = Duty::of("complaint_mediation", accepted, ended);
        duties.push(Duty { selected_on: complaint.received_on, ..mediation });
    }
    duties
}

/// To be settled or answered by the merchant that takes part.
fn of_odr_case(case: &OdrCase) -> Vec<Duty> {
    let ended = first(case.answered_on.map(done), case.settled_on.map(done));
    vec![Duty::of("odr_settlement", case.filed_on, ended)]
}

/// A time limit that was set going (期限事项).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Duty {
    /// Name of its clock, without `clocks.`.
    pub clock: &'static str,
    /// The day by which its rule is chosen.
    pub selected_on: Day,
    /// What has happened to it.
    pub course: Course,
}

impl Duty {
    fn of(clock: &'static str, started_on: Day, stop: Option<Stop>) -> Self {
        let course = Course { stop, ..Course::since(started_on) };
        Self { clock, selected_on: started_on, course }
    }
}

const fn done(on: Day) -> Stop {
    Stop { on, ending: Ending::Done }
}

const fn lapsed(on: Day) -> Stop {
    Stop { on, ending: Ending::Lapsed }
}

/// The earlier of two ends; of two on one day, what was done.
fn first(one: Option<Stop>, other: Option<Stop>) -> Option<Stop> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.on < one.on { other } else { one }),
        (one, other) => one.or(other),
    }
}
