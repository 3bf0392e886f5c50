//! Memberships (列入情况): what the steps of a case say of who is on which list, from when to when. Nothing of it is stored.

mod left;
mod steps;

pub use left::Left;
pub(crate) use steps::{Told, concerns_a_list, has_effect, history, is_publication, requires, tells_of_a_list, told};

use crate::leaving::acts;
use crate::stated::{self, name};
use cases::{About, CaseFile, StepTaken};
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::StandingKind;
use domain::span::{Span, Spans};
use domain::vocab::StatusKind;
use serde::{Deserialize, Serialize};
use statute::abnormal::Ground;
use statute::gate::Act;
use statute::membership::{LeftBy, Listing, listed};
use statute::procedure::{Role, Step};
use statute::repair::Rules;
use utoipa::ToSchema;

/// A list (名单).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// 严重违法失信名单
    SeriousList,
    /// 经营异常名录
    AbnormalList,
    /// 经营异常状态标记
    AbnormalMark,
}

impl List {
    /// Each procedure that leads to a list, without `procedures.`.
    pub const PROCEDURES: [(&'static str, Self); 5] = [
        ("serious_list", Self::SeriousList),
        ("serious_list_separate", Self::SeriousList),
        ("serious_list_false_data", Self::SeriousList),
        ("abnormal_list", Self::AbnormalList),
        ("abnormal_mark", Self::AbnormalMark),
    ];

    /// The list to which a procedure leads.
    #[must_use]
    pub fn of(procedure: &str) -> Option<Self> {
        Self::PROCEDURES.iter().find(|(known, _)| *known == procedure).map(|(_, list)| *list)
    }

    /// The token used in answers.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::SeriousList => "serious_list",
            Self::AbnormalList => "abnormal_list",
            Self::AbnormalMark => "abnormal_mark",
        }
    }

    /// The Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::SeriousList => "严重违法失信名单",
            Self::AbnormalList => "经营异常名录",
            Self::AbnormalMark => "经营异常状态标记",
        }
    }
}

/// A time on a list (一次列入).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Time {
    /// Which of its case, from 1: it stays so whatever happens later.
    pub number: usize,
    /// Its days.
    pub span: Span,
    /// What ends it; nothing while nobody knows an end.
    pub left: Option<Left>,
    /// The policy interval, or what of the case, that gives the end.
    pub by: String,
    /// Does the end rest on law that is not settled?
    pub provisional: bool,
    /// Day of its publication (公示日); nothing before that.
    pub published_on: Option<Day>,
    /// Did somebody else publish it than who wrote its cause?
    pub is_released: bool,
}

/// A membership of a list, to which a case has led.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Membership {
    /// The case.
    pub case_no: i64,
    /// The house's own number of the merchant; never shown outside.
    pub subject_id: i64,
    /// The code under which it was known when the case was opened.
    pub code: PartyCode,
    /// The list.
    pub list: List,
    /// Code of the office that decided.
    pub office: String,
    /// Code of the office of the next level up, if it is known.
    pub upper_office: Option<String>,
    /// The ground, of the abnormal list and of the mark.
    pub ground: Option<Ground>,
    /// The article that speaks of the conduct, as officials stated it; of the serious list.
    pub article: Option<String>,
    /// The account that wrote so.
    pub written_by: Option<String>,
    /// Instrument and article of the decision.
    pub basis: String,
    /// Day on which the ground came about.
    pub found_on: Option<Day>,
    /// Day of the listing decision.
    pub listed_on: Day,
    /// Day from which its time is counted.
    pub term_from: Day,
    /// Last day of a statutory restriction that was decided with it; of the serious list.
    pub restricted_until: Option<Day>,
    /// Its times, in order; none is empty.
    pub times: Vec<Time>,
    /// Days on which a plan of reorganisation shields it (临时屏蔽), its times running on beneath them.
    pub shields: Spans,
    /// What the case is about.
    pub about: Vec<About>,
    /// What was done of what the law asks for before it is told to others, each with its day.
    pub acts: Vec<(Act, Day)>,
    /// Accounts of the officials who took steps in it, each once.
    pub by: Vec<String>,
}

impl Membership {
    /// The status that records call so.
    #[must_use]
    pub fn status(&self) -> Option<StandingKind> {
        match self.list {
            List::SeriousList => Some(StandingKind::Status(StatusKind::SeriousList)),
            List::AbnormalList | List::AbnormalMark => self.ground.map(|ground| StandingKind::Status(ground.status())),
        }
    }

    /// The time around a day.
    #[must_use]
    pub fn around(&self, day: Day) -> Option<&Time> {
        self.times.iter().find(|time| time.span.contains(day))
    }

    /// The time around a day, if it was published by then and nothing shields it.
    #[must_use]
    pub fn shown(&self, day: Day) -> Option<&Time> {
        let published = self.around(day).filter(|time| time.published_on.is_some_and(|published| published <= day));
        published.filter(|_| !self.shields.contains(day))
    }

