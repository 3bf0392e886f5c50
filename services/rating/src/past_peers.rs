//! Peers' tables of past months, made beside everything else before anybody asks for them: each means going
//! through everybody's complaints, and whoever asks how a class came about needs all of them.

use crate::book::Ratings;
use crate::error::RatingError;
use crate::follow::{Following, Noticed};
use crate::peers::{generation, keep, key_of, peers_of};
use crate::store::store;
use domain::day::Day;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How long to sleep while nothing is missing.
const NAP: Duration = Duration::from_millis(200);

/// Makes what is missing until the service stops.
pub(crate) fn work(ratings: &Ratings, following: &Following) {
    let mut done = Noticed::default();
    while !following.stopped.load(Ordering::Acquire) {
        // While much is being taken in, every table would soon have to be made again.
        let is_quiet = following.behind.load(Ordering::Acquire) == 0;
        match ratings.to_notice() {
            Ok(now) if is_quiet && now != done => match ratings.make_next() {
                Ok(true) => continue,
                Ok(false) => done = now,
                Err(error) => tracing::warn!(%error, "peers' tables of past months cannot be made; tried again"),
            },
            // Whoever rates says so too.
            Ok(_) | Err(_) => {}
        }
        std::thread::sleep(NAP);
    }
}

impl Ratings {
    /// How many peers' tables are kept that rest on what is known now.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn peers_months(&self) -> Result<i64, RatingError> {
        self.db.read(|conn| {
            let store = store(conn);
            let generation = i64::try_from(generation(store)?).unwrap_or(i64::MAX);
            Ok(store.peers_count(generation)?)
        })
    }

    /// Makes and writes the latest table that is missing; false if there is none.
    fn make_next(&self) -> Result<bool, RatingError> {
        let mut month = self.clock.today().month_start();
        while month > self.rulings.first_day() {
            month = month.plus_days(-1).month_start();
            if self.make_of(month)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Makes and writes the table of a month, if it is missing.
    fn make_of(&self, month: Day) -> Result<bool, RatingError> {
        let Some(ruling) = self.rulings.in_force(month) else { return Ok(false) };
        let Some(peers) = peers_of(ruling) else { return Ok(false) };
        let key = key_of(ruling, peers, month);
        let made = self.db.read::<_, RatingError>(|conn| {
            let store = store(conn);
            let generation = generation(store)?;
            let kept = store.peers(key.0, key.1, &key.2)?;
            if kept.is_some_and(|row| i64::try_from(generation) == Ok(row.generation)) {
                return Ok(None);
            }
            let table = self.peers.table(store, ruling, (month, None), (self.clock.now(), false))?;
            Ok(table.map(|table| (generation, table)))
        })?;
        let Some((made_in, table)) = made else { return Ok(false) };
        self.db.write::<_, RatingError>(|conn| {
            let store = store(conn);
            // History that was loaded meanwhile makes it one of an earlier generation.
            if generation(store)? == made_in { keep(store, &key, &table, made_in) } else { Ok(()) }
        })?;
        Ok(true)
    }
}
