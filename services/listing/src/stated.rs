//! What officials and the house wrote with their steps (所述), as the lists read it. What a party writes decides nothing.

use cases::{Act, Stated, StepTaken};
use domain::day::Day;
use serde_json::Value;
use statute::procedure::Role;

/// Names of what is read, as `docs/procedures.md` tells them.
pub(crate) mod name {
    /// The article that speaks of the conduct (所属条).
    pub(crate) const ARTICLE: &str = "article";
    /// Day on which a ground was made good (纠正日).
    pub(crate) const CURED_ON: &str = "cured_on";
    /// What an order follows from (来由).
    pub(crate) const CAUSE: &str = "cause";
    /// Day on which another case decided it (决定日).
    pub(crate) const DECIDED_ON: &str = "decided_on";
    /// Days of the two letters (专用信函寄出日).
    pub(crate) const FIRST_LETTER_ON: &str = "first_letter_on";
    /// The same.
    pub(crate) const SECOND_LETTER_ON: &str = "second_letter_on";
    /// Day on which a ground came about (查实日).
    pub(crate) const FOUND_ON: &str = "found_on";
    /// Vile, serious and harmful (性质恶劣、情节严重、社会危害较大).
    pub(crate) const GRAVE: &str = "grave";
    /// The ground of the abnormal list (列入事由).
    pub(crate) const GROUND: &str = "ground";
    /// What is published was masked and looked at (已去标识化核对).
    pub(crate) const MASKED: &str = "masked";
    /// Sufficient evidence of no intent (有充分证据证明没有主观故意).
    pub(crate) const NO_INTENT_PROVED: &str = "no_intent_proved";
    /// The penalty that is going to be decided together with the listing (拟作出的处罚).
    pub(crate) const PROPOSED_PENALTY: &str = "proposed_penalty";
    /// Able to perform, and refuses (有能力履行而拒不履行).
    pub(crate) const REFUSES: &str = "refuses_to_perform";
    /// Day on which the missing report came (补报日).
    pub(crate) const REPORTED_ON: &str = "reported_on";
    /// Last day of a statutory restriction (依法限制期限截止日).
    pub(crate) const RESTRICTED_UNTIL: &str = "restricted_until";
    /// Day on which the decision was served (送达日).
    pub(crate) const SERVED_ON: &str = "served_on";
    /// Serious circumstances (情节严重).
    pub(crate) const SERIOUS: &str = "serious";
    /// How the factors were weighed (裁量因素的考量).
    pub(crate) const WEIGHING: &str = "weighing";
}

/// The text of a name, if it says something.
pub(crate) fn text<'s>(stated: &'s Stated, name: &str) -> Option<&'s str> {
    stated.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// The day of a name.
pub(crate) fn day(stated: &Stated, name: &str) -> Option<Day> {
    text(stated, name).and_then(|text| Day::parse(text).ok()).filter(|day| !day.is_sentinel())
}

/// Yes or no.
pub(crate) fn yes(stated: &Stated, name: &str) -> Option<bool> {
    stated.get(name).and_then(Value::as_bool)
}

/// What was said last, before or with a step that somebody wants to take; nothing of it by a party.
pub(crate) fn last<'b, T>(
    steps: &'b [StepTaken],
    act: Option<&'b Act>,
    read: impl Fn(&'b Stated) -> Option<T>,
) -> Option<T> {
    let is_official = |role: Role| role != Role::Party;
    let with_act = act.filter(|act| is_official(act.by.role)).and_then(|act| read(&act.stated));
    let before = || steps.iter().rev().filter(|step| is_official(step.by.role)).find_map(|step| read(&step.stated));
    with_act.or_else(before)
}
