//! Wakes a thread that waits for work.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Rung by whoever brings work; rung before the wait, it is not missed.
#[derive(Default)]
pub(crate) struct Signal {
    rung: Mutex<bool>,
    waiting: Condvar,
}

impl Signal {
    /// There is work.
    pub(crate) fn ring(&self) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.waiting.notify_all();
    }

    /// Waits until it was rung, at most `patience`.
    pub(crate) fn wait(&self, patience: Duration) {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut rung, _) =
            self.waiting.wait_timeout_while(rung, patience, |rung| !*rung).unwrap_or_else(PoisonError::into_inner);
        *rung = false;
    }
}
