//! The book, open: cases are begun and go on.

use crate::act::{Opening, Taking};
use crate::error::CaseError;
use crate::file::{CaseFile, StepTaken, history};
use crate::plan::Plan;
use crate::requirements::Requirements;
use crate::sight::Sight;
use crate::store::{FileRow, MIGRATIONS, StepRow, store};
use contracts::clock::Clock;
use db::{Database, OpenError, Point};
use domain::day::Day;
use domain::digest::Digest;
use ledger::Bell;
use statute::duties::Limits;
use statute::procedure::{Procedure, Procedures, Step};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is read of steps here: another one when anything else is.
const READING: &str = "cases/2";
/// How often a step is planned anew where other cases of the merchant go on at the same time.
const ATTEMPTS: usize = 5;

/// The cases of one service (案卷), in its own tables.
pub struct CaseBook {
    pub(crate) db: Arc<Database>,
    pub(crate) procedures: Arc<Procedures>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) clock: Arc<dyn Clock>,
    /// The digest of the law by which cases are worked out.
    pub(crate) law: String,
    pub(crate) bell: Arc<Bell>,
}

impl CaseBook {
    /// Opens it beside the ledger of the service, brings its tables up to date, takes it over from whoever kept it by
    /// another law, and works out anew where cases stand that were worked out by another one.
    ///
    /// # Errors
    /// [`CaseError::Open`] if a migration fails, or the journal comes from elsewhere and lies ahead; [`CaseError::OtherLaw`]
    /// if somebody else takes it over meanwhile; [`CaseError::Database`] and [`CaseError::Content`] if what is kept cannot
    /// be read.
    pub fn open(
        db: Arc<Database>,
        procedures: Arc<Procedures>,
        limits: Arc<Limits>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, CaseError> {
        db.migrate(&[&ledger::MIGRATIONS, &MIGRATIONS])?;
        if db.read::<_, CaseError>(|conn| Ok(store(conn).lies_ahead()?))? {
            return Err(OpenError::Ahead { service: db.service().to_owned() }.into());
        }
        let parts = [READING, &limits.digest().0, &procedures.digest().0].join("\n");
        let law = Digest::of_bytes(parts.as_bytes()).0;
        let book = Self { db, procedures, limits, clock, law, bell: Arc::default() };
        book.take_over()?;
        Ok(book)
    }

    /// The procedures whose cases it may hold.
    #[must_use]
    pub fn procedures(&self) -> &Procedures {
        &self.procedures
    }

    /// By what its time limits are counted.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Today.
    #[must_use]
    pub fn today(&self) -> Day {
        self.clock.today()
    }

    /// Where it lies, for what a service keeps beside its cases.
    #[must_use]
    pub const fn database(&self) -> &Arc<Database> {
        &self.db
    }

    /// The procedure of a name.
    pub(crate) fn procedure(&self, name: &str) -> Result<&Procedure, CaseError> {
        self.procedures.get(name).ok_or_else(|| CaseError::UnknownProcedure(name.to_owned()))
    }

    /// The steps by which a case of a procedure is opened today.
    ///
    /// # Errors
    /// [`CaseError::UnknownProcedure`].
    pub fn first_steps(&self, procedure: &str) -> Result<Vec<Step>, CaseError> {
        Ok(self.procedure(procedure)?.on(self.today()).value.out_of(None).cloned().collect())
    }

    /// The step of a name, by the law that governs a case today.
    ///
    /// # Errors
    /// As [`CaseBook::file`].
    pub fn step(&self, file: &CaseFile, name: &str) -> Result<Option<Step>, CaseError> {
        let key = (file.subject_id, file.case_no);
        let steps = self.db.read::<_, CaseError>(|conn| Ok(store(conn).steps(key)?))?;
        let way = self.procedure(&file.procedure)?.governing(&history(&steps)?, self.today());
        Ok(way.value.step(name).cloned())
    }

    /// Opens a case by its first step (立案); gives it as it then stands.
    ///
    /// # Errors
    /// As [`CaseBook::plan_opening`] and [`CaseBook::write`].
    pub fn begin(&self, opening: &Opening, requirements: &dyn Requirements) -> Result<CaseFile, CaseError> {
        self.through(|| self.plan_opening(opening, requirements))
    }

    /// Takes a step in a case (办理); gives the case as it then stands. Of several who act at once one is heard, and the
    /// others are told.
    ///
    /// # Errors
    /// As [`CaseBook::plan_step`] and [`CaseBook::write`].
    pub fn take(&self, taking: &Taking, requirements: &dyn Requirements) -> Result<CaseFile, CaseError> {
        self.through(|| self.plan_step(taking, requirements))
    }

    /// Plans and writes; anew where what was found may hold no more because another case went on.
    fn through(&self, plan: impl Fn() -> Result<Plan, CaseError>) -> Result<CaseFile, CaseError> {
        for _ in 1..ATTEMPTS {
            match self.write(&plan()?) {
                Err(CaseError::Raced) => {}
                done => return done,
            }
        }
        self.write(&plan()?)
    }

    /// Writes what was planned, whole or not at all; gives the case as it then stands. Whoever follows is told once
    /// that is committed.
    ///
    /// # Errors
    /// [`CaseError::Overtaken`] if the case has gone on since it was planned, [`CaseError::Raced`] if another case of the
    /// merchant has; [`CaseError::OtherLaw`]; [`CaseError::Database`]. Then nothing has been written.
    pub fn write(&self, plan: &Plan) -> Result<CaseFile, CaseError> {
        Point::StepUnwritten.reached(plan.step());
        let file = self.db.write::<_, CaseError>(|conn| {
            let store = store(conn);
            self.owns(store)?;
            let file = plan.write(store, self.clock.now().micros())?;
            Point::StepUncommitted.reached(plan.step());
            Ok(file)
        })?;
        let (bell, step) = (Arc::clone(&self.bell), plan.step().to_owned());
        self.db.afterwards(move || {
            Point::StepCommitted.reached(&step);
            bell.ring();
        });
        CaseFile::of(&file)
    }

    /// Tells whoever follows that something was written.
    #[must_use]
    pub const fn bell(&self) -> &Arc<Bell> {
        &self.bell
    }

    /// A case, without its steps.
    ///
    /// # Errors
    /// [`CaseError::Missing`] if there is none, or it is not to be seen.
    pub fn file(&self, case_no: i64, sight: &Sight) -> Result<CaseFile, CaseError> {
        let row = self.db.read::<_, CaseError>(|conn| Ok(store(conn).file(case_no, sight)?))?;
        CaseFile::of(&row.ok_or(CaseError::Missing("case"))?)
    }

    /// The steps of a case, in their order.
    ///
    /// # Errors
    /// As [`CaseBook::file`].
    pub fn steps(&self, case_no: i64, sight: &Sight) -> Result<Vec<StepTaken>, CaseError> {
        let (_, steps) = self.db.read::<_, CaseError>(|conn| {
            let store = store(conn);
            let file = store.file(case_no, sight)?.ok_or(CaseError::Missing("case"))?;
            let steps: Vec<StepRow> = store.steps(file.key())?;
            Ok((file, steps))
        })?;
        steps.iter().map(StepTaken::of).collect()
    }

    /// Every case of a merchant with its steps, in order of their numbers: what else is known of it here (本主体全部案件).
    ///
    /// # Errors
    /// [`CaseError::Database`], or what is kept cannot be read.
    pub fn of_subject(&self, subject_id: i64) -> Result<Vec<(CaseFile, Vec<StepTaken>)>, CaseError> {
        let all = self.db.read::<_, CaseError>(|conn| {
            let store = store(conn);
            let files = store.files_of_subject(subject_id)?;
            files.into_iter().map(|file| Ok((store.steps(file.key())?, file))).collect::<Result<Vec<_>, CaseError>>()
        })?;
        all.iter().map(told).collect()
    }

    /// Every case of several merchants that is not over, with its steps, in order of their numbers (在办案件). It takes two
    /// queries for a thousand merchants, and one where none of them has any.
    ///
    /// # Errors
    /// As [`CaseBook::of_subject`].
    pub fn open_of(&self, subjects: &[i64]) -> Result<Vec<(CaseFile, Vec<StepTaken>)>, CaseError> {
        let (files, steps) = self.db.read::<_, CaseError>(|conn| {
            let store = store(conn);
            let files = store.open_of_subjects(subjects)?;
            let keys: Vec<_> = files.iter().map(FileRow::key).collect();
            let steps = store.steps_of(&keys)?;
            Ok((files, steps))
        })?;
        let mut of_case: BTreeMap<i64, Vec<StepRow>> = BTreeMap::new();
        for step in steps {
            of_case.entry(step.part.case_no).or_default().push(step);
        }
        files.into_iter().map(|file| told(&(of_case.remove(&file.case_no).unwrap_or_default(), file))).collect()
    }
}

fn told((steps, file): &(Vec<StepRow>, FileRow)) -> Result<(CaseFile, Vec<StepTaken>), CaseError> {
    Ok((CaseFile::of(file)?, steps.iter().map(StepTaken::of).collect::<Result<_, _>>()?))
}
