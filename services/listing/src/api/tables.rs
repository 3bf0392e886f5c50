//! Lists as tables: entries, and cases.

use super::entries::Filter;
use crate::entries::{Entry, Listed, OnList};
use crate::lists::Lists;
use cases::{After, CaseFile, Sight, Wanted};
use contracts::access::Scope;
use domain::code::PartyCode;
use domain::day::Day;
use ledger::{Asker, EXPORT_PAGE, Form, Line, Lines, Sheet, Tabled, shown};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use web::Fault;

/// Entries, one listing a row.
pub(super) struct Entries(pub(super) Arc<Lists>);

impl Tabled for Entries {
    type Filter = Filter;
    type After = PartyCode;

    const SHEET: Sheet = Sheet {
        list: "entries",
        zh: "名单",
        path: "/entries",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("统一社会信用代码", Form::Text),
            ("主体名称", Form::Text),
            ("名单", Form::Text),
            ("列入事由", Form::Text),
            ("依据", Form::Text),
            ("作出机关", Form::Text),
            ("列入日期", Form::Day),
            ("截止日", Form::Day),
        ],
    };

    fn page(&self, filter: &Filter, asker: Asker<'_>, after: Option<PartyCode>) -> Result<Lines<PartyCode>, Fault> {
        let subject = filter.code.map(|code| self.0.subject(code)).transpose()?;
        let (day, list, area) = (filter.as_of, filter.list, filter.area);
        let wanted = OnList { day, list, subject, area, after, limit: EXPORT_PAGE };
        let (found, next) = self.0.entries(&wanted, asker.reach)?;
        Ok(Lines { lines: found.into_iter().flat_map(lines).collect(), next })
    }
}

fn lines(Entry { party, listings, .. }: Entry) -> Vec<Line> {
    let line = |Listed { list, ground, basis, office, listed_on, until }: Listed| Line {
        party: Some(party.code),
        cells: vec![
            party.code.to_string(),
            party.name.clone(),
            list.zh().to_owned(),
            ground,
            basis,
            office,
            listed_on.to_string(),
            shown::day(until),
        ],
    };
    listings.into_iter().map(line).collect()
}

/// Cases.
pub(super) struct Cases(pub(super) Arc<Lists>);

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
        zh: "名单案件",
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
        let lists = &self.0;
        let mut sight = Sight::within(asker.reach).of_office(asker.department.map(str::to_owned));
        sight.subject = filter.code.map(|code| lists.subject(code)).transpose()?;
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
        let (found, next) = lists.book.list(&wanted)?;
        let names = lists.ledger.names(found.iter().map(|file| file.code));
        let line = |file: CaseFile| {
            let procedure = lists.law.procedures.get(&file.procedure);
            let stage = procedure.and_then(|procedure| procedure.on(lists.today()).value.stage(&file.stage));
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
