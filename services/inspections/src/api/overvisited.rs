//! Merchants that were visited too often, over HTTP.

use super::of_year::{OfYear, page};
use crate::book::DrawBook;
use crate::error::DrawError;
use crate::overvisited::{Counted, Overvisited};
use contracts::access::Reach;
use contracts::problem::Code;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Api, Doc};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/visits/over-cap",
        page::<Overvisited, OvervisitedMerchant>,
        Doc::new("list_overvisited_merchants", "列出超频次检查的经营主体", "List merchants that were visited too often")
            .text("With more visits of the office's own motion on the spot in a plan year than the cap of their class, or with one within the protection of an earlier one. By the rules of the last day of the year, of today while it runs, and by the classes of today. In order of code. For whoever may see classes, since caps are those of classes.")
            .errors(&[Code::Unprocessable, Code::Unavailable]),
    )
}

/// A merchant that was visited too often (超频次检查的经营主体).
#[derive(Serialize, ToSchema)]
struct OvervisitedMerchant {
    /// The merchant.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Its name, if it is still registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Code of its area, if it is still registered.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<AreaCode>,
    /// The same in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    area_zh: Option<&'static str>,
    /// Most visits a year by its class; nothing if the rules do not know the class.
    #[serde(skip_serializing_if = "Option::is_none")]
    cap: Option<u32>,
    /// Were there more?
    over_cap: bool,
    /// Was any made within the protection of an earlier one?
    within_protection: bool,
    /// Parameters by which it is listed and that are not settled, each as `id@first day`.
    provisional: Vec<String>,
    /// Visits of the year that count, in order of day.
    visits: Vec<CountedVisit>,
}

/// A visit that counts towards the cap (计入频次的检查).
#[derive(Serialize, ToSchema)]
struct CountedVisit {
    /// Its day.
    #[schema(value_type = String, format = Date)]
    day: Day,
    /// Key of its record.
    key: String,
    /// Path of its record.
    href: String,
    /// Was it made within the protection of an earlier one?
    within_protection: bool,
}

impl From<Overvisited> for OvervisitedMerchant {
    fn from(one: Overvisited) -> Self {
        let Overvisited { code, name, area, cap, over_cap, within_protection, provisional, visits } = one;
        let visit = |Counted { day, key, href, within_protection }| CountedVisit { day, key, href, within_protection };
        let (area_zh, visits) = (area.and_then(|area| area.zh()), visits.into_iter().map(visit).collect());
        Self { code, name, area, area_zh, cap, over_cap, within_protection, provisional, visits }
    }
}

impl OfYear for Overvisited {
    const LIST: &'static str = "overvisited_merchants";

    fn code(&self) -> PartyCode {
        self.code
    }

    fn find(
        book: &DrawBook,
        which: (i32, Option<AreaCode>),
        page: (Option<PartyCode>, usize),
        reach: Reach,
    ) -> Result<Vec<Self>, DrawError> {
        book.overvisited(which, page, reach)
    }
}
