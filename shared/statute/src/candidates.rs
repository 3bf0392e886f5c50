//! Who might have to be listed (列入线索), found by the house and decided by nobody but officials.
//!
//! A heavy penalty for conduct that Order 44 may speak of, a fine that is stated unpaid when it was due, false published
//! data: each is a reason for an official to look, with what has to be asked for first. The house lists nobody, and a
//! discretion grade that nobody told is asked for and never guessed (settled readings 10 and 16). A report that is overdue
//! is a reason to look at the abnormal list, or at the mark of a sole trader.

use crate::abnormal::Ground;
use crate::payment::overdue;
use crate::reading::names_any;
use crate::repair::{Heavy, Rules, heavy};
use crate::tables::dated::{Basis, Ruling};
use crate::tables::{DisplayChannel, Tables};
use domain::day::Day;
use domain::record::{MerchantKind, Payment, Penalty, Record, RecordKey, Standing, StandingKind};
use domain::span::Span;
use serde::Serialize;

/// Why somebody should look (线索种类).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// 较重行政处罚且可能属于应当列入的情形
    HeavyPenalty,
    /// 罚款未写明裁量档次，须先查明
    GradeToAsk,
    /// 逾期未履行，是否有能力而拒不履行须查明
    Unperformed,
    /// 公示虚假信息，情节是否严重须查明
    FalseData,
    /// 年度报告逾期，是否列入经营异常名录须查明
    ReportOverdue,
    /// 年度报告逾期，是否标记经营异常状态须查明
    ReportOverdueMark,
}

impl Reason {
    /// Each with its token, and its procedure once an official goes on.
    pub const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::HeavyPenalty, "heavy_penalty", "serious_list"),
        (Self::GradeToAsk, "grade_to_ask", "serious_list"),
        (Self::Unperformed, "unperformed", "serious_list_separate"),
        (Self::FalseData, "false_data", "serious_list_false_data"),
        (Self::ReportOverdue, "report_overdue", "abnormal_list"),
        (Self::ReportOverdueMark, "report_overdue_mark", "abnormal_mark"),
    ];

    /// The token used in answers.
    #[must_use]
    pub fn token(self) -> &'static str {
        Self::ALL.iter().find(|(reason, ..)| *reason == self).map_or("", |(_, token, _)| token)
    }

    /// The procedure by which an official would go on, without `procedures.`.
    #[must_use]
    pub fn procedure(self) -> &'static str {
        Self::ALL.iter().find(|(reason, ..)| *reason == self).map_or("", |(.., procedure)| procedure)
    }
}

/// A reason to look at a merchant.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Candidate {
    /// Why.
    pub reason: Reason,
    /// The record that gives it.
    pub key: RecordKey,
    /// The article of Order 44, or of another instrument, that may be meant.
    pub article: String,
    /// The policy interval that says so.
    pub by: String,
    /// Does it rest on law, or on a sorting of the house, that is not settled?
    pub provisional: bool,
    /// From which day on.
    pub since: Day,
}

/// What a penalty gives reason to look at, as of a day. Only of market regulators, whose list this is; none of what was
/// annulled or taken back.
#[must_use]
pub fn of_penalty(
    penalty: &Penalty,
    payments: &[&Payment],
    as_of: Day,
    (tables, rules): (&Tables, &Rules),
) -> Vec<Candidate> {
    let channel = *tables.channel(&penalty.authority, penalty.decided_on).value;
    let has_fallen = penalty.withdrawn || penalty.annulled_on.is_some_and(|annulled| annulled <= as_of);
    let Ruling { value: conduct, basis } = rules.conduct_laws(penalty.decided_on);
    // Before there was this list nobody could be put on it.
    if channel != DisplayChannel::Gsxt || has_fallen || penalty.decided_on > as_of || conduct.is_empty() {
        return Vec::new();
    }
    let meant = conduct.iter().filter(|(_, laws)| names_any(&penalty.ground, laws));
    let reason = match heavy(penalty, tables, rules) {
        Heavy::Yes => Some(Reason::HeavyPenalty),
        Heavy::GradeMissing => Some(Reason::GradeToAsk),
        Heavy::No => None,
    };
    let of_conduct = meant.filter_map(|(article, _)| {
        Some(Candidate {
            reason: reason?,
            key: penalty.key(),
            article: format!("总局令第44号 {article}"),
            by: basis.by.to_owned(),
            provisional: basis.provisional,
            since: penalty.decided_on,
        })
    });
    let unpaid = overdue(penalty, payments, tables).into_iter().find(|unpaid| unpaid.span.contains(as_of));
    let unperformed = unpaid.map(|unpaid| Candidate {
        reason: Reason::Unperformed,
        key: penalty.key(),
        article: "总局令第44号 Art. 11".to_owned(),
        by: "record: payment".to_owned(),
        provisional: false,
        since: unpaid.span.from,
    });
    of_conduct.chain(unperformed).collect()
}

