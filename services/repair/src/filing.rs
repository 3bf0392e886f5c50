//! What a case itself tells (案内情况): what was handed in, what was asked for, what officials have stated.

use cases::{Act, Before, Stated, StepTaken};
use domain::day::Day;
use serde_json::Value;
use statute::procedure::Finding;

/// The steps by which a party hands in something.
const HANDING_IN: [&str; 3] = ["file", "file_to_verify", "complete"];
/// The steps in which an official states what was found before somebody else decides.
const STATING: [&str; 2] = ["propose", "verify"];
/// The step that decides against: whoever decides may find less than was proposed, never more by itself.
const REFUSING: &str = "refuse";
/// What says that an official has verified a ruling of the court.
const VERIFIED: &str = "ruling_verified";

/// A step, taken or to be taken.
struct Seen<'b> {
    number: i32,
    step: &'b str,
    on: Day,
    account: &'b str,
    stated: &'b Stated,
    papers: Vec<&'b str>,
}

/// What a case tells.
pub(crate) struct Filing<'b> {
    steps: Vec<Seen<'b>>,
    on: Day,
}

impl<'b> Filing<'b> {
    /// Of a case before a step, and with it.
    pub(crate) fn before(before: &Before<'b>) -> Self {
        Self::of(before.steps, before.act, before.on)
    }

