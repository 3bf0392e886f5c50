//! What goes by itself, and when (到期自动停止): everything that is shown about a merchant, by the day on which it is not
//! shown any more if nobody does anything.

use crate::dossier::Dossier;
use crate::repairs::Repairs;
use crate::shield::Shielding;
use crate::target::{List, Target};
use cases::{About, CaseError};
use contracts::port::ListMembership;
use domain::day::Day;
use domain::span::Span;
use statute::repair::Rules;

/// Something that is shown, and its end (公示事项及其到期日).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lapse {
    /// What is shown.
    pub about: About,
    /// The same in words, in Chinese.
    pub what_zh: String,
    /// The same in English.
    pub what: String,
    /// Since when it is shown.
    pub from: Day,
    /// The first day on which it is not shown any more; nothing where only an act ends it.
    pub off: Option<Day>,
    /// What ends it, in Chinese.
    pub ended_by_zh: &'static str,
    /// Its token.
    pub ended_by: &'static str,
    /// The policy interval, or what of the record, that gives the end.
    pub by: String,
    /// Does the end rest on something that is not settled?
    pub provisional: bool,
    /// What shields it today (临时屏蔽): then it is not shown, and its time runs on beneath that.
    pub shielded: Option<Shielding>,
}

/// What only an act ends, in Chinese and as a token.
const BY_AN_ACT: (&str, &str) = ("须经移出", "act");
/// What its term ends.
const AT_ITS_TERM: (&str, &str) = ("列入期满", "term");

/// What ends something by itself.
struct End {
    span: Span,
    zh: &'static str,
    token: &'static str,
    by: String,
    provisional: bool,
}

impl Repairs {
    /// Everything that is shown about a merchant today, or would be but for a shield, in order of the days on which it goes by
    /// itself; what only an act ends comes last.
    ///
    /// # Errors
    /// [`CaseError::Port`] if somebody who is asked does not answer.
    pub fn lapses(&self, subject_id: i64) -> Result<Vec<Lapse>, CaseError> {
        let dossier = self.bench.dossier(subject_id)?;
        let own = self.court.book.of_subject(subject_id)?;
        let mut lapses = shown(&dossier, &self.bench.law.rules, self.today());
        lapses.iter_mut().for_each(|lapse| lapse.shielded = self.bench.shielding(&own, &lapse.about));
        Ok(lapses)
    }
}

/// What is shown about a merchant on a day, by when it goes.
fn shown(dossier: &Dossier, rules: &Rules, today: Day) -> Vec<Lapse> {
    let shown = dossier.shown().into_iter();
    let mut lapses: Vec<Lapse> = shown.filter_map(|shown| Lapse::of(shown, rules, today)).collect();
    lapses.sort_by(|one, other| one.place().cmp(&other.place()));
    lapses
}

impl Lapse {
    /// What is shown on a day, if it is.
    pub(crate) fn of((about, target): (About, Target<'_>), rules: &Rules, on: Day) -> Option<Self> {
        let End { span, zh, token, by, provisional } = end(&target, rules, on)?;
        let (what_zh, what) = words(&target);
        Some(Self {
            about,
            what_zh,
            what,
            from: span.from,
            off: Some(span.off).filter(|off| !off.is_sentinel()),
            ended_by_zh: zh,
            ended_by: token,
            by,
            provisional,
            shielded: None,
        })
    }

    /// By what lists of them are ordered.
    pub(crate) fn place(&self) -> (Day, &About) {
        (self.off.unwrap_or(Day::FOREVER), &self.about)
    }
}

/// What ends it by itself, if it is shown on a day.
fn end(target: &Target<'_>, rules: &Rules, on: Day) -> Option<End> {
    if let Target::Penalty(read) = target {
        let display = &read.reading.display;
        let is_published = display.published_on.is_none_or(|published| published <= on);
        let running = display.counting().into_iter().find(|interval| interval.span.contains(on));
        let running = running.filter(|_| display.is_publishable() && is_published)?;
        let (zh, token) = (running.ended_by.zh(), running.ended_by.token());
        return Some(End { span: running.span, zh, token, by: running.by, provisional: running.provisional });
    }
    let span = target.listed().around(on)?;
    let (zh, token, by, provisional) = match target {
        Target::Membership(membership) => of_membership(membership, span, rules),
        _ if span.off.is_sentinel() => (BY_AN_ACT.0, BY_AN_ACT.1, "record: until".to_owned(), false),
        _ => (AT_ITS_TERM.0, AT_ITS_TERM.1, "record: until".to_owned(), false),
    };
    Some(End { span, zh, token, by, provisional })
}

/// What ends days on a list: a restriction that outlasts the term, the term of the law, or an act alone.
fn of_membership(membership: &ListMembership, span: Span, rules: &Rules) -> (&'static str, &'static str, String, bool) {
    let of_case = || format!("listing: case {}", membership.case_no);
    if span.off.is_sentinel() {
        return (BY_AN_ACT.0, BY_AN_ACT.1, of_case(), false);
    }
    if membership.restricted_until.map(Day::next) == Some(span.off) {
        return ("限制期限届满移出", "restriction", of_case(), false);
    }
    let term = rules.list_term(span.from);
    let is_term = membership.list == "serious_list" && span.from.plus_months(*term.value).next() == span.off;
    let (by, provisional) =
        if is_term { (term.basis.by.to_owned(), term.basis.provisional) } else { (of_case(), false) };
    (AT_ITS_TERM.0, AT_ITS_TERM.1, by, provisional)
}

/// What is shown, in words for people.
fn words(target: &Target<'_>) -> (String, String) {
    match (target, target.list()) {
        (Target::Penalty(read), _) => {
            let number = &read.penalty.decision_no;
            let channel = read.reading.display.channel;
            (format!("行政处罚 {number}（{}）", channel.zh()), format!("penalty {number}"))
        }
        (_, Some(List::Serious)) => ("严重违法失信名单".to_owned(), "serious list".to_owned()),
        (_, Some(List::Abnormal(ground))) => {
            let zh = ground.map_or("经营异常名录（标记）", |ground| ground.status().zh());
            (zh.to_owned(), "abnormal list".to_owned())
        }
        (Target::Payment(payment), _) => {
            (format!("罚款缴纳 {}", payment.decision_no), format!("payment of {}", payment.decision_no))
        }
        _ => ("状态记录".to_owned(), "standing record".to_owned()),
    }
}
