//! What decisions command elsewhere (决定的执行): the journal of the cases is the outbox.
//!
//! Each command bears its case and step as cause, by which whoever is commanded knows it again, so that one that is sent
//! twice acts once. What is refused, or not heard, is put down with the reason and tried again; nothing of other cases
//! waits for it, and what follows in its own case comes behind it.

mod command;
mod correcting;

use crate::repairs::Repairs;
use crate::store::{EffectListing, EffectRow, Key, store};
use cases::{CaseChange, CaseError, CaseFile, Sight, StepTaken};
use contracts::port::PortError;
use db::Point;
use domain::instant::Instant;
use ledger::Follower;
use std::sync::Arc;
use std::time::Duration;

/// Under which name the place in the journal is kept.
const NAME: &str = "effects";
/// How long is waited for the next step at most; one that is written wakes whoever waits.
const WAIT: Duration = Duration::from_secs(1);
/// How often is looked for something to be tried again.
const PAUSE: Duration = Duration::from_millis(500);
/// After how many microseconds something is tried again: a minute.
const AGAIN: i64 = 60_000_000;
/// How many are looked at for that, and how many are tried, before it is looked again.
const LOOKED_AT: i64 = 1_000;
const TRIED: usize = 20;
/// Longest reason that is kept, in characters.
const LONGEST: usize = 500;

/// Case and step: where a list of effects goes on.
pub(crate) type Place = (i64, i32);

/// Something that a decision leads to and that is not done, or was not at once (未执行的效果).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Effect {
    /// The case, as it stands.
    pub file: CaseFile,
    /// The number of the step.
    pub number: i32,
    /// Which step it was.
    pub step: String,
    /// By what cause it is commanded, such as `repair:12#5`.
    pub cause: String,
    /// Is it still to be carried out?
    pub is_open: bool,
    /// Why it was not, the last time.
    pub why: String,
    /// How often it was tried in vain.
    pub tries: i32,
    /// When it was first tried in vain.
    pub failed_at: Instant,
    /// When it was last tried.
    pub tried_at: Instant,
    /// When it was carried out after all.
    pub done_at: Option<Instant>,
}

/// The threads that carry out what decisions command, until this is dropped (执行线程).
pub struct Effects {
    _first: Follower,
    _again: Follower,
}

