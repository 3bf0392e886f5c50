//! The register, plans and draws over HTTP; handlers parse, call and answer.

mod conflicts;
mod draws;
mod inspectors;
mod plans;
mod results;
mod shapes;
mod view;

use crate::book::DrawBook;
use std::sync::Arc;
use web::Api;

pub(crate) fn mount(api: Api, book: Arc<DrawBook>) -> Api {
    let api = inspectors::mount(api.with(book));
    let api = conflicts::mount(api);
    let api = plans::mount(api);
    let api = draws::mount(api);
    results::mount(api)
}

/// The path of something of this service.
fn path(of: &str, number: impl std::fmt::Display) -> String {
    format!("/{}/v1/{of}/{number}", crate::SERVICE)
}
