//! What can be repaired (信用修复), from which day on, and what stands in the way.
//!
//! Nothing is decided here: an official decides. Each condition is judged by itself ([`Judged`]), whether it holds or not,
//! with what it rests on, so that whoever decides knows which law that is not settled a decision would rest on. The
//! shortest display is that of the day of filing, or of the day from which the display runs if that is milder (从旧兼从轻);
//! everything else is looked at on the day of looking, at filing and again at the decision (settled readings 3 and 11).

mod abnormal;
mod first;
mod heavy;
mod refusal;
mod rules;

pub use abnormal::{Abnormal, of_abnormal_list};
pub use first::{FirstDay, first_day, first_removal};
pub use heavy::{Heavy, heavy};
pub use refusal::Refusal;
pub use rules::Rules;

use crate::display::Displayed;
use crate::penalty::DisplayReading;
use crate::procedure::Finding;
use crate::reading;
use crate::tables::dated::Basis;
use crate::tables::{DisplayChannel, Tables};
use domain::day::Day;
use domain::record::Penalty;
use domain::span::{Span, Spans};
use serde::Serialize;
use std::sync::Arc;

/// A penalty whose repair is asked about.
#[derive(Clone, Debug)]
pub struct Item<'p> {
    /// The record.
    pub penalty: &'p Penalty,
    /// How serious it is, and when it is displayed.
    pub reading: DisplayReading,
    /// Its kind of conduct, if it is told.
    pub cause: Option<Arc<str>>,
    /// Is it a heavy one?
    pub heavy: Heavy,
}

impl<'p> Item<'p> {
    /// A penalty with what the law derives of it.
    #[must_use]
    pub fn of(penalty: &'p Penalty, reading: DisplayReading, tables: &Tables, rules: &Rules) -> Self {
        let (cause, heavy) = (reading::cause(penalty, tables).value, heavy(penalty, tables, rules));
        Self { penalty, reading, cause, heavy }
    }

    const fn channel(&self) -> DisplayChannel {
        self.reading.display.channel
    }

    fn counts_on(&self, day: Day) -> bool {
        let is_annulled = self.penalty.annulled_on.is_some_and(|annulled| annulled <= day);
        self.penalty.decided_on <= day && !is_annulled && !self.penalty.withdrawn
    }

    /// Does its severity, and with it everything that depends on the class, rest on law that is not settled?
    fn is_doubted(&self) -> bool {
        let mut derivations = self.reading.derivations.iter();
        derivations.any(|derivation| derivation.what == "severity" && derivation.provisional)
    }
}

/// A membership of the serious list (列入) that is asked to end early.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Membership {
    /// Day of the listing decision, after which heavy penalties stand in the way.
    pub listed_on: Day,
    /// Day from which its time is counted: that of the decision, or of the revocation of a removal.
    pub term_from: Day,
    /// Code of the office that decided.
    pub office: String,
    /// Days on the list.
    pub listed: Spans,
    /// Last day of a statutory restriction that was decided with the listing (依法限制期限), if there is one.
    pub restricted_until: Option<Day>,
}

/// What else is known of the merchant.
#[derive(Clone, Debug, Default)]
pub struct Around<'p> {
    /// Its penalties, the one in question may be among them.
    pub penalties: Vec<Item<'p>>,
    /// Days on the serious list.
    pub serious_list: Spans,
    /// Days on the abnormal list, or marked.
    pub abnormal_list: Spans,
    /// Days on which it may not apply, after a false promise.
    pub barred: Spans,
    /// Is another application about the same thing open?
    pub is_pending: bool,
}

/// What was handed in with an application (申请材料), and to whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked<'o> {
    /// The channel that is asked.
    pub channel: DisplayChannel,
    /// Code of the office that is asked.
    pub office: &'o str,
    /// Are the duties of the decision proved to be performed? Of the abnormal list: is what it was put there for made good?
    pub duty_performed: bool,
    /// Is the harm proved to be removed?
    pub harm_removed: bool,
    /// Is the promise (守信承诺书) there?
    pub promise: bool,
    /// Is everything else there that has to be?
    pub complete: bool,
    /// If an agent asks: is the authority document (授权委托书) there?
    pub authority: bool,
}

/// A condition of a repair, judged.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Judged {
    /// The reason for which repair is refused where it does not hold.
    pub refusal: Refusal,
    /// Does it hold?
    pub holds: bool,
    /// The policy interval, or what of the records, says so.
    pub by: String,
    /// Does that rest on law that is not settled, or on what nobody told?
    pub provisional: bool,
    /// Where it does not hold: the first day on which time alone will have removed it.
    pub until: Option<Day>,
}

