//! What a draw rests on (冻结输入): who could be drawn, who could visit them, and what was done this year.

use crate::book::DrawBook;
use crate::due::{DueCounts, Named, ground};
use crate::error::DrawError;
use crate::register::Ground;
use crate::sector::Sector;
use crate::store::{Open, PlanRow, RecusalRow, TaskRow, VisitRow, store};
use db::Conn;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::industry::Industry;
use draws::frozen::{Snapshot, Task};
use draws::legal::{self, Due, Merchant, Minima};
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
    /// By which day the draw sees to what it is owed.
    until: Day,
}

/// A task that may still be drawn for behind another (后续任务).
struct Later {
    sectors: Vec<Sector>,
    areas: Vec<AreaCode>,
}

impl Later {
    fn holds(&self, industry: Industry, area: AreaCode) -> bool {
        self.sectors.iter().any(|sector| sector.holds(industry))
            && self.areas.iter().any(|whole| area.is_within(*whole))
    }
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
        let sectors: Vec<Sector> = plan.sectors_of(task)?;
        let areas = task.areas()?;
        let mut candidates = Vec::new();
        for one in self.around.classes.classes()? {
            let industry = one.industry.as_deref().and_then(|text| Industry::parse(text).ok());
            let sector = industry.and_then(|industry| sectors.iter().find(|sector| sector.holds(industry)));
            if let (Some(industry), Some(sector)) = (industry, sector) {
                candidates.push((one.code, one.class, (sector.sector.clone(), industry)));
            }
        }
        let codes: Vec<PartyCode> = candidates.iter().map(|(code, ..)| *code).collect();
        let registered = self.around.merchants.registered(&codes, None)?;
        let (until, later) = (Day::from_number(task.part.until_day), self.later((task, plan), today)?);
        let (mut seen, mut used) = (FxHashSet::default(), FxHashSet::default());
        let mut population = Vec::new();
        for ((code, class, (sector, rated)), registration) in candidates.into_iter().zip(registered) {
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
            let is_last = !later.iter().any(|later| later.holds(rated, merchant.area));
            let until = legal::seen_to_by(until, plan.part.year, is_last);
            population.push(Candidate { row, industry, registered_on, until });
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
        let task = Task { from, id: name(task, plan), year: plan.part.year };
        let present = self.present(plan.part.year)?;
        Ok(Gathered { population, minima, present, rules, snapshot, task })
    }
}

impl DrawBook {
    /// Tasks of the same year that end behind this one, were not drawn for yet, and still can be.
    fn later(&self, (task, plan): (&TaskRow, &PlanRow), today: Day) -> Result<Vec<Later>, DrawError> {
        let year = plan.part.year;
        let (all, drawn) = self.db.read::<_, DrawError>(|mut conn| {
            Ok((store(conn.again()).tasks_of_year(year)?, store(conn).drawn_tasks(year)?))
        })?;
        let is_later = |other: &TaskRow| {
            let is_to_come = other.ended_at.is_none() && today.number() <= other.part.from_day;
            is_to_come && task.part.until_day < other.part.until_day && !drawn.contains(&other.task_id)
        };
        let later = all.into_iter().filter(|(other, _)| is_later(other));
        later.map(|(other, plan)| Ok(Later { sectors: plan.sectors_of(&other)?, areas: other.areas()? })).collect()
    }

