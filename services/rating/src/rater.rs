//! Rates whoever waits: those of whom something was learnt, those whose day has come, and everybody when
//! the scheme or the peers' table has changed.

use crate::book::Ratings;
use crate::cause::{Cause, FREE, policy_origin};
use crate::error::RatingError;
use crate::files::Files;
use crate::follow::{Following, Noticed};
use crate::holds::{Weighed, weigh};
use crate::moment::{Moment, Rated, bearing};
use crate::peers::generation;
use crate::projection::{Served, Turn};
use crate::store::{HeldRow, IssuedRow, PendingRow, RatedRow, store};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant as Timer};

/// Subjects that are rated together.
const BATCH: i64 = 2_000;
/// How long to sleep when nothing happens; the turn of the day is noticed this soon.
const NAP: Duration = Duration::from_millis(500);
/// While feeds have more to give at once, rating waits: a city that is being loaded would be rated many
/// times over. Not for ever, though.
const PATIENCE: Duration = Duration::from_secs(5);

/// Rates until the service stops.
pub(crate) fn work(ratings: &Ratings, following: &Following) {
    let mut noticed = Noticed::default();
    let mut weighed = FxHashMap::default();
    let mut waiting_since: Option<Timer> = None;
    while !following.stopped.load(Ordering::Acquire) {
        if following.behind.load(Ordering::Acquire) > 0 {
            let since = *waiting_since.get_or_insert_with(Timer::now);
            if since.elapsed() < PATIENCE {
                ratings.work.wait(NAP);
                continue;
            }
        }
        waiting_since = None;
        following.busy.store(true, Ordering::Release);
        // Whatever panics outside the rating of one merchant must not end the thread unnoticed.
        let looked = bearing(|| ratings.notice(&mut noticed));
        if looked.is_ok() {
            *following.noticed.lock().unwrap_or_else(PoisonError::into_inner) = noticed;
        }
        let rated = looked.and_then(|()| bearing(|| ratings.rate_some(&mut weighed)));
        following.failing.store(rated.is_err(), Ordering::Release);
        match rated {
            Ok(0) => {
                // More of the same event may come later; it is weighed by itself then.
                weighed.clear();
                following.busy.store(false, Ordering::Release);
                ratings.work.wait(NAP);
            }
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "ratings cannot be made; tried again");
                noticed = Noticed::default();
                ratings.work.wait(NAP);
            }
        }
    }
}

impl Ratings {
    /// What there is to be noticed.
    pub(crate) fn to_notice(&self) -> Result<Noticed, RatingError> {
        let generation = self.db.read(|conn| generation(store(conn)))?;
        Ok(Noticed { day: Some(self.clock.today()), generation })
    }

    /// Looks whether the day, the scheme or the peers' table has changed, and puts into the queue whom that
    /// concerns.
    fn notice(&self, noticed: &mut Noticed) -> Result<(), RatingError> {
        let today = self.clock.today();
        let now = self.to_notice()?;
        if now == *noticed {
            return Ok(());
        }
        let Some(ruling) = self.rulings.in_force(today) else {
            *noticed = now;
            return Ok(());
        };
        self.db.write_from_one_instant::<_, RatingError>(|conn| {
            let store = store(conn);
            if store.note("scheme")?.as_deref() != Some(&ruling.digest) {
                store.enqueue_all(Cause::Policy.text(), &policy_origin(&ruling.digest))?;
                store.set_note("scheme", &ruling.digest)?;
            }
            // What is public decides about no class, and stands beside it.
            if store.note("publication")?.as_deref() != Some(&ruling.publicity) {
                store.enqueue_all(Cause::Policy.text(), &policy_origin(&ruling.publicity))?;
                store.set_note("publication", &ruling.publicity)?;
            }
            if let Some(table) = self.peers.table(store, ruling, (today, None), (self.clock.now(), true))? {
                let digest = format!("{} {}", today.month_start(), table.digest()?);
                if store.note("peers")?.as_deref() != Some(&digest) {
                    store.enqueue_all(Cause::Peers.text(), "")?;
                    store.set_note("peers", &digest)?;
                }
            }
            store.enqueue_due(today.number(), Cause::Ageing.text())?;
            // On another day, or by another program, they may be rated after all.
            store.take_up_again()?;
            Ok(())
        })?;
        *noticed = now;
        Ok(())
    }

