//! Papers: sent ahead of a step, and fetched again.

use super::{Court, sight};
use crate::drafts::Draft;
use crate::error::{CaseError, PaperError};
use crate::papers::MOST_BYTES;
use domain::digest::Digest;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use std::io::Read as _;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Any, Apply, Caller, Decide, Fault, Held, Path, Query, ReadRecords, State, Upload, blocking};

/// What a paper is called.
#[derive(Deserialize, IntoParams)]
pub(super) struct Called {
    /// Name of the file.
    #[expect(dead_code, reason = "the upload reads it; here it is only no stranger")]
    name: Option<String>,
}

/// A paper that was sent ahead (待附材料).
#[derive(Serialize, ToSchema)]
#[schema(as = SentPaper)]
pub(super) struct SentPaper {
    /// SHA-256 of what it holds, by which a step names it.
    digest: String,
    /// Its name, cleaned.
    name: String,
    /// What it is.
    media: &'static str,
    /// Its bytes.
    size: i64,
    /// Until when it is kept.
    #[schema(value_type = String, format = DateTime)]
    until: Instant,
}

pub(super) async fn put(
    caller: Caller<Any<(Decide, Apply)>>,
    court: State<Court>,
    _: Query<Called>,
    mut upload: Upload,
) -> Result<Answer<SentPaper>, Fault> {
    blocking(move || {
        let size = usize::try_from(upload.bytes).unwrap_or(usize::MAX);
        if size > MOST_BYTES {
            return Err(CaseError::from(PaperError::TooLarge { name: upload.name, size }).into());
        }
        let mut content = Vec::with_capacity(size);
        upload.file.read_to_end(&mut content).map_err(Fault::internal)?;
        let Draft { digest, name, media, size, until } = court.book.put_ahead(&caller.sub, &upload.name, content)?;
        Ok(Answer::new(SentPaper { digest: digest.0, name, media: media.token(), size, until }))
    })
    .await
}

/// Which paper.
#[derive(Deserialize, IntoParams)]
pub(super) struct OnePaper {
    /// The case.
    case_no: i64,
    /// SHA-256 of what it holds.
    digest: String,
}

pub(super) async fn read(
    caller: Caller<Any<(ReadRecords, Apply)>>,
    court: State<Court>,
    one: Path<OnePaper>,
) -> Result<Held, Fault> {
    blocking(move || {
        let sight = sight(&court, &caller)?;
        let file = court.book.file(one.case_no, &sight)?;
        let (paper, content) = court.book.paper(one.case_no, &Digest(one.digest.clone()), &sight)?;
        Ok(Held { name: paper.name, media: paper.media.token(), content, merchants: vec![file.code] })
    })
    .await
}
