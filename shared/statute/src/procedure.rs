//! Procedures (程序): the stages of a case and the steps between them, as dated policy beside their articles
//! (`policies/procedures`).
//!
//! A case is what was done in it, in order ([`Taken`]); everything else follows from that and from the law: where it
//! stands, what may be done next and by whom, and which time limits run. Nothing is stored here and nothing is decided. A
//! step that the law does not allow is refused through every door by the same function, [`Case::attempt`], with a reason
//! and an article.

mod attempt;
mod course;
mod read;
mod refused;
mod requirement;

pub use course::{Case, Limit};
pub use read::Procedures;
pub use refused::{Cause, Refused};
pub use requirement::{EFFECTS, REQUIREMENTS, Requirement, requirement};

use crate::tables::dated::{Dated, Ruling};
use domain::day::Day;
use policy::scheme::Name;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who takes a step (行为人).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 经营主体 or whoever acts for it.
    Party,
    /// 办案机关的工作人员: an official of the office whose case it is.
    Official,
    /// 上一级机关的工作人员
    UpperOfficial,
    /// 本平台: what the law lets happen by itself.
    House,
}

impl Role {
    /// Each with its token and its labels.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 4] = [
        (Self::Party, "party", "当事人", "the party"),
        (Self::Official, "official", "办案机关工作人员", "an official of the office whose case it is"),
        (Self::UpperOfficial, "upper_official", "上一级机关工作人员", "an official of the next level up"),
        (Self::House, "house", "系统", "the house"),
    ];

    /// The token used in files and answers.
    #[must_use]
    pub fn token(self) -> &'static str {
        Self::ALL.iter().find(|(role, ..)| *role == self).map_or("", |(_, token, ..)| token)
    }

    /// The role of a token.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, ..)| *known == token).map(|(role, ..)| *role)
    }
}

/// A stage of a case (阶段).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stage {
    /// Its name.
    pub title: Name,
    /// Is the case over there? Later steps may still lead out of it: a removal can be revoked.
    pub is_end: bool,
}

/// A step between stages (步骤).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// What it is called in files and answers.
    pub id: String,
    /// Its name.
    pub title: Name,
    /// The stages in which it can be taken; none for a step that opens a case.
    pub from: Vec<String>,
    /// The stage that it leads to.
    pub to: String,
    /// Who may take it.
    pub by: Role,
    /// Whoever took one of these steps may not take this one.
    pub not_by: Vec<String>,
    /// What has to be attached or stated.
    pub needs: Vec<String>,
    /// Which of that has to be attached as a document; the rest can be written as well.
    pub papers: Vec<String>,
    /// What has to hold, by the codes with which it is refused where it does not.
    pub requires: Vec<String>,
    /// Of these at least one must not hold: who refuses something names a ground that the law knows.
    pub lacks: Vec<String>,
    /// The time limit within which alone it can be taken: a right, which ends with its last day.
    pub within: Option<String>,
    /// The time limit that has to be over, or used, before it can be taken.
    pub after: Option<String>,
    /// Time limits that it sets going.
    pub starts: Vec<String>,
    /// The name of the day, stated with it, from which those run; its own day if it names none (期限起算之日).
    pub runs_from: Option<String>,
    /// Time limits that it extends, if their rule knows an extension and they still run (延长).
    pub extends: Vec<String>,
    /// Time limits that it meets or ends.
    pub stops: Vec<String>,
    /// What follows from it at the same instant.
    pub effects: Vec<String>,
    /// Who is told.
    pub tells: Vec<String>,
    /// Instrument and article.
    pub article: String,
}

/// By the law of which day a case goes (适用哪一日的规定).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChosenBy {
    /// Of the day on which it was opened: application, request.
    Opening,
    /// Of the day of the step that decides it; until then of each day.
    Decision,
}

/// The stages and steps of a procedure, as they are from a day on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Way {
    stages: Vec<(String, Stage)>,
    steps: Vec<Step>,
    /// The step that decides, by whose day the law is chosen.
    decides: Option<String>,
}

impl Way {
    /// Every stage by its name, in their order.
    pub fn stages(&self) -> impl Iterator<Item = (&str, &Stage)> {
        self.stages.iter().map(|(name, stage)| (name.as_str(), stage))
    }

