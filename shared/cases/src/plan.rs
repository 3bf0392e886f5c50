//! A step that the law allows, with everything that is written for it.

use crate::act::Ready;
use crate::book::CaseBook;
use crate::error::CaseError;
use crate::file::{CaseFile, history};
use crate::requirements::Requirements;
use crate::store::{FilePart, FileRow, Key, LimitRow, PaperPart, StepPart, StepRow, Store};
use crate::worked::Worked;
use domain::day::Day;
use domain::digest::canonical_json;
use statute::procedure::{Attempt, Case, Finding, Procedure, Step, Taken};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A step that is to be written; of a case that is only being opened its number is not known yet.
pub(crate) struct Plan<'a> {
    step: StepPart,
    ready: &'a Ready<'a>,
    pub(crate) worked: Worked,
}

/// What was found of requirements, by their codes.
pub(crate) type Findings = BTreeMap<String, Finding>;

/// A case with its procedure and the steps that were read of it.
pub(crate) struct Known<'k> {
    pub(crate) procedure: &'k Procedure,
    pub(crate) file: &'k FileRow,
    pub(crate) history: Vec<Taken>,
}

impl<'k> Known<'k> {
    pub(crate) fn of(procedure: &'k Procedure, file: &'k FileRow, steps: &[StepRow]) -> Result<Self, CaseError> {
        Ok(Self { procedure, file, history: history(steps)? })
    }

    pub(crate) fn case(&self) -> Case<'_> {
        Case { procedure: self.procedure, offices: self.file.part.offices(), history: &self.history }
    }

    /// What is found of everything that these steps require on a day.
    pub(crate) fn findings<'s>(
        &self,
        steps: impl Iterator<Item = &'s Step>,
        on: Day,
        requirements: &dyn Requirements,
    ) -> Result<Findings, CaseError> {
        let (file, mut findings) = (CaseFile::of(self.file)?, Findings::new());
        for code in steps.flat_map(|step| step.requires.iter().chain(&step.lacks)) {
            if let Entry::Vacant(free) = findings.entry(code.clone()) {
                free.insert(requirements.finding(&file, code, on)?);
            }
        }
        Ok(findings)
    }
}

/// What was found of a requirement; of one that nobody was asked about it is not known that it holds.
pub(crate) fn found(findings: &Findings, code: &str) -> Finding {
    let unasked = || Finding { holds: false, by: "nobody was asked".to_owned(), provisional: false, until: None };
    findings.get(code).cloned().unwrap_or_else(unasked)
}

impl CaseBook {
    /// What is written for a step, if the law allows it.
    pub(crate) fn plan<'a>(
        &self,
        known: &Known<'_>,
        ready: &'a Ready<'a>,
        requirements: &dyn Requirements,
    ) -> Result<Plan<'a>, CaseError> {
        let (case, act) = (known.case(), ready.act);
        let way = case.way(act.on);
        let findings = known.findings(way.value.step(&act.step).into_iter(), act.on, requirements)?;
        let has = ready.has();
        let accepted: Vec<&str> = act.accepted.iter().map(String::as_str).collect();
        let attempt = Attempt { step: &act.step, on: act.on, by: &act.by, has: &has, accepted: &accepted };
        let moved = case.attempt(&attempt, &self.limits, |code| found(&findings, code)).map_err(CaseError::Refused)?;
        let mut after = known.history.clone();
        after.push(Taken { step: act.step.clone(), on: act.on, by: act.by.clone(), law: moved.law.clone() });
        let part = FilePart { stage: moved.to.to_owned(), ..known.file.part.clone() };
        let case_after = Case { procedure: known.procedure, offices: part.offices(), history: &after };
        let worked = Worked::of(&case_after, (known.file.case_no, &part), (&self.limits, &self.law))?;
        let step = StepPart {
            subject_id: part.subject_id,
            case_no: known.file.case_no,
            number: worked.standing.steps,
            step: act.step.clone(),
            taken_on: act.on.number(),
            account: act.by.account.clone(),
            role: act.by.role.token().to_owned(),
            actor_office: act.by.office.clone(),
            stage: moved.to.to_owned(),
            stated: ready.stated.clone(),
            papers: canonical_json(&ready.attached)?,
            law: moved.law,
            rests_on: canonical_json(&moved.rests_on)?,
            recorded_at: 0,
        };
        Ok(Plan { step, ready, worked })
    }
}

impl Plan<'_> {
    /// Writes everything but where the case stands, of the case of this key.
    pub(crate) fn write(&self, store: &mut dyn Store, key: Key, recorded_at: i64) -> Result<(), CaseError> {
        let (subject_id, case_no) = key;
        store.add_step(&StepPart { subject_id, case_no, recorded_at, ..self.step.clone() })?;
        for paper in &self.ready.papers {
            store.put_paper(&PaperPart {
                subject_id,
                case_no,
                digest: &paper.attached.digest.0,
                number: self.step.number,
                need: &paper.attached.need,
                name: &paper.attached.name,
                media: paper.media.token(),
                size: i64::try_from(paper.content.len()).unwrap_or(i64::MAX),
                content: paper.content,
            })?;
        }
        let limits = self.worked.limits.iter().map(|row| LimitRow { case_no, ..row.clone() });
        Ok(store.replace_limits(key, &limits.collect::<Vec<_>>())?)
    }
}
