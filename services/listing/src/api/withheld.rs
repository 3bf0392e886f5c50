//! What is not told to others, and what is missing for that.

use super::bound;
use crate::lists::Lists;
use crate::membership::List;
use crate::withheld::{HeldBack, Unshown, Withheld};
use contracts::page::{Limit, ListTag, Page};
use contracts::problem::RefusedReason;
use domain::code::PartyCode;
use ledger::lacking;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Caller, Concerning, Fault, Query, ReadRecords, State, blocking};

/// Which.
#[derive(Deserialize, IntoParams)]
pub(super) struct Filter {
    /// Only of this list: `serious_list`, `abnormal_list` or `abnormal_mark`.
    #[param(value_type = Option<String>)]
    pub(super) list: Option<List>,
    /// Only of this merchant.
    #[param(value_type = Option<String>)]
    pub(super) code: Option<PartyCode>,
    /// How many cases.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

/// Something that is not told to others (未予对外的事项).
#[derive(Serialize, ToSchema)]
struct WithheldPart {
    /// `listing` of an entry that is not published, `measure` of measures that departments are not told of.
    form: &'static str,
    /// The measures, by their codes; none of an entry.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    measures: Vec<String>,
    /// Everything that is missing, each piece with its article.
    missing: Vec<RefusedReason>,
}

/// A membership of which something is not told to others (未予对外的列入情况).
#[derive(Serialize, ToSchema)]
#[schema(as = WithheldMembership)]
pub(super) struct View {
    /// Number of its case.
    case_no: i64,
    /// Path of its case.
    href: String,
    /// Credit code or registration number, as it was when its case was opened.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Its name, if it is registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The list.
    list: List,
    /// Its name in Chinese.
    list_zh: &'static str,
    /// What of it is not told.
    withheld: Vec<WithheldPart>,
}

impl View {
    fn of(Withheld { case_no, code, name, list, held_back }: Withheld) -> Self {
        let part = |HeldBack { measures, missing }| WithheldPart {
            form: if Vec::is_empty(&measures) { "listing" } else { "measure" },
            measures,
            missing: lacking(missing),
        };
        Self {
            case_no,
            href: format!("/{}/v1/cases/{case_no}", crate::SERVICE),
            code,
            name,
            list,
            list_zh: list.zh(),
            withheld: held_back.into_iter().map(part).collect(),
        }
    }
}

pub(super) async fn list(
    caller: Caller<ReadRecords>,
    lists: State<Lists>,
    filter: Query<Filter>,
) -> Result<Concerning<Page<View>>, Fault> {
    let filter = filter.into_inner();
    let tag = ListTag::of("withheld", &(filter.list, filter.code))?;
    let after: Option<i64> = filter.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let subject = bound(&caller, &lists, filter.code)?;
        let wanted = Unshown { list: filter.list, subject, after, limit: filter.limit.get() };
        let (found, next) = lists.withheld(&wanted, caller.reach())?;
        let merchants = found.iter().map(|one| one.code).collect();
        let items = found.into_iter().map(View::of).collect();
        Answer::new(Page { items, next: next.map(|after| tag.encode(&after)).transpose()? }).concerning(merchants)
    })
    .await
}
