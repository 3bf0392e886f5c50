//! Rates whoever waits: those of whom something was learnt, those whose day has come, and everybody when
//! the scheme or the peers' table has changed.

use crate::book::{Ratings, Ruling, version_of};
use crate::cause::{Cause, FREE, POLICY};
use crate::error::RatingError;
use crate::follow::{Following, Noticed};
use crate::holds::{Weighed, weigh};
use crate::judge::{Known, facts};
use crate::peers::{generation, member, peers_of};
use crate::projection::{Served, Turn};
use crate::public::Public;
use crate::store::{FactRow, HeldRow, IssuedRow, PendingRow, RatedRow, store};
use domain::day::Day;
use domain::instant::Instant;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use scoring::explain::Subject;
use scoring::peers::PeersTable;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
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
        let looked = ratings.notice(&mut noticed);
        if looked.is_ok() {
            *following.noticed.lock().unwrap_or_else(PoisonError::into_inner) = noticed;
        }
        // A record that the engine cannot bear must not end the thread unnoticed.
        let rated = catch_unwind(AssertUnwindSafe(|| looked.and_then(|()| ratings.rate_some(&mut weighed))));
        match rated.unwrap_or(Err(RatingError::Panicked)) {
            Ok(0) => {
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
        let Some(ruling) = self.in_force(today) else {
            *noticed = now;
            return Ok(());
        };
        self.db.write_from_one_instant::<_, RatingError>(|conn| {
            let store = store(conn);
            if store.note("scheme")?.as_deref() != Some(&ruling.digest) {
                store.enqueue_all(Cause::Policy.text(), POLICY)?;
                store.set_note("scheme", &ruling.digest)?;
            }
            if let Some(table) = self.peers.table(store, ruling, (today, None), (self.clock.now(), true))? {
                let digest = format!("{} {}", today.month_start(), table.digest()?);
                if store.note("peers")?.as_deref() != Some(&digest) {
                    store.enqueue_all(Cause::Peers.text(), "")?;
                    store.set_note("peers", &digest)?;
                }
            }
            store.enqueue_due(today.number(), Cause::Ageing.text())?;
            Ok(())
        })?;
        *noticed = now;
        Ok(())
    }

    /// Rates the next in the queue; tells how many there were. `weighed` remembers what becomes of each mass
    /// event while it is in the queue.
    fn rate_some(&self, weighed: &mut FxHashMap<String, Weighed>) -> Result<usize, RatingError> {
        let today = self.clock.today();
        let Some(ruling) = self.in_force(today) else { return Ok(0) };
        let (now, next_scheme) = (self.clock.now(), self.next_scheme_day(today));
        let earlier_weighed = std::mem::take(weighed);
        let (done, turn, now_weighed) = self.db.write_from_one_instant::<_, RatingError>(|conn| {
            let store = store(conn);
            // What is weighed counts only if all of this is written: a hold that was rolled back is none.
            let mut weighed = earlier_weighed.clone();
            let queue = store.queued(BATCH)?;
            if queue.is_empty() {
                return Ok((0, Turn::default(), FxHashMap::default()));
            }
            let table = self.peers.table(store, ruling, (today, None), (self.clock.now(), true))?;
            let moment = Moment { ruling, table: table.as_deref(), today, now, next_scheme };
            for origin in queue.iter().map(|row| &row.origin).filter(|origin| !origin.is_empty() && *origin != FREE) {
                if !weighed.contains_key(origin) {
                    let outcome = weigh(store, origin, &moment)?;
                    weighed.insert(origin.clone(), outcome);
                }
            }
            let subjects: Vec<i64> = queue.iter().map(|row| row.subject_id).collect();
            let before = by_subject(store.rated(&subjects)?);
            let rows = moment.rate(&store.facts(&subjects)?)?;
            let earlier = store.held_of(&subjects)?.into_iter().map(|row| (row.subject_id, row.hold_id)).collect();
            let held = held(&queue, (&weighed, &earlier), &before, &rows);
            let is_held: FxHashSet<i64> = held.iter().map(|row| row.subject_id).collect();
            let free: Vec<i64> = subjects.iter().copied().filter(|id| !is_held.contains(id)).collect();
            let issued = issued(queue.iter().filter(|row| !is_held.contains(&row.subject_id)), &before, &rows);
            let gone: Vec<i64> = free.iter().copied().filter(|id| !rows.contains_key(id)).collect();
            let served: Vec<RatedRow> = free.iter().filter_map(|id| rows.get(id).cloned()).collect();
            store.put_rated(&served)?;
            store.drop_rated(&gone)?;
            store.add_issued(&issued)?;
            store.put_held(&held)?;
            store.drop_held(&free)?;
            store.dequeue(&queue)?;
            let turn = Turn {
                served: served.iter().filter_map(Served::of).collect(),
                gone,
                held: held.iter().map(|row| (row.subject_id, row.hold_id)).collect(),
                free,
            };
            Ok((queue.len(), turn, weighed))
        })?;
        *weighed = now_weighed;
        self.projection.take(turn);
        Ok(done)
    }
}

