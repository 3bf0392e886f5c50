//! Whether what an application asks for may be granted (条件判断), condition by condition, each with what it rests on.

use crate::bench::{Bench, Own, ground};
use crate::dossier::Dossier;
use crate::filing::Filing;
use crate::kind::{Group, Kind, where_to_go};
use crate::target::{List, Target};
use cases::{About, CaseFile};
use domain::day::Day;
use domain::span::Spans;
use statute::procedure::Finding;
use statute::repair::{
    Abnormal, Around as Beside, Asked, Item, Judged, Membership, Refusal, bars, of_abnormal_list, of_penalty,
    of_serious_list,
};
use statute::tables::DisplayChannel;

/// What is asked for in a case, looked at on a day.
pub(crate) struct Asking<'a> {
    pub(crate) kind: Kind,
    pub(crate) file: &'a CaseFile,
    pub(crate) filing: &'a Filing<'a>,
    pub(crate) on: Day,
}

/// Something that somebody has found, and who.
struct Proof {
    holds: bool,
    by: String,
}

impl Bench {
    /// Every condition of what a case asks for. Of what is not there any more nothing can be granted.
    pub(crate) fn judged(
        &self,
        asking: &Asking<'_>,
        dossier: &Dossier,
        target: Option<Target<'_>>,
        own: &[Own],
    ) -> Vec<Judged> {
        let Some(target) = target.filter(|target| target.fits(asking.kind)) else {
            return vec![stated(Refusal::NotDisplayed, false, "record: taken back, or not there any more")];
        };
        let Asking { kind, file, filing, on } = asking;
        let (duty, harm) = (duty(&target, filing, dossier), harm(filing));
        let asked = Asked {
            channel: kind.channel(),
            office: &file.office,
            duty_performed: duty.holds,
            harm_removed: harm.holds,
            promise: filing.has_promise(),
            complete: filing.is_complete(),
            authority: filing.has_authority(),
        };
        let is_pending = is_pending(file, *kind, own);
        let days = (filing.filed_on(), *on);
        let mut judged = match kind {
            Kind::Shield => self.of_shield(&target, &asked, (is_pending, *on)),
            kind if kind.group() != Group::Repair => of_others(*kind, &target, &asked, is_pending),
            _ => self.judge(*kind, dossier, target, (own, is_pending), &asked, days),
        };
        named(&mut judged, &duty, &harm);
        judged
    }

    /// The conditions of a repair or a removal.
    pub(crate) fn judge(
        &self,
        kind: Kind,
        dossier: &Dossier,
        target: Target<'_>,
        (own, is_pending): (&[Own], bool),
        asked: &Asked<'_>,
        days: (Day, Day),
    ) -> Vec<Judged> {
        let (rules, tables) = (&self.law.rules, &self.law.tables);
        let beside = Beside {
            penalties: dossier.items(tables, rules),
            serious_list: dossier.serious_list(),
            abnormal_list: dossier.abnormal_list(),
            barred: self.barred(own, kind.channel()),
            is_pending,
        };
        let office = target.office();
        match target {
            Target::Penalty(read) => {
                // Itself by the display that runs on beneath a shield, what stands beside it as it is used.
                let item = Item::of(&read.penalty, read.reading.clone(), tables, rules);
                let mut judged = of_penalty(&item, &beside, asked, days, rules);
                tell_where(&mut judged, item.reading.display.channel);
                judged
            }
            listed if listed.list() == Some(List::Serious) => {
                let (listed_on, term_from) = begun(&listed);
                let restricted_until = listed.restricted_until();
                let membership = Membership { listed_on, term_from, office, listed: listed.listed(), restricted_until };
                of_serious_list(&membership, &beside, asked, days, rules)
            }
            listed => ground(&listed).map_or_else(Vec::new, |ground| {
                let entry = Abnormal { ground, office, listed: listed.listed() };
                of_abnormal_list(&entry, &beside, asked, days, rules)
            }),
        }
    }

    /// Days on which the merchant may not apply through a channel, after own repairs were revoked for falsehood.
    fn barred(&self, own: &[Own], channel: DisplayChannel) -> Spans {
        let of_channel =
            own.iter().filter(|(file, _)| Kind::of(&file.procedure).is_some_and(|kind| kind.channel() == channel));
        let steps = of_channel.flat_map(|(file, steps)| steps.iter().map(move |step| (file, step)));
        let barring = steps.filter(|(file, step)| self.effects(&file.procedure, step).iter().any(|one| one == "bar"));
        let days: Vec<Day> = barring.map(|(_, step)| step.on).collect();
        bars(&days, channel, &self.law.rules)
    }
}

