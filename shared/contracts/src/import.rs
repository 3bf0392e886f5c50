//! Imports as jobs (导入任务), as services tell of them.

use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// State of a job (任务状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ImportState)]
pub enum JobState {
    /// Waits for its turn, or is being read.
    Queued,
    /// Read.
    Done,
    /// It could not be read; nothing of it was kept.
    Failed,
    /// Somebody stopped it; nothing of it was kept.
    Cancelled,
}

impl JobState {
    /// As tables and filters say it.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Its name, Chinese and English.
    #[must_use]
    pub const fn told(self) -> &'static str {
        match self {
            Self::Queued => "排队或读取中 queued",
            Self::Done => "已完成 done",
            Self::Failed => "失败 failed",
            Self::Cancelled => "已停止 cancelled",
        }
    }
}

/// An import as it can be looked at (导入任务).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportJob)]
pub struct Job {
    /// Its number, at its service.
    pub import_id: i64,
    /// Layout of its file.
    pub layout: String,
    /// Name of its file.
    pub file_name: String,
    /// May its rows say themselves since when they were known?
    pub history: bool,
    /// Only looked what would become of each row?
    pub dry_run: bool,
    /// Who handed it in.
    pub actor: String,
    /// Size of its file, in bytes.
    pub bytes: u64,
    /// SHA-256 of its file, hexadecimal.
    pub digest: String,
    /// When it was handed in.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Instant,
    /// Its state.
    pub state: JobState,
    /// Rows read so far, while it is being read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<u64>,
    /// When it was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Instant>,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

/// What became of the rows of a job (导入结果).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportOutcome)]
pub struct Outcome {
    /// Encoding of the file.
    pub encoding: String,
    /// Rows read, notes and blank rows left out.
    pub read: u64,
    /// Rows of records not known before.
    pub new: u64,
    /// Rows that stand in place of what stood before.
    pub revised: u64,
    /// Rows kept although something newer stands.
    pub superseded: u64,
    /// Rows kept although something else stands at their place: conflicts to be decided.
    pub contested: u64,
    /// Rows that said nothing new.
    pub repeated: u64,
    /// Rows that must be mended.
    pub rejected: u64,
    /// Rows whose credit code has a wrong check character.
    pub quarantined: u64,
    /// Rows of which nobody can tell whose they are.
    pub unresolved: u64,
    /// Rows that wait for a confirmation.
    pub awaiting_confirmation: u64,
    /// Rows of these four that wait already, or were settled, because the same row was in a file before (or
    /// twice in this one): they do not wait again.
    #[serde(default)]
    pub waiting_already: u64,
    /// Headers that nothing reads.
    pub unknown_columns: Vec<String>,
    /// Why the file could not be read at all; then nothing of it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<FileFault>,
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileFault {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Outcome {
    /// What became of the rows that were kept: token, Chinese, number.
    #[must_use]
    pub const fn kept(&self) -> [(&'static str, &'static str, u64); 5] {
        [
            ("new", "新增", self.new),
            ("revised", "更新", self.revised),
            ("superseded", "已有更新的版本", self.superseded),
            ("contested", "相互矛盾", self.contested),
            ("repeated", "重复", self.repeated),
        ]
    }

    /// The rows that wait, by what they wait for: token, Chinese, number.
    #[must_use]
    pub const fn waiting(&self) -> [(&'static str, &'static str, u64); 4] {
        [
            ("rejected", "有误待改", self.rejected),
            ("quarantined", "代码校验不符", self.quarantined),
            ("unresolved", "主体不明", self.unresolved),
            ("awaiting_confirmation", "待确认", self.awaiting_confirmation),
        ]
    }
}
