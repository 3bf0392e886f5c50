//! What a draw rests on (冻结输入): who could be drawn, who could visit them, and what was done this year.

use crate::book::{DrawBook, Sector};
use crate::due::{DueCounts, Named, ground};
use crate::error::DrawError;
use crate::register::Ground;
use crate::store::{PlanRow, RecusalRow, TaskRow, VisitRow, store};
use db::Conn;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::industry::Industry;
use draws::frozen::{Snapshot, Task};
use draws::legal::{Due, Merchant, Minima};
use draws::people::{self, Conflict, Inspector};
use draws::population::{DrawnBefore, Group, Row, Standing};
use draws::rules::Rules;
use draws::{Frozen, Inputs};
use policy::set::PolicySet;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// Who could be drawn, as other services and the records tell it.
pub(crate) struct Gathered {
    population: Vec<Candidate>,
    minima: Minima,
    /// Last day of the task, by which visits may be owed.
    until: Day,
    /// Present codes of merchants whom the register of conflicts or an earlier draw names by another one.
    present: FxHashMap<String, String>,
    rules: Rules,
    snapshot: Snapshot,
    task: Task,
}

/// A merchant that could be drawn.
struct Candidate {
    /// Its row; `due` is what an official says of it.
    row: Row,
    industry: Industry,
    registered_on: Option<Day>,
}

/// What a commitment and its bundle call a task.
pub(crate) fn name(task: &TaskRow, plan: &PlanRow) -> String {
    format!("{}-{}-{} {}", plan.part.year, plan.plan_id, task.task_id, task.part.title)
}

impl DrawBook {
    /// Takes the snapshot of the classes, of now, with everything that is known of the merchants of a task.
    pub(crate) fn gather(&self, (task, plan): (&TaskRow, &PlanRow), due: &Named) -> Result<Gathered, DrawError> {
        let (rules, minima) = (self.rules()?, self.minima()?);
        let now = self.around.clock.now();
        let (today, from) = (now.day(), Day::from_number(task.part.from_day));
        if from < today {
            return Err(DrawError::state(
                format!("任务自 {from} 开始，已不能抽取"),
                format!("the task begins on {from}, so that it can no longer be drawn for"),
            ));
        }
        let sectors = plan.sectors()?;
        let names = task.sectors()?;
        let sectors: Vec<&Sector> = sectors.iter().filter(|sector| names.contains(&sector.sector)).collect();
        let areas = task.areas()?;
        let mut candidates = Vec::new();
        for one in self.around.classes.classes()? {
            let industry = one.industry.as_deref().and_then(|text| Industry::parse(text).ok());
            let sector = industry.and_then(|industry| sectors.iter().find(|sector| sector.holds(industry)));
            if let Some(sector) = sector {
                candidates.push((one.code, one.class, sector.sector.clone()));
            }
        }
        let codes: Vec<PartyCode> = candidates.iter().map(|(code, ..)| *code).collect();
        let registered = self.around.merchants.registered(&codes, None)?;
        let (mut seen, mut used) = (FxHashSet::default(), FxHashSet::default());
        let mut population = Vec::new();
        for ((code, class, sector), registration) in candidates.into_iter().zip(registered) {
            let Some(merchant) = registration else { continue };
            let is_in = areas.iter().any(|area| merchant.area.is_within(*area));
            // A merchant that ratings know under a former code as well is one merchant.
            if !merchant.active || !is_in || !seen.insert(merchant.code) {
                continue;
            }
            let due = due.get_key_value(&merchant.code).or_else(|| due.get_key_value(&code));
            used.extend(due.map(|(code, _)| *code));
            let row = Row {
                area: merchant.area,
                class: class.map_or(Standing::Unrated, Standing::Issued),
                due: due.map(|(_, ground)| ground.clone()),
                key: merchant.code.to_string(),
                kind: merchant.kind,
                pending: 0,
                sector,
                visits: Vec::new(),
            };
            let (industry, registered_on) = (merchant.industry, merchant.registered_on);
            population.push(Candidate { row, industry, registered_on });
        }
        if let Some(stranger) = due.keys().find(|code| !used.contains(code)) {
            let zh = format!("{stranger} 不在本任务的抽查对象中");
            return Err(DrawError::field("due", zh, format!("{stranger} is no merchant of this task")));
        }
        if population.is_empty() {
            return Err(DrawError::state("没有符合任务条件的经营主体", "the task has no merchants"));
        }
        let since = first_day(plan.part.year, from, rules.protection_months.max(minima.longest_months()));
        let codes = population.iter().filter_map(|one: &Candidate| PartyCode::parse(&one.row.key).ok());
        let mut made = self.made(&codes.collect::<Vec<_>>(), since, today)?;
        for Candidate { row, .. } in &mut population {
            let code = PartyCode::parse(&row.key).ok();
            row.visits = code.and_then(|code| made.remove(&code)).unwrap_or_default();
        }
        let snapshot = Snapshot { day: today, id: now.to_string() };
        let until = Day::from_number(task.part.until_day);
        let task = Task { from, id: name(task, plan), year: plan.part.year };
        let present = self.present(plan.part.year)?;
        Ok(Gathered { population, minima, until, present, rules, snapshot, task })
    }
}

