//! The use cases of the service (信用修复业务), over its book of cases and whoever else is asked.

use crate::bench::Bench;
use crate::law::Law;
use cases::{CaseBook, CaseError, Court};
use contracts::authorisation::Authorisations;
use contracts::clock::Clock;
use contracts::port::{DisplayOrders, Lists, Merchants, Readings, RecordOrders, Records, Suppositions};
use domain::code::PartyCode;
use domain::day::Day;
use ledger::{Desk, Ledger};
use statute::duties::Limits;
use std::sync::Arc;

/// Whom the service asks and commands (往来服务).
pub struct Around {
    /// Penalties and what is stated of their payment.
    pub violations: Arc<dyn Records>,
    /// What the province and other offices say of a merchant.
    pub registry: Arc<dyn Records>,
    /// Results of inspections, sampling tests and assessments.
    pub inspections: Arc<dyn Records>,
    /// Complaints and online disputes.
    pub complaints: Arc<dyn Records>,
    /// Who is registered under a code, and as what.
    pub merchants: Arc<dyn Merchants>,
    /// Who is on which list, and what may be commanded about it.
    pub lists: Arc<dyn Lists>,
    /// What is commanded about the display of penalties.
    pub displays: Arc<dyn DisplayOrders>,
    /// What is commanded about records that were found to be wrong.
    pub orders: Arc<dyn RecordOrders>,
    /// Who was answered about a merchant by each service that shows something of it.
    pub trails: Vec<Arc<dyn Readings>>,
    /// What merchants have authorised banks to see.
    pub authorisations: Arc<dyn Authorisations>,
    /// What a class would be if something ended.
    pub ratings: Arc<dyn Suppositions>,
}

/// Applications for repair, objections, and what they lead to.
pub struct Repairs {
    pub(crate) court: Arc<Court>,
    pub(crate) bench: Arc<Bench>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Repairs {
    /// Opens the book of cases beside the ledger of the service.
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
        let db = Arc::clone(desk.ledger.database());
        let book = Arc::new(CaseBook::open(db, Arc::clone(&law.procedures), limits, Arc::clone(&clock))?);
        let bench = Arc::new(Bench { law, around, book: Arc::clone(&book), ledger: Arc::clone(&desk.ledger) });
        let docket = Arc::<Bench>::clone(&bench);
        let court = Arc::new(Court { book, ledger: Arc::clone(&desk.ledger), docket });
        Ok(Arc::new(Self { court, bench, clock }))
    }

    /// The cases, with whoever knows what they are about.
    #[must_use]
    pub const fn court(&self) -> &Arc<Court> {
        &self.court
    }

    /// The cases.
    #[must_use]
    pub fn book(&self) -> &Arc<CaseBook> {
        &self.court.book
    }

    pub(crate) fn ledger(&self) -> &Arc<Ledger> {
        &self.court.ledger
    }

    pub(crate) fn today(&self) -> Day {
        self.clock.today()
    }

    /// The house's own number of a merchant; nothing if nobody knows the code.
    ///
    /// # Errors
    /// [`CaseError::Records`] if the registry does not answer.
    pub fn subject(&self, code: PartyCode) -> Result<Option<i64>, CaseError> {
        Ok(self.court.ledger.subject_of(code)?)
    }
}