    /// Rates the next in the queue; tells how many there were. `weighed` remembers what becomes of each mass
    /// event while it is in the queue.
    fn rate_some(&self, weighed: &mut FxHashMap<String, Weighed>) -> Result<usize, RatingError> {
        let today = self.clock.today();
        let Some(ruling) = self.rulings.in_force(today) else { return Ok(0) };
        let (now, next_scheme) = (self.clock.now(), self.rulings.next_scheme_day(today));
        let earlier_weighed = &*weighed;
        let done = self.db.write_from_one_instant::<_, RatingError>(|conn| {
            let store = store(conn);
            let queue = store.queued(BATCH)?;
            if queue.is_empty() {
                return Ok(Done::default());
            }
            // What is weighed counts only if all of this is written: a hold that was rolled back is none.
            let mut weighed = earlier_weighed.clone();
            let table = self.peers.table(store, ruling, (today, None), (self.clock.now(), true))?;
            let moment = Moment { ruling, table: table.as_deref(), today, now, next_scheme };
            for origin in queue.iter().map(|row| &row.origin).filter(|origin| !origin.is_empty() && *origin != FREE) {
                if !weighed.contains_key(origin) {
                    let outcome = weigh(store, origin, &moment)?;
                    weighed.insert(origin.clone(), outcome);
                }
            }
            let subjects: Vec<i64> = queue.iter().map(|row| row.subject_id).collect();
            let Rated { rows, failed } = moment.rate(&Files::of(store, &subjects)?);
            let looked_at = queue.len();
            let (bad, queue): (Vec<PendingRow>, Vec<PendingRow>) =
                queue.into_iter().partition(|row| failed.contains_key(&row.subject_id));
            let subjects: Vec<i64> = queue.iter().map(|row| row.subject_id).collect();
            let before = by_subject(store.rated(&subjects)?);
            let earlier = store.held_of(&subjects)?.into_iter().map(|row| (row.subject_id, row)).collect();
            let held = held(&queue, (&weighed, &earlier), &before, &rows);
            let is_held: FxHashSet<i64> = held.iter().map(|row| row.subject_id).collect();
            let free: Vec<i64> = subjects.iter().copied().filter(|id| !is_held.contains(id)).collect();
            let issued = issued(queue.iter().filter(|row| !is_held.contains(&row.subject_id)), &before, &rows);
            let gone: Vec<i64> = free.iter().copied().filter(|id| !rows.contains_key(id)).collect();
            let mut served: Vec<RatedRow> = free.iter().filter_map(|id| rows.get(id).cloned()).collect();
            served
                .extend(held.iter().filter_map(|held| {
                    Some(before.get(&held.subject_id)?.with_public_of(rows.get(&held.subject_id)?))
                }));
            store.put_rated(&served)?;
            store.drop_rated(&gone)?;
            store.add_issued(&issued)?;
            store.put_held(&held)?;
            store.drop_held(&free)?;
            store.dequeue(&queue)?;
            for row in &bad {
                let reason = failed.get(&row.subject_id).map(ToString::to_string).unwrap_or_default();
                store.set_aside(row, &reason)?;
            }
            let turn = Turn {
                served: served.iter().filter_map(Served::of).collect(),
                gone,
                held: held.iter().map(|row| (row.subject_id, row.hold_id)).collect(),
                free,
            };
            Ok(Done { looked_at, turn, failed, weighed })
        })?;
        for (subject_id, error) in &done.failed {
            tracing::error!(subject_id, %error, "a merchant cannot be rated; set aside until more is learnt of it");
        }
        *weighed = done.weighed;
        self.projection.take(done.turn);
        Ok(done.looked_at)
    }
}

/// What was done with a part of the queue.
#[derive(Default)]
struct Done {
    looked_at: usize,
    turn: Turn,
    failed: FxHashMap<i64, RatingError>,
    weighed: FxHashMap<String, Weighed>,
}

/// Those who wait for an official: moved by a mass event that is held, now or earlier. What is learnt of
/// them meanwhile waits with them, unless it frees them.
fn held(
    queue: &[PendingRow],
    (weighed, earlier): (&FxHashMap<String, Weighed>, &FxHashMap<i64, HeldRow>),
    before: &FxHashMap<i64, RatedRow>,
    rows: &FxHashMap<i64, RatedRow>,
) -> Vec<HeldRow> {
    let held = queue.iter().filter(|waiting| waiting.origin != FREE).filter_map(|waiting| {
        let (hold_id, cause) = match weighed.get(&waiting.origin) {
            Some(Weighed::Held(hold_id)) => (*hold_id, &waiting.cause),
            _ => earlier.get(&waiting.subject_id).map(|row| (row.hold_id, &row.cause))?,
        };
        let (was, is) = (before.get(&waiting.subject_id)?, rows.get(&waiting.subject_id)?);
        (was.class != is.class).then(|| HeldRow {
            subject_id: is.subject_id,
            hold_id,
            code: is.code.clone(),
            was: was.class.clone(),
            would_be: is.class.clone(),
            score_milli: is.score_milli,
            cause: cause.clone(),
        })
    });
    held.collect()
}

/// Ratings by their subjects.
pub(crate) fn by_subject(rows: Vec<RatedRow>) -> FxHashMap<i64, RatedRow> {
    rows.into_iter().map(|row| (row.subject_id, row)).collect()
}

/// The classes that are issued: those that differ from what was served before.
fn issued<'q>(
    queue: impl Iterator<Item = &'q PendingRow>,
    before: &FxHashMap<i64, RatedRow>,
    rows: &FxHashMap<i64, RatedRow>,
) -> Vec<IssuedRow> {
    let mut issued = Vec::new();
    for waiting in queue {
        let Some(row) = rows.get(&waiting.subject_id) else { continue };
        if before.get(&waiting.subject_id).is_some_and(|before| before.class == row.class) {
            continue;
        }
        issued.push(IssuedRow {
            subject_id: row.subject_id,
            number: 0,
            day: row.day,
            issued_at: row.rated_at,
            class: row.class.clone(),
            score_milli: row.score_milli,
            scheme: row.scheme.clone(),
            cause: waiting.cause.clone(),
        });
    }
    issued
}
