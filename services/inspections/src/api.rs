//! The register, plans, draws and visits over HTTP; handlers parse, call and answer.

mod assigned;
mod conflicts;
mod draws;
mod inspectors;
mod plans;
mod results;
mod shapes;
mod view;
mod visits;

use crate::book::DrawBook;
use std::sync::Arc;
use web::Api;

pub(crate) fn mount(api: Api, book: Arc<DrawBook>) -> Api {
    let api = inspectors::mount(api.with(book));
    let api = conflicts::mount(api);
    let api = plans::mount(api);
    let api = draws::mount(api);
    let api = results::mount(api);
    // Before entries, whose path would match it as well.
    let api = assigned::mount(api);
    visits::mount(api)
}

/// The path of something of this service.
fn path(of: &str, number: impl std::fmt::Display) -> String {
    format!("/{}/v1/{of}/{number}", crate::SERVICE)
}
