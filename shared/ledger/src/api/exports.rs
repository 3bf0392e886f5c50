//! Exports: lists as tables for spreadsheets, asked for, looked at, fetched and removed.

use super::exportable::{of_time, offered};
use super::{Desk, deadlines, doc, exportable, records, unresolved};
use crate::asker::Asker;
use crate::exports::{Export, ExportFile, Listed, OF_PAGES};
use contracts::access::Claims;
use contracts::export::{DEADLINES, Format, Job, Order, UNRESOLVED};
use contracts::problem::{Code, FieldError};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use utoipa::IntoParams;
use web::{
    Accepted, Answer, Api, Attachment, Caller, Fault, Json, NoContent, Noted, Once, OnceAnswer, Path, Query,
    ReadRecords, State, TableType, blocking,
};

/// What is not written as it is in a query.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

pub(super) fn mount(api: Api, service: &str) -> Api {
    let id = |noun: &str| format!("{service}_{noun}");
    let linked = |verb: &str| (format!("{verb}_{service}_export"), &[("export_id", "$response.body#/export_id")]);
    let ((read_it, by), (delete_it, _)) = (linked("read"), linked("delete"));
    api.post(
        "/exports",
        order,
        doc("create", &id("export"), "导出列表", "Export a list")
            .link(read_it, by)
            .link(delete_it, by)
            .text(
                "A list of this service as a table: each kind of record in the columns of its layout, so that the file \
                 can be imported again, and every other list that `/exports/lists` names. Words of closed lists are \
                 Chinese. It shows what the list shows to whoever asks, and is written \
                 in the background; at most two are at once, the others wait. CSV is UTF-8 with a byte order mark, and \
                 a cell that would run as a formula has an apostrophe before it, which an import takes off; since \
                 Excel takes codes of digits alone for numbers, ask for XLSX where codes matter. A caller may have 20 \
                 exports, and a file costs one request, whoever is in it. They belong to whoever asked, within the area for which they asked; after 24 hours they are \
                 gone (404).",
            )
            .errors(&[Code::Conflict]),
    )
    .get(
        "/exports/lists",
        exportable::list,
        doc("list", &id("exportable_lists"), "列出可导出的列表", "The lists that can be exported").text(
            "Each with its columns and filters, and the path of the list itself: those that the caller may see.",
        ),
    )
    .get("/exports", list, doc("list", &id("exports"), "列出导出任务", "List your exports"))
    .get("/exports/{export_id}", read, doc("read", &id("export"), "查看导出任务", "Read an export"))
    .get(
        "/exports/{export_id}/file",
        file,
        doc("download", &id("export"), "下载导出文件", "The file of an export")
            .text("Only once it is done; before, and if nothing came of it, 409.")
            .errors(&[Code::Conflict]),
    )
    .delete(
        "/exports/{export_id}",
        delete,
        doc("delete", &id("export"), "停止或删除导出任务", "Stop or remove an export").text(
            "One that waits or is being written is stopped, and is then `cancelled` and without a file. One that is \
             over is removed, with its file.",
        ),
    )
}

/// Which export.
#[derive(Deserialize, IntoParams)]
struct OneExport {
    /// Its number.
    export_id: String,
}

async fn order(
    caller: Caller<ReadRecords>,
    once: Once,
    desk: State<Desk>,
    body: Json<Order>,
) -> Result<Noted<OnceAnswer<Accepted<Job>>>, Fault> {
    let order = body.into_inner();
    let listed = listed(&desk, &caller, &order)?;
    let said = said(&order);
    let export = Export { order, listed };
    let answer = once.run(move || {
        let job = placed(&desk, desk.exports.order(&export, Asker::of(&caller))?);
        let location = href(&desk, &job.export_id);
        Ok(Accepted { body: job, location })
    });
    Ok(Noted { answer: answer.await?, said, merchants: Vec::new() })
}

