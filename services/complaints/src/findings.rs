//! What an official should look at among the filings that stand (预警与暂缓建议): found anew each time it is asked for, so
//! that what is withdrawn or corrected since is no longer in it. Each says what became of holding its filings.

mod groups;
mod kind;
mod mains;
mod orders;

pub use groups::Dismissed;
pub use kind::Kind;

use crate::filings::{Filing, Filings};
use crate::holds::{Hold, Holds};
use crate::statistics::StatisticsError;
use alerts::{Rules, group, holds};
use contracts::access::Reach;
use contracts::clock::Clock;
use contracts::page::cut;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Complaint, Content};
use ledger::Mirror;
use policy::set::PolicySet;
use serde::{Deserialize, Serialize};
use statute::clock::counting::{Counted, counted};
use statute::clock::rules::Count;
use statute::duties::Limits;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Finds what an official should look at.
pub struct Findings {
    filings: Arc<Mirror<Filings>>,
    holds: Arc<Holds>,
    limits: Arc<Limits>,
    policies: PolicySet,
    clock: Arc<dyn Clock>,
}

/// Something that an official should look at (待核实事项).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// What.
    pub kind: Kind,
    /// The merchant's code, as the first of the filings has it.
    pub party: PartyCode,
    /// Day of receipt of the first of them.
    pub from: Day,
    /// Day of receipt of the last of them.
    pub to: Day,
    /// With a group: the type of problem.
    pub problem: Option<String>,
    /// With a group: how many different complainants.
    pub complainants: Option<usize>,
    /// With an order: its number.
    pub order: Option<String>,
    /// With an order: how many of its filings are about other merchants, and not named here.
    pub elsewhere: usize,
    /// With repetitions whose main filing is not there: its number, as they name it.
    pub main_number: Option<String>,
    /// The filings, in order of receipt.
    pub filings: Vec<String>,
    /// With a repetition: the filing that is repeated.
    pub beside: Option<String>,
    /// How many of them are held today.
    pub held: usize,
    /// What became of holding them, in order of their numbers; nothing of those that nobody has held.
    pub holds: Vec<Hold>,
    /// With a group: who dismissed it; nothing of one that waits.
    pub dismissed: Option<Dismissed>,
    /// With whatever may be held: the last day of a hold that begins with the last filing; nothing if that needs a year
    /// whose working days are not published.
    pub lapses_on: Option<Day>,
    /// Its place in the list.
    pub after: FindingAfter,
}

impl Finding {
    /// What was found of one merchant from a day to a day, without what only some kinds tell. In the list `first` tells
    /// it from others of its last day.
    fn of(
        kind: Kind,
        (from, to): (Day, Day),
        (subject, first): (i64, &str),
        mut filings: Vec<&Filing>,
        today: Day,
    ) -> Option<Self> {
        filings.sort_by_key(|filing| (filing.content.event_day(), &filing.key));
        Some(Self {
            kind,
            party: filings.first()?.content.party(),
            from,
            to,
            problem: None,
            complainants: None,
            order: None,
            elsewhere: 0,
            main_number: None,
            held: filings.iter().filter(|filing| is_held(&filing.content, today)).count(),
            filings: filings.into_iter().map(|filing| filing.key.clone()).collect(),
            beside: None,
            holds: Vec::new(),
            dismissed: None,
            lapses_on: None,
            after: FindingAfter { newest_first: -to.number(), subject, kind, first: first.to_owned() },
        })
    }
}

/// Days of receipt of the first and the last of some filings, if the last one came on `since` or later.
fn days_of<'f>(filings: impl Iterator<Item = &'f Filing>, since: Day) -> Option<(Day, Day)> {
    let days: Vec<Day> = filings.filter_map(|filing| filing.content.event_day()).collect();
    Some((*days.iter().min()?, *days.iter().max().filter(|to| **to >= since)?))
}

/// Where a list goes on: behind this finding.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct FindingAfter {
    newest_first: i32,
    subject: i64,
    kind: Kind,
    first: String,
}

