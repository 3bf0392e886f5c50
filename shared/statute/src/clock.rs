//! Time limits (期限): one idea of a clock for every duty of the law.
//!
//! A clock is started by a dated event, paused while something is tested, extended with an approval, and stopped by
//! what was to be done. [`rules`] says how long it runs, by dated policy; [`counting`] finds its last day. Here is
//! what it says on a day. Nothing is stored: the same events, rule, calendar and day give the same answer.

pub mod counting;
pub mod rules;

use crate::tables::dated::Ruling;
use counting::{Counted, counted};
use domain::day::Day;
use domain::span::Span;
use policy::calendar::Calendar;
use rules::{LastDay, Rule};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// What has happened to a clock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Course {
    /// The day of the event that starts it, which is not counted (民法典 Art. 201).
    pub started_on: Day,
    /// While something was tested: from the day on which it was handed over to the day on which the result was
    /// received, which counts again; without an end while that is awaited. They may overlap.
    pub pauses: Vec<Span>,
    /// Days on which an extension was approved.
    pub approvals: Vec<Day>,
    /// The last day that the record itself names; without it the rule's.
    pub own: Option<Day>,
    /// What stopped it.
    pub stop: Option<Stop>,
}

/// What stops a clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stop {
    /// On which day.
    pub on: Day,
    /// How.
    pub ending: Ending,
}

/// How a clock ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// What was to be done was done.
    Done,
    /// It need not be done any more: withdrawn, handed over.
    Lapsed,
}

impl Course {
    /// A clock that has only been started.
    #[must_use]
    pub const fn since(started_on: Day) -> Self {
        Self { started_on, pauses: Vec::new(), approvals: Vec::new(), own: None, stop: None }
    }

    /// The same with what was done.
    #[must_use]
    pub const fn done(self, on: Day) -> Self {
        self.stopped(Stop { on, ending: Ending::Done })
    }

    const fn stopped(mut self, stop: Stop) -> Self {
        self.stop = Some(stop);
        self
    }

    /// What had happened by the end of a day.
    #[must_use]
    pub fn by(&self, day: Day) -> Self {
        let pauses = self.pauses.iter().filter(|pause| pause.from <= day);
        let still_open = |pause: &Span| if pause.off > day { Span::since(pause.from) } else { *pause };
        Self {
            started_on: self.started_on,
            pauses: pauses.map(still_open).collect(),
            approvals: self.approvals.iter().copied().filter(|approved| *approved <= day).collect(),
            own: self.own,
            stop: self.stop.filter(|stop| stop.on <= day),
        }
    }
}

/// State of a clock on a day (期限状态).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 期限内
    Running,
    /// 暂停计算: no day is the last one as long as nobody knows how long the pause is.
    Paused,
    /// 今日到期
    Due,
    /// 已逾期: from 00:00 of the day after the last one.
    Overdue,
    /// 按期完成
    Met,
    /// 逾期完成
    MetLate,
    /// 终止: it need not be met any more, or was a right whose time is over.
    Ended,
    /// 暂定: whether it is late depends on a year whose working days are not published.
    Provisional,
}

impl State {
    /// Every state with its token and its Chinese label.
    pub const ALL: [(Self, &'static str, &'static str); 8] = [
        (Self::Running, "running", "期限内"),
        (Self::Paused, "paused", "暂停计算"),
        (Self::Due, "due", "今日到期"),
        (Self::Overdue, "overdue", "已逾期"),
        (Self::Met, "met", "按期完成"),
        (Self::MetLate, "met_late", "逾期完成"),
        (Self::Ended, "ended", "终止"),
        (Self::Provisional, "provisional", "暂定"),
    ];

    /// The state of a clock that is open and whose last day is known; of a right, which lapses with it, or of a duty.
    #[must_use]
    pub fn of_open(last: Day, lapses: bool, as_of: Day) -> Self {
        match as_of.cmp(&last) {
            Ordering::Less => Self::Running,
            Ordering::Equal => Self::Due,
            Ordering::Greater if lapses => Self::Ended,
            Ordering::Greater => Self::Overdue,
        }
    }

    /// The token used in answers.
    #[must_use]
    pub fn token(self) -> &'static str {
        Self::ALL.iter().find(|(state, ..)| *state == self).map_or("", |(_, token, _)| token)
    }

    /// The state of a token.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == token).map(|(state, ..)| *state)
    }

    /// The Chinese label.
    #[must_use]
    pub fn zh(self) -> &'static str {
        Self::ALL.iter().find(|(state, ..)| *state == self).map_or("", |(.., zh)| zh)
    }
}

