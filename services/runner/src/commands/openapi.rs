//! `fangxin openapi`: the document of the services, without an installation.

mod roles;
mod sandbox;

use crate::office::Office;
use crate::serve::plan::Plan;
use crate::serve::wire::{House, Opening};
use crate::{clock, keys, output};
use access::Admission;
use anyhow::{Context as _, Result};
use db::Location;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(out: Option<&Path>, is_roles: bool) -> Result<ExitCode> {
    // What a service offers is asked of the open service, so empty ones are opened for a moment.
    let place = tempfile::tempdir().context("无法建立临时文件夹 no temporary folder can be made")?;
    let key = keys::passing()?;
    let office = &Office::shipped()?;
    let (location, clock, plan) = (Location::folder(place.path()), clock::of_machine(), Plan::whole());
    let (location, clock, key, plan) = (&location, &clock, &key, &plan);
    let admission = Admission::default();
    let house = House::open(Opening { location, clock, key, trail_key: None, office, plan, admission })?;
    let document = web::document(&house.apis()).context("接口文档有误 the document is not right")?;
    drop(house);
    written(&if is_roles { roles::page(&document)? } else { document }, out)
}

/// The page of the sandbox.
pub(super) fn sandbox(out: Option<&Path>) -> Result<ExitCode> {
    let sandbox = rating::Sandbox::shipped().context("沙盒商户无法评价 the sandbox cannot be rated")?;
    written(&sandbox::page(&sandbox)?, out)
}

fn written(document: &str, out: Option<&Path>) -> Result<ExitCode> {
    match out {
        Some(out) => {
            output::write_file(out, document.as_bytes())?;
            super::say(&out.display().to_string())?;
        }
        None => super::say(document)?,
    }
    Ok(ExitCode::SUCCESS)
}
