//! Releases (放行): what masking made of a text and of a summary is shown once somebody looked at it who wrote neither.

use super::{TextBook, TextError, of_penalty, still_within};
use crate::store::{ReleaseRow, TextRow, store};
use domain::code::PartyCode;
use domain::digest::Digest;
use domain::instant::Instant;
use domain::record::Penalty;
use ledger::{Asker, LedgerError, VersionView, is_within};

/// The version of the text that is written where there was none: a summary was released by itself.
pub(crate) const WITHOUT_TEXT: i32 = 0;

/// A release of a masked text, or the withdrawal of one (放行、撤回放行).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Release {
    /// The version of the text that was looked at; 0 where there was no text.
    pub text_version: i32,
    /// The masked text that was looked at; nothing if there was none, or the release was withdrawn.
    pub digest: Option<Digest>,
    /// The masked summary that was looked at with it, or by itself; nothing if the release was withdrawn.
    pub summary: Option<Digest>,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: String,
    /// Why it was withdrawn.
    pub reason: Option<String>,
}

impl Release {
    /// Does it take back what was released before?
    #[must_use]
    pub const fn is_withdrawal(&self) -> bool {
        self.digest.is_none() && self.summary.is_none()
    }
}

/// What masking made of a text and of the summary beside it, as somebody looked at them.
#[derive(Clone, Copy, Debug)]
pub struct Looked<'a> {
    /// The version of the text.
    pub version: i32,
    /// The version of the record that the summary is read from.
    pub record_version: i32,
    /// Digest of the masked text.
    pub text: &'a Digest,
    /// Digest of the masked summary.
    pub summary: &'a Digest,
}

/// What masking made of the summary of a penalty without a text, as somebody looked at it.
#[derive(Clone, Copy, Debug)]
pub struct LookedAlone<'a> {
    /// The version of the record that it is read from.
    pub record_version: i32,
    /// Digest of the masked summary.
    pub summary: &'a Digest,
}

/// What a decision about a release is made by.
struct Beheld<'b> {
    /// The last text, if there is one.
    text: Option<&'b TextRow>,
    /// Who put that very text, also as a version before.
    writers: &'b [String],
    /// The last release or withdrawal.
    last: Option<Release>,
}

/// A release or withdrawal that is to be written.
struct Decision {
    text_version: i32,
    digest: Option<String>,
    summary_digest: Option<String>,
    reason: Option<String>,
}

impl TextBook {
    /// Releases what masking makes of the text of a version and of the summary with it. Whoever wrote either of them
    /// does not, also if somebody else has put the same text or brought another version of the record since.
    ///
    /// # Errors
    /// [`TextError::NoText`], [`TextError::SameHands`], [`LedgerError::Stale`] if the text or the record is another one
    /// by now, [`LedgerError::Missing`].
    pub fn release(&self, (code, key): (PartyCode, &str), looked: Looked<'_>, by: Asker<'_>) -> Result<(), TextError> {
        self.not_of_own_hand((code, key), looked.record_version, by)?;
        self.decide((code, key), by, |Beheld { text, writers, .. }| {
            let text = text.ok_or(TextError::NoText)?;
            if text.version != looked.version {
                return Err(LedgerError::Stale { standing: text.version }.into());
            }
            if writers.iter().any(|writer| writer == by.actor) {
                return Err(TextError::SameHands);
            }
            Ok(Decision {
                text_version: looked.version,
                digest: Some(looked.text.0.clone()),
                summary_digest: Some(looked.summary.0.clone()),
                reason: None,
            })
        })
    }

