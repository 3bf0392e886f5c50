//! The whole trail searched at one address: what this process keeps, and what services keep that run apart.

use crate::entry::AuditEntry;
use crate::error::TrailError;
use crate::keeper::Keeper;
use crate::listed::{ListedEntry, TrailPage};
use crate::store::{Listing, Outcome};
use contracts::page::{Limit, ListTag, Part, merged};
use contracts::port::PortError;
use contracts::trace;
use domain::code::PartyCode;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::IntoParams;
use web::{Answer, Caller, Fault, Query, ReadAudit, Shown, State, blocking};

/// The trail of a service that runs apart (他处审计).
pub trait Elsewhere: Send + Sync {
    /// The service, after which its trail is called.
    fn service(&self) -> &str;

    /// A page of what it finds for whoever has shown this, which it judges and enters by itself.
    ///
    /// # Errors
    /// [`PortError`].
    fn entries(&self, shown: &Shown, query: &[(&str, &str)]) -> Result<TrailPage, PortError>;
}

/// What is searched (审计查询).
pub struct Search {
    pub(crate) keeper: Arc<Keeper>,
    /// What the trail of this process is called.
    name: String,
    elsewhere: Vec<Arc<dyn Elsewhere>>,
}

impl Search {
    /// The trail that a process keeps, by its name, and those that are kept elsewhere.
    #[must_use]
    pub fn new(keeper: Arc<Keeper>, name: &str, elsewhere: Vec<Arc<dyn Elsewhere>>) -> Self {
        Self { keeper, name: name.to_owned(), elsewhere }
    }

    /// Is nothing kept elsewhere?
    pub(crate) fn is_alone(&self) -> bool {
        self.elsewhere.is_empty()
    }

    /// A page of everything, for whoever has shown this.
    fn page(&self, filter: &Filter, shown: &Shown) -> Result<TrailPage, Fault> {
        let tag = filter.tag()?;
        let mut places: Places =
            filter.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?.unwrap_or_default();
        let limit = filter.limit.get();
        let mut found = Vec::new();
        let mut away = Vec::new();
        let trace = trace::current();
        // All at once, so that a search takes no longer than the slowest of them.
        let answers = std::thread::scope(|scope| {
            let asked = |there: &Arc<dyn Elsewhere>| {
                let (there, place) = (Arc::clone(there), places.get(there.service()).copied());
                let tag = &tag;
                scope.spawn(move || trace::within(trace, || filter.asked(&*there, shown, tag, place)))
            };
            let asked: Vec<_> = self.elsewhere.iter().map(asked).collect();
            let own = self.own(filter, places.get(&self.name).copied());
            (own, asked.into_iter().map(std::thread::ScopedJoinHandle::join).collect::<Vec<_>>())
        });
        found.push(answers.0.map_err(Fault::unavailable)?);
        for (there, answer) in self.elsewhere.iter().zip(answers.1) {
            match answer {
                Ok(Ok(trail)) => found.push(trail),
                Ok(Err(error)) => {
                    tracing::warn!(service = there.service(), %error, "a trail cannot be searched");
                    away.push(there.service().to_owned());
                }
                Err(_) => away.push(there.service().to_owned()),
            }
        }
        let trails = [self.name.clone()].into_iter().chain(self.elsewhere.iter().map(|one| one.service().to_owned()));
        let (items, more) = newest(found, limit, &mut places);
        let next = more.then(|| tag.encode(&places)).transpose()?;
        Ok(TrailPage { items, next, trails: trails.collect(), away })
    }

    /// What this process keeps.
    fn own(&self, filter: &Filter, before: Option<i64>) -> Result<Found, TrailError> {
        let listing = Listing {
            who: filter.who.clone(),
            merchant: filter.merchant.map(|code| code.to_string()),
            from: filter.from.map(Instant::micros),
            until: filter.until.map(Instant::micros),
            action: filter.action.clone(),
            outcome: filter.outcome,
            request_id: filter.request_id.clone(),
            purpose: filter.purpose.clone(),
            before,
            limit: u16::from(filter.limit).into(),
        };
        let (entries, more) = self.keeper.list(&listing)?;
        let listed = |entry: AuditEntry| ListedEntry { trail: self.name.clone(), digest: entry.digest.clone(), entry };
        Ok(Found { items: entries.into_iter().map(listed).collect(), more })
    }
}

/// Where a search goes on: before which number, in each trail of which something was shown.
type Places = BTreeMap<String, i64>;

/// What a trail has given, the newest first.
type Found = Part<ListedEntry>;

