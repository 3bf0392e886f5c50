//! The registry (主体库): merchants, what is said of them for a time (standing facts), and who is who behind
//! a code. Every other service asks it for the subject of a code.

mod api;
mod directory;
mod former;
mod history;
mod merchants;
mod store;
mod subjects;

pub use directory::{Before, Directory, Listed, Matches, SearchError, Sought};
pub use former::{Former, FormerError};
pub use history::{By, History, Said, Stretch, Track};
pub use merchants::MerchantBook;
pub use subjects::SubjectBook;

use contracts::clock::Clock;
use db::{Database, Location, OpenError, Pools};
use domain::record::RecordKind;
use ledger::{Desk, Ledger, MIGRATIONS};
use statute::duties::Limits;
use std::sync::Arc;
pub use store::MIGRATIONS as OWN_MIGRATIONS;
use subjects::OwnParties;
use web::Api;

/// Name of the service, of its file or schema, and of its paths.
pub const SERVICE: &str = "registry";

/// The kinds of record that it owns.
pub const KINDS: &[RecordKind] = &[RecordKind::Merchant, RecordKind::Standing];

/// The registry, open.
pub struct Registry {
    /// Its ledger.
    pub desk: Arc<Desk>,
    /// Who is who.
    pub subjects: Arc<SubjectBook>,
    /// Who is registered.
    pub merchants: Arc<MerchantBook>,
    /// Who may be meant by a name.
    pub directory: Arc<Directory>,
}

impl Registry {
    /// Opens it at a location, and reads what imports were left behind.
    ///
    /// # Errors
    /// [`OpenError`] if its tables cannot be opened.
    pub fn open(
        location: &Location,
        pools: Pools,
        clock: Arc<dyn Clock>,
        limits: Arc<Limits>,
    ) -> Result<Self, OpenError> {
        let db = Arc::new(Database::open(location, SERVICE, pools)?);
        db.migrate(&[&MIGRATIONS, &OWN_MIGRATIONS])?;
        let subjects = Arc::new(SubjectBook::new(Arc::clone(&db), Arc::clone(&clock)));
        let ledger = Arc::new(Ledger::open(db, KINDS, Box::new(OwnParties(Arc::clone(&subjects))), clock)?);
        let merchants = Arc::new(MerchantBook(Arc::clone(&ledger)));
        let directory = Arc::new(Directory::new(Arc::clone(&ledger), Arc::clone(&subjects)));
        Ok(Self { desk: Arc::new(Desk::start(ledger, limits)?), subjects, merchants, directory })
    }

    /// Its operations.
    #[must_use]
    pub fn api(&self) -> Api {
        let api = ledger::api(Arc::clone(&self.desk), "主体库", "Registry: merchants and what is said of them");
        let api = api.with(Arc::clone(&self.merchants)).with(Arc::clone(&self.directory));
        api::mount(api, Arc::clone(&self.subjects))
    }
}
