//! Repair over HTTP, on both databases: worked cases, and what must always hold.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod applications;
mod corrections;
mod effects;
mod helping;
mod lists;
mod marks;
mod objections;
mod office;
mod overview;
mod penalties;
mod public;
mod reinspection;
mod remedies;
mod replies;
mod shield;
