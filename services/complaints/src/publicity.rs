//! What is public of complaints (投诉公示): those that were published and may be, for some months, and totals of them.
//! A published complaint is no finding of a violation.
//!
//! Nothing is shown of what somebody wrote: goods, claim and the type of problem are words without a list of their own,
//! and masking cannot promise that no name is left in them. A text that a person wrote needs an official's release
//! (§8a, Masking), and there is none for complaints.

mod aggregate;

pub use aggregate::{Aggregate, Aggregates, Aggregation};

use crate::filings::{Filing, Filings};
use crate::statistics::StatisticsError;
use contracts::clock::Clock;
use contracts::page::cut;
use contracts::port::{MarkedItem, Marks, Merchants, Registration};
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Complaint, Content};
use domain::vocab::ComplaintOutcome;
use ledger::Mirror;
use policy::fault::Fault;
use policy::parameter::{Unit, Value};
use policy::reader::{Basis, Reader, on_every_day};
use policy::set::PolicySet;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Months whose complaints a total counts.
const TOTALLED: u32 = 12;
/// Longest display that policy can ask for, in months.
const LONGEST: u32 = 60;

/// What is public of complaints.
pub struct Publicity {
    filings: Arc<Mirror<Filings>>,
    merchants: Arc<dyn Merchants>,
    policies: PolicySet,
    clock: Arc<dyn Clock>,
    /// What was counted last.
    aggregated: Mutex<BTreeMap<Aggregation, Aggregates>>,
}

/// What the policy says of the publicity of complaints on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rules {
    /// Months of display from publication on.
    pub display_months: u32,
    /// Fewest complaints of a published total.
    pub smallest_aggregate: u64,
    /// The intervals that this was read from.
    pub basis: Vec<Basis>,
}

impl Rules {
    fn on(set: &PolicySet, day: Day) -> Result<Self, Vec<Fault>> {
        let mut reader = Reader::on(set, day);
        let display_months = reader.take("filings.display_months", Unit::Months, number);
        let smallest_aggregate = reader.take("filings.smallest_aggregate", Unit::Count, number);
        let basis = reader.end()?;
        let read = || {
            let smallest_aggregate = u64::from(smallest_aggregate?);
            Some(Self { display_months: display_months?, smallest_aggregate, basis })
        };
        // What is missing is a fault, and those have been told.
        read().ok_or_else(Vec::new)
    }
}

/// Whatever the day, can the rules be read?
pub(crate) fn check(set: &PolicySet) -> Result<(), Vec<Fault>> {
    on_every_day(set, |day| Rules::on(set, day))
}

fn number(value: &Value) -> Result<u32, String> {
    let read =
        value.integer().and_then(|number| u32::try_from(number).ok()).filter(|number| (1..=LONGEST).contains(number));
    read.ok_or_else(|| format!("a number from 1 to {LONGEST} is needed"))
}

/// A complaint as the public sees it (公示的投诉): codes and days. Who complained is told nowhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicComplaint {
    /// The merchant's code, as the complaint has it.
    pub party: PartyCode,
    /// Its name, if it is registered.
    pub name: Option<String>,
    /// Day of receipt.
    pub received_on: Day,
    /// Day it ended.
    pub closed_on: Day,
    /// How it ended.
    pub outcome: ComplaintOutcome,
    /// Day of publication.
    pub published_on: Day,
    /// Last day of display.
    pub until: Day,
    /// What stands beside it.
    pub marks: Marks,
    /// Its place in a list.
    pub after: PublicAfter,
}

/// Where a list of published complaints goes on: behind this one. It names no complaint: whoever knows a number could
/// learn by it whether it was one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct PublicAfter {
    newest_first: i32,
    subject: i64,
    place: usize,
}

/// Totals of the last twelve months (投诉汇总).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Totals {
    /// First day, by the day on which they ended.
    pub from: Day,
    /// Last one.
    pub to: Day,
    /// Complaints that ended with a result; nothing if there are fewer than may be published.
    pub closed: Option<u64>,
    /// How many of them by an agreement; nothing as above.
    pub settled: Option<u64>,
    /// The numbers that were used.
    pub rules: Rules,
}

impl Publicity {
    pub(crate) fn new(
        filings: Arc<Mirror<Filings>>,
        policies: PolicySet,
        merchants: Arc<dyn Merchants>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { filings, merchants, policies, clock, aggregated: Mutex::default() }
    }

    fn rules(&self, day: Day) -> Result<Rules, StatisticsError> {
        Rules::on(&self.policies, day).map_err(StatisticsError::Policy)
    }

