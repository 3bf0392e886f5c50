//! The trail as those who leave entries, those who read them and those who doubt them see it, on both databases.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod exporting;
mod house;
mod killed;
mod log;
mod many;
mod opening;
mod reading;
mod tampering;

pub(crate) use house::{Office, Stopped, entry, findings, keeper, keeper_of, kept, merchant, run, until, verified};
