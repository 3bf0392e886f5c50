//! Growth as it is kept (投诉增长留存): worked out anew on each day and after each import that brought complaints or
//! merchants, always of everything that is known by then, and served from the table meanwhile.

use super::Month;
use super::city::{City, Ground};
use crate::book::Ratings;
use crate::error::RatingError;
use crate::follow::{Following, Noticed};
use crate::store::{GrowthRow, Store, store};
use domain::day::Day;
use domain::digest::Digest;
use domain::instant::Instant;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Under this name it is remembered how often something was learnt that growth must be worked out anew for.
const GENERATION: &str = "growth.generation";
/// How long to sleep between looks; while more comes in, it would soon have to be worked out again.
const NAP: Duration = Duration::from_millis(500);

/// The growth of a month and the digest of it.
pub(super) struct Kept {
    pub(super) city: City,
    pub(super) digest: String,
}

fn generation(store: &mut dyn Store) -> Result<i64, RatingError> {
    let counted = store.notes(GENERATION)?;
    Ok(counted.iter().filter_map(|text| text.parse::<i64>().ok()).sum())
}

fn counted(store: &mut dyn Store, feed: &str) -> Result<i64, RatingError> {
    Ok(store.note(&name(feed))?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// Each feed counts for itself: two that count at once would count as one.
fn name(feed: &str) -> String {
    format!("{GENERATION}.{feed}")
}

/// Complaints or merchants were learnt, at the earliest known since an instant: at once of an import or of history,
/// else on the next day.
pub(crate) fn learnt(
    store: &mut dyn Store,
    feed: &str,
    (known_from, is_import): (i64, bool),
    today: Day,
) -> Result<(), RatingError> {
    if is_import || known_from < Instant::start_of(today).micros() {
        let next = counted(store, feed)? + 1;
        store.set_note(&name(feed), &next.to_string())?;
    }
    Ok(())
}

/// Works out the last month whenever that is due, until the service stops, so that nobody waits for it.
pub(crate) fn work(ratings: &Ratings, following: &Following) {
    let (mut seen, mut done) = (Noticed::default(), Noticed::default());
    while !following.stopped.load(Ordering::Acquire) {
        let is_quiet = following.behind.load(Ordering::Acquire) == 0;
        match ratings.growth_stamp() {
            Ok(now) if is_quiet && now == seen && now != done => {
                match ratings.kept_growth(Month::before(ratings.clock.today())) {
                    Ok(_) | Err(RatingError::NoScheme(_)) => done = now,
                    Err(error) => tracing::warn!(%error, "the growth of complaints cannot be worked out; tried again"),
                }
            }
            Ok(now) => seen = now,
            // Whoever rates says so too.
            Err(_) => {}
        }
        std::thread::sleep(NAP);
    }
}

impl Ratings {
    fn growth_stamp(&self) -> Result<Noticed, RatingError> {
        let generation = self.db.read(|conn| generation(store(conn)))?;
        Ok(Noticed { day: Some(self.clock.today()), generation: generation.unsigned_abs() })
    }

    /// The growth of a month as it is kept, else worked out and kept.
    pub(super) fn kept_growth(&self, month: Month) -> Result<Kept, RatingError> {
        let ruling = self.rulings.in_force(month.start()).ok_or(RatingError::NoScheme(month.start()))?;
        let ground = Ground::of(ruling, month)?;
        let name = ground.name();
        if let Some(kept) = self.fresh_growth(month, &name)? {
            return Ok(kept);
        }
        // One after the other: whoever waited finds it made.
        let _turn = self.growth_turn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = self.fresh_growth(month, &name)? {
            return Ok(kept);
        }
        let (generation_then, city) = self.db.read::<_, RatingError>(|conn| {
            let store = store(conn);
            Ok((generation(store)?, ground.city(store, self.clock.now())?))
        })?;
        let content = serde_json::to_string(&city)?;
        let row = GrowthRow {
            month: month.start().number(),
            known_at: city.known_at.micros(),
            generation: generation_then,
            rules: name,
            digest: Digest::of_bytes(content.as_bytes()).0,
            content,
        };
        self.db.write::<_, RatingError>(|conn| Ok(store(conn).put_growth(&row)?))?;
        Ok(Kept { city, digest: row.digest })
    }

    /// What is kept of a month, if nothing has come since for which it must be worked out anew.
    fn fresh_growth(&self, month: Month, name: &str) -> Result<Option<Kept>, RatingError> {
        let (generation, row) = self.db.read::<_, RatingError>(|conn| {
            let store = store(conn);
            Ok((generation(store)?, store.growth(month.start().number())?))
        })?;
        let today = self.clock.today();
        let is_fresh = |row: &GrowthRow| {
            (row.generation, row.rules.as_str()) == (generation, name)
                && Instant::from_micros(row.known_at).day() == today
        };
        let Some(row) = row.filter(is_fresh) else { return Ok(None) };
        // What another program wrote is worked out anew.
        let city = serde_json::from_str(&row.content).ok();
        Ok(city.map(|city| Kept { city, digest: row.digest }))
    }
}
