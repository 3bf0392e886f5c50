//! One application about several items (一并申请).

use crate::applying::{Applied, Applying, Outcome, Prepared, Wish};
use crate::repairs::Repairs;
use cases::{Stated, href, reason, whose};
use contracts::problem::RefusedReason;
use domain::code::PartyCode;
use domain::day::Day;
use domain::digest::Digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use web::{About, Answer, Any, Apply, Caller, Decide, Fault, Json, Once, OnceAnswer, State, blocking};

/// An item that is asked about.
#[derive(Deserialize, ToSchema)]
struct ApplicationItem {
    /// Its kind: `penalty`, `membership` or `standing`, for an objection `payment` as well.
    kind: String,
    /// Its key within the merchant's records; of a membership `listing:` and the number of its case.
    key: String,
    /// The procedure; the one by which the item ends early if it is left out.
    procedure: Option<String>,
}

/// A paper that comes with an application.
#[derive(Deserialize, ToSchema)]
struct ApplicationPaper {
    /// What it is for, as the step names what it needs.
    need: String,
    /// Its digest, as it was answered when it was sent ahead.
    digest: String,
}

/// One application about several items (一并申请).
#[derive(Deserialize, ToSchema)]
pub(super) struct RepairApplication {
    /// The merchant; whoever acts for one need not name it.
    #[schema(value_type = Option<String>)]
    code: Option<PartyCode>,
    /// What is asked about, each once.
    #[schema(min_items = 1, max_items = 100)]
    items: Vec<ApplicationItem>,
    /// The day on which it is done: today if it is left out.
    #[schema(value_type = Option<String>, format = Date)]
    on: Option<Day>,
    /// Was it done on paper, and is recorded here by an official?
    #[serde(default)]
    on_paper: bool,
    /// What is written, by the names of what the first steps need, such as `application` and `promise`.
    #[serde(default)]
    stated: BTreeMap<String, Value>,
    /// What is attached to each: papers that were sent ahead.
    #[serde(default)]
    #[schema(max_items = 20)]
    papers: Vec<ApplicationPaper>,
    /// Law that is not settled and for which whoever acts answers, by policy reference.
    #[serde(default)]
    #[schema(max_items = 100)]
    accept: Vec<String>,
}

/// What became of an item.
#[derive(Serialize, ToSchema)]
struct ApplicationOutcome {
    /// Its kind.
    kind: String,
    /// Its key.
    key: String,
    /// The procedure.
    procedure: String,
    /// The case that was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_no: Option<i64>,
    /// Path of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    href: Option<String>,
    /// The stage in which it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<String>,
    /// The last day of the office's first duty.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<Day>,
    /// Why none was: everything for which the law does not allow it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refused: Vec<RefusedReason>,
}

/// What became of an application (一并申请结果).
#[derive(Serialize, ToSchema)]
pub(super) struct RepairApplied {
    /// In the order in which they were asked about.
    items: Vec<ApplicationOutcome>,
}

impl ApplicationOutcome {
    fn of(applied: Applied) -> Self {
        let Applied { about, procedure, outcome } = applied;
        let (kind, key) = (about.kind, about.key);
        match outcome {
            Outcome::Opened(file) => Self {
                kind,
                key,
                procedure,
                case_no: Some(file.case_no),
                href: Some(href(crate::SERVICE, file.case_no)),
                stage: Some(file.stage),
                due_on: file.due_on,
                refused: Vec::new(),
            },
            Outcome::Refused(refused) => {
                let refused = refused.into_iter().map(reason).collect();
                Self { kind, key, procedure, case_no: None, href: None, stage: None, due_on: None, refused }
            }
        }
    }
}

pub(super) async fn apply(
    caller: Caller<Any<(Decide, Apply)>>,
    once: Once,
    repairs: State<Repairs>,
    body: Json<RepairApplication>,
) -> Result<About<OnceAnswer<Answer<RepairApplied>>>, Fault> {
    let new = body.into_inner();
    let code = whose(caller.merchant, new.code)?;
    let (claims, own) = (caller.claims().clone(), repairs.0.clone());
    // Nothing is asked of others within the transaction but what may have changed since.
    let mut prepared: Result<Vec<Prepared>, Option<Fault>> = blocking(move || {
        let RepairApplication { items, on, on_paper, stated, papers, accept, .. } = new;
        let sight = cases::sight(&own.court, &claims)?;
        let named: Vec<(String, Digest)> = papers.into_iter().map(|paper| (paper.need, Digest(paper.digest))).collect();
        let stated: Stated = stated;
        let applying = Applying { code, claims: &claims, sight, on, on_paper, stated, named, accepted: accept };
        let wishes: Vec<Wish> = items
            .into_iter()
            .map(|item| Wish { about: cases::About { kind: item.kind, key: item.key }, procedure: item.procedure })
            .collect();
        Ok(own.prepared(&applying, &wishes).map_err(Some))
    })
    .await?;
    let answer = once
        .run(move || match &mut prepared {
            Ok(prepared) => {
                let applied = repairs.applied(prepared)?;
                Ok(Answer::new(RepairApplied { items: applied.into_iter().map(ApplicationOutcome::of).collect() }))
            }
            Err(fault) => Err(fault.take().unwrap_or_else(|| Fault::internal("what went wrong was told before"))),
        })
        .await?;
    Ok(About { answer, merchants: vec![code] })
}
