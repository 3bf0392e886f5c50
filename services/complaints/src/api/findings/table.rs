//! What an official should look at as a table.

use super::super::groups::StateName;
use super::Filter;
use crate::findings::{Finding, FindingAfter, Findings, Found, Kind, Sought};
use contracts::access::Scope;
use ledger::{Asker, EXPORT_PAGE, Form, Ledger, Line, Lines, Names, Sheet, Tabled, shown};
use std::sync::Arc;
use web::Fault;

/// Findings, with the names of their merchants.
pub(in crate::api) struct Table {
    pub(in crate::api) findings: Arc<Findings>,
    pub(in crate::api) ledger: Arc<Ledger>,
}

impl Tabled for Table {
    type Filter = Filter;
    type After = FindingAfter;

    const SHEET: Sheet = Sheet {
        list: "findings",
        zh: "待核实的投诉",
        path: "/findings",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("类型", Form::Text),
            ("统一社会信用代码", Form::Text),
            ("主体名称", Form::Text),
            ("首件接收日期", Form::Day),
            ("末件接收日期", Form::Day),
            ("件数", Form::Number),
            ("暂缓中件数", Form::Number),
            ("暂缓处理情况", Form::Text),
            ("暂缓最迟至", Form::Day),
            ("问题类型", Form::Text),
            ("投诉人数", Form::Number),
            ("工单编号", Form::Text),
            ("涉及其他主体件数", Form::Number),
            ("被重复的投诉", Form::Text),
            ("主件编号", Form::Text),
            ("处置状态", Form::Text),
            ("处置理由", Form::Text),
            ("投诉编号", Form::Text),
        ],
    };

    fn page(
        &self,
        filter: &Filter,
        asker: Asker<'_>,
        after: Option<FindingAfter>,
    ) -> Result<Lines<FindingAfter>, Fault> {
        let (kind, code, since) = (filter.kind, filter.code, filter.since);
        let sought = Sought { kind, code, since, reach: asker.reach, after, limit: EXPORT_PAGE };
        let Found { findings, next, .. } = self.findings.find(&sought)?;
        let names = self.ledger.names(findings.iter().map(|finding| finding.party));
        Ok(Lines { lines: findings.into_iter().map(|finding| line(finding, &names)).collect(), next })
    }
}

fn line(finding: Finding, names: &Names) -> Line {
    let state = (finding.kind == Kind::Group).then(|| StateName::of(&finding).zh());
    let holds = finding.holds.iter().map(|hold| format!("{} {}", hold.key, hold.state.zh()));
    let cells = vec![
        finding.kind.zh().to_owned(),
        finding.party.to_string(),
        shown::maybe(names.get(&finding.party)),
        finding.from.to_string(),
        finding.to.to_string(),
        finding.filings.len().to_string(),
        finding.held.to_string(),
        shown::joined(holds),
        shown::day(finding.lapses_on),
        shown::maybe(finding.problem),
        shown::maybe(finding.complainants),
        shown::maybe(finding.order.as_ref()),
        shown::maybe(finding.order.as_ref().map(|_| finding.elsewhere)),
        shown::maybe(finding.beside),
        shown::maybe(finding.main_number),
        shown::maybe(state),
        shown::maybe(finding.dismissed.map(|dismissed| dismissed.reason)),
        shown::joined(finding.filings),
    ];
    Line { party: Some(finding.party), cells }
}
