//! Tells whoever waits in this process that the journal has grown.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Rung after every write (变更提示). Who waits misses none that is rung after looking at the count.
#[derive(Default)]
pub struct Bell {
    rung: Mutex<u64>,
    waiting: Condvar,
}

impl Bell {
    /// How often it has been rung.
    #[must_use]
    pub fn count(&self) -> u64 {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something was written.
    pub fn ring(&self) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.waiting.notify_all();
    }

    /// Waits until it has been rung more often than `count`, at most `patience`.
    pub fn wait(&self, count: u64, patience: Duration) {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        // Whether it was rung or the time is over: whoever waited looks at the journal.
        let _ = self.waiting.wait_timeout_while(rung, patience, |rung| *rung <= count);
    }
}
