//! Repair (信用修复、异议): applications to end early what is shown about a merchant, objections to it, what it says of it,
//! remedies against it, requests for a re-inspection, and what decisions command elsewhere. Its cases lie in a book of cases; which steps there are, the law says.
//!
//! What is asked of a step follows from records that others keep and tell through their ports, and from what the case
//! itself holds. A decision acts elsewhere by a command with its case and step as cause, which is sent until it is heard
//! ([`Repairs::follow`]).

mod api;
mod applying;
mod bench;
mod calendar;
mod correction;
mod corrections;
mod decisions;
mod dossier;
mod effects;
mod entries;
mod filing;
mod findings;
mod helping;
mod involved;
mod judging;
mod kind;
mod lapses;
mod law;
mod marks;
mod overview;
mod publicity;
mod repairs;
mod shield;
mod showing;
mod store;
mod target;

pub use corrections::{Became, Correction, Recipient};
pub use decisions::Decision;
pub use effects::{Effect, Effects};
pub use helping::{Help, Measure, Way};
pub use lapses::Lapse;
pub use law::Law;
pub use overview::Repairable;
pub use repairs::{Around, Repairs};
pub use shield::Shielding;
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
pub const SERVICE: &str = "repair";

/// The kinds of record that it owns: none, it keeps cases.
pub const KINDS: &[RecordKind] = &[];

/// Opens the service at a location.
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
    db.migrate(&[&MIGRATIONS, &cases::MIGRATIONS, &OWN_MIGRATIONS])?;
    let ledger = Ledger::open(db, KINDS, Box::new(Registered(registry)), clock)?;
    Ok(Arc::new(Desk::start(Arc::new(ledger), limits)?))
}

/// Its operations: those on its cases, and what is made of them.
#[must_use]
pub fn api(desk: Arc<Desk>, repairs: Arc<Repairs>) -> Api {
    let court = Arc::clone(&repairs.court);
    let api = cases::api(
        desk,
        court,
        api::offers(&repairs),
        "信用修复和异议",
        "Repair: applications for credit repair, objections, replies, remedies, re-inspections",
    );
    api::mount(api, repairs)
}
