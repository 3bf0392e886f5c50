//! How the services are: can they serve, and how fresh is what they know?

use crate::serve::wire::AUDIT;
use access::Access;
use complaints::Views;
use contracts::access::Reach;
use contracts::clock::Clock;
use contracts::import::{Job, JobState};
use contracts::port::Feed as _;
use contracts::status::{ServiceStatus, SourceStatus, Status};
use db::{Database, DbError};
use domain::record::{Content, RecordKind};
use ledger::{Asker, Desk, Ledger, LedgerError, Wanted};
use rating::{RatingError, Service};
use registry::Directory;
use std::collections::BTreeMap;
use std::sync::Arc;
use web::{Gauge, Health};

/// How many of the newest jobs are looked through for the last one of each source.
const LOOKED_THROUGH: i64 = 100;

/// Asks every database.
pub(crate) struct Pulse {
    pub(crate) desks: Vec<Arc<Desk>>,
    pub(crate) trail: Arc<Database>,
    /// If it runs here.
    pub(crate) rating: Option<Arc<Service>>,
    /// If it runs here.
    pub(crate) access: Option<Arc<Access>>,
    /// If it runs here.
    pub(crate) directory: Option<Arc<Directory>>,
    /// If it runs here.
    pub(crate) views: Option<Arc<Views>>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Digest of the parameters that this program was built with.
    pub(crate) policies: String,
}

impl Health for Pulse {
    fn ready(&self) -> Result<(), String> {
        for desk in &self.desks {
            desk.ledger.end().map_err(|error| error.to_string())?;
            desk.ledger.writable().map_err(|error| format!("{}: {error}", desk.ledger.service()))?;
        }
        reached(&self.trail).and_then(|()| self.trail.writable()).map_err(|error| format!("{AUDIT}: {error}"))?;
        if let Some(access) = &self.access {
            access.writable().map_err(|error| format!("{}: {error}", access::SERVICE))?;
        }
        let Some(rating) = &self.rating else { return Ok(()) };
        rating.writable().map_err(|error| format!("{}: {error}", rating::SERVICE))?;
        let waiting = rating.queue_length().map_err(|error| format!("{}: {error}", rating::SERVICE))?;
        match rating.ratings.projection.is_whole() {
            true => Ok(()),
            false => Err(format!("ratings are still being read into memory, {waiting} wait to be made")),
        }
    }

    fn gauges(&self) -> Vec<Gauge> {
        let ready = Gauge {
            name: "fangxin_ready",
            help: "Can requests be served",
            labels: Vec::new(),
            value: self.ready().is_ok().into(),
        };
        let rating = self.rating.as_deref().map(gauges).unwrap_or_default();
        let deadlines = self.desks.iter().filter_map(|desk| {
            Some(Gauge {
                name: "fangxin_deadlines_level",
                help: "Have all time limits been worked out that records set going",
                labels: vec![("service", desk.ledger.service().to_owned())],
                value: desk.deadlines.is_level().ok()?.into(),
            })
        });
        let names = self.directory.as_deref().and_then(|directory| {
            Some(Gauge {
                name: "fangxin_names_level",
                help: "Does the search by name know everything that was written",
                labels: Vec::new(),
                value: directory.is_level().ok()?.into(),
            })
        });
        let filings = self.views.as_deref().and_then(|views| {
            Some(Gauge {
                name: "fangxin_filings_level",
                help: "Do the ratios of handling, and what is public of complaints, know everything that was written",
                labels: Vec::new(),
                value: views.is_level().ok()?.into(),
            })
        });
        let holds = self.views.as_deref().and_then(|views| {
            Some(Gauge {
                name: "fangxin_holds_level",
                help: "Have holds of complaints been placed and ended by all that was written",
                labels: Vec::new(),
                value: views.holds.is_level().ok()?.into(),
            })
        });
        let named = names.into_iter().chain(filings).chain(holds).collect();
        [vec![ready], rating, deadlines.collect(), named].concat()
    }

    fn status(&self) -> Status {
        let mut services = BTreeMap::new();
        for desk in &self.desks {
            services.insert(desk.ledger.service().to_owned(), told(desk.ledger.service(), of(desk)));
        }
        if let Some((directory, status)) = self.directory.as_ref().zip(services.get_mut(registry::SERVICE)) {
            status.names_level = directory.is_level().ok();
        }
        if let Some((views, status)) = self.views.as_ref().zip(services.get_mut(complaints::SERVICE)) {
            status.filings_level = views.is_level().ok();
            status.holds_level = views.holds.is_level().ok();
        }
        if let Some(rating) = &self.rating {
            services.insert(rating::SERVICE.to_owned(), told(rating::SERVICE, rated(rating)));
        }
        services.insert(AUDIT.to_owned(), told(AUDIT, reached(&self.trail).map(|()| ServiceStatus::default())));
        let status = Status::new(env!("CARGO_PKG_VERSION"), self.clock.now(), self.policies.as_str());
        Status { services, ..status }
    }
}

