//! Complaints (投诉举报): complaints, reports and online dispute cases, the ratios of handling them, what
//! is public of them, and what those who file have filed.

mod api;
mod filers;
mod filings;
mod findings;
mod holds;
mod publicity;
mod registered;
mod statistics;
mod store;
mod views;

pub use filers::{FilerFacts, Filers};
pub use findings::{Dismissed, Finding, FindingAfter, Findings, Found, Kind, Sought};
pub use holds::{HOUSE, Hold, HoldError, HoldGround, HoldState, HoldTerm, Holds, HoldsWanted};
pub use publicity::{Aggregate, Aggregates, Aggregation, PublicAfter, PublicComplaint, Publicity, Totals};
pub use statistics::{
    By, Counting, FilingAfter, FilingCounted, Opened, Ratio, Ratios, Statistics, StatisticsError, Whose,
};
pub use store::MIGRATIONS as OWN_MIGRATIONS;
pub use views::{Views, check};

use contracts::clock::Clock;
use contracts::port::Subjects;
use db::{Database, Location, OpenError, Pools};
use domain::record::RecordKind;
use ledger::{Desk, Ledger, MIGRATIONS, Registered};
use statute::duties::Limits;
use std::sync::Arc;
use web::Api;

/// Name of the service, of its file or schema, and of its paths.
pub const SERVICE: &str = "complaints";

/// The kinds of record that it owns.
pub const KINDS: &[RecordKind] = &[RecordKind::Complaint, RecordKind::Report, RecordKind::OdrCase];

/// Opens the service at a location, reads what imports were left behind, and works out what is due.
///
/// # Errors
/// [`OpenError`] if its tables cannot be opened.
pub fn open(
    location: &Location,
    pools: Pools,
    clock: Arc<dyn Clock>,
    registry: Arc<dyn Subjects>,
    limits: Arc<Limits>,
) -> Result<Arc<Desk>, OpenError> {
    let db = Arc::new(Database::open(location, SERVICE, pools)?);
    db.migrate(&[&MIGRATIONS, &OWN_MIGRATIONS])?;
    let ledger = Ledger::open(db, KINDS, Box::new(Registered(registry)), clock)?;
    Ok(Arc::new(Desk::start(Arc::new(ledger), limits)?))
}

/// Its operations: those on its ledger, and on what is made of the filings.
#[must_use]
pub fn api(desk: Arc<Desk>, views: &Views) -> Api {
    desk.exports.offer(api::offers(&desk.ledger, views));
    let api = ledger::api(desk, "投诉举报", "Complaints, reports and online dispute cases");
    api::mount(api, views)
}
