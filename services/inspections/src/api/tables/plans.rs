//! Plans and their tasks as tables.

use super::super::plans::Wanted;
use super::areas;
use crate::book::DrawBook;
use crate::error::DrawError;
use crate::sector::Sector;
use crate::store::{PlanRow, TaskRow};
use contracts::access::Scope;
use domain::day::Day;
use domain::instant::Instant;
use ledger::{Asker, Form, Line, Lines, Sheet, Tabled, shown};
use std::sync::Arc;
use web::Fault;

/// Plans, which every official sees.
pub(super) struct Plans(pub(super) Arc<DrawBook>);

impl Tabled for Plans {
    type Filter = Wanted;
    type After = ();

    const SHEET: Sheet = Sheet {
        list: "plans",
        zh: "抽查计划",
        path: "/plans",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("编号", Form::Number),
            ("年度", Form::Number),
            ("名称", Form::Text),
            ("监管领域", Form::Text),
            ("区县", Form::Text),
            ("制定时间", Form::Text),
            ("制定人", Form::Text),
        ],
    };

    fn page(&self, wanted: &Wanted, _: Asker<'_>, _: Option<()>) -> Result<Lines<()>, Fault> {
        let lines = self.0.plans(wanted.year)?.into_iter().map(plan).collect::<Result<_, _>>()?;
        Ok(Lines { lines, next: None })
    }
}

fn plan(row: PlanRow) -> Result<Line, DrawError> {
    let sectors = row.sectors()?.into_iter();
    let sectors = sectors.map(|Sector { sector, industries }| format!("{sector}（{}）", industries.join("、")));
    let cells = vec![
        row.plan_id.to_string(),
        row.part.year.to_string(),
        row.part.title.clone(),
        shown::joined(sectors),
        areas(row.areas()?),
        shown::instant(Some(Instant::from_micros(row.part.created_at))),
        row.part.actor,
    ];
    Ok(Line { party: None, cells })
}

/// The tasks of plans, plan by plan.
pub(super) struct Tasks(pub(super) Arc<DrawBook>);

impl Tabled for Tasks {
    type Filter = Wanted;
    type After = ();

    const SHEET: Sheet = Sheet {
        list: "tasks",
        zh: "抽查任务",
        path: "/plans/{plan_id}",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("编号", Form::Number),
            ("计划编号", Form::Number),
            ("计划名称", Form::Text),
            ("任务名称", Form::Text),
            ("监管领域", Form::Text),
            ("区县", Form::Text),
            ("起始日期", Form::Day),
            ("终止日期", Form::Day),
            ("结束时间", Form::Text),
            ("结束人", Form::Text),
        ],
    };

    fn page(&self, wanted: &Wanted, _: Asker<'_>, _: Option<()>) -> Result<Lines<()>, Fault> {
        let mut lines = Vec::new();
        for PlanRow { plan_id, .. } in self.0.plans(wanted.year)? {
            let (plan, tasks) = self.0.plan(plan_id)?;
            for row in tasks {
                lines.push(task(&plan, row)?);
            }
        }
        Ok(Lines { lines, next: None })
    }
}

fn task(plan: &PlanRow, row: TaskRow) -> Result<Line, DrawError> {
    let cells = vec![
        row.task_id.to_string(),
        plan.plan_id.to_string(),
        plan.part.title.clone(),
        row.part.title.clone(),
        shown::joined(row.sectors()?),
        areas(row.areas()?),
        Day::from_number(row.part.from_day).to_string(),
        Day::from_number(row.part.until_day).to_string(),
        shown::instant(row.ended_at.map(Instant::from_micros)),
        shown::maybe(row.ended_by),
    ];
    Ok(Line { party: None, cells })
}
