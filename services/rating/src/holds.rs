//! Mass events (批量变动): an import or a change of scheme that would move many classes at once is computed,
//! but held until an official has looked at the difference and releases it. What stops a display or takes
//! something back is never held, and neither is a first load: whoever was not rated before does not move.

use crate::book::Ratings;
use crate::cause::{Cause, FREE};
use crate::error::RatingError;
use crate::files::Files;
use crate::moment::Moment;
use crate::rater::by_subject;
use crate::store::{HeldRow, HoldRow, Store, store};
use contracts::access::Reach;
use domain::day::Day;
use domain::instant::Instant;
use domain::points::Milli;
use policy::set::PolicySet;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// Fewest moves that are held (暂缓下限).
pub(crate) const MINIMUM: &str = "rating.hold_minimum";
/// Share of the city that is held (全市占比).
pub(crate) const SHARE: &str = "rating.hold_share";
/// Share of a source that is held (来源占比).
pub(crate) const SOURCE_SHARE: &str = "rating.hold_source_share";

/// Subjects that are weighed together.
const PAGE: i64 = 5_000;

/// How large a mass event is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Bounds {
    /// Share of all rated merchants, in thousandths.
    city: i64,
    /// Share of the merchants that it speaks of, in thousandths.
    source: i64,
    /// Fewer are never held.
    minimum: i64,
}

impl Bounds {
    fn of(policies: &PolicySet, day: Day) -> Self {
        let at = |id: &str| policies.at(id, day).ok().and_then(|found| found.value.integer()).unwrap_or(i64::MAX);
        Self { city: at(SHARE), source: at(SOURCE_SHARE), minimum: at(MINIMUM) }
    }

    /// Is it one, if it moves so many of those it speaks of?
    fn hold(self, moved: i64, spoken_of: i64, rated: i64) -> bool {
        let exceeds = |share: i64, of: i64| i128::from(moved) * 1000 > i128::from(share) * i128::from(of);
        moved >= self.minimum && (exceeds(self.city, rated) || exceeds(self.source, spoken_of))
    }
}

/// What becomes of those who wait because of one origin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Weighed {
    /// They are issued.
    Issued,
    /// Those who move are held.
    Held(i64),
}

/// Weighs a mass event: computes all of it, and holds it if it moves too many.
pub(crate) fn weigh(store: &mut dyn Store, origin: &str, moment: &Moment<'_>) -> Result<Weighed, RatingError> {
    if let Some(hold) = store.hold_of(origin)? {
        return Ok(if hold.released_at.is_some() { Weighed::Issued } else { Weighed::Held(hold.hold_id) });
    }
    let bounds = Bounds::of(&moment.ruling.rulebook.policies, moment.today);
    let spoken_of = store.queue_length_of(origin)?;
    if spoken_of < bounds.minimum {
        return Ok(Weighed::Issued);
    }
    let (mut moved, mut after) = (0, i64::MIN);
    loop {
        let page = store.queued_of(origin, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.subject_id;
        let subjects: Vec<i64> = page.iter().map(|row| row.subject_id).collect();
        let before = by_subject(store.rated(&subjects)?);
        let rows = moment.rate(&Files::of(store, &subjects)?).rows;
        let moves =
            |id: &&i64| matches!((before.get(id), rows.get(id)), (Some(was), Some(is)) if was.class != is.class);
        moved += i64::try_from(subjects.iter().filter(moves).count()).unwrap_or(i64::MAX);
    }
    if bounds.hold(moved, spoken_of, store.rated_count()?) {
        return Ok(Weighed::Held(store.open_hold(origin, moment.now.micros())?));
    }
    Ok(Weighed::Issued)
}

/// How a mass event stands (暂缓状态).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HoldState {
    /// Merchants wait for its release.
    Open,
    /// Nobody waits in it any more: whoever did was freed, or waits in a later one. More of the same import
    /// would open it again.
    Empty,
    /// It was released.
    Released,
}

/// A mass event as officials look at it (批量变动).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Hold {
    /// Its number.
    pub hold_id: i64,
    /// How it stands.
    pub state: HoldState,
    /// What caused it: `import violations/12`, `policy` with the digest of what came into force.
    pub origin: String,
    /// Since when it is held.
    #[schema(value_type = String, format = DateTime)]
    pub opened_at: Instant,
    /// When it was released.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub released_at: Option<Instant>,
    /// Who released it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How many would move, from which class to which; once it is released, how many did.
    pub moves: Vec<ClassMove>,
}

/// How many would move from a class to another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct ClassMove {
    /// The class that is issued.
    pub from: Option<String>,
    /// The class that is computed.
    pub to: Option<String>,
    /// Number of merchants.
    pub merchants: i64,
}

/// A merchant whose rating is held (暂缓签发).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = HeldMerchant)]
pub struct Held {
    /// Its mass event.
    pub hold_id: i64,
    /// Its code.
    pub code: String,
    /// The class that is issued.
    pub from: Option<String>,
    /// The class that is computed.
    pub to: Option<String>,
    /// The score that is computed.
    #[schema(value_type = i64)]
    pub score_milli: Milli,
    /// Why.
    pub cause: Cause,
}

impl Held {
    fn of(row: HeldRow) -> Result<Self, RatingError> {
        Ok(Self {
            hold_id: row.hold_id,
            code: row.code,
            from: row.was,
            to: row.would_be,
            score_milli: Milli(row.score_milli),
            cause: serde_json::from_str(&row.cause)?,
        })
    }
}

