//! The rows of a list, page by page, as the list itself shows them.

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
}

/// Takes a row: of whom it tells, and its cells.
pub(super) type Take<'t, C> = &'t mut dyn FnMut(PartyCode, C) -> Result<(), LedgerError>;

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
            take(content.party(), content.to_cells())?;
        }
        if next.is_none() {
            return Ok(());
        }
        wanted.after = next;
    }
}

/// Reads time limits.
pub(super) fn deadlines(
    ledger: &Ledger,
    limits: &Limits,
    wanted: &DueWanted,
    reach: Reach,
    take: Take<'_, Vec<String>>,
) -> Result<(), LedgerError> {
    let mut wanted = DueWanted { limit: PAGE, ..wanted.clone() };
    loop {
        let (found, next) = ledger.deadlines(&wanted, reach)?;
        for due in found {
            take(due.party, cells(&due, limits))?;
        }
        if next.is_none() {
            return Ok(());
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
    ];
    columns.into_iter().map(|(zh, form)| Heading::new(zh, form)).collect()
}

/// A time limit under them. A period expires on the day on which it counts as met, be it a later one than is counted.
fn cells(due: &Due, limits: &Limits) -> Vec<String> {
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
        }
    }
}
