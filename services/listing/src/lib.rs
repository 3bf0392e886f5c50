//! Listing (名单): who is put on the serious list and on the abnormal list, or marked as abnormal, by cases whose steps officials
//! take; the memberships that follow from those cases, and the measures that follow from memberships.
//!
//! A membership is never stored: it is what the steps of its case say ([`Membership`]). Other services ask for it
//! ([`contracts::port::Lists`]), follow it as a standing record ([`contracts::port::Feed`]) and order what they have decided
//! about it. What the law lets happen by itself, the house does ([`Lists::keep`]).

mod abnormal;
mod api;
mod candidates;
mod docket;
mod entries;
mod entry_changes;
mod error;
mod feed;
mod keeping;
mod law;
mod leaving;
mod lists;
mod measured;
mod measures;
mod membership;
mod orders;
mod records;
mod requirements;
mod serious;
mod shelf;
mod stated;
mod unclear;
mod withheld;

pub use candidates::{Found, FoundOfAll};
pub use entries::{Entry, Listed, OnList};
pub use entry_changes::{Changed, EntryChange};
pub use error::ListError;
pub use law::Law;
pub use lists::{Around, Lists};
pub use membership::{Left, List, Membership, Time};
pub use orders::OrderError;
pub use unclear::Unclear;
pub use withheld::{HeldBack, Unshown, Withheld};

use contracts::clock::Clock;
use contracts::port::{Feed, Subjects};
use db::{Database, Location, OpenError, Pools};
use domain::record::RecordKind;
use ledger::{Desk, Ledger, Registered};
use statute::duties::Limits;
use std::sync::Arc;
use web::Api;

/// Name of the service, of its file or schema, and of its paths.
pub const SERVICE: &str = "listing";

/// The kinds of record that it owns: none, since what it keeps are cases.
pub const KINDS: &[RecordKind] = &[];

/// Opens the service at a location: a ledger without records, which knows where merchants are, keeps answers that count once,
/// and writes lists as tables.
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
    let ledger = Ledger::open(db, KINDS, Box::new(Registered(registry)), clock)?;
    Ok(Arc::new(Desk::start(Arc::new(ledger), limits)?))
}

/// Its operations: those on its cases, and what follows from them.
#[must_use]
pub fn api(desk: Arc<Desk>, lists: Arc<Lists>) -> Api {
    let feed: Arc<dyn Feed> = Arc::<Lists>::clone(&lists);
    let court = Arc::new(Lists::court(&lists));
    let en = "Listing: the serious list, the abnormal list, and what follows from being on one";
    let api = cases::api(desk, court, api::offers(&lists), "名单", en);
    api::mount(ledger::followed(api, feed), lists)
}
