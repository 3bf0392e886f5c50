//! Cases and steps, as they are told.

use crate::Stated;
use crate::error::CaseError;
use crate::store::{FileRow, StepRow};
use domain::code::PartyCode;
use domain::day::Day;
use domain::digest::Digest;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use statute::procedure::{Actor, Role, Taken};
use std::collections::BTreeMap;

/// Something that a case is about (所涉事项): a record, a membership, a class.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct About {
    /// Its kind, as a token.
    pub kind: String,
    /// Its key within the merchant's records.
    pub key: String,
}

/// A case (案件), as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseFile {
    /// Its number within the service: larger for a case that was opened later, and never given again (案号).
    pub case_no: i64,
    /// The house's own number of the merchant; never shown outside.
    pub subject_id: i64,
    /// The code under which it was known when the case was opened.
    pub code: PartyCode,
    /// Name of the procedure, without `procedures.`.
    pub procedure: String,
    /// Code of the office whose case it is (办案机关).
    pub office: String,
    /// Code of the office of the next level up, if it is known here (上一级机关).
    pub upper_office: Option<String>,
    /// What it is about.
    pub about: Vec<About>,
    /// The day on which it was opened.
    pub opened_on: Day,
    /// The stage in which it stands (阶段).
    pub stage: String,
    /// How many steps have been taken.
    pub steps: i32,
    /// Is it over (已办结)? Later steps may lead out of that again.
    pub is_over: bool,
    /// The earliest last day that is known among its open duties.
    pub due_on: Option<Day>,
}

impl CaseFile {
    pub(crate) fn of(row: &FileRow) -> Result<Self, CaseError> {
        let part = &row.part;
        Ok(Self {
            case_no: row.case_no,
            subject_id: part.subject_id,
            code: part.code.parse().map_err(|_unread| CaseError::Kept { case_no: row.case_no, what: "code" })?,
            procedure: part.procedure.clone(),
            office: part.office.clone(),
            upper_office: part.upper_office.clone(),
            about: serde_json::from_str(&part.about)?,
            opened_on: Day::from_number(part.opened_on),
            stage: part.stage.clone(),
            steps: part.steps,
            is_over: part.is_over,
            due_on: part.due_on.map(Day::from_number),
        })
    }
}

/// A paper that came with a step.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Attached {
    /// What it is for, as the step names what it needs.
    pub need: String,
    /// Its name, cleaned.
    pub name: String,
    /// SHA-256 of its content, under which it is kept in the case.
    pub digest: Digest,
}

/// A step that was taken (已办步骤), with everything that is kept of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StepTaken {
    /// Its number within the case, from 1.
    pub number: i32,
    /// Which.
    pub step: String,
    /// The day on which it was taken; on paper that may be before it was recorded.
    pub on: Day,
    /// Was it done on paper, and recorded here by the account that is named?
    pub on_paper: bool,
    /// By whom.
    pub by: Actor,
    /// The stage that it led to.
    pub stage: String,
    /// What the official or the party wrote.
    pub stated: Stated,
    /// What was attached.
    pub papers: Vec<Attached>,
    /// The version of the procedure that governed it, as `id@first day` (适用的规定).
    pub law: String,
    /// Law that is not settled, for which whoever took the step answers.
    pub rests_on: Vec<String>,
    /// When it was recorded.
    pub recorded_at: Instant,
}

impl StepTaken {
    pub(crate) fn of(row: &StepRow) -> Result<Self, CaseError> {
        let part = &row.part;
        Ok(Self {
            number: part.number,
            step: part.step.clone(),
            on: Day::from_number(part.taken_on),
            on_paper: part.on_paper,
            by: actor(row)?,
            stage: part.stage.clone(),
            stated: serde_json::from_str(&part.stated)?,
            papers: serde_json::from_str(&part.papers)?,
            law: part.law.clone(),
            rests_on: serde_json::from_str(&part.rests_on)?,
            recorded_at: Instant::from_micros(part.recorded_at),
        })
    }
}

fn actor(row: &StepRow) -> Result<Actor, CaseError> {
    let role = Role::from_token(&row.part.role);
    let role = role.ok_or(CaseError::Kept { case_no: row.part.case_no, what: "role" })?;
    Ok(Actor { account: row.part.account.clone(), role, office: row.part.actor_office.clone() })
}

/// The days among what was stated, by their names.
pub(crate) fn days(stated: &Stated) -> BTreeMap<String, Day> {
    let day = |value: &serde_json::Value| Day::parse(value.as_str()?).ok().filter(|day| !day.is_sentinel());
    stated.iter().filter_map(|(name, value)| Some((name.clone(), day(value)?))).collect()
}

/// What the law reads of the steps of a case.
pub(crate) fn history(steps: &[StepRow]) -> Result<Vec<Taken>, CaseError> {
    let taken = |row: &StepRow| {
        let (part, by) = (&row.part, actor(row)?);
        let (step, on, law) = (part.step.clone(), Day::from_number(part.taken_on), part.law.clone());
        Ok(Taken { step, on, by, law, days: days(&serde_json::from_str(&part.stated)?) })
    };
    steps.iter().map(taken).collect()
}
