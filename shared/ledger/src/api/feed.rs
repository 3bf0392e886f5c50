//! The feed over HTTP: one event a line, shaped like CloudEvents.

use super::{doc, for_everybody};
use contracts::change::Change;
use contracts::page::Limit;
use contracts::port::{Feed, PortError};
use contracts::problem::Code;
use contracts::wait::Wait;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Caller, Fault, Follow, Ndjson, Query, State, blocking};

/// The feed behind the paths.
struct Followed {
    feed: Arc<dyn Feed>,
}

/// The operations of a feed.
pub(super) fn mount(api: Api, feed: Arc<dyn Feed>) -> Api {
    let service = feed.service();
    let follow = doc("follow", &format!("{service}_changes"), "订阅变更", "Follow changes")
        .text("One event a line. Give the `cursor` of the last event back as `after`; `wait` keeps the request open until something happens.")
        .errors(&[Code::CursorInvalid, Code::Unavailable]);
    let end = doc("read", &format!("{service}_changes_end"), "变更流末尾", "The end of the changes")
        .errors(&[Code::Unavailable]);
    api.with(Arc::new(Followed { feed })).get("/changes", changes, follow).get("/changes/end", last, end)
}

/// What of the journal.
#[derive(Deserialize, IntoParams)]
struct Since {
    /// Cursor of the last event that was seen; from the beginning if it is left out.
    after: Option<String>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Seconds to wait if there is nothing yet, at most 25.
    #[serde(default)]
    #[param(inline)]
    wait: Wait,
}

/// A change as an event (变更事件).
#[derive(Serialize, ToSchema)]
#[schema(as = ChangeEvent)]
struct Event {
    /// Version of the CloudEvents form.
    specversion: &'static str,
    /// Number of the event, unique within its source.
    id: String,
    /// The service.
    source: String,
    /// What happened.
    #[serde(rename = "type")]
    kind: &'static str,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    time: Instant,
    /// The change itself.
    data: Change,
}

async fn changes(
    caller: Caller<Follow>,
    followed: State<Followed>,
    since: Query<Since>,
) -> Result<Ndjson<Event>, Fault> {
    for_everybody(&caller)?;
    blocking(move || {
        let wait = since.wait.duration();
        let changes = followed.feed.changes(since.after.as_deref(), since.limit.into(), wait).map_err(refused)?;
        let service = followed.feed.service();
        let events: Vec<Event> = changes.into_iter().map(|change| event(service, change)).collect();
        Ndjson::whole(&events)
    })
    .await
}

/// The end of the changes (变更流末尾).
#[derive(Serialize, ToSchema)]
#[schema(as = FeedEnd)]
struct End {
    /// Cursor of the last change; nothing if there is none yet.
    cursor: Option<String>,
}

async fn last(caller: Caller<Follow>, followed: State<Followed>) -> Result<Answer<End>, Fault> {
    for_everybody(&caller)?;
    blocking(move || Ok(Answer::new(End { cursor: followed.feed.end().map_err(refused)? }))).await
}

fn refused(error: PortError) -> Fault {
    match error {
        PortError::Refused { .. } => Fault::new(Code::CursorInvalid),
        away => Fault::unavailable(away),
    }
}

fn event(service: &str, change: Change) -> Event {
    Event {
        specversion: "1.0",
        id: change.cursor.clone(),
        source: format!("/{service}"),
        kind: "fangxin.record.version",
        time: change.recorded_at,
        data: change,
    }
}