/// What became of an extension (延长).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Extension {
    /// Nobody approved one.
    None,
    /// Approved within the first limit.
    Granted,
    /// Approved after the first limit, or where the rule knows none: it changes nothing.
    WithoutEffect,
}

impl Extension {
    /// The token under which one is kept; nothing where nobody approved one.
    #[must_use]
    pub const fn token(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Granted => Some("granted"),
            Self::WithoutEffect => Some("without_effect"),
        }
    }

    /// The one of a token.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Self> {
        [Self::Granted, Self::WithoutEffect].into_iter().find(|known| known.token() == Some(token))
    }
}

/// What a clock says on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Reading {
    /// Its state.
    pub state: State,
    /// The last day as the law counts it; nothing while it is paused, or needs a year that is not published. Ratios
    /// go by this day.
    pub due: Option<Day>,
    /// The last day on which it counts as met: `due`, or where that rolls the first working day from it on.
    pub last: Option<Day>,
    /// Where `last` is not known: it is no earlier day than this one.
    pub not_before: Option<Day>,
    /// What became of an extension.
    pub extension: Extension,
    /// Is it a right, which ends with its last day?
    pub lapses: bool,
    /// Does it rest on a rule that is not settled?
    pub provisional: bool,
}

impl Reading {
    /// What a clock says at the end of `as_of`, by what had happened by then.
    #[must_use]
    pub fn on(as_of: Day, course: &Course, ruling: Ruling<'_, Rule>, calendar: &Calendar) -> Self {
        let (course, rule, provisional) = (course.by(as_of), ruling.value, ruling.basis.provisional);
        let pauses: &[Span] = if rule.pauses.is_some() { &course.pauses } else { &[] };
        let limit = |length| match course.own {
            Some(own) => Limit::of(Counted::On(own), rule, calendar),
            None => Limit::of(counted(course.started_on, length, rule.count, pauses, calendar), rule, calendar),
        };
        let first = limit(rule.length);
        let (limit, extension) = match (course.approvals.iter().min(), rule.extended) {
            (None, _) => (first, Extension::None),
            (Some(approved), Some(extended)) if first.may_reach(*approved) => (limit(extended), Extension::Granted),
            (Some(_), _) => (first, Extension::WithoutEffect),
        };
        let Limit { due, last, not_before, .. } = limit;
        let state = limit.state(as_of, course.stop, rule.lapses);
        Self { state, due, last, not_before, extension, lapses: rule.lapses, provisional }
    }

    /// The next day on which the state is another, if nothing happens: the day to look again.
    #[must_use]
    pub fn changes_on(&self) -> Option<Day> {
        match self.state {
            State::Running => self.last,
            State::Due => self.last.map(Day::next),
            _ => None,
        }
    }
}

/// How long a clock runs, as far as that is known.
#[derive(Clone, Copy)]
struct Limit {
    due: Option<Day>,
    last: Option<Day>,
    not_before: Option<Day>,
    is_paused: bool,
}

impl Limit {
    fn of(counted: Counted, rule: &Rule, calendar: &Calendar) -> Self {
        let unknown = Self { due: None, last: None, not_before: None, is_paused: false };
        match counted {
            Counted::Paused => Self { is_paused: true, ..unknown },
            Counted::NotBefore(day) => Self { not_before: Some(day), ..unknown },
            Counted::On(due) => {
                let rolled = if rule.last_day == LastDay::Stays { Some(due) } else { calendar.rolled(due).ok() };
                let not_before = if rolled.is_none() { Some(due) } else { None };
                Self { due: Some(due), last: rolled, not_before, is_paused: false }
            }
        }
    }

    /// Does it last until this day, as far as is known?
    fn may_reach(self, day: Day) -> bool {
        self.is_paused || self.last.or(self.not_before).is_some_and(|last| day <= last)
    }

    fn state(self, as_of: Day, stop: Option<Stop>, lapses: bool) -> State {
        match (stop, self.last) {
            (Some(Stop { ending: Ending::Lapsed, .. }), _) => State::Ended,
            (Some(stop), _) if self.may_reach(stop.on) => State::Met,
            (Some(_), Some(_)) => State::MetLate,
            (None, _) if self.is_paused => State::Paused,
            (None, Some(last)) => State::of_open(last, lapses, as_of),
            (_, None) => State::Provisional,
        }
    }
}