/// Which rows are asked for.
fn listed(desk: &Desk, caller: &Claims, order: &Order) -> Result<Listed, Fault> {
    let pairs = pairs(order)?;
    let of_time = of_time(desk);
    if of_time.contains(&DEADLINES) && order.list == DEADLINES {
        let filter = Query::<deadlines::Filter>::written(&pairs, Code::InvalidBody).map_err(of_filters)?.into_inner();
        return Ok(Listed::Deadlines(filter.wanted(desk).map_err(of_filters)?));
    }
    if of_time.contains(&UNRESOLVED) && order.list == UNRESOLVED {
        let filter = Query::<unresolved::Filter>::written(&pairs, Code::InvalidBody).map_err(of_filters)?;
        return Ok(Listed::Unresolved(filter.wanted().map_err(of_filters)?));
    }
    if let Some(offer) = offered(desk, caller).find(|offer| offer.sheet().list == order.list) {
        offer.check(&pairs).map_err(of_filters)?;
        return Ok(Listed::Own(order.list.clone(), pairs));
    }
    let Some(kind) = desk.ledger.kinds().iter().find(|kind| kind.token() == order.list) else {
        let known = desk.ledger.kinds().iter().map(|kind| kind.token()).chain(of_time.iter().copied());
        let known = known.chain(offered(desk, caller).map(|offer| offer.sheet().list));
        let known = known.collect::<Vec<_>>().join(", ");
        let wrong = FieldError {
            value: Some(order.list.chars().take(80).collect()),
            ..FieldError::new("list", format!("应为其一：{known}"), format!("must be one of {known}"))
        };
        return Err(Fault::new(Code::InvalidBody).errors([wrong]));
    };
    let filter = Query::<records::Filter>::written(&pairs, Code::InvalidBody).map_err(of_filters)?.into_inner();
    Ok(Listed::Records(*kind, filter.wanted().map_err(of_filters)?))
}

/// The filters as the list's own query would say them.
fn pairs(order: &Order) -> Result<String, Fault> {
    if let Some(page) = order.filters.keys().find(|name| OF_PAGES.contains(&name.as_str())) {
        let wrong = FieldError::new(format!("filters.{page}"), "导出不分页", "an export has no pages");
        return Err(Fault::new(Code::UnknownField).errors([wrong]));
    }
    let encoded = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
    let pairs = order.filters.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    Ok(pairs.collect::<Vec<_>>().join("&"))
}

/// A fault of a query where the query stands in a body.
fn of_filters(fault: Fault) -> Fault {
    let is_of_query = matches!(fault.code(), Code::InvalidQuery | Code::InvalidPath);
    let code = if is_of_query { Code::InvalidBody } else { fault.code() };
    if fault.problem().errors.is_empty() {
        return fault;
    }
    let errors = fault.problem().errors.iter().cloned();
    let errors = errors.map(|wrong| FieldError { field: format!("filters.{}", wrong.field), ..wrong });
    Fault::new(code).errors(errors.collect::<Vec<_>>())
}

/// What was asked for, as the audit trail says it.
fn said(order: &Order) -> String {
    let of_list = format!("list={}&format={}", order.list, order.format.token());
    match pairs(order) {
        Ok(pairs) if !pairs.is_empty() => format!("{of_list}&{pairs}"),
        _ => of_list,
    }
}

fn href(desk: &Desk, export_id: &str) -> String {
    format!("/{}/v1/exports/{export_id}", desk.ledger.service())
}

/// A job with the path of its file, if there is one.
fn placed(desk: &Desk, job: Job) -> Job {
    Job { file: job.bytes.map(|_| format!("{}/file", href(desk, &job.export_id))), ..job }
}

async fn list(caller: Caller<ReadRecords>, desk: State<Desk>) -> Result<Answer<Vec<Job>>, Fault> {
    blocking(move || {
        let jobs = desk.exports.of(Asker::of(&caller))?.into_iter();
        Ok(Answer::new(jobs.map(|job| placed(&desk, job)).collect()))
    })
    .await
}

async fn read(caller: Caller<ReadRecords>, desk: State<Desk>, one: Path<OneExport>) -> Result<Answer<Job>, Fault> {
    blocking(move || Ok(Answer::new(placed(&desk, desk.exports.job(&one.export_id, Asker::of(&caller))?)))).await
}

async fn file(
    caller: Caller<ReadRecords>,
    desk: State<Desk>,
    one: Path<OneExport>,
) -> Result<Noted<Attachment>, Fault> {
    blocking(move || {
        let ExportFile { name, format, order, file, bytes, rows, merchants } =
            desk.exports.file(&one.export_id, Asker::of(&caller))?;
        let table = match format {
            Format::Csv => TableType::Csv,
            Format::Xlsx => TableType::Xlsx,
        };
        let said = format!("{}&rows={rows}", said(&order));
        Ok(Noted { answer: Attachment { name, table, file, bytes, was_ready: true }, said, merchants })
    })
    .await
}

async fn delete(caller: Caller<ReadRecords>, desk: State<Desk>, one: Path<OneExport>) -> Result<NoContent, Fault> {
    blocking(move || {
        desk.exports.delete(&one.export_id, Asker::of(&caller))?;
        Ok(NoContent)
    })
    .await
}
