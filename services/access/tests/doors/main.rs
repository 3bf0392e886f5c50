//! Accounts over HTTP, on both databases: who gets a token, what it is worth, and when it no longer counts.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod accounts;
mod authorisations;
mod house;
mod keys;
mod oidc;
mod provider;
mod sessions;
mod tokens;
