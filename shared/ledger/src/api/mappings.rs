//! Saved mappings: how files with layouts of their own are to be read.

use super::{Desk, doc};
use crate::mapping::SavedMapping;
use contracts::problem::Code;
use serde::Deserialize;
use utoipa::IntoParams;
use web::{Answer, Api, Body, Caller, Fault, Import, Path, State, blocking};

pub(super) fn mount(api: Api, service: &str) -> Api {
    let id = |noun: &str| format!("{service}_{noun}");
    api.get("/mappings", list, doc("list", &id("mappings"), "列出映射", "List mappings"))
        .get("/mappings/{name}", read, doc("read", &id("mapping"), "查看映射", "Read a mapping"))
        .put(
            "/mappings/{name}",
            save,
            doc("save", &id("mapping"), "保存映射", "Save a mapping")
                .text("The body is the mapping file (TOML).")
                .errors(&[Code::ImportFileUnreadable, Code::Conflict]),
        )
}

/// Which mapping.
#[derive(Deserialize, IntoParams)]
struct OneMapping {
    /// Its name.
    name: String,
}

async fn list(_: Caller<Import>, desk: State<Desk>) -> Result<Answer<Vec<SavedMapping>>, Fault> {
    blocking(move || Ok(Answer::new(desk.ledger.mappings()?))).await
}

async fn read(_: Caller<Import>, desk: State<Desk>, one: Path<OneMapping>) -> Result<Answer<SavedMapping>, Fault> {
    blocking(move || Ok(Answer::new(desk.ledger.mapping(&one.name)?))).await
}

async fn save(
    caller: Caller<Import>,
    desk: State<Desk>,
    one: Path<OneMapping>,
    body: Body,
) -> Result<Answer<SavedMapping>, Fault> {
    let text = String::from_utf8(body.bytes.to_vec()).map_err(|error| {
        Fault::new(Code::InvalidBody).detail("映射文件应为 UTF-8", "a mapping is UTF-8").because(error)
    })?;
    if text.contains('\0') {
        return Err(Fault::new(Code::NulCharacter));
    }
    blocking(move || Ok(Answer::new(desk.ledger.save_mapping(&one.name, &text, &caller.sub)?))).await
}
