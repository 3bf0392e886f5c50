//! How a draw is shown to whoever reads records.

use super::shapes;
use crate::committing::course;
use crate::drawing::Told;
use crate::due::DueCounts;
use crate::error::DrawError;
use crate::freeze::name;
use crate::store::Whole;
use contracts::access::Reach;
use domain::area::AreaCode;
use domain::instant::Instant;
use draws::Commitment;
use draws::course::State;
use draws::draw::{Quota, Stratum};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// State of a commitment (承诺状态).
#[derive(Serialize, Deserialize, ToSchema, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum DrawState {
    /// 已承诺 It waits for its public value.
    Committed,
    /// 已抽取 It was drawn on.
    Drawn,
    /// 逾期未揭示 When the wait was over, nobody had stated or revealed a value.
    Lapsed,
    /// 作废 It was stated that no public value came in time.
    Void,
    /// 中止 It was ended for a reason.
    Aborted,
}

impl DrawState {
    /// The Chinese label.
    pub(super) const fn zh(self) -> &'static str {
        match self {
            Self::Committed => "已承诺",
            Self::Drawn => "已抽取",
            Self::Lapsed => "逾期未揭示",
            Self::Void => "作废",
            Self::Aborted => "中止",
        }
    }

    pub(super) const fn of(state: &State) -> Self {
        match state {
            State::Committed => Self::Committed,
            State::Drawn { .. } => Self::Drawn,
            State::Lapsed { .. } => Self::Lapsed,
            State::Void { .. } => Self::Void,
            State::Aborted { .. } => Self::Aborted,
        }
    }
}

/// How a commitment ended (承诺的终结).
#[derive(Serialize, ToSchema)]
pub(super) struct DrawEnd {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub(super) at: Instant,
    /// Why it was aborted, lapsed, or is said to be void.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    /// Could the office have known the draw when it was aborted or lapsed?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) after_value: Option<bool>,
}

impl DrawEnd {
    pub(super) fn of(state: &State) -> Option<Self> {
        match state {
            State::Committed => None,
            State::Drawn { at, .. } => Some(Self { at: *at, reason: None, after_value: None }),
            State::Void { at, reason } => Some(Self { at: *at, reason: reason.clone(), after_value: None }),
            State::Lapsed { after_value, at, reason } | State::Aborted { after_value, at, reason } => {
                Some(Self { at: *at, reason: Some(reason.clone()), after_value: Some(*after_value) })
            }
        }
    }
}

/// A draw (双随机抽取).
#[derive(Serialize, ToSchema)]
#[schema(as = InspectionDraw)]
pub(super) struct Draw {
    /// Its number.
    pub(super) draw_id: i64,
    /// Number of the task.
    task_id: i64,
    /// Number of the plan.
    plan_id: i64,
    /// What the commitment calls the task.
    task: String,
    /// State.
    state: DrawState,
    /// The commitment.
    #[schema(value_type = shapes::Commitment)]
    commitment: Commitment,
    /// SHA-256 of its canonical JSON.
    commitment_hash: String,
    /// Who committed.
    committed_by: String,
    /// Until when the public value is waited for.
    #[schema(value_type = String, format = DateTime)]
    wait_until: Instant,
    /// Until when it must be revealed, or it lapses; nothing once it has ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    reveal_by: Option<Instant>,
    /// Number of merchants that could be drawn, or are barred.
    population: i64,
    /// How many are visited for certain, by the rules that the law demands it by, for whoever reaches all of it; nothing in
    /// a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<DueCounts>,
    /// Parameters behind it that are not settled, each as `id@first day`; nothing of draws from before they were kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    provisional: Option<Vec<String>>,
    /// Number of the draw that this one follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    follows: Option<i64>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<DrawEnd>,
    /// Who ended it; `house` if it lapsed.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_by: Option<String>,
    /// When its task ended, since when the result is public.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    task_ended_at: Option<Instant>,
    /// Sizes by class and kind, once it was drawn, for whoever reaches all of it; nothing in a list.
    #[schema(value_type = Option<Vec<shapes::Quota>>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    quotas: Option<Vec<Quota>>,
    /// Sizes by stratum, once it was drawn, of the areas that the caller reaches; nothing in a list.
    #[schema(value_type = Option<Vec<shapes::Stratum>>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    strata: Option<Vec<Stratum>>,
}

impl Draw {
    /// Without sizes.
    pub(super) fn listed((row, task, plan): Whole) -> Result<Self, DrawError> {
        let course = course(&row)?;
        Ok(Self {
            draw_id: row.draw_id,
            task_id: task.task_id,
            plan_id: plan.plan_id,
            task: name(&task, &plan),
            state: DrawState::of(course.state()),
            commitment: course.commitment().clone(),
            commitment_hash: row.part.commitment,
            committed_by: row.part.committed_by,
            wait_until: Instant::from_micros(row.part.wait_until),
            reveal_by: matches!(course.state(), State::Committed).then(|| Instant::from_micros(row.part.wait_until)),
            population: row.part.population,
            due: None,
            provisional: row.part.provisional.as_deref().map(serde_json::from_str).transpose()?,
            follows: row.part.follows,
            end: DrawEnd::of(course.state()),
            ended_by: row.ended_by,
            task_ended_at: task.ended_at.map(Instant::from_micros),
            quotas: None,
            strata: None,
        })
    }

    /// With the sizes of what is within a reach.
    pub(super) fn of(whole: Whole, reach: Reach) -> Result<Self, DrawError> {
        let told: Option<Told> = whole.0.told.as_deref().map(serde_json::from_str).transpose()?;
        let is_all = whole.1.is_all_within(reach).is_ok();
        let due = whole.0.part.due.as_deref().filter(|_| is_all).map(serde_json::from_str).transpose()?;
        let shown = Self { due, ..Self::listed(whole)? };
        let Some(Told { quotas, mut strata, .. }) = told else { return Ok(shown) };
        let area = |stratum: &Stratum| stratum.key.rsplit('/').next().and_then(|text| AreaCode::parse(text).ok());
        strata.retain(|stratum| reach.covers(area(stratum)));
        Ok(Self { quotas: is_all.then_some(quotas), strata: Some(strata), ..shown })
    }
}
