//! What every installation answers beside its services: health, keys, problems, the document and its page.

use crate::answer::Answer;
use crate::api::{Api, Doc};
use crate::blocking::blocking;
use crate::caller::{Administer, Any, Caller, Follow, Probe, Public};
use crate::document::Page;
use crate::extract::{Path, State};
use crate::fault::Fault;
use crate::metrics::{Exposition, Gauge, Metrics};
use crate::token::{Jwks, Verifier};
use contracts::problem::Code;
use contracts::status::Status;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How the services are (运行状况). Both answers are shown to anybody and hold nothing of a person.
pub trait Health: Send + Sync {
    /// Can requests be served?
    ///
    /// # Errors
    /// What is missing, for the log.
    fn ready(&self) -> Result<(), String>;

    /// Versions, counts and ages of the services.
    fn status(&self) -> Status;

    /// The same as numbers to be watched; those of one name stand together.
    fn gauges(&self) -> Vec<Gauge> {
        Vec::new()
    }
}

/// The Api of the house itself.
pub(crate) fn api() -> Api {
    Api::new("", "平台", "House")
        .get("/livez", alive, Doc::new("read_liveness", "进程是否存活", "Is the process alive?"))
        .get("/readyz", ready, Doc::new("read_readiness", "能否提供服务", "Can it serve?").errors(&[Code::Unavailable]))
        .get("/status", status, Doc::new("read_status", "运行状况", "How the services are"))
        .get("/metrics", metrics, Doc::new("read_metrics", "运行指标（OpenMetrics）", "Metrics for Prometheus"))
        .get("/.well-known/jwks.json", keys, Doc::new("read_keys", "令牌公钥", "Public keys of tokens"))
        .get("/problems", problems, Doc::new("list_problems", "问题代码表", "The table of problems"))
        .get("/problems/{code}", problem, Doc::new("read_problem", "一种问题的说明", "One kind of problem"))
        .get("/openapi.json", Page::document, Doc::new("read_document", "接口文档（OpenAPI）", "The OpenAPI document"))
        .get("/docs", Page::home, Doc::new("read_docs", "接口文档页面", "The document as a page"))
        .get("/docs/", Page::home, Doc::new("read_docs_home", "接口文档页面", "The document as a page"))
        .get("/docs/{file}", Page::file, Doc::new("read_docs_file", "页面所用文件", "A file of that page"))
}

#[derive(Debug, Serialize, ToSchema)]
/// Condition of the process (进程状态).
struct Condition {
    /// `alive` or `ready`.
    status: &'static str,
}

async fn alive(_: Probe) -> Answer<Condition> {
    Answer::new(Condition { status: "alive" })
}

async fn ready(_: Probe, health: State<dyn Health>) -> Result<Answer<Condition>, Fault> {
    blocking(move || health.ready().map_err(Fault::unavailable)).await?;
    Ok(Answer::new(Condition { status: "ready" }))
}

async fn status(_: Public, health: State<dyn Health>) -> Result<Answer<Status>, Fault> {
    blocking(move || Ok::<_, Fault>(Answer::new(health.status()))).await
}

async fn metrics(
    _: Caller<Any<(Follow, Administer)>>,
    metrics: State<Metrics>,
    health: State<dyn Health>,
) -> Result<Exposition, Fault> {
    blocking(move || metrics.exposed(&health.gauges())).await
}

async fn keys(_: Public, verifier: State<Verifier>) -> Answer<Jwks> {
    Answer::new(verifier.keys())
}

/// One kind of problem (问题种类).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProblemKind)]
struct Kind {
    /// Its path, which a problem carries as `type`.
    #[serde(rename = "type")]
    kind: String,
    /// Its stable token.
    code: Code,
    /// HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What it is, in English.
    title: &'static str,
    /// What it is, in Chinese.
    title_zh: &'static str,
}

impl From<Code> for Kind {
    fn from(code: Code) -> Self {
        Self { kind: code.path(), code, status: code.status(), title: code.en(), title_zh: code.zh() }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
struct OneCode {
    /// Token of the problem.
    code: String,
}

async fn problems(_: Public) -> Answer<Vec<Kind>> {
    Answer::new(Code::ALL.into_iter().map(Kind::from).collect())
}

async fn problem(_: Public, path: Path<OneCode>) -> Result<Answer<Kind>, Fault> {
    match Code::parse(&path.code) {
        Some(code) => Ok(Answer::new(Kind::from(code))),
        None => Err(Fault::not_found("没有该问题代码", "there is no such kind of problem")),
    }
}