impl DrawBook {
    /// Who is meant by codes that were given up since.
    fn present(&self, year: i32) -> Result<FxHashMap<String, String>, DrawError> {
        let named = self.db.read::<_, DrawError>(|mut conn| {
            let recusals = store(conn.again()).recusals(None)?.into_iter().map(|row| row.part.merchant);
            let visits = store(conn).visits_of_year(year)?.into_iter().map(|row| row.merchant);
            Ok(recusals.chain(visits).collect::<BTreeSet<String>>())
        })?;
        let codes: Vec<PartyCode> = named.iter().filter_map(|code| PartyCode::parse(code).ok()).collect();
        let registered = self.around.merchants.registered(&codes, None)?;
        let moved = codes.into_iter().zip(registered).filter_map(|(code, merchant)| {
            let present = merchant?.code;
            (present != code).then(|| (code.to_string(), present.to_string()))
        });
        Ok(moved.collect())
    }
}

/// From which day on visits may still count: of the plan year, or as many months before the task as they may protect or
/// satisfy a legal minimum.
fn first_day(year: i32, from: Day, months: u32) -> Day {
    let begins = Day::from_ymd(year, 1, 1).unwrap_or(from);
    let months = i32::try_from(months).unwrap_or(i32::MAX / 64);
    // No month has more than 31 days.
    begins.min(from.plus_days(-months.saturating_mul(31)))
}

