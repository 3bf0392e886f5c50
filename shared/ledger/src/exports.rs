//! Exports as jobs (导出任务): lists of the service as tables for spreadsheets.
//!
//! A job lies in the tables of its service, and so does its file once it is whole, so that any process of the service
//! tells of it; after a day both are gone. What a process was writing when it was killed, another one writes anew. An
//! export shows what the list shows to whoever asks, and belongs to them alone.

mod jobs;
mod list;
mod rows;
mod unresolved;
mod worker;
mod writing;

pub use list::{EXPORT_PAGE, Line, Lines, Offer, Sheet, Tabled, Taker};
pub(crate) use list::{OF_PAGES, columns, filters};
pub use rows::Listed;
pub(crate) use rows::{DEADLINES_ZH, UNRESOLVED_ZH, due_headings};
pub(crate) use unresolved::headings as unresolved_headings;
pub use worker::Exports;

use contracts::export::{Format, Order};
use domain::code::PartyCode;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::sync::Arc;

/// What is to be exported (导出内容).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Export {
    /// As it was asked for.
    pub order: Order,
    /// Which rows.
    pub listed: Listed,
}

/// The file of an export (导出文件).
#[derive(Clone, Debug)]
pub struct ExportFile {
    /// Its name.
    pub name: String,
    /// What it is.
    pub format: Format,
    /// What was asked for.
    pub order: Order,
    /// The file, which nobody changes any more.
    pub file: Arc<File>,
    /// Its length in bytes.
    pub bytes: u64,
    /// Rows in it.
    pub rows: u64,
    /// The merchants of whom it tells, by code.
    pub merchants: Vec<PartyCode>,
}
