//! A step that the law allows, with everything that is written for it.
//!
//! What a step requires is found out here, before the transaction in which it is written, since others may have to be
//! asked. Two numbers say in the transaction whether it still holds: the steps of the case, and those of all cases of the
//! merchant.

use crate::act::{Act, Opening, Ready, Taking};
use crate::book::CaseBook;
use crate::error::{CaseError, PaperError};
use crate::file::{CaseFile, StepTaken, history};
use crate::papers::{Checked, MOST_IN_CASE};
use crate::requirements::{Before, Findings, Requirements};
use crate::sight::Sight;
use crate::store::{FilePart, FileRow, LimitRow, PaperPart, Standing, StepPart, StepRow, Store, store};
use crate::worked::Worked;
use domain::day::Day;
use domain::digest::canonical_json;
use statute::procedure::{Attempt, Case, Finding, Procedure, Step, Taken};
use std::collections::BTreeSet;

/// A step that is to be written (待记入的步骤).
#[derive(Clone)]
pub struct Plan {
    /// The case as it will stand; of one that is only being opened its number is not known yet.
    part: FilePart,
    case_no: Option<i64>,
    /// How many steps it had.
    expected: i32,
    /// How many all cases of the merchant had.
    of_subject: i64,
    step: StepPart,
    papers: Vec<Checked>,
    limits: Vec<LimitRow>,
}

/// A case with its procedure and the steps that were read of it.
pub(crate) struct Known<'k> {
    pub(crate) procedure: &'k Procedure,
    pub(crate) file: &'k FileRow,
    pub(crate) steps: Vec<StepTaken>,
    pub(crate) history: Vec<Taken>,
}

impl<'k> Known<'k> {
    pub(crate) fn of(procedure: &'k Procedure, file: &'k FileRow, steps: &[StepRow]) -> Result<Self, CaseError> {
        let taken = steps.iter().map(StepTaken::of).collect::<Result<_, _>>()?;
        Ok(Self { procedure, file, steps: taken, history: history(steps)? })
    }

    pub(crate) fn case(&self) -> Case<'_> {
        Case { procedure: self.procedure, offices: self.file.part.offices(), history: &self.history }
    }

    /// What is found of everything that these steps require on a day.
    pub(crate) fn findings<'s>(
        &self,
        steps: impl Iterator<Item = &'s Step>,
        (act, on): (Option<&Act>, Day),
        requirements: &dyn Requirements,
    ) -> Result<Findings, CaseError> {
        let codes: BTreeSet<&str> =
            steps.flat_map(|step| step.requires.iter().chain(&step.lacks)).map(String::as_str).collect();
        if codes.is_empty() {
            return Ok(Findings::new());
        }
        let file = CaseFile::of(self.file)?;
        requirements.findings(Before { file: &file, steps: &self.steps, act, on }, &codes)
    }
}

/// What was found of a requirement; of one that nobody was asked about it is not known that it holds.
pub(crate) fn found(findings: &Findings, code: &str) -> Finding {
    findings.get(code).cloned().unwrap_or_else(|| Finding::known(false, "nobody was asked"))
}

impl CaseBook {
    /// What is written for the opening of a case, if the law allows it.
    ///
    /// # Errors
    /// [`CaseError::Refused`] with everything that stands in the way by law; [`CaseError::Missing`] if the merchant is not to
    /// be seen; [`CaseError::Ahead`], [`CaseError::NotToday`], [`CaseError::Field`], [`CaseError::Paper`] and
    /// [`CaseError::UnknownProcedure`] if something does not fit; or whatever asking for requirements gives.
    pub fn plan_opening(&self, opening: &Opening, requirements: &dyn Requirements) -> Result<Plan, CaseError> {
        let procedure = self.procedure(&opening.procedure)?;
        opening.check()?;
        let (subject_id, sight) = (opening.subject_id, &opening.sight);
        let is_own = sight.subject.is_none_or(|own| own == subject_id);
        let is_handled = is_own && sight.handles(&opening.office, opening.upper_office.as_deref());
        if !is_handled && !self.covers(subject_id, sight)? {
            return Err(CaseError::Missing("merchant"));
        }
        let of_subject = self.db.read::<_, CaseError>(|conn| Ok(store(conn).steps_of_subject(subject_id)?))?;
        let ready = Ready::of(&opening.act, self.clock.today())?;
        let part = FilePart {
            subject_id,
            code: opening.code.to_string(),
            procedure: opening.procedure.clone(),
            office: opening.office.clone(),
            upper_office: opening.upper_office.clone(),
            about: canonical_json(&opening.about)?,
            opened_on: opening.act.on.number(),
            stage: String::new(),
            steps: 0,
            is_over: false,
            due_on: None,
            sort_on: Day::FOREVER.number(),
            worked_by: String::new(),
        };
        let none = FileRow { case_no: 0, part };
        let plan = self.plan(&Known::of(procedure, &none, &[])?, &ready, requirements)?;
        Ok(Plan { case_no: None, of_subject, ..plan })
    }

    /// Is a merchant within somebody's sight, whoever handles what there is about it? Of others nobody is told what there is,
    /// unless their own office handles it ([`Sight::handles`]).
    ///
    /// # Errors
    /// [`CaseError::Database`].
    pub fn covers(&self, subject_id: i64, sight: &Sight) -> Result<bool, CaseError> {
        let is_own = sight.subject.is_none_or(|own| own == subject_id);
        Ok(is_own && self.db.read::<_, CaseError>(|conn| Ok(store(conn).sees(subject_id, sight.reach)?))?)
    }