    /// Releases what masking makes of the summary of a penalty without a text: by somebody else than whoever wrote it.
    /// A text that comes later waits for a release of its own.
    ///
    /// # Errors
    /// [`TextError::HasText`], [`TextError::SameHands`], [`LedgerError::Stale`] if another version of the record stands by
    /// now, [`LedgerError::Missing`].
    pub fn release_summary(
        &self,
        (code, key): (PartyCode, &str),
        looked: LookedAlone<'_>,
        by: Asker<'_>,
    ) -> Result<(), TextError> {
        self.not_of_own_hand((code, key), looked.record_version, by)?;
        // Were another version to stand meanwhile, its words would be another summary than the one that is released.
        self.decide((code, key), by, |Beheld { text, .. }| match text {
            Some(_) => Err(TextError::HasText),
            None => Ok(Decision {
                text_version: WITHOUT_TEXT,
                digest: None,
                summary_digest: Some(looked.summary.0.clone()),
                reason: None,
            }),
        })
    }

    /// Withdraws a release: from then on neither the text nor the summary is shown.
    ///
    /// # Errors
    /// [`TextError::NotReleased`], [`LedgerError::NoReason`], [`LedgerError::Missing`].
    pub fn withdraw(&self, (code, key): (PartyCode, &str), reason: &str, by: Asker<'_>) -> Result<(), TextError> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(LedgerError::NoReason.into());
        }
        self.decide((code, key), by, |Beheld { last, .. }| match last.filter(|last| !last.is_withdrawal()) {
            Some(last) => Ok(Decision {
                text_version: last.text_version,
                digest: None,
                summary_digest: None,
                reason: Some(reason.to_owned()),
            }),
            None => Err(TextError::NotReleased),
        })
    }

    /// Refuses whoever wrote the summary that was looked at: who brought a version of the record, whichever it was,
    /// that says of the conduct and the content what the standing one says, whoever changed what else of it since.
    fn not_of_own_hand(
        &self,
        (code, key): (PartyCode, &str),
        record_version: i32,
        by: Asker<'_>,
    ) -> Result<(), TextError> {
        of_penalty(key)?;
        let versions = self.ledger.versions(code, key, None, by.reach)?;
        let standing = versions.iter().find(|view| view.standing).ok_or(LedgerError::Missing("penalty"))?;
        if standing.version != record_version {
            return Err(LedgerError::Stale { standing: standing.version }.into());
        }
        let summary = summary_of(standing)?;
        for own in versions.iter().filter(|view| view.actor == by.actor) {
            if summary_of(own)? == summary {
                return Err(TextError::SameHands);
            }
        }
        Ok(())
    }

    fn decide(
        &self,
        (code, key): (PartyCode, &str),
        by: Asker<'_>,
        decision: impl Fn(Beheld<'_>) -> Result<Decision, TextError>,
    ) -> Result<(), TextError> {
        let subject_id = self.subject((code, key), by)?;
        self.ledger.database().write::<_, TextError>(|mut conn| {
            still_within(is_within(conn.again(), subject_id, by.reach)?)?;
            let text = store(conn.again()).text(subject_id, key)?;
            let writers = match &text {
                Some(text) => store(conn.again()).writers(text)?,
                None => Vec::new(),
            };
            let last = store(conn.again()).release(subject_id, key)?;
            let number = last.as_ref().map_or(0, |last| last.number) + 1;
            let beheld = Beheld { text: text.as_ref(), writers: &writers, last: last.map(released) };
            let Decision { text_version, digest, summary_digest, reason } = decision(beheld)?;
            let row = ReleaseRow {
                subject_id,
                key: key.to_owned(),
                number,
                text_version,
                digest,
                summary_digest,
                recorded_at: self.clock.now().micros(),
                actor: by.actor.to_owned(),
                reason,
            };
            Ok(store(conn).decide(&row)?)
        })
    }
}

/// What a version of the record says of the conduct and the content, as it was written.
fn summary_of(view: &VersionView) -> Result<(String, String), serde_json::Error> {
    let Penalty { conduct, content, .. } = serde_json::from_str(&view.content)?;
    Ok((conduct, content))
}

pub(super) fn released(row: ReleaseRow) -> Release {
    Release {
        text_version: row.text_version,
        digest: row.digest.map(Digest),
        summary: row.summary_digest.map(Digest),
        at: Instant::from_micros(row.recorded_at),
        by: row.actor,
        reason: row.reason,
    }
}
