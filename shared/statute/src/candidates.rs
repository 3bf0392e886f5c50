//! Who might have to be listed (列入线索), found by the house and decided by nobody but officials.
//!
//! A heavy penalty for conduct that Order 44 may speak of, a fine that is stated unpaid when it was due, false published
//! data: each is a reason for an official to look, with what has to be asked for first. The house lists nobody, and a
//! discretion grade that nobody told is asked for and never guessed (settled readings 10 and 16).

use crate::payment::overdue;
use crate::reading::names_any;
use crate::repair::{Heavy, Rules, heavy};
use crate::tables::dated::Ruling;
use crate::tables::{DisplayChannel, Tables};
use domain::day::Day;
use domain::record::{Payment, Penalty, Record, RecordKey, Standing};
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
}

impl Reason {
    /// Each with its token, and its procedure once an official goes on.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::HeavyPenalty, "heavy_penalty", "serious_list"),
        (Self::GradeToAsk, "grade_to_ask", "serious_list"),
        (Self::Unperformed, "unperformed", "serious_list_separate"),
        (Self::FalseData, "false_data", "serious_list_false_data"),
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
