//! Time limits of rows that wait for their party, as rows of a table: where the row stands, and no merchant.

use super::list::Taker;
use super::rows::cells;
use crate::asker::Asker;
use crate::book::Ledger;
use crate::due::DueWanted;
use crate::error::LedgerError;
use crate::unresolved::Unresolved;
use intake::export::{Form, Heading};
use statute::duties::Limits;

/// Where the day on which it ended stands among the cells of a time limit, and where the merchant's code and name.
const ENDED: usize = 5;
const CODE: usize = 6;
const NAME: usize = 7;

/// The columns of the list of their own.
pub(crate) fn headings() -> Vec<Heading> {
    let columns = [
        ("事项", Form::Text),
        ("状态", Form::Text),
        ("责任主体", Form::Text),
        ("起算日期", Form::Day),
        ("期限届满日", Form::Day),
        ("记录编号", Form::Text),
        ("承办部门", Form::Text),
        ("依据", Form::Text),
        ("是否暂定", Form::Text),
        ("导入编号", Form::Number),
        ("文件", Form::Text),
        ("行号", Form::Number),
    ];
    columns.into_iter().map(|(zh, form)| Heading::new(zh, form)).collect()
}

/// Reads them, the first to run out first.
pub(super) fn read(
    ledger: &Ledger,
    limits: &Limits,
    wanted: &DueWanted,
    asker: Asker<'_>,
    taker: Taker<'_>,
) -> Result<(), LedgerError> {
    let rows = ledger.unresolved_within(wanted, limits, asker)?;
    (taker.expect)(u64::try_from(rows.len()).unwrap_or(0));
    rows.into_iter().try_for_each(|unresolved| {
        let mut cells = cells(&unresolved.due, String::new(), limits);
        // It has not ended, and nobody knows whose it is.
        cells.drain(ENDED..=NAME);
        let place = unresolved.row;
        cells.extend([place.import_id.to_string(), place.file, place.row.to_string()]);
        (taker.row)(None, cells)
    })
}

/// One of them among those of records: without a code, and with its row.
pub(super) fn in_list(unresolved: &Unresolved, limits: &Limits) -> Vec<String> {
    let mut cells = cells(&unresolved.due, String::new(), limits);
    if let Some(code) = cells.get_mut(CODE) {
        code.clear();
    }
    cells.push(unresolved.row.told());
    cells
}
