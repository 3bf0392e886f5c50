//! The rows of a list, page by page, as the list itself shows them.

use super::unresolved;
use crate::asker::Asker;
use crate::book::Ledger;
use crate::due::{Due, DueWanted};
use crate::error::LedgerError;
use crate::look::Wanted;
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Content, RecordKind};
use intake::export::{Form, Heading};
use intake::layout::Layout;
use intake::{Cells, ToCells as _};
use serde::{Deserialize, Serialize};
use statute::duties::Limits;

/// Rows that are read at once.
pub(super) const PAGE: i64 = 500;

/// Which rows of which list (导出范围).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Listed {
    /// The records of a kind.
    Records(RecordKind, Wanted),
    /// Time limits.
    Deadlines(DueWanted),
    /// Time limits of rows that wait for their party.
    Unresolved(DueWanted),
}

/// Takes a row: of whom it tells, if that is known, and its cells.
pub(super) type Take<'t, C> = &'t mut dyn FnMut(Option<PartyCode>, C) -> Result<(), LedgerError>;

/// Reads the records of a kind.
pub(super) fn records(
    ledger: &Ledger,
    kind: RecordKind,
    wanted: &Wanted,
    reach: Reach,
    take: Take<'_, Cells>,
) -> Result<(), LedgerError> {
    let mut wanted = Wanted { limit: PAGE, ..wanted.clone() };
    loop {
        let (views, next) = ledger.list(kind, &wanted, reach)?;
        for view in views {
            let content = Content::from_json(kind, &view.content)?;
            take(Some(content.party()), content.to_cells())?;
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
    take: Take<'_, Vec<String>>,
) -> Result<(), LedgerError> {
    // Few, and read once: those that are left when the records are over follow them.
    let mut rows = ledger.unresolved_within(wanted, limits, asker)?.into_iter().peekable();
    let mut wanted = DueWanted { limit: PAGE, ..wanted.clone() };
    loop {
        let (found, next) = ledger.deadlines(&wanted, asker.reach)?;
        for due in found {
            while let Some(row) = rows.next_if(|row| *row.after() < due.after) {
                take(None, unresolved::in_list(&row, limits))?;
            }
            take(Some(due.party), [cells(&due, limits), vec![String::new()]].concat())?;
        }
        if next.is_none() {
            return rows.try_for_each(|row| take(None, unresolved::in_list(&row, limits)));
        }
        wanted.after = next;
    }
}

/// The columns of time limits.
pub(super) fn due_headings() -> Vec<Heading> {
    let columns = [
        ("事项", Form::Text),
        ("状态", Form::Text),
        ("起算日期", Form::Day),
        ("期限届满日", Form::Day),
        ("办结日期", Form::Day),
        ("统一社会信用代码", Form::Text),
        ("记录编号", Form::Text),
        ("承办部门", Form::Text),
        ("依据", Form::Text),
        ("是否暂定", Form::Text),
        ("待确认行", Form::Text),
    ];
    columns.into_iter().map(|(zh, form)| Heading::new(zh, form)).collect()
}

/// A time limit under them. A period expires on the day on which it counts as met, be it a later one than is counted.
pub(super) fn cells(due: &Due, limits: &Limits) -> Vec<String> {
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    vec![
        due.title(limits).0.to_owned(),
        due.state.zh().to_owned(),
        due.started_on.to_string(),
        day(due.last_on.or(due.due_on)),
        day(due.stopped_on),
        due.party.to_string(),
        due.key.clone(),
        due.department.clone().unwrap_or_default(),
        due.article(limits).to_owned(),
        if due.provisional { "是" } else { "否" }.to_owned(),
    ]
}

impl Listed {
    /// Its name in Chinese.
    pub(super) fn zh(&self) -> &'static str {
        match self {
            Self::Records(kind, _) => Layout::of(*kind).zh,
            Self::Deadlines(_) => "办理期限",
            Self::Unresolved(_) => "主体待确认事项的期限",
        }
    }
}
