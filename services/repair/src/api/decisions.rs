//! Decisions about repair, for whoever shows what was decided about.

use super::{NOBODY, covered, own};
use crate::decisions::{Decision, Wanted};
use crate::repairs::Repairs;
use cases::Walked;
use contracts::access::{Role, Scope};
use contracts::page::Limit;
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Any, Caller, Concerning, Fault, Query, ReadPublic, ReadRecords, State, blocking};

/// Most decisions of one page for the public: of each whoever keeps the item is asked whether it was public.
const MOST_ASKED: usize = 50;

/// Which.
#[derive(Deserialize, IntoParams)]
pub(super) struct Filter {
    /// Only those of this day or later.
    #[param(value_type = Option<String>, format = Date)]
    since: Option<Day>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Behind this place: the `cursor` of an earlier answer.
    after: Option<String>,
}

/// A decision about repair (修复决定).
#[derive(Serialize, ToSchema)]
struct RepairDecision {
    /// The case.
    case_no: i64,
    /// The number of the step within the case: later ones replace earlier ones.
    number: i32,
    /// Code of the merchant.
    #[schema(value_type = String)]
    code: PartyCode,
    /// The procedure.
    procedure: String,
    /// `approved`, `refused` or `revoked`; of a shield also `executed`, off for good, or `restored`, shown again.
    decision: &'static str,
    /// Kind of the item: `penalty`, `membership` or `standing`.
    kind: String,
    /// Its key.
    key: String,
    /// Code of the office that decided.
    office: String,
    /// On which day.
    #[schema(value_type = String, format = Date)]
    on: Day,
    /// The version of the law by which it was decided.
    law: String,
    /// Law that is not settled, for which whoever decided answers; to the merchant and to whoever may read records.
    #[serde(skip_serializing_if = "Option::is_none")]
    rests_on: Option<Vec<String>>,
}

impl RepairDecision {
    fn of(decision: Decision, is_public: bool) -> Self {
        let Decision { case_no, number, code, procedure, decision, about, office, on, law, rests_on, .. } = decision;
        let (kind, key) = (about.kind, about.key);
        let rests_on = (!is_public).then_some(rests_on);
        Self { case_no, number, code, procedure, decision, kind, key, office, on, law, rests_on }
    }
}

/// Decisions in the order in which they were written (修复决定清单).
#[derive(Serialize, ToSchema)]
pub(super) struct RepairDecisions {
    /// The decisions.
    items: Vec<RepairDecision>,
    /// The place of the last step that was looked at, to be given back as `after`; null if there is none yet.
    cursor: Option<String>,
    /// The same if the list goes on; null on the last page.
    next: Option<String>,
}

pub(super) async fn list(
    caller: Caller<Any<(ReadRecords, ReadPublic)>>,
    repairs: State<Repairs>,
    filter: Query<Filter>,
) -> Result<Concerning<RepairDecisions>, Fault> {
    blocking(move || {
        let Filter { since, limit, after } = filter.into_inner();
        let subject = match caller.role {
            Role::Merchant => Some(own(&repairs, &caller)?.unwrap_or(NOBODY)),
            _ => None,
        };
        let is_public = subject.is_none() && !caller.allows(Scope::ReadRecords);
        let public = is_public.then(|| repairs.window());
        let limit = if is_public { limit.get().min(MOST_ASKED) } else { limit.get() };
        let wanted = Wanted { since, subject, public, after, limit };
        let Walked { found: mut decisions, cursor, is_more } = repairs.decided(&wanted)?;
        if is_public {
            registered(&repairs, &mut decisions)?;
            repairs.leave_public(&mut decisions)?;
        } else if subject.is_none() {
            covered(&repairs, caller.reach(), &mut decisions, |decision| decision.subject_id)?;
        }
        let merchants = decisions.iter().map(|decision| decision.code).collect();
        let items = decisions.into_iter().map(|decision| RepairDecision::of(decision, is_public)).collect();
        let next = cursor.clone().filter(|_| is_more);
        Answer::new(RepairDecisions { items, cursor, next }).concerning(merchants)
    })
    .await
}

/// Leaves those of registered merchants: the code of anybody else may be that of a person.
fn registered(repairs: &Repairs, decisions: &mut Vec<Decision>) -> Result<(), Fault> {
    let codes: BTreeSet<PartyCode> = decisions.iter().map(|decision| decision.code).collect();
    let codes: Vec<PartyCode> = codes.into_iter().collect();
    let found = match codes.is_empty() {
        true => Vec::new(),
        false => repairs.bench.around.merchants.registered(&codes, None).map_err(Fault::unavailable)?,
    };
    let known = codes.into_iter().zip(found).filter_map(|(code, found)| found.map(|_| code));
    let known: BTreeSet<PartyCode> = known.collect();
    decisions.retain(|decision| known.contains(&decision.code));
    Ok(())
}
