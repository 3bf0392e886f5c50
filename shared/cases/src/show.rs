//! A case as somebody sees it: what was done, what runs, and what can be done next.

use crate::book::CaseBook;
use crate::error::CaseError;
use crate::file::{CaseFile, StepTaken};
use crate::papers::Paper;
use crate::plan::{Known, found};
use crate::requirements::Requirements;
use crate::sight::Sight;
use crate::store::store;
use domain::day::Day;
use policy::scheme::Name;
use statute::clock::rules::Whose;
use statute::clock::{Course, Reading, State};
use statute::procedure::{Actor, Attempt, Cause, Limit, Refused, Step};

/// The time within which reconsideration can be asked for.
const RECONSIDERATION: &str = "reconsideration_request";

/// Who looks at a case, and as what they could act in it (查阅人).
#[derive(Clone, Debug)]
pub struct Asker {
    /// The account, and as what it acts in this case.
    pub actor: Actor,
    /// Whose cases they see.
    pub sight: Sight,
}

/// A case, as it is shown today (案件详情).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    /// The case.
    pub file: CaseFile,
    /// Name of its stage, by the law that governs it today.
    pub stage: Option<Name>,
    /// Its steps, in their order.
    pub steps: Vec<StepShown>,
    /// Its papers, by the steps with which they came, without what they hold.
    pub papers: Vec<Paper>,
    /// Its time limits, in order of their beginning.
    pub limits: Vec<LimitShown>,
    /// What is open to the merchant while the office is late.
    pub remedies: Vec<RemedyShown>,
    /// Every step that leads out of its stage.
    pub next: Vec<Next>,
}

/// A remedy that is open because the office has missed a time limit (逾期未办的救济): a case that is late is never taken for
/// granted or refused, and stays open beside it (settled reading 19).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemedyShown {
    /// The time limit that was missed, by its clock.
    pub late: String,
    /// The time within which the remedy can be asked for: it runs from the last day of what was missed.
    pub limit: LimitShown,
}

/// A step that was taken, with what the law that governed it calls it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StepShown {
    /// The step.
    pub taken: StepTaken,
    /// Its name; nothing where the procedure does not know it any more.
    pub title: Option<Name>,
    /// Instrument and article.
    pub article: Option<String>,
    /// Whom it has to be told, as the procedure names them (告知对象).
    pub tells: Vec<String>,
}

/// A time limit, as it reads today.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LimitShown {
    /// Name of its clock, without `clocks.`.
    pub clock: String,
    /// Name of the time limit.
    pub title: Name,
    /// Whose duty or right it is.
    pub whose: Whose,
    /// Name and first day of the rule that counts it.
    pub rule: String,
    /// Instrument and article.
    pub article: String,
    /// The day of the step that set it going.
    pub started_on: Day,
    /// The day of the step that met or ended it.
    pub stopped_on: Option<Day>,
    /// What it says at the end of today.
    pub reading: Reading,
}

/// A step that leads out of the stage (可办步骤).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Next {
    /// The step: who may take it, what it needs, what it requires, its article.
    pub step: Step,
    /// Everything that keeps the asker from taking it today, with everything that it needs at hand; empty if nothing does.
    pub refused: Vec<Refused>,
    /// Law that is not settled, which the asker has to name to take it.
    pub to_accept: Vec<String>,
}

impl Next {
    /// Could the asker take it today, with everything that it needs?
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.refused.is_empty()
    }
}

