//! A thread that takes in what comes, step by step, until it is let go.

use crate::bell::Bell;
use std::fmt::Display;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long to wait before trying again what could not be taken in.
const PAUSE: Duration = Duration::from_secs(1);

/// The thread (跟随线程); it ends when this is dropped.
pub struct Follower {
    rest: Arc<Rest>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Rest {
    stopped: AtomicBool,
    pause: Mutex<()>,
    over: Condvar,
}

impl Follower {
    /// Takes one step after the other, each of which waits a little if there is nothing, until the bell of the service's
    /// journal is hushed; `what` is followed by a service, as its log says.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn start<E: Display>(
        (service, what): (&'static str, &'static str),
        bell: &Arc<Bell>,
        step: impl Fn() -> Result<usize, E> + Send + 'static,
    ) -> Result<Self, std::io::Error> {
        let rest = Arc::new(Rest::default());
        let (own, bell) = (Arc::clone(&rest), Arc::clone(bell));
        let thread = std::thread::Builder::new().name(format!("{service}-{what}")).spawn(move || {
            while !own.stopped.load(Ordering::Acquire) && !bell.is_hushed() {
                if let Err(error) = step() {
                    tracing::warn!(service, what, %error, "what is followed cannot be taken in; tried again");
                    own.pause();
                }
            }
        })?;
        Ok(Self { rest, thread: Some(thread) })
    }
}

impl Rest {
    fn pause(&self) {
        let guard = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        let going = |(): &mut ()| !self.stopped.load(Ordering::Acquire);
        // Whether the pause is over or the service stops: both are looked at next.
        let _ = self.over.wait_timeout_while(guard, PAUSE, going);
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.rest.stopped.store(true, Ordering::Release);
        drop(self.rest.pause.lock());
        self.rest.over.notify_all();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}
