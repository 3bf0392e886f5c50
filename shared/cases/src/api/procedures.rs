//! The procedures, as the law of today has them.

use super::Court;
use serde::Serialize;
use statute::procedure::{Procedure, Step};
use utoipa::ToSchema;
use web::{Answer, Public, State};

/// A stage (阶段).
#[derive(Serialize, ToSchema)]
#[schema(as = CaseProcedureStage)]
struct StageView {
    /// Its name in files and answers.
    stage: String,
    /// In Chinese.
    title_zh: String,
    /// In English.
    title: String,
    /// Is a case over there?
    end: bool,
}

/// A step between stages (步骤).
#[derive(Serialize, ToSchema)]
#[schema(as = CaseProcedureStep)]
struct StepView {
    /// Its name in files and answers.
    step: String,
    /// In Chinese.
    title_zh: String,
    /// In English.
    title: String,
    /// The stages in which it can be taken; none for a step that opens a case.
    from: Vec<String>,
    /// The stage that it leads to.
    to: String,
    /// Who takes it: `party`, `official`, `upper_official` or `house`.
    by: &'static str,
    /// Whoever took one of these steps may not take this one.
    not_by: Vec<String>,
    /// What has to be stated or attached.
    needs: Vec<String>,
    /// Which of that has to be a document.
    papers: Vec<String>,
    /// What has to hold, by the codes with which it is refused where it does not.
    requires: Vec<String>,
    /// Of these at least one must not hold.
    lacks: Vec<String>,
    /// Time limits that it sets going, extends, meets or ends; within which it can be taken; after which it can.
    starts: Vec<String>,
    /// The name of the day, stated with it, from which those run; its own day if it names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    runs_from: Option<String>,
    /// Time limits that it extends.
    extends: Vec<String>,
    /// Time limits that it meets or ends.
    stops: Vec<String>,
    /// The time limit within which alone it can be taken.
    within: Option<String>,
    /// The time limit that has to be over before it can be taken.
    after: Option<String>,
    /// Who is told.
    tells: Vec<String>,
    /// Instrument and article.
    article: String,
}

/// A procedure, as the law of today has it (程序).
#[derive(Serialize, ToSchema)]
#[schema(as = CaseProcedure)]
struct ProcedureView {
    /// Its name.
    procedure: String,
    /// In Chinese.
    title_zh: String,
    /// In English.
    title: String,
    /// The version of today.
    law: String,
    /// Does it rest on law that is not settled?
    provisional: bool,
    /// Its stages.
    stages: Vec<StageView>,
    /// Its steps.
    steps: Vec<StepView>,
}

/// Procedures of a service (程序).
#[derive(Serialize, ToSchema)]
pub(super) struct CaseProcedures {
    /// By name.
    items: Vec<ProcedureView>,
}

pub(super) async fn list(_: Public, court: State<Court>) -> Answer<CaseProcedures> {
    let service = court.ledger.service();
    let own = court.book.procedures().all().filter(|(_, procedure)| procedure.owner == service);
    Answer::new(CaseProcedures { items: own.map(|(name, procedure)| view(name, procedure, &court)).collect() })
}

fn view(name: &str, procedure: &Procedure, court: &Court) -> ProcedureView {
    let today = procedure.on(court.book.today());
    let stages = today.value.stages().map(|(name, stage)| StageView {
        stage: name.to_owned(),
        title_zh: stage.title.zh.clone(),
        title: stage.title.en.clone(),
        end: stage.is_end,
    });
    ProcedureView {
        procedure: name.to_owned(),
        title_zh: procedure.title.zh.clone(),
        title: procedure.title.en.clone(),
        law: today.basis.by.to_owned(),
        provisional: today.basis.provisional,
        stages: stages.collect(),
        steps: today.value.steps().iter().map(step).collect(),
    }
}

fn step(step: &Step) -> StepView {
    let step = step.clone();
    StepView {
        step: step.id,
        title_zh: step.title.zh,
        title: step.title.en,
        from: step.from,
        to: step.to,
        by: step.by.token(),
        not_by: step.not_by,
        needs: step.needs,
        papers: step.papers,
        requires: step.requires,
        lacks: step.lacks,
        starts: step.starts,
        runs_from: step.runs_from,
        extends: step.extends,
        stops: step.stops,
        within: step.within,
        after: step.after,
        tells: step.tells,
        article: step.article,
    }
}
