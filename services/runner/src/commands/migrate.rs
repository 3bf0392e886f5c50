//! `fangxin migrate`: tables brought up to date, without serving.

use crate::cli::PlaceArguments;
use crate::office::Office;
use crate::serve::plan::Plan;
use crate::serve::wire::{House, Opening};
use crate::{clock, keys};
use access::Admission;
use anyhow::{Result, bail};
use db::Location;
use std::process::ExitCode;

pub(super) fn run(place: &PlaceArguments) -> Result<ExitCode> {
    let location = place.location();
    // A mistyped folder would become a new installation.
    if let Location::Sqlite(folder) = &location
        && !folder.join(format!("{}.db", registry::SERVICE)).exists()
    {
        bail!(
            "{location}：没有数据库，请核对文件夹；新的由 fangxin serve 建立 \
             there are no databases; check the folder, since fangxin serve makes new ones"
        );
    }
    // A service brings its tables up to date when it opens. A job that one of them has begun to read when
    // it closes again is rolled back and stays queued.
    // No certificate is signed, so no key of the installation is needed, or made; if there is one, it signs what
    // comes into the audit trail's chain.
    let (passing, own) = (keys::passing()?, keys::existing(&place.data)?);
    let (office, clock, plan) = (Office::shipped()?, clock::of_machine(), Plan::whole());
    let (key, trail_key) = (&passing, own.as_ref());
    let (location, clock, office, plan) = (&location, &clock, &office, &plan);
    let admission = Admission::default();
    drop(House::open(Opening { location, clock, key, trail_key, office, plan, admission })?);
    super::say(&format!("{location}：已是最新 up to date"))?;
    Ok(ExitCode::SUCCESS)
}
