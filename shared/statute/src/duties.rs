//! Which time limits a record sets going (办理期限), and what has become of each: the duties of the office that holds
//! it. From which day on an office keeps what ended a step, such as reporting to another platform, is policy: before it
//! a record that says nothing of the step sets nothing going there, or it would be overdue for ever.

mod annual;
mod beside;
mod filings;
mod listings;
mod penalties;
mod permits;
mod procedures;
mod replaced;
mod visits;

pub use beside::TOGETHER;
pub use procedures::{OF_PROCEDURES, Procedure};
pub use replaced::{Placed, replaced};

use crate::clock::rules::Clocks;
use crate::clock::{Course, Ending, Reading, State, Stop};
use crate::lateness::Lateness;
use crate::tables::Tables;
use beside::Beside;
use domain::day::Day;
use domain::digest::Digest;
use domain::record::{Content, StandingKind};
use policy::calendar::Calendar;
use policy::fault::Fault;
use policy::library::Library;
use policy::reader::on_every_day;
use policy::set::PolicySet;

/// What is read of records here: another one when anything else is.
const READING: &str = "duties/10";

/// What decides of time limits: the law's tables, its clocks, and the working days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limits {
    tables: Tables,
    clocks: Clocks,
    calendar: Calendar,
    sources: PolicySet,
    digest: Digest,
}

impl Limits {
    /// Those of a library.
    ///
    /// # Errors
    /// Every fault of its parameters, clocks and times of sources.
    pub fn of(library: &Library) -> Result<Self, Vec<Fault>> {
        let Library { parameters, clocks, sources, calendar, .. } = library;
        on_every_day(sources, |day| Lateness::on(sources, day))?;
        let parts = [&Digest(READING.to_owned()), parameters.digest(), clocks.digest(), &calendar.digest()]
            .map(ToString::to_string)
            .join("\n");
        Ok(Self {
            tables: Tables::read(parameters)?,
            clocks: Clocks::read(clocks)?,
            calendar: calendar.clone(),
            sources: sources.clone(),
            digest: Digest::of_bytes(parts.as_bytes()),
        })
    }

