//! Draws as a table.

use super::super::draws::Wanted;
use super::super::view::DrawState;
use crate::book::DrawBook;
use crate::committing::course;
use crate::error::DrawError;
use crate::freeze::name;
use crate::store::Whole;
use contracts::access::Scope;
use contracts::page::cut;
use domain::instant::Instant;
use draws::course::State;
use ledger::{Asker, EXPORT_PAGE, Form, Line, Lines, Sheet, Tabled, shown};
use std::sync::Arc;
use web::Fault;

/// Draws of tasks that concern somebody within the reach, newest first.
pub(super) struct Draws(pub(super) Arc<DrawBook>);

impl Tabled for Draws {
    type Filter = Wanted;
    type After = i64;

    const SHEET: Sheet = Sheet {
        list: "draws",
        zh: "双随机抽取",
        path: "/draws",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("编号", Form::Number),
            ("计划编号", Form::Number),
            ("任务编号", Form::Number),
            ("任务", Form::Text),
            ("状态", Form::Text),
            ("公开随机值来源", Form::Text),
            ("约定公布时间", Form::Text),
            ("等待截止时间", Form::Text),
            ("承诺人", Form::Text),
            ("候选主体数", Form::Number),
            ("承接的抽取", Form::Number),
            ("终结时间", Form::Text),
            ("终结人", Form::Text),
            ("终结理由", Form::Text),
            ("任务结束时间", Form::Text),
            ("承诺摘要", Form::Text),
        ],
    };

    fn page(&self, wanted: &Wanted, asker: Asker<'_>, before: Option<i64>) -> Result<Lines<i64>, Fault> {
        self.0.settle()?;
        // One more than is shown, if there are more.
        let mut found = self.0.draws(|state| wanted.takes(state), (before, EXPORT_PAGE), asker.reach)?;
        let next = cut(&mut found, EXPORT_PAGE, |(row, ..)| row.draw_id);
        Ok(Lines { lines: found.into_iter().map(line).collect::<Result<_, _>>()?, next })
    }
}

fn line((row, task, plan): Whole) -> Result<Line, DrawError> {
    let course = course(&row)?;
    let (ended_at, reason) = match course.state() {
        State::Committed => (None, None),
        State::Drawn { at, .. } => (Some(*at), None),
        State::Void { at, reason } => (Some(*at), reason.clone()),
        State::Lapsed { at, reason, .. } | State::Aborted { at, reason, .. } => (Some(*at), Some(reason.clone())),
    };
    let cells = vec![
        row.draw_id.to_string(),
        plan.plan_id.to_string(),
        task.task_id.to_string(),
        name(&task, &plan),
        DrawState::of(course.state()).zh().to_owned(),
        course.commitment().source.clone(),
        shown::instant(Some(course.commitment().value_at)),
        shown::instant(Some(Instant::from_micros(row.part.wait_until))),
        row.part.committed_by,
        row.part.population.to_string(),
        shown::maybe(row.part.follows),
        shown::instant(ended_at),
        shown::maybe(row.ended_by),
        shown::maybe(reason),
        shown::instant(task.ended_at.map(Instant::from_micros)),
        row.part.commitment,
    ];
    Ok(Line { party: None, cells })
}
