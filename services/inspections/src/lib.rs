//! Inspections (监督检查): results of visits, sampling tests and assessments, and the double-random draws (双随机抽查)
//! by which it is decided who is visited by whom.

mod api;
mod assigned;
mod book;
mod burden;
mod committing;
mod disclosed;
mod drawing;
mod due;
mod entering;
mod error;
mod example;
mod freeze;
mod linked;
mod made;
mod overvisited;
mod owed;
mod plans;
mod publicity;
mod register;
mod sector;
mod store;

pub use book::{Around, DrawBook, check};
pub use error::DrawError;
pub use example::Example;
pub use linked::{CaseLaw, Cases};
pub use store::MIGRATIONS as OWN_MIGRATIONS;

use contracts::clock::Clock;
use contracts::port::Subjects;
use db::{Database, Location, OpenError, Pools};
use domain::record::RecordKind;
use ledger::{Desk, Ledger, MIGRATIONS, Registered};
use statute::duties::Limits;
use std::sync::Arc;
use web::Api;

/// Name of the service, of its file or schema, and of its paths.
pub const SERVICE: &str = "inspections";

/// The kinds of record that it owns.
pub const KINDS: &[RecordKind] = &[RecordKind::Inspection, RecordKind::Test, RecordKind::Assessment];

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

/// Its operations: those on its ledger, and draws.
#[must_use]
pub fn api(desk: Arc<Desk>, draws: Arc<DrawBook>) -> Api {
    desk.exports.offer(api::offers(&draws));
    let api = ledger::api(desk, "监督检查", "Inspections: results, sampling tests, assessments, and draws");
    api::mount(api, draws)
}
