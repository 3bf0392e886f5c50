//! Cases, as they are told.

use super::fault::reason;
use super::remedy::RemedyView;
use crate::book::CaseBook;
use crate::file::{About, CaseFile, StepTaken};
use crate::papers::Paper;
use crate::show::{LimitShown, Next, Shown, StepShown};
use contracts::owner;
use contracts::problem::RefusedReason;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Something that a case is about (所涉事项).
#[derive(Serialize, ToSchema)]
#[schema(as = CaseAbout)]
pub(super) struct AboutView {
    /// Its kind, such as `penalty`.
    kind: String,
    /// Its key within the merchant's records.
    key: String,
    /// Path of the record, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    href: Option<String>,
}

/// A case (案件).
#[derive(Serialize, ToSchema)]
#[schema(as = Case)]
pub(super) struct CaseView {
    /// Its number within the service (案号).
    pub(super) case_no: i64,
    /// Path of it.
    href: String,
    /// The procedure.
    procedure: String,
    /// Its name in Chinese.
    procedure_zh: String,
    /// Its name in English.
    procedure_en: String,
    /// Code under which the merchant was known when it was opened.
    #[schema(value_type = String)]
    pub(super) code: PartyCode,
    /// The merchant's name, as it is registered now; left out if it cannot be got.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    /// Code of the office whose case it is (办案机关).
    office: String,
    /// Code of the office of the next level up, if it is known here.
    #[serde(skip_serializing_if = "Option::is_none")]
    upper_office: Option<String>,
    /// What it is about.
    about: Vec<AboutView>,
    /// The day on which it was opened.
    #[schema(value_type = String, format = Date)]
    opened_on: Day,
    /// The stage in which it stands.
    stage: String,
    /// Its name in Chinese.
    stage_zh: String,
    /// Its name in English.
    stage_en: String,
    /// How many steps have been taken: to be given back as `expected`.
    steps: i32,
    /// Is it over? Later steps may lead out of that again.
    over: bool,
    /// The earliest last day that is known among its open duties.
    #[schema(value_type = Option<String>, format = Date)]
    due_on: Option<Day>,
}

impl CaseView {
    pub(super) fn of(service: &str, book: &CaseBook, file: &CaseFile) -> Self {
        let procedure = book.procedures().get(&file.procedure);
        let today = book.today();
        let stage = procedure.and_then(|procedure| procedure.on(today).value.stage(&file.stage));
        let name = |text: Option<&String>, token: &str| text.map_or_else(|| token.to_owned(), String::clone);
        let about = |about: &About| AboutView {
            href: owner::kind_of(&about.key).map(|kind| owner::href(kind, file.code, &about.key)),
            kind: about.kind.clone(),
            key: about.key.clone(),
        };
        Self {
            case_no: file.case_no,
            href: href(service, file.case_no),
            procedure_zh: name(procedure.map(|procedure| &procedure.title.zh), &file.procedure),
            procedure_en: name(procedure.map(|procedure| &procedure.title.en), &file.procedure),
            procedure: file.procedure.clone(),
            code: file.code,
            name: None,
            office: file.office.clone(),
            upper_office: file.upper_office.clone(),
            about: file.about.iter().map(about).collect(),
            opened_on: file.opened_on,
            stage_zh: name(stage.map(|stage| &stage.title.zh), &file.stage),
            stage_en: name(stage.map(|stage| &stage.title.en), &file.stage),
            stage: file.stage.clone(),
            steps: file.steps,
            over: file.is_over,
            due_on: file.due_on,
        }
    }
}

/// Path of a case of a service.
#[must_use]
pub fn href(service: &str, case_no: i64) -> String {
    format!("/{service}/v1/cases/{case_no}")
}

/// A step that was taken (已办步骤).
#[derive(Serialize, ToSchema)]
#[schema(as = CaseStep)]
pub(super) struct StepView {
    /// Its number within the case, from 1.
    number: i32,
    /// Which.
    step: String,
    /// Its name in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    title_zh: Option<String>,
    /// Its name in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// The day on which it was taken.
    #[schema(value_type = String, format = Date)]
    on: Day,
    /// Was it done on paper, and recorded by the account?
    on_paper: bool,
    /// The account that took or recorded it.
    account: String,
    /// As what: `party`, `official`, `upper_official` or `house`.
    role: &'static str,
    /// Code of the office for which it acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    office: Option<String>,
    /// The stage that it led to.
    stage: String,
    /// What was written.
    stated: BTreeMap<String, Value>,
    /// What was attached.
    papers: Vec<AttachedView>,
    /// Instrument and article.
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<String>,
    /// Whom it has to be told (告知对象): `party`, `office`, `departments`, `channels` of display, or `recipients` of what
    /// was wrong.
    tells: Vec<String>,
    /// The version of the procedure that governed it (适用的规定).
    law: String,
    /// Law that is not settled, for which whoever took it answers.
    rests_on: Vec<String>,
    /// When it was recorded.
    #[schema(value_type = String, format = DateTime)]
    recorded_at: Instant,
}

/// A paper that came with a step.
#[derive(Serialize, ToSchema)]
#[schema(as = CaseAttachment)]
struct AttachedView {
    /// What it is for.
    need: String,
    /// Its name.
    name: String,
    /// SHA-256 of what it holds.
    digest: String,
}