/// Which findings are wanted.
#[derive(Clone, Debug)]
pub struct Sought {
    /// Of this kind alone.
    pub kind: Option<Kind>,
    /// Of this merchant alone.
    pub code: Option<PartyCode>,
    /// Only those whose last filing came on this day or later; within thirty days if it is not said.
    pub since: Option<Day>,
    /// Of merchants within this alone.
    pub reach: Reach,
    /// Behind this one.
    pub after: Option<FindingAfter>,
    /// At most so many.
    pub limit: usize,
}

/// What was found, and by which numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Those whose last filing is the newest come first.
    pub findings: Vec<Finding>,
    /// Where the list goes on.
    pub next: Option<FindingAfter>,
    /// The numbers that were used.
    pub rules: Rules,
}

/// Days that are looked back if nothing is said.
const USUAL: i32 = 30;

impl Findings {
    pub(crate) fn new(
        filings: Arc<Mirror<Filings>>,
        holds: Arc<Holds>,
        (limits, policies): (Arc<Limits>, PolicySet),
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { filings, holds, limits, policies, clock }
    }

    /// The day of looking.
    pub(crate) fn today(&self) -> Day {
        self.clock.today()
    }

    /// Finds what an official should look at, and where the list goes on.
    ///
    /// # Errors
    /// [`StatisticsError`].
    pub fn find(&self, sought: &Sought) -> Result<Found, StatisticsError> {
        let today = self.clock.today();
        let rules = Rules::on(&self.policies, today).map_err(StatisticsError::Policy)?;
        let since = sought.since.unwrap_or_else(|| today.plus_days(-USUAL));
        let nothing = || Found { findings: Vec::new(), next: None, rules: rules.clone() };
        let subject = match sought.code {
            None => None,
            Some(code) => match self.filings.ledger().subject_of(code)? {
                Some(subject) => Some(subject),
                None => return Ok(nothing()),
            },
        };
        let found = self.filings.look(|filings| {
            let of_one = |(subject, filings): (i64, &[Filing])| self.of_one(subject, filings, (since, today), &rules);
            let mut found = match subject {
                Some(subject) => of_one((subject, filings.of_subject(subject))),
                None => filings.of_each().flat_map(of_one).collect::<Vec<(i64, Finding)>>(),
            };
            if sought.kind.is_none_or(|kind| kind == Kind::Order) {
                found.extend(orders::found(filings, subject, (since, today)));
            }
            if sought.kind.is_none_or(|kind| kind == Kind::Mainless) {
                found.extend(mains::found(filings, subject, (since, today)));
            }
            found
        });
        let mut found = found.ok_or(StatisticsError::Reading)?;
        found.retain(|(_, finding)| {
            sought.kind.is_none_or(|kind| kind == finding.kind)
                && sought.after.as_ref().is_none_or(|after| finding.after > *after)
        });
        if !sought.reach.is_everywhere() {
            let subjects: BTreeSet<i64> = found.iter().map(|(subject, _)| *subject).collect();
            let covered = self.filings.ledger().covered(&subjects.into_iter().collect::<Vec<_>>(), sought.reach)?;
            found.retain(|(subject, _)| covered.contains(subject));
        }
        found.sort_by(|(_, one), (_, other)| one.after.cmp(&other.after));
        let next = cut(&mut found, sought.limit, |(_, last)| last.after.clone());
        let mut findings: Vec<Finding> = found.into_iter().map(|(_, finding)| finding).collect();
        self.say_what_became(&mut findings)?;
        self.say_who_dismissed(&mut findings)?;
        Ok(Found { findings, next, rules })
    }