    /// Since when it is shielded on a day on which it is on the list.
    #[must_use]
    pub fn shielded(&self, day: Day) -> Option<Day> {
        self.around(day).and_then(|_| self.shields.around(day)).map(|span| span.from)
    }

    /// Its days on the list.
    #[must_use]
    pub fn days(&self) -> Spans {
        self.times.iter().map(|time| time.span).collect()
    }
}

/// A step that begins or ends a time, on the day from which it counts.
struct Turn<'p> {
    /// Its place among the steps.
    at: usize,
    on: Day,
    law: &'p Step,
    /// Does it begin a time?
    is_begin: bool,
}

/// The membership to which a case has led, if it has.
pub(crate) fn of_case(file: &CaseFile, steps: &[Told<'_, '_>], rules: &Rules) -> Option<Membership> {
    let list = List::of(&file.procedure)?;
    let turns = turns(steps);
    let first = turns.iter().find(|turn| turn.is_begin)?;
    let begins: Vec<&Turn<'_>> = begins(&turns);
    let restricted = decided(steps, first, name::RESTRICTED_UNTIL).filter(|_| list == List::SeriousList);
    let restricted_until = restricted.and_then(|(text, _)| Day::parse(text).ok()).filter(|day| !day.is_sentinel());
    let mut times = match list {
        List::SeriousList => of_serious_list(&turns, &begins, restricted_until, rules),
        List::AbnormalList | List::AbnormalMark => of_abnormal_list(&turns, &begins),
    };
    // Published as it is, so that only what the decision itself rests on is taken: what was found to be such an article.
    let article = requires(first.law, "NO_LISTED_CONDUCT").then(|| decided(steps, first, name::ARTICLE)).flatten();
    for time in &mut times {
        let publication = begins.get(time.number.saturating_sub(1)).and_then(|begin| published(steps, begin));
        time.published_on = publication.map(|(on, _)| on);
        let is_other = |(_, step): (Day, &StepTaken)| article.is_none_or(|(_, by)| by != step.by.account);
        time.is_released = publication.is_some_and(is_other);
    }
    let finding = steps.first().map(|(step, _)| *step);
    Some(Membership {
        case_no: file.case_no,
        subject_id: file.subject_id,
        code: file.code,
        list,
        office: file.office.clone(),
        upper_office: file.upper_office.clone(),
        ground: finding.filter(|_| list != List::SeriousList).and_then(|step| ground(&step.step, &step.stated)),
        article: article.map(|(article, _)| article.to_owned()),
        written_by: article.map(|(_, by)| by.to_owned()),
        basis: first.law.article.clone(),
        found_on: finding.and_then(|step| stated::day(&step.stated, name::FOUND_ON)),
        listed_on: first.on,
        term_from: begins.last().map_or(first.on, |begin| begin.on),
        restricted_until,
        times,
        shields: shields(steps),
        about: file.about.clone(),
        acts: acts(list, steps, (first.at, first.on)),
        by: steps::officials(steps),
    })
}

/// The time that the last step has ended, with its membership; nothing if it ended none, or one that was over on its first
/// day.
pub(crate) fn left_with(file: &CaseFile, steps: &[Told<'_, '_>], rules: &Rules) -> Option<(Membership, Time)> {
    let turns = turns(steps);
    let [.., begin, end] = turns.as_slice() else { return None };
    if end.is_begin || !begin.is_begin || end.at + 1 != steps.len() {
        return None;
    }
    let one = of_case(file, steps, rules)?;
    let time = one.times.last().filter(|time| time.span.from == begin.on)?.clone();
    Some((one, time))
}

/// What officials had stated last when it was decided, the decision itself included, and the account that did.
fn decided<'s>(steps: &[Told<'_, 's>], decision: &Turn<'_>, name: &str) -> Option<(&'s str, &'s str)> {
    let up_to = steps.iter().take(decision.at + 1).rev().map(|(step, _)| *step);
    let said = |step: &'s StepTaken| Some((stated::text(&step.stated, name)?, step.by.account.as_str()));
    up_to.filter(|step| step.by.role != Role::Party).find_map(said)
}

/// The ground that a finding step tells: what is stated, and else what the step itself is about. Both have to agree.
pub(crate) fn ground(step: &str, stated: &cases::Stated) -> Option<Ground> {
    let of_step = match step {
        "find_late_report" => Some(Ground::LateReport),
        "find_late_information" => Some(Ground::LateInformation),
        "find_false_information" => Some(Ground::FalseInformation),
        "find_unreachable" => Some(Ground::Unreachable),
        _ => None,
    };
    let Some(said) = stated::text(stated, name::GROUND) else { return of_step };
    let said = StatusKind::from_token(said).and_then(Ground::of)?;
    of_step.is_none_or(|of_step| of_step == said).then_some(said)
}

/// The day from which a step counts: what another case decided counts from its own day, which may be the day before the
/// house carried it out.
fn decided_on(step: &StepTaken) -> Day {
    let decided = (step.by.role == Role::House).then(|| stated::day(&step.stated, name::DECIDED_ON)).flatten();
    decided.map_or(step.on, |decided| decided.min(step.on))
}