impl Judged {
    fn of(refusal: Refusal, stands: Option<Way>, basis: Basis<'_>) -> Self {
        let is_doubted = stands.is_some_and(|way| way == Way::Unknown);
        let until = stands.and_then(|way| if let Way::Until(day) = way { Some(day) } else { None });
        // What nobody told stands in nobody's way, and whoever decides has to know.
        let holds = stands.is_none() || is_doubted;
        let Basis { by, provisional } = basis.doubted(is_doubted);
        Self { refusal, holds, by: by.to_owned(), provisional, until }
    }

    fn stated(refusal: Refusal, holds: bool, by: &str) -> Self {
        Self { refusal, holds, by: by.to_owned(), provisional: false, until: None }
    }
}

/// What a step that requires this condition is told; nothing for a code that is no condition of repair.
#[must_use]
pub fn finding(judged: &[Judged], code: &str) -> Option<Finding> {
    let refusal = Refusal::from_token(code)?;
    let found = judged.iter().find(|judged| judged.refusal == refusal);
    Some(match found {
        Some(Judged { holds, by, provisional, until, .. }) => {
            Finding { provisional: *provisional, until: *until, ..Finding::known(*holds, by.as_str()) }
        }
        None => Finding::known(true, "no condition of this repair"),
    })
}

/// How something stands in the way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    /// Until the day before this one.
    Until(Day),
    /// For as long as nobody does anything about it.
    Open,
    /// It may, and nobody told.
    Unknown,
}

/// The conditions of ending the display of a penalty early, looked at on `on`, for an application of `filed_on`. Whoever
/// came to the wrong channel is told which is the right one, and nothing of what would be asked there.
#[must_use]
pub fn of_penalty(
    item: &Item<'_>,
    around: &Around<'_>,
    asked: &Asked<'_>,
    (filed_on, on): (Day, Day),
    rules: &Rules,
) -> Vec<Judged> {
    let (channel, severity) = (item.channel(), item.reading.severity);
    let right = Judged::stated(Refusal::WrongChannel, asked.channel == channel, channel.token());
    if !right.holds {
        return vec![right];
    }
    let mut judged = vec![right];
    judged.extend(head(&item.penalty.authority_code, around, asked, (channel, on), rules));
    let Some(running) = running(item, on) else {
        judged.push(Judged::stated(Refusal::NotDisplayed, false, "display"));
        return judged;
    };
    judged.push(Judged::stated(Refusal::NotDisplayed, true, &running.by));
    let by_itself = rules.stops_by_itself(channel, severity, filed_on);
    let stops = by_itself.value.then_some(Way::Until(running.span.off));
    judged.push(Judged::of(Refusal::AutoStopNoApplicationNeeded, stops, by_itself.basis.doubted(item.is_doubted())));
    if stops.is_some() {
        return judged;
    }
    judged.extend(first::judged(item, running, filed_on, rules));
    let conditions = rules.of_penalty(channel, filed_on);
    judged.extend(conditions.value.iter().filter_map(|refusal| {
        let stands = match refusal {
            Refusal::SameTypeRepeat => repeated(item, &around.penalties, on),
            Refusal::OnAbnormalList => listed(&around.abnormal_list, on),
            Refusal::OnSeriousList => listed(&around.serious_list, on),
            Refusal::StatutoryRestrictionRunning => restricted([item.penalty.restriction_until], on),
            other => missing(*other, asked)?,
        };
        Some(Judged::of(*refusal, stands, conditions.basis))
    }));
    judged
}