    /// What is written for a step in a case, if the law allows it.
    ///
    /// # Errors
    /// [`CaseError::Overtaken`] if the case has gone on since it was looked at, or has not come so far; else as
    /// [`CaseBook::plan_opening`].
    pub fn plan_step(&self, taking: &Taking, requirements: &dyn Requirements) -> Result<Plan, CaseError> {
        let (file, steps, of_subject, bytes) = self.db.read::<_, CaseError>(|conn| {
            let store = store(conn);
            let file = store.file(taking.case_no, &taking.sight)?.ok_or(CaseError::Missing("case"))?;
            let (steps, of_subject) = (store.steps(file.key())?, store.steps_of_subject(file.part.subject_id)?);
            let bytes: i64 = store.papers(file.key())?.iter().map(|paper| paper.size).sum();
            Ok((file, steps, of_subject, bytes))
        })?;
        if file.part.steps != taking.expected {
            return Err(overtaken(&file));
        }
        let ready = Ready::of(&taking.act, self.clock.today())?;
        let more: usize = ready.papers.iter().map(|paper| paper.content.len()).sum();
        let size = usize::try_from(bytes).unwrap_or(usize::MAX).saturating_add(more);
        if size > MOST_IN_CASE {
            return Err(PaperError::Full { size }.into());
        }
        let known = Known::of(self.procedure(&file.part.procedure)?, &file, &steps)?;
        let plan = self.plan(&known, &ready, requirements)?;
        Ok(Plan { of_subject, ..plan })
    }

    fn plan(&self, known: &Known<'_>, ready: &Ready<'_>, requirements: &dyn Requirements) -> Result<Plan, CaseError> {
        let (case, act) = (known.case(), ready.act);
        let step = case.way(act.on).value.step(&act.step);
        let findings = known.findings(step.into_iter(), (Some(act), act.on), requirements)?;
        ready.check_start(step)?;
        let has = ready.has(step);
        let accepted: Vec<&str> = act.accepted.iter().map(String::as_str).collect();
        let attempt = Attempt { step: &act.step, on: act.on, by: &act.by, has: &has, accepted: &accepted };
        let moved = case.attempt(&attempt, &self.limits, |code| found(&findings, code)).map_err(CaseError::Refused)?;
        let file = CaseFile::of(known.file)?;
        requirements.fits(Before { file: &file, steps: &known.steps, act: Some(act), on: act.on })?;
        let mut after = known.history.clone();
        let (step_id, law, days) = (act.step.clone(), moved.law.clone(), ready.stated_days.clone());
        after.push(Taken { step: step_id, on: act.on, by: act.by.clone(), law, days });
        let (case_no, expected) = (known.file.case_no, known.file.part.steps);
        let part = FilePart { stage: moved.to.to_owned(), ..known.file.part.clone() };
        let case_after = Case { procedure: known.procedure, offices: part.offices(), history: &after };
        let Worked { standing, limits, .. } = Worked::of(&case_after, (case_no, &part), (&self.limits, &self.law))?;
        let step = StepPart {
            subject_id: part.subject_id,
            case_no,
            number: standing.steps,
            step: act.step.clone(),
            taken_on: act.on.number(),
            on_paper: act.on_paper,
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
        let (part, papers) = (stands(part, &standing), ready.papers.clone());
        Ok(Plan { part, case_no: Some(case_no), expected, of_subject: 0, step, papers, limits })
    }
}

impl Plan {
    /// The step that is to be written.
    #[must_use]
    pub fn step(&self) -> &str {
        &self.step.step
    }

    /// Writes all of it; gives what is kept of the case from then on.
    pub(crate) fn write(&self, store: &mut dyn Store, recorded_at: i64) -> Result<FileRow, CaseError> {
        let subject_id = self.part.subject_id;
        if let Some(case_no) = self.case_no {
            // Steps are never changed: of as many as were read, these are the ones that were read.
            if !store.move_file((subject_id, case_no), self.expected, &standing(&self.part))? {
                let now = store.file(case_no, &Sight::EVERYWHERE)?;
                return Err(now.as_ref().map_or(CaseError::Missing("case"), overtaken));
            }
        }
        if !store.count_step(subject_id, self.of_subject)? {
            return Err(CaseError::Raced);
        }
        let case_no = self.case_no.map_or_else(|| store.add_file(&self.part), Ok)?;
        let key = (subject_id, case_no);
        store.add_step(&StepPart { case_no, recorded_at, ..self.step.clone() })?;
        for paper in &self.papers {
            store.put_paper(&PaperPart {
                subject_id,
                case_no,
                digest: &paper.attached.digest.0,
                number: self.step.number,
                need: &paper.attached.need,
                name: &paper.attached.name,
                media: paper.media.token(),
                size: i64::try_from(paper.content.len()).unwrap_or(i64::MAX),
                content: &paper.content,
            })?;
        }
        let limits = self.limits.iter().map(|row| LimitRow { case_no, ..row.clone() });
        store.replace_limits(key, &limits.collect::<Vec<_>>())?;
        Ok(FileRow { case_no, part: self.part.clone() })
    }
}

/// What is kept of a case, with where it stands.
fn stands(part: FilePart, standing: &Standing) -> FilePart {
    let Standing { stage, steps, is_over, due_on, sort_on, worked_by } = standing.clone();
    FilePart { stage, steps, is_over, due_on, sort_on, worked_by, ..part }
}

/// Where a case stands, of what is kept of it.
pub(crate) fn standing(part: &FilePart) -> Standing {
    Standing {
        stage: part.stage.clone(),
        steps: part.steps,
        is_over: part.is_over,
        due_on: part.due_on,
        sort_on: part.sort_on,
        worked_by: part.worked_by.clone(),
    }
}

pub(crate) fn overtaken(file: &FileRow) -> CaseError {
    CaseError::Overtaken { stage: file.part.stage.clone(), steps: file.part.steps }
}
