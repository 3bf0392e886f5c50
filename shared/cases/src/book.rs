//! The book, open: cases are begun and go on.

use crate::act::{Opening, Ready, Taking};
use crate::error::CaseError;
use crate::file::{CaseFile, StepTaken};
use crate::plan::Known;
use crate::requirements::Requirements;
use crate::sight::Sight;
use crate::store::{FilePart, FileRow, MIGRATIONS, Standing, StepRow, store};
use contracts::clock::Clock;
use db::{Database, OpenError};
use domain::day::Day;
use domain::digest::{Digest, canonical_json};
use statute::duties::Limits;
use statute::procedure::{Procedure, Procedures};
use std::sync::Arc;

/// What is read of steps here: another one when anything else is.
const READING: &str = "cases/1";

/// The cases of one service (案卷), in its own tables.
pub struct CaseBook {
    pub(crate) db: Arc<Database>,
    pub(crate) procedures: Arc<Procedures>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) clock: Arc<dyn Clock>,
    /// The digest of the law by which cases are worked out.
    pub(crate) law: String,
}

impl CaseBook {
    /// Opens it beside the ledger of the service, brings its tables up to date, and works out anew where cases stand
    /// that were worked out by another law.
    ///
    /// # Errors
    /// [`CaseError::Open`] if a migration fails, or the journal comes from elsewhere and lies ahead; [`CaseError::Database`]
    /// and [`CaseError::Content`] if what is kept cannot be read.
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
        // Procedures have no digest of their own; what is printed of them is everything that they say.
        let law = Digest::of_bytes(format!("{READING}\n{}\n{procedures:?}", limits.digest()).as_bytes());
        let book = Self { db, procedures, limits, clock, law: law.0 };
        book.recount()?;
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

    /// The procedure of a name.
    pub(crate) fn procedure(&self, name: &str) -> Result<&Procedure, CaseError> {
        self.procedures.get(name).ok_or_else(|| CaseError::UnknownProcedure(name.to_owned()))
    }

    /// Opens a case by its first step (立案); gives it as it then stands.
    ///
    /// # Errors
    /// [`CaseError::Refused`] with everything that stands in the way by law; [`CaseError::Missing`] if the merchant is not to
    /// be seen; [`CaseError::Ahead`], [`CaseError::Field`], [`CaseError::Paper`] and [`CaseError::UnknownProcedure`] if
    /// something does not fit; or whatever asking for requirements gives. Then nothing has been written.
    pub fn begin(&self, opening: &Opening, requirements: &dyn Requirements) -> Result<CaseFile, CaseError> {
        let procedure = self.procedure(&opening.procedure)?;
        opening.check()?;
        let ready = Ready::of(&opening.act, self.clock.today())?;
        let (subject_id, reach) = (opening.subject_id, opening.sight.reach);
        let is_own = opening.sight.subject.is_none_or(|own| own == subject_id);
        if !is_own || !self.db.read::<_, CaseError>(|conn| Ok(store(conn).sees(subject_id, reach)?))? {
            return Err(CaseError::Missing("merchant"));
        }
        let part = FilePart {
            subject_id,
            procedure: opening.procedure.clone(),
            office: opening.office.clone(),
            upper_office: opening.upper_office.clone(),
            about: canonical_json(&opening.about)?,
            opened_on: opening.act.on.number(),
            stage: String::new(),
            steps: 0,
            is_over: false,
            sort_on: Day::FOREVER.number(),
            worked_by: String::new(),
        };
        let none = FileRow { case_no: 0, part };
        let plan = self.plan(&Known::of(procedure, &none, &[])?, &ready, requirements)?;
        let part = standing(none.part, &plan.worked.standing);
        let case_no = self.db.write::<_, CaseError>(|conn| {
            let store = store(conn);
            let case_no = store.add_file(&part)?;
            plan.write(store, (subject_id, case_no), self.clock.now().micros())?;
            Ok(case_no)
        })?;
        CaseFile::of(&FileRow { case_no, part })
    }

    /// Takes a step in a case (办理); gives the case as it then stands. Of several who act at once one is heard, and the
    /// others are told.
    ///
    /// # Errors
    /// [`CaseError::Overtaken`] if the case has gone on since it was looked at, or has not come so far; else as
    /// [`CaseBook::begin`]. Then nothing has been written.
    pub fn take(&self, taking: &Taking, requirements: &dyn Requirements) -> Result<CaseFile, CaseError> {
        let ready = Ready::of(&taking.act, self.clock.today())?;
        let (file, steps) = self.kept(taking.case_no, taking.sight)?;
        if file.part.steps != taking.expected {
            return Err(overtaken(&file));
        }
        let known = Known::of(self.procedure(&file.part.procedure)?, &file, &steps)?;
        let plan = self.plan(&known, &ready, requirements)?;
        self.db.write::<_, CaseError>(|conn| {
            let store = store(conn);
            // Steps are never changed: of as many as were read, these are the ones that were read.
            if !store.move_file(file.key(), taking.expected, &plan.worked.standing)? {
                let now = store.file(taking.case_no, Sight::EVERYWHERE)?;
                return Err(now.as_ref().map_or(CaseError::Missing("case"), overtaken));
            }
            plan.write(store, file.key(), self.clock.now().micros())
        })?;
        let part = standing(file.part, &plan.worked.standing);
        CaseFile::of(&FileRow { case_no: file.case_no, part })
    }

    /// A case, without its steps.
    ///
    /// # Errors
    /// [`CaseError::Missing`] if there is none, or it is not to be seen.
    pub fn file(&self, case_no: i64, sight: Sight) -> Result<CaseFile, CaseError> {
        let row = self.db.read::<_, CaseError>(|conn| Ok(store(conn).file(case_no, sight)?))?;
        CaseFile::of(&row.ok_or(CaseError::Missing("case"))?)
    }

    /// The steps of a case, in their order.
    ///
    /// # Errors
    /// As [`CaseBook::file`].
    pub fn steps(&self, case_no: i64, sight: Sight) -> Result<Vec<StepTaken>, CaseError> {
        let (_, steps) = self.kept(case_no, sight)?;
        steps.iter().map(StepTaken::of).collect()
    }

    /// What is kept of a case and its steps, as of one instant.
    fn kept(&self, case_no: i64, sight: Sight) -> Result<(FileRow, Vec<StepRow>), CaseError> {
        self.db.read::<_, CaseError>(|conn| {
            let store = store(conn);
            let file = store.file(case_no, sight)?.ok_or(CaseError::Missing("case"))?;
            let steps = store.steps(file.key())?;
            Ok((file, steps))
        })
    }
}

/// What is kept of a case, with where it stands.
fn standing(part: FilePart, standing: &Standing) -> FilePart {
    let Standing { stage, steps, is_over, sort_on, worked_by } = standing.clone();
    FilePart { stage, steps, is_over, sort_on, worked_by, ..part }
}

fn overtaken(file: &FileRow) -> CaseError {
    CaseError::Overtaken { stage: file.part.stage.clone(), steps: file.part.steps }
}
