//! What is on display as a table.

use super::Filter;
use crate::displays::{Displays, OnDay, OnDisplay};
use contracts::access::Scope;
use ledger::{After, Asker, EXPORT_PAGE, Form, Line, Lines, MARKS, Sheet, Tabled, shown};
use std::sync::Arc;
use web::Fault;

/// Penalties on display, for officials: what each caller sees of the list anyway.
pub(in crate::api) struct Table(pub(in crate::api) Arc<Displays>);

impl Tabled for Table {
    type Filter = Filter;
    type After = After;

    const SHEET: Sheet = Sheet {
        list: "displays",
        zh: "公示中的行政处罚",
        path: "/displays",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("统一社会信用代码", Form::Text),
            ("主体名称", Form::Text),
            ("决定书文号", Form::Text),
            ("作出机关", Form::Text),
            ("决定日期", Form::Day),
            ("案由", Form::Text),
            ("违法行为", Form::Text),
            ("处罚种类", Form::Text),
            ("罚款（元）", Form::Yuan),
            ("公示截止日", Form::Day),
            MARKS[0],
            MARKS[1],
        ],
    };

    fn check(&self, filter: &Filter) -> Result<(), Fault> {
        filter.day().map(drop)
    }

    fn page(&self, filter: &Filter, asker: Asker<'_>, after: Option<After>) -> Result<Lines<After>, Fault> {
        let (day, last) = (filter.day()?, filter.ended_on.is_some());
        let wanted = OnDay { day, last, code: filter.code, area: filter.area, after, limit: EXPORT_PAGE };
        let (found, next) = self.0.on(&wanted, asker.reach)?;
        Ok(Lines { lines: found.into_iter().map(line).collect(), next })
    }
}

fn line(OnDisplay { penalty, party, span, cause, conduct, marks }: OnDisplay) -> Line {
    let until = Some(span.off).filter(|off| !off.is_sentinel()).map(|off| off.plus_days(-1));
    let cells = [
        penalty.party.to_string(),
        shown::maybe(party.map(|party| party.name)),
        penalty.decision_no,
        penalty.authority,
        penalty.decided_on.to_string(),
        shown::maybe(cause),
        // In the words of the decision, once they are released.
        shown::maybe(conduct),
        shown::penalty_kinds(&penalty.kinds),
        shown::yuan(penalty.fine_fen),
        shown::day(until),
    ];
    Line { party: Some(penalty.party), cells: cells.into_iter().chain(marks.cells()).collect() }
}
