//! Draws over HTTP, on both databases.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod ended;
mod kept;
mod life;
mod office;
mod raced;
mod reach;
