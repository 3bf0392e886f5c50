//! Time limits (办理期限) that the records of a service set going: worked out from what stands as the journal grows.
//! They follow from the records and the law, and from nothing else: where the law has changed, all of them are worked
//! out anew.

mod before;
mod beside;

use crate::book::Ledger;
use crate::error::LedgerError;
use crate::follower::Follower;
use crate::places::FollowError;
use crate::store::{DeadlineRow, VersionRow, store};
use before::Before;
use beside::Beside;
use contracts::access::Reach;
use contracts::change::Change;
use contracts::port::Feed as _;
use domain::day::Day;
use domain::record::Content;
use statute::clock::State;
use statute::duties::{Duty, Limits, TOGETHER};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Changes that are taken in together.
const PAGE: u16 = 1_000;
/// How long a step waits for something to come; one that is to stop waits no longer either.
const WAIT: Duration = Duration::from_secs(1);
/// How long it waits where others, or the rest of the journal, have to be waited for.
const PAUSE: Duration = Duration::from_millis(250);
/// Under which name it is remembered how far the journal has been read, and by which law.
pub const DEADLINES: &str = "deadlines";

/// The time limits of a ledger, which are worked out as its journal grows (期限台账).
pub struct Deadlines {
    ledger: Arc<Ledger>,
    limits: Arc<Limits>,
    follower: OnceLock<Follower>,
}

impl Deadlines {
    /// Of a ledger, by these limits. Nothing is worked out yet.
    #[must_use]
    pub const fn of(ledger: Arc<Ledger>, limits: Arc<Limits>) -> Self {
        Self { ledger, limits, follower: OnceLock::new() }
    }

    /// Begins to work them out, by this law from now on: what others do by another law ends.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn follow(&self) -> Result<(), std::io::Error> {
        let (ledger, limits) = (Arc::clone(&self.ledger), Arc::clone(&self.limits));
        let (taken_over, told_on) = (AtomicBool::new(false), AtomicI32::new(Day::DAWN.number()));
        let step = move || {
            if !taken_over.load(Ordering::Acquire) {
                ledger.take_deadlines_over(&limits)?;
                taken_over.store(true, Ordering::Release);
            }
            let taken = ledger.follow_deadlines(&limits, WAIT)?;
            if ledger.is_counting_anew()? {
                told_on.store(Day::DAWN.number(), Ordering::Release);
            }
            // A day has passed, or some days while nothing ran.
            let today = ledger.clock.today().number();
            if told_on.load(Ordering::Acquire) != today && ledger.knows_deadlines(&limits)? {
                ledger.tell_expired()?;
                told_on.store(today, Ordering::Release);
            }
            Ok::<_, FollowError>(taken)
        };
        // Who is asked twice follows already.
        let _ = self.follower.set(Follower::start((self.ledger.service(), DEADLINES), self.ledger.bell(), step)?);
        Ok(())
    }

    /// By what they are counted.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Has everything been worked out that was written?
    ///
    /// # Errors
    /// [`FollowError`].
    pub fn is_level(&self) -> Result<bool, FollowError> {
        self.ledger.knows_deadlines(&self.limits)
    }
}

/// How far the journal was read, as it is noted: by which law, whether everything is being worked out anew, and the
/// place.
struct Noted {
    text: String,
    is_ours: bool,
    is_anew: bool,
    cursor: Option<String>,
}

impl Noted {
    fn of(text: String, limits: &Limits) -> Self {
        let (law, place) = text.split_once(' ').unwrap_or((&text, ""));
        let is_anew = is_counting(&text);
        let is_ours = law.trim_end_matches(ANEW) == limits.digest().to_string();
        let cursor = Some(place.to_owned()).filter(|place| !place.is_empty());
        Self { is_ours, is_anew, cursor, text }
    }

    fn text(limits: &Limits, is_anew: bool, cursor: &str) -> String {
        format!("{}{} {cursor}", limits.digest(), if is_anew { ANEW } else { "" })
    }
}

/// What follows the law while everything is worked out anew.
const ANEW: &str = "*";

/// Is everything being worked out anew, as was noted?
pub(crate) fn is_counting(noted: &str) -> bool {
    noted.split(' ').next().is_some_and(|law| law.ends_with(ANEW))
}

impl Ledger {
    /// Takes over from another law, if there was one: everything is worked out anew.
    ///
    /// # Errors
    /// [`FollowError`].
    pub fn take_deadlines_over(&self, limits: &Limits) -> Result<(), FollowError> {
        Ok(self.db.write::<_, LedgerError>(|conn| {
            let store = store(conn);
            let noted = store.followed(DEADLINES)?.map(|text| Noted::of(text, limits));
            if noted.as_ref().is_some_and(|noted| noted.is_ours) {
                return Ok(());
            }
            let before = noted.as_ref().map(|noted| noted.text.as_str());
            // Where somebody else was faster, he has taken over.
            if store.move_followed(DEADLINES, before, &Noted::text(limits, true, ""))? {
                store.clear_deadlines()?;
            }
            Ok(())
        })?)
    }

