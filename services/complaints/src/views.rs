//! What is made of the filings that stand, all of it from one mirror of them in memory.

use crate::filers::Filers;
use crate::filings::Filings;
use crate::findings::Findings;
use crate::holds::Holds;
use crate::publicity::{self, Publicity};
use crate::statistics::Statistics;
use contracts::clock::Clock;
use contracts::port::Merchants;
use ledger::{FollowError, Ledger, Mirror};
use policy::fault::Fault;
use policy::library::Library;
use policy::set::PolicySet;
use statute::duties::Limits;
use std::sync::Arc;
use std::time::Duration;

/// Whatever the day, can everything that complaints read of policy be read?
///
/// # Errors
/// Every fault of the parameters of ratios, alerts and what is public.
pub fn check(library: &Library) -> Result<(), Vec<Fault>> {
    ratios::Rules::check(&library.ratios)?;
    alerts::Rules::check(&library.alerts)?;
    publicity::check(&library.filings)
}

/// Ratios, what is public, and what is known of those who file.
pub struct Views {
    filings: Arc<Mirror<Filings>>,
    /// Ratios of handling.
    pub statistics: Arc<Statistics>,
    /// What is public of complaints.
    pub publicity: Arc<Publicity>,
    /// What an official should look at.
    pub findings: Arc<Findings>,
    /// What is held for an official's check.
    pub holds: Arc<Holds>,
    /// What those who file have filed.
    pub filers: Arc<Filers>,
}

impl Views {
    /// Of a ledger, by these limits and the library that they come from. Nothing is read yet.
    ///
    /// # Errors
    /// Every fault of the parameters.
    pub fn new(
        ledger: Arc<Ledger>,
        limits: &Arc<Limits>,
        library: &Library,
        merchants: Arc<dyn Merchants>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Vec<Fault>> {
        check(library)?;
        let filings = Arc::new(Mirror::of(ledger));
        let by = |policies: &PolicySet| (Arc::clone(limits), policies.clone());
        let statistics =
            Statistics::new(Arc::clone(&filings), by(&library.ratios), Arc::clone(&merchants), Arc::clone(&clock));
        let publicity = Publicity::new(Arc::clone(&filings), library.filings.clone(), merchants, Arc::clone(&clock));
        let holds = Arc::new(Holds::new(Arc::clone(&filings), by(&library.alerts), Arc::clone(&clock)));
        let findings = Findings::new(Arc::clone(&filings), Arc::clone(&holds), by(&library.alerts), Arc::clone(&clock));
        let filers = Filers::new(Arc::clone(&filings), clock);
        Ok(Self {
            filings,
            statistics: statistics.into(),
            publicity: publicity.into(),
            findings: findings.into(),
            holds,
            filers: filers.into(),
        })
    }

    /// Begins to read what stands, and to follow what comes.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn follow(&self) -> Result<(), std::io::Error> {
        self.filings.follow()?;
        self.holds.follow()
    }

    /// Takes in what stands or has come since, at most after a while; tells how much there was.
    ///
    /// # Errors
    /// [`FollowError`]; then nothing has been taken in.
    pub fn take_in(&self, wait: Duration) -> Result<usize, FollowError> {
        self.filings.take_in(wait)
    }

    /// Has everything been taken in that was written?
    ///
    /// # Errors
    /// [`FollowError`] if the database does not answer.
    pub fn is_level(&self) -> Result<bool, FollowError> {
        self.filings.is_level()
    }
}
