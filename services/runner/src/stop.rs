//! Ctrl-C: the work in hand is given up at the next place where nothing is half-written.

use crate::exit::STOPPED;
use anyhow::{Context, Result, bail};
use std::sync::atomic::{AtomicBool, Ordering};

/// Has somebody asked to stop?
static ASKED: AtomicBool = AtomicBool::new(false);

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
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(STOPPED.into());
        }
    };
    ctrlc::set_handler(hear).context("无法监听 Ctrl-C cannot listen for Ctrl-C")
}

/// Has somebody asked to stop?
pub(crate) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

/// Gives up here if somebody asked.
pub(crate) fn check() -> Result<()> {
    if asked() { bail!(Stopped) } else { Ok(()) }
}
