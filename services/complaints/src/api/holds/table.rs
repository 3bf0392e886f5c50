//! Filings that are held as a table.

use super::Filter;
use crate::holds::{Hold, Holds, HoldsWanted};
use contracts::access::Scope;
use ledger::{Asker, EXPORT_PAGE, Form, Ledger, Line, Lines, Names, Sheet, Tabled, shown};
use std::sync::Arc;
use web::Fault;

/// Holds, with the names of their merchants.
pub(in crate::api) struct Table {
    pub(in crate::api) holds: Arc<Holds>,
    pub(in crate::api) ledger: Arc<Ledger>,
}

impl Tabled for Table {
    type Filter = Filter;
    type After = i64;

    const SHEET: Sheet = Sheet {
        list: "holds",
        zh: "暂缓计入的投诉",
        path: "/holds",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("编号", Form::Number),
            ("统一社会信用代码", Form::Text),
            ("主体名称", Form::Text),
            ("投诉编号", Form::Text),
            ("暂缓理由", Form::Text),
            ("被重复的投诉", Form::Text),
            ("状态", Form::Text),
            ("发现时间", Form::Text),
            ("暂缓首日", Form::Day),
            ("暂缓末日", Form::Day),
            ("末日是否暂定", Form::Text),
            ("是否曾暂缓计入", Form::Text),
            ("结束时间", Form::Text),
            ("结束人", Form::Text),
            ("结束理由", Form::Text),
        ],
    };

    fn page(&self, filter: &Filter, asker: Asker<'_>, before: Option<i64>) -> Result<Lines<i64>, Fault> {
        let (state, ground, code) = (filter.state, filter.ground, filter.code);
        let limit = i64::try_from(EXPORT_PAGE).unwrap_or(i64::MAX);
        let found = self.holds.list(&HoldsWanted { state, ground, code, before, reach: asker.reach, limit })?;
        let next = found.last().filter(|_| found.len() >= EXPORT_PAGE).map(|last| last.number);
        let names = self.ledger.names(found.iter().map(|hold| hold.party));
        Ok(Lines { lines: found.into_iter().map(|hold| line(hold, &names)).collect(), next })
    }
}

fn line(hold: Hold, names: &Names) -> Line {
    let cells = vec![
        hold.number.to_string(),
        hold.party.to_string(),
        shown::maybe(names.get(&hold.party)),
        hold.key,
        hold.ground.zh().to_owned(),
        shown::maybe(hold.beside),
        hold.state.zh().to_owned(),
        shown::instant(Some(hold.found_at)),
        hold.from.to_string(),
        hold.until.to_string(),
        shown::yes(hold.provisional),
        shown::yes(hold.applied),
        shown::instant(hold.ended_at),
        shown::maybe(hold.ended_by),
        shown::maybe(hold.reason),
    ];
    Line { party: Some(hold.party), cells }
}
