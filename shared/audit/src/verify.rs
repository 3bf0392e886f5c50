//! Is the trail as it was written? Entries are followed one by one, signatures are looked at, and what does not
//! fit is named.

mod file;
mod lies;
mod walk;

pub use file::File;
pub use lies::{Where, whole};

use crate::entry::AuditEntry;
use crate::error::TrailError;
use crate::seal::{Checkpoint, Seal};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use walk::Walk;

/// Looks whether a seal is one of these bytes (验签).
pub type Verifies<'a> = &'a dyn Fn(&Seal, &[u8]) -> bool;

/// Something in which a trail is not as it was written (核验发现).
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Finding {
    /// What it is: `changed`, `missing`, `inserted`, `reordered`, `checkpoint`, `signature`, `head`, `form` or `end`.
    pub what: &'static str,
    /// The entry, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// What was found, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

impl Finding {
    pub(crate) fn new(
        what: &'static str,
        number: impl Into<Option<i64>>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self { what, number: number.into(), zh: zh.into(), en: en.into() }
    }
}

/// What was looked at, and what was found (核验结果).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Report {
    /// Number of entries.
    pub entries: i64,
    /// Number of the first entry.
    pub first: Option<i64>,
    /// Number of the last entry.
    pub last: Option<i64>,
    /// Digest of the last entry.
    pub digest: Option<String>,
    /// Number of checkpoints.
    pub checkpoints: usize,
    /// The last entry that a signature covers.
    pub covered: Option<i64>,
    /// Public keys of whom the signatures are that hold.
    pub signers: BTreeSet<String>,
    /// What is wrong: of entries only the first.
    pub findings: Vec<Finding>,
}

/// Follows a trail.
pub(crate) struct Examiner<'a> {
    verifies: Verifies<'a>,
    walk: Option<Walk>,
    /// Where the chain breaks first, which is told before everything else.
    breaks: Vec<Finding>,
    /// What each checkpoint says of its entry.
    signed: BTreeMap<i64, String>,
    report: Report,
}

impl<'a> Examiner<'a> {
    pub(crate) fn new(verifies: Verifies<'a>) -> Self {
        Self { verifies, walk: None, breaks: Vec::new(), signed: BTreeMap::new(), report: Report::default() }
    }

    /// A piece of the chain begins at this number, behind this digest. It must follow what was there before.
    pub(crate) fn begin(&mut self, number: i64, previous: &str) -> Result<(), TrailError> {
        let Some(mut walk) = self.walk.take() else {
            self.walk = Some(Walk::new(number, previous));
            return Ok(());
        };
        self.breaks.extend(walk.end()?);
        let gap = if number != walk.expected() {
            let (zh, en) = between(walk.expected(), number);
            Some(Finding::new("missing", walk.expected().min(number), zh, en))
        } else if !walk.is_broken() && previous != walk.previous() {
            let zh = format!("第{number}条与前一份导出的末条不衔接");
            Some(Finding::new("changed", number, zh, format!("entry {number} does not follow the last one before")))
        } else {
            None
        };
        let is_broken = walk.is_broken() || gap.is_some();
        self.breaks.extend(gap.filter(|_| !walk.is_broken()));
        let mut next = Walk::new(number, previous);
        if is_broken {
            next.give_up();
        }
        self.walk = Some(next);
        Ok(())
    }

    pub(crate) fn entry(&mut self, entry: AuditEntry) -> Result<(), TrailError> {
        let report = &mut self.report;
        report.entries += 1;
        report.first = report.first.or(Some(entry.number));
        report.last = Some(entry.number);
        report.digest = Some(entry.digest.clone());
        if let Some(walk) = &mut self.walk {
            self.breaks.extend(walk.entry(entry)?);
        }
        Ok(())
    }

    /// A checkpoint directly behind its entry.
    pub(crate) fn checkpoint(&mut self, checkpoint: &Checkpoint) -> Result<(), TrailError> {
        let Checkpoint { number, digest, .. } = checkpoint;
        self.report.checkpoints += 1;
        self.seal(&checkpoint.seal, &checkpoint.bytes()?, Some(*number));
        self.signed.insert(*number, digest.clone());
        match (self.report.last, &self.report.digest) {
            (Some(last), Some(reached)) if last == *number && reached == digest => {}
            _ => self.differs(*number),
        }
        Ok(())
    }

    /// The latest checkpoint, which may lie anywhere.
    pub(crate) fn latest(&mut self, checkpoint: &Checkpoint) -> Result<(), TrailError> {
        let Checkpoint { number, digest, .. } = checkpoint;
        self.seal(&checkpoint.seal, &checkpoint.bytes()?, None);
        let inside =
            self.report.first.zip(self.report.last).is_some_and(|(first, last)| (first..=last).contains(number));
        if inside && self.signed.get(number) != Some(digest) {
            self.differs(*number);
        }
        Ok(())
    }

    fn differs(&mut self, number: i64) {
        self.report.findings.push(Finding::new(
            "checkpoint",
            number,
            format!("第{number}条与检查点签署的不同：检查点之后，此条或其前的记录被改写"),
            format!("entry {number} is not what its checkpoint signed: it or those before it were rewritten since"),
        ));
    }

    /// A signature, and the last entry that it covers.
    pub(crate) fn seal(&mut self, seal: &Seal, bytes: &[u8], covers: Option<i64>) {
        if (self.verifies)(seal, bytes) {
            self.report.signers.insert(seal.public_key.clone());
            self.report.covered = self.report.covered.max(covers);
            return;
        }
        let (zh, en) = match covers {
            Some(number) => {
                (format!("至第{number}条的签名无效"), format!("the signature up to entry {number} does not hold"))
            }
            None => ("签名无效".to_owned(), "a signature does not hold".to_owned()),
        };
        self.report.findings.push(Finding::new("signature", covers, zh, en));
    }

    pub(crate) fn finding(&mut self, finding: Finding) {
        self.report.findings.push(finding);
    }

    pub(crate) fn so_far(&self) -> &Report {
        &self.report
    }

    pub(crate) fn end(mut self) -> Result<Report, TrailError> {
        if let Some(walk) = &mut self.walk {
            self.breaks.extend(walk.end()?);
        }
        self.report.findings.splice(..0, self.breaks);
        Ok(self.report)
    }
}

/// What lies between the entry that should come and the one that comes.
fn between(expected: i64, number: i64) -> (String, String) {
    if number > expected {
        let last = number - 1;
        (format!("缺少第{expected}条至第{last}条"), format!("entries {expected} to {last} are missing"))
    } else {
        (format!("第{number}条出现多次"), format!("entry {number} is there more than once"))
    }
}
