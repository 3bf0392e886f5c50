//! When a penalty is displayed (公示期), which is when it counts.
//!
//! Display is a set of intervals [from, off). The first begins on the decision day: not yet
//! published is not off. Its end follows from the longest display of the penalty's channel and
//! severity under the regimes it lives through, the end that the record itself states, a running
//! statutory restriction, and decisions that stop it. A revoked stop begins another interval.

mod disclosure;
mod performance;
mod reclass;
mod shield;

pub use disclosure::{LongestDisclosure, disclosed, latest_disclosure};
pub use performance::until_performed;
pub use reclass::reclassed;
pub use shield::{shielded, suspended};

use crate::tables::dated::Basis;
use crate::tables::{ClockStart, Clocks, DisplayChannel, Tables, Unpublished};
use domain::day::Day;
use domain::record::{Penalty, PenaltyKind, Procedure};
use domain::span::{Span, Spans};
use domain::vocab::{Severity, StopReason};
use serde::Serialize;

/// What ended an interval of display.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// The longest display of its severity (最长公示期).
    Maximum,
    /// The end that the record states (公示截止期).
    OwnEnd,
    /// The end of a statutory restriction that runs longer (限制期限).
    Restriction,
    /// A decision that stops display for a reason that is not stated or another one (停止公示).
    Stopped,
    /// A repair (修复).
    Repaired,
    /// A correction of the decision (更正).
    Corrected,
    /// A revoked stop, which began the next interval with a term of its own (撤销修复).
    Restarted,
    /// Annulment of the decision (撤销); only of intervals that count.
    Annulled,
    /// A shield in reorganisation (临时屏蔽), behind which the next interval goes on with the same term.
    Shielded,
    /// A partial annulment, after which the longest display of the rest was over already (部分撤销后重新分类).
    Reclassed,
    /// Performance, where display goes on behind the longest one until then (履行义务).
    Performed,
    /// The longest disclosure from the end of the conduct (最长披露期).
    Disclosure,
}

impl EndedBy {
    /// The token used in answers.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Maximum => "maximum",
            Self::OwnEnd => "own_end",
            Self::Restriction => "restriction",
            Self::Stopped => "stopped",
            Self::Repaired => "repaired",
            Self::Corrected => "corrected",
            Self::Restarted => "restarted",
            Self::Annulled => "annulled",
            Self::Shielded => "shielded",
            Self::Reclassed => "reclassed",
            Self::Performed => "performed",
            Self::Disclosure => "disclosure",
        }
    }

    /// The Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Maximum => "最长公示期届满",
            Self::OwnEnd => "公示截止期届满",
            Self::Restriction => "限制期限届满",
            Self::Stopped => "决定停止公示",
            Self::Repaired => "信用修复停止公示",
            Self::Corrected => "更正停止公示",
            Self::Restarted => "撤销修复后重新计算",
            Self::Annulled => "处罚决定撤销",
            Self::Shielded => "重整期间临时屏蔽",
            Self::Reclassed => "部分撤销后重新分类",
            Self::Performed => "履行义务后停止公示",
            Self::Disclosure => "最长披露期届满",
        }
    }
}

/// One interval of display.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Displayed {
    /// Its days.
    pub span: Span,
    /// The day from which its longest display runs.
    pub term_from: Day,
    /// What ended it.
    pub ended_by: EndedBy,
    /// The policy interval, or the field of the record, that gave the end.
    pub by: String,
    /// Does the end rest on something not settled, such as the severity, or on a stand-in for a missing day?
    pub provisional: bool,
}

/// The display of a penalty.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Display {
    /// Whose rules apply.
    pub channel: DisplayChannel,
    /// Why it may never be published, if so; then nothing is shown and nothing counts.
    pub unpublished: Option<Unpublished>,
    /// Intervals in order, disjoint, none empty, as if the decision had not been annulled.
    pub shown: Vec<Displayed>,
    /// Days of them on which a shield hides it although it counts on; none where the policy lets its use end with that.
    #[serde(skip_serializing_if = "Spans::is_empty")]
    pub hidden: Spans,
    /// First publication, if known.
    pub published_on: Option<Day>,
    /// Day from which the decision is annulled.
    pub annulled_on: Option<Day>,
}

