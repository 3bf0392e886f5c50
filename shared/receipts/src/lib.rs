//! Receipts (回执): the answer to a request that its caller has named is kept in the transaction of what it
//! acknowledges, so that a request sent again, also after a crash, is answered the same and counts once.

mod store;

pub use store::MIGRATIONS;

use contracts::clock::Clock;
use contracts::problem::Code;
use db::{Database, DbError};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{Ending, ReceiptRow, store};
use web::{Asked, Fault, Kept, Receipts, Told};

const HOUR: i64 = 60 * 60 * 1_000_000;
/// How long a receipt is kept: whoever asks again later has asked anew.
const KEPT: i64 = 72 * HOUR;

/// Closes and opens what an answer says (封存), where that is a secret.
pub trait Cover: Send + Sync {
    /// Closes; `name` must be said again to open.
    ///
    /// # Errors
    /// Why it cannot be closed.
    fn close(&self, name: &str, open: &[u8]) -> Result<Vec<u8>, String>;

    /// Opens what was closed under this name.
    ///
    /// # Errors
    /// Why it cannot be opened.
    fn open(&self, name: &str, closed: &[u8]) -> Result<Vec<u8>, String>;
}

/// The receipts of one service, in its own tables, which must have [`MIGRATIONS`].
pub struct ReceiptBook {
    db: Arc<Database>,
    clock: Arc<dyn Clock>,
    cover: Option<Arc<dyn Cover>>,
    /// When old ones were last forgotten.
    swept: AtomicI64,
}

impl ReceiptBook {
    /// Receipts beside what the service keeps.
    #[must_use]
    pub fn new(db: Arc<Database>, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock, cover: None, swept: AtomicI64::new(i64::MIN) }
    }

    /// The same for answers that hold secrets: they lie there closed.
    #[must_use]
    pub fn covered(self, cover: Arc<dyn Cover>) -> Self {
        Self { cover: Some(cover), ..self }
    }

    /// The answer that was given to a request before, if there was one.
    fn earlier(&self, asked: &Asked, since: i64) -> Result<Option<Told>, Failure> {
        let found = self.db.read::<_, DbError>(|conn| Ok(store(conn).receipt(&asked.account, &asked.key, since)?))?;
        let Some(row) = found else { return Ok(None) };
        if row.digest != asked.digest.0 {
            let fault = Fault::new(Code::IdempotencyMismatch);
            return Err(Failure::Fault(fault.detail(
                "该幂等键已用于另一请求：新的请求请换用新的键",
                "the key was sent with another request: a new request needs a new key",
            )));
        }
        let body = match &self.cover {
            Some(cover) => cover.open(&name(asked), &row.body).map_err(own)?,
            None => row.body,
        };
        let status = u16::try_from(row.status).map_err(own)?;
        let kept = Kept { status, location: row.location, tag: row.tag, body };
        Ok(Some(Told { kept, replayed: true }))
    }

    fn closed(&self, asked: &Asked, body: &[u8]) -> Result<Vec<u8>, Failure> {
        match &self.cover {
            Some(cover) => cover.close(&name(asked), body).map_err(own),
            None => Ok(body.to_vec()),
        }
    }

    /// Forgets what is old, once an hour.
    fn sweep(&self, now: i64) {
        let last = self.swept.load(Ordering::Relaxed);
        let is_due = last.saturating_add(HOUR) <= now;
        if !is_due || self.swept.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            return;
        }
        let forgotten = self.db.write::<_, DbError>(|conn| Ok(store(conn).forget(now - KEPT)?));
        if let Err(error) = forgotten {
            tracing::warn!(service = self.db.service(), %error, "old receipts are not forgotten yet");
        }
    }
}

impl Receipts for ReceiptBook {
    fn once(&self, asked: &Asked, work: &mut dyn FnMut() -> Result<Kept, Fault>) -> Result<Told, Fault> {
        let now = self.clock.now().micros();
        // Looked at beside the one who writes: what is known already need not wait for others.
        if let Some(told) = self.earlier(asked, now - KEPT).map_err(Fault::from)? {
            return Ok(told);
        }
        let told = self.db.whole::<_, Failure>(|| {
            if let Some(told) = self.earlier(asked, now - KEPT)? {
                return Ok(told);
            }
            let row = ReceiptRow {
                account: asked.account.clone(),
                key: asked.key.clone(),
                digest: asked.digest.0.clone(),
                at: now,
                status: 0,
                location: None,
                tag: None,
                body: Vec::new(),
            };
            self.db.write::<_, DbError>(|conn| Ok(store(conn).begin(&row, now - KEPT)?))?;
            let kept = work().map_err(Failure::Fault)?;
            let ending = Ending {
                status: kept.status.into(),
                location: kept.location.clone(),
                tag: kept.tag.clone(),
                body: self.closed(asked, &kept.body)?,
            };
            self.db.write::<_, DbError>(|conn| Ok(store(conn).end(&asked.account, &asked.key, &ending)?))?;
            Ok(Told { kept, replayed: false })
        });
        self.sweep(now);
        told.map_err(Fault::from)
    }
}

/// Under what the body of a receipt is closed: no two can be exchanged.
fn name(asked: &Asked) -> String {
    format!("receipt {} {} {}", asked.account, asked.key, asked.digest)
}

fn own(cause: impl ToString) -> Failure {
    Failure::Fault(Fault::internal(cause.to_string()))
}

/// Why there is no answer.
enum Failure {
    Database(DbError),
    Fault(Fault),
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Fault(fault) => fault,
            Failure::Database(error @ DbError::Refused(_)) => Self::internal(error),
            Failure::Database(error @ DbError::Disk(_)) => Self::disk(error),
            Failure::Database(error) => Self::unavailable(error),
        }
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        Self::Database(error)
    }
}