    /// Says of each what became of holding its filings for the same reason, or for whichever with a group.
    fn say_what_became(&self, findings: &mut [Finding]) -> Result<(), StatisticsError> {
        let subjects: BTreeSet<i64> = findings.iter().map(|finding| finding.after.subject).collect();
        let holds = self.holds.of_subjects(&subjects.into_iter().collect::<Vec<_>>())?;
        let mut by_filing: BTreeMap<(i64, &str), Vec<&Hold>> = BTreeMap::new();
        for (subject, hold) in &holds {
            by_filing.entry((*subject, &hold.key)).or_default().push(hold);
        }
        for finding in findings {
            let is_meant =
                |hold: &Hold| finding.kind == Kind::Group || hold.ground.token() == finding.kind.token_of_ground();
            let of_each =
                finding.filings.iter().filter_map(|key| by_filing.get(&(finding.after.subject, key.as_str())));
            let theirs = of_each.flatten().filter(|hold| is_meant(hold));
            finding.holds = theirs.map(|hold| (*hold).clone()).collect();
        }
        Ok(())
    }

    /// What there is to look at among the filings of one merchant.
    fn of_one(
        &self,
        subject: i64,
        filings: &[Filing],
        (since, today): (Day, Day),
        rules: &Rules,
    ) -> Vec<(i64, Finding)> {
        // Most merchants have had nothing new for long.
        let is_new = |filing: &Filing| filing.content.event_day().is_some_and(|day| day >= since);
        if !filings.iter().any(is_new) {
            return Vec::new();
        }
        let all: Vec<alerts::Filing> = filings.iter().filter_map(looked_at).collect();
        let finding = |kind: Kind, days: (Day, Day), keys: &[String]| {
            let theirs = filings.iter().filter(|filing| keys.contains(&filing.key)).collect();
            Finding::of(kind, days, (subject, keys.first()?.as_str()), theirs, today)
        };
        let holds = holds(&all, rules).into_iter().filter_map(|hold| {
            let lapses_on = self.lapses(hold.to, rules.hold_days);
            let finding = finding(Kind::of(hold.ground), (hold.from, hold.to), &hold.filings)?;
            Some(Finding { beside: hold.beside, lapses_on, ..finding })
        });
        // What is held today counts in no alert (settled readings, 8).
        let counting: Vec<alerts::Filing> =
            filings.iter().filter(|filing| !is_held(&filing.content, today)).filter_map(looked_at).collect();
        let groups = group(&counting, since, rules).into_iter().filter_map(|group| {
            let finding = finding(Kind::Group, (group.from, group.to), &group.filings)?;
            Some(Finding { problem: Some(group.problem), complainants: Some(group.complainants), ..finding })
        });
        holds.chain(groups).filter(|finding| finding.to >= since).map(|finding| (subject, finding)).collect()
    }

    fn lapses(&self, day: Day, working_days: u32) -> Option<Day> {
        match counted(day, working_days, Count::WorkingDays, &[], self.limits.calendar()) {
            Counted::On(last) => Some(last),
            Counted::NotBefore(_) | Counted::Paused => None,
        }
    }
}

/// A complaint as findings look at it. Reports are verified whoever files them, and those that are known to be
/// repetitions have been looked at.
fn looked_at(filing: &Filing) -> Option<alerts::Filing> {
    let Content::Complaint(complaint) = &filing.content else { return None };
    (!complaint.duplicate).then(|| as_filed(&filing.key, complaint))
}

/// A complaint as far as alerts look at it.
pub(crate) fn as_filed(key: &str, complaint: &Complaint) -> alerts::Filing {
    let handling = complaint.handling.as_deref();
    alerts::Filing {
        received_on: complaint.received_on,
        key: key.to_owned(),
        filer: handling.and_then(|handling| handling.filer.clone()),
        problem: handling.and_then(|handling| handling.problem.clone()),
        text: handling.and_then(|handling| handling.text.as_ref().map(ToString::to_string)),
    }
}

fn is_held(content: &Content, day: Day) -> bool {
    let Content::Complaint(complaint) = content else { return false };
    complaint.held_from.is_some_and(|from| from <= day) && complaint.held_until.is_none_or(|until| day <= until)
}
