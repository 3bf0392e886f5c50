//! Commitments (抽取承诺): what is drawn from is fixed before anybody can know the public value.

use crate::book::DrawBook;
use crate::due::Named;
use crate::error::DrawError;
use crate::freeze::Gathered;
use crate::plans::NO_TASK;
use crate::store::{DrawPart, DrawRow, Ended, PlanRow, TaskRow, Whole, store};
use contracts::access::Reach;
use db::Conn;
use domain::day::Day;
use domain::instant::Instant;
use draws::Course;
use draws::course::State;
use ledger::Asker;

/// Who says that a commitment has lapsed: nobody decides it.
const HOUSE: &str = "house";
/// Why one lapses.
const LAPSED: &str =
    "等待期限届满，未登记公开随机值，也未揭示随机数 the wait was over; nobody had stated a value or revealed";

/// What is committed to.
pub(crate) struct Commit {
    pub(crate) task_id: i64,
    /// Where the public value will stand.
    pub(crate) source: String,
    pub(crate) value_at: Instant,
    /// Merchants that an official names beside those whom the rules find.
    pub(crate) due: Named,
    /// The draw that came to nothing, and why the task is drawn for once more.
    pub(crate) follows: Option<(i64, String)>,
}

impl DrawBook {
    /// Says of every commitment that nobody opened in time that it has lapsed. It stands by itself, so that what is refused
    /// afterwards does not take it back.
    pub(crate) fn settle(&self) -> Result<(), DrawError> {
        let now = self.around.clock.now();
        let overdue = self.db.read::<_, DrawError>(|conn| Ok(store(conn).overdue(now.micros())?))?;
        for draw_id in overdue {
            self.db.write::<_, DrawError>(|mut conn| {
                let row = store(conn.again()).hold_draw(draw_id)?.ok_or(DrawError::no_draw())?;
                let mut course = course(&row)?;
                // Somebody else may have been faster.
                if course.lapse(LAPSED, now).is_ok() {
                    end(conn, (&row, &course), HOUSE, None)?;
                    tracing::warn!(draw_id, "a commitment to a draw has lapsed: it was not revealed in time");
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Freezes the inputs of a task and commits to them; gives the number of the draw.
    pub(crate) fn commit(&self, ask: &Commit, by: Asker<'_>) -> Result<Whole, DrawError> {
        let both = self.db.read::<_, DrawError>(|conn| Ok(store(conn).task(ask.task_id)?))?;
        let (task, plan) = both.ok_or(NO_TASK)?;
        if !task.is_partly_within(by.reach)? {
            return Err(NO_TASK);
        }
        task.is_all_within(by.reach)?;
        let until = Day::from_number(task.part.until_day);
        if ask.value_at.day() > until {
            let zh = format!("公开随机值不能晚于任务最后一日 {until} 产生");
            return Err(DrawError::field("value_at", zh, format!("lies behind the last day of the task, {until}")));
        }
        let gathered = self.gather((&task, &plan), &ask.due)?;
        self.db.write(|mut conn| {
            // Two at a time would each overlook what the other takes.
            store(conn.again()).lock_draws()?;
            let (task, plan) = store(conn.again()).task(ask.task_id)?.ok_or(NO_TASK)?;
            let earlier = free(conn.again(), (&task, &plan), ask)?;
            let draw_id = self.add(conn.again(), (&task, &plan), (ask, &gathered, earlier.as_ref()), by)?;
            store(conn).draw(draw_id)?.ok_or(DrawError::no_draw())
        })
    }

    fn add(
        &self,
        mut conn: Conn<'_>,
        (task, plan): (&TaskRow, &PlanRow),
        (ask, gathered, earlier): (&Commit, &Gathered, Option<&DrawRow>),
        by: Asker<'_>,
    ) -> Result<i64, DrawError> {
        let (frozen, due) = gathered.freeze(&self.around.policies, conn.again())?;
        let (nonce, sealed) = self.nonce()?;
        let now = self.around.clock.now();
        let mut made = Course::commit(&frozen, &nonce, ask.source.trim(), ask.value_at, now)?;
        if let (Some(earlier), Some((_, reason))) = (earlier, &ask.follows) {
            made = made.following(&course(earlier)?, reason.trim())?;
        }
        let commitment = made.commitment();
        let unsettled = frozen.inputs().rules.basis.iter().filter(|basis| basis.provisional);
        let provisional: Vec<&str> = unsettled.map(|basis| basis.reference.as_str()).collect();
        let wait_micros = i64::from(frozen.inputs().rules.wait_days) * 86_400 * 1_000_000;
        let part = DrawPart {
            task_id: task.task_id,
            year: plan.part.year,
            commitment: commitment.hash()?.to_string(),
            nonce_hash: commitment.nonce_hash.to_string(),
            nonce: sealed,
            course: serde_json::to_string(&made)?,
            state: made.state().name().to_owned(),
            committed_at: now.micros(),
            committed_by: by.actor.to_owned(),
            value_at: ask.value_at.micros(),
            wait_until: ask.value_at.micros().saturating_add(wait_micros),
            population: i64::try_from(frozen.inputs().population.len()).unwrap_or(i64::MAX),
            follows: earlier.map(|earlier| earlier.draw_id),
            signature: Some(serde_json::to_string(&self.around.signer.sign(&commitment.statement()?))?),
            due: Some(serde_json::to_string(&due)?),
            provisional: Some(serde_json::to_string(&provisional)?),
        };
        Ok(store(conn).add_draw(&part, &frozen.text()?)?)
    }

    /// Ends a commitment for a reason.
    pub(crate) fn abort(&self, draw_id: i64, reason: &str, by: Asker<'_>) -> Result<Whole, DrawError> {
        self.db.write(|mut conn| {
            store(conn.again()).hold_draw(draw_id)?;
            let (row, ..) = reached(conn.again(), draw_id, by.reach)?;
            let mut course = course(&row)?;
            course.abort(reason.trim(), self.around.clock.now())?;
            end(conn.again(), (&row, &course), by.actor, None)?;
            store(conn).draw(draw_id)?.ok_or(DrawError::no_draw())
        })
    }

    /// States of a commitment whose wait is over that its source published no value in time.
    pub(crate) fn state_void(&self, draw_id: i64, reason: &str, by: Asker<'_>) -> Result<Whole, DrawError> {
        self.db.write(|mut conn| {
            store(conn.again()).hold_draw(draw_id)?;
            let (row, ..) = reached(conn.again(), draw_id, by.reach)?;
            let mut course = course(&row)?;
            course.void(reason.trim(), self.around.clock.now())?;
            end(conn.again(), (&row, &course), by.actor, None)?;
            store(conn).draw(draw_id)?.ok_or(DrawError::no_draw())
        })
    }
}

/// Is the task free for a commitment? Gives the draw that it follows, if it follows one.
fn free(mut conn: Conn<'_>, (task, plan): (&TaskRow, &PlanRow), ask: &Commit) -> Result<Option<DrawRow>, DrawError> {
    if task.ended_at.is_some() {
        return Err(DrawError::state("该任务已结束", "the task has ended"));
    }
    let earlier = store(conn.again()).draws_of_task(task.task_id)?.into_iter().next();
    match (&earlier, &ask.follows) {
        (None, None) => {}
        (Some(earlier), Some((named, _))) if earlier.draw_id == *named => {}
        (None, Some(_)) => return Err(DrawError::state("该任务尚未抽取过", "the task was not drawn for before")),
        (Some(earlier), _) if matches!(earlier.part.state.as_str(), "committed" | "drawn") => {
            return Err(DrawError::state(
                format!("该任务已有抽取 {}", earlier.draw_id),
                format!("the task has the draw {}, which is {}", earlier.draw_id, earlier.part.state),
            ));
        }
        (Some(earlier), _) => {
            let (zh, en) = (
                format!("重新抽取须指明上一次抽取 {} 及理由", earlier.draw_id),
                format!("a redraw names the last draw, {}, and its reason", earlier.draw_id),
            );
            return Err(DrawError::state(zh, en));
        }
    }
    let (sectors, areas) = (plan.sectors_of(task)?, task.areas()?);
    for (draw_id, other, other_plan) in store(conn).waiting()? {
        // Another plan may call the same industries by another word.
        let others = other_plan.sectors_of(&other)?;
        let shares_sector = others.iter().any(|one| sectors.iter().any(|sector| sector.meets(one)));
        let shares_area =
            other.areas()?.iter().any(|one| areas.iter().any(|area| one.is_within(*area) || area.is_within(*one)));
        if other.task_id != task.task_id && shares_sector && shares_area {
            return Err(DrawError::state(
                format!("抽取 {draw_id} 涉及同样的经营主体，且尚在等待公开随机值"),
                format!("the draw {draw_id} is about the same merchants and still waits for its value"),
            ));
        }
    }
    Ok(earlier)
}

/// The course of a commitment.
pub(crate) fn course(row: &DrawRow) -> Result<Course, DrawError> {
    Ok(serde_json::from_str(&row.part.course)?)
}

/// A draw all of whose merchants are within a reach.
pub(crate) fn reached(conn: Conn<'_>, draw_id: i64, reach: Reach) -> Result<Whole, DrawError> {
    let whole = store(conn).draw(draw_id)?.ok_or(DrawError::no_draw())?;
    if !whole.1.is_partly_within(reach)? {
        return Err(DrawError::no_draw());
    }
    whole.1.is_all_within(reach)?;
    Ok(whole)
}

/// Writes how a commitment ended. Whoever finds that it stands no more as it was read has been overtaken.
pub(crate) fn end(
    conn: Conn<'_>,
    (row, course): (&DrawRow, &Course),
    by: &str,
    told: Option<&str>,
) -> Result<(), DrawError> {
    let text = serde_json::to_string(course)?;
    let ended = Ended { before: &row.part.state, state: kept_as(course.state()), course: &text, by, told };
    if store(conn).end_draw(row.draw_id, &ended)? {
        return Ok(());
    }
    Err(DrawError::state("该承诺已结束：一个承诺只抽取一次", "the commitment has ended: there is one draw on it"))
}

/// The word by which the table keeps a state. It has one for all that came to nothing by time; which of them it was, the
/// course says.
fn kept_as(state: &State) -> &'static str {
    match state {
        State::Lapsed { .. } | State::Void { .. } => "void",
        State::Committed | State::Drawn { .. } | State::Aborted { .. } => state.name(),
    }
}
