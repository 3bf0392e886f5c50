//! What is still to be visited as a table.

use super::super::assigned::Wanted;
use crate::assigned::{After, Assigned};
use crate::book::DrawBook;
use contracts::access::Scope;
use contracts::page::cut;
use domain::area::AreaCode;
use ledger::{Asker, EXPORT_PAGE, Form, Line, Lines, Sheet, Tabled, shown};
use std::sync::Arc;
use web::Fault;

/// Visits to merchants within the reach that are still to be made, the first due first.
pub(super) struct AssignedVisits(pub(super) Arc<DrawBook>);

impl Tabled for AssignedVisits {
    type Filter = Wanted;
    type After = After;

    const SHEET: Sheet = Sheet {
        list: "assigned_visits",
        zh: "待检查对象",
        path: "/visits/assigned",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("统一社会信用代码", Form::Text),
            ("主体名称", Form::Text),
            ("区县", Form::Text),
            ("抽取编号", Form::Number),
            ("任务", Form::Text),
            ("截止日期", Form::Day),
            ("检查人员工号", Form::Text),
        ],
    };

    fn page(&self, wanted: &Wanted, asker: Asker<'_>, after: Option<After>) -> Result<Lines<After>, Fault> {
        let which = (wanted.inspector.as_deref(), wanted.due_through);
        // One more than is shown, if there are more.
        let mut found = self.0.assigned(which, (after.as_ref(), EXPORT_PAGE), asker.reach)?;
        let next = cut(&mut found, EXPORT_PAGE, |visit| visit.after.clone());
        Ok(Lines { lines: found.into_iter().map(line).collect(), next })
    }
}

fn line(visit: Assigned) -> Line {
    let cells = vec![
        visit.code.to_string(),
        shown::maybe(visit.name),
        AreaCode::parse(&visit.area).ok().map_or(visit.area, |area| shown::area(Some(area))),
        visit.draw_id.to_string(),
        visit.task,
        visit.due.to_string(),
        shown::joined(visit.team),
    ];
    Line { party: Some(visit.code), cells }
}
