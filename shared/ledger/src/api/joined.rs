//! The time limits of all services as one list (全部期限): what is kept in this process, and what services keep that run
//! apart. Each judges by itself what the caller may see.

use super::Desk;
use super::beside::{self, Beside, DueBook};
use super::deadlines::{Deadline, Filter, clock_owner, listed};
use crate::asker::Asker;
use crate::due::DueAfter;
use contracts::page::{ListTag, Page, Part, merged};
use contracts::port::PortError;
use contracts::trace;
use domain::code::PartyCode;
use serde::Serialize;
use statute::duties::Limits;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;
use web::{Answer, Api, Caller, Concerning, Doc, Fault, Query, ReadRecords, Shown, State, blocking};

/// The time limits of a service that runs apart (他处期限).
pub trait Elsewhere: Send + Sync {
    /// The service.
    fn service(&self) -> &str;

    /// A page of what it lists for whoever has shown this.
    ///
    /// # Errors
    /// [`PortError`].
    fn deadlines(&self, shown: &Shown, query: &[(&str, &str)]) -> Result<Page<Deadline>, PortError>;
}

/// Every service that keeps records, here and elsewhere (期限总览).
pub struct Joined {
    here: Vec<Arc<Desk>>,
    beside: Vec<Beside>,
    elsewhere: Vec<Arc<dyn Elsewhere>>,
    limits: Arc<Limits>,
}

