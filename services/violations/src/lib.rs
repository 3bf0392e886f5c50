//! Violations (行政处罚): administrative penalties, statements about their payment, and their publication: when each is
//! displayed, what of it is shown, and the texts of decisions, which leave the service masked or not at all. Other
//! services command it to stop a display ([`Orders`]), which holds whatever the source says later.

mod api;
mod deciding;
mod displays;
mod law;
mod orders;
mod publication;
mod store;
mod summary;
mod texts;

pub use displays::{DisplayError, Displays, OnDay, OnDisplay, PenaltyDisplay};
pub use law::Law;
pub use orders::{OrderError, Orders};
pub use publication::{PublicText, Publication, TextState};
pub use store::MIGRATIONS as OWN_MIGRATIONS;
pub use summary::Summary;
pub use texts::{Looked, LookedAlone, NewText, Release, Served, TextBook, TextError};

use contracts::clock::Clock;
use contracts::port::Subjects;
use db::{Database, Location, OpenError, Pools};
use domain::record::RecordKind;
use ledger::{Desk, Ledger, MIGRATIONS, Registered};
use statute::duties::Limits;
use std::sync::Arc;
use web::Api;

/// Name of the service, of its file or schema, and of its paths.
pub const SERVICE: &str = "violations";

/// The kinds of record that it owns.
pub const KINDS: &[RecordKind] = &[RecordKind::Penalty, RecordKind::Payment];

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
    // Before any import is read: what was ordered of a display binds whatever is learnt of the penalty.
    ledger.oblige(orders::oblige);
    Ok(Arc::new(Desk::start(Arc::new(ledger), limits)?))
}

/// Its operations: those on its ledger, and what is on display.
#[must_use]
pub fn api(desk: Arc<Desk>, displays: Arc<Displays>) -> Api {
    desk.exports.offer(api::offers(&displays));
    let api =
        ledger::api(desk, "行政处罚", "Violations: administrative penalties, their payment and their publication");
    api::mount(api, displays)
}
