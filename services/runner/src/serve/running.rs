//! The server, from its start to its clean end.

use super::health::Pulse;
use super::plan::Plan;
use super::tokens;
use super::wire::{House, Opening};
use crate::office::Office;
use crate::stop;
use access::Admission;
use anyhow::{Context as _, Result};
use cases::Court;
use contracts::audit::Trail;
use contracts::clock::Clock;
use db::Location;
use ed25519_dalek::SigningKey;
use ledger::{Follower, Ledger};
use listing::Lists;
use repair::{Effects, Repairs};
use statute::procedure::Procedure;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};
use web::token::Following;
use web::{Handle, Options, Rates};

/// Longest wait for threads that have served requests to end.
const LETTING_GO: Duration = Duration::from_secs(10);

/// With what a server is started.
pub(crate) struct Settings {
    pub(crate) listener: TcpListener,
    pub(crate) location: Location,
    pub(crate) key: SigningKey,
    pub(crate) clock: Arc<dyn Clock>,
    /// Threads that serve requests.
    pub(crate) workers: usize,
    /// Most connections at a time.
    pub(crate) connections: usize,
    /// How much each role may ask.
    pub(crate) rates: Rates,
    /// By what policy.
    pub(crate) office: Office,
    /// Which services run in this process.
    pub(crate) plan: Plan,
    /// Proxies whose word is taken for where a request comes from.
    pub(crate) trusted_proxies: Vec<IpAddr>,
    /// By what persons prove who they are.
    pub(crate) admission: Admission,
}

type Keeping = (Option<Follower>, Option<Effects>);

/// A server that runs, with its services.
pub(crate) struct Running {
    handle: Handle,
    /// Outlives the server: what is in hand ends before the services close.
    house: House,
    /// Do what the law lets happen by itself, and carry out elsewhere what was decided.
    keeping: Keeping,
    /// Keeps what tokens are judged by up to date.
    _following: Following,
}

/// The services of a process that keep cases, with the ledgers whose records cases are about.
pub(crate) struct Courts<'r> {
    lists: &'r Lists,
    repairs: &'r Repairs,
    pub(crate) listing: Court,
    pub(crate) repair: Arc<Court>,
    pub(crate) violations: &'r Ledger,
    pub(crate) inspections: &'r Ledger,
    pub(crate) registry: &'r Ledger,
}

