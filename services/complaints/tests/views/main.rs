//! What is made of filings, on both databases.
#![cfg(test)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod filers;
mod findings;
mod office;
mod publicity;
mod ratios;