/// The first entries of all trails by their times, and whether there are more; where each trail goes on is noted.
fn newest(found: Vec<Found>, limit: usize, places: &mut Places) -> (Vec<ListedEntry>, bool) {
    let (items, more) = merged(found, limit, |listed| Reverse(listed.entry.at));
    places.extend(items.iter().map(|listed| (listed.trail.clone(), listed.entry.number)));
    (items, more)
}

/// Which entries.
#[derive(Clone, Serialize, Deserialize, IntoParams)]
pub(crate) struct Filter {
    /// Only of this account or client.
    who: Option<String>,
    /// Only about this merchant.
    #[param(value_type = Option<String>)]
    merchant: Option<PartyCode>,
    /// At this instant or later.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Instant>,
    /// Before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Instant>,
    /// Only of operations in whose method and pattern this text stands, such as `POST` or `/penalties/{code}`.
    action: Option<String>,
    /// Only those that ended so.
    #[param(inline)]
    outcome: Option<Outcome>,
    /// Only of the request of this number.
    request_id: Option<String>,
    /// Only those in whose purpose this text stands.
    purpose: Option<String>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

impl Filter {
    fn tag(&self) -> Result<ListTag, Fault> {
        let Self { who, merchant, from, until, action, outcome, request_id, purpose, .. } = self;
        Ok(ListTag::of("audit_entries", &(who, merchant, from, until, action, outcome, request_id, purpose))?)
    }

    /// The same asked elsewhere, from a place of that trail on.
    fn asked(
        &self,
        there: &dyn Elsewhere,
        shown: &Shown,
        tag: &ListTag,
        before: Option<i64>,
    ) -> Result<Found, PortError> {
        let strange = |cause: String| PortError::Refused { service: there.service().to_owned(), cause };
        let after = before.map(|before| tag.encode(&Places::from([(there.service().to_owned(), before)])));
        let after = after.transpose().map_err(|error| strange(error.to_string()))?;
        let said = serde_json::to_value(Self { after, ..self.clone() }).map_err(|error| strange(error.to_string()))?;
        let said = said.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
        let said: Vec<(&str, String)> = said
            .map(|(name, value)| (name.as_str(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
            .collect();
        let query: Vec<(&str, &str)> = said.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let page = there.entries(shown, &query)?;
        // Whatever it calls itself, here it is called as it was asked.
        let entries = page.items.into_iter().map(|listed| ListedEntry { trail: there.service().to_owned(), ..listed });
        Ok(Found { items: entries.collect(), more: page.next.is_some() })
    }
}

pub(crate) async fn list(
    _: Caller<ReadAudit>,
    shown: Shown,
    search: State<Search>,
    filter: Query<Filter>,
) -> Result<Answer<TrailPage>, Fault> {
    let (search, filter) = (Arc::clone(&search), filter.into_inner());
    blocking(move || search.page(&filter, &shown).map(Answer::new)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use contracts::audit::Entry;

    fn listed(trail: &str, number: i64, at: i64) -> ListedEntry {
        let entry = Entry {
            at: Instant::from_micros(at),
            from: None,
            who: None,
            role: None,
            department: None,
            token: None,
            ground: None,
            action: "GET /x".to_owned(),
            target: "/x".to_owned(),
            merchants: Vec::new(),
            status: 200,
            purpose: None,
            request_id: "1".to_owned(),
        };
        let mut entry = AuditEntry::of(entry).remove(0);
        entry.put(number);
        ListedEntry { entry, digest: String::new(), trail: trail.to_owned() }
    }

    fn found(trail: &str, entries: &[(i64, i64)], more: bool) -> Found {
        Found { items: entries.iter().map(|(number, at)| listed(trail, *number, *at)).collect(), more }
    }

    #[test]
    fn trails_are_merged_by_time_and_each_goes_on_where_it_was_left() {
        let trails = vec![found("a", &[(9, 90), (7, 70), (6, 95)], false), found("b", &[(4, 80), (3, 30)], false)];
        let mut places = Places::from([("c".to_owned(), 5)]);
        let (items, more) = newest(trails, 3, &mut places);
        let shown: Vec<_> = items.iter().map(|one| (one.trail.as_str(), one.entry.number)).collect();
        assert_eq!((shown, more), (vec![("a", 9), ("b", 4), ("a", 7)], true));
        // One of which nothing was shown this time stays where it was.
        assert_eq!(places, [("a", 7), ("b", 4), ("c", 5)].map(|(trail, at)| (trail.to_owned(), at)).into());
    }
}
