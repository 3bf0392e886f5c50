//! What became of a job.

use crate::error::LedgerError;
use crate::versions::Fate;
use intake::FileReport;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What became of a job, row by row (导入结果).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Outcome {
    /// Encoding of the file.
    pub encoding: String,
    /// Rows read, notes and blank rows left out.
    pub read: u64,
    /// Rows of records not known before.
    pub new: u64,
    /// Rows that now stand in place of what stood before.
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
    /// Headers that nothing reads.
    pub unknown_columns: Vec<String>,
    /// Why the file could not be read at all; then nothing of it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<FileFault>,
}

/// Why a file could not be read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
pub struct FileFault {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Outcome {
    pub(crate) fn count(&mut self, fate: Fate) {
        *match fate {
            Fate::New => &mut self.new,
            Fate::Revised => &mut self.revised,
            Fate::Superseded => &mut self.superseded,
            Fate::Contested => &mut self.contested,
            Fate::Repeated => &mut self.repeated,
        } += 1;
    }

    /// Adds what the reader says.
    pub(crate) fn tell(&mut self, report: FileReport) {
        self.encoding = report.encoding;
        self.read = report.read;
        self.rejected = report.rejected;
        self.quarantined = report.quarantined;
        self.unresolved = report.unresolved;
        self.awaiting_confirmation = report.awaiting;
        self.unknown_columns = report.unknown_columns;
    }

    /// Nothing of the file was kept: it cannot be read, or what it says cannot be stored.
    pub(crate) fn of_fault(error: &LedgerError) -> Self {
        let zh = match error {
            LedgerError::Unreadable(error) => error.zh(),
            other => format!("该文件的内容无法保存：{other}"),
        };
        Self { fault: Some(FileFault { en: error.to_string(), zh }), ..Self::default() }
    }
}
