//! The program as its users run it: files in, ratings and reports out.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod arguments;
mod certificate;
mod demo;
mod draws;
mod files;
mod folder;
mod held;
mod invariants;
mod policies;
mod rating;
mod real_data;
mod results;
mod schemes;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub(crate) fn fangxin(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fangxin")).args(arguments).output().unwrap()
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) fn small_city() -> String {
    root().join("examples/small-city").display().to_string()
}

pub(crate) fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub(crate) fn json(arguments: &[&str]) -> Value {
    let output = fangxin(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

pub(crate) fn explained(code: &str, more: &[&str]) -> Value {
    let city = small_city();
    json(&[&["explain", code, "--from", &city, "--as-of", "2026-11-23", "--json"], more].concat())
}

pub(crate) const GYM: &str = "91371526999990029U";
pub(crate) const DEALER: &str = "91371523999990037B";
pub(crate) const HOTEL: &str = "913715219999900534";
pub(crate) const RESTAURANT: &str = "91371581999990010K";