    /// Complaints on display today, newest publication first, of one merchant or of all; and where the list goes on.
    ///
    /// # Errors
    /// [`StatisticsError`].
    pub fn displayed(
        &self,
        code: Option<PartyCode>,
        after: Option<&PublicAfter>,
        limit: usize,
    ) -> Result<(Vec<PublicComplaint>, Option<PublicAfter>), StatisticsError> {
        let today = self.clock.today();
        let subject = match code {
            None => None,
            Some(code) => match self.filings.ledger().subject_of(code)? {
                Some(subject) => Some(subject),
                None => return Ok((Vec::new(), None)),
            },
        };
        let shown = self.filings.look(|filings| {
            let mut shown = Vec::new();
            let of_some: Box<dyn Iterator<Item = (i64, &[Filing])>> = match subject {
                Some(subject) => Box::new(std::iter::once((subject, filings.of_subject(subject)))),
                None => Box::new(filings.of_each()),
            };
            for (subject, of_one) in of_some {
                for (place, filing) in of_one.iter().enumerate() {
                    let Content::Complaint(complaint) = &filing.content else { continue };
                    let Some(display) = self.display(complaint, today) else { continue };
                    let place = PublicAfter { newest_first: -display.0.number(), subject, place };
                    if after.is_none_or(|after| place > *after) {
                        shown.push((place, display, &filing.key, complaint));
                    }
                }
            }
            shown.sort_unstable_by(|one, other| one.0.cmp(&other.0));
            // One more than is shown, to know whether there are more.
            shown.truncate(limit.saturating_add(1));
            let copied = shown
                .into_iter()
                .map(|(place, display, key, complaint)| (place, display, key.clone(), complaint.clone()));
            copied.collect::<Vec<_>>()
        });
        let mut shown = shown.ok_or(StatisticsError::Reading)?;
        let next = cut(&mut shown, limit, |(place, ..)| place.clone());
        let codes: Vec<PartyCode> = shown.iter().map(|(.., complaint)| complaint.party).collect();
        let registered = self.merchants.registered(&codes, None)?;
        let items: Vec<MarkedItem> =
            shown.iter().map(|(place, _, key, _)| MarkedItem::of_record(place.subject, key)).collect();
        let marks = self.filings.ledger().marks(&items)?;
        let shown = shown.into_iter().zip(registered).zip(marks);
        let shown = shown.filter_map(|(((after, days, _, complaint), merchant), marks)| {
            PublicComplaint::of(&complaint, merchant, days, (after, marks))
        });
        Ok((shown.collect(), next))
    }

    /// Does the time of display rest on a parameter that is not settled?
    ///
    /// # Errors
    /// [`StatisticsError::Policy`].
    pub fn is_provisional(&self) -> Result<bool, StatisticsError> {
        Ok(self.rules(self.clock.today())?.basis.iter().any(|basis| basis.provisional))
    }

    /// First and last day of display around today, of a complaint that was published and still may be. What is
    /// withheld, refused or taken back later goes off display at once.
    fn display(&self, complaint: &Complaint, today: Day) -> Option<(Day, Day)> {
        let published = complaint.publicity.as_deref()?.published_on?;
        // Most were published long ago: whatever the rule, no display is longer than this.
        let may_be_shown = published <= today && today <= published.plus_months(LONGEST) && complaint.is_publishable();
        let months = if may_be_shown { self.rules(published).ok()?.display_months } else { return None };
        let until = published.plus_months(months);
        (today <= until).then_some((published, until))
    }

    /// Totals of one merchant. The consumer's refusal keeps a complaint from being shown by itself, not from being
    /// counted among at least as many as policy asks for.
    ///
    /// # Errors
    /// [`StatisticsError`].
    pub fn totals(&self, code: PartyCode) -> Result<Totals, StatisticsError> {
        let to = self.clock.today();
        let from = to.aged(TOTALLED).next();
        let rules = self.rules(to)?;
        let subject = self.filings.ledger().subject_of(code)?;
        let counted = self.filings.look(|filings| {
            let theirs = subject.map(|subject| filings.of_subject(subject)).unwrap_or_default();
            let complaints = theirs.iter().filter_map(|filing| match &filing.content {
                Content::Complaint(complaint) => Some(complaint),
                _ => None,
            });
            let (mut closed, mut settled) = (0, 0);
            for complaint in complaints {
                let is_then = complaint.closed_on.is_some_and(|day| from <= day && day <= to);
                if is_then && complaint.is_publishable_in_law() {
                    closed += 1;
                    let outcome = complaint.outcome;
                    settled +=
                        u64::from(matches!(outcome, Some(ComplaintOutcome::SelfSettled | ComplaintOutcome::Mediated)));
                }
            }
            (closed, settled)
        });
        let (closed, settled): (u64, u64) = counted.ok_or(StatisticsError::Reading)?;
        let is_enough = closed >= rules.smallest_aggregate;
        Ok(Totals { from, to, closed: is_enough.then_some(closed), settled: is_enough.then_some(settled), rules })
    }
}

impl PublicComplaint {
    fn of(
        complaint: &Complaint,
        merchant: Option<Registration>,
        (published_on, until): (Day, Day),
        (after, marks): (PublicAfter, Marks),
    ) -> Option<Self> {
        Some(Self {
            party: complaint.party,
            received_on: complaint.received_on,
            closed_on: complaint.closed_on?,
            outcome: complaint.outcome?,
            published_on,
            until,
            name: merchant.map(|merchant| merchant.name),
            marks,
            after,
        })
    }
}
