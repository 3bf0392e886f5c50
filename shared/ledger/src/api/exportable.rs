//! What can be exported of a service: the kinds of record that it owns, time limits, and lists of its own.

use super::{Desk, deadlines, records, unresolved};
use crate::exports::{DEADLINES_ZH, Offer, UNRESOLVED_ZH, columns, due_headings, filters, unresolved_headings};
use crate::marks::mark_headings;
use contracts::access::Claims;
use contracts::export::{DEADLINES, ExportableList, UNRESOLVED};
use domain::record::RecordKind;
use intake::export::Heading;
use intake::layout::Layout;
use std::sync::Arc;
use web::{Answer, Caller, Fault, ReadRecords, State};

/// The lists of time limits of what a service keeps: of one without records there is nothing to tell.
pub(super) fn of_time(desk: &Desk) -> &'static [&'static str] {
    if desk.ledger.kinds().is_empty() { &[] } else { &[DEADLINES, UNRESOLVED] }
}

/// The service's own lists that a caller may see.
pub(super) fn offered<'d>(desk: &'d Desk, caller: &Claims) -> impl Iterator<Item = &'d Arc<dyn Offer>> {
    let may_see = |offer: &&Arc<dyn Offer>| offer.sheet().scopes.iter().all(|scope| caller.allows(*scope));
    desk.exports.offers().iter().filter(may_see)
}

pub(super) async fn list(caller: Caller<ReadRecords>, desk: State<Desk>) -> Result<Answer<Vec<ExportableList>>, Fault> {
    let service = desk.ledger.service();
    let limits = |list: &str, zh: &str, path: &str, headings, filters| ExportableList {
        list: list.to_owned(),
        title_zh: zh.to_owned(),
        href: format!("/{service}/v1/{path}"),
        file: None,
        columns: columns(headings),
        filters,
        importable: false,
    };
    let due = filters::<deadlines::Filter>();
    let unresolved = filters::<unresolved::Filter>();
    let mut all: Vec<ExportableList> = desk.ledger.kinds().iter().map(|kind| of_kind(service, *kind)).collect();
    if !of_time(&desk).is_empty() {
        all.push(limits(DEADLINES, DEADLINES_ZH, "deadlines", due_headings(), due));
        all.push(limits(UNRESOLVED, UNRESOLVED_ZH, "deadlines/unresolved", unresolved_headings(), unresolved));
    }
    all.extend(offered(&desk, &caller).map(|offer| offer.sheet().told(service, offer.filters())));
    Ok(Answer::new(all))
}

fn of_kind(service: &str, kind: RecordKind) -> ExportableList {
    let layout = Layout::of(kind);
    ExportableList {
        list: kind.token().to_owned(),
        title_zh: layout.zh.to_owned(),
        href: format!("/{service}/v1/{}", kind.token()),
        file: None,
        columns: columns(layout.exported().map(Heading::of).chain(mark_headings())),
        filters: filters::<records::Filter>(),
        importable: true,
    }
}
