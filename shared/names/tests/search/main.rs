//! Searches are what a scan of all names would find, and what a person would expect.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod changes;
mod expected;
mod made_up;
mod oracle;
mod properties;
