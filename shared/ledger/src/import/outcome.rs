//! What became of a job.

use crate::error::LedgerError;
use crate::versions::Fate;
use contracts::import::{FileFault, Outcome};
use intake::FileReport;

/// Counts a row that was kept.
pub(crate) const fn count(outcome: &mut Outcome, fate: Fate) {
    *match fate {
        Fate::New => &mut outcome.new,
        Fate::Revised => &mut outcome.revised,
        Fate::Superseded => &mut outcome.superseded,
        Fate::Contested => &mut outcome.contested,
        Fate::Repeated => &mut outcome.repeated,
    } += 1;
}

/// Adds what the reader says.
pub(crate) fn tell(outcome: &mut Outcome, report: FileReport) {
    outcome.encoding = report.encoding;
    outcome.read = report.read;
    outcome.rejected = report.rejected;
    outcome.quarantined = report.quarantined;
    outcome.unresolved = report.unresolved;
    outcome.awaiting_confirmation = report.awaiting;
    outcome.unknown_columns = report.unknown_columns;
}

/// Nothing of the file was kept: it cannot be read, or what it says cannot be stored.
pub(crate) fn of_fault(error: &LedgerError) -> Outcome {
    let zh = match error {
        LedgerError::Unreadable(error) => error.zh(),
        other => format!("该文件的内容无法保存：{other}"),
    };
    Outcome { fault: Some(FileFault { en: error.to_string(), zh }), ..Outcome::default() }
}
