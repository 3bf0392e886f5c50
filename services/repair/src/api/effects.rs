//! What decisions led to and was not carried out at once.

use crate::effects::Effect;
use crate::repairs::Repairs;
use cases::href;
use contracts::page::{Limit, ListTag, Page};
use domain::code::PartyCode;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Caller, Concerning, Fault, Query, ReadRecords, State, blocking};

/// What became of it.
#[derive(Deserialize, Serialize, ToSchema, Clone, Copy, Default)]
#[serde(rename_all = "snake_case")]
#[schema(as = RepairEffectState)]
enum Outcome {
    /// It is not done yet (尚未执行).
    #[default]
    Failed,
    /// It was done in the end (已补执行).
    Done,
}

/// Which.
#[derive(Deserialize, IntoParams)]
pub(super) struct Filter {
    /// `failed` if it is left out.
    #[serde(default)]
    #[param(inline)]
    state: Outcome,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

/// Something that a decision led to and was not carried out at once (未执行的决定).
#[derive(Serialize, ToSchema)]
pub(super) struct RepairEffect {
    /// The case.
    case_no: i64,
    /// Path of it.
    href: String,
    /// Code of the merchant.
    #[schema(value_type = String)]
    code: PartyCode,
    /// The procedure.
    procedure: String,
    /// The number of the step.
    number: i32,
    /// The step.
    step: String,
    /// By what cause it is commanded.
    cause: String,
    /// Whether it is done by now.
    state: Outcome,
    /// Why it was not done, the last time.
    why: String,
    /// How often it was tried in vain; 0 where it waits for another step.
    tries: i32,
    /// When it was first tried in vain.
    #[schema(value_type = String, format = DateTime)]
    failed_at: Instant,
    /// When it was last tried.
    #[schema(value_type = String, format = DateTime)]
    tried_at: Instant,
    /// When it was done after all.
    #[schema(value_type = Option<String>, format = DateTime)]
    done_at: Option<Instant>,
}

impl RepairEffect {
    fn of(effect: Effect) -> Self {
        let Effect { file, number, step, cause, is_open, why, tries, failed_at, tried_at, done_at } = effect;
        Self {
            case_no: file.case_no,
            href: href(crate::SERVICE, file.case_no),
            code: file.code,
            procedure: file.procedure,
            number,
            step,
            cause,
            state: if is_open { Outcome::Failed } else { Outcome::Done },
            why,
            tries,
            failed_at,
            tried_at,
            done_at,
        }
    }
}

pub(super) async fn list(
    caller: Caller<ReadRecords>,
    repairs: State<Repairs>,
    filter: Query<Filter>,
) -> Result<Concerning<Page<RepairEffect>>, Fault> {
    let Filter { state, limit, after } = filter.into_inner();
    let tag = ListTag::of("repair_effects", &state)?;
    let after: Option<(i64, i32)> = after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let sight = cases::sight(&repairs.court, &caller)?;
        let is_open = matches!(state, Outcome::Failed);
        let (found, next) = repairs.effects(is_open, (after.unwrap_or((0, 0)), limit.get()), &sight)?;
        let items: Vec<RepairEffect> = found.into_iter().map(RepairEffect::of).collect();
        let merchants = items.iter().map(|item| item.code).collect();
        Answer::new(Page { items, next: next.map(|place| tag.encode(&place)).transpose()? }).concerning(merchants)
    })
    .await
}
