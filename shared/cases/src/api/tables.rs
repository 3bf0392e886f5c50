//! Cases as a table.

use super::Court;
use crate::file::CaseFile;
use crate::list::{After, Wanted};
use crate::sight::Sight;
use contracts::access::Scope;
use domain::code::PartyCode;
use domain::day::Day;
use ledger::{Asker, EXPORT_PAGE, Form, Line, Lines, Sheet, Tabled, shown};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use web::Fault;

/// Cases.
pub(super) struct Cases(pub(super) Arc<Court>);

/// Which cases: as the list of cases itself asks.
#[derive(Deserialize, IntoParams)]
pub(super) struct CaseFilter {
    /// Only of this merchant.
    #[param(value_type = Option<String>)]
    code: Option<PartyCode>,
    /// Only of this procedure.
    procedure: Option<String>,
    /// Only those that stand in this stage.
    stage: Option<String>,
    /// Only those of this office, by its code.
    office: Option<String>,
    /// Only those that are open, or only those that are over.
    open: Option<bool>,
    /// Only those with a duty that runs out before this day.
    #[param(value_type = Option<String>, format = Date)]
    due_before: Option<Day>,
}

impl Tabled for Cases {
    type Filter = CaseFilter;
    type After = After;

    const SHEET: Sheet = Sheet {
        list: "cases",
        zh: "案件",
        path: "/cases",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("案号", Form::Text),
            ("程序", Form::Text),
            ("统一社会信用代码", Form::Text),
            ("主体名称", Form::Text),
            ("办案机关", Form::Text),
            ("上一级机关", Form::Text),
            ("立案日期", Form::Day),
            ("阶段", Form::Text),
            ("期限截止日", Form::Day),
        ],
    };

    fn page(&self, filter: &CaseFilter, asker: Asker<'_>, after: Option<After>) -> Result<Lines<After>, Fault> {
        let Court { book, ledger, .. } = &*self.0;
        let mut sight = Sight::within(asker.reach).of_office(asker.department.map(str::to_owned));
        if let Some(code) = filter.code {
            let Some(subject) = ledger.subject_of(code)? else { return Ok(Lines { lines: Vec::new(), next: None }) };
            sight.subject = Some(subject);
        }
        let wanted = Wanted {
            procedure: filter.procedure.clone(),
            stage: filter.stage.clone(),
            office: filter.office.clone(),
            open: filter.open,
            due_before: filter.due_before,
            after,
            limit: i64::try_from(EXPORT_PAGE).unwrap_or(1),
            sight,
        };
        let (found, next) = book.list(&wanted)?;
        let names = ledger.names(found.iter().map(|file| file.code));
        let line = |file: CaseFile| {
            let procedure = book.procedures().get(&file.procedure);
            let stage = procedure.and_then(|procedure| procedure.on(book.today()).value.stage(&file.stage));
            Line {
                party: Some(file.code),
                cells: vec![
                    file.case_no.to_string(),
                    procedure.map_or_else(|| file.procedure.clone(), |procedure| procedure.title.zh.clone()),
                    file.code.to_string(),
                    shown::maybe(names.get(&file.code).cloned()),
                    file.office.clone(),
                    shown::maybe(file.upper_office.clone()),
                    file.opened_on.to_string(),
                    stage.map_or_else(|| file.stage.clone(), |stage| stage.title.zh.clone()),
                    shown::day(file.due_on),
                ],
            }
        };
        Ok(Lines { lines: found.into_iter().map(line).collect(), next })
    }
}
