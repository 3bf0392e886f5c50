//! Many merchants: a list to page through, and the city in numbers.

use crate::beside::of_classes;
use crate::book::Ratings;
use crate::lists::{Filter, IndustryFilter, Place, Sort, Summary};
use crate::projection::Served;
use contracts::access::Reach;
use contracts::page::{CursorError, Limit, ListTag, Page};
use contracts::port::{Marked, Marks};
use contracts::problem::{Code, FieldError};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::points::Milli;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Caller, Concerning, Doc, Fault, Query, ReadRatings, State, blocking};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/merchants",
        list,
        Doc::new("list_ratings", "列出经营主体及其分类", "List merchants with their classes")
            .link("read_rating", &[("code", "$response.body#/items/0/code")])
            .link("look_up", &[("code", "$response.body#/items/0/code")])
            .link("read_rating_history", &[("code", "$response.body#/items/0/code")])
            .link("read_certificate", &[("code", "$response.body#/items/0/code")]),
    )
    .get("/summary", summary, Doc::new("read_summary", "全市分类统计", "The city in numbers"))
}

/// Which merchants.
#[derive(Deserialize, IntoParams)]
struct Wanted {
    /// Only of this class; `-` for those that are not rated.
    class: Option<String>,
    /// Only of this county-level area, such as 371502.
    #[param(value_type = Option<String>)]
    area: Option<String>,
    /// Only of this industry: a section's letter, or a division, group or class such as 62, 621 or 6210.
    industry: Option<String>,
    /// Only those whose name or code holds this text.
    text: Option<String>,
    /// `code`, `score` (lowest first) or `score_down`; whoever is not rated comes last by score.
    #[serde(default)]
    #[param(inline)]
    sort: Sort,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

impl Wanted {
    fn tag(&self) -> Result<ListTag, CursorError> {
        ListTag::of("merchants", &(&self.class, &self.area, &self.industry, &self.text, self.sort))
    }
}

/// A merchant in a list (经营主体).
#[derive(Serialize, ToSchema)]
#[schema(as = ListedMerchant)]
struct Listed {
    /// Credit code or registration number.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Name.
    name: String,
    /// County-level area.
    #[schema(value_type = Option<String>)]
    area: Option<AreaCode>,
    /// Industry.
    industry: Option<String>,
    /// Class; nothing if it is not rated.
    class: Option<String>,
    /// Score; nothing if it is not rated.
    #[schema(value_type = Option<i64>)]
    score_milli: Option<Milli>,
    /// First day on which the rating changes by itself.
    #[schema(value_type = String, format = Date)]
    valid_until: Day,
    /// Path of the rating with its reasons.
    href: String,
    /// What stands beside the class: what is pending about it, and what the merchant says of it.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    marks: Marks,
}

impl Listed {
    fn of(served: &Served, marks: Marks) -> Self {
        Self {
            code: served.code,
            name: served.name.to_string(),
            area: served.area,
            industry: served.industry.map(|industry| industry.to_string()),
            class: served.class.as_deref().map(str::to_owned),
            score_milli: served.score(),
            valid_until: served.valid_until,
            href: format!("/{}/v1/merchants/{}", crate::SERVICE, served.code),
            marks,
        }
    }
}

async fn list(
    caller: Caller<ReadRatings>,
    ratings: State<Ratings>,
    marked: State<dyn Marked>,
    wanted: Query<Wanted>,
) -> Result<Concerning<Page<Listed>>, Fault> {
    let wanted = wanted.into_inner();
    let tag = wanted.tag()?;
    let after: Option<Place> = wanted.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    let Wanted { class, area, industry, text, sort, limit, .. } = wanted;
    let narrowed = Narrowed { class, area, industry, text, sort };
    let filter = Filter { after, ..filter(&ratings, narrowed, caller.reach(), limit.get())? };
    blocking(move || {
        let found = ratings.list(&filter);
        let page = Page::cut(&tag, found, limit, |served| Place::of(sort, served))?;
        let merchants = page.items.iter().map(|served| served.code).collect();
        let marks = of_classes(marked.as_ref(), &page.items).map_err(Fault::unavailable)?;
        let items = page.items.iter().zip(marks).map(|(served, marks)| Listed::of(served, marks)).collect();
        Answer::new(Page::<Listed> { items, next: page.next }).concerning(merchants)
    })
    .await
}

/// What a query narrows a list of merchants down to.
pub(super) struct Narrowed {
    pub(super) class: Option<String>,
    pub(super) area: Option<String>,
    pub(super) industry: Option<String>,
    pub(super) text: Option<String>,
    pub(super) sort: Sort,
}

/// The same as the list is asked for it, from its first merchant on.
pub(super) fn filter(ratings: &Ratings, narrowed: Narrowed, reach: Reach, limit: usize) -> Result<Filter, Fault> {
    let Narrowed { class, area: county, industry: trade, text, sort } = narrowed;
    let (area, industry) = (area(county.as_deref())?, industry(trade.as_deref())?);
    if let Some(class) = &class
        && !ratings.knows_class(class)
    {
        let (zh, en) = (format!("没有等级“{class}”"), format!("there is no class {class:?}; - stands for not rated"));
        return Err(wrong("class", zh, en));
    }
    Ok(Filter { reach, class, area, industry, text, sort, after: None, limit })
}

fn area(text: Option<&str>) -> Result<Option<AreaCode>, Fault> {
    let read = text.map(AreaCode::parse).transpose();
    read.map_err(|error| wrong("area", error.zh(), error.to_string()))
}

fn industry(text: Option<&str>) -> Result<Option<IndustryFilter>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let found = IndustryFilter::parse(text);
    let zh = || format!("“{text}”不是行业门类字母或大类代码");
    let en = || format!("{text:?} is neither the letter of a section nor a division");
    found.map(Some).ok_or_else(|| wrong("industry", zh(), en()))
}

fn wrong(field: &str, zh: String, en: String) -> Fault {
    Fault::new(Code::InvalidQuery).errors([FieldError::new(field, zh, en)])
}

async fn summary(caller: Caller<ReadRatings>, ratings: State<Ratings>) -> Result<Answer<Summary>, Fault> {
    blocking(move || Ok(Answer::new(ratings.summary(caller.reach())))).await
}
