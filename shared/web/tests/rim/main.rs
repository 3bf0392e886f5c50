//! The rim as a client sees it: a small real service on port 0, asked over HTTP.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod answers;
mod apis;
mod audit;
mod codings;
mod document;
mod heads;
mod house;
mod log;
mod once;
mod rates;
mod requests;
mod service;
mod slow;
mod time;
mod tokens;
mod uploads;
