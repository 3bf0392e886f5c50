//! Finding a merchant by what a person types.

use super::succession::{Relation, successors};
use crate::directory::{Before, Directory, LONGEST, Listed, Matches, SearchError, Sought};
use contracts::owner;
use contracts::problem::{Code, FieldError};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::industry::Industry;
use domain::record::{MerchantStatus, RecordKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Caller, Concerning, Doc, Fault, Query, ReadRecords, State, blocking};

/// Most that one answer holds, and how many if nothing is said.
const MOST: u16 = 100;
const USUAL: u16 = 20;

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/search",
        search,
        Doc::new("search_merchants", "按名称检索主体", "Search merchants by name")
            .text(
                "By code, its first six characters or more, name, part of a name, pinyin or its initials, and with one \
                 typing error; the best first. A code finds the one merchant that has it. Codes that were given up and \
                 former names find as well, and `former_code` or `former_name` says so. **A name alone never decides \
                 who is meant**: several merchants may have the same one, and thousands of pairs of names differ by \
                 one character; so `same_name` and `one_character` say how many are that close to the first, and the \
                 code tells them apart. `cut` says that there are or may be more: then \
                 type more of the name. Merchants whose registration was taken back are not found. For a moment after \
                 the start, while the names are read into memory, the answer is 503.",
            )
            .errors(&[Code::Unavailable]),
    )
}

/// What to look for.
#[derive(Deserialize, IntoParams)]
struct Filter {
    /// What was typed: a code or its beginning, a name or a part of it, pinyin or its initials. Spaces, brackets, case and full-width
    /// forms make no difference.
    #[param(min_length = 1, max_length = 128)]
    q: String,
    /// Only in this area and below it, by its code or Chinese name, such as `371502`.
    #[param(value_type = Option<String>)]
    area: Option<AreaCode>,
    /// How many at most; 20 if nothing is said.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
}

/// Merchants who may be meant (检索结果).
#[derive(Serialize, ToSchema)]
#[schema(as = MerchantSearch)]
struct Found {
    /// The best first.
    items: Vec<Match>,
    /// Are there more, or may there be?
    cut: bool,
    /// How many other merchants have the name of the first, among at least twenty that fit best.
    same_name: usize,
    /// How many names differ from that of the first by one character, among the same.
    one_character: usize,
}

/// A merchant who may be meant (候选主体).
#[derive(Serialize, ToSchema)]
#[schema(as = MerchantMatch)]
struct Match {
    /// Its present code.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Registered name.
    name: String,
    /// How it fits: `code`, `code_prefix`, `exact`, `prefix`, `substring`, `initials`, `pinyin` or `near`.
    matched: &'static str,
    /// The same in Chinese.
    matched_zh: &'static str,
    /// The former name that fits (曾用名), if it is that and not the present one.
    #[serde(skip_serializing_if = "Option::is_none")]
    former_name: Option<String>,
    /// The former code that fits (曾用代码), if it is that and not the present one.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    former_code: Option<PartyCode>,
    /// County-level area, as areas are today.
    #[schema(value_type = String)]
    area: AreaCode,
    /// Industry.
    industry: Industry,
    /// Registration status.
    status: MerchantStatus,
    /// Who carries it on, if somebody does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    successors: Vec<Relation>,
    /// Path of the registration.
    href: String,
}

impl Match {
    fn of(listed: Listed) -> Self {
        let Listed { kind, before, merchant, key, area } = listed;
        let (former_name, former_code) = match before {
            Some(Before::Name(name)) => (Some(name), None),
            Some(Before::Code(code)) => (None, Some(code)),
            None => (None, None),
        };
        Self {
            href: owner::href(RecordKind::Merchant, merchant.code, &key),
            successors: successors(&merchant),
            code: merchant.code,
            name: merchant.name,
            matched: kind.token(),
            matched_zh: kind.zh(),
            former_name,
            former_code,
            area,
            industry: merchant.industry,
            status: merchant.status,
        }
    }
}

async fn search(
    caller: Caller<ReadRecords>,
    directory: State<Directory>,
    filter: Query<Filter>,
) -> Result<Concerning<Found>, Fault> {
    let Filter { q, area, limit } = filter.into_inner();
    let limit = limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        let wrong = FieldError::new("limit", "应为 1 至 100", "must be 1 to 100");
        return Err(invalid(FieldError { value: Some(limit.to_string()), ..wrong }));
    }
    blocking(move || {
        let sought = Sought { text: &q, area, limit: usize::from(limit), reach: caller.reach() };
        let Matches { listed, cut, same_name, one_character } = directory.search(sought)?;
        let items: Vec<Match> = listed.into_iter().map(Match::of).collect();
        let shown = items.iter().map(|item| item.code).collect();
        Answer::new(Found { items, cut, same_name, one_character }).concerning(shown)
    })
    .await
}

fn invalid(wrong: FieldError) -> Fault {
    Fault::new(Code::InvalidQuery).errors([wrong])
}

impl From<SearchError> for Fault {
    fn from(error: SearchError) -> Self {
        let en = error.to_string();
        match error {
            SearchError::Reading => Self::new(Code::Unavailable).detail("正在将名称读入内存，请稍后再试", en),
            SearchError::Empty => invalid(FieldError::new("q", "没有可供检索的内容", en)),
            SearchError::Long(_) => invalid(FieldError::new("q", format!("最多 {LONGEST} 个字"), en)),
            SearchError::Area(area) => {
                let wrong = FieldError::new("area", "本市没有该区划", en);
                invalid(FieldError { value: Some(area.to_string()), ..wrong })
            }
            SearchError::Ledger(error) => error.into(),
        }
    }
}
