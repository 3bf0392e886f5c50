//! The rows of a list, page by page, as the list itself shows them.

use super::list::{EXPORT_PAGE, Taker};
use super::unresolved;
use crate::asker::Asker;
use crate::book::Ledger;
use crate::due::{Due, DueWanted};
use crate::error::LedgerError;
use crate::look::Wanted;
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::record::{Content, RecordKind};
use intake::export::{Form, Heading, MARKS};
use intake::{Cells, ToCells as _, shown};
use serde::{Deserialize, Serialize};
use statute::duties::Limits;

/// Rows that are read at once.
const PAGE: i64 = EXPORT_PAGE as i64;

/// Which rows of which list (导出范围).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Listed {
    /// The records of a kind.
    Records(RecordKind, Wanted),
    /// Time limits.
    Deadlines(DueWanted),
    /// Time limits of rows that wait for their party.
    Unresolved(DueWanted),
    /// A list of the service's own, by its name, and its filters as its query writes them.
    Own(String, String),
}

/// Takes a row: of whom it tells, if that is known, and its cells.
pub(super) type Take<'t, C> = &'t mut dyn FnMut(Option<PartyCode>, C) -> Result<(), LedgerError>;

/// A record as a row: its cells, and those of what stands beside it.
pub(super) type Recorded = (Cells, [String; MARKS.len()]);

/// Reads the records of a kind.
pub(super) fn records(
    ledger: &Ledger,
    kind: RecordKind,
    wanted: &Wanted,
    reach: Reach,
    take: Take<'_, Recorded>,
) -> Result<(), LedgerError> {
    let mut wanted = Wanted { limit: PAGE, ..wanted.clone() };
    loop {
        let (views, next) = ledger.list(kind, &wanted, reach)?;
        let marks = ledger.marks_of(&views)?;
        for (view, marks) in views.iter().zip(marks) {
            let content = Content::from_json(kind, &view.content)?;
            take(Some(content.party()), (content.to_cells(), marks.cells()))?;
        }
        if next.is_none() {
            return Ok(());
        }
        wanted.after = next;
    }
}

/// Reads time limits, those of rows that wait for their party among them.
pub(super) fn deadlines(
    ledger: &Ledger,
    limits: &Limits,
    wanted: &DueWanted,
    asker: Asker<'_>,
    taker: Taker<'_>,
) -> Result<(), LedgerError> {
    let take = taker.row;
    // Few, and read once: those that are left when the records are over follow them.
    let rows = ledger.unresolved_within(wanted, limits, asker)?;
    let of_records = ledger.count_deadlines(wanted, asker.reach)?;
    (taker.expect)(of_records + u64::try_from(rows.len()).unwrap_or(0));
    let mut rows = rows.into_iter().peekable();
    let mut wanted = DueWanted { limit: PAGE, ..wanted.clone() };
    loop {
        let (found, next) = ledger.deadlines(&wanted, asker.reach)?;
        let names = ledger.names(found.iter().map(|due| due.party));
        for due in found {
            while let Some(row) = rows.next_if(|row| *row.after() < due.after) {
                take(None, unresolved::in_list(&row, limits))?;
            }
            let name = names.get(&due.party).cloned().unwrap_or_default();
            take(Some(due.party), [cells(&due, name, limits), vec![String::new()]].concat())?;
        }
        if next.is_none() {
            return rows.try_for_each(|row| take(None, unresolved::in_list(&row, limits)));
        }
        wanted.after = next;
    }
}

/// The columns of time limits.
pub(crate) fn due_headings() -> Vec<Heading> {
    let columns = [
        ("事项", Form::Text),
        ("状态", Form::Text),
        ("责任主体", Form::Text),
        ("起算日期", Form::Day),
        ("期限届满日", Form::Day),
        ("办结日期", Form::Day),
        ("统一社会信用代码", Form::Text),
        ("主体名称", Form::Text),
        ("记录编号", Form::Text),
        ("承办部门", Form::Text),
        ("依据", Form::Text),
        ("是否暂定", Form::Text),
        ("待确认行", Form::Text),
    ];
    columns.into_iter().map(|(zh, form)| Heading::new(zh, form)).collect()
}

/// A time limit under them. A period expires on the day on which it counts as met, be it a later one than is counted.
pub(super) fn cells(due: &Due, name: String, limits: &Limits) -> Vec<String> {
    vec![
        due.title(limits).0.to_owned(),
        due.state.zh().to_owned(),
        due.whose(limits).zh().to_owned(),
        due.started_on.to_string(),
        shown::day(due.last_on.or(due.due_on)),
        shown::day(due.stopped_on),
        due.party.to_string(),
        name,
        due.key.clone(),
        shown::maybe(due.department.as_ref()),
        due.article(limits).to_owned(),
        shown::yes(due.provisional),
    ]
}

/// What the lists of time limits are called.
pub(crate) const DEADLINES_ZH: &str = "办理期限";
pub(crate) const UNRESOLVED_ZH: &str = "主体待确认事项的期限";