    /// Of steps, and the act that is to follow them.
    pub(crate) fn of(steps: &'b [StepTaken], act: Option<&'b Act>, on: Day) -> Self {
        let seen = |taken: &'b StepTaken| Seen {
            number: taken.number,
            step: &taken.step,
            on: taken.on,
            account: &taken.by.account,
            stated: &taken.stated,
            papers: taken.papers.iter().map(|paper| paper.need.as_str()).collect(),
        };
        let number = steps.last().map_or(1, |last| last.number + 1);
        let act = act.map(|act| Seen {
            number,
            step: &act.step,
            on: act.on,
            account: &act.by.account,
            stated: &act.stated,
            papers: act.papers.iter().map(|paper| paper.need.as_str()).collect(),
        });
        Self { steps: steps.iter().map(seen).chain(act).collect(), on }
    }

    fn handed_in(&self) -> impl DoubleEndedIterator<Item = &Seen<'b>> {
        self.steps.iter().filter(|seen| HANDING_IN.contains(&seen.step))
    }

    /// The day on which it was asked for: that of the application, or of what completed it (settled reading 9).
    pub(crate) fn filed_on(&self) -> Day {
        self.handed_in().next_back().map_or(self.on, |seen| seen.on)
    }

    /// The day on which it was asked for first: a time in which somebody may ask is kept by that, whatever is handed in later.
    pub(crate) fn opened_on(&self) -> Day {
        self.steps.first().map_or(self.on, |seen| seen.on)
    }

    /// What was handed in under a name in words, the last time.
    pub(crate) fn text(&self, name: &str) -> Option<&'b str> {
        self.handed_in().rev().find_map(|seen| seen.stated.get(name).and_then(Value::as_str))
    }

    /// The step by which the case was opened.
    pub(crate) fn first_step(&self) -> Option<&'b str> {
        self.steps.first().map(|seen| seen.step)
    }

    /// The day on which a step was taken the last time.
    pub(crate) fn taken_on(&self, step: &str) -> Option<Day> {
        self.steps.iter().rfind(|seen| seen.step == step).map(|seen| seen.on)
    }

    /// Is the promise (守信承诺书) there, written or attached?
    pub(crate) fn has_promise(&self) -> bool {
        self.handed_in().any(|seen| seen.has("promise"))
    }

    /// If an agent asks, is the authority document (授权委托书) attached?
    pub(crate) fn has_authority(&self) -> bool {
        let is_by_agent = self.handed_in().any(|seen| seen.says("agent"));
        !is_by_agent || self.handed_in().any(|seen| seen.papers.contains(&"authority"))
    }

    /// Was everything handed in that an official asked for last? A need that is named by its token is answered under that
    /// name, whatever else is asked for by anything that was handed in since.
    pub(crate) fn is_complete(&self) -> bool {
        let Some(asked) = self.steps.iter().rposition(|seen| seen.step == "ask_material") else { return true };
        let since: Vec<&Seen<'_>> = self.steps.iter().skip(asked + 1).filter(|seen| seen.step == "complete").collect();
        let missing = self.steps.get(asked).and_then(|seen| seen.stated.get("missing"));
        let named = missing.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        !since.is_empty() && named.filter(|name| is_token(name)).all(|name| since.iter().any(|seen| seen.has(name)))
    }

    /// What officials found of something last, and the step that says so; nothing if none has spoken of it.
    pub(crate) fn found(&self, name: &str) -> Option<(bool, String)> {
        let stated = self.steps.iter().rev().find_map(|seen| {
            let value = seen.stated.get(name)?.as_bool()?;
            let counts = STATING.contains(&seen.step) || (seen.step == REFUSING && !value);
            counts.then_some((value, seen))
        });
        stated.map(|(value, seen)| (value, format!("case: {name} in step {} ({})", seen.number, seen.step)))
    }

    /// Is wilful and serious falsehood proved (故意隐瞒、提供虚假材料且情节严重)? Whoever proposes the revocation, or that a
    /// shield be lifted, states it.
    pub(crate) fn falsehood(&self) -> Finding {
        self.proposed(&["propose_revocation", "propose_restoration"], "falsehood_proved")
    }

    /// Has the plan or the settlement failed (重整计划、和解协议失败)? Whoever proposes to restore the display states it.
    pub(crate) fn plan_failed(&self) -> Finding {
        self.proposed(&["propose_restoration"], "plan_failed")
    }

    /// Does the last proposal of a kind state something?
    fn proposed(&self, proposing: &[&str], name: &str) -> Finding {
        let proposed = self.steps.iter().rfind(|seen| proposing.contains(&seen.step));
        match proposed.filter(|seen| seen.is_so(name)) {
            Some(seen) => Finding::known(true, format!("case: {name} in step {}", seen.number)),
            None => Finding::known(false, format!("case: no step states {name}")),
        }
    }

    /// Has a court approved a plan of reorganisation or a settlement (批准重整计划、和解协议的裁定)? The law lets nobody file
    /// without its ruling as a paper; whoever proposes states that it was verified, and of which day it is. Whoever refuses
    /// may find that it is not so.
    pub(crate) fn court_ruling(&self) -> Finding {
        let refused = self.steps.last().filter(|seen| seen.step == REFUSING);
        if refused.is_some_and(|seen| seen.stated.get(VERIFIED) == Some(&Value::Bool(false))) {
            return Finding::known(false, format!("case: {VERIFIED} is false in the step that refuses"));
        }
        self.verified("propose").1
    }

    /// Has a court found that the plan or settlement was carried out (执行完毕的裁定)? Whoever proposes the final stop states
    /// that this ruling was verified, and of which day it is; it follows the one that approved the plan.
    pub(crate) fn execution_ruling(&self) -> Finding {
        let (approved_on, _) = self.verified("propose");
        let (executed_on, finding) = self.verified("propose_execution");
        match (approved_on, executed_on) {
            (Some(approved), Some(executed)) if executed < approved => {
                Finding::known(false, format!("case: ruled_on {executed} lies before the approval of {approved}"))
            }
            _ => finding,
        }
    }

    /// The day of the ruling that the last step of this kind states to be verified, and what says so. No ruling is of a day
    /// that was still ahead.
    fn verified(&self, proposing: &str) -> (Option<Day>, Finding) {
        let proposed = self.steps.iter().rfind(|seen| seen.step == proposing);
        let ruled_on = |seen: &Seen<'_>| {
            let day = Day::parse(seen.stated.get("ruled_on")?.as_str()?).ok()?;
            (seen.is_so(VERIFIED) && day <= seen.on).then_some(day)
        };
        match proposed.and_then(|seen| Some((seen.number, ruled_on(seen)?))) {
            Some((number, day)) => {
                let by = format!("case: {VERIFIED} in step {number} ({proposing}), ruled_on {day}");
                (Some(day), Finding::known(true, by))
            }
            None => {
                (None, Finding::known(false, format!("case: no step {proposing} states {VERIFIED} with its ruled_on")))
            }
        }
    }

    /// Does the case itself say that whoever takes the step was involved in what is objected to (参与过所异议事项)? By
    /// `was_involved` of one's own step, or by `involved`, a list of accounts.
    pub(crate) fn was_not_involved(&self, account: Option<&str>) -> Finding {
        let Some(account) = account else { return Finding::known(true, "case: nobody acts yet") };
        let says = |seen: &&Seen<'_>| {
            let of_self = seen.account == account && seen.stated.get("was_involved") == Some(&Value::Bool(true));
            let named = seen.stated.get("involved").and_then(Value::as_array).into_iter().flatten();
            of_self || named.filter_map(Value::as_str).any(|one| one == account)
        };
        // What a party writes keeps no official from anything.
        let mut by_officials = self.steps.iter().filter(|seen| !HANDING_IN.contains(&seen.step));
        match by_officials.find(says) {
            Some(seen) => Finding::known(false, format!("case: step {} says so", seen.number)),
            None => Finding::known(true, "case: no step says otherwise"),
        }
    }

    /// The day on which the listing was published, as an official states it in the case (公示之日).
    pub(crate) fn published_on(&self) -> Option<Day> {
        let stated = self.steps.iter().rev().filter(|seen| !HANDING_IN.contains(&seen.step));
        let mut days = stated.filter_map(|seen| seen.stated.get("published_on")?.as_str());
        days.find_map(|text| Day::parse(text).ok())
    }
}

impl Seen<'_> {
    fn says(&self, name: &str) -> bool {
        self.stated.get(name).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty())
    }

    fn is_so(&self, name: &str) -> bool {
        self.stated.get(name) == Some(&Value::Bool(true))
    }

    fn has(&self, name: &str) -> bool {
        self.says(name) || self.papers.contains(&name)
    }
}

fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}
