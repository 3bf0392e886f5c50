//! The summary of a penalty (处罚信息摘要): what a person wrote of it in the record, masked. The public is told it once
//! an official has released it, together with the text if there is one; until then the cause by the table and the kinds
//! speak alone.

use crate::publication::TextState;
use crate::texts::Release;
use domain::digest::Digest;
use domain::record::Penalty;
use masking::{Known, Masked, mask};

/// What was written of a penalty, as masking makes it today.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Type of violation (违法行为类型), masked.
    pub conduct: Masked,
    /// Content of the penalty (处罚内容), masked.
    pub content: Masked,
    /// What an official releases: SHA-256 of both, masked.
    pub digest: Digest,
}

impl Summary {
    /// What masking makes of it.
    pub(crate) fn of(penalty: &Penalty, known: &Known) -> Result<Self, serde_json::Error> {
        let (conduct, content) = (mask(&penalty.conduct, known), mask(&penalty.content, known));
        let digest = Digest::of(&[&conduct.text, &content.text])?;
        Ok(Self { conduct, content, digest })
    }

    /// Was nothing written?
    pub(crate) fn is_empty(&self) -> bool {
        [&self.conduct, &self.content].iter().all(|words| words.text.trim().is_empty())
    }

    /// May it be shown, by the last release or withdrawal?
    pub(crate) fn state(&self, release: Option<&Release>, needs_release: bool) -> TextState {
        match release {
            _ if !needs_release => TextState::Released,
            None => TextState::NotReleased,
            Some(release) if release.is_withdrawal() => TextState::Withdrawn,
            // Of a text whose release was not yet that of a summary.
            Some(Release { summary: None, .. }) => TextState::NotReleased,
            Some(Release { summary: Some(released), .. }) if *released != self.digest => TextState::MaskedOtherwise,
            Some(_) => TextState::Released,
        }
    }
}