/// Nothing else about the same thing is open: that finding alone.
pub(crate) fn nothing_pending(file: &CaseFile, kind: Kind, own: &[Own]) -> Finding {
    Finding::known(!is_pending(file, kind, own), kind.procedure())
}

/// Is another case about the same thing open? Of several that were opened the first goes on.
fn is_pending(file: &CaseFile, kind: Kind, own: &[Own]) -> bool {
    let is_earlier = |other: &CaseFile| file.case_no == 0 || other.case_no < file.case_no;
    open_about(own, &file.about, kind.group()).any(|(other, _)| is_earlier(other))
}

/// Own cases about the same thing that are open, of a group of procedures.
pub(crate) fn open_about<'o>(own: &'o [Own], about: &[About], group: Group) -> impl Iterator<Item = &'o Own> {
    let about = about.to_vec();
    own.iter().filter(move |(file, _)| {
        let is_alike = Kind::of(&file.procedure).is_some_and(|kind| kind.group() == group);
        is_alike && !file.is_over && file.about == about
    })
}

/// The days on which a membership was decided, and from which its time is counted.
fn begun(target: &Target<'_>) -> (Day, Day) {
    match target {
        Target::Membership(membership) => (membership.listed_on, membership.term_from),
        Target::Standing(standing) => (standing.from, standing.from),
        Target::Penalty(_) | Target::Payment(_) | Target::Entry(_) => (Day::DAWN, Day::DAWN),
    }
}

/// The first day on which early removal from the serious list is counted from.
pub(crate) fn term_from(target: &Target<'_>) -> Day {
    begun(target).1
}

/// Are the duties performed? What an official found last counts; where nobody has spoken of it, a statement that the fine is
/// paid.
fn duty(target: &Target<'_>, filing: &Filing<'_>, dossier: &Dossier) -> Proof {
    if let Some((holds, by)) = filing.found("duty_performed") {
        return Proof { holds, by };
    }
    paid(target, dossier)
}

fn paid(target: &Target<'_>, dossier: &Dossier) -> Proof {
    let paid = match target {
        Target::Penalty(read) => dossier.paid(&read.penalty),
        _ => None,
    };
    match paid {
        Some(key) => Proof { holds: true, by: format!("record: {key}") },
        None => Proof { holds: false, by: "case: no step states duty_performed".to_owned() },
    }
}

/// Is a fine stated to be paid?
pub(crate) fn is_paid(target: &Target<'_>, dossier: &Dossier) -> bool {
    paid(target, dossier).holds
}

fn harm(filing: &Filing<'_>) -> Proof {
    let none = || (false, "case: no step states harm_removed".to_owned());
    let (holds, by) = filing.found("harm_removed").unwrap_or_else(none);
    Proof { holds, by }
}

/// Names who found it beside the law that asks for it. Law that is not settled stays as it is: its reference is what whoever
/// decides has to name.
fn named(judged: &mut [Judged], duty: &Proof, harm: &Proof) {
    for one in judged.iter_mut().filter(|one| !one.provisional) {
        let by = match one.refusal {
            Refusal::DutyNotPerformed
            | Refusal::ReportStillMissing
            | Refusal::InformationStillMissing
            | Refusal::InformationNotCorrected
            | Refusal::StillUnreachable => &duty.by,
            Refusal::HarmNotRemoved => &harm.by,
            _ => continue,
        };
        one.by = format!("{}; {by}", one.by);
    }
}

/// Whoever came to the wrong channel is told where to go instead.
fn tell_where(judged: &mut [Judged], channel: DisplayChannel) {
    for one in judged.iter_mut().filter(|one| one.refusal == Refusal::WrongChannel && !one.holds) {
        one.by = format!("{}：{}", channel.token(), where_to_go(channel).0);
    }
}

/// What is asked of every objection, reply, remedy and re-inspection.
fn of_others(kind: Kind, target: &Target<'_>, asked: &Asked<'_>, is_pending: bool) -> Vec<Judged> {
    let (office, name) = (target.office(), kind.procedure());
    vec![
        stated(Refusal::WrongAuthority, asked.office == office, &office),
        stated(Refusal::AlreadyPending, !is_pending, name),
        stated(Refusal::NoAuthority, asked.authority, name),
        stated(Refusal::MaterialIncomplete, asked.complete, name),
    ]
}

pub(crate) fn stated(refusal: Refusal, holds: bool, by: &str) -> Judged {
    Judged { refusal, holds, by: by.to_owned(), provisional: false, until: None }
}
