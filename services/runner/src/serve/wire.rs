//! Every service, opened at one place and told where the others are.

use super::lock::Lock;
use super::tokens;
use crate::{keys, rulebook};
use access::{Access, Admission};
use anyhow::{Context as _, Result};
use audit::{Keeper, Keeping};
use contracts::clock::Clock;
use contracts::port::{Feed, Merchants, Subjects};
use db::{Database, Location, Pools};
use domain::record::RecordKind;
use ed25519_dalek::SigningKey;
use ledger::{Desk, Places};
use rating::judge::Rulebook;
use rating::judge::certificate::Signature;
use rating::{Ratings, Ruling, Service, Signer};
use registry::Registry;
use std::sync::Arc;
use violations::{Displays, Law};
use web::Api;

/// Name of the audit trail, of its file or schema.
pub(crate) const AUDIT: &str = "audit";

/// Each service that keeps records, with the kinds that it owns.
pub(crate) const OWNERS: [(&str, &[RecordKind]); 4] = [
    (registry::SERVICE, registry::KINDS),
    (violations::SERVICE, violations::KINDS),
    (complaints::SERVICE, complaints::KINDS),
    (inspections::SERVICE, inspections::KINDS),
];

/// The service that owns a kind of record. Every kind has one, which a test holds.
pub(crate) fn owner(kind: RecordKind) -> &'static str {
    OWNERS.iter().find(|(_, kinds)| kinds.contains(&kind)).map_or("", |(service, _)| service)
}

/// The services, open. The one that follows the others closes before them.
pub(crate) struct House {
    /// Follows those that keep records, and rates.
    pub(crate) rating: Arc<Service>,
    signer: Arc<dyn Signer>,
    registry: Registry,
    violations: Arc<Desk>,
    displays: Arc<Displays>,
    complaints: Arc<Desk>,
    inspections: Arc<Desk>,
    /// Accounts and keys.
    pub(crate) access: Arc<Access>,
    /// Tell each ledger where merchants are. They end behind the imports, for which they may be waiting.
    _places: Vec<Places>,
    /// Keeps who looked at what.
    pub(crate) trail: Arc<Keeper>,
    /// Where that is kept.
    pub(crate) trail_db: Arc<Database>,
    /// Let go of when everything else is closed.
    _lock: Lock,
}

/// Signs certificates with the installation's key.
struct Seal(SigningKey);

impl Signer for Seal {
    fn sign(&self, statement: &[u8]) -> Signature {
        keys::signature(&self.0, statement)
    }
}

/// Signs the audit trail as well.
impl audit::Signer for Seal {
    fn public_key(&self) -> String {
        keys::public_text(&self.0.verifying_key())
    }

    fn sign(&self, bytes: &[u8]) -> audit::Seal {
        let Signature { algorithm, public_key, value } = keys::signature(&self.0, bytes);
        audit::Seal { algorithm, public_key, value }
    }
}

