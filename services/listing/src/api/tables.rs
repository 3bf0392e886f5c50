//! Entries, candidates, and what is not told to others, as tables.

use super::candidates::{CandidateView, Filter as OfWhom};
use super::entries::Filter;
use super::seen_by;
use super::withheld::Filter as WithheldFilter;
use crate::candidates::{FoundOfAll, LOOKED_AT};
use crate::entries::{Entry, Listed, OnList};
use crate::lists::Lists;
use crate::withheld::{Unshown, Withheld};
use contracts::access::{Reach, Scope};
use domain::code::PartyCode;
use ledger::{Asker, EXPORT_PAGE, Form, Line, Lines, MARKS, Sheet, Tabled, shown};
use statute::gate::Missing;
use std::sync::Arc;
use web::{About, CsvFile, Fault};

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
            MARKS[0],
            MARKS[1],
        ],
    };

    fn page(&self, filter: &Filter, asker: Asker<'_>, after: Option<PartyCode>) -> Result<Lines<PartyCode>, Fault> {
        let subjects = filter.code.map(|code| self.0.subject(code)).transpose()?.map(|one| [one].into());
        let (day, list, area) = (filter.as_of, filter.list, filter.area);
        let wanted = OnList { day, list, subjects, area, after, limit: EXPORT_PAGE };
        let (found, next) = self.0.entries(&wanted, asker.reach)?;
        Ok(Lines { lines: found.into_iter().flat_map(lines_of).collect(), next })
    }
}

fn lines_of(Entry { party, listings, .. }: Entry) -> Vec<Line> {
    let line = |Listed { list, ground, basis, office, listed_on, until, marks, .. }: Listed| {
        let cells = [
            party.code.to_string(),
            party.name.clone(),
            list.zh().to_owned(),
            ground,
            basis,
            office,
            listed_on.to_string(),
            shown::day(until),
        ];
        Line { party: Some(party.code), cells: cells.into_iter().chain(marks.cells()).collect() }
    };
    listings.into_iter().map(line).collect()
}

/// What is not told to others, one missing piece a row.
pub(super) struct NotTold(pub(super) Arc<Lists>);

impl Tabled for NotTold {
    type Filter = WithheldFilter;
    type After = i64;

    const SHEET: Sheet = Sheet {
        list: "withheld",
        zh: "未予对外的名单和措施",
        path: "/withheld",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("案件编号", Form::Text),
            ("统一社会信用代码", Form::Text),
            ("主体名称", Form::Text),
            ("名单", Form::Text),
            ("未予公示或者告知的事项", Form::Text),
            ("缺少", Form::Text),
            ("所缺事项", Form::Text),
            ("依据", Form::Text),
        ],
    };

    fn page(&self, filter: &WithheldFilter, asker: Asker<'_>, after: Option<i64>) -> Result<Lines<i64>, Fault> {
        let subject = filter.code.map(|code| self.0.subject(code)).transpose()?;
        let wanted = Unshown { list: filter.list, subject, after, limit: EXPORT_PAGE };
        let (found, next) = self.0.withheld(&wanted, asker.reach)?;
        Ok(Lines { lines: found.into_iter().flat_map(pieces).collect(), next })
    }
}

fn pieces(withheld: Withheld) -> Vec<Line> {
    let Withheld { case_no, code, name, list, held_back } = withheld;
    let all = held_back.into_iter().flat_map(|one| {
        let what = if one.measures.is_empty() { "公示".to_owned() } else { one.measures.join("、") };
        one.missing.into_iter().map(move |missing| (what.clone(), missing))
    });
    let line = |(what, missing): (String, Missing)| Line {
        party: Some(code),
        cells: vec![
            case_no.to_string(),
            code.to_string(),
            shown::maybe(name.clone()),
            list.zh().to_owned(),
            what,
            missing.zh.clone(),
            missing.what.clone(),
            missing.law().to_owned(),
        ],
    };
    all.map(line).collect()
}

/// The entries of today as a CSV file, for whoever may see the list and exports nothing else of the house.
pub(super) fn csv(lists: &Lists, wanted: &OnList, reach: Reach) -> Result<About<CsvFile>, Fault> {
    let name = format!("{}-{}.csv", Entries::SHEET.zh, lists.today());
    Entries::SHEET.csv(name, |after| {
        let (found, next) = lists.entries(&OnList { after, limit: EXPORT_PAGE, ..wanted.clone() }, reach)?;
        Ok(Lines { lines: found.into_iter().flat_map(lines_of).collect(), next })
    })
}

/// Reasons to look, one a row.
pub(super) struct Candidates(pub(super) Arc<Lists>);

impl Tabled for Candidates {
    type Filter = OfWhom;
    type After = i64;

    const SHEET: Sheet = Sheet {
        list: "candidates",
        zh: "列入线索",
        path: "/candidates",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("统一社会信用代码", Form::Text),
            ("主体名称", Form::Text),
            ("线索", Form::Text),
            ("程序", Form::Text),
            ("所据记录", Form::Text),
            ("可能适用的条款", Form::Text),
            ("起始日", Form::Day),
            ("所据规定未定", Form::Text),
        ],
    };

    fn page(&self, filter: &OfWhom, asker: Asker<'_>, after: Option<i64>) -> Result<Lines<i64>, Fault> {
        let FoundOfAll { found, next, .. } = match filter.code {
            Some(code) => {
                let found = self.0.candidates(code, seen_by(&self.0, code, asker.reach)?)?;
                FoundOfAll { found: vec![(code, found)], looked_at: 1, next: None }
            }
            None => self.0.candidates_of_all(after, LOOKED_AT.into(), asker.reach)?,
        };
        let names = self.0.ledger.names(found.iter().map(|(code, _)| *code));
        let line = |view: CandidateView| Line {
            party: Some(view.code),
            cells: vec![
                view.code.to_string(),
                view.name.unwrap_or_default(),
                view.reason.to_owned(),
                view.procedure.to_owned(),
                view.key,
                view.article,
                view.since.to_string(),
                if view.provisional { "是" } else { "否" }.to_owned(),
            ],
        };
        let lines = found.into_iter().flat_map(|(code, found)| {
            let name = names.get(&code).cloned();
            found.candidates.into_iter().map(move |one| CandidateView::of(code, name.clone(), one))
        });
        Ok(Lines { lines: lines.map(line).collect(), next })
    }
}
