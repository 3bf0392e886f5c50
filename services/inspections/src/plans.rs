//! Plans of a year (抽查计划), and the tasks of each (抽查任务).

use crate::book::{DrawBook, line, listed, sector};
use crate::error::DrawError;
use crate::sector::Sector;
use crate::store::{PlanPart, PlanRow, TaskPart, TaskRow, store};
use contracts::access::Reach;
use domain::area::AreaCode;
use domain::day::Day;
use ledger::Asker;

/// Years of which a plan may be.
pub(crate) const YEARS: std::ops::RangeInclusive<i32> = 2015..=2149;

/// What a plan says.
#[derive(Clone, Debug)]
pub(crate) struct PlanTerms {
    pub(crate) year: i32,
    pub(crate) title: String,
    pub(crate) sectors: Vec<Sector>,
    pub(crate) areas: Vec<AreaCode>,
}

/// What a task says.
#[derive(Clone, Debug)]
pub(crate) struct TaskTerms {
    pub(crate) title: String,
    /// Those of the plan if none is named.
    pub(crate) sectors: Vec<String>,
    /// Those of the plan if none is named.
    pub(crate) areas: Vec<AreaCode>,
    pub(crate) from: Day,
    pub(crate) until: Day,
}

const NO_PLAN: DrawError = DrawError::Missing { zh: "抽查计划", en: "plan" };
pub(crate) const NO_TASK: DrawError = DrawError::Missing { zh: "抽查任务", en: "task" };

impl DrawBook {
    /// The plans of a year, or all.
    pub(crate) fn plans(&self, year: Option<i32>) -> Result<Vec<PlanRow>, DrawError> {
        self.db.read(|conn| Ok(store(conn).plans(year)?))
    }

    /// A plan with its tasks.
    pub(crate) fn plan(&self, plan_id: i64) -> Result<(PlanRow, Vec<TaskRow>), DrawError> {
        self.db.read(|mut conn| {
            let plan = store(conn.again()).plan(plan_id)?.ok_or(NO_PLAN)?;
            Ok((plan, store(conn).tasks(plan_id)?))
        })
    }

    /// Adds a plan for merchants within a reach.
    pub(crate) fn add_plan(&self, terms: &PlanTerms, by: Asker<'_>) -> Result<PlanRow, DrawError> {
        if !YEARS.contains(&terms.year) {
            return Err(DrawError::field("year", "不是计划年度", "is no year of a plan"));
        }
        let areas = listed("areas", terms.areas.clone())?;
        covered(&areas, by.reach)?;
        let sectors = sectors(&terms.sectors)?;
        let part = PlanPart {
            year: terms.year,
            title: line("title", &terms.title)?,
            sectors: serde_json::to_string(&sectors)?,
            areas: serde_json::to_string(&areas)?,
            created_at: self.around.clock.now().micros(),
            actor: by.actor.to_owned(),
        };
        self.db.write(|mut conn| {
            let plan_id = store(conn.again()).add_plan(&part)?;
            store(conn).plan(plan_id)?.ok_or(NO_PLAN)
        })
    }

