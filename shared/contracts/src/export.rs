//! Exports as jobs (导出任务), as services tell of them.

use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The list of time limits, beside those of the kinds of record.
pub const DEADLINES: &str = "deadlines";
/// The list of time limits of rows that wait for their party.
pub const UNRESOLVED: &str = "unresolved_deadlines";

/// What the file of an export is (文件格式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExportFormat)]
pub enum Format {
    /// Comma-separated values in UTF-8. Excel takes codes of digits alone for numbers: for codes ask for a workbook.
    Csv,
    /// A workbook, whose codes are texts.
    Xlsx,
}

impl Format {
    /// As requests and names of files say it.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// State of an export (任务状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExportState)]
pub enum State {
    /// Waits for its turn.
    Queued,
    /// Is being written.
    Running,
    /// Its file is there.
    Done,
    /// It could not be written; there is no file.
    Failed,
    /// Somebody stopped it; there is no file.
    Cancelled,
}

impl State {
    /// Every state.
    const ALL: [Self; 5] = [Self::Queued, Self::Running, Self::Done, Self::Failed, Self::Cancelled];

    /// As answers say it.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state that answers say so.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.token() == token)
    }

    /// Will nothing more come of it?
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }

    /// Its name, Chinese and English.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Self::Queued => "排队中 queued",
            Self::Running => "导出中 running",
            Self::Done => "已完成 done",
            Self::Failed => "失败 failed",
            Self::Cancelled => "已停止 cancelled",
        }
    }
}

/// What is asked for: a list of the service as a table (导出请求).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExportOrder)]
pub struct Order {
    /// The list: a kind of record of the service, such as `penalties`, `deadlines`, `unresolved_deadlines`, or another of
    /// those that the service names (`/exports/lists`).
    pub list: String,
    /// What its file is to be.
    pub format: Format,
    /// What the list's own query would say, name and value as text: `{"day_from": "2026-01-01"}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub filters: BTreeMap<String, String>,
}

/// An export as it can be looked at (导出任务).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExportJob)]
pub struct Job {
    /// Its number, at its service.
    pub export_id: String,
    /// The list.
    pub list: String,
    /// What its file is.
    pub format: Format,
    /// What the list's own query would say.
    pub filters: BTreeMap<String, String>,
    /// Its state.
    pub state: State,
    /// Rows written so far, the header not among them.
    pub rows: u64,
    /// Rows that there will be, as they were counted when it was begun; left out where the list is not counted, and all
    /// rows of the file once it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_total: Option<u64>,
    /// Size of its file in bytes, once it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// When it was asked for.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    /// When it was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Instant>,
    /// When it is removed, with its file.
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: Instant,
    /// Path of its file, once it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Why it could not be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
}

/// Why an export could not be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExportFault)]
pub struct Fault {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

/// A list that can be exported (可导出列表).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExportableList {
    /// Its name, as an export asks for it.
    pub list: String,
    /// The same in Chinese, after which the file is called.
    pub title_zh: String,
    /// Path of the list itself, which shows the same rows.
    pub href: String,
    /// Path at which the file is fetched at once; left out where it is ordered at `/exports`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its columns, in their order. Assessments have further ones, which their files name.
    pub columns: Vec<ExportColumn>,
    /// Names of its filters.
    pub filters: Vec<String>,
    /// Can the file be imported again?
    pub importable: bool,
}

/// A column of a list that can be exported (表格列).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExportColumn {
    /// Its header.
    pub title_zh: String,
    /// What a spreadsheet takes its cells for: `text`, `day`, `number` or `yuan`.
    pub form: String,
}
