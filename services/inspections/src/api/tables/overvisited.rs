//! Merchants that were visited too often as a table, a row for each visit that counts.

use super::super::of_year::{OfYear, Wanted, list};
use crate::book::DrawBook;
use crate::overvisited::{Counted, Overvisited};
use contracts::access::Scope;
use domain::code::PartyCode;
use ledger::{Asker, EXPORT_PAGE, Form, Line, Lines, Sheet, Tabled, shown};
use std::sync::Arc;
use web::Fault;

/// Merchants within the reach, for whoever may see classes.
pub(super) struct OvervisitedMerchants(pub(super) Arc<DrawBook>);

impl Tabled for OvervisitedMerchants {
    type Filter = Wanted;
    type After = PartyCode;

    const SHEET: Sheet = Sheet {
        list: Overvisited::LIST,
        zh: "超频次检查的经营主体",
        path: "/visits/over-cap",
        scopes: &[Scope::Decide, Scope::ReadRatings],
        columns: &[
            ("统一社会信用代码", Form::Text),
            ("主体名称", Form::Text),
            ("区县", Form::Text),
            ("年度检查上限", Form::Number),
            ("计入次数", Form::Number),
            ("超过上限", Form::Text),
            ("检查日期", Form::Day),
            ("在保护期内", Form::Text),
            ("检查记录编号", Form::Text),
            ("暂定参数", Form::Text),
        ],
    };

    fn page(&self, wanted: &Wanted, asker: Asker<'_>, after: Option<PartyCode>) -> Result<Lines<PartyCode>, Fault> {
        let (found, next) = list::<Overvisited>(&self.0, wanted, (after, EXPORT_PAGE), asker.reach)?;
        Ok(Lines { lines: found.iter().flat_map(lines).collect(), next })
    }
}

fn lines(one: &Overvisited) -> impl Iterator<Item = Line> + '_ {
    one.visits.iter().map(|visit| line(one, visit))
}

fn line(one: &Overvisited, visit: &Counted) -> Line {
    let cells = vec![
        one.code.to_string(),
        shown::maybe(one.name.as_deref()),
        shown::area(one.area),
        shown::maybe(one.cap),
        one.visits.len().to_string(),
        shown::yes(one.over_cap),
        shown::day(Some(visit.day)),
        shown::yes(visit.within_protection),
        visit.key.clone(),
        shown::joined(one.provisional.iter().cloned()),
    ];
    Line { party: Some(one.code), cells }
}