    /// Who is meant by codes that were given up since.
    pub(crate) fn present(&self, year: i32) -> Result<FxHashMap<String, String>, DrawError> {
        let named = self.db.read::<_, DrawError>(|mut conn| {
            let recusals = store(conn.again()).recusals(None)?.into_iter().map(|row| row.part.merchant);
            let visits = store(conn.again()).visits_of_year(year)?.into_iter().map(|row| row.merchant);
            let open = store(conn).open_visits(None)?.into_iter().map(|(row, ..)| row.merchant);
            Ok(recusals.chain(visits).chain(open).collect::<BTreeSet<String>>())
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
pub(crate) fn first_day(year: i32, from: Day, months: u32) -> Day {
    let begins = Day::from_ymd(year, 1, 1).unwrap_or(from);
    let months = i32::try_from(months).unwrap_or(i32::MAX / 64);
    // No month has more than 31 days.
    begins.min(from.plus_days(-months.saturating_mul(31)))
}

impl Gathered {
    /// Freezes them with the register, the conflicts, and what was drawn this year, as they stand in a transaction; and
    /// says how many of them the law demands a visit of.
    pub(crate) fn freeze(&self, policies: &PolicySet, mut conn: Conn<'_>) -> Result<(Frozen, DueCounts), DrawError> {
        let Self { rules, snapshot, task: named, present, .. } = self;
        let of = |code: &str| present.get(code).map_or_else(|| code.to_owned(), Clone::clone);
        let drawn = store(conn.again()).visits_of_year(named.year)?;
        let open = store(conn.again()).open_visits(None)?;
        let open: Vec<(VisitRow, Day)> = open.into_iter().map(awaited).collect();
        let (pending, loads) = (pending(&open, of, named.year), loads(&drawn));
        let mut counts = DueCounts::default();
        let of_each = self.population.iter().map(|one| {
            let pending = pending.get(&one.row.key).copied().unwrap_or_default();
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
        let drawn_before = before(&drawn, (|code: &str| keys.contains(code), of), rules);
        let (mut rules, snapshot, task) = (rules.clone(), snapshot.clone(), named.clone());
        rules.basis.extend_from_slice(&self.minima.basis);
        let inputs = Inputs { conflicts, drawn_before, inspectors, population, rules, snapshot, task };
        Ok((Frozen::new(inputs)?, counts))
    }

    /// The row of a merchant with so many visits still to be made; tells of whomever the law demands a visit of.
    fn row(&self, one: &Candidate, pending: Pending, tell: impl FnOnce(Option<&Due>)) -> Row {
        // What is to be made in a later year satisfies nothing that this one demands.
        let mut row = Row { pending: pending.by_year, ..one.row.clone() };
        let class = row.class.class().unwrap_or(&self.rules.unrated);
        let merchant = Merchant { row: &row, class, industry: one.industry, registered_on: one.registered_on };
        let due = self.minima.due(&merchant, (self.task.year, one.until));
        let ground = ground(due.as_ref(), row.due.as_deref());
        if ground.is_some() {
            tell(due.as_ref());
        }
        row.due = ground;
        row.pending = pending.all;
        row
    }
}

/// The conflict of a row, if it may hold on a day. How long an employment keeps somebody away, the draw decides.
pub(crate) fn conflict(row: RecusalRow, day: Day) -> Result<Option<Conflict>, DrawError> {
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

/// Visits that were drawn and not made yet (已抽中待检查).
#[derive(Clone, Copy, Default)]
pub(crate) struct Pending {
    /// Of whatever plan year.
    pub(crate) all: u32,
    /// Of a plan year. One whose task ended in a year before is late, and satisfies nothing that a later year demands: or a
    /// visit that nobody ever makes would count as made for ever.
    pub(crate) by_year: u32,
}

/// A visit that was drawn and not made yet, and the last day of its task.
pub(crate) fn awaited((row, task, ..): Open) -> (VisitRow, Day) {
    (row, Day::from_number(task.part.until_day))
}

/// Visits that are still to be made, by the merchant's present code.
pub(crate) fn pending(open: &[(VisitRow, Day)], of: impl Fn(&str) -> String, year: i32) -> FxHashMap<String, Pending> {
    let mut pending: FxHashMap<String, Pending> = FxHashMap::default();
    for (row, until) in open {
        let of_merchant = pending.entry(of(&row.merchant)).or_default();
        of_merchant.all += 1;
        of_merchant.by_year += u32::from(row.year <= year && until.year() >= year);
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

/// What earlier draws of the year took among the merchants that are drawn from, by class and kind, whatever plan, sector or
/// area they were drawn by. A class of which the rules of today say nothing has no share that it could count towards.
fn before(
    drawn: &[VisitRow],
    (is_drawn_from, of): (impl Fn(&str) -> bool, impl Fn(&str) -> String),
    rules: &Rules,
) -> Vec<DrawnBefore> {
    let mut counts: BTreeMap<(String, &str), u32> = BTreeMap::new();
    for row in drawn.iter().filter(|row| rules.ratios.contains_key(&row.class) && is_drawn_from(&of(&row.merchant))) {
        *counts.entry((row.class.clone(), row.kind.as_str())).or_insert(0) += 1;
    }
    let before = |((class, kind), visits): ((String, &str), u32)| {
        let group = if kind == Group::Enterprise.token() { Group::Enterprise } else { Group::SoleTrader };
        DrawnBefore { class, group, visits }
    };
    counts.into_iter().map(before).collect()
}