    /// A stage.
    #[must_use]
    pub fn stage(&self, name: &str) -> Option<&Stage> {
        self.stages.iter().find(|(known, _)| known == name).map(|(_, stage)| stage)
    }

    /// Every step.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// A step.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The steps that lead out of a stage; those that open a case where there is none yet.
    pub fn out_of<'w>(&'w self, stage: Option<&'w str>) -> impl Iterator<Item = &'w Step> {
        self.steps.iter().filter(move |step| match stage {
            Some(stage) => step.from.iter().any(|from| from == stage),
            None => step.from.is_empty(),
        })
    }
}

/// A procedure in all its versions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Procedure {
    /// Its name in Chinese and English.
    pub title: Name,
    /// The service that keeps its cases.
    pub owner: String,
    chosen_by: ChosenBy,
    ways: Dated<Way>,
}

impl Procedure {
    /// The version of a day.
    #[must_use]
    pub fn on(&self, day: Day) -> Ruling<'_, Way> {
        self.ways.at(day)
    }

    /// The first day of its first version; for what was before, that one stands in.
    #[must_use]
    pub const fn begins(&self) -> Day {
        self.ways.begins()
    }

    /// The version of this reference; nothing if there is none any more.
    #[must_use]
    pub fn version(&self, reference: &str) -> Option<&Way> {
        self.ways.named(reference)
    }

    /// Does the day of opening choose the law of a whole case, its time limits included?
    #[must_use]
    pub fn is_chosen_by_opening(&self) -> bool {
        self.chosen_by == ChosenBy::Opening
    }

    /// The version that governs what is done in a case on a day, by what was done before.
    #[must_use]
    pub fn governing(&self, history: &[Taken], day: Day) -> Ruling<'_, Way> {
        let opened = history.first().map(|taken| taken.on);
        let decides = |taken: &&Taken| self.on(taken.on).value.decides.as_ref() == Some(&taken.step);
        let chosen = match self.chosen_by {
            ChosenBy::Opening => opened,
            ChosenBy::Decision => history.iter().find(decides).map(|taken| taken.on),
        };
        self.on(chosen.unwrap_or(day))
    }
}

/// Whoever takes a step.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Actor {
    /// The account.
    pub account: String,
    /// As what it acts.
    pub role: Role,
    /// Code of the office for which it acts; nothing for a party and for the house.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
}

/// Whose case it is (办案机关).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Offices<'o> {
    /// Code of the office that decides.
    pub own: &'o str,
    /// Code of the office of the next level up, if it is known here.
    pub upper: Option<&'o str>,
}

/// A step that was taken (已办步骤): with the others of its case, in order, all that is known of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Taken {
    /// Which.
    pub step: String,
    /// On which day.
    pub on: Day,
    /// By whom.
    pub by: Actor,
    /// The version of the law by which it was taken (适用的规定), as [`Moved::law`] told it.
    pub law: String,
    /// Days that were stated with it, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub days: BTreeMap<String, Day>,
}

/// A step that somebody wants to take.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attempt<'a> {
    /// Which.
    pub step: &'a str,
    /// On which day.
    pub on: Day,
    /// By whom.
    pub by: &'a Actor,
    /// What is attached or stated.
    pub has: &'a [&'a str],
    /// Law that is not settled and on which the official takes the responsibility to go on, by policy reference.
    pub accepted: &'a [&'a str],
}

/// What a step does (步骤的结果).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved<'w> {
    /// The step.
    pub step: &'w Step,
    /// The stage that the case stands in from then on.
    pub to: &'w str,
    /// The version of the procedure by which it was taken.
    pub law: String,
    /// Law that is not settled and on which it rests, which the official answers for.
    pub rests_on: Vec<String>,
}

/// Whether what a step requires holds (条件), as whoever keeps the records sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Does it hold?
    pub holds: bool,
    /// The policy interval, or what of the records, says so.
    pub by: String,
    /// Does it rest on law that is not settled?
    pub provisional: bool,
    /// Where it holds: what else of law that is not settled it rests on, by policy reference.
    pub further: Vec<String>,
    /// Where it does not hold: the first day on which it will, if time alone does that.
    pub until: Option<Day>,
}

impl Finding {
    /// What rests on no law that could be unsettled, and on no time.
    #[must_use]
    pub fn known(holds: bool, by: impl Into<String>) -> Self {
        Self { holds, by: by.into(), provisional: false, further: Vec::new(), until: None }
    }
}
