//! Imports: files handed in, looked at and stopped.

use super::{Desk, doc};
use crate::asker::Asker;
use crate::import::Handed;
use contracts::import::Job;
use contracts::page::{Limit, ListTag, Page};
use contracts::problem::{Code, FieldError};
use intake::layout::Layout;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use web::{Answer, Api, Caller, Created, Fault, Import, Once, OnceAnswer, Path, Query, State, Upload, blocking};

pub(super) fn mount(api: Api, service: &str) -> Api {
    let id = |noun: &str| format!("{service}_{noun}");
    api.post(
        "/imports",
        hand_in,
        doc("create", &id("import"), "上传文件并导入", "Hand in a file to be imported")
            .link(id_of("read", service), &[("import_id", "$response.body#/import_id")])
            .link(id_of("cancel", service), &[("import_id", "$response.body#/import_id")])
            .link(format!("list_{service}_waiting_rows"), &[("import_id", "$response.body#/import_id")])
            .text("The file is the raw body: CSV (also .gz), XLSX or JSON Lines; UTF-8 or GB18030.")
            .errors(&[Code::ImportFileUnreadable, Code::Conflict, Code::NotFound]),
    )
    .get("/imports", list, doc("list", &id("imports"), "列出导入任务", "List imports"))
    .get("/imports/{import_id}", read, doc("read", &id("import"), "查看导入任务", "Read an import"))
    .post(
        "/imports/{import_id}/cancel",
        cancel,
        doc("cancel", &id("import"), "停止导入任务", "Stop an import").errors(&[Code::Conflict]),
    )
}

fn id_of(verb: &str, service: &str) -> String {
    format!("{verb}_{service}_import")
}

/// How a file is to be read.
#[derive(Deserialize, IntoParams)]
struct How {
    /// Layout of its rows, such as `penalties`; told by the file's name if it is left out.
    layout: Option<String>,
    /// Name of a saved mapping, for a file with a layout of its own.
    mapping: Option<String>,
    /// Name of the file.
    #[expect(dead_code, reason = "the upload reads it; here it is only no stranger")]
    name: Option<String>,
    /// A load declared as history: rows may say themselves since when they were known.
    #[serde(default)]
    history: bool,
    /// Only look what would become of each row; nothing is kept.
    #[serde(default)]
    dry_run: bool,
    /// Keep fines over ten million yuan: their unit has been looked at.
    #[serde(default)]
    confirm: bool,
}

async fn hand_in(
    caller: Caller<Import>,
    once: Once,
    desk: State<Desk>,
    how: Query<How>,
    mut upload: Upload,
) -> Result<OnceAnswer<Created<Job>>, Fault> {
    let worker = Arc::clone(&desk);
    let answer = once.run(move || {
        let mapping = how.mapping.as_deref().map(|name| desk.ledger.mapping(name)).transpose()?;
        let layout = match (&how.layout, &mapping) {
            (Some(id), _) => Layout::by_id(id).ok_or_else(|| unknown_layout(id))?,
            (None, Some(mapping)) => mapping.layout()?,
            (None, None) => Layout::by_file_name(&upload.name).ok_or_else(|| unknown_layout(&upload.name))?,
        };
        let job = desk.ledger.hand_in(
            &Handed {
                layout,
                file_name: &upload.name,
                mapping: mapping.as_ref().map(|mapping| mapping.text.as_str()),
                history: how.history,
                dry_run: how.dry_run,
                confirm: how.confirm,
                by: Asker::of(&caller),
            },
            &mut upload.file,
        )?;
        let href = format!("/{}/v1/imports/{}", desk.ledger.service(), job.import_id);
        Ok(Created { body: job, location: href })
    });
    let answer = answer.await?;
    worker.worker.wake();
    Ok(answer)
}

fn unknown_layout(name: &str) -> Fault {
    let known: Vec<&str> = Layout::ALL.iter().map(|layout| layout.id).collect();
    let known = known.join(", ");
    let wrong = FieldError::new(
        "layout",
        format!("无法从“{name}”判断格式，请指定其一：{known}"),
        format!("{name:?} tells no layout; name one of {known}"),
    );
    Fault::new(Code::InvalidQuery).errors([wrong])
}

/// Which import.
#[derive(Deserialize, IntoParams)]
pub(super) struct OneImport {
    /// Its number.
    pub(super) import_id: i64,
}

/// Which page of the imports.
#[derive(Deserialize, IntoParams)]
struct Pages {
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

async fn list(caller: Caller<Import>, desk: State<Desk>, pages: Query<Pages>) -> Result<Answer<Page<Job>>, Fault> {
    let tag = ListTag::of("imports", &desk.ledger.service())?;
    let before: Option<i64> = pages.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let limit = i64::from(u16::from(pages.limit));
        let jobs = desk.ledger.jobs(before, limit + 1, Asker::of(&caller))?;
        let jobs = jobs.into_iter().map(|job| desk.worker.told(job)).collect();
        Ok(Answer::new(Page::cut(&tag, jobs, pages.limit, |job| job.import_id)?))
    })
    .await
}

async fn read(caller: Caller<Import>, desk: State<Desk>, one: Path<OneImport>) -> Result<Answer<Job>, Fault> {
    blocking(move || Ok(Answer::new(desk.worker.job(one.import_id, Asker::of(&caller))?))).await
}

async fn cancel(caller: Caller<Import>, desk: State<Desk>, one: Path<OneImport>) -> Result<Answer<Job>, Fault> {
    blocking(move || Ok(Answer::new(desk.worker.cancel(one.import_id, Asker::of(&caller))?))).await
}
