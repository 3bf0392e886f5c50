//! Entries as a table.

use super::entries::Filter;
use crate::entries::{Entry, Listed, OnList};
use crate::lists::Lists;
use contracts::access::Scope;
use domain::code::PartyCode;
use ledger::{Asker, EXPORT_PAGE, Form, Line, Lines, MARKS, Sheet, Tabled, shown};
use std::sync::Arc;
use web::Fault;

/// Entries, one listing a row.
pub(super) struct Entries(pub(super) Arc<Lists>);

impl Tabled for Entries {
    type Filter = Filter;
    type After = PartyCode;

    const SHEET: Sheet = Sheet {
        list: "entries",
        zh: "名单",
        path: "/entries",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("统一社会信用代码", Form::Text),
            ("主体名称", Form::Text),
            ("名单", Form::Text),
            ("列入事由", Form::Text),
            ("依据", Form::Text),
            ("作出机关", Form::Text),
            ("列入日期", Form::Day),
            ("截止日", Form::Day),
            MARKS[0],
            MARKS[1],
        ],
    };

    fn page(&self, filter: &Filter, asker: Asker<'_>, after: Option<PartyCode>) -> Result<Lines<PartyCode>, Fault> {
        let subject = filter.code.map(|code| self.0.subject(code)).transpose()?;
        let (day, list, area) = (filter.as_of, filter.list, filter.area);
        let wanted = OnList { day, list, subject, area, after, limit: EXPORT_PAGE };
        let (found, next) = self.0.entries(&wanted, asker.reach)?;
        Ok(Lines { lines: found.into_iter().flat_map(lines).collect(), next })
    }
}

fn lines(Entry { party, listings, .. }: Entry) -> Vec<Line> {
    let line = |Listed { list, ground, basis, office, listed_on, until, marks, .. }: Listed| {
        let cells = [
            party.code.to_string(),
            party.name.clone(),
            list.zh().to_owned(),
            ground,
            basis,
            office,
            listed_on.to_string(),
            shown::day(until),
        ];
        Line { party: Some(party.code), cells: cells.into_iter().chain(marks.cells()).collect() }
    };
    listings.into_iter().map(line).collect()
}
