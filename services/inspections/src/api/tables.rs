//! The lists of this service that can be exported, beside records and time limits.

mod assigned;
mod conflicts;
mod draws;
mod inspectors;
mod overvisited;
mod owed;
mod plans;
mod visits;

use crate::book::DrawBook;
use domain::area::AreaCode;
use domain::code::PartyCode;
use ledger::{Names, Offer, shown};
use std::sync::Arc;

/// Each list as a table.
pub(crate) fn offers(book: &Arc<DrawBook>) -> Vec<Arc<dyn Offer>> {
    let book = || Arc::clone(book);
    vec![
        Arc::new(inspectors::Inspectors(book())),
        Arc::new(conflicts::Conflicts(book())),
        Arc::new(plans::Plans(book())),
        Arc::new(plans::Tasks(book())),
        Arc::new(draws::Draws(book())),
        Arc::new(visits::Visits(book())),
        Arc::new(assigned::AssignedVisits(book())),
        Arc::new(overvisited::OvervisitedMerchants(book())),
        Arc::new(owed::OwedVisits(book())),
    ]
}

/// A list that has no filters.
#[derive(serde::Deserialize, utoipa::IntoParams)]
struct Everything {}

/// A merchant by the code that is kept of it.
fn party(code: &str) -> Option<PartyCode> {
    PartyCode::parse(code).ok()
}

/// The names of those whose codes are kept.
fn names<'c>(book: &DrawBook, codes: impl Iterator<Item = &'c str>) -> Names {
    book.ledger.names(codes.filter_map(party))
}

/// Areas by their names.
fn areas(areas: Vec<AreaCode>) -> String {
    shown::joined(areas.into_iter().map(|area| shown::area(Some(area))))
}