impl Gathered {
    /// Freezes them with the register, the conflicts, and what was drawn this year, as they stand in a transaction; and
    /// says how many of them the law demands a visit of.
    pub(crate) fn freeze(
        &self,
        policies: &PolicySet,
        (task, mut conn): (&TaskRow, Conn<'_>),
    ) -> Result<(Frozen, DueCounts), DrawError> {
        let Self { rules, snapshot, task: named, present, .. } = self;
        let of = |code: &str| present.get(code).map_or_else(|| code.to_owned(), Clone::clone);
        let drawn = store(conn.again()).visits_of_year(named.year)?;
        let (pending, loads) = (pending(&drawn, of), loads(&drawn));
        let mut counts = DueCounts::default();
        let of_each = self.population.iter().map(|one| {
            let pending = pending.get(&one.row.key).copied().unwrap_or(0);
            self.row(one, pending, |due| counts.count(due, (&self.minima, policies)))
        });
        let population: Vec<Row> = of_each.collect();
        let mut inspectors = Vec::new();
        for row in store(conn.again()).inspectors()? {
            let is_there =
                row.from_day <= named.from.number() && row.until_day.is_none_or(|day| day >= named.from.number());
            if is_there {
                let sectors: BTreeSet<String> = row.sectors()?.into_iter().collect();
                let load = loads.get(row.inspector_id.as_str()).copied().unwrap_or(0);
                inspectors.push(Inspector { id: row.inspector_id, load, sectors });
            }
        }
        let keys: FxHashSet<&str> = population.iter().map(|row| row.key.as_str()).collect();
        let mut conflicts = Vec::new();
        for mut row in store(conn).recusals(None)? {
            row.part.merchant = of(&row.part.merchant);
            let knows = inspectors.iter().any(|inspector| inspector.id == row.part.inspector_id);
            if knows && keys.contains(row.part.merchant.as_str()) {
                conflicts.extend(conflict(row, named.from)?);
            }
        }
        let drawn_before = before(&drawn, task, rules)?;
        let (mut rules, snapshot, task) = (rules.clone(), snapshot.clone(), named.clone());
        rules.basis.extend_from_slice(&self.minima.basis);
        let inputs = Inputs { conflicts, drawn_before, inspectors, population, rules, snapshot, task };
        Ok((Frozen::new(inputs)?, counts))
    }

    /// The row of a merchant with so many visits still to be made; tells of whomever the law demands a visit of.
    fn row(&self, one: &Candidate, pending: u32, tell: impl FnOnce(Option<&Due>)) -> Row {
        let mut row = Row { pending, ..one.row.clone() };
        let class = row.class.class().unwrap_or(&self.rules.unrated);
        let merchant = Merchant { row: &row, class, industry: one.industry, registered_on: one.registered_on };
        let due = self.minima.due(&merchant, (self.task.year, self.until));
        let ground = ground(due.as_ref(), row.due.as_deref());
        if ground.is_some() {
            tell(due.as_ref());
        }
        row.due = ground;
        row
    }
}

/// The conflict of a row, if it may hold on a day. How long an employment keeps somebody away, the draw decides.
fn conflict(row: RecusalRow, day: Day) -> Result<Option<Conflict>, DrawError> {
    let ground = Ground::parse(&row.part.ground)?;
    let until = row.part.until_day.map(Day::from_number);
    let is_over = ground != Ground::Employed && until.is_some_and(|until| until < day);
    if is_over || Day::from_number(row.part.from_day) > day {
        return Ok(None);
    }
    let ground = match ground {
        Ground::Interest => people::Ground::Interest,
        Ground::Kinship => people::Ground::Kinship,
        Ground::Employed => people::Ground::Employed(until),
        Ground::Register => people::Ground::Register,
    };
    Ok(Some(Conflict { ground, inspector: row.part.inspector_id, key: row.part.merchant }))
}

/// Visits that were drawn and not made yet, by the merchant's present code.
fn pending(drawn: &[VisitRow], of: impl Fn(&str) -> String) -> FxHashMap<String, u32> {
    let mut pending = FxHashMap::default();
    for row in drawn.iter().filter(|row| row.state == "open") {
        *pending.entry(of(&row.merchant)).or_insert(0) += 1;
    }
    pending
}

/// Visits of the year, by inspector.
fn loads(drawn: &[VisitRow]) -> FxHashMap<&str, u32> {
    let mut loads = FxHashMap::default();
    for row in drawn.iter().filter(|row| row.state != "dropped") {
        for inspector in [&row.first_id, &row.second_id].into_iter().flatten() {
            *loads.entry(inspector.as_str()).or_insert(0) += 1;
        }
    }
    loads
}

/// What earlier draws of the year took among the sectors and areas of a task, by class and kind. A class of which
/// the rules of today say nothing has no share that it could count towards.
fn before(drawn: &[VisitRow], task: &TaskRow, rules: &Rules) -> Result<Vec<DrawnBefore>, DrawError> {
    let (sectors, areas) = (task.sectors()?, task.areas()?);
    let mut counts: BTreeMap<(String, &str), u32> = BTreeMap::new();
    for row in drawn.iter().filter(|row| sectors.contains(&row.sector) && rules.ratios.contains_key(&row.class)) {
        if AreaCode::parse(&row.area).is_ok_and(|area| areas.iter().any(|whole| area.is_within(*whole))) {
            *counts.entry((row.class.clone(), row.kind.as_str())).or_insert(0) += 1;
        }
    }
    let of = |((class, kind), visits): ((String, &str), u32)| {
        let group = if kind == Group::Enterprise.token() { Group::Enterprise } else { Group::SoleTrader };
        DrawnBefore { class, group, visits }
    };
    Ok(counts.into_iter().map(of).collect())
}
