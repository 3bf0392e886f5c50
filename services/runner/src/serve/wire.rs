//! Every service, opened at one place and told where the others are.

use super::lock::Lock;
use super::plan::Plan;
use super::ports::Ports;
use super::tokens;
use crate::office::Office;
use crate::{keys, rulebook};
use access::{Access, Admission};
use anyhow::{Context as _, Result};
use audit::{Keeper, Keeping, Readers, Search};
use complaints::Views;
use contracts::authorisation::Authorisations;
use contracts::clock::Clock;
use contracts::port::{Feed, Marked, Subjects};
use contracts::signature::{Signature, Signer};
use contracts::trust::Trust;
use db::{Database, Location, Pools};
use domain::record::RecordKind;
use ed25519_dalek::SigningKey;
use inspections::{Around, CaseLaw, Cases, DrawBook};
use ledger::{Desk, Joined, Places};
use listing::Lists;
use rating::{Ratings, Ruling, Sandbox, Service};
use registry::{Directory, Registry};
use repair::Repairs;
use statute::duties::Limits;
use statute::gate::Catalogue;
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

/// With what the services are opened.
pub(crate) struct Opening<'o> {
    pub(crate) location: &'o Location,
    pub(crate) clock: &'o Arc<dyn Clock>,
    /// Signs certificates, and seals the keys of tokens.
    pub(crate) key: &'o SigningKey,
    /// Signs the trail: the installation's own key or none at all, for no passing key may sign it.
    pub(crate) trail_key: Option<&'o SigningKey>,
    /// By what policy.
    pub(crate) office: &'o Office,
    /// Which services run here.
    pub(crate) plan: &'o Plan,
    /// By what persons prove who they are.
    pub(crate) admission: Admission,
}

