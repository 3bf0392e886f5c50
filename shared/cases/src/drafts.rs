//! Papers that are sent ahead of the step they belong to (待附材料): large files come one by one, and a step only names
//! them.

use crate::book::CaseBook;
use crate::error::{CaseError, PaperError};
use crate::file::Attached;
use crate::papers::{Media, NewPaper, checked};
use crate::store::{DraftRow, store};
use domain::digest::Digest;
use domain::instant::Instant;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most bytes that an account may have sent ahead.
pub const MOST_AHEAD: usize = 60 * 1024 * 1024;
/// For how long they are kept, in microseconds: a day.
const KEPT: i64 = 24 * 60 * 60 * 1_000_000;

/// A paper that was sent ahead, without what it holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// SHA-256 of what it holds, by which a step names it.
    pub digest: Digest,
    /// Its name, cleaned.
    pub name: String,
    /// What it is.
    pub media: Media,
    /// Its bytes.
    pub size: i64,
    /// Until when it is kept.
    pub until: Instant,
}

impl CaseBook {
    /// Keeps a paper for an account for a day, until a step names it.
    ///
    /// # Errors
    /// [`CaseError::Paper`] if it is none that is taken, or the account has sent too much ahead.
    pub fn put_ahead(&self, account: &str, name: &str, content: Vec<u8>) -> Result<Draft, CaseError> {
        let paper = NewPaper { need: String::new(), name: name.to_owned(), content: content.into() };
        let (papers, _) = checked(std::slice::from_ref(&paper))?;
        let paper = papers.into_iter().next().ok_or(CaseError::Missing("paper"))?;
        let now = self.clock.now().micros();
        let row = DraftRow {
            account: account.to_owned(),
            digest: paper.attached.digest.0.clone(),
            name: paper.attached.name.clone(),
            media: paper.media.token().to_owned(),
            size: i64::try_from(paper.content.len()).unwrap_or(i64::MAX),
            content: paper.content.to_vec(),
            until_at: now + KEPT,
        };
        self.db.write::<_, CaseError>(|conn| {
            let store = store(conn);
            store.clear_drafts(now)?;
            let there = usize::try_from(store.draft_bytes(account)?).unwrap_or(usize::MAX);
            let size = there.saturating_add(paper.content.len());
            if size > MOST_AHEAD {
                return Err(PaperError::Ahead { size }.into());
            }
            Ok(store.put_draft(&row)?)
        })?;
        let Attached { digest, name, .. } = paper.attached;
        Ok(Draft { digest, name, media: paper.media, size: row.size, until: Instant::from_micros(row.until_at) })
    }

    /// The papers that a step names, each with what it is for.
    ///
    /// # Errors
    /// [`CaseError::Field`] if the account has sent no such paper ahead, or its time is over.
    pub fn ahead(&self, account: &str, named: &[(String, Digest)]) -> Result<Vec<NewPaper>, CaseError> {
        if named.is_empty() {
            return Ok(Vec::new());
        }
        let digests: Vec<&str> = named.iter().map(|(_, digest)| digest.0.as_str()).collect();
        let now = self.clock.now().micros();
        let rows = self.db.read::<_, CaseError>(|conn| Ok(store(conn).drafts(account, &digests)?))?;
        let kept: BTreeMap<String, (String, Arc<[u8]>)> = rows
            .into_iter()
            .filter(|row| row.until_at >= now)
            .map(|row| (row.digest, (row.name, Arc::from(row.content))))
            .collect();
        let paper = |(need, digest): &(String, Digest)| {
            let (name, content) = kept.get(&digest.0).ok_or_else(|| {
                let zh = format!("没有上传过材料 {digest}，或者已超过一日");
                CaseError::field(
                    "papers",
                    zh,
                    format!("no paper {digest} was sent ahead, or it was more than a day ago"),
                )
            })?;
            Ok(NewPaper { need: need.clone(), name: name.clone(), content: Arc::clone(content) })
        };
        named.iter().map(paper).collect()
    }
}
