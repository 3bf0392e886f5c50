//! The lists over HTTP, on both databases: from a proposal to what follows from it, day by day.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod abnormal;
mod candidates;
mod entries;
mod feed;
mod gate;
mod keeping;
mod marked;
mod measures;
mod office;
mod orders;
mod refused;
mod serious;
mod shields;

use domain::day::Day;
use serde_json::Value;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// First days, and first days behind the end, of the times of a membership.
fn spans(membership: &Value) -> Vec<(String, Option<String>)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let times = membership["times"].as_array().unwrap().iter();
    times.map(|time| (text(&time["from"]).unwrap(), text(&time["until"]))).collect()
}

/// The same as they are wanted.
fn days(wanted: &[(&str, Option<&str>)]) -> Vec<(String, Option<String>)> {
    wanted.iter().map(|(from, until)| ((*from).to_owned(), until.map(str::to_owned))).collect()
}

/// Codes of the reasons of a refusal.
fn reasons(told: &Value) -> Vec<&str> {
    told["refused"]
        .as_array()
        .map(|all| all.iter().map(|one| one["code"].as_str().unwrap()).collect())
        .unwrap_or_default()
}