/// The services of this process, open. The one that follows the others closes before them.
pub(crate) struct House {
    /// Follows those that keep records, and rates.
    pub(crate) rating: Option<Arc<Service>>,
    /// Merchants that are no part of the city.
    sandbox: Option<Arc<Sandbox>>,
    signer: Arc<dyn Signer>,
    registry: Option<Registry>,
    violations: Option<(Arc<Desk>, Arc<Displays>)>,
    complaints: Option<(Arc<Desk>, Arc<Views>)>,
    pub(crate) inspections: Option<(Arc<Desk>, Arc<DrawBook>)>,
    /// Who is on which list.
    pub(crate) listing: Option<(Arc<Desk>, Arc<Lists>)>,
    /// Repairs and objections.
    pub(crate) repair: Option<(Arc<Desk>, Arc<Repairs>)>,
    /// Tells what stands beside items, as long as anything is open here that shows some.
    marked: Option<Arc<dyn Marked>>,
    /// Accounts and keys.
    pub(crate) access: Option<Arc<Access>>,
    /// What every request is judged by.
    pub(crate) trust: Arc<dyn Trust>,
    authorisations: Option<Arc<dyn Authorisations>>,
    /// Tell each ledger where merchants are. They end behind the imports, for which they may be waiting.
    _places: Vec<Places>,
    /// Keeps who looked at what.
    pub(crate) trail: Arc<Keeper>,
    /// Where that is kept.
    pub(crate) trail_db: Arc<Database>,
    /// Beginning of the paths of the trail, and what it is called.
    trail_path: String,
    trail_name: &'static str,
    /// Those that are searched with it.
    trails: Vec<Arc<dyn audit::Elsewhere>>,
    /// Those whose time limits are listed with these.
    deadlines: Vec<Arc<dyn ledger::Elsewhere>>,
    limits: Arc<Limits>,
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
    /// Opens the services of the plan at a location and brings their tables up to date; jobs that an earlier process
    /// left behind are read from now on. A folder of SQLite files is open in one process at a time.
    pub(crate) fn open(opening: Opening<'_>) -> Result<Self> {
        let Opening { location, clock, key, trail_key, office, plan, admission } = opening;
        let unusable = || format!("{location}：数据库无法使用 the database cannot be used");
        let (pools, clock) = (Pools::default(), || Arc::clone(clock));
        let library = &office.library;
        let limits = Arc::new(Limits::of(library).map_err(|faults| rulebook::faulty(&faults))?);
        let law = Law::of(library).map_err(|faults| rulebook::faulty(&faults))?;
        let areas = law.areas().clone();
        let rulings = office.schemes()?.into_iter().map(|rulebook| Ruling::of(rulebook, library));
        let rulings = rulings.collect::<Result<Vec<_>, _>>();
        let rulings = rulings.context("评价方案不能用于服务 the scheme cannot be served")?;
        let signer: Arc<dyn Signer> = Arc::new(Seal(key.clone()));
        let lock = Lock::take(location)?;
        let trail_db = Arc::new(Database::open(location, plan.trail(location), pools).with_context(unusable)?);
        let trail_signer = trail_key.map(|key| -> Arc<dyn audit::Signer> { Arc::new(Seal(key.clone())) });
        let keeping = Keeping::new(clock(), trail_signer);
        let trail = Arc::new(Keeper::open(Arc::clone(&trail_db), keeping).with_context(unusable)?);
        let has = |service| plan.has(service).then_some(());
        let access = has(access::SERVICE).map(|()| tokens::accounts(location, key, clock())).transpose()?;
        let access = access.map(|access| Arc::new(access.admitting(admission)));
        let registry = has(registry::SERVICE).map(|()| Registry::open(location, pools, clock(), Arc::clone(&limits)));
        let registry = registry.transpose().with_context(unusable)?;
        let ports = Ports::of(plan, registry.as_ref(), access.as_ref())?;
        let keeps = |service: &'static str, open: Open| -> Result<Option<Arc<Desk>>> {
            let opened = has(service).map(|()| {
                open(location, pools, clock(), ports.subjects()?, Arc::clone(&limits)).with_context(unusable)
            });
            opened.transpose()
        };
        let violations = keeps(violations::SERVICE, violations::open)?;
        let complaints = keeps(complaints::SERVICE, complaints::open)?;
        let inspections = keeps(inspections::SERVICE, inspections::open)?;
        let listing = keeps(listing::SERVICE, listing::open)?;
        let repair = keeps(repair::SERVICE, repair::open)?;
        let desk = registry.as_ref().map(|registry| &registry.desk);
        let desks = [desk, violations.as_ref(), complaints.as_ref(), inspections.as_ref()];
        let place = |desk: &Arc<Desk>| -> Result<Places> {
            desk.ledger.know_areas(areas.clone());
            let (feed, merchants) = (ports.feed(registry::SERVICE, desks[0])?, ports.merchants()?);
            desk.ledger.know_merchants(Arc::clone(&merchants));
            Places::follow(Arc::clone(&desk.ledger), feed, merchants).context("a thread cannot be started")
        };
        let all = desks.into_iter().chain([listing.as_ref(), repair.as_ref()]);
        let places = all.flatten().map(place).collect::<Result<Vec<_>>>()?;
        // Before anybody follows: displays travel in the feed.
        let displays = |desk: Arc<Desk>| -> Result<_> {
            let ledger = Arc::<ledger::Ledger>::clone(&desk.ledger);
            let displays = Displays::new(ledger, ports.merchants()?, law, clock());
            Ok((desk, Arc::new(displays)))
        };
        let shown = violations.clone().map(displays).transpose()?;
        let lists = |desk: Arc<Desk>| -> Result<_> {
            let law = listing::Law::of(library).map_err(|faults| rulebook::faulty(&faults))?;
            let around = listing::Around {
                violations: ports.records(violations::SERVICE, desks[1])?,
                registry: ports.records(registry::SERVICE, desks[0])?,
                merchants: ports.merchants()?,
            };
            let lists = Lists::open(&desk, law, Arc::clone(&limits), around, clock()).with_context(unusable)?;
            Ok((desk, lists))
        };
        let listing = listing.map(lists).transpose()?;
        let rating = has(rating::SERVICE).map(|()| -> Result<_> {
            let feeds = OWNERS.iter().zip(desks).map(|((service, _), desk)| ports.feed(service, desk));
            let mut feeds = feeds.collect::<Result<Vec<_>>>()?;
            let listed = listing.as_ref().map(|(_, lists)| Arc::<Lists>::clone(lists) as Arc<dyn Feed>);
            feeds.push(ports.changes(listing::SERVICE, listed)?);
            let db = Arc::new(Database::open(location, rating::SERVICE, pools).with_context(unusable)?);
            let ratings = Ratings::open(db, rulings, ports.subjects()?, clock()).with_context(unusable)?;
            Ok(Arc::new(Service::start(ratings, feeds).with_context(unusable)?))
        });
        let rating = rating.transpose()?;
        let repairs = |desk: Arc<Desk>| -> Result<_> {
            let law = repair::Law::of(library).map_err(|faults| rulebook::faulty(&faults))?;
            let around = repair::Around {
                violations: ports.records(violations::SERVICE, desks[1])?,
                registry: ports.records(registry::SERVICE, desks[0])?,
                inspections: ports.records(inspections::SERVICE, desks[3])?,
                complaints: ports.records(complaints::SERVICE, desks[2])?,
                merchants: ports.merchants()?,
                lists: ports.lists(listing.as_ref().map(|(_, lists)| lists))?,
                displays: ports.display_orders(shown.as_ref().map(|(_, displays)| displays))?,
                orders: ports.record_orders(desks)?,
                trails: ports.readings(&trail)?,
                authorisations: ports.authorisations()?,
                ratings: ports.suppositions(rating.as_ref().map(|rating| &rating.ratings))?,
            };
            let repairs = Repairs::open(&desk, law, Arc::clone(&limits), around, clock()).with_context(unusable)?;
            Ok((desk, repairs))
        };
        let repair = repair.map(repairs).transpose()?;
        let cases = |()| -> Result<_> {
            let law = Arc::new(CaseLaw::of(library).map_err(|faults| rulebook::faulty(&faults))?);
            let lists = ports.lists(listing.as_ref().map(|(_, lists)| lists))?;
            Ok(Arc::new(Cases { violations: ports.records(violations::SERVICE, desks[1])?, lists, law }))
        };
        let cases = has(inspections::SERVICE).map(cases).transpose()?;
        // Last, since it asks the others, who have been told nobody until now; see [`ledger::Ledger::know_marks`].
        let own = [listing.as_ref().map(|(desk, _)| desk), repair.as_ref().map(|(desk, _)| desk)];
        let showing: Vec<&Arc<Desk>> = desks.into_iter().chain(own).flatten().collect();
        let shows = !showing.is_empty() || rating.is_some();
        let marked = shows.then(|| ports.marked(repair.as_ref().map(|(_, repairs)| repairs))).transpose()?;
        showing.into_iter().zip(marked.iter().cycle()).for_each(|(desk, marked)| desk.know_marks(marked));
        let sandbox = has(rating::SERVICE).map(|()| Sandbox::shipped()).transpose();
        let sandbox = sandbox.context("沙盒商户无法评价 the sandbox cannot be rated")?.map(Arc::new);
        let views = |desk: Arc<Desk>| -> Result<_> {
            let ledger = Arc::<ledger::Ledger>::clone(&desk.ledger);
            let views = Views::new(ledger, &limits, library, ports.merchants()?, clock());
            let views = views.map_err(|faults| rulebook::faulty(&faults))?;
            Ok((desk, Arc::new(views)))
        };
        let complaints = complaints.map(views).transpose()?;
        let draws = |(desk, cases): (Arc<Desk>, Arc<Cases>)| -> Result<_> {
            let policies = library.inspections.clone();
            let catalogue = Catalogue::of(library).map_err(|faults| rulebook::faulty(&faults))?;
            let catalogue = Arc::new(catalogue);
            let classes = ports.classes(rating.as_ref().map(|rating| &rating.ratings))?;
            let cover = Arc::new(access::Seal::of(key.as_bytes()));
            let signer = Arc::clone(&signer);
            let merchants = ports.merchants()?;
            let around = Around { merchants, classes, policies, cases, catalogue, cover, signer, clock: clock() };
            let book = DrawBook::new(Arc::clone(&desk.ledger), around);
            Ok((desk, Arc::new(book.context("抽查规则无法使用 the rules of draws cannot be used")?)))
        };
        let inspections = inspections.zip(cases).map(draws).transpose()?;
        let authorisations = has(rating::SERVICE).map(|()| ports.authorisations()).transpose()?;
        let (trust, trails, deadlines) = (ports.trust()?, ports.trails()?, ports.deadlines()?);
        Ok(Self {
            rating,
            sandbox,
            signer,
            violations: shown,
            complaints,
            inspections,
            listing,
            repair,
            marked,
            trust,
            authorisations,
            _places: places,
            trail,
            trail_db,
            trail_path: plan.trail_path(),
            trail_name: plan.trail_name(),
            trails,
            deadlines,
            limits,
            _lock: lock,
            registry,
            access,
        })
    }

    /// What each service offers.
    pub(crate) fn apis(&self) -> Vec<Api> {
        let search = Search::new(Arc::clone(&self.trail), self.trail_name, self.trails.clone());
        let rating = self.rating.as_ref().zip(self.sandbox.as_ref());
        let rating = rating.zip(self.authorisations.as_ref().zip(self.marked.as_ref()));
        let rating = rating.map(|((rating, sandbox), (authorisations, marked))| {
            let (ratings, signer) = (Arc::clone(&rating.ratings), Arc::clone(&self.signer));
            let (authorisations, marked) = (Arc::clone(authorisations), Arc::clone(marked));
            rating::api(ratings, Arc::clone(sandbox), signer, authorisations, marked)
        });
        // All of them are listed where the accounts are.
        let joined = self.access.is_some().then(|| {
            let here = self.keepers().map(Arc::clone).collect();
            let joined = Joined::new(here, self.deadlines.clone(), Arc::clone(&self.limits));
            let courts = [
                self.listing.as_ref().map(|(desk, lists)| (desk, Arc::new(Lists::court(lists)))),
                self.repair.as_ref().map(|(desk, repairs)| (desk, Arc::clone(repairs.court()))),
            ];
            let with = |joined: Joined, (desk, court)| joined.with(Arc::clone(desk), cases::due_book(court));
            courts.into_iter().flatten().fold(joined, with).api()
        });
        // Each tells services elsewhere to whom it has shown something of a merchant.
        let told = |api, service| audit::readings(api, Arc::new(Readers::new(&self.trail, service)));
        [
            self.registry.as_ref().map(Registry::api).map(|api| told(api, registry::SERVICE)),
            self.violations.as_ref().map(|(desk, displays)| {
                told(violations::api(Arc::clone(desk), Arc::clone(displays)), violations::SERVICE)
            }),
            self.complaints
                .as_ref()
                .map(|(desk, views)| told(complaints::api(Arc::clone(desk), views), complaints::SERVICE)),
            self.inspections
                .as_ref()
                .map(|(desk, draws)| told(inspections::api(Arc::clone(desk), Arc::clone(draws)), inspections::SERVICE)),
            self.listing
                .as_ref()
                .map(|(desk, lists)| told(listing::api(Arc::clone(desk), Arc::clone(lists)), listing::SERVICE)),
            self.repair
                .as_ref()
                .map(|(desk, repairs)| told(repair::api(Arc::clone(desk), Arc::clone(repairs)), repair::SERVICE)),
            rating.map(|api| told(api, rating::SERVICE)),
            self.access.as_ref().map(|access| access::api(Arc::clone(access))),
            joined,
        ]
        .into_iter()
        .flatten()
        .chain(audit::api(search, &self.trail_path))
        .collect()
    }

    /// The names of merchants, if the registry runs here.
    pub(crate) fn directory(&self) -> Option<&Arc<Directory>> {
        self.registry.as_ref().map(|registry| &registry.directory)
    }

    /// What is made of filings, if complaints are kept here.
    pub(crate) fn views(&self) -> Option<&Arc<Views>> {
        self.complaints.as_ref().map(|(_, views)| views)
    }

    /// The services with a ledger here: those that keep records, and those that keep cases beside one.
    pub(crate) fn desks(&self) -> impl Iterator<Item = &Arc<Desk>> {
        let listing = self.listing.as_ref().map(|(desk, _)| desk);
        let repair = self.repair.as_ref().map(|(desk, _)| desk);
        self.keepers().chain(listing).chain(repair)
    }

    /// Lets nobody here wait any more for something to happen, so that all who follow end at once and not one after the
    /// other, each after its wait.
    pub(crate) fn hush(&self) {
        self.desks().for_each(|desk| desk.ledger.bell().hush());
        let lists = self.listing.as_ref().map(|(_, lists)| lists.book());
        let repairs = self.repair.as_ref().map(|(_, repairs)| repairs.book());
        lists.into_iter().chain(repairs).for_each(|book| book.bell().hush());
    }

    /// The services that keep records here.
    fn keepers(&self) -> impl Iterator<Item = &Arc<Desk>> {
        let registry = self.registry.as_ref().map(|registry| &registry.desk);
        let violations = self.violations.as_ref().map(|(desk, _)| desk);
        let complaints = self.complaints.as_ref().map(|(desk, _)| desk);
        let inspections = self.inspections.as_ref().map(|(desk, _)| desk);
        [registry, violations, complaints, inspections].into_iter().flatten()
    }
}

/// How a service that keeps records is opened.
type Open = fn(&Location, Pools, Arc<dyn Clock>, Arc<dyn Subjects>, Arc<Limits>) -> Result<Arc<Desk>, db::OpenError>;

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
