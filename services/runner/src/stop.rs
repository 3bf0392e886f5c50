//! Ctrl-C: the work in hand is given up at the next place where nothing is half-written.

use crate::exit::STOPPED;
use anyhow::{Context, Result, bail};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Has somebody asked to stop?
static ASKED: AtomicBool = AtomicBool::new(false);

type Hook = Box<dyn FnOnce() + Send>;

/// What is to be done when somebody asks, for work that waits elsewhere.
static WHEN_ASKED: Mutex<Option<Hook>> = Mutex::new(None);

/// The work was given up because somebody asked.
#[derive(Debug)]
pub(crate) struct Stopped;

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("已停止，未写出任何结果 stopped, nothing was written")
    }
}

impl std::error::Error for Stopped {}

/// Listens for Ctrl-C and for SIGTERM. Who asks a second time does not want to wait for a good place.
pub(crate) fn listen() -> Result<()> {
    let hear = || {
        if ASKED.swap(true, Ordering::SeqCst) {
            std::process::exit(STOPPED.into());
        }
        run_hook();
    };
    ctrlc::set_handler(hear).context("无法监听 Ctrl-C cannot listen for Ctrl-C")
}

/// Does something once somebody asks; at once if that has happened already.
pub(crate) fn when_asked(hook: impl FnOnce() + Send + 'static) {
    *WHEN_ASKED.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(hook));
    if asked() {
        run_hook();
    }
}

/// Whoever takes it out runs it, so it runs once.
fn run_hook() {
    let hook = WHEN_ASKED.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(hook) = hook {
        hook();
    }
}

/// Has somebody asked to stop?
pub(crate) fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// Gives up here if somebody asked.
pub(crate) fn check() -> Result<()> {
    if asked() { bail!(Stopped) } else { Ok(()) }
}
