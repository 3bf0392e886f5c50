//! Tests of the engine: worked scores, properties over random merchants, and the promise checker.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod bounds;
mod carried;
mod checker;
mod common;
mod linked;
mod peers;
mod promises;
mod properties;
mod random;
mod worked_scores;
