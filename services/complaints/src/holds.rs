//! Filings that are held for an official's check (暂缓计入): placed by the house for what is found, ended by an official
//! or lapsed by themselves. The record's own days follow what is kept here, by an act of the house, so that whoever
//! follows the records knows of it as of any other act. Ratios of handling take no notice.

mod book;
mod course;
mod error;
mod hold;
mod keeping;
mod plan;
mod term;

pub use book::HoldsWanted;
pub use error::HoldError;
pub use hold::{Hold, HoldGround, HoldState};
pub use term::HoldTerm;

use crate::filings::Filings;
use contracts::clock::Clock;
use db::Transient as _;
use domain::day::Day;
use ledger::{FollowError, Follower, Ledger, Mirror};
use policy::set::PolicySet;
use statute::duties::Limits;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// Who holds by itself, as records and the journal name it.
pub const HOUSE: &str = "house:holds";
/// How long a step waits for something to do; one that is to stop waits no longer either.
const WAIT: Duration = Duration::from_millis(100);
/// Merchants of one transaction.
const TOGETHER: usize = 500;

/// The holds of a ledger's filings (暂缓台账), and the thread that keeps them.
pub struct Holds {
    book: Arc<Book>,
    follower: OnceLock<Follower>,
}

struct Book {
    filings: Arc<Mirror<Filings>>,
    limits: Arc<Limits>,
    policies: PolicySet,
    clock: Arc<dyn Clock>,
    /// Merchants who are still to be looked at: what could not be done is done later.
    waiting: Mutex<BTreeSet<i64>>,
    /// The day whose lapsing holds have been looked for.
    looked_on: AtomicI32,
}

impl Holds {
    pub(crate) fn new(
        filings: Arc<Mirror<Filings>>,
        (limits, policies): (Arc<Limits>, PolicySet),
        clock: Arc<dyn Clock>,
    ) -> Self {
        let (waiting, looked_on) = (Mutex::default(), AtomicI32::new(Day::DAWN.number()));
        let book = Book { filings, limits, policies, clock, waiting, looked_on };
        Self { book: Arc::new(book), follower: OnceLock::new() }
    }

    /// Begins to place holds, and to note what has lapsed.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn follow(&self) -> Result<(), std::io::Error> {
        let book = Arc::clone(&self.book);
        let name = (self.ledger().service(), "holds");
        let step = move || {
            let done = book.keep()?;
            if done == 0 {
                std::thread::sleep(WAIT);
            }
            Ok::<_, HoldError>(done)
        };
        // Who is asked twice follows already.
        let _ = self.follower.set(Follower::start(name, self.ledger().bell(), step)?);
        Ok(())
    }

    /// Does what is to be done by now for whatever has been taken in; tells of how many merchants it looked at the
    /// holds.
    ///
    /// # Errors
    /// [`HoldError`]; what is left is done the next time.
    pub fn keep(&self) -> Result<usize, HoldError> {
        self.book.keep()
    }

    /// Have holds been placed and ended by all that was written, and by today? Until then a filing may still count that
    /// is to be held, or be held whose hold has lapsed.
    ///
    /// # Errors
    /// [`FollowError`] if the database does not answer.
    pub fn is_level(&self) -> Result<bool, FollowError> {
        Ok(self.book.filings.is_level()? && self.book.is_done())
    }

    fn ledger(&self) -> &Ledger {
        self.book.filings.ledger()
    }
}

impl Book {
    fn keep(&self) -> Result<usize, HoldError> {
        // Held first: what has been taken out of the one list and is not yet in the other would seem to be done.
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(changed) = self.filings.look(Filings::take_changed) else { return Ok(0) };
        let today = self.clock.today();
        waiting.extend(changed);
        if self.looked_on.load(Ordering::Acquire) != today.number() {
            waiting.extend(self.lapsing(today)?);
            self.looked_on.store(today.number(), Ordering::Release);
        }
        let (mut done, mut behind) = (0, BTreeSet::new());
        while !waiting.is_empty() {
            let some: Vec<i64> = waiting.iter().take(TOGETHER).copied().collect();
            let left = self.settle_each(&some)?;
            done += some.len() - left.len();
            for subject in &some {
                waiting.remove(subject);
            }
            behind.extend(left);
        }
        waiting.extend(behind);
        Ok(done)
    }

    /// Is nothing left to be looked at? Whoever asks does not wait for the end of what is being done.
    fn is_done(&self) -> bool {
        let Ok(waiting) = self.waiting.try_lock() else { return false };
        waiting.is_empty()
            && self.looked_on.load(Ordering::Acquire) == self.clock.today().number()
            && self.filings.look(|filings| !filings.is_changed()).unwrap_or(false)
    }

    /// Does what there is to be done for some merchants, one by one if it cannot be done for all; gives those who are
    /// to be looked at again later. One of whom nothing can be made keeps nobody else.
    fn settle_each(&self, some: &[i64]) -> Result<Vec<i64>, HoldError> {
        let error = match self.settle(some) {
            Ok(left) => return Ok(left),
            Err(error) if error.will_pass() || some.len() == 1 => error,
            Err(_) => {
                let each = some.iter().map(|subject| self.settle_each(std::slice::from_ref(subject)));
                return Ok(each.collect::<Result<Vec<_>, _>>()?.concat());
            }
        };
        if error.will_pass() {
            return Err(error);
        }
        tracing::error!(?some, %error, "holds of a merchant cannot be kept");
        Ok(Vec::new())
    }
}
