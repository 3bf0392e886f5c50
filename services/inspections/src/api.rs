//! The register, plans, draws and visits over HTTP; handlers parse, call and answer.

mod assigned;
mod conflicts;
mod draws;
mod inspectors;
mod of_year;
mod overvisited;
mod owed;
mod plans;
mod published;
mod results;
mod shapes;
mod tables;
mod view;
mod visits;

pub(crate) use tables::offers;

use crate::book::DrawBook;
use contracts::access::{Claims, Scope};
use std::sync::Arc;
use web::{Api, Fault};

pub(crate) fn mount(api: Api, book: Arc<DrawBook>) -> Api {
    let api = inspectors::mount(api.with(book));
    let api = conflicts::mount(api);
    let api = plans::mount(api);
    let api = draws::mount(api);
    let api = results::mount(api);
    // Before entries, whose path would match it as well.
    let api = owed::mount(overvisited::mount(assigned::mount(published::mount(api))));
    visits::mount(api)
}

/// Classes stand in bundles and proofs, and caps tell them.
fn sees_classes(claims: &Claims) -> Result<(), Fault> {
    if claims.allows(Scope::ReadRatings) {
        return Ok(());
    }
    Err(Fault::forbidden(
        "其中有信用分类，需要权限：查看信用分类",
        "it holds classes: needs the scope read_ratings as well",
    ))
}

/// The path of something of this service.
fn path(of: &str, number: impl std::fmt::Display) -> String {
    format!("/{}/v1/{of}/{number}", crate::SERVICE)
}