impl Repairs {
    /// Begins to carry out what decisions command.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn follow(self: &Arc<Self>) -> Result<Effects, std::io::Error> {
        let (first, again) = (Arc::clone(self), Arc::clone(self));
        let (service, bell) = (crate::SERVICE, self.court.book.bell());
        Ok(Effects {
            _first: Follower::start((service, NAME), bell, move || first.carry_out(WAIT))?,
            _again: Follower::start((service, "effects-again"), bell, move || {
                let tried = again.try_again();
                std::thread::sleep(PAUSE);
                tried
            })?,
        })
    }

    /// Has everything that was decided been tried, so that what is not done is put down?
    ///
    /// # Errors
    /// [`CaseError::Database`].
    pub fn is_level(&self) -> Result<bool, CaseError> {
        self.court.book.is_carried_out(NAME)
    }

    /// Carries out what the next steps lead to; if there are none, waits a while. Tells how many steps that were.
    ///
    /// # Errors
    /// [`CaseError`] if the own database does not answer. What others refuse is no error here.
    pub fn carry_out(&self, wait: Duration) -> Result<usize, CaseError> {
        self.court.book.carry_out(NAME, wait, |change| self.carried(change))
    }

    fn carried(&self, change: &CaseChange) -> Result<(), CaseError> {
        if command::of(self.bench.effects(&change.procedure, &change.step), change.about.first()).is_empty() {
            return Ok(());
        }
        let key = (change.subject_id, change.case_no, change.step.number);
        if let Some(before) = self.open_before(key)? {
            let why = format!("第 {before} 步的效果尚未执行 / what step {before} leads to comes first");
            return self.put_down(key, &why, false);
        }
        Point::EffectUnsent.reached(&change.step.step);
        match self.perform(key, &change.procedure, change.about.first(), &change.step) {
            Ok(()) => {
                Point::EffectHeard.reached(&change.step.step);
                self.settled(key)
            }
            Err(error) => self.put_down(key, &error.to_string(), true),
        }
    }

    /// Tries again what is due; tells how many were.
    ///
    /// # Errors
    /// [`CaseError`] if the own database does not answer.
    pub fn try_again(&self) -> Result<usize, CaseError> {
        let db = self.court.book.database();
        let open = db.read::<_, CaseError>(|conn| Ok(store(conn).open(LOOKED_AT)?))?;
        let now = self.clock.now().micros();
        // What has waited for another step was not tried yet, and comes at once when that is done.
        let is_due = |row: &EffectRow| row.tries == 0 || row.tried_at <= now - AGAIN;
        let mut tried = 0;
        for row in open.iter().filter(|row| is_due(row)) {
            if tried >= TRIED {
                break;
            }
            if self.open_before(row.key())?.is_some() {
                continue;
            }
            tried += 1;
            let (file, steps) = self.case_of(row)?;
            let step = steps.iter().find(|step| step.number == row.number).ok_or(CaseError::Missing("step"))?;
            match self.perform(row.key(), &file.procedure, file.about.first(), step) {
                Ok(()) => self.settled(row.key())?,
                Err(error) => self.put_down(row.key(), &error.to_string(), true)?,
            }
        }
        Ok(tried)
    }

    fn case_of(&self, row: &EffectRow) -> Result<(CaseFile, Vec<StepTaken>), CaseError> {
        let book = &self.court.book;
        Ok((book.file(row.case_no, &Sight::EVERYWHERE)?, book.steps(row.case_no, &Sight::EVERYWHERE)?))
    }

    fn open_before(&self, key: Key) -> Result<Option<i32>, CaseError> {
        self.court.book.database().read(|conn| Ok(store(conn).open_before(key)?))
    }

    /// Puts down that something was not carried out, and why.
    fn put_down(&self, key: Key, why: &str, was_tried: bool) -> Result<(), CaseError> {
        let (subject_id, case_no, number) = key;
        tracing::warn!(case_no, number, why, "what a decision leads to was not carried out; tried again");
        let (now, tried) = (self.clock.now().micros(), i32::from(was_tried));
        let why: String = why.chars().map(|letter| if letter == '\0' { ' ' } else { letter }).take(LONGEST).collect();
        self.court.book.database().write(|conn| {
            let store = store(conn);
            let before = store.effect(key)?.filter(|row| row.is_open);
            let row = EffectRow {
                subject_id,
                case_no,
                number,
                is_open: true,
                why: why.clone(),
                tries: before.as_ref().map_or(0, |row| row.tries).saturating_add(tried),
                failed_at: before.map_or(now, |row| row.failed_at),
                tried_at: now,
                done_at: None,
            };
            Ok(store.put(&row)?)
        })
    }

    /// Puts down that what had failed is done.
    fn settled(&self, key: Key) -> Result<(), CaseError> {
        let now = self.clock.now().micros();
        let db = self.court.book.database();
        if db.read::<_, CaseError>(|conn| Ok(store(conn).effect(key)?))?.is_none_or(|row| !row.is_open) {
            return Ok(());
        }
        db.write(|conn| {
            let store = store(conn);
            match store.effect(key)?.filter(|row| row.is_open) {
                Some(row) => Ok(store.put(&EffectRow { is_open: false, tried_at: now, done_at: Some(now), ..row })?),
                None => Ok(()),
            }
        })
    }

    /// What is not carried out, or was not at once, of cases that may be seen, and where the list goes on.
    ///
    /// # Errors
    /// [`CaseError`].
    pub(crate) fn effects(
        &self,
        is_open: bool,
        (after, limit): (Place, usize),
        sight: &Sight,
    ) -> Result<(Vec<Effect>, Option<Place>), CaseError> {
        let book = &self.court.book;
        let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let listing = EffectListing { is_open, subject: sight.subject, after, limit: most };
        let mut rows = book.database().read::<_, CaseError>(|conn| Ok(store(conn).listed(listing)?))?;
        let is_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| is_more).map(|row| (row.case_no, row.number));
        let mut found = Vec::new();
        for row in rows {
            match book.file(row.case_no, sight) {
                Ok(file) => found.push(self.told(file, row)?),
                // Not theirs to see.
                Err(CaseError::Missing(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok((found, next))
    }

    fn told(&self, file: CaseFile, row: EffectRow) -> Result<Effect, CaseError> {
        let steps = self.court.book.steps(row.case_no, &Sight::EVERYWHERE)?;
        let step = steps.into_iter().find(|step| step.number == row.number).ok_or(CaseError::Missing("step"))?;
        Ok(Effect {
            file,
            number: row.number,
            step: step.step,
            cause: command::cause(row.key()),
            is_open: row.is_open,
            why: row.why,
            tries: row.tries,
            failed_at: Instant::from_micros(row.failed_at),
            tried_at: Instant::from_micros(row.tried_at),
            done_at: row.done_at.map(Instant::from_micros),
        })
    }
}

/// What was refused by whoever was commanded.
fn refused(cause: &str) -> PortError {
    PortError::Refused { service: crate::SERVICE.to_owned(), cause: cause.to_owned() }
}
