//! The trail where it lies.

use super::{Examiner, Finding, Report, Verifies};
use crate::chain::BEGINNING;
use crate::error::TrailError;
use crate::export::Line;
use crate::trail::{Head, Kept};

/// An entry that somebody outside knows (外部已知), from an export that was taken before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Where {
    /// Number of the entry.
    pub number: i64,
    /// Its digest.
    pub digest: String,
}

/// Follows the whole trail, as far as it reached when this began, and compares it with what is known outside.
///
/// # Errors
/// [`TrailError`] if the database does not say.
pub fn whole(kept: &Kept, known: &[Where], verifies: Verifies<'_>) -> Result<Report, TrailError> {
    let mut examiner = Examiner::new(verifies);
    // What is written from now on lies behind these.
    let (head, last, latest) = kept.ends()?;
    examiner.begin(1, BEGINNING)?;
    kept.each::<TrailError>(i64::MIN + 1, last, |line| match line {
        Line::Link(link) => {
            if !link.entry.is_found() {
                examiner.finding(misplaced(link.entry.number));
            }
            examiner.entry(link.into_entry())
        }
        Line::Checkpoint(checkpoint) => examiner.checkpoint(&checkpoint),
        Line::Start(_) | Line::End(_) => Ok(()),
    })?;
    let reached = examiner.so_far().last.unwrap_or(0);
    if let Some(latest) = latest.filter(|latest| latest.number > reached) {
        examiner.latest(&latest)?;
        examiner.finding(cut(reached, latest.number, "检查点", "a checkpoint"));
    }
    ends(&mut examiner, &head);
    for place in known {
        match kept.digest(place.number)? {
            Some(digest) if digest == place.digest => {}
            Some(_) => examiner.finding(rewritten(place.number)),
            None => examiner.finding(cut(reached, place.number, "导出", "an export")),
        }
    }
    examiner.end()
}

/// The end of the chain is said once more beside it.
fn ends(examiner: &mut Examiner<'_>, head: &Head) {
    let report = examiner.so_far();
    let (last, digest) = (report.last.unwrap_or(0), report.digest.as_deref().unwrap_or(BEGINNING));
    if head.number > last {
        examiner.finding(cut(last, head.number, "链尾", "the end of the chain"));
    } else if head.number < last || head.digest != digest {
        examiner.finding(Finding::new("head", last, "链尾与末条不符", "the end of the chain is not the last entry"));
    }
}

/// The part is no part of what is signed, but by it an entry is found.
fn misplaced(number: i64) -> Finding {
    let zh = format!("第{number}条的分段被改动，按主体查询找不到它");
    Finding::new("changed", number, zh, format!("the part of entry {number} was changed, so that no search finds it"))
}

fn cut(reached: i64, known: i64, zh: &str, en: &str) -> Finding {
    let first = reached + 1;
    let zh = format!("缺少第{first}条至第{known}条：{zh}表明曾有这些记录");
    Finding::new(
        "missing",
        first,
        zh,
        format!("entries {first} to {known} are missing: {en} says that they were there"),
    )
}

fn rewritten(number: i64) -> Finding {
    let zh = format!("第{number}条与先前的导出不同：其后被改写");
    Finding::new("changed", number, zh, format!("entry {number} is not that of the export: it was rewritten since"))
}
