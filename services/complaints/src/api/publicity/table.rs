//! Complaints on display as a table.

use super::Filter;
use crate::publicity::{PublicAfter, PublicComplaint, Publicity};
use contracts::access::Scope;
use ledger::{Asker, EXPORT_PAGE, Form, Line, Lines, MARKS, Sheet, Tabled, shown};
use std::sync::Arc;
use web::Fault;

/// Complaints on display, which are everybody's to see whatever somebody's reach is.
pub(in crate::api) struct Table(pub(in crate::api) Arc<Publicity>);

impl Tabled for Table {
    type Filter = Filter;
    type After = PublicAfter;

    const SHEET: Sheet = Sheet {
        list: "published",
        zh: "投诉公示",
        path: "/published",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("统一社会信用代码", Form::Text),
            ("主体名称", Form::Text),
            ("接收日期", Form::Day),
            ("办结日期", Form::Day),
            ("办理结果", Form::Text),
            ("公示日期", Form::Day),
            ("公示截止日", Form::Day),
            MARKS[0],
            MARKS[1],
        ],
    };

    fn page(&self, filter: &Filter, _: Asker<'_>, after: Option<PublicAfter>) -> Result<Lines<PublicAfter>, Fault> {
        let (found, next) = self.0.displayed(filter.code, after.as_ref(), EXPORT_PAGE)?;
        Ok(Lines { lines: found.into_iter().map(line).collect(), next })
    }
}

fn line(complaint: PublicComplaint) -> Line {
    let cells = [
        complaint.party.to_string(),
        shown::maybe(complaint.name),
        complaint.received_on.to_string(),
        complaint.closed_on.to_string(),
        complaint.outcome.zh().to_owned(),
        complaint.published_on.to_string(),
        complaint.until.to_string(),
    ];
    Line { party: Some(complaint.party), cells: cells.into_iter().chain(complaint.marks.cells()).collect() }
}
