//! A draw as a demo shows it (示例抽取): made by the same code as every other, with a value that is no public one and
//! says so, by a clock that stood two days back when it was committed to.

use crate::book::{Around, DrawBook};
use crate::committing::Commit;
use crate::due::Named;
use crate::error::DrawError;
use crate::plans::{PlanTerms, TaskTerms};
use crate::register::InspectorTerms;
use crate::sector::Sector;
use crate::store::Whole;
use contracts::access::Reach;
use contracts::clock::Clock;
use domain::area::AreaCode;
use domain::instant::Instant;
use draws::commitment::Value;
use draws::{Bundle, Commitment};
use ledger::Asker;
use std::collections::BTreeMap;
use std::sync::Arc;

const HOUR: i64 = 3_600_000_000;
/// How long before the draw its value comes, and how much earlier than it must it is committed to.
const HALF_A_DAY: i64 = 12 * HOUR;
/// Days for which the visits may be made.
const DAYS: i32 = 30;
const SECTOR: &str = "consumption";
const TITLE: &str = "示例抽查 example";
const SOURCE: &str = "示例值，并非公开来源 an example, from no public source";
const TEXT: &str = "03 08 14 19 27 33 + 06";
/// Inspectors of the example: each has a part of a year's visits.
const INSPECTORS: u32 = 20;

/// A draw that was made as an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Its number.
    pub draw_id: i64,
    /// What was committed to.
    pub commitment: Commitment,
    /// The value that stands for a public one.
    pub value: Value,
    /// Merchants that could be drawn, or are barred, and how many of them were drawn, by class.
    pub classes: BTreeMap<String, (usize, usize)>,
    /// The inspector of the first visit.
    pub inspector: Option<String>,
}

/// A clock that stands.
struct Stood(Instant);

impl Clock for Stood {
    fn now(&self) -> Instant {
        self.0
    }
}

impl DrawBook {
    /// The example of this installation, made if there is none yet, and repeated bit for bit from its bundle.
    ///
    /// # Errors
    /// [`DrawError`] if it cannot be made, or its bundle does not repeat.
    pub fn example(&self, areas: &[AreaCode], actor: &str) -> Result<Example, DrawError> {
        let by = Asker::house(actor);
        let draw_id = match self.example_before()? {
            Some(draw_id) => draw_id,
            // Whoever stops it half way has made none.
            None => self.db.whole(|| self.made_example(areas, by))?,
        };
        let (bundle, (row, ..)) = (self.bundle(draw_id, by.reach)?, self.one(draw_id, by.reach)?);
        let commitment = crate::committing::course(&row)?.commitment().clone();
        let repeated = bundle.verify().and_then(|()| bundle.verify_published(&commitment, &bundle.public));
        repeated.map_err(|difference| DrawError::Own(format!("the example does not repeat: {difference}")))?;
        Ok(shown(draw_id, commitment, bundle))
    }

    /// The example that was made by an earlier run.
    fn example_before(&self) -> Result<Option<i64>, DrawError> {
        let is_example = |(row, _, plan): &Whole| plan.part.title == TITLE && row.part.state == "drawn";
        let found = self.draws(|_| true, (None, usize::MAX - 1), Reach::Everywhere)?.into_iter().find(is_example);
        Ok(found.map(|(row, ..)| row.draw_id))
    }

    fn made_example(&self, areas: &[AreaCode], by: Asker<'_>) -> Result<i64, DrawError> {
        let now = self.around.clock.now();
        let ago = |micros| Instant::from_micros(now.micros() - micros);
        let lead = i64::from(self.rules()?.lead_days) * 24 * HOUR;
        let (before, value_at) = (self.standing(ago(HALF_A_DAY + lead + HALF_A_DAY)), ago(HALF_A_DAY));
        let from = now.day();
        let terms = InspectorTerms {
            name: "示例检查员".to_owned(),
            department: "示例 example".to_owned(),
            sectors: vec![SECTOR.to_owned()],
            from: from.plus_days(-DAYS),
            until: None,
        };
        let known = before.inspectors()?;
        for id in (1..=INSPECTORS).map(|number| format!("DEMO{number:02}")) {
            if known.iter().all(|inspector| inspector.inspector_id != id) {
                before.add_inspector(&id, &terms, by.actor)?;
            }
        }
        let sections = ('A'..='T').map(String::from).collect();
        let sector = Sector { sector: SECTOR.to_owned(), industries: sections };
        let (title, areas) = (TITLE.to_owned(), areas.to_vec());
        let plan = PlanTerms { year: from.year(), title: title.clone(), sectors: vec![sector], areas };
        let plan = before.add_plan(&plan, by)?;
        let (sectors, areas, until) = (Vec::new(), Vec::new(), from.plus_days(DAYS));
        let task = before.add_task(plan.plan_id, &TaskTerms { title, sectors, areas, from, until }, by)?;
        let (source, due, follows) = (SOURCE.to_owned(), Named::new(), None);
        let ask = Commit { task_id: task.task_id, source, value_at, due, follows };
        let (row, ..) = before.commit(&ask, by)?;
        self.reveal(row.draw_id, &Value { published_at: value_at, text: TEXT.to_owned() }, by)?;
        Ok(row.draw_id)
    }

    /// The same book by a clock that stands at an instant.
    fn standing(&self, at: Instant) -> Self {
        let Around { merchants, classes, policies, cases, catalogue, cover, signer, .. } = &self.around;
        let around = Around {
            merchants: Arc::clone(merchants),
            classes: Arc::clone(classes),
            policies: policies.clone(),
            cases: Arc::clone(cases),
            catalogue: Arc::clone(catalogue),
            cover: Arc::clone(cover),
            signer: Arc::clone(signer),
            clock: Arc::new(Stood(at)),
        };
        Self { ledger: Arc::clone(&self.ledger), db: Arc::clone(&self.db), around }
    }
}

fn shown(draw_id: i64, commitment: Commitment, bundle: Bundle) -> Example {
    let rows = &bundle.frozen.inputs().population;
    let mut classes: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for row in rows {
        classes.entry(bundle.frozen.class(row).to_owned()).or_default().0 += 1;
    }
    for visit in &bundle.drawn.visits {
        let row = rows.binary_search_by(|row| row.key.as_str().cmp(&visit.key)).ok().and_then(|at| rows.get(at));
        if let Some(row) = row {
            classes.entry(bundle.frozen.class(row).to_owned()).or_default().1 += 1;
        }
    }
    let teams = bundle.drawn.visits.iter().map(|visit| &visit.team);
    let mut assigned = teams.filter_map(|team| match team {
        draws::assign::Team::Of([first, _]) => Some(first.clone()),
        draws::assign::Team::Unassigned(_) => None,
    });
    Example { inspector: assigned.next(), draw_id, commitment, value: bundle.value.clone(), classes }
}
