//! The visits that a draw gave as a table.

use super::super::draws::One;
use super::{names, party};
use crate::book::DrawBook;
use crate::store::VisitRow;
use contracts::access::Scope;
use domain::area::AreaCode;
use domain::instant::Instant;
use ledger::{Asker, Form, Line, Lines, Names, Sheet, Tabled, shown};
use std::sync::Arc;
use web::Fault;

/// Visits of one draw to merchants within the reach.
pub(super) struct Visits(pub(super) Arc<DrawBook>);

impl Tabled for Visits {
    type Filter = One;
    type After = ();

    const SHEET: Sheet = Sheet {
        list: "drawn_visits",
        zh: "抽中的检查",
        path: "/draws/{draw_id}/tasks",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("抽取编号", Form::Number),
            ("次序", Form::Number),
            ("统一社会信用代码", Form::Text),
            ("主体名称", Form::Text),
            ("监管领域", Form::Text),
            ("区县", Form::Text),
            ("法定必查依据", Form::Text),
            ("检查人员工号", Form::Text),
            ("未指派原因", Form::Text),
            ("状态", Form::Text),
            ("检查记录编号", Form::Text),
            ("不予检查原因", Form::Text),
            ("登记时间", Form::Text),
            ("登记人", Form::Text),
        ],
    };

    fn page(&self, one: &One, asker: Asker<'_>, _: Option<()>) -> Result<Lines<()>, Fault> {
        let rows = self.0.visits(one.draw_id, asker.reach)?;
        let names = names(&self.0, rows.iter().map(|row| row.merchant.as_str()));
        Ok(Lines { lines: rows.into_iter().map(|row| line(row, &names)).collect(), next: None })
    }
}

fn line(row: VisitRow, names: &Names) -> Line {
    let party = party(&row.merchant);
    let cells = vec![
        row.draw_id.to_string(),
        row.place.to_string(),
        row.merchant,
        shown::maybe(party.and_then(|party| names.get(&party))),
        row.sector,
        AreaCode::parse(&row.area).ok().map_or(row.area, |area| shown::area(Some(area))),
        shown::maybe(row.legal),
        shown::joined(row.first_id.into_iter().chain(row.second_id)),
        shown::maybe(row.lack.as_deref().map(lack)),
        state(&row.state).to_owned(),
        shown::maybe(row.record),
        shown::maybe(row.reason),
        shown::instant(row.settled_at.map(Instant::from_micros)),
        shown::maybe(row.settled_by),
    ];
    Line { party, cells }
}

/// What a visit lacks that is not assigned.
fn lack(word: &str) -> &str {
    match word {
        "qualified" => "缺少具备资格的人员",
        "second" => "缺少第二名人员",
        other => other,
    }
}

/// What became of a visit.
fn state(word: &str) -> &str {
    match word {
        "open" => "待检查",
        "done" => "已检查",
        "dropped" => "不予检查",
        other => other,
    }
}
