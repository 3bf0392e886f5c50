//! Who keeps away from whom as a table, for those alone who decide.

use super::super::conflicts::Wanted;
use super::{names, party};
use crate::book::DrawBook;
use crate::register::Ground;
use contracts::access::Scope;
use domain::day::Day;
use domain::instant::Instant;
use ledger::{Asker, Form, Line, Lines, Sheet, Tabled, shown};
use std::sync::Arc;
use web::Fault;

/// Conflicts with merchants within the reach.
pub(super) struct Conflicts(pub(super) Arc<DrawBook>);

impl Tabled for Conflicts {
    type Filter = Wanted;
    type After = ();

    const SHEET: Sheet = Sheet {
        list: "conflicts",
        zh: "回避登记",
        path: "/conflicts",
        scopes: &[Scope::Decide],
        columns: &[
            ("编号", Form::Number),
            ("执法人员工号", Form::Text),
            ("统一社会信用代码", Form::Text),
            ("主体名称", Form::Text),
            ("回避事由", Form::Text),
            ("起始日期", Form::Day),
            ("终止日期", Form::Day),
            ("情况说明", Form::Text),
            ("登记时间", Form::Text),
            ("登记人", Form::Text),
            ("终止人", Form::Text),
        ],
    };

    fn page(&self, wanted: &Wanted, asker: Asker<'_>, _: Option<()>) -> Result<Lines<()>, Fault> {
        let rows = self.0.recusals(wanted.inspector.as_deref(), asker.reach)?;
        let names = names(&self.0, rows.iter().map(|row| row.part.merchant.as_str()));
        let lines = rows.into_iter().map(|row| {
            let party = party(&row.part.merchant);
            let part = row.part;
            let cells = vec![
                row.recusal_id.to_string(),
                part.inspector_id,
                part.merchant,
                shown::maybe(party.and_then(|party| names.get(&party))),
                Ground::parse(&part.ground)?.zh().to_owned(),
                Day::from_number(part.from_day).to_string(),
                shown::day(part.until_day.map(Day::from_number)),
                part.reason,
                shown::instant(Some(Instant::from_micros(part.recorded_at))),
                part.actor,
                shown::maybe(row.ended_by),
            ];
            Ok(Line { party, cells })
        });
        Ok(Lines { lines: lines.collect::<Result<_, Fault>>()?, next: None })
    }
}