    /// Those that are shipped.
    ///
    /// # Errors
    /// Never for a program that passed its tests; else every fault of the shipped files.
    pub fn shipped() -> Result<Self, Vec<Fault>> {
        Self::of(&Library::shipped()?)
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

    /// How long after what it tells of a record may arrive, as it is on a day: it decides nothing else, and is no part
    /// of the digest.
    ///
    /// # Errors
    /// Every fault of the parameter, if it ends before that day.
    pub fn lateness(&self, day: Day) -> Result<Lateness, Vec<Fault>> {
        Lateness::on(&self.sources, day)
    }

    /// What a duty's clock says at the end of a day; nothing if there is no such clock.
    #[must_use]
    pub fn read(&self, duty: &Duty, as_of: Day) -> Option<Reading> {
        let reading = self.reading(duty.clock, duty.selected_on, &duty.course, as_of)?;
        let is_doubted = duty.doubted_from.is_some_and(|day| day <= as_of);
        if duty.is_moot(as_of) {
            // That the duty ends with the display is how the law is read here; no article says it.
            return Some(Reading { state: State::Ended, provisional: true, ..reading });
        }
        Some(Reading { provisional: reading.provisional || is_doubted, ..reading })
    }

    /// What a clock of this name says at the end of a day, by the rule of the day that chooses it; nothing if there is no
    /// such clock.
    #[must_use]
    pub fn reading(&self, clock: &str, selected_on: Day, course: &Course, as_of: Day) -> Option<Reading> {
        Some(Reading::on(as_of, course, self.clocks.get(clock)?.on(selected_on), &self.calendar))
    }

    /// The duties that a record sets going by itself. One that was taken back sets none.
    #[must_use]
    pub fn duties(&self, content: &Content) -> Vec<Duty> {
        self.duties_beside(content, std::slice::from_ref(content))
    }

    /// The duties that a record sets going, by everything of the kinds [`TOGETHER`] that stands of the same merchant,
    /// itself among it. One that was taken back sets none.
    #[must_use]
    pub fn duties_beside(&self, content: &Content, all: &[Content]) -> Vec<Duty> {
        let mut duties = self.set_going(content, &Beside(all));
        duties.retain(|duty| duty.is_done() || self.is_kept(duty));
        duties
    }

    /// Does the office keep what ends such a duty?
    #[must_use]
    pub fn is_kept(&self, duty: &Duty) -> bool {
        let rule = self.clocks.get(duty.clock).map(|clock| clock.on(duty.selected_on).value);
        rule.and_then(|rule| rule.kept_from).is_none_or(|first| duty.course.started_on >= first)
    }

    /// From which day on the office keeps annual reports.
    fn reports_from(&self) -> Option<Day> {
        self.clocks.get("annual_report")?.on(Day::FOREVER).value.kept_from
    }

    fn set_going(&self, content: &Content, beside: &Beside<'_>) -> Vec<Duty> {
        match content {
            Content::Penalty(penalty) if !penalty.withdrawn => penalties::of(penalty, &self.tables),
            Content::Complaint(complaint) if !complaint.withdrawn => filings::of_complaint(complaint, &self.clocks),
            Content::Report(report) if !report.withdrawn => filings::of_report(report),
            Content::OdrCase(case) if !case.withdrawn && !case.void => filings::of_odr_case(case),
            Content::Inspection(visit) if !visit.withdrawn => visits::of_inspection(visit),
            Content::Test(test) if !test.withdrawn => visits::of_test(test),
            Content::Standing(standing) if !standing.withdrawn => {
                let reports = self.reports_from().into_iter().flat_map(|kept_from| match standing.kind {
                    StandingKind::AnnualReport => annual::of_report(standing, kept_from, beside),
                    _ => annual::of_lateness(standing, kept_from, beside, self),
                });
                let mut duties: Vec<Duty> = permits::of(standing, beside).into_iter().chain(reports).collect();
                duties.extend(listings::of(standing, beside));
                duties
            }
            Content::Merchant(merchant) if !merchant.withdrawn => {
                let kept_from = self.reports_from();
                kept_from.and_then(|from| annual::of_merchant(merchant, from, beside)).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }
}

/// A time limit that was set going (期限事项).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Duty {
    /// Name of its clock, without `clocks.`.
    pub clock: &'static str,
    /// The day by which its rule is chosen.
    pub selected_on: Day,
    /// The day from which on it is not settled which rule governs it: another one began while it was open.
    pub doubted_from: Option<Day>,
    /// The first day on which it can be done no more, if it was not done by then: time has passed, and nothing need have
    /// happened.
    pub moot_from: Option<Day>,
    /// What has happened to it.
    pub course: Course,
}

impl Duty {
    fn of(clock: &'static str, started_on: Day, stop: Option<Stop>) -> Self {
        let course = Course { stop, ..Course::since(started_on) };
        Self { clock, selected_on: started_on, doubted_from: None, moot_from: None, course }
    }

    fn is_done(&self) -> bool {
        self.course.stop.is_some_and(|stop| stop.ending == Ending::Done)
    }

    /// Is it open, and can it be done no more at the end of a day?
    fn is_moot(&self, as_of: Day) -> bool {
        let is_open = self.course.stop.is_none_or(|stop| stop.on > as_of);
        is_open && self.moot_from.is_some_and(|day| day <= as_of)
    }

    /// With the first day on which it can be done no more.
    const fn moot(mut self, from: Option<Day>) -> Self {
        self.moot_from = from;
        self
    }

    /// With the last day that the record itself names.
    const fn until(mut self, own: Option<Day>) -> Self {
        self.course.own = own;
        self
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
