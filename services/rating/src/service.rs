//! The service running: a thread for each feed, one that rates, one that fills the memory at the start.

use crate::book::Ratings;
use crate::decided;
use crate::error::RatingError;
use crate::follow::{Following, follow, note_of};
use crate::growth;
use crate::past_peers;
use crate::projection::Served;
use crate::rater;
use crate::store::store;
use contracts::port::Feed;
use contracts::status::Lag;
use db::OpenError;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;

/// Ratings that are read together at the start.
const PAGE: i64 = 20_000;

/// The rating service, running.
pub struct Service {
    /// Its ratings.
    pub ratings: Arc<Ratings>,
    feeds: Vec<Arc<dyn Feed>>,
    following: Arc<Following>,
    threads: Vec<JoinHandle<()>>,
}

impl Service {
    /// Begins to follow, to rate and to fill the memory.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn start(ratings: Ratings, feeds: Vec<Arc<dyn Feed>>) -> Result<Self, OpenError> {
        let ratings = Arc::new(ratings);
        let following = Arc::new(Following::default());
        let mut threads = Vec::new();
        let mut begin = |name: String, work: Box<dyn FnOnce() + Send>| {
            threads.push(std::thread::Builder::new().name(name).spawn(work)?);
            Ok::<(), std::io::Error>(())
        };
        let own = Arc::clone(&ratings);
        begin("rating-fill".to_owned(), Box::new(move || fill(&own)))?;
        for feed in &feeds {
            let (ratings, feed, following) = (Arc::clone(&ratings), Arc::clone(feed), Arc::clone(&following));
            begin(format!("rating-{}", feed.service()), Box::new(move || follow(&ratings, &feed, &following)))?;
        }
        let (own, shared) = (Arc::clone(&ratings), Arc::clone(&following));
        begin("rating".to_owned(), Box::new(move || rater::work(&own, &shared)))?;
        let (own, shared) = (Arc::clone(&ratings), Arc::clone(&following));
        begin("rating-peers".to_owned(), Box::new(move || past_peers::work(&own, &shared)))?;
        let (own, shared) = (Arc::clone(&ratings), Arc::clone(&following));
        begin("rating-growth".to_owned(), Box::new(move || growth::work(&own, &shared)))?;
        Ok(Self { ratings, feeds, following, threads })
    }

    /// How far behind each feed is.
    #[must_use]
    pub fn lags(&self) -> Vec<Lag> {
        let lag = |feed: &Arc<dyn Feed>| {
            let note = note_of(feed.service());
            let taken = self.ratings.db.read::<_, RatingError>(|conn| Ok(store(conn).note(&note)?)).ok().flatten();
            let end = feed.end().ok();
            let is_level = end.as_ref().is_some_and(|end| *end == taken);
            Lag { feed: feed.service().to_owned(), taken, end: end.flatten(), is_level }
        };
        // Together: each may keep whoever asks waiting for a moment.
        std::thread::scope(|scope| {
            let asked: Vec<_> = self.feeds.iter().map(|feed| scope.spawn(|| lag(feed))).collect();
            asked.into_iter().filter_map(|lag| lag.join().ok()).collect()
        })
    }

    /// Has everything been taken in that there is?
    #[must_use]
    pub fn is_level(&self) -> bool {
        self.lags().iter().all(|lag| lag.is_level)
    }

    /// How many merchants wait to be rated.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn queue_length(&self) -> Result<u64, RatingError> {
        let length = self.ratings.db.read::<_, RatingError>(|conn| Ok(store(conn).queue_length()?))?;
        Ok(u64::try_from(length).unwrap_or(0))
    }

    /// Can be written here?
    ///
    /// # Errors
    /// If the disk was full when last it was tried, and still is.
    pub fn writable(&self) -> Result<(), RatingError> {
        Ok(self.ratings.db.writable()?)
    }

    /// Did the last attempt to rate fail? It is tried again until it succeeds; the log says why.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        self.following.failing.load(Ordering::Acquire)
    }

    /// How many merchants cannot be rated, and are set aside until more is learnt of them, the day
    /// turns or the service starts again.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn set_aside(&self) -> Result<u64, RatingError> {
        let aside = self.ratings.db.read::<_, RatingError>(|conn| Ok(store(conn).set_aside_count()?))?;
        Ok(u64::try_from(aside).unwrap_or(0))
    }

    /// How many penalties are known whose display was decided otherwise than it is derived here by the same
    /// parameters; the log names them.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn displays_differing(&self) -> Result<u64, RatingError> {
        self.ratings.db.read(|conn| decided::differing(store(conn)))
    }
}

impl Service {
    /// Has everything been rated that is known, for today?
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn is_settled(&self) -> Result<bool, RatingError> {
        let noticed = *self.following.noticed.lock().unwrap_or_else(PoisonError::into_inner);
        let is_noticed = noticed == self.ratings.to_notice()?;
        let is_whole = self.ratings.projection.is_whole();
        // The queue first: what is taken out of it is served a moment later, while the service is still busy.
        let is_empty = self.queue_length()? == 0;
        Ok(is_noticed && is_whole && is_empty && !self.following.busy.load(Ordering::Acquire))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.following.stopped.store(true, Ordering::Release);
        self.ratings.work.ring();
        for thread in self.threads.drain(..) {
            // A thread that panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}

/// Reads into memory what was rated before the start, and who waits.
fn fill(ratings: &Ratings) {
    while let Err(error) = ratings.projection.hold(|| ratings.db.read(|conn| Ok(store(conn).all_held()?))) {
        not_read(&error);
    }
    let mut after = i64::MIN;
    loop {
        let page = ratings.db.read::<_, RatingError>(|conn| Ok(store(conn).rated_behind(after, PAGE)?));
        match page {
            Ok(rows) => {
                let Some(last) = rows.last() else { break };
                after = last.subject_id;
                ratings.projection.fill(rows.iter().filter_map(Served::of));
            }
            Err(error) => not_read(&error),
        }
    }
    ratings.projection.say_whole();
}

fn not_read(error: &RatingError) {
    tracing::error!(%error, "ratings cannot be read into memory; tried again");
    std::thread::sleep(std::time::Duration::from_secs(1));
}
