//! Keeps a verifier up to date with the service of accounts.

use super::Verifier;
use contracts::port::PortError;
use contracts::trust::Trust;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Longest question; also the longest wait for the thread to end.
const ASK: Duration = Duration::from_secs(1);
/// Pause after a question that failed.
const PAUSE: Duration = Duration::from_millis(500);

/// A thread that follows what counts (信任跟随); it ends when this is dropped.
pub struct Following {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    is_away: AtomicBool,
    is_over: Mutex<bool>,
    ended: Condvar,
}

impl Following {
    /// Follows from now on.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn begin(verifier: Arc<Verifier>, trust: Arc<dyn Trust>) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let own = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("trust".to_owned());
        let thread = thread.spawn(move || follow(&verifier, trust.as_ref(), &own))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Did the last question fail? Then what was known last still counts, and what is revoked meanwhile is not
    /// known: a token holds for a quarter of an hour at most.
    #[must_use]
    pub fn is_away(&self) -> bool {
        self.shared.is_away.load(Ordering::Relaxed)
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        *self.shared.is_over.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.shared.ended.notify_all();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}

impl Shared {
    /// Waits for a while; says whether it is over.
    fn rest(&self, pause: Duration) -> bool {
        let is_over = self.is_over.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.ended.wait_timeout_while(is_over, pause, |is_over| !*is_over);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

fn follow(verifier: &Verifier, trust: &dyn Trust, shared: &Shared) {
    let mut knows: Option<String> = None;
    while !shared.rest(Duration::ZERO) {
        match learn(verifier, trust, knows.as_deref()) {
            Ok(version) => {
                knows = Some(version);
                shared.is_away.store(false, Ordering::Relaxed);
            }
            Err(cause) => {
                if !shared.is_away.swap(true, Ordering::Relaxed) {
                    tracing::warn!(cause, "what is revoked cannot be learnt; what was known last still counts");
                }
                if shared.rest(PAUSE) {
                    return;
                }
            }
        }
    }
}

fn learn(verifier: &Verifier, trust: &dyn Trust, knows: Option<&str>) -> Result<String, String> {
    let trusted = trust.trusted(knows, ASK).map_err(|error: PortError| error.to_string())?;
    if knows != Some(trusted.version.as_str()) {
        verifier.trust(&trusted).map_err(|error| error.to_string())?;
    }
    Ok(trusted.version)
}