impl House {
    /// Opens every service at a location and brings its tables up to date; jobs that an earlier process
    /// left behind are read from now on. A folder of SQLite files is open in one process at a time. Certificates are signed with `key`; `schemes` are those that may
    /// come into force. The trail is signed with `trail_key`, which is the installation's own or none at all: no
    /// passing key may sign it. Persons come in by `admission`.
    pub(crate) fn open(
        location: &Location,
        clock: &Arc<dyn Clock>,
        (key, schemes): (&SigningKey, Vec<Rulebook>),
        trail_key: Option<&SigningKey>,
        admission: Admission,
    ) -> Result<Self> {
        let (pools, clock) = (Pools::default(), || Arc::clone(clock));
        // The parameters of the scheme that comes into force last are the installation's.
        let newest = schemes.iter().max_by_key(|rulebook| rulebook.scheme.effective_from);
        let newest = newest.context("没有评价方案 there is no scheme")?;
        let areas = newest.tables.areas().clone();
        let law = Law::read(newest.policies.clone()).map_err(|faults| rulebook::faulty(&faults))?;
        let rulings = schemes.into_iter().map(Ruling::of).collect::<Result<Vec<_>, _>>();
        let rulings = rulings.context("评价方案不能用于服务 the scheme cannot be served")?;
        let signer: Arc<dyn Signer> = Arc::new(Seal(key.clone()));
        let lock = Lock::take(location)?;
        let access = Arc::new(tokens::accounts(location, key, clock())?.admitting(admission));
        let unusable = || format!("{location}：数据库无法使用 the database cannot be used");
        let opened = || -> Result<Self, db::OpenError> {
            let trail_db = Arc::new(Database::open(location, AUDIT, pools)?);
            let trail_signer = trail_key.map(|key| -> Arc<dyn audit::Signer> { Arc::new(Seal(key.clone())) });
            let trail = Arc::new(Keeper::open(Arc::clone(&trail_db), Keeping::new(clock(), trail_signer))?);
            let registry = Registry::open(location, pools, clock())?;
            let subjects = || -> Arc<dyn Subjects> { Arc::<registry::SubjectBook>::clone(&registry.subjects) };
            let violations = violations::open(location, pools, clock(), subjects())?;
            let ledger = Arc::<ledger::Ledger>::clone(&violations.ledger);
            let merchants: Arc<dyn Merchants> = Arc::<registry::MerchantBook>::clone(&registry.merchants);
            let displays = Arc::new(Displays::new(ledger, Arc::clone(&merchants), law, clock()));
            let complaints = complaints::open(location, pools, clock(), subjects())?;
            let inspections = inspections::open(location, pools, clock(), subjects())?;
            let feed = |desk: &Arc<Desk>| -> Arc<dyn Feed> { Arc::<ledger::Ledger>::clone(&desk.ledger) };
            let desks = [&registry.desk, &violations, &complaints, &inspections];
            let place = |desk: &Arc<Desk>| {
                desk.ledger.know_areas(areas.clone());
                Places::follow(Arc::clone(&desk.ledger), feed(&registry.desk), Arc::clone(&merchants))
            };
            let places = desks.into_iter().map(place).collect::<Result<Vec<_>, _>>()?;
            let feeds = desks.map(feed).to_vec();
            let db = Arc::new(Database::open(location, rating::SERVICE, pools)?);
            let rating = Arc::new(Service::start(Ratings::open(db, rulings, subjects(), clock())?, feeds)?);
            Ok(Self {
                access: Arc::clone(&access),
                rating,
                signer,
                registry,
                violations,
                displays,
                complaints,
                inspections,
                _places: places,
                trail,
                trail_db,
                _lock: lock,
            })
        };
        opened().with_context(unusable)
    }

    /// What each service offers.
    pub(crate) fn apis(&self) -> Vec<Api> {
        vec![
            self.registry.api(),
            violations::api(Arc::clone(&self.violations), Arc::clone(&self.displays)),
            complaints::api(Arc::clone(&self.complaints)),
            inspections::api(Arc::clone(&self.inspections)),
            rating::api(Arc::clone(&self.rating.ratings), Arc::clone(&self.signer)),
            access::api(Arc::clone(&self.access)),
            audit::api(Arc::clone(&self.trail)),
        ]
    }

    /// The services that keep records.
    pub(crate) fn desks(&self) -> [&Arc<Desk>; 4] {
        [&self.registry.desk, &self.violations, &self.complaints, &self.inspections]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use intake::layout::Layout;

    #[test]
    fn every_kind_of_record_has_exactly_one_owner() {
        for layout in Layout::ALL {
            let owners = OWNERS.iter().filter(|(_, kinds)| kinds.contains(&layout.kind)).count();
            assert_eq!(owners, 1, "{}", layout.id);
            assert!(!owner(layout.kind).is_empty());
        }
    }
}
