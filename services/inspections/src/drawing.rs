//! Draws (抽取): the value is public, the nonce is revealed, and what follows from both is kept.

use crate::book::{DrawBook, random};
use crate::committing::{course, end, reached};
use crate::error::DrawError;
use crate::store::{DrawRow, VisitRow, Whole, store};
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::Inspection;
use domain::vocab::VisitReason;
use draws::assign::{Lack, Team};
use draws::commitment::Value;
use draws::course::State;
use draws::draw::{Fate, Quota, Stratum};
use draws::merkle::{Proof, prove};
use draws::population::Group;
use draws::{Bundle, Frozen, Public, Secret};
use ledger::Asker;
use serde::{Deserialize, Serialize};

/// What is told of a result without its rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) public: Public,
    pub(crate) quotas: Vec<Quota>,
    pub(crate) strata: Vec<Stratum>,
}

/// What became of a visit.
pub(crate) enum Settled {
    /// It was made, and this is the number of its record.
    Done(String),
    /// It will not be made, for a reason.
    Dropped(String),
}

impl DrawBook {
    /// Reveals the nonce and draws. There is one draw on a commitment, whoever races.
    pub(crate) fn reveal(&self, draw_id: i64, value: &Value, by: Asker<'_>) -> Result<Whole, DrawError> {
        self.db.write(|mut conn| {
            store(conn.again()).hold_draw(draw_id)?;
            let (row, ..) = reached(conn.again(), draw_id, by.reach)?;
            let now = self.around.clock.now();
            let mut course = course(&row)?;
            if row.part.state == "committed" && now.micros() < row.part.value_at {
                let at = course.commitment().value_at;
                return Err(DrawError::state(
                    format!("公开随机值于 {at} 产生，此前不能抽取"),
                    format!("the public value comes at {at}; nothing is drawn before"),
                ));
            }
            let frozen = match store(conn.again()).frozen(draw_id)? {
                Some(text) => serde_json::from_str::<Frozen>(&text)?,
                // Drawn before: the course says so.
                None => bundle(store(conn.again()).bundle(draw_id)?)?.frozen,
            };
            let nonce = self.opened(&row.part.nonce_hash, &row.part.nonce)?;
            let bundle = course.reveal(frozen, nonce, value.clone(), Secret::new(random()?), now)?;
            let told = Told {
                public: bundle.public.clone(),
                quotas: bundle.drawn.quotas.clone(),
                strata: bundle.drawn.strata.clone(),
            };
            let told = serde_json::to_string(&told)?;
            end(conn.again(), (&row, &course), by.actor, Some(&told))?;
            store(conn.again()).add_bundle(draw_id, &bundle.text()?)?;
            store(conn.again()).add_visits(&visits(&row, &bundle))?;
            store(conn).draw(draw_id)?.ok_or(DrawError::no_draw())
        })
    }

    /// Draws in some states of which somebody reaches a part, newest first; one more than the limit if there are more.
    pub(crate) fn draws(
        &self,
        is_wanted: impl Fn(&State) -> bool,
        (before, limit): (Option<i64>, usize),
        reach: Reach,
    ) -> Result<Vec<Whole>, DrawError> {
        const SOME: i64 = 200;
        let (mut found, mut before) = (Vec::new(), before);
        loop {
            let some = self.db.read::<_, DrawError>(|conn| Ok(store(conn).draws(before, SOME)?))?;
            let is_last = some.len() < usize::try_from(SOME).unwrap_or(usize::MAX);
            before = some.last().map(|(row, ..)| row.draw_id);
            for whole in some {
                if whole.1.is_partly_within(reach)? && is_wanted(course(&whole.0)?.state()) {
                    found.push(whole);
                }
            }
            if is_last || found.len() > limit {
                return Ok(found);
            }
        }
    }

    /// A draw of which somebody reaches a part.
    pub(crate) fn one(&self, draw_id: i64, reach: Reach) -> Result<Whole, DrawError> {
        let whole = self.db.read::<_, DrawError>(|conn| Ok(store(conn).draw(draw_id)?))?;
        let whole = whole.ok_or(DrawError::no_draw())?;
        if whole.1.is_partly_within(reach)? { Ok(whole) } else { Err(DrawError::no_draw()) }
    }

    /// The bundle of a draw, for whoever reaches every merchant of it.
    pub(crate) fn bundle(&self, draw_id: i64, reach: Reach) -> Result<Bundle, DrawError> {
        self.db.read(|mut conn| {
            reached(conn.again(), draw_id, reach)?;
            bundle(store(conn).bundle(draw_id)?)
        })
    }

    /// That a merchant stood among those drawn from, and what became of it.
    pub(crate) fn proof(&self, draw_id: i64, code: PartyCode) -> Result<Proof, DrawError> {
        let bundle = self.db.read::<_, DrawError>(|conn| bundle(store(conn).bundle(draw_id)?))?;
        let proof = prove(&bundle, code.as_str())?;
        let missing = DrawError::Missing { zh: "抽查对象", en: "merchant in this draw" };
        proof.ok_or(missing)
    }

