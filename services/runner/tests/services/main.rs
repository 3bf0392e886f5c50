//! The program as a server: started as its users start it, on both databases, and asked over HTTP.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod access;
mod bad_input;
mod demo;
mod house;
mod importing;
mod ports;
mod records;
mod serving;

pub(crate) use house::{Installation, Served, fangxin, small_city, told};

pub(crate) const RESTAURANT: &str = "91371581999990010K";
pub(crate) const GYM: &str = "91371526999990029U";