impl Display {
    /// May it be published at all?
    #[must_use]
    pub const fn is_publishable(&self) -> bool {
        self.unpublished.is_none()
    }

    /// Days on which it is displayed, had it not been annulled.
    #[must_use]
    pub fn shown(&self) -> Spans {
        self.seen(self.shown.iter().map(|interval| interval.span).collect())
    }

    /// The intervals in which it counts: as displayed, cut by an annulment from its own day on.
    #[must_use]
    pub fn counting(&self) -> Vec<Displayed> {
        let annulled = self.annulled_on.map(|day| (day, EndedBy::Annulled, ANNULLED));
        self.shown.iter().filter_map(|interval| interval.clone().cut(annulled)).collect()
    }

    /// Days on which it counts.
    #[must_use]
    pub fn counts(&self) -> Spans {
        self.counting().iter().map(|interval| interval.span).collect()
    }

    /// Days on which a public surface may show it: while it counts, from its publication on;
    /// none if no publication is known.
    #[must_use]
    pub fn public(&self) -> Spans {
        let since = self.published_on.map_or_else(Spans::none, |day| Spans::one(Span::since(day)));
        self.unhidden().and(&since)
    }

    /// Days on which it counts and nothing hides it.
    #[must_use]
    pub fn unhidden(&self) -> Spans {
        self.seen(self.counts())
    }

    fn seen(&self, days: Spans) -> Spans {
        // Few penalties of a city are ever hidden.
        if self.hidden.is_empty() { days } else { days.minus(&self.hidden) }
    }
}

