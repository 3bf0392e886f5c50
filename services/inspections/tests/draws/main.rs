//! Draws and visits over HTTP, on both databases.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod across;
mod assigned;
mod ended;
mod entered;
mod entered_many;
mod gate;
mod kept;
mod legal;
mod life;
mod linked;
mod office;
mod overvisited;
mod owed;
mod published;
mod raced;
mod reach;
mod refused;
mod tables;
mod warned;
