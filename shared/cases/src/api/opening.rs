//! Cases that are opened.

use super::steps::{Doing, Named, written};
use super::view::{CaseView, href};
use super::{Court, Handling, Wished, acting, sight};
use crate::act::Opening;
use crate::error::CaseError;
use crate::file::About;
use contracts::problem::{Code, FieldError};
use domain::code::PartyCode;
use domain::day::Day;
use serde::Deserialize;
use serde_json::Value;
use statute::procedure::Offices;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use web::{Any, Apply, Caller, Created, Decide, Fault, Json, Once, OnceAnswer, State, blocking};

/// Something that a case is to be about.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewCaseAbout)]
struct NewAbout {
    /// Its kind, such as `penalty`.
    kind: String,
    /// Its key within the merchant's records.
    key: String,
}

/// A case that is opened (立案、申请).
#[derive(Deserialize, ToSchema)]
#[schema(as = NewCase)]
pub(super) struct NewCase {
    /// The procedure, such as `gsxt_repair`.
    procedure: String,
    /// The merchant; whoever acts for one need not name it.
    #[schema(value_type = Option<String>)]
    code: Option<PartyCode>,
    /// What it is about.
    #[schema(min_items = 1, max_items = 100)]
    about: Vec<NewAbout>,
    /// Its first step; the only one there is if it is left out.
    step: Option<String>,
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

pub(super) async fn open(
    caller: Caller<Any<(Decide, Apply)>>,
    once: Once,
    court: State<Court>,
    body: Json<NewCase>,
) -> Result<OnceAnswer<Created<CaseView>>, Fault> {
    let new = body.into_inner();
    let (claims, own) = (caller.claims().clone(), court.0.clone());
    let opening = blocking(move || {
        let sight = sight(&own, &claims)?;
        let code = acting::whose(claims.merchant, new.code)?;
        let subject_id = own.ledger.subject_of(code)?.ok_or_else(acting::no_merchant)?;
        let about: Vec<About> = new.about.into_iter().map(|about| About { kind: about.kind, key: about.key }).collect();
        let way = own.book.first_steps(&new.procedure)?;
        let step = match (&new.step, way.as_slice()) {
            (Some(step), _) => step.clone(),
            (None, [only]) => only.id.clone(),
            (None, _) => {
                let wrong = FieldError::new("step", "须写明从哪一步开始", "say by which step it is opened");
                return Err(Fault::new(Code::Unprocessable).errors([wrong]));
            }
        };
        let department = claims.department.as_deref();
        let wished = Wished { procedure: &new.procedure, subject_id, code, about: &about, department };
        let is_inside = own.book.covers(subject_id, &sight)?;
        let Handling { office, upper_office } = match own.docket.handling(wished) {
            Ok(handling) if is_inside || sight.handles(&handling.office, handling.upper_office.as_deref()) => handling,
            // Whoever could do nothing about it is not told either whether there is such a thing.
            Ok(_) => return Err(acting::no_merchant()),
            Err(CaseError::Field { .. }) if !is_inside => return Err(acting::no_merchant()),
            Err(error) => return Err(error.into()),
        };
        let offices = Offices { own: &office, upper: upper_office.as_deref() };
        let first = way.iter().find(|first| first.id == step);
        let actor = acting::actor(&claims, first, offices, new.on_paper);
        let doing = Doing {
            step,
            on: new.on,
            on_paper: new.on_paper,
            stated: new.stated,
            papers: new.papers,
            accept: new.accept,
        };
        let act = doing.by(&own, actor)?;
        Ok(Opening { subject_id, code, procedure: new.procedure, office, upper_office, about, act, sight })
    })
    .await?;
    let (own, asked) = (court.0.clone(), opening.clone());
    let mut planned =
        blocking(move || Ok(own.book.plan_opening(&asked, &*own.docket).map_err(|error| Some(Fault::from(error)))))
            .await?;
    once.run(move || {
        let again = || court.book.plan_opening(&opening, &*court.docket);
        let view = written(&court, &mut planned, again)?;
        let location = href(court.ledger.service(), view.case_no);
        Ok(Created { body: view, location })
    })
    .await
}