impl Displayed {
    /// This interval ended earlier, if `end` lies inside; `None` if nothing is left.
    fn cut(mut self, end: Option<(Day, EndedBy, Basis<'_>)>) -> Option<Self> {
        if let Some((day, ended_by, basis)) = end
            && day < self.span.off
        {
            self.span.off = day;
            self.ended_by = ended_by;
            self.by = basis.by.to_owned();
            self.provisional = basis.provisional;
        }
        (!self.span.is_empty()).then_some(self)
    }
}

const OWN_END: Basis<'_> = stated("record: display_until");
const RESTRICTION: Basis<'_> = stated("record: restriction_until");
const STOPPED: Basis<'_> = stated("record: display_stopped_on");
const REPAIRED: Basis<'_> = stated("record: display_stopped_on, repaired");
const CORRECTED: Basis<'_> = stated("record: display_stopped_on, corrected");
const RESTARTED: Basis<'_> = stated("record: stop_revoked_on");
const ANNULLED: Basis<'_> = stated("record: annulled_on");

const fn stated(by: &'static str) -> Basis<'static> {
    Basis { by, provisional: false }
}

/// The display of a penalty of this severity, from its decision on.
#[must_use]
pub fn spans(penalty: &Penalty, severity: Severity, tables: &Tables) -> Display {
    let channel = *tables.channel(&penalty.authority, penalty.decided_on).value;
    let unpublished = unpublished(penalty, severity, channel, tables);
    let shown = match unpublished {
        Some(_) => Vec::new(),
        None => intervals(penalty, severity, tables.clocks(channel)),
    };
    let (published_on, annulled_on) = (penalty.published_on, penalty.annulled_on);
    let display = Display { channel, unpublished, shown, hidden: Spans::none(), published_on, annulled_on };
    shield::beside(display, &penalty.shielded, tables)
}

/// The same of a penalty whose severity is not settled: an end that would be another one by one of the severities
/// `instead` is provisional.
#[must_use]
pub fn doubted(penalty: &Penalty, severity: Severity, instead: &[Severity], tables: &Tables) -> Display {
    let mut display = spans(penalty, severity, tables);
    for other in instead {
        let others = spans(penalty, *other, tables).shown;
        for interval in &mut display.shown {
            interval.provisional |= others.iter().all(|other| other.span != interval.span);
        }
    }
    display
}

/// Why the law never publishes this penalty, by the table of the decision day.
fn unpublished(penalty: &Penalty, severity: Severity, channel: DisplayChannel, tables: &Tables) -> Option<Unpublished> {
    let only = |kinds: &[PenaltyKind]| !penalty.kinds.is_empty() && penalty.kinds.iter().all(|k| kinds.contains(k));
    let applies = |ground: &Unpublished| match ground {
        Unpublished::WarningOnly => only(&[PenaltyKind::Warning]),
        Unpublished::CriticismOnly => only(&[PenaltyKind::Warning, PenaltyKind::PublicCriticism]),
        Unpublished::SimpleProcedure => penalty.procedure == Some(Procedure::Simple),
        Unpublished::Under18 => penalty.minor_party,
        Unpublished::MinorUnlessPublished => severity == Severity::Minor && penalty.published_on.is_none(),
    };
    let grounds = tables.never_published(channel, penalty.decided_on);
    grounds.value.iter().copied().find(applies)
}

/// How an interval begins.
struct Term {
    /// First day of the interval.
    begins: Day,
    /// The day from which its longest display runs.
    runs_from: Day,
    /// Does the decision day stand in for a publication day that is not known?
    is_stand_in: bool,
    /// First day on which a stop can end it.
    stops_from: Day,
}

impl Term {
    /// The first: shown or not yet, it begins with the decision. A publication cannot precede that.
    fn first(penalty: &Penalty, clocks: &Clocks) -> Self {
        let begins = penalty.decided_on;
        let (runs_from, is_stand_in) = match (clocks.start.at(begins).value, penalty.published_on) {
            (ClockStart::Decision, _) => (begins, false),
            (ClockStart::Publication, Some(published)) => (published.max(begins), false),
            (ClockStart::Publication, None) => (begins, true),
        };
        Self { begins, runs_from, is_stand_in, stops_from: begins }
    }

    /// One that a revoked stop began. On one day a stop comes before its revocation, so it does not
    /// end what that one begins.
    const fn restarted(on: Day) -> Self {
        Self { begins: on, runs_from: on, is_stand_in: false, stops_from: on.next() }
    }
}

/// The intervals, each with its end: the first from the decision, one more from each revoked stop.
fn intervals(penalty: &Penalty, severity: Severity, clocks: &Clocks) -> Vec<Displayed> {
    let restarts = restarts(penalty);
    let terms = std::iter::once(Term::first(penalty, clocks)).chain(restarts.iter().copied().map(Term::restarted));
    let next_restarts = restarts.iter().copied().map(Some).chain([None]);
    let cut = |(term, restart): (Term, Option<Day>)| {
        let stop = penalty.display_stopped_on.iter().copied().filter(|day| term.stops_from <= *day).min();
        uncut(penalty, severity, clocks, &term)
            .cut(stop.map(|day| stopped_by(penalty, day)))?
            .cut(restart.map(|day| (day, EndedBy::Restarted, RESTARTED)))
    };
    terms.zip(next_restarts).filter_map(cut).collect()
}

/// Days on which a revoked stop began another interval, in order, each once. Only a stop can be revoked: without one
/// before it a revocation revives nothing.
fn restarts(penalty: &Penalty) -> Vec<Day> {
    let stopped = |by: &Day| penalty.display_stopped_on.iter().any(|stop| *stop >= penalty.decided_on && stop <= by);
    let mut restarts = penalty.stop_revoked_on.clone();
    restarts.retain(stopped);
    restarts.sort_unstable();
    restarts.dedup();
    restarts
}

/// The first day on which its display is over by what the record itself states, whenever it was published: behind its
/// own end or a restriction that runs longer, or from a stop on that nobody has revoked since. Nothing, where only the
/// longest display would end it.
pub(crate) fn stated_end(penalty: &Penalty) -> Option<Day> {
    let restarted = restarts(penalty).last().copied();
    // An end before the last interval's own beginning was said of an earlier display, as it is with the display itself.
    let (begins, stops_from) = restarted.map_or((penalty.decided_on, penalty.decided_on), |on| (on, on.next()));
    let own = penalty.display_until.filter(|until| begins <= *until);
    let own = own.map(|until| restriction(penalty).map_or(until, |longer| longer.max(until)).next());
    let stop = penalty.display_stopped_on.iter().copied().filter(|stop| stops_from <= *stop).min();
    [own, stop].into_iter().flatten().min()
}

/// The end of a statutory restriction, of a penalty that can restrict for a time.
fn restriction(penalty: &Penalty) -> Option<Day> {
    penalty.restriction_until.filter(|_| penalty.kinds.iter().any(|kind| restricts(*kind)))
}

/// A stop on a day and its reason, which is stated of the last stop alone.
fn stopped_by(penalty: &Penalty, day: Day) -> (Day, EndedBy, Basis<'static>) {
    let is_last = penalty.display_stopped_on.iter().max() == Some(&day);
    match penalty.display_stop_reason.filter(|_| is_last) {
        Some(StopReason::Repaired) => (day, EndedBy::Repaired, REPAIRED),
        Some(StopReason::Corrected) => (day, EndedBy::Corrected, CORRECTED),
        Some(StopReason::Other) | None => (day, EndedBy::Stopped, STOPPED),
    }
}

/// An interval that no decision cuts.
fn uncut(penalty: &Penalty, severity: Severity, clocks: &Clocks, term: &Term) -> Displayed {
    let (mut off, basis) = maximum(clocks, severity, term.runs_from);
    let clock_basis = clocks.start.at(penalty.decided_on).basis;
    let mut basis = basis.doubted(term.is_stand_in || clock_basis.provisional);
    let mut ended_by = EndedBy::Maximum;
    // An end before the interval's own beginning was said of an earlier display.
    if let Some(until) = penalty.display_until.filter(|until| term.begins <= *until)
        && until.next() < off
    {
        (off, ended_by, basis) = (until.next(), EndedBy::OwnEnd, OWN_END);
    }
    if let Some(until) = restriction(penalty)
        && off < until.next()
    {
        (off, ended_by, basis) = (until.next(), EndedBy::Restriction, RESTRICTION);
    }
    Displayed {
        span: Span::new(term.begins, off),
        term_from: term.runs_from,
        ended_by,
        by: basis.by.to_owned(),
        provisional: basis.provisional,
    }
}

/// The first day after the longest display from `start`: by the regime of that day, then by each
/// later regime with another maximum. A change never reaches back before its own first day, never
/// lengthens, and never revives what has ended.
fn maximum(clocks: &Clocks, severity: Severity, start: Day) -> (Day, Basis<'_>) {
    let at_start = clocks.maxima.at(start);
    let mut months = at_start.value.of(severity);
    let mut off = start.plus_months(months).next();
    let mut basis = at_start.basis;
    for regime in clocks.maxima.after(start) {
        if off <= regime.since {
            break;
        }
        let changed = regime.value.of(severity);
        if changed == months {
            continue;
        }
        months = changed;
        let new_off = start.plus_months(changed).next().max(regime.since);
        if new_off < off {
            (off, basis) = (new_off, regime.basis());
        }
    }
    (off, basis)
}

/// Can a penalty of this kind restrict for a time?
const fn restricts(kind: PenaltyKind) -> bool {
    use PenaltyKind as K;
    !matches!(kind, K::Warning | K::PublicCriticism | K::Fine | K::Confiscation | K::Detention)
}
