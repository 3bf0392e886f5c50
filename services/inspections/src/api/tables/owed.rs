//! Merchants that the law demands another visit of this year as a table.

use super::super::of_year::{OfYear, Wanted, list};
use crate::book::DrawBook;
use crate::owed::Owed;
use contracts::access::Scope;
use domain::code::PartyCode;
use ledger::{Asker, EXPORT_PAGE, Form, Line, Lines, Sheet, Tabled, shown};
use std::sync::Arc;
use web::Fault;

/// Merchants within the reach, for whoever may see classes.
pub(super) struct OwedVisits(pub(super) Arc<DrawBook>);

impl Tabled for OwedVisits {
    type Filter = Wanted;
    type After = PartyCode;

    const SHEET: Sheet = Sheet {
        list: Owed::LIST,
        zh: "年内应检未检的经营主体",
        path: "/visits/owed",
        scopes: &[Scope::Decide, Scope::ReadRatings],
        columns: &[
            ("统一社会信用代码", Form::Text),
            ("主体名称", Form::Text),
            ("区县", Form::Text),
            ("监管领域", Form::Text),
            ("法定必查依据", Form::Text),
            ("最近现场检查日期", Form::Day),
            ("已抽中待检查次数", Form::Number),
            ("是否暂定", Form::Text),
        ],
    };

    fn page(&self, wanted: &Wanted, asker: Asker<'_>, after: Option<PartyCode>) -> Result<Lines<PartyCode>, Fault> {
        let (found, next) = list::<Owed>(&self.0, wanted, (after, EXPORT_PAGE), asker.reach)?;
        Ok(Lines { lines: found.into_iter().map(line).collect(), next })
    }
}

fn line(one: Owed) -> Line {
    let cells = vec![
        one.code.to_string(),
        one.name,
        shown::area(Some(one.area)),
        one.due.sector,
        one.due.ground,
        shown::day(one.last_on),
        one.pending.to_string(),
        shown::yes(one.provisional),
    ];
    Line { party: Some(one.code), cells }
}