/// What a standing record gives reason to look at: a mark for false published data, since the regulation knows the list
/// as a consequence (企业信息公示暂行条例, Art. 18).
#[must_use]
pub fn of_standing(standing: &Standing, as_of: Day, rules: &Rules) -> Option<Candidate> {
    let Ruling { value: kinds, basis } = rules.false_data(standing.from);
    let is_meant = kinds.iter().any(|kind| kind == standing.kind.token());
    (is_meant && standing.from <= as_of && !standing.withdrawn).then(|| Candidate {
        reason: Reason::FalseData,
        key: standing.key(),
        article: "企业信息公示暂行条例 Art. 18".to_owned(),
        by: basis.by.to_owned(),
        provisional: basis.provisional,
        since: standing.from,
    })
}

/// What the status of a merchant gives reason to look at for the abnormal list, or for the mark of a sole trader, as of a
/// day: a report that is overdue (企业经营异常名录管理暂行办法 Art. 4), unless it has come since or the merchant was put
/// there for it. `beside` is what else stands of the same merchant.
#[must_use]
pub fn of_overdue(
    overdue: &Standing,
    kind: MerchantKind,
    beside: &[&Standing],
    as_of: Day,
    rules: &Rules,
) -> Option<Candidate> {
    let Ruling { value: meant, basis } = rules.abnormal_statuses(overdue.from);
    let (ground, _) = meant.iter().find(|(_, kinds)| kinds.iter().any(|kind| kind == overdue.kind.token()))?;
    let is_over = overdue.withdrawn || as_of < overdue.from || overdue.until.is_some_and(|last| last < as_of);
    let ends_it = |other: &Standing| match other.kind {
        StandingKind::Status(status) => status == ground.status(),
        // The missing years are filed in their order, so that any report that came since is that one.
        StandingKind::AnnualReport => *ground == Ground::LateReport,
        _ => false,
    };
    let since = |other: &&&Standing| !other.withdrawn && other.from >= overdue.from && other.from <= as_of;
    if is_over || beside.iter().filter(since).any(|other| ends_it(other)) {
        return None;
    }
    let (reason, article) = match kind {
        MerchantKind::Enterprise => (Reason::ReportOverdue, "企业经营异常名录管理办法"),
        MerchantKind::Cooperative => (Reason::ReportOverdue, "农民专业合作社年度报告公示办法"),
        MerchantKind::SoleTrader => (Reason::ReportOverdueMark, "个体工商户年度报告办法"),
    };
    Some(Candidate {
        reason,
        key: overdue.key(),
        article: article.to_owned(),
        by: basis.by.to_owned(),
        provisional: basis.provisional,
        since: overdue.from,
    })
}

/// Three years on the abnormal list without performance (经营异常满三年), while the law made that a ground for the serious
/// list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ThreeYears {
    /// The first day of the entry.
    pub since: Day,
    /// The day on which the years were full, and from which on the serious list had to follow.
    pub full_on: Day,
    /// The policy interval that says so.
    pub by: String,
    /// Does it rest on law that is not settled?
    pub provisional: bool,
}

/// Which entries of the abnormal list had to lead to the serious list by the end of a day (企业信息公示暂行条例 (2014)
/// Art. 17, repealed on 2024-05-01): those that still ran on the anniversary, if the law of that very day knew the rule.
/// Each entry counts by itself; a sole trader's mark is none.
#[must_use]
pub fn three_years(entries: &[Span], as_of: Day, rules: &Rules) -> Vec<ThreeYears> {
    let full = |entry: &Span| {
        let full_on = entry.from.plus_months((*rules.three_years(entry.from).value)?);
        let then = rules.three_years(full_on);
        let is_full = then.value.is_some() && full_on <= as_of && entry.contains(full_on);
        let Basis { by, provisional } = then.basis;
        is_full.then(|| ThreeYears { since: entry.from, full_on, by: by.to_owned(), provisional })
    };
    entries.iter().filter_map(full).collect()
}
