//! The rating service on both databases: what it serves is what a rating from scratch gives.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod aside;
mod decided;
mod effect;
mod gate;
mod growth;
mod holds;
mod lookups;
mod marked;
mod office;
mod outlook;
mod random;
mod scratch;
mod served;
mod succession;
mod support;
mod supposing;
mod turning;
mod weighing;
