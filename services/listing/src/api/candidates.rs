//! Reasons to look at one merchant.

use super::seen;
use crate::lists::Lists;
use contracts::owner;
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use statute::candidates::{Candidate, Reason, ThreeYears};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Caller, Concerning, Fault, Query, ReadRecords, State, blocking};

/// Of whom.
#[derive(Deserialize, IntoParams)]
pub(super) struct Filter {
    /// The merchant.
    #[param(value_type = String)]
    code: PartyCode,
}

/// A reason to look (列入线索).
#[derive(Serialize, ToSchema)]
struct CandidateView {
    /// Why, such as `heavy_penalty` or `grade_to_ask`.
    reason: &'static str,
    /// The procedure by which an official would go on.
    procedure: &'static str,
    /// Key of the record that gives it.
    key: String,
    /// Path of that record.
    #[serde(skip_serializing_if = "Option::is_none")]
    href: Option<String>,
    /// The article that may be meant.
    article: String,
    /// The policy interval, or what of the record, that says so.
    by: String,
    /// Does it rest on law, or on a sorting of the house, that is not settled?
    provisional: bool,
    /// From which day on.
    #[schema(value_type = String, format = Date)]
    since: Day,
}

/// An entry of the abnormal list that once had to lead to the serious list (经营异常满三年).
#[derive(Serialize, ToSchema)]
#[schema(as = ThreeYearsOnAbnormal)]
struct ThreeYearsView {
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

/// What is known of a merchant that is reason to look (主体列入线索).
#[derive(Serialize, ToSchema)]
#[schema(as = MerchantCandidates)]
pub(super) struct View {
    /// Reasons, by the day from which they are there.
    items: Vec<CandidateView>,
    /// Entries of the abnormal list of three years.
    three_years: Vec<ThreeYearsView>,
}

pub(super) async fn list(
    caller: Caller<ReadRecords>,
    lists: State<Lists>,
    filter: Query<Filter>,
) -> Result<Concerning<View>, Fault> {
    blocking(move || {
        let code = filter.code;
        let subject = seen(&caller, &lists, code)?;
        let found = lists.candidates(code, subject)?;
        let item = |Candidate { reason, key, article, by, provisional, since }| {
            let reason: Reason = reason;
            let key = domain::record::RecordKey::as_str(&key).to_owned();
            CandidateView {
                reason: reason.token(),
                procedure: reason.procedure(),
                href: owner::kind_of(&key).map(|kind| owner::href(kind, code, &key)),
                key,
                article,
                by,
                provisional,
                since,
            }
        };
        let years = |ThreeYears { since, full_on, by, provisional }| ThreeYearsView { since, full_on, by, provisional };
        let items = found.candidates.into_iter().map(item).collect();
        let three_years = found.three_years.into_iter().map(years).collect();
        Answer::new(View { items, three_years }).concerning(vec![code])
    })
    .await
}