/// Those who wait for an official: moved by a mass event that is held, now or earlier. What is learnt of
/// them meanwhile waits with them, unless it frees them.
fn held(
    queue: &[PendingRow],
    (weighed, earlier): (&FxHashMap<String, Weighed>, &FxHashMap<i64, i64>),
    before: &FxHashMap<i64, RatedRow>,
    rows: &FxHashMap<i64, RatedRow>,
) -> Vec<HeldRow> {
    let held = queue.iter().filter(|waiting| waiting.origin != FREE).filter_map(|waiting| {
        let hold_id = match weighed.get(&waiting.origin) {
            Some(Weighed::Held(hold_id)) => *hold_id,
            _ => *earlier.get(&waiting.subject_id)?,
        };
        let (was, is) = (before.get(&waiting.subject_id)?, rows.get(&waiting.subject_id)?);
        (was.class != is.class).then(|| HeldRow {
            subject_id: is.subject_id,
            hold_id,
            code: is.code.clone(),
            was: was.class.clone(),
            would_be: is.class.clone(),
            score_milli: is.score_milli,
            cause: waiting.cause.clone(),
        })
    });
    held.collect()
}

/// Ratings by their subjects.
pub(crate) fn by_subject(rows: Vec<RatedRow>) -> FxHashMap<i64, RatedRow> {
    rows.into_iter().map(|row| (row.subject_id, row)).collect()
}

/// Under what subjects are rated.
pub(crate) struct Moment<'m> {
    pub(crate) ruling: &'m Arc<Ruling>,
    pub(crate) table: Option<&'m PeersTable>,
    pub(crate) today: Day,
    pub(crate) now: Instant,
    pub(crate) next_scheme: Option<Day>,
}

impl Moment<'_> {
    /// The ratings of subjects of whom a merchant is known, by subject. `facts` are in order of subject.
    pub(crate) fn rate(&self, facts: &[FactRow]) -> Result<FxHashMap<i64, RatedRow>, RatingError> {
        let subjects: Vec<&[FactRow]> = facts.chunk_by(|a, b| a.subject_id == b.subject_id).collect();
        let rated = subjects.par_iter().map(|rows| self.rate_one(rows)).collect::<Result<Vec<_>, RatingError>>()?;
        Ok(rated.into_iter().flatten().map(|row| (row.subject_id, row)).collect())
    }

    fn rate_one(&self, rows: &[FactRow]) -> Result<Option<RatedRow>, RatingError> {
        let Some(subject_id) = rows.first().map(|row| row.subject_id) else { return Ok(None) };
        let mut known = Known::default();
        for row in rows {
            known.put(version_of(row)?);
        }
        let Some(records) = known.records(None)? else { return Ok(None) };
        let ruling = self.ruling;
        let facts = facts(&records, &ruling.rulebook.tables);
        let peers = match (self.table, peers_of(ruling)) {
            (Some(table), Some(peers)) => {
                let now = member(peers, self.today, &known, None)?;
                let then = member(peers, self.today, &known, Some(table.known_at))?;
                now.map(|now| table.row(&now, then.as_ref()))
            }
            _ => None,
        };
        let expected = peers.as_ref().map_or(0, |row| row.expected_thousandths);
        let subject = Subject::new(&ruling.program, &facts, expected);
        let rated = subject.rate(self.today);
        let month = self.today.month_start().plus_months(1);
        let public = Public::of(&facts, &ruling.rulebook.policies, self.today);
        let ends = [subject.next_change_day(self.today), public.next_change_day, self.next_scheme, Some(month)];
        let merchant = records.merchant;
        Ok(Some(RatedRow {
            subject_id,
            code: merchant.code.to_string(),
            name: merchant.name.clone(),
            area: merchant.area.to_string(),
            industry: merchant.industry.to_string(),
            kind: merchant.kind.token().to_owned(),
            size: merchant.size.token().to_owned(),
            class: rated.map(|rated| ruling.rulebook.scheme.class_name(rated.class).to_owned()),
            score_milli: rated.map_or(0, |rated| rated.score_milli.0),
            rules: rated.map_or(0, |rated| i64::from(rated.rules)),
            flags: rated.map_or(0, |rated| i32::from(rated.flags)),
            scheme: ruling.rulebook.scheme.label(),
            scheme_digest: ruling.digest.clone(),
            peers_digest: peers.map(|row| row.digest()).transpose()?.map(|digest| digest.0),
            day: self.today.number(),
            valid_until: ends.into_iter().flatten().min().unwrap_or(month).number(),
            rated_at: self.now.micros(),
            public_penalties: i32::try_from(public.penalties()).unwrap_or(i32::MAX),
            public_statuses: public.statuses(),
        }))
    }
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