impl Ratings {
    /// Mass events, newest first, with smaller numbers than `before`. A mass event is of the whole city, so that
    /// whoever does not reach everywhere is shown none.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn holds(&self, before: Option<i64>, limit: i64, reach: Reach) -> Result<Vec<Hold>, RatingError> {
        if !reach.is_everywhere() {
            return Ok(Vec::new());
        }
        self.db.read(|conn| {
            let store = store(conn);
            store.holds(before, limit)?.into_iter().map(|row| told(store, row)).collect()
        })
    }

    /// A mass event.
    ///
    /// # Errors
    /// [`RatingError::MissingHold`] if there is none, or none for whoever does not reach everywhere.
    pub fn hold(&self, hold_id: i64, reach: Reach) -> Result<Hold, RatingError> {
        whole(reach)?;
        self.db.read(|conn| {
            let store = store(conn);
            let row = store.hold(hold_id)?.ok_or(RatingError::MissingHold)?;
            told(store, row)
        })
    }

    /// The merchants that a mass event holds, by code.
    ///
    /// # Errors
    /// As [`Ratings::hold`].
    pub fn held_by(
        &self,
        hold_id: i64,
        after: Option<&str>,
        limit: i64,
        reach: Reach,
    ) -> Result<Vec<Held>, RatingError> {
        whole(reach)?;
        self.db.read(|conn| {
            let store = store(conn);
            store.hold(hold_id)?.ok_or(RatingError::MissingHold)?;
            store.held_by(hold_id, after, limit)?.into_iter().map(Held::of).collect()
        })
    }

    /// What is held of a merchant.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn held(&self, code: domain::code::PartyCode) -> Result<Option<Held>, RatingError> {
        let subject_id = self.subject(code)?;
        self.db.read(|conn| store(conn).held_of(&[subject_id])?.into_iter().next().map(Held::of).transpose())
    }

    /// Releases a mass event: its classes are issued as they are computed by now.
    ///
    /// # Errors
    /// As [`Ratings::hold`]; [`RatingError::Released`] if that was done already.
    pub fn release(&self, hold_id: i64, (actor, reach): (&str, Reach), reason: &str) -> Result<Hold, RatingError> {
        whole(reach)?;
        let released = self.db.write(|conn| {
            let store = store(conn);
            store.hold(hold_id)?.ok_or(RatingError::MissingHold)?;
            let moved = serde_json::to_string(&moves(store, hold_id)?)?;
            if !store.release(hold_id, (self.clock.now().micros(), &moved), actor, reason)? {
                return Err(RatingError::Released);
            }
            let held = store.held_by(hold_id, None, i64::MAX)?;
            let queued: Vec<(i64, &str, &str)> =
                held.iter().map(|row| (row.subject_id, row.cause.as_str(), FREE)).collect();
            store.enqueue(&queued)?;
            let row = store.hold(hold_id)?.ok_or(RatingError::MissingHold)?;
            told(store, row)
        })?;
        let work = Arc::clone(&self.work);
        self.db.afterwards(move || work.ring());
        Ok(released)
    }
}

/// There is no mass event for whoever does not reach everywhere.
const fn whole(reach: Reach) -> Result<(), RatingError> {
    if reach.is_everywhere() { Ok(()) } else { Err(RatingError::MissingHold) }
}

/// How many wait in a mass event, from which class to which.
fn moves(store: &mut dyn Store, hold_id: i64) -> Result<Vec<ClassMove>, RatingError> {
    let moves = store.moves(hold_id)?.into_iter();
    Ok(moves.map(|(from, to, merchants)| ClassMove { from, to, merchants }).collect())
}

fn told(store: &mut dyn Store, row: HoldRow) -> Result<Hold, RatingError> {
    let moves = match &row.moved {
        Some(moved) => serde_json::from_str(moved)?,
        None => moves(store, row.hold_id)?,
    };
    let state = match row.released_at {
        Some(_) => HoldState::Released,
        // Of a large one, those who will wait may still be in the queue.
        None if moves.is_empty() && store.queue_length_of(&row.origin)? == 0 => HoldState::Empty,
        None => HoldState::Open,
    };
    Ok(Hold {
        hold_id: row.hold_id,
        state,
        origin: row.origin,
        opened_at: Instant::from_micros(row.opened_at),
        released_at: row.released_at.map(Instant::from_micros),
        actor: row.actor,
        reason: row.reason,
        moves,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mass_event_moves_many_and_a_large_share_of_the_city_or_of_its_own() {
        let bounds = Bounds { city: 50, source: 500, minimum: 20 };
        let cases = [
            // (moved, spoken of, rated)
            ((20, 20, 30), true),
            ((19, 19, 19), false),
            ((50, 1_000, 1_000), false),
            ((51, 1_000, 1_000), true),
            ((50, 100, 10_000), false),
            ((51, 100, 10_000), true),
        ];
        for ((moved, spoken_of, rated), held) in cases {
            assert_eq!(bounds.hold(moved, spoken_of, rated), held, "{moved} of {spoken_of} and {rated}");
        }
    }

    #[test]
    fn the_bounds_are_those_of_the_policies() {
        let policies = policy::embedded::policies().unwrap();
        let day = Day::parse("2026-11-24").unwrap();
        assert_eq!(Bounds::of(&policies, day), Bounds { city: 50, source: 500, minimum: 20 });
    }
}
