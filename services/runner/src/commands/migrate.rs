//! `fangxin migrate`: tables brought up to date, without serving.

use crate::cli::PlaceArguments;
use crate::serve::wire::House;
use crate::{clock, keys, rulebook};
use anyhow::Result;
use std::process::ExitCode;

pub(super) fn run(place: &PlaceArguments) -> Result<ExitCode> {
    let location = place.location();
    // A service brings its tables up to date when it opens. A job that one of them has begun to read when
    // it closes again is rolled back and stays queued.
    // Nothing is signed, so no key of the installation is needed, or made.
    let key = keys::passing()?;
    drop(House::open(&location, &clock::of_machine(), (&key, rulebook::of_installation(None)?))?);
    super::say(&format!("{location}：已是最新 up to date"))?;
    Ok(ExitCode::SUCCESS)
}
