//! What the law lets happen by itself (系统依法自动办理): a term that is full ends its membership, and reports that were missing
//! let a mark end. A membership is over on its day whether or not the house has said so in the case by then.

use crate::error::ListError;
use crate::lists::Lists;
use crate::membership::{Left, List, Membership};
use crate::shelf::Shelved;
use crate::stated::{self, name};
use cases::{CaseError, Sight, Stated};
use domain::day::Day;
use ledger::Follower;
use serde_json::json;
use statute::procedure::Role;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// As whom the house acts by itself.
const HOUSE: &str = "house:listing";
/// How long the thread waits for something before it looks at the day again.
const WAIT: Duration = Duration::from_secs(1);

impl Lists {
    /// Takes every step that the law lets the house take by itself today; tells how many that were. What is done is not done
    /// again, so that nothing is lost by an end in between.
    ///
    /// # Errors
    /// The first thing that went wrong, after everything else was done; what the law refuses is said in the log alone.
    pub fn keep(&self) -> Result<usize, ListError> {
        let (today, mut taken, mut wrong) = (self.today(), 0, None);
        for shelved in self.shelved()? {
            let Some((code, stated)) = self.by_itself(&shelved, today) else { continue };
            match self.keep_one(shelved.file.case_no, code, stated) {
                Ok(true) => taken += 1,
                Ok(false) => {}
                Err(ListError::Case(error @ CaseError::Refused(_))) => {
                    tracing::warn!(case_no = shelved.file.case_no, %error, "the house cannot take its step");
                }
                // Whoever was faster has changed what is to be done; the next turn sees it.
                Err(ListError::Case(CaseError::Overtaken { .. } | CaseError::Raced)) => {}
                Err(error) => wrong = wrong.or(Some(error)),
            }
        }
        wrong.map_or(Ok(taken), Err)
    }

    /// Keeps at it: at once, and at each turn of the day.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn follow(self: &Arc<Self>) -> Result<Follower, std::io::Error> {
        let (own, kept) = (Arc::clone(self), Mutex::new(None::<Day>));
        Follower::start((crate::SERVICE, "terms"), move || {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            let today = own.today();
            if *kept != Some(today) {
                let taken = own.keep()?;
                *kept = Some(today);
                return Ok::<usize, ListError>(taken);
            }
            // Memberships are read up to here, so that whoever asks for a list does not wait for it.
            own.shelved()?;
            own.book.changes_within(own.place().as_deref(), 1, WAIT)?;
            Ok(0)
        })
    }

    /// What may be to be done by itself in a case, and what is stated with it.
    fn by_itself(&self, shelved: &Shelved, today: Day) -> Option<(&'static str, Stated)> {
        let Membership { list, times, .. } = &shelved.membership;
        let last = times.last()?;
        let is_full = matches!(last.left, Some(Left::Term | Left::Restriction)) && last.span.off <= today;
        match list {
            List::SeriousList if is_full && !shelved.file.is_over => Some(("TERM_NOT_OVER", Stated::new())),
            List::AbnormalMark if !shelved.file.is_over => Some(("REPORT_STILL_MISSING", Stated::new())),
            _ => None,
        }
    }

    /// Takes the step of the house that requires this, if one leads out of where the case stands; false if none does or
    /// it cannot be taken yet.
    fn keep_one(&self, case_no: i64, code: &str, mut stated: Stated) -> Result<bool, ListError> {
        let file = self.book.file(case_no, &Sight::EVERYWHERE)?;
        let steps = self.book.steps(case_no, &Sight::EVERYWHERE)?;
        let step = self.house_step(&file, &steps, code).filter(|step| step.by == Role::House);
        let Some(step) = step.filter(|step| step.from.contains(&file.stage)) else { return Ok(false) };
        if code == "REPORT_STILL_MISSING" {
            let finding = steps.first().filter(|_| self.is_by_report(&file, &steps));
            let since = finding.and_then(|step| stated::day(&step.stated, name::FOUND_ON));
            let Some(since) = since else { return Ok(false) };
            let standings = self.standings(file.subject_id)?;
            let Some((on, _)) = standings.report(since, self.today()) else { return Ok(false) };
            stated.insert(name::REPORTED_ON.to_owned(), json!(on));
        }
        let act = self.act_of_house((&step, HOUSE), stated, (&steps, &[]));
        self.take(&file, act)?;
        Ok(true)
    }

    /// Is the ground of a mark one that ends with a report?
    fn is_by_report(&self, file: &cases::CaseFile, steps: &[cases::StepTaken]) -> bool {
        let ground = self.membership(file, steps).and_then(|one| one.ground);
        ground.is_some_and(|ground| !ground.is_to_be_verified())
    }
}
