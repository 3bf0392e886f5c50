//! The rim as a client sees it: a small real service on port 0, asked over HTTP.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod answers;
mod apis;
mod audit;
mod document;
mod house;
mod log;
mod requests;
mod service;
mod time;
mod tokens;
mod uploads;