    /// Takes in the next changes of the own journal, at most after a while; tells how many there were. By another law
    /// than the one that took over last nothing is taken in.
    ///
    /// # Errors
    /// [`FollowError`]; then nothing has been taken in.
    pub fn follow_deadlines(&self, limits: &Limits, wait: Duration) -> Result<usize, FollowError> {
        let Some(noted) = self.noted(limits)?.filter(|noted| noted.is_ours) else {
            std::thread::sleep(wait.min(PAUSE));
            return Ok(0);
        };
        // While lists are refused, nothing is waited for.
        let changes = self.changes(noted.cursor.as_deref(), PAGE, if noted.is_anew { Duration::ZERO } else { wait })?;
        let is_level = noted.is_anew && changes.is_empty() && self.end()? == noted.cursor;
        let place = changes.last().map_or(noted.cursor.as_deref(), |last| Some(last.cursor.as_str()));
        let now = Noted::text(limits, noted.is_anew && !is_level, place.unwrap_or_default());
        if now == noted.text {
            if noted.is_anew {
                std::thread::sleep(wait.min(PAUSE));
            }
            return Ok(0);
        }
        let is_alone = |change: &&Change| !TOGETHER.contains(&change.kind);
        let subjects: BTreeSet<i64> = changes.iter().filter(|one| !is_alone(one)).map(|one| one.subject_id).collect();
        let subjects: Vec<i64> = subjects.into_iter().collect();
        let taken = self.db.write::<_, LedgerError>(|conn| {
            let store = store(conn);
            // Of several that have read the same, one writes it.
            if !store.move_followed(DEADLINES, Some(&noted.text), &now)? {
                return Ok(0);
            }
            let beside = Beside::read(store, &subjects)?;
            let changed = changes.iter().map(|change| (change.subject_id, change.key.as_str()));
            let records: BTreeSet<(i64, &str)> = changed.chain(beside.keys()).collect();
            let records: Vec<(i64, &str)> = records.into_iter().collect();
            store.drop_deadlines(&records)?;
            let versions = store.versions(&records, Reach::Everywhere)?;
            let before = Before::of(&versions);
            let standing = versions.iter().filter(|row| row.standing);
            let read = |row: &VersionRow| {
                let content = before.told(row)?;
                let all = beside.of(row.subject_id, &content);
                Ok(rows_of((row.subject_id, &row.key), &content, all, limits))
            };
            let rows = standing.map(read).collect::<Result<Vec<_>, LedgerError>>()?;
            let rows = rows.concat();
            store.add_deadlines(&rows)?;
            self.tell_changed(store, &records, (&rows, noted.is_anew))?;
            Ok(changes.len())
        });
        Ok(taken?)
    }

    /// Has everything been taken in that was written?
    ///
    /// # Errors
    /// [`FollowError`].
    pub fn knows_deadlines(&self, limits: &Limits) -> Result<bool, FollowError> {
        let noted = self.noted(limits)?.filter(|noted| noted.is_ours && !noted.is_anew);
        Ok(noted.is_some_and(|noted| self.end().is_ok_and(|end| end == noted.cursor)))
    }

    /// Is everything being worked out anew, or has nobody begun?
    fn is_counting_anew(&self) -> Result<bool, LedgerError> {
        let noted = self.db.glance::<_, LedgerError>(|conn| Ok(store(conn).followed(DEADLINES)?))?;
        Ok(noted.is_none_or(|noted| is_counting(&noted)))
    }

    fn noted(&self, limits: &Limits) -> Result<Option<Noted>, LedgerError> {
        let noted = self.db.glance::<_, LedgerError>(|conn| Ok(store(conn).followed(DEADLINES)?))?;
        Ok(noted.map(|text| Noted::of(text, limits)))
    }
}

/// The time limits of a record, by its subject and its key, and what else they rest on.
pub(crate) fn rows_of(
    (subject_id, key): (i64, &str),
    content: &Content,
    all: &[Content],
    limits: &Limits,
) -> Vec<DeadlineRow> {
    let department = match content {
        Content::Penalty(penalty) => Some(penalty.authority_code.clone()).filter(|code| !code.is_empty()),
        Content::Standing(standing) => Some(standing.office.clone()),
        content => content.handling().and_then(|handling| handling.office.clone()),
    };
    let of = |duty: Duty| {
        // Everything that is known, whenever it happened: whether what is open is late, each day says by itself.
        let moot_from = duty.moot_from.unwrap_or(Day::FOREVER).number();
        let reading = limits.read(&Duty { moot_from: None, ..duty.clone() }, Day::FOREVER)?;
        let stop = duty.course.stop;
        let extension = reading.extension.token();
        let approved_on = duty.course.approvals.iter().min().filter(|_| extension.is_some());
        let sort_on = reading.last.or(reading.not_before).unwrap_or(Day::FOREVER);
        Some(DeadlineRow {
            subject_id,
            key: key.to_owned(),
            clock: duty.clock.to_owned(),
            kind: content.kind().token().to_owned(),
            party: content.party().to_string(),
            department: department.clone(),
            rule: limits.clocks().get(duty.clock)?.on(duty.selected_on).basis.by.to_owned(),
            started_on: duty.course.started_on.number(),
            due_on: reading.due.map(Day::number),
            last_on: reading.last.map(Day::number),
            not_before: reading.not_before.map(Day::number),
            sort_on: sort_on.number(),
            stopped_on: stop.map(|stop| stop.on.number()),
            closed_as: stop.map(|_| reading.state.token().to_owned()),
            paused: reading.state == State::Paused,
            lapses: reading.lapses,
            moot_from,
            extended_on: approved_on.map(|day| day.number()),
            extension: extension.map(str::to_owned),
            provisional: reading.provisional,
        })
    };
    limits.duties_beside(content, all).into_iter().filter_map(of).collect()
}
