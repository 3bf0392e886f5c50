//! What somebody does in a case: checked before anything else is asked.

use crate::error::CaseError;
use crate::file::{About, Attached, days};
use crate::papers::{self, Checked, NewPaper};
use crate::sight::Sight;
use domain::code::PartyCode;
use domain::day::Day;
use domain::digest::canonical_json;
use serde_json::Value;
use statute::procedure::{Actor, Role, Step};
use std::collections::BTreeMap;

/// What the official or the party writes with a step (所述), by the names of what the step needs and whatever else the
/// service keeps. Numbers are integers.
pub type Stated = BTreeMap<String, Value>;

/// Longest text of a name, a key, a code or an account, in characters.
const LONGEST: usize = 200;
/// Longest statement of one step, in bytes of JSON.
const LONGEST_STATED: usize = 64 * 1024;
/// Most things that one case is about.
const MOST_ABOUT: usize = 100;

/// A step that somebody takes (办理).
#[derive(Clone, PartialEq, Debug)]
pub struct Act {
    /// Which, as the procedure names it.
    pub step: String,
    /// On which day: today, or an earlier day if it was done on paper, but none before the last step.
    pub on: Day,
    /// Was it done on paper, and is recorded here by an official, with that paper (书面办理)? Nothing that the house does by
    /// itself is.
    pub on_paper: bool,
    /// By whom; as what it acts, the service has found out.
    pub by: Actor,
    /// What it writes. What the step needs is there if words are stated under its name, or a paper came for it.
    pub stated: Stated,
    /// What it attaches.
    pub papers: Vec<NewPaper>,
    /// Law that is not settled and for which it answers, by policy reference.
    pub accepted: Vec<String>,
}

/// A case that somebody opens (立案、申请).
#[derive(Clone, PartialEq, Debug)]
pub struct Opening {
    /// The house's own number of the merchant.
    pub subject_id: i64,
    /// The code under which it is known today.
    pub code: PartyCode,
    /// Name of the procedure, without `procedures.`.
    pub procedure: String,
    /// Code of the office whose case it is.
    pub office: String,
    /// Code of the office of the next level up, if it is known here.
    pub upper_office: Option<String>,
    /// What it is about.
    pub about: Vec<About>,
    /// Its first step.
    pub act: Act,
    /// Whose cases whoever opens it may see and act in.
    pub sight: Sight,
}

/// A step in a case that there is.
#[derive(Clone, PartialEq, Debug)]
pub struct Taking {
    /// The case.
    pub case_no: i64,
    /// How many steps had been taken when whoever acts looked at it: if there are more by now, nothing is done.
    pub expected: i32,
    /// The step.
    pub act: Act,
    /// Whose cases whoever acts may see and act in.
    pub sight: Sight,
}

impl Opening {
    pub(crate) fn check(&self) -> Result<(), CaseError> {
        text("office", &self.office)?;
        self.upper_office.iter().try_for_each(|upper| text("upper_office", upper))?;
        let number = self.about.len();
        if !(1..=MOST_ABOUT).contains(&number) {
            let zh = format!("应当写明 1 至 {MOST_ABOUT} 个所涉事项");
            return Err(CaseError::field("about", zh, format!("a case is about 1 to {MOST_ABOUT} things")));
        }
        self.about.iter().try_for_each(|about| text("about", &about.kind).and_then(|()| text("about", &about.key)))
    }
}

/// A step that can be kept.
pub(crate) struct Ready<'a> {
    pub(crate) act: &'a Act,
    /// Canonical JSON of what is stated.
    pub(crate) stated: String,
    /// The days among it.
    pub(crate) stated_days: BTreeMap<String, Day>,
    /// Papers, each content once.
    pub(crate) papers: Vec<Checked>,
    /// What came for what.
    pub(crate) attached: Vec<Attached>,
}