/// The ratings as numbers. What cannot be asked is left out, which whoever watches notices.
fn gauges(service: &Service) -> Vec<Gauge> {
    let gauge = |name, help, value| Gauge { name, help, labels: Vec::new(), value };
    let merchants = i64::try_from(service.ratings.projection.len()).unwrap_or(i64::MAX);
    let mut gauges = vec![gauge("fangxin_rating_merchants", "Merchants that are rated", merchants)];
    gauges.extend(service.queue_length().ok().map(|waiting| {
        gauge("fangxin_rating_waiting", "Merchants that wait to be rated", i64::try_from(waiting).unwrap_or(i64::MAX))
    }));
    gauges.extend(service.displays_differing().ok().map(|differing| {
        let differing = i64::try_from(differing).unwrap_or(i64::MAX);
        gauge(
            "fangxin_displays_differing",
            "Penalties whose display was decided otherwise than ratings derive it",
            differing,
        )
    }));
    gauges.push(gauge("fangxin_rating_failing", "Did the last attempt to rate fail", service.is_failing().into()));
    gauges.extend(service.lags().into_iter().map(|lag| Gauge {
        name: "fangxin_feed_level",
        help: "Has everything been taken in that a service says",
        labels: vec![("feed", lag.feed)],
        value: lag.is_level.into(),
    }));
    gauges
}

/// How far the ratings have come.
fn rated(service: &Service) -> Result<ServiceStatus, RatingError> {
    let projection = &service.ratings.projection;
    // In this order: whoever reads that all is taken in and nothing waits may rely on both.
    let feeds = service.lags();
    // Nothing may wait, and yet a new peers' table not have been noticed.
    let settled = service.is_settled()?;
    Ok(ServiceStatus {
        merchants: Some(projection.len() as u64),
        whole: Some(projection.is_whole()),
        waiting: Some(service.queue_length()?),
        set_aside: Some(service.set_aside()?),
        displays_differing: Some(service.displays_differing()?),
        failing: Some(service.is_failing()),
        settled: Some(settled),
        scheme: Some(service.ratings.scheme_today()),
        feeds: Some(feeds),
        ..ServiceStatus::default()
    })
}

/// Opens a transaction, which needs an answer of the database.
fn reached(db: &Database) -> Result<(), DbError> {
    db.read(|_| Ok(()))
}

/// What a service says of itself. Why it says nothing is for the log alone: anybody may ask.
fn told<E: std::fmt::Display>(service: &str, said: Result<ServiceStatus, E>) -> ServiceStatus {
    match said {
        Ok(said) => ServiceStatus { answers: true, ..said },
        Err(error) => {
            tracing::error!(service, %error, "a service does not say how it is");
            ServiceStatus::default()
        }
    }
}

/// A service's sources, one a kind of record, and the end of its feed, against which followers measure
/// how far behind they are.
fn of(desk: &Desk) -> Result<ServiceStatus, String> {
    let ledger = &desk.ledger;
    let text = |error: LedgerError| error.to_string();
    let jobs = ledger.jobs(None, LOOKED_THROUGH, Asker::house("status")).map_err(text)?;
    let mut sources = BTreeMap::new();
    for kind in ledger.kinds() {
        sources.insert(kind.token().to_owned(), source(ledger, *kind, &jobs).map_err(text)?);
    }
    let queued = jobs.iter().filter(|job| job.state == JobState::Queued).count();
    let end = ledger.end().map_err(|error| error.to_string())?;
    Ok(ServiceStatus {
        sources: Some(sources),
        imports_queued: Some(queued as u64),
        feed_end: Some(end),
        deadlines_level: Some(desk.deadlines.is_level().map_err(|error| error.to_string())?),
        ..ServiceStatus::default()
    })
}

/// How fresh a source is: its last import, and the newest day of which there is a record.
fn source(ledger: &Ledger, kind: RecordKind, jobs: &[Job]) -> Result<SourceStatus, LedgerError> {
    let (newest, _) = ledger.list(kind, &Wanted { limit: 1, ..Wanted::default() }, Reach::Everywhere)?;
    let newest = newest.into_iter().next();
    let day = match &newest {
        Some(view) => Content::from_json(kind, &view.content)?.event_day(),
        None => None,
    };
    let is_last = |job: &&Job| job.layout == kind.token() && job.state == JobState::Done && !job.dry_run;
    let last = jobs.iter().find(is_last);
    Ok(SourceStatus {
        known: newest.is_some(),
        newest_day: day,
        newest_recorded_at: newest.map(|view| view.recorded_at),
        last_import_at: last.and_then(|job| job.finished_at),
        last_import_rows: last.and_then(|job| job.outcome.as_ref()).map(|outcome| outcome.read),
    })
}