impl CaseBook {
    /// A case with everything that is kept of it but what its papers hold, and with what can be done next.
    ///
    /// # Errors
    /// [`CaseError::Missing`] if there is none, or it is not to be seen; [`CaseError::UnknownProcedure`] if there is no such
    /// procedure any more; or whatever asking for requirements gives.
    pub fn show(&self, case_no: i64, asker: &Asker, requirements: &dyn Requirements) -> Result<Shown, CaseError> {
        let (file, steps, papers) = self.db.read::<_, CaseError>(|conn| {
            let store = store(conn);
            let file = store.file(case_no, &asker.sight)?.ok_or(CaseError::Missing("case"))?;
            let (steps, papers) = (store.steps(file.key())?, store.papers(file.key())?);
            Ok((file, steps, papers))
        })?;
        let known = Known::of(self.procedure(&file.part.procedure)?, &file, &steps)?;
        let (case, today) = (known.case(), self.clock.today());
        let steps = known.steps.iter().cloned().zip(case.steps()).map(|(taken, (_, step))| StepShown {
            title: step.map(|step| step.title.clone()),
            article: step.map(|step| step.article.clone()),
            tells: step.map(|step| step.tells.clone()).unwrap_or_default(),
            taken,
        });
        let limits = self.limits_shown(&known, today);
        Ok(Shown {
            stage: case.way(today).value.stage(&file.part.stage).map(|stage| stage.title.clone()),
            steps: steps.collect(),
            papers: papers.into_iter().map(Paper::of).collect::<Result<_, _>>()?,
            remedies: limits.iter().filter_map(|limit| self.remedy(limit, today)).collect(),
            limits,
            next: self.next(&known, &asker.actor, today, requirements)?,
            file: CaseFile::of(&file)?,
        })
    }

    fn limits_shown(&self, known: &Known<'_>, today: Day) -> Vec<LimitShown> {
        let limits = known.case().limits();
        let shown = |limit: &Limit<'_>| self.limit_shown(limit.clock, limit.selected_on, &limit.course, today);
        limits.iter().filter_map(shown).collect()
    }

    fn limit_shown(&self, name: &str, selected_on: Day, course: &Course, today: Day) -> Option<LimitShown> {
        let reading = self.limits.reading(name, selected_on, course, today);
        let (reading, clock) = reading.zip(self.limits.clocks().get(name))?;
        let rule = clock.on(selected_on);
        Some(LimitShown {
            clock: name.to_owned(),
            title: clock.title.clone(),
            whose: rule.value.whose,
            rule: rule.basis.by.to_owned(),
            article: rule.value.article.clone(),
            started_on: course.started_on,
            stopped_on: course.stop.map(|stop| stop.on),
            reading,
        })
    }

    /// What is open to the merchant if the office is late with this.
    fn remedy(&self, late: &LimitShown, today: Day) -> Option<RemedyShown> {
        let is_late = late.whose == Whose::Office && late.reading.state == State::Overdue;
        let started_on = late.reading.last.filter(|_| is_late)?;
        let course = Course { started_on, pauses: Vec::new(), approvals: Vec::new(), own: None, stop: None };
        let limit = self.limit_shown(RECONSIDERATION, started_on, &course, today)?;
        Some(RemedyShown { late: late.clock.clone(), limit })
    }

    fn next(
        &self,
        known: &Known<'_>,
        by: &Actor,
        today: Day,
        requirements: &dyn Requirements,
    ) -> Result<Vec<Next>, CaseError> {
        let case = known.case();
        let way = case.way(today).value;
        let stage = Some(known.file.part.stage.as_str());
        let findings = known.findings(way.out_of(stage), (None, today), requirements)?;
        let next = way.out_of(stage).map(|step| {
            let has: Vec<&str> = step.needs.iter().map(String::as_str).collect();
            let attempt = Attempt { step: &step.id, on: today, by, has: &has, accepted: &[] };
            let refused = case.attempt(&attempt, &self.limits, |code| found(&findings, code)).err().unwrap_or_default();
            let (unsettled, refused): (Vec<_>, Vec<_>) =
                refused.into_iter().partition(|refused| refused.cause == Cause::LawUnsettled);
            let to_accept = unsettled.into_iter().map(|refused| refused.what).collect();
            Next { step: step.clone(), refused, to_accept }
        });
        Ok(next.collect())
    }
}
