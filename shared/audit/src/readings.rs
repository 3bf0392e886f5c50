//! Who was answered about a merchant by a service of this process (查阅情况), for services of the house that have to tell
//! those who received something wrong. Everything that was answered before is written first, so that none is missing.

use crate::entry::AuditEntry;
use crate::error::TrailError;
use crate::keeper::Keeper;
use crate::store::{Listing, Outcome};
use contracts::access::Role;
use contracts::port::{PortError, Reading, ReadingPage, Readings, ReadingsAsked};
use contracts::problem::Code;
use domain::code::PartyCode;
use domain::instant::Instant;
use serde::Deserialize;
use std::sync::{Arc, Weak};
use std::time::Duration;
use utoipa::IntoParams;
use web::{Answer, Api, Caller, Command, Doc, Fault, Query, State, blocking};

/// Entries that are looked at for one page.
const PAGE: i64 = 500;
/// How long is waited for what was answered before to be written.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a service of this process answered about merchants, by the trail (本服务查阅情况).
pub struct Readers {
    /// Whoever asks holds no trail open: only the last who lets go of it writes what has been handed over.
    keeper: Weak<Keeper>,
    service: &'static str,
}

impl Readers {
    /// What a service answered, by the trail of its process.
    #[must_use]
    pub fn new(keeper: &Arc<Keeper>, service: &'static str) -> Self {
        Self { keeper: Arc::downgrade(keeper), service }
    }

    fn page(&self, asked: &ReadingsAsked) -> Result<Option<ReadingPage>, TrailError> {
        let Some(keeper) = self.keeper.upgrade().filter(|keeper| keeper.settle(PATIENCE)) else {
            return Ok(None);
        };
        let listing = Listing {
            merchant: Some(asked.merchant.to_string()),
            from: Some(asked.from.micros()),
            until: Some(asked.until.micros()),
            action: Some(format!(" /{}/v1/", self.service)),
            outcome: Some(Outcome::Done),
            before: asked.before,
            limit: PAGE,
            ..Listing::default()
        };
        let (entries, is_more) = keeper.list(&listing)?;
        let next = entries.last().filter(|_| is_more).map(AuditEntry::number);
        // What the house asks itself has left it with nobody.
        let items = entries.into_iter().map(reading).filter(|one| one.role != Some(Role::Service)).collect();
        Ok(Some(ReadingPage { items, next }))
    }
}

fn reading(entry: AuditEntry) -> Reading {
    Reading {
        at: Instant::from_micros(entry.at),
        who: entry.who,
        role: entry.role.as_deref().and_then(Role::parse),
        department: entry.department,
        action: entry.action,
        target: entry.target,
    }
}

/// The service as others in this process ask it.
impl Readings for Readers {
    fn service(&self) -> &str {
        self.service
    }

    fn readings(&self, asked: &ReadingsAsked) -> Result<ReadingPage, PortError> {
        let away = |cause: String| PortError::Away { service: self.service.to_owned(), cause };
        let page = self.page(asked).map_err(|error| away(error.to_string()))?;
        page.ok_or_else(|| away("the trail is still being written".to_owned()))
    }
}

/// The operations of a service, with what it answered about merchants.
#[must_use]
pub fn readings(api: Api, readers: Arc<Readers>) -> Api {
    let service = readers.service;
    api.with(readers).get(
        "/readings",
        read,
        Doc::new(
            format!("list_{service}_readings"),
            "内部：谁查阅过某主体",
            "Internal: who was answered about a merchant",
        )
        .text(
            "What this service answered about one merchant within a span, to anybody but services of the house, the newest \
             first: for services that have to tell those who received something wrong. A page may hold fewer than it \
             looked at; it is the last where `next` is null.",
        )
        .errors(&[Code::Unavailable]),
    )
}

/// About whom, and when.
#[derive(Deserialize, IntoParams)]
struct Span {
    /// About this merchant.
    #[param(value_type = String)]
    merchant: PartyCode,
    /// At this instant or later.
    #[param(value_type = String, format = DateTime)]
    from: Instant,
    /// Before this instant.
    #[param(value_type = String, format = DateTime)]
    until: Instant,
    /// Behind this place: the `next` of the page before.
    before: Option<i64>,
}

async fn read(_: Caller<Command>, readers: State<Readers>, span: Query<Span>) -> Result<Answer<ReadingPage>, Fault> {
    let Span { merchant, from, until, before } = span.into_inner();
    blocking(move || {
        let page = readers.page(&ReadingsAsked { merchant, from, until, before }).map_err(Fault::unavailable)?;
        page.map(Answer::new).ok_or_else(|| Fault::unavailable("the trail is still being written"))
    })
    .await
}
