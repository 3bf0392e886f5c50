//! A range of the trail as lines that can be verified without the installation.

use crate::entry::AuditEntry;
use crate::error::TrailError;
use crate::seal::{Checkpoint, Seal, Signer};
use crate::trail::{Kept, Range};
use domain::digest::canonical_json;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Form of an export.
pub(crate) const FORMAT: &str = "fangxin-audit/1";

/// A line of an export (导出行): what it is, then entries with the checkpoints among them, then the end.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = AuditExportLine)]
pub enum Line {
    /// The first line.
    Start(Start),
    /// An entry.
    Link(Link),
    /// The chain up to the entry before, signed.
    Checkpoint(Checkpoint),
    /// The last line.
    End(End),
}

/// What an export is (导出说明).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AuditExportStart)]
pub struct Start {
    /// `fangxin-audit/1`.
    pub format: String,
    /// The installation's public key, base64.
    pub public_key: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
    /// Number of the first entry.
    pub first: i64,
    /// Number of the last entry.
    pub last: i64,
    /// Digest of the entry before the first; zeros before the first of all.
    pub previous: String,
}

/// An entry with its place in the chain (链上记录).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AuditLink)]
pub struct Link {
    /// SHA-256 over the digest of the entry before in hexadecimal, a line feed, and the canonical JSON of the entry.
    pub digest: String,
    /// The entry.
    pub entry: AuditEntry,
}

/// How an export ends (导出结尾).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AuditExportEnd)]
pub struct End {
    /// Number of entries.
    pub count: i64,
    /// Digest of the last.
    pub digest: String,
    /// The latest checkpoint of the trail, which may lie before or behind this range.
    pub checkpoint: Option<Checkpoint>,
    /// Over the canonical JSON of the first line and of this one without the signature.
    pub seal: Seal,
}

impl Link {
    pub(crate) fn of(entry: AuditEntry) -> Self {
        Self { digest: entry.digest.clone(), entry }
    }

    /// The entry, which knows its digest.
    pub(crate) fn into_entry(self) -> AuditEntry {
        AuditEntry { digest: self.digest, ..self.entry }
    }
}

/// What the signature at the end covers.
#[derive(Serialize)]
struct Signed<'a> {
    start: &'a Start,
    count: i64,
    digest: &'a str,
    checkpoint: Option<&'a Checkpoint>,
}

impl End {
    /// What is signed at the end of an export that began so.
    pub(crate) fn bytes(&self, start: &Start) -> Result<Vec<u8>, TrailError> {
        signed(start, self.count, &self.digest, self.checkpoint.as_ref())
    }
}

fn signed(start: &Start, count: i64, digest: &str, checkpoint: Option<&Checkpoint>) -> Result<Vec<u8>, TrailError> {
    Ok(canonical_json(&Signed { start, count, digest, checkpoint })?.into_bytes())
}

/// Puts out a range, page after page of the store.
pub(crate) fn write<E: From<TrailError>>(
    kept: &Kept,
    range: Range,
    (at, signer): (Instant, &dyn Signer),
    mut put: impl FnMut(&Line) -> Result<(), E>,
) -> Result<(), E> {
    let Range { first, last, previous } = range;
    let start = Start { format: FORMAT.to_owned(), public_key: signer.public_key(), at, first, last, previous };
    let mut digest = start.previous.clone();
    put(&Line::Start(start.clone()))?;
    kept.each(first, last, |step| {
        if let Line::Link(link) = &step {
            digest.clone_from(&link.digest);
        }
        put(&step)
    })?;
    let (count, checkpoint) = (last - first + 1, kept.latest_checkpoint()?);
    let seal = signer.sign(&signed(&start, count, &digest, checkpoint.as_ref())?);
    put(&Line::End(End { count, digest, checkpoint, seal }))
}
