//! What the law lets happen by itself (系统依法自动办理): a term that is full ends its membership, and reports that were missing
//! let a mark end. A membership is over on its day whether or not the house has said so in the case by then.

use crate::error::ListError;
use crate::lists::Lists;
use crate::membership::{Left, List, Membership};
use crate::stated::name;
use cases::{CaseError, CaseFile, Sight, Stated, Wanted};
use domain::day::Day;
use domain::instant::Instant;
use ledger::Follower;
use serde_json::json;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// As whom the house acts by itself.
const HOUSE: &str = "house:listing";
/// What is required where a report that was missing lets a mark end.
const REPORT: &str = "REPORT_STILL_MISSING";
/// Cases that are read together.
const PAGE: i64 = 500;
/// How long the thread waits for something before it looks at the day again.
const WAIT: Duration = Duration::from_secs(1);
/// How long after it looked the house looks again within a day: what the registry hears of reports it tells nobody by itself.
const LOOK_MICROS: i64 = 10 * 60 * 1_000_000;
/// How often a step is tried anew where somebody acts in the same case at the same time.
const ATTEMPTS: usize = 5;

/// What came of looking at everything that may be to be done.
struct Kept {
    taken: usize,
    /// Was somebody faster in a case every time, so that it is still to be looked at?
    is_unfinished: bool,
}

impl Lists {
    /// Takes every step that the law lets the house take by itself today; tells how many that were. What is done is not done
    /// again, so that nothing is lost by an end in between.
    ///
    /// # Errors
    /// The first thing that went wrong, after everything else was done; what the law refuses is said in the log alone.
    pub fn keep(&self) -> Result<usize, ListError> {
        self.look().map(|kept| kept.taken)
    }

    fn look(&self) -> Result<Kept, ListError> {
        let (mut kept, mut wrong) = (Kept { taken: 0, is_unfinished: false }, None);
        for file in self.open_cases()? {
            let case_no = file.case_no;
            match self.keep_one_at_last(file) {
                Ok(true) => kept.taken += 1,
                Ok(false) => {}
                Err(ListError::Case(error @ CaseError::Refused(_))) => {
                    tracing::warn!(case_no, %error, "the house cannot take its step");
                }
                Err(error) if is_overtaken(&error) => kept.is_unfinished = true,
                Err(error) => wrong = wrong.or(Some(error)),
            }
        }
        wrong.map_or(Ok(kept), Err)
    }

    /// Looks at a case until nobody was faster: whoever was has changed what is to be done.
    fn keep_one_at_last(&self, mut file: CaseFile) -> Result<bool, ListError> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            match self.keep_one(&file) {
                Err(error) if is_overtaken(&error) && attempts < ATTEMPTS => {
                    file = self.book.file(file.case_no, &Sight::EVERYWHERE)?;
                }
                done => return done,
            }
        }
    }

    /// Open cases in which something may be to be done by itself, as they are written: what is read of the journal alone may
    /// not hold the last of them yet.
    fn open_cases(&self) -> Result<Vec<CaseFile>, ListError> {
        let mut all = Vec::new();
        for (procedure, _) in List::PROCEDURES.iter().filter(|(_, list)| *list != List::AbnormalList) {
            let of_it = Wanted {
                procedure: Some((*procedure).to_owned()),
                open: Some(true),
                ..Wanted::all(Sight::EVERYWHERE, PAGE)
            };
            let mut after = None;
            loop {
                let (files, next) = self.book.list(&Wanted { after, ..of_it.clone() })?;
                all.extend(files);
                after = next;
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(all)
    }

    /// Keeps at it: at once, at each turn of the day, and several times an hour, since a report that was missing may come at
    /// any time. Where others were faster every time, soon again.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn follow(self: &Arc<Self>) -> Result<Follower, std::io::Error> {
        let (own, kept) = (Arc::clone(self), Mutex::new(None::<(Day, Instant)>));
        Follower::start((crate::SERVICE, "terms"), self.book.bell(), move || {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            let (today, now) = (own.today(), own.clock.now());
            let is_again = |(day, at): (Day, Instant)| day != today || now.micros() - at.micros() >= LOOK_MICROS;
            if kept.is_none_or(is_again) {
                let Kept { taken, is_unfinished } = own.look()?;
                // What is unfinished is looked at when the thread comes back, after the wait below.
                *kept = Some((today, now)).filter(|_| !is_unfinished);
                if !is_unfinished {
                    return Ok::<usize, ListError>(taken);
                }
            }
            // Memberships are read up to here, so that whoever asks for a list does not wait for it.
            own.shelved()?;
            own.book.changes_within(own.place().as_deref(), 1, WAIT)?;
            Ok(0)
        })
    }

    /// What may be to be done by itself with a membership: what the step of the house then requires.
    fn by_itself(one: &Membership, today: Day) -> Option<&'static str> {
        let last = one.times.last()?;
        let is_full = matches!(last.left, Some(Left::Term | Left::Restriction)) && last.span.off <= today;
        let is_by_report = one.ground.is_some_and(|ground| !ground.is_to_be_verified());
        match one.list {
            List::SeriousList if is_full => Some("TERM_NOT_OVER"),
            List::AbnormalMark if is_by_report => Some(REPORT),
            _ => None,
        }
    }

    /// Takes the step of the house in a case, if one leads out of where it stands and it is time; tells whether it did.
    fn keep_one(&self, file: &CaseFile) -> Result<bool, ListError> {
        let today = self.today();
        let steps = self.book.steps(file.case_no, &Sight::EVERYWHERE)?;
        let Some(one) = self.membership(file, &steps) else { return Ok(false) };
        let Some(code) = Self::by_itself(&one, today) else { return Ok(false) };
        let step = self.house_step(file, &steps, code).filter(|step| step.from.contains(&file.stage));
        let Some(step) = step else { return Ok(false) };
        let mut stated = Stated::new();
        if code == REPORT {
            let Some(since) = one.found_on else { return Ok(false) };
            let standings = self.standings(file.subject_id)?;
            let Some((on, _)) = standings.report(since, today) else { return Ok(false) };
            stated.insert(name::REPORTED_ON.to_owned(), json!(on));
        }
        let act = self.act_of_house((&step, HOUSE), stated, (&steps, &[]));
        self.take(file, act)?;
        Ok(true)
    }
}

/// Was somebody faster in the same case, or in another of the same merchant?
const fn is_overtaken(error: &ListError) -> bool {
    matches!(error, ListError::Case(CaseError::Overtaken { .. } | CaseError::Raced))
}