/// The conditions of an early removal from the serious list, looked at on `on`, for an application of `filed_on`.
#[must_use]
pub fn of_serious_list(
    membership: &Membership,
    around: &Around<'_>,
    asked: &Asked<'_>,
    (filed_on, on): (Day, Day),
    rules: &Rules,
) -> Vec<Judged> {
    let mut judged = head(&membership.office, around, asked, (DisplayChannel::Gsxt, on), rules);
    judged.push(Judged::stated(Refusal::NotDisplayed, membership.listed.contains(on), "membership"));
    judged.extend(first::judged_of_list(membership.term_from, filed_on, rules));
    let conditions = rules.of_serious_list(filed_on);
    let listed_on = membership.listed_on;
    let counting = || around.penalties.iter().filter(move |item| item.counts_on(on));
    let later = || counting().filter(move |item| item.penalty.decided_on > listed_on);
    for refusal in conditions.value {
        let stands = match refusal {
            Refusal::NewHeavyPenalty => later().any(|item| item.heavy == Heavy::Yes).then_some(Way::Open),
            Refusal::StatutoryRestrictionRunning => {
                let of_penalties = counting().map(|item| item.penalty.restriction_until);
                restricted(of_penalties.chain([membership.restricted_until]), on)
            }
            other => match missing(*other, asked) {
                Some(stands) => stands,
                None => continue,
            },
        };
        judged.push(Judged::of(*refusal, stands, conditions.basis));
        if *refusal == Refusal::NewHeavyPenalty {
            let open = later().any(|item| item.heavy == Heavy::GradeMissing).then_some(Way::Open);
            judged.push(Judged::of(Refusal::GradeMissing, open, conditions.basis));
        }
    }
    judged
}

/// What is asked of every application.
fn head(
    office: &str,
    around: &Around<'_>,
    asked: &Asked<'_>,
    (channel, on): (DisplayChannel, Day),
    rules: &Rules,
) -> Vec<Judged> {
    let barred = around.barred.around(on);
    let bar = rules.bar_months(channel, barred.map_or(on, |span| span.from));
    vec![
        Judged::stated(Refusal::WrongAuthority, asked.office == office, office),
        Judged::stated(Refusal::AlreadyPending, !around.is_pending, "applications"),
        Judged::of(Refusal::BarredForFalsePromise, barred.map(|span| Way::Until(span.off)), bar.basis),
        Judged::stated(Refusal::MaterialIncomplete, asked.complete, "application"),
        Judged::stated(Refusal::NoAuthority, asked.authority, "application"),
    ]
}

/// Is it missing that was to be handed in? Nothing for what is no matter of that.
const fn missing(refusal: Refusal, asked: &Asked<'_>) -> Option<Option<Way>> {
    let is_there = match refusal {
        Refusal::DutyNotPerformed
        | Refusal::ReportStillMissing
        | Refusal::InformationStillMissing
        | Refusal::InformationNotCorrected
        | Refusal::StillUnreachable => asked.duty_performed,
        Refusal::HarmNotRemoved => asked.harm_removed,
        Refusal::NoPromise => asked.promise,
        _ => return None,
    };
    Some(if is_there { None } else { Some(Way::Open) })
}

/// Days on which a merchant may not apply, after repairs on a channel were revoked for falsehood (限制申请期).
#[must_use]
pub fn bars(revoked_on: &[Day], channel: DisplayChannel, rules: &Rules) -> Spans {
    let bar = |day: &Day| {
        let months = *rules.bar_months(channel, *day).value;
        // No month is no bar: the day itself is free.
        Span::new(*day, if months == 0 { *day } else { day.plus_months(months).next() })
    };
    Spans::of(revoked_on.iter().map(bar))
}

/// The interval of display that holds a day, unless the decision was annulled or may never be published.
#[must_use]
pub fn running<'i>(item: &'i Item<'_>, on: Day) -> Option<&'i Displayed> {
    let display = &item.reading.display;
    let is_published = display.published_on.is_none_or(|published| published <= on);
    let shown = display.shown.iter().find(|interval| interval.span.contains(on));
    shown.filter(|_| is_published && display.is_publishable() && item.counts_on(on))
}

/// Another penalty of the same channel and kind of conduct, decided later and not annulled. Of one whose kind of conduct
/// nobody told it is not known.
fn repeated(item: &Item<'_>, penalties: &[Item<'_>], on: Day) -> Option<Way> {
    let later = penalties.iter().filter(|other| {
        other.channel() == item.channel() && other.penalty.decided_on > item.penalty.decided_on && other.counts_on(on)
    });
    let likeness = |other: &Item<'_>| match (&item.cause, &other.cause) {
        (Some(one), Some(other)) => (one == other).then_some(Way::Open),
        _ => Some(Way::Unknown),
    };
    later.filter_map(likeness).min()
}

fn listed(list: &Spans, on: Day) -> Option<Way> {
    let span = list.around(on)?;
    Some(if span.off == Day::FOREVER { Way::Open } else { Way::Until(span.off) })
}

/// The longest restriction that is still running.
fn restricted(ends: impl IntoIterator<Item = Option<Day>>, on: Day) -> Option<Way> {
    ends.into_iter().flatten().filter(|until| *until >= on).max().map(|until| Way::Until(until.next()))
}