    /// The visits of a draw to merchants within a reach.
    pub(crate) fn visits(&self, draw_id: i64, reach: Reach) -> Result<Vec<VisitRow>, DrawError> {
        self.one(draw_id, reach)?;
        let mut all = self.db.read::<_, DrawError>(|conn| Ok(store(conn).visits(draw_id)?))?;
        all.retain(|row| covers(reach, row));
        Ok(all)
    }

    /// Says what became of a visit. What settles it is a visit on the spot, of the office's own motion or by legal minimum,
    /// since the task began, that settles no other.
    pub(crate) fn settle_visit(
        &self,
        (draw_id, code): (i64, PartyCode),
        settled: &Settled,
        by: Asker<'_>,
    ) -> Result<VisitRow, DrawError> {
        let (_, task, _) = self.one(draw_id, by.reach)?;
        let from = Day::from_number(task.part.from_day);
        if let Settled::Done(number) = settled {
            fulfils(self.record(code, number)?.as_ref(), from)?;
        }
        self.db.write(|mut conn| {
            if let Settled::Done(number) = settled {
                // Two at a time would each overlook what the other takes.
                store(conn.again()).lock_draws()?;
                if let Some(other) = store(conn.again()).settled_by(code.as_str(), number)?.filter(|id| *id != draw_id)
                {
                    let zh = format!("该检查记录已用于抽取 {other}");
                    return Err(DrawError::field(
                        "record",
                        zh,
                        format!("that visit settles the choice of draw {other}"),
                    ));
                }
            }
            let found = store(conn.again()).hold_visit(draw_id, code.as_str())?;
            let missing = DrawError::Missing { zh: "抽中的检查", en: "visit of this draw" };
            let before = found.filter(|row| covers(by.reach, row)).ok_or(missing)?;
            if before.state != "open" {
                return Err(DrawError::state("该检查已有结果", "it is settled what became of this visit"));
            }
            let (state, record, reason) = match settled {
                Settled::Done(number) => ("done", Some(number.clone()), None),
                Settled::Dropped(reason) => ("dropped", None, Some(crate::book::line("reason", reason)?)),
            };
            let at = self.around.clock.now().micros();
            let row = VisitRow {
                state: state.to_owned(),
                record,
                reason,
                settled_at: Some(at),
                settled_by: Some(by.actor.to_owned()),
                ..before
            };
            store(conn).settle_visit(&row)?;
            Ok(row)
        })
    }
}

/// Refuses a record that is of no such visit as a draw asks for.
fn fulfils(record: Option<&Inspection>, from: Day) -> Result<(), DrawError> {
    let (zh, en) = match record.filter(|record| record.day >= from) {
        None => ("没有该主体自任务开始以来的这一检查记录", "there is no such record of a visit since the task began"),
        Some(record) if !record.is_on_site() => {
            ("该检查不是现场检查，不能作为抽中的检查", "that visit was not on the spot, as one that was drawn is")
        }
        Some(record) if !matches!(record.reason(), VisitReason::OwnMotion | VisitReason::LegalMinimum) => (
            "该检查的来源不是依职权抽查或法定最低频次，不能作为抽中的检查",
            "that visit was made for a reason of its own, and not because it was drawn",
        ),
        Some(_) => return Ok(()),
    };
    Err(DrawError::field("record", zh, en))
}

fn covers(reach: Reach, row: &VisitRow) -> bool {
    reach.covers(domain::area::AreaCode::parse(&row.area).ok())
}

/// A bundle as it is kept.
fn bundle(text: Option<String>) -> Result<Bundle, DrawError> {
    let text = text.ok_or_else(|| DrawError::state("尚未抽取", "nothing was drawn yet, or never will be"))?;
    Bundle::read(&text).map_err(|error| DrawError::Own(error.to_string()))
}

/// The visits that a draw gave, in their order.
fn visits(draw: &DrawRow, bundle: &Bundle) -> Vec<VisitRow> {
    let (rows, outcomes) = (&bundle.frozen.inputs().population, &bundle.drawn.outcomes);
    let at = |key: &str| rows.binary_search_by(|row| row.key.as_str().cmp(key)).ok();
    let of = |(place, visit): (i32, &draws::assign::Visit)| {
        // Rows and outcomes stand in the same order, of key.
        let (row, outcome) = at(&visit.key).and_then(|at| Some((rows.get(at)?, outcomes.get(at)?)))?;
        let legal = if let Fate::LegalMinimum { ground, .. } = &outcome.fate { Some(ground.clone()) } else { None };
        let (first_id, second_id, lack) = match &visit.team {
            Team::Of([first, second]) => (Some(first.clone()), Some(second.clone()), None),
            Team::Unassigned(Lack::Qualified) => (None, None, Some("qualified".to_owned())),
            Team::Unassigned(Lack::Second) => (None, None, Some("second".to_owned())),
        };
        Some(VisitRow {
            draw_id: draw.draw_id,
            merchant: row.key.clone(),
            place,
            year: draw.part.year,
            sector: row.sector.clone(),
            area: row.area.to_string(),
            class: bundle.frozen.class(row).to_owned(),
            kind: Group::of(row.kind).token().to_owned(),
            legal,
            first_id,
            second_id,
            lack,
            state: "open".to_owned(),
            record: None,
            reason: None,
            settled_at: None,
            settled_by: None,
        })
    };
    (1..).zip(&bundle.drawn.visits).filter_map(of).collect()
}
