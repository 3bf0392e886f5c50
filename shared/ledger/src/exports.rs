//! Exports as jobs (导出任务): lists of the service as tables for spreadsheets.
//!
//! A job lives in the memory of the process that took it on, and its file in a temporary file without a name: whoever
//! is killed leaves nothing behind. An export shows what the list shows to whoever asks, and belongs to them alone.

mod jobs;
mod rows;
mod worker;
mod writing;

pub use rows::Listed;
pub use worker::Exports;

use contracts::export::{Format, Order};
use domain::code::PartyCode;
use std::fs::File;
use std::sync::Arc;

/// What is to be exported (导出内容).
#[derive(Clone, Debug)]
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
    pub merchants: Arc<[PartyCode]>,
}