/// Days of shields. One that is not lifted stays, whatever ends or begins beneath it.
fn shields(steps: &[Told<'_, '_>]) -> Spans {
    let (mut days, mut since) = (Vec::new(), None);
    for (step, law) in steps {
        if has_effect(law, "unshield") {
            days.extend(since.take().map(|from| Span::new(from, decided_on(step))));
        }
        if has_effect(law, "shield") {
            since.get_or_insert(decided_on(step));
        }
    }
    Spans::of(days.into_iter().chain(since.map(Span::since)))
}

fn turns<'p>(steps: &[Told<'p, '_>]) -> Vec<Turn<'p>> {
    let mut turns: Vec<Turn<'p>> = Vec::new();
    for (at, (step, law)) in steps.iter().enumerate().filter(|(_, (_, law))| concerns_a_list(law)) {
        // Nothing counts before what was done here before.
        let on = decided_on(step);
        let on = turns.last().map_or(on, |last| last.on.max(on));
        let is_begin = has_effect(law, "enter_list") || has_effect(law, "enter_abnormal_list");
        turns.push(Turn { at, on, law, is_begin });
    }
    turns
}

/// The first of each day on which a time begins.
fn begins<'t, 'p>(turns: &'t [Turn<'p>]) -> Vec<&'t Turn<'p>> {
    let mut begins: Vec<&Turn<'p>> = Vec::new();
    for turn in turns.iter().filter(|turn| turn.is_begin) {
        if begins.last().is_none_or(|last| last.on < turn.on) {
            begins.push(turn);
        }
    }
    begins
}

fn of_serious_list(
    turns: &[Turn<'_>],
    begins: &[&Turn<'_>],
    restricted_until: Option<Day>,
    rules: &Rules,
) -> Vec<Time> {
    let ends = || turns.iter().filter(|turn| !turn.is_begin);
    // The law says of a step which way of leaving it is by what it requires; a full term ends by itself.
    let is_removal = |turn: &&Turn<'_>| requires(turn.law, "REMOVAL_NOT_APPROVED");
    let is_term = |turn: &&Turn<'_>| requires(turn.law, "TERM_NOT_OVER");
    let fall = ends().find(|turn| !is_removal(turn) && !is_term(turn));
    let listing = Listing {
        listed_on: begins.iter().map(|begin| begin.on).collect(),
        removed_on: ends().filter(is_removal).map(|turn| turn.on).collect(),
        fallen_on: fall.map(|turn| turn.on),
        restricted_until,
    };
    let time = |one: statute::membership::Listed| {
        let number = begins.iter().position(|begin| begin.on == one.span.from)? + 1;
        // What was wrong itself is corrected (更正); what rested on a penalty fell with it.
        let wrong = fall.filter(|turn| one.left_by == LeftBy::Fallen && has_effect(turn.law, "correct"));
        let left = Some(wrong.map_or_else(|| Left::from(one.left_by), |_| Left::Corrected));
        let by = wrong.map_or(one.by, |turn| format!("case: {}", turn.law.id));
        let provisional = one.provisional;
        Some(Time { number, span: one.span, left, by, provisional, published_on: None, is_released: false })
    };
    listed(&listing, rules).into_iter().filter_map(time).collect()
}

fn of_abnormal_list(turns: &[Turn<'_>], begins: &[&Turn<'_>]) -> Vec<Time> {
    let nexts = begins.iter().skip(1).map(|begin| (begin.at, begin.on)).chain([(usize::MAX, Day::FOREVER)]);
    let time = |(number, (begin, next)): (usize, (&&Turn<'_>, (usize, Day)))| {
        // Where the last turn before the next time begins one as well, on the same day, nothing has ended.
        let last = turns.iter().rfind(|turn| turn.at >= begin.at && turn.at < next.0);
        let end = last.filter(|turn| !turn.is_begin);
        let span = Span::new(begin.on, end.map_or(next.1, |end| end.on).min(next.1));
        let left = end.map(|end| Left::by(List::AbnormalList, end.law));
        let by = end.map_or_else(String::new, |end| format!("case: {}", end.law.id));
        Time { number: number + 1, span, left, by, provisional: false, published_on: None, is_released: false }
    };
    let times = begins.iter().zip(nexts).enumerate().map(time);
    times.filter(|time| !time.span.is_empty()).collect()
}

/// The day of publication of what begins with a step, and the step. Where the law lets the time limit of a publication run anew, it
/// has to be published again; else what was published before stays so.
fn published<'s>(steps: &[Told<'_, 's>], begin: &Turn<'_>) -> Option<(Day, &'s StepTaken)> {
    let publishes = |(_, law): &&Told<'_, 's>| is_publication(law);
    let behind = steps.iter().skip(begin.at + 1).find(publishes).map(|(step, _)| (step.on.max(begin.on), *step));
    let before = steps.iter().take(begin.at).rfind(publishes);
    let stays = before.filter(|(_, law)| !law.stops.iter().any(|clock| begin.law.starts.contains(clock)));
    stays.map(|(step, _)| (begin.on, *step)).or(behind)
}