    /// Adds a task to a plan.
    pub(crate) fn add_task(&self, plan_id: i64, terms: &TaskTerms, by: Asker<'_>) -> Result<TaskRow, DrawError> {
        let title = line("title", &terms.title)?;
        if terms.until < terms.from {
            return Err(DrawError::field("until", "不能早于起始日期", "must not lie before its first day"));
        }
        self.db.write(|mut conn| {
            let plan = store(conn.again()).plan(plan_id)?.ok_or(NO_PLAN)?;
            if terms.from.year() != plan.part.year {
                return Err(DrawError::field("from", "不在计划年度内", "does not lie in the year of the plan"));
            }
            let known: Vec<String> = plan.sectors()?.into_iter().map(|sector| sector.sector).collect();
            let sectors = if terms.sectors.is_empty() { known.clone() } else { terms.sectors.clone() };
            let sectors = listed("sectors", sectors)?;
            if sectors.iter().any(|sector| !known.contains(sector)) {
                return Err(DrawError::field("sectors", "计划中没有该领域", "the plan has no such sector"));
            }
            let whole = plan.areas()?;
            let areas = listed("areas", if terms.areas.is_empty() { whole.clone() } else { terms.areas.clone() })?;
            if areas.iter().any(|area| !whole.iter().any(|whole| area.is_within(*whole))) {
                return Err(DrawError::field("areas", "不在计划的区域内", "is not within the areas of the plan"));
            }
            covered(&areas, by.reach)?;
            let part = TaskPart {
                plan_id,
                title: title.clone(),
                sectors: serde_json::to_string(&sectors)?,
                areas: serde_json::to_string(&areas)?,
                from_day: terms.from.number(),
                until_day: terms.until.number(),
                created_at: self.around.clock.now().micros(),
                actor: by.actor.to_owned(),
            };
            let task_id = store(conn.again()).add_task(&part)?;
            Ok(store(conn).task(task_id)?.ok_or(NO_TASK)?.0)
        })
    }

    /// Ends a task: from then on what was drawn is public. It ends when no visit is open, or nobody who was not
    /// visited yet would learn of it.
    pub(crate) fn end_task(&self, task_id: i64, by: Asker<'_>) -> Result<TaskRow, DrawError> {
        self.db.write(|mut conn| {
            let (task, _) = store(conn.again()).task(task_id)?.ok_or(NO_TASK)?;
            task.is_all_within(by.reach)?;
            store(conn.again()).lock_draws()?;
            for draw in store(conn.again()).draws_of_task(task_id)? {
                if draw.part.state == "committed" {
                    return Err(DrawError::state("尚有承诺等待公开随机值", "a commitment still waits for its value"));
                }
                let open = store(conn.again()).visits(draw.draw_id)?.iter().filter(|v| v.state == "open").count();
                if open > 0 {
                    let zh = format!("尚有 {open} 户未检查：登记检查结果或注明未检查的原因后方可结束");
                    return Err(DrawError::state(zh, format!("{open} visits are neither made nor dropped")));
                }
            }
            if !store(conn.again()).end_task(task_id, (self.around.clock.now().micros(), by.actor))? {
                return Err(DrawError::state("该任务已结束", "the task has ended"));
            }
            Ok(store(conn).task(task_id)?.ok_or(NO_TASK)?.0)
        })
    }
}

fn covered(areas: &[AreaCode], reach: Reach) -> Result<(), DrawError> {
    if areas.iter().all(|area| reach.covers(Some(*area))) { Ok(()) } else { Err(DrawError::Outside) }
}

/// Sectors by name, with industries that there are.
fn sectors(given: &[Sector]) -> Result<Vec<Sector>, DrawError> {
    let mut all = Vec::with_capacity(given.len());
    for one in given {
        let name = sector("sectors", &one.sector)?;
        if one.industries.is_empty() || !one.industries.iter().all(|text| Sector::is_industry(text)) {
            let zh = format!("领域“{name}”须列出行业门类字母（A 至 T）或代码");
            return Err(DrawError::field(
                "sectors",
                zh,
                format!("the sector {name} needs industries by letter (A to T) or code"),
            ));
        }
        if all.iter().any(|known: &Sector| known.sector == name) {
            return Err(DrawError::field("sectors", "领域重复", "a sector stands twice"));
        }
        let sector = Sector { sector: name, industries: one.industries.clone() };
        // Else it would be left to chance by which of them a merchant is drawn.
        if let Some(known) = all.iter().find(|known: &&Sector| known.meets(&sector)) {
            let zh = format!("领域“{}”与“{}”的行业范围重叠", known.sector, sector.sector);
            let en = format!("the sectors {} and {} share industries", known.sector, sector.sector);
            return Err(DrawError::field("sectors", zh, en));
        }
        all.push(sector);
    }
    if all.is_empty() { Err(DrawError::field("sectors", "至少一项", "at least one is needed")) } else { Ok(all) }
}
