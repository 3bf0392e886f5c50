//! Time limits of what a service keeps that is no record (其他期限): cases.

use super::deadlines::{Deadline, Filter, answered};
use super::{Desk, doc};
use crate::asker::Asker;
use crate::due::{Due, DueAfter, DueWanted};
use contracts::page::{ListTag, Page};
use statute::duties::Limits;
use std::sync::Arc;
use web::{Api, Caller, Concerning, Fault, Query, ReadRecords, State};

/// Time limits, each with where it is looked at, and where the next page begins.
pub type DuePage = (Vec<(Due, String)>, Option<DueAfter>);

/// Whoever keeps what is no record, and has time limits.
pub trait DueBook: Send + Sync {
    /// The service.
    fn service(&self) -> &'static str;

    /// By what they are counted.
    fn limits(&self) -> &Limits;

    /// The services whose clocks may be asked for.
    fn owners(&self) -> Vec<&str>;

    /// Time limits by the day on which they run out, each with the path of what it belongs to, and where the list goes
    /// on. What whoever asks may not see is none of them.
    ///
    /// # Errors
    /// A fault that says why they cannot be told.
    fn due(&self, wanted: &DueWanted, asker: Asker<'_>) -> Result<DuePage, Fault>;
}

/// A book with the ledger that lies beside it, which knows the names of merchants.
pub(super) struct Beside {
    pub(super) book: Arc<dyn DueBook>,
    pub(super) desk: Arc<Desk>,
}

/// The operation on time limits of a service that keeps no records.
pub fn counted(api: Api, desk: Arc<Desk>, book: Arc<dyn DueBook>) -> Api {
    let service = book.service();
    let doc = doc("list", &format!("{service}_deadlines"), "列出办案期限", "List time limits of cases").text(
        "What its cases oblige an office to do, and until when a merchant may do something (`whose`), by the day on which \
         it runs out: the first comes first. Without `state`, all that have not ended. `key` is the number of the case, \
         `department` the office whose case it is.",
    );
    api.with(Arc::new(Beside { book, desk })).get("/deadlines", list, doc)
}

/// A page of the list, each with its place.
pub(super) fn listed(
    Beside { book, desk }: &Beside,
    filter: &Filter,
    after: Option<DueAfter>,
    asker: Asker<'_>,
    tag: &ListTag,
) -> Result<Page<Deadline>, Fault> {
    let limits = book.limits();
    let limit = i64::from(u16::from(filter.limit));
    let wanted = DueWanted { after, limit, ..filter.clone().wanted_of(&book.owners(), limits)? };
    let (found, next) = book.due(&wanted, asker)?;
    let names = desk.ledger.names(found.iter().map(|(due, _)| due.party));
    let placed = found.into_iter().map(|(due, href)| {
        let place = Some(tag.encode(&due.after)?);
        let name = names.get(&due.party).cloned();
        let mut deadline = Deadline::of(due, limits);
        (deadline.place, deadline.name, deadline.href) = (place, name, Some(href));
        Ok(deadline)
    });
    let items = placed.collect::<Result<_, Fault>>()?;
    Ok(Page { items, next: next.map(|after| tag.encode(&after)).transpose()? })
}

async fn list(
    caller: Caller<ReadRecords>,
    beside: State<Beside>,
    filter: Query<Filter>,
) -> Result<Concerning<Page<Deadline>>, Fault> {
    answered(caller, filter, move |filter, after, asker, tag| listed(&beside, filter, after, asker, tag)).await
}
