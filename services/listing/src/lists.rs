//! The lists, open: cases with whom else is asked about merchants.

use crate::error::ListError;
use crate::law::Law;
use crate::membership::{Membership, of_case, tells_of_a_list, told};
use crate::records::Standings;
use crate::shelf::Shelf;
use cases::{CaseBook, CaseChange, CaseError, CaseFile, Court, Sight, StepTaken};
use contracts::clock::Clock;
use contracts::port::{Merchants, Records};
use domain::code::PartyCode;
use domain::day::Day;
use ledger::{Desk, Ledger};
use statute::duties::Limits;
use statute::procedure::Procedure;
use std::sync::Arc;

/// The services that are asked about merchants (所询服务).
pub struct Around {
    /// Penalties and statements about their payment.
    pub violations: Arc<dyn Records>,
    /// Standing records: reports that are overdue or filed, marks of the register.
    pub registry: Arc<dyn Records>,
    /// Who is registered under a code.
    pub merchants: Arc<dyn Merchants>,
}

/// A case with its procedure, and steps of it.
pub(crate) type CaseUntil<'l> = (&'l Procedure, CaseFile, Vec<StepTaken>);

/// The lists of an installation (名单): cases, and everything that follows from them.
pub struct Lists {
    pub(crate) book: Arc<CaseBook>,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) law: Law,
    pub(crate) around: Around,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) shelf: Shelf,
}

impl Lists {
    /// Opens the cases beside the ledger of the service; see [`CaseBook::open`].
    ///
    /// # Errors
    /// As [`CaseBook::open`].
    pub fn open(
        desk: &Arc<Desk>,
        law: Law,
        limits: Arc<Limits>,
        around: Around,
        clock: Arc<dyn Clock>,
    ) -> Result<Arc<Self>, CaseError> {
        let ledger = Arc::<Ledger>::clone(&desk.ledger);
        let (db, procedures) = (Arc::clone(ledger.database()), Arc::clone(&law.procedures));
        let book = Arc::new(CaseBook::open(db, procedures, limits, Arc::clone(&clock))?);
        Ok(Arc::new(Self { book, ledger, law, around, clock, shelf: Shelf::default() }))
    }

    /// The cases, with whoever knows what they are about, as their operations need them.
    #[must_use]
    pub fn court(lists: &Arc<Self>) -> Court {
        let docket = Arc::<Self>::clone(lists);
        Court { book: Arc::clone(&lists.book), ledger: Arc::clone(&lists.ledger), docket }
    }

    /// The cases themselves.
    #[must_use]
    pub const fn book(&self) -> &Arc<CaseBook> {
        &self.book
    }

    /// Today.
    #[must_use]
    pub fn today(&self) -> Day {
        self.clock.today()
    }

    /// What other services know of a subject.
    pub(crate) fn standings(&self, subject_id: i64) -> Result<Standings, ListError> {
        Standings::of(subject_id, self.around.violations.as_ref(), self.around.registry.as_ref())
    }

    /// The membership to which a case has led, if it has.
    pub(crate) fn membership(&self, file: &CaseFile, steps: &[StepTaken]) -> Option<Membership> {
        let procedure = self.law.procedures.get(&file.procedure)?;
        of_case(file, &told(procedure, steps), &self.law.rules)
    }

    /// A case with its steps up to one that a follower of the journal has come to, if that one says anything of a list.
    pub(crate) fn until(&self, change: &CaseChange) -> Result<Option<CaseUntil<'_>>, ListError> {
        let Some(procedure) = self.law.procedures.get(&change.procedure) else { return Ok(None) };
        let way = procedure.version(&change.step.law).unwrap_or_else(|| procedure.on(change.step.on).value);
        if !way.step(&change.step.step).is_some_and(tells_of_a_list) {
            return Ok(None);
        }
        let file = self.book.file(change.case_no, &Sight::EVERYWHERE)?;
        let mut steps = self.book.steps(change.case_no, &Sight::EVERYWHERE)?;
        steps.retain(|step| step.number <= change.step.number);
        Ok(Some((procedure, file, steps)))
    }

    /// Every membership of a subject, past ones among them, by the numbers of their cases.
    ///
    /// # Errors
    /// If the database does not answer, or what is kept cannot be read.
    pub fn memberships(&self, subject_id: i64) -> Result<Vec<Membership>, ListError> {
        let all = self.book.of_subject(subject_id)?;
        Ok(all.iter().filter_map(|(file, steps)| self.membership(file, steps)).collect())
    }

    /// The subject of a code.
    ///
    /// # Errors
    /// [`ListError::NoMerchant`] if there is none.
    pub(crate) fn subject(&self, code: PartyCode) -> Result<i64, ListError> {
        self.ledger.subject_of(code)?.ok_or(ListError::NoMerchant)
    }
}
