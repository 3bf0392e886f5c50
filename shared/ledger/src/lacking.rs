//! What the lawfulness gate misses (对外审查缺少的要件), as officials are told it.

use contracts::problem::RefusedReason;
use statute::gate::Missing;

/// Each piece with its code, and its article or the rule that asks for it.
#[must_use]
pub fn lacking(missing: Vec<Missing>) -> Vec<RefusedReason> {
    let reason = |piece: Missing| RefusedReason {
        code: piece.code().to_owned(),
        article: piece.law().to_owned(),
        reason_zh: piece.zh,
        reason: piece.en,
        what: piece.what,
        until: piece.until,
        provisional: piece.provisional,
    };
    missing.into_iter().map(reason).collect()
}