/// One of them.
enum Source<'j> {
    Here(&'j Arc<Desk>),
    Beside(&'j Beside),
    Elsewhere(&'j dyn Elsewhere),
}

/// Time limits of all services (期限总览).
#[derive(Serialize, ToSchema)]
struct JoinedDeadlinePage {
    /// Those that run out first come first.
    items: Vec<Deadline>,
    /// Cursor of the next page; null on the last.
    next: Option<String>,
    /// Services that could not be asked, or are working their limits out anew: theirs are missing.
    away: Vec<String>,
}

/// Where a list goes on: behind which one, in each service of which something was shown.
type Places = BTreeMap<String, DueAfter>;

impl Joined {
    /// The services that keep records; which clock is whose is told by these limits.
    #[must_use]
    pub const fn new(here: Vec<Arc<Desk>>, elsewhere: Vec<Arc<dyn Elsewhere>>, limits: Arc<Limits>) -> Self {
        Self { here, beside: Vec::new(), elsewhere, limits }
    }

    /// The same with a service here that keeps no records, with the ledger beside it.
    #[must_use]
    pub fn with(mut self, desk: Arc<Desk>, book: Arc<dyn DueBook>) -> Self {
        self.beside.push(Beside { book, desk });
        self
    }

    /// Its operation, at an address of its own.
    #[must_use]
    pub fn api(self) -> Api {
        let doc = Doc::new("list_deadlines", "列出全部期限", "List the time limits of all services").text(
            "What `/{service}/v1/deadlines` list of each service, as one list: the first to run out comes first, rows \
             that wait for their party among them. Each \
             service judges by itself what the caller may see. Services that could not be asked are named in `away`, \
             and theirs are missing.",
        );
        Api::new("/deadlines/v1", "办理期限", "Time limits of all services")
            .with(Arc::new(self))
            .get("/entries", list, doc)
    }

    fn page(&self, filter: &Filter, caller: &Caller<ReadRecords>, shown: &Shown) -> Result<JoinedDeadlinePage, Fault> {
        let (tag, own) = (ListTag::of("joined_deadlines", filter)?, filter.tag()?);
        let cursor = filter.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
        let mut places: Places = cursor.unwrap_or_default();
        let owner = filter.clock.as_deref().map(|clock| clock_owner(&self.limits, clock)).transpose()?;
        filter.check()?;
        let is_asked = |source: &Source<'_>| owner.is_none_or(|owner| owner == source.service());
        let here = self.here.iter().map(Source::Here).chain(self.beside.iter().map(Source::Beside));
        let all = here.chain(self.elsewhere.iter().map(|there| Source::Elsewhere(&**there)));
        let asked: Vec<Source<'_>> = all.filter(is_asked).collect();
        let trace = trace::current();
        // All at once, so that a list takes no longer than the slowest of them.
        let answers = std::thread::scope(|scope| {
            let ask = |source| {
                let (place, own) = (places.get(Source::service(source)), &own);
                scope.spawn(move || trace::within(trace, || source.page(filter, caller, shown, own, place)))
            };
            let asked: Vec<_> = asked.iter().map(ask).collect();
            asked.into_iter().map(std::thread::ScopedJoinHandle::join).collect::<Vec<_>>()
        });
        let (mut found, mut away) = (Vec::new(), Vec::new());
        for (source, answer) in asked.iter().zip(answers) {
            match answer {
                Ok(Ok(part)) => found.push(part),
                Ok(Err(error)) => {
                    tracing::warn!(service = source.service(), %error, "time limits cannot be listed");
                    away.push(source.service().to_owned());
                }
                Err(_) => away.push(source.service().to_owned()),
            }
        }
        let (listed, more) = merged(found, filter.limit.get(), |(_, place, _)| place.day);
        let mut items = Vec::with_capacity(listed.len());
        for (service, place, item) in listed {
            places.insert(service, place);
            items.push(item);
        }
        let next = more.then(|| tag.encode(&places)).transpose()?;
        Ok(JoinedDeadlinePage { items, next, away })
    }
}

/// A time limit, of which service, and its place there.
type Placed = (String, DueAfter, Deadline);

impl Source<'_> {
    fn service(&self) -> &str {
        match self {
            Self::Here(desk) => desk.ledger.service(),
            Self::Beside(beside) => beside.book.service(),
            Self::Elsewhere(there) => there.service(),
        }
    }

    fn page(
        &self,
        filter: &Filter,
        caller: &Caller<ReadRecords>,
        shown: &Shown,
        tag: &ListTag,
        place: Option<&DueAfter>,
    ) -> Result<Part<Placed>, PortError> {
        let service = self.service().to_owned();
        let strange = |cause: String| PortError::Refused { service: service.clone(), cause };
        let page = match self {
            Self::Here(desk) => {
                let found = listed(desk, filter, place.cloned(), Asker::of(caller), tag);
                found.map_err(|fault| PortError::Away { service: service.clone(), cause: fault.to_string() })?
            }
            Self::Beside(there) => {
                let found = beside::listed(there, filter, place.cloned(), Asker::of(caller), tag);
                found.map_err(|fault| PortError::Away { service: service.clone(), cause: fault.to_string() })?
            }
            Self::Elsewhere(there) => {
                let after = place.map(|place| tag.encode(place)).transpose();
                let query = filter.query(after.map_err(|error| strange(error.to_string()))?);
                let query = query.map_err(|error| strange(error.to_string()))?;
                let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (name.as_str(), &**value)).collect();
                there.deadlines(shown, &query)?
            }
        };
        let more = page.next.is_some();
        let placed = page.items.into_iter().map(|mut item| {
            let place = item.place.take().ok_or_else(|| strange("a time limit without its place".to_owned()))?;
            let place = tag.decode(&place).map_err(|error| strange(error.to_string()))?;
            Ok((service.clone(), place, item))
        });
        Ok(Part { items: placed.collect::<Result<_, PortError>>()?, more })
    }
}

async fn list(
    caller: Caller<ReadRecords>,
    shown: Shown,
    joined: State<Joined>,
    filter: Query<Filter>,
) -> Result<Concerning<JoinedDeadlinePage>, Fault> {
    let filter = filter.into_inner();
    blocking(move || {
        let page = joined.page(&filter, &caller, &shown)?;
        let merchants: Vec<PartyCode> = page.items.iter().filter_map(|item| item.code).collect();
        Answer::new(page).concerning(merchants)
    })
    .await
}