impl StepView {
    fn of(StepShown { taken, title, article, tells }: StepShown) -> Self {
        let StepTaken { number, step, on, on_paper, by, stage, stated, papers, law, rests_on, recorded_at } = taken;
        let attached = papers.into_iter();
        let attached =
            attached.map(|paper| AttachedView { need: paper.need, name: paper.name, digest: paper.digest.0 });
        let (title_zh, title) = title.map(|title| (title.zh, title.en)).unzip();
        Self {
            number,
            step,
            title_zh,
            title,
            on,
            on_paper,
            account: by.account,
            role: by.role.token(),
            office: by.office,
            stage,
            stated,
            papers: attached.collect(),
            article,
            tells,
            law,
            rests_on,
            recorded_at,
        }
    }
}

/// A paper of a case (材料).
#[derive(Serialize, ToSchema)]
#[schema(as = CasePaper)]
pub(super) struct PaperView {
    /// SHA-256 of what it holds.
    digest: String,
    /// What it came for.
    need: String,
    /// Its name.
    name: String,
    /// What it is.
    media: &'static str,
    /// Its bytes.
    size: i64,
    /// Number of the step with which it came first.
    number: i32,
    /// Path of what it holds.
    href: String,
}

/// A time limit of a case (期限).
#[derive(Serialize, ToSchema)]
#[schema(as = CaseLimit)]
pub(super) struct LimitView {
    /// Its clock.
    clock: String,
    /// What is to be done, in Chinese.
    title_zh: String,
    /// The same in English.
    title: String,
    /// Whose duty or right it is: `office`, `merchant`, or `reviewer` for whoever decides a reconsideration or a suit.
    whose: &'static str,
    /// `running`, `due`, `overdue`, `met`, `met_late`, `ended`, `paused` or `provisional`.
    state: &'static str,
    /// The day of the step that set it going, which is not counted.
    #[schema(value_type = String, format = Date)]
    started_on: Day,
    /// The last day on which it counts as met; nothing while nobody knows.
    #[schema(value_type = Option<String>, format = Date)]
    last_on: Option<Day>,
    /// Where that is not known: it is no earlier day than this one.
    #[schema(value_type = Option<String>, format = Date)]
    not_before: Option<Day>,
    /// The day of the step that met or ended it.
    #[schema(value_type = Option<String>, format = Date)]
    stopped_on: Option<Day>,
    /// Name and first day of the rule that counts it.
    rule: String,
    /// Instrument and article.
    article: String,
    /// Does it rest on a rule that is not settled?
    provisional: bool,
}

impl LimitView {
    pub(super) fn of(limit: LimitShown) -> Self {
        let LimitShown { clock, title, whose, rule, article, started_on, stopped_on, reading } = limit;
        Self {
            clock,
            title_zh: title.zh,
            title: title.en,
            whose: whose.token(),
            state: reading.state.token(),
            started_on,
            last_on: reading.last,
            not_before: reading.not_before,
            stopped_on,
            rule,
            article,
            provisional: reading.provisional,
        }
    }
}

/// A step that leads on (可办步骤).
#[derive(Serialize, ToSchema)]
#[schema(as = CaseNextStep)]
struct NextView {
    /// Which.
    step: String,
    /// Its name in Chinese.
    title_zh: String,
    /// Its name in English.
    title: String,
    /// Who may take it: `party`, `official`, `upper_official` or `house`.
    by: &'static str,
    /// What has to be stated or attached.
    needs: Vec<String>,
    /// Which of that has to be a document.
    papers: Vec<String>,
    /// Instrument and article.
    article: String,
    /// Whom it has to be told, as those of the steps that were taken.
    tells: Vec<String>,
    /// Could the caller take it today, with everything that it needs?
    possible: bool,
    /// Everything that keeps the caller from it today.
    refused: Vec<RefusedReason>,
    /// Law that is not settled, which the caller has to name in `accept` to take it.
    accept: Vec<String>,
}

impl NextView {
    fn of(next: Next) -> Self {
        let possible = next.is_possible();
        let Next { step, refused, to_accept } = next;
        Self {
            step: step.id,
            title_zh: step.title.zh,
            title: step.title.en,
            by: step.by.token(),
            needs: step.needs,
            papers: step.papers,
            article: step.article,
            tells: step.tells,
            possible,
            refused: refused.into_iter().map(reason).collect(),
            accept: to_accept,
        }
    }
}

/// A case with everything that is kept of it (案件详情).
#[derive(Serialize, ToSchema)]
#[schema(as = CaseDetail)]
pub(super) struct DetailView {
    /// The case.
    #[serde(flatten)]
    pub(super) case: CaseView,
    /// What was done, in order.
    taken: Vec<StepView>,
    /// Its papers, by the steps with which they came.
    papers: Vec<PaperView>,
    /// Its time limits, in order of their beginning.
    limits: Vec<LimitView>,
    /// What is open to the merchant while the office is late; empty while it is not.
    remedies: Vec<RemedyView>,
    /// Every step that leads on.
    next: Vec<NextView>,
}

impl DetailView {
    pub(super) fn of(service: &str, book: &CaseBook, shown: Shown) -> Self {
        let Shown { file, stage: _, steps, papers, limits, remedies, next } = shown;
        let at = href(service, file.case_no);
        let paper = |Paper { digest, need, name, media, size, number }| PaperView {
            href: format!("{at}/papers/{digest}"),
            digest: digest.0,
            need,
            name,
            media: media.token(),
            size,
            number,
        };
        Self {
            case: CaseView::of(service, book, &file),
            taken: steps.into_iter().map(StepView::of).collect(),
            papers: papers.into_iter().map(paper).collect(),
            limits: limits.into_iter().map(LimitView::of).collect(),
            remedies: remedies.into_iter().map(RemedyView::of).collect(),
            next: next.into_iter().map(NextView::of).collect(),
        }
    }
}
