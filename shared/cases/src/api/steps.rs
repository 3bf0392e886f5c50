//! Steps that are taken.

use super::one::One;
use super::view::CaseView;
use super::{Court, acting, sight};
use crate::act::{Act, Stated, Taking};
use crate::error::CaseError;
use crate::plan::Plan;
use domain::day::Day;
use domain::digest::Digest;
use serde::Deserialize;
use serde_json::Value;
use statute::procedure::{Actor, Offices};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use web::{Answer, Any, Apply, Caller, Decide, Fault, Json, Once, OnceAnswer, Path, State, blocking};

/// A paper that a step names.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewCaseAttachment)]
pub(super) struct Named {
    /// What it is for, as the step names what it needs.
    need: String,
    /// Its digest, as it was answered when it was sent ahead.
    digest: String,
}

/// What is done (办理内容).
#[derive(Deserialize, ToSchema)]
#[schema(as = NewCaseStep)]
pub(super) struct NewStep {
    /// Which step, as `next` of the case names it.
    step: String,
    /// How many steps the case had when whoever acts looked at it.
    expected: i32,
    /// The day on which it is done: today if it is left out.
    #[schema(value_type = Option<String>, format = Date)]
    on: Option<Day>,
    /// Was it done on paper, and is recorded here by an official?
    #[serde(default)]
    on_paper: bool,
    /// What is written, by the names of what the step needs and whatever else there is to say. Numbers are integers.
    #[serde(default)]
    stated: BTreeMap<String, Value>,
    /// What is attached: papers that were sent ahead.
    #[serde(default)]
    #[schema(max_items = 20)]
    papers: Vec<Named>,
    /// Law that is not settled and for which whoever acts answers, by policy reference.
    #[serde(default)]
    #[schema(max_items = 100)]
    accept: Vec<String>,
}

/// What somebody does, before it is known by whom.
pub(super) struct Doing {
    pub(super) step: String,
    pub(super) on: Option<Day>,
    pub(super) on_paper: bool,
    pub(super) stated: Stated,
    pub(super) papers: Vec<Named>,
    pub(super) accept: Vec<String>,
}

impl Doing {
    /// The act of somebody, with the papers that the account has sent ahead.
    pub(super) fn by(self, court: &Court, by: Actor) -> Result<Act, CaseError> {
        let named = self.papers.into_iter().map(|paper| (paper.need, Digest(paper.digest)));
        let papers = court.book.ahead(&by.account, &named.collect::<Vec<_>>())?;
        Ok(Act {
            step: self.step,
            on: self.on.unwrap_or_else(|| court.book.today()),
            on_paper: self.on_paper,
            by,
            stated: self.stated,
            papers,
            accepted: self.accept,
        })
    }
}

/// Writes what was planned, in the transaction in which the answer is kept. Where another case of the merchant has gone
/// on meanwhile it is planned once more.
pub(super) fn written(
    court: &Court,
    planned: &mut Result<Plan, Option<Fault>>,
    again: impl Fn() -> Result<Plan, CaseError>,
) -> Result<CaseView, Fault> {
    let plan = planned.as_ref().ok();
    let file = match plan {
        Some(plan) => match court.book.write(plan) {
            Err(CaseError::Raced) => court.book.write(&again()?)?,
            done => done?,
        },
        None => {
            let fault = planned.as_mut().err().and_then(Option::take);
            return Err(fault.unwrap_or_else(|| Fault::internal("what went wrong was told before")));
        }
    };
    Ok(CaseView::of(court.ledger.service(), &court.book, &file))
}

pub(super) async fn take(
    caller: Caller<Any<(Decide, Apply)>>,
    once: Once,
    court: State<Court>,
    one: Path<One>,
    body: Json<NewStep>,
) -> Result<OnceAnswer<Answer<CaseView>>, Fault> {
    let NewStep { step, expected, on, on_paper, stated, papers, accept } = body.into_inner();
    let doing = Doing { step, on, on_paper, stated, papers, accept };
    let (claims, own) = (caller.claims().clone(), court.0.clone());
    let taking = blocking(move || {
        let sight = sight(&own, &claims)?;
        let file = own.book.file(one.case_no, &sight)?;
        let step = own.book.step(&file, &doing.step)?;
        let offices = Offices { own: &file.office, upper: file.upper_office.as_deref() };
        let act = doing_by(&own, doing, acting::actor(&claims, step.as_ref(), offices, on_paper))?;
        Ok(Taking { case_no: file.case_no, expected, act, sight })
    })
    .await?;
    let (own, asked) = (court.0.clone(), taking.clone());
    let mut planned =
        blocking(move || Ok(own.book.plan_step(&asked, &*own.docket).map_err(|error| Some(Fault::from(error)))))
            .await?;
    once.run(move || {
        let again = || court.book.plan_step(&taking, &*court.docket);
        Ok(Answer::new(written(&court, &mut planned, again)?))
    })
    .await
}

fn doing_by(court: &Court, doing: Doing, by: Actor) -> Result<Act, Fault> {
    Ok(doing.by(court, by)?)
}