impl<'a> Ready<'a> {
    pub(crate) fn of(act: &'a Act, today: Day) -> Result<Self, CaseError> {
        text("step", &act.step)?;
        text("account", &act.by.account)?;
        act.by.office.iter().try_for_each(|office| text("actor_office", office))?;
        act.accepted.iter().try_for_each(|law| text("accepted", law))?;
        if act.on.is_sentinel() {
            return Err(CaseError::field("on", "不是日期", "it is no day"));
        }
        if act.on > today {
            return Err(CaseError::Ahead { on: act.on, today });
        }
        // An earlier day revives rights and chooses the law: whoever records it answers for the paper.
        let is_recorded = act.on_paper && act.by.office.is_some() && act.by.role != Role::House;
        if act.on < today && !is_recorded {
            return Err(CaseError::NotToday { on: act.on, today });
        }
        if act.on_paper && act.papers.is_empty() {
            let (zh, en) = ("书面办理的，应当附具书面材料", "what was done on paper is attached");
            return Err(CaseError::field("papers", zh, en));
        }
        let stated = canonical_json(&act.stated)?;
        if stated.len() > LONGEST_STATED {
            let (zh, en) = ("所述内容过长", format!("more than {LONGEST_STATED} bytes are stated"));
            return Err(CaseError::field("stated", zh, en));
        }
        let is_kept = act.stated.iter().all(|(name, value)| !name.contains('\0') && can_be_kept(value));
        if !is_kept {
            let (zh, en) = ("不能含有空字符或者小数", "a NUL character or a number that is no integer");
            return Err(CaseError::field("stated", zh, en));
        }
        // A day that cannot be read would be passed over, and a time limit run from another one.
        if let Some((name, _)) = act.stated.iter().find(|(name, value)| is_of_day(name) && !is_day(value)) {
            let zh = format!("{name} 应当是日期，写作 2026-06-30");
            return Err(CaseError::field("stated", zh, format!("{name} must be a day such as 2026-06-30")));
        }
        act.papers.iter().try_for_each(|paper| text("papers", &paper.need))?;
        let (papers, attached) = papers::checked(&act.papers)?;
        Ok(Self { act, stated, stated_days: days(&act.stated), papers, attached })
    }

    /// What has set a time limit going happened by the day on which that is recorded.
    pub(crate) fn check_start(&self, step: Option<&Step>) -> Result<(), CaseError> {
        let named = step.and_then(|step| step.runs_from.as_ref());
        let Some((name, day)) = named.and_then(|name| self.stated_days.get_key_value(name)) else { return Ok(()) };
        if *day <= self.act.on {
            return Ok(());
        }
        let zh = format!("{name} 不能晚于登记日 {}", self.act.on);
        Err(CaseError::field("stated", zh, format!("{name} is later than the day of the step, {}", self.act.on)))
    }

    /// What it brings of what a step needs: what has to be attached is there as a paper alone.
    pub(crate) fn has(&self, step: Option<&Step>) -> Vec<&'a str> {
        let may_be_written = |name: &&str| step.is_none_or(|step| !step.papers.iter().any(|paper| paper == name));
        let stated = self.act.stated.iter().filter(|(_, value)| says_something(value)).map(|(name, _)| name.as_str());
        let attached = self.act.papers.iter().map(|paper| paper.need.as_str());
        stated.filter(may_be_written).chain(attached).collect()
    }
}

/// Neither empty nor too long, and without what PostgreSQL takes into no text.
fn text(field: &'static str, text: &str) -> Result<(), CaseError> {
    let length = text.chars().count();
    if text.trim().is_empty() || length > LONGEST || text.contains('\0') {
        let zh = format!("应当是 1 至 {LONGEST} 个字符");
        return Err(CaseError::field(field, zh, format!("it must have 1 to {LONGEST} characters")));
    }
    Ok(())
}

/// Is it the same on both databases, and in canonical JSON?
fn can_be_kept(value: &Value) -> bool {
    match value {
        Value::Number(number) => !number.is_f64(),
        Value::String(text) => !text.contains('\0'),
        Value::Array(values) => values.iter().all(can_be_kept),
        Value::Object(fields) => fields.iter().all(|(name, value)| !name.contains('\0') && can_be_kept(value)),
        Value::Null | Value::Bool(_) => true,
    }
}

/// Is a day stated under this name?
fn is_of_day(name: &str) -> bool {
    name.ends_with("_on") || name.ends_with("_until")
}

/// Can it be read as a day, if it says anything?
fn is_day(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty() || Day::parse(text).is_ok_and(|day| !day.is_sentinel()),
        _ => false,
    }
}

fn says_something(value: &Value) -> bool {
    match value {
        // A mark or a number says nothing by itself.
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(values) => values.iter().any(says_something),
        Value::Object(fields) => fields.values().any(says_something),
    }
}
