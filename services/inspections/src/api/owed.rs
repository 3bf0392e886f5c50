//! Merchants that the law demands another visit of this year, over HTTP.

use super::of_year::{OfYear, page};
use crate::book::DrawBook;
use crate::error::DrawError;
use crate::owed::Owed;
use contracts::access::Reach;
use contracts::problem::Code;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use draws::legal::Due;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Api, Doc};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/visits/owed",
        page::<Owed, OwedVisit>,
        Doc::new("list_owed_visits", "列出年内应检未检的经营主体", "List merchants that the law demands a visit of this year")
            .text("By the end of the year, beside the visits that were made and those that were drawn and are still to be made: who would be missed if nobody went. By the rules of the last day of the year, of today while it runs, and by the classes of today. In order of code. For whoever may see classes, which stand in for grades of risk.")
            .errors(&[Code::Unprocessable, Code::Unavailable]),
    )
}

/// A merchant that the law demands a visit of (年内应检未检的经营主体).
#[derive(Serialize, ToSchema)]
struct OwedVisit {
    /// The merchant.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Its name.
    name: String,
    /// Code of its area.
    #[schema(value_type = String)]
    area: AreaCode,
    /// The same in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    area_zh: Option<&'static str>,
    /// The rule that demands it: `id@first day`.
    rule: String,
    /// Sector of the rule.
    sector: String,
    /// Rule, count and article, for people.
    ground: String,
    /// Last visit on the spot that may count.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    last_on: Option<Day>,
    /// Visits that were drawn and are still to be made.
    pending: u32,
    /// Does it rest on something that is not settled?
    provisional: bool,
}

impl From<Owed> for OwedVisit {
    fn from(one: Owed) -> Self {
        let Owed { code, name, area, due, last_on, pending, provisional } = one;
        let Due { rule, sector, ground } = due;
        Self { code, name, area, area_zh: area.zh(), rule, sector, ground, last_on, pending, provisional }
    }
}

impl OfYear for Owed {
    const LIST: &'static str = "owed_visits";

    fn code(&self) -> PartyCode {
        self.code
    }

    fn find(
        book: &DrawBook,
        which: (i32, Option<AreaCode>),
        page: (Option<PartyCode>, usize),
        reach: Reach,
    ) -> Result<Vec<Self>, DrawError> {
        book.owed(which, page, reach)
    }
}
