//! Who is on a list.

use super::{bound, tables};
use crate::entries::{Entry, Listed, OnList};
use crate::lists::Lists;
use crate::membership::List;
use contracts::access::Scope;
use contracts::page::{Limit, ListTag, Page};
use contracts::port::Marks;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{
    About, Answer, Any, Caller, Concerning, CsvFile, Fault, Ndjson, Query, ReadPublic, ReadRecords, State, blocking,
};

/// Entries that are read together for the whole list.
const TOGETHER: usize = 500;

/// Which entries.
#[derive(Deserialize, IntoParams)]
pub(super) struct Filter {
    /// Only of this list: `serious_list`, `abnormal_list` or `abnormal_mark`.
    #[param(value_type = Option<String>)]
    pub(super) list: Option<List>,
    /// Only of this merchant.
    #[param(value_type = Option<String>)]
    pub(super) code: Option<PartyCode>,
    /// Only of merchants of this area or of one below it, such as 371502.
    #[param(value_type = Option<String>)]
    pub(super) area: Option<AreaCode>,
    /// As it was on this day, as it is known now; today if it is left out. Another day is for those who may read records.
    #[param(value_type = Option<String>, format = Date)]
    pub(super) as_of: Option<Day>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

/// A listing of an entry (列入事由).
#[derive(Serialize, ToSchema)]
pub(super) struct EntryListing {
    /// The list.
    list: List,
    /// Its name in Chinese.
    list_zh: &'static str,
    /// The ground.
    ground: String,
    /// Instrument and article.
    basis: String,
    /// Code of the office that decided.
    office: String,
    /// Day of the decision, or from which it runs anew.
    #[schema(value_type = String, format = Date)]
    listed_on: Day,
    /// Last day, as far as it is known today; nothing while nobody knows an end.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
    /// Law that is not settled and on which it rests that this is shown, for whoever may read records.
    #[serde(skip_serializing_if = "Option::is_none")]
    rests_on: Option<Vec<String>>,
    /// What stands beside it: what is pending about it, and what its merchant says of it.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    marks: Marks,
}

/// Whoever is on a list (名单条目).
#[derive(Serialize, ToSchema)]
#[schema(as = ListEntry)]
pub(super) struct EntryView {
    /// Credit code or registration number, as it is registered now.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Name.
    name: String,
    /// Each listing, by its day.
    listings: Vec<EntryListing>,
}

impl EntryView {
    pub(super) fn of(entry: Entry, is_official: bool) -> Self {
        let listing = |Listed { list, ground, basis, office, listed_on, until, rests_on, marks, .. }| EntryListing {
            list_zh: List::zh(list),
            list,
            ground,
            basis,
            office,
            listed_on,
            until,
            rests_on: is_official.then_some(rests_on),
            marks,
        };
        let listings = entry.listings.into_iter().map(listing).collect();
        Self { code: entry.party.code, name: entry.party.name, listings }
    }
}

pub(super) async fn list(
    caller: Caller<Any<(ReadRecords, ReadPublic)>>,
    lists: State<Lists>,
    filter: Query<Filter>,
) -> Result<Concerning<Page<EntryView>>, Fault> {
    let filter = filter.into_inner();
    let tag = ListTag::of("entries", &(filter.list, filter.code, filter.area, filter.as_of))?;
    let after: Option<PartyCode> = filter.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    if filter.as_of.is_some_and(|day| day != lists.today()) && !caller.allows(Scope::ReadRecords) {
        return Err(Fault::forbidden("只公开当日的名单", "only the lists of today are public"));
    }
    blocking(move || {
        let subject = bound(&caller, &lists, filter.code)?;
        let (day, list, area, limit) = (filter.as_of, filter.list, filter.area, filter.limit.get());
        let wanted = OnList { day, list, subjects: subject.map(|one| [one].into()), area, after, limit };
        let (found, next) = lists.entries(&wanted, caller.reach())?;
        let is_official = caller.allows(Scope::ReadRecords);
        let merchants = found.iter().map(|entry| entry.party.code).collect();
        let items = found.into_iter().map(|entry| EntryView::of(entry, is_official)).collect();
        Answer::new(Page { items, next: next.map(|after| tag.encode(&after)).transpose()? }).concerning(merchants)
    })
    .await
}

/// Which entries of all.
#[derive(Deserialize, IntoParams)]
pub(super) struct Whole {
    /// Only of this list.
    #[param(value_type = Option<String>)]
    list: Option<List>,
}

pub(super) async fn all(
    caller: Caller<Any<(ReadRecords, ReadPublic)>>,
    lists: State<Lists>,
    filter: Query<Whole>,
) -> Result<About<Ndjson<EntryView>>, Fault> {
    let list = filter.list;
    let (reach, is_official) = (caller.reach(), caller.allows(Scope::ReadRecords));
    let own = lists.0.clone();
    // Before anything is answered: whoever cannot be asked now is told of by the status.
    let first = blocking(move || {
        let subjects = bound(&caller, &own, None)?.map(|one| [one].into());
        let wanted = OnList { list, subjects, limit: TOGETHER, ..OnList::default() };
        // The trail names everybody when the answer begins.
        let merchants = own.named(&wanted, reach)?;
        let first = own.entries(&wanted, reach)?;
        Ok::<_, Fault>((wanted, merchants, first))
    });
    let (mut wanted, merchants, mut page) = first.await?;
    let lists = lists.0.clone();
    let answer = Ndjson::flowing(move |lines| {
        loop {
            let (found, next) = page;
            for entry in found {
                lines.put(&EntryView::of(entry, is_official))?;
            }
            let Some(next) = next else { return Ok(()) };
            wanted.after = Some(next);
            page = lists.entries(&wanted, reach)?;
        }
    });
    Ok(About { answer, merchants })
}

pub(super) async fn csv(
    caller: Caller<Any<(ReadRecords, ReadPublic)>>,
    lists: State<Lists>,
    filter: Query<Whole>,
) -> Result<About<CsvFile>, Fault> {
    blocking(move || {
        let subjects = bound(&caller, &lists, None)?.map(|one| [one].into());
        let wanted = OnList { list: filter.list, subjects, ..OnList::default() };
        tables::csv(&lists, &wanted, caller.reach())
    })
    .await
}
