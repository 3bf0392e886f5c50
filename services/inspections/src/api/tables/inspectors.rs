//! The register of inspectors as a table.

use super::Everything;
use crate::book::DrawBook;
use contracts::access::Scope;
use domain::day::Day;
use domain::instant::Instant;
use ledger::{Asker, Form, Line, Lines, Sheet, Tabled, shown};
use std::sync::Arc;
use web::Fault;

/// Every inspector: one may be drawn for any merchant.
pub(super) struct Inspectors(pub(super) Arc<DrawBook>);

impl Tabled for Inspectors {
    type Filter = Everything;
    type After = ();

    const SHEET: Sheet = Sheet {
        list: "inspectors",
        zh: "执法人员名录",
        path: "/inspectors",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("工号", Form::Text),
            ("姓名", Form::Text),
            ("所属机构", Form::Text),
            ("监管领域", Form::Text),
            ("起始日期", Form::Day),
            ("终止日期", Form::Day),
            ("更改时间", Form::Text),
            ("更改人", Form::Text),
        ],
    };

    fn page(&self, _: &Everything, _: Asker<'_>, _: Option<()>) -> Result<Lines<()>, Fault> {
        let lines = self.0.inspectors()?.into_iter().map(|row| {
            let sectors = row.sectors()?;
            let cells = vec![
                row.inspector_id,
                row.name,
                row.department,
                shown::joined(sectors),
                Day::from_number(row.from_day).to_string(),
                shown::day(row.until_day.map(Day::from_number)),
                shown::instant(Some(Instant::from_micros(row.changed_at))),
                row.actor,
            ];
            Ok(Line { party: None, cells })
        });
        Ok(Lines { lines: lines.collect::<Result<_, Fault>>()?, next: None })
    }
}