impl Courts<'_> {
    /// The cases of the lists, and those of repair.
    pub(crate) fn courts(&self) -> [&Court; 2] {
        [&self.listing, &self.repair]
    }

    /// The procedures of which these cases are.
    pub(crate) fn procedures<'c>(&self, court: &'c Court) -> impl Iterator<Item = (&'c str, &'c Procedure)> + use<'c> {
        let service = court.ledger.service();
        court.book.procedures().all().filter(move |(_, one)| one.owner == service)
    }

    /// Lets the house do what follows by itself from how the cases stand, and waits until all of it was tried or somebody asks
    /// to stop.
    pub(crate) fn settle(&self) -> Result<()> {
        self.lists.keep()?;
        while !stop::asked() && !self.repairs.is_level()? {
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

/// Listens at an address.
pub(crate) fn listener(address: &str) -> Result<TcpListener> {
    TcpListener::bind(address).with_context(|| format!("{address}：无法监听 cannot be listened on"))
}

/// Opens the services and serves them.
pub(crate) fn start(settings: Settings) -> Result<Running> {
    let Settings { listener, location, key, clock, workers, connections, rates, office, plan, .. } = settings;
    let Settings { trusted_proxies, admission, .. } = settings;
    let (location, clock, office, plan) = (&location, &clock, &office, &plan);
    let opening = Opening { location, clock, key: &key, trail_key: Some(&key), office, plan, admission };
    let house = House::open(opening)?;
    for desk in house.desks() {
        desk.deadlines.follow().context("a thread cannot be started")?;
    }
    if let Some(views) = house.views() {
        views.follow().context("a thread cannot be started")?;
    }
    if let Some(directory) = house.directory() {
        directory.follow().context("a thread cannot be started")?;
    }
    let lists = house.listing.as_ref().map(|(_, lists)| lists.follow()).transpose();
    let repairs = house.repair.as_ref().map(|(_, repairs)| repairs.follow()).transpose();
    let thread = || "a thread cannot be started";
    let keeping = (lists.with_context(thread)?, repairs.with_context(thread)?);
    let pulse = Pulse {
        desks: house.desks().map(Arc::clone).collect(),
        trail: Arc::clone(&house.trail_db),
        clock: Arc::clone(clock),
        policies: office.library.digest().to_string(),
        rating: house.rating.clone(),
        directory: house.directory().map(Arc::clone),
        views: house.views().map(Arc::clone),
        access: house.access.clone(),
    };
    let trail: Arc<dyn Trail> = Arc::<audit::Keeper>::clone(&house.trail);
    let (verifier, following) = tokens::verifier(&house.trust, Arc::clone(clock))?;
    let options = Options::new(verifier, Arc::clone(clock), trail, Arc::new(pulse));
    let mut options = Options { workers, connections, trusted_proxies, ..options };
    options.limits.rates = rates;
    let handle = web::serve(listener, house.apis(), options).context("无法开始服务 the server cannot start")?;
    tracing::info!(address = %handle.address(), %location, "serving");
    Ok(Running { handle, house, keeping, _following: following })
}

impl Running {
    /// Its address for whoever is on this machine.
    pub(crate) fn url(&self) -> String {
        let mut address = self.handle.address();
        if address.ip().is_unspecified() {
            address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port());
        }
        format!("http://{address}")
    }

    /// Serves until somebody asks to stop; then what is in hand ends, and the services close.
    pub(crate) fn until_stopped(self) -> Result<()> {
        let stopper = self.handle.stopper();
        stop::when_asked(move || stopper.stop());
        let ended = self.handle.wait().context("服务意外终止 the server ended by itself");
        close(self.keeping, self.house);
        tracing::info!("stopped");
        ended
    }

    /// Accounts and keys.
    pub(crate) fn access(&self) -> Result<&Arc<access::Access>> {
        self.house.access.as_ref().context("the accounts do not run here")
    }

    /// The service that rates.
    pub(crate) fn rating(&self) -> Result<&rating::Service> {
        self.house.rating.as_deref().context("the ratings do not run here")
    }

    /// The draws of the city.
    pub(crate) fn draws(&self) -> Result<&inspections::DrawBook> {
        self.house.inspections.as_ref().map(|(_, draws)| &**draws).context("the inspections do not run here")
    }

    /// Cases, and the records of which they are made.
    pub(crate) fn courts(&self) -> Result<Courts<'_>> {
        let absent = || "they do not run here";
        let (_, lists) = self.house.listing.as_ref().with_context(absent)?;
        let (_, repairs) = self.house.repair.as_ref().with_context(absent)?;
        let ledger = |service| {
            let desk = self.house.desks().find(|desk| desk.ledger.service() == service);
            desk.map(|desk| &*desk.ledger).with_context(absent)
        };
        Ok(Courts {
            lists,
            repairs,
            listing: Lists::court(lists),
            repair: Arc::clone(repairs.court()),
            violations: ledger(violations::SERVICE)?,
            inspections: ledger(inspections::SERVICE)?,
            registry: ledger(registry::SERVICE)?,
        })
    }

    /// Stops at once.
    pub(crate) fn stop(self) -> Result<()> {
        let ended = self.handle.stop().context("服务意外终止 the server ended by itself");
        close(self.keeping, self.house);
        ended
    }
}

/// Closes the services, once the threads that served requests have let go of the trail: only the last who
/// lets go writes what has been handed over, and the process must not end before.
fn close(keeping: Keeping, house: House) {
    let begun = Instant::now();
    while Arc::strong_count(&house.trail) > 1 {
        if begun.elapsed() > LETTING_GO {
            tracing::error!("requests are still being served; their audit entries may be lost");
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    house.hush();
    // Nothing is begun any more that would need the services.
    drop(keeping);
}
