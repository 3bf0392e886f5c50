//! Reasons to look at merchants: at one, or at one after the other.

use super::seen;
use crate::candidates::{Found, FoundOfAll};
use crate::lists::Lists;
use contracts::owner;
use contracts::page::{Limit, ListTag};
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use statute::candidates::{Candidate, ThreeYears};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Caller, Concerning, Fault, Query, ReadRecords, State, blocking};

/// Of whom.
#[derive(Deserialize, IntoParams)]
pub(super) struct Filter {
    /// The merchant; every one within the reach if it is left out.
    #[param(value_type = Option<String>)]
    pub(super) code: Option<PartyCode>,
    /// How many merchants are looked at for a page; at most 100.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

/// A reason to look (列入线索).
#[derive(Serialize, ToSchema)]
pub(super) struct CandidateView {
    /// The merchant.
    #[schema(value_type = String)]
    pub(super) code: PartyCode,
    /// Its name, as it is registered now; left out if it cannot be got.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    /// Why, such as `heavy_penalty` or `grade_to_ask`.
    pub(super) reason: &'static str,
    /// The procedure by which an official would go on.
    pub(super) procedure: &'static str,
    /// Key of the record that gives it.
    pub(super) key: String,
    /// Path of that record.
    #[serde(skip_serializing_if = "Option::is_none")]
    href: Option<String>,
    /// The article that may be meant.
    pub(super) article: String,
    /// The policy interval, or what of the record, that says so.
    by: String,
    /// Does it rest on law, or on a sorting of the house, that is not settled?
    pub(super) provisional: bool,
    /// From which day on.
    #[schema(value_type = String, format = Date)]
    pub(super) since: Day,
}

/// An entry of the abnormal list that once had to lead to the serious list (经营异常满三年).
#[derive(Serialize, ToSchema)]
#[schema(as = ThreeYearsOnAbnormal)]
struct ThreeYearsView {
    /// The merchant.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Its first day.
    #[schema(value_type = String, format = Date)]
    since: Day,
    /// The day on which the years were full.
    #[schema(value_type = String, format = Date)]
    full_on: Day,
    /// The policy interval that says so.
    by: String,
    /// Does it rest on law that is not settled?
    provisional: bool,
}

/// What is known of merchants that is reason to look (主体列入线索).
#[derive(Serialize, ToSchema)]
#[schema(as = MerchantCandidates)]
pub(super) struct View {
    /// Reasons, of each merchant by the day from which they are there.
    items: Vec<CandidateView>,
    /// Entries of the abnormal list of three years.
    three_years: Vec<ThreeYearsView>,
    /// How many merchants were looked at.
    looked_at: usize,
    /// Cursor of the next page, which may be there even where this one is empty; null if every merchant was looked at.
    next: Option<String>,
}

pub(super) async fn list(
    caller: Caller<ReadRecords>,
    lists: State<Lists>,
    filter: Query<Filter>,
) -> Result<Concerning<View>, Fault> {
    let filter = filter.into_inner();
    let tag = ListTag::of("candidates", &filter.code)?;
    let after: Option<i64> = filter.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let FoundOfAll { found, looked_at, next } = match filter.code {
            Some(code) => {
                let found = lists.candidates(code, seen(&caller, &lists, code)?)?;
                FoundOfAll { found: vec![(code, found)], looked_at: 1, next: None }
            }
            None => lists.candidates_of_all(after, filter.limit.get(), caller.reach())?,
        };
        let mut merchants: Vec<PartyCode> = found.iter().map(|(code, _)| *code).collect();
        merchants.extend(filter.code);
        merchants.dedup();
        let names = lists.ledger.names(merchants.iter().copied());
        let (mut items, mut three_years) = (Vec::new(), Vec::new());
        for (code, Found { candidates, three_years: years }) in found {
            items.extend(candidates.into_iter().map(|one| CandidateView::of(code, names.get(&code).cloned(), one)));
            three_years.extend(years.into_iter().map(|ThreeYears { since, full_on, by, provisional }| {
                ThreeYearsView { code, since, full_on, by, provisional }
            }));
        }
        let next = next.map(|after| tag.encode(&after)).transpose()?;
        Answer::new(View { items, three_years, looked_at, next }).concerning(merchants)
    })
    .await
}

impl CandidateView {
    pub(super) fn of(code: PartyCode, name: Option<String>, candidate: Candidate) -> Self {
        let Candidate { reason, key, article, by, provisional, since } = candidate;
        let key = domain::record::RecordKey::as_str(&key).to_owned();
        Self {
            code,
            name,
            reason: reason.token(),
            procedure: reason.procedure(),
            href: owner::kind_of(&key).map(|kind| owner::href(kind, code, &key)),
            key,
            article,
            by,
            provisional,
            since,
        }
    }
}
