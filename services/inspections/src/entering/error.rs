//! Why a visit was not entered, and how it is said over HTTP.

use crate::error::DrawError;
use contracts::problem::{Code, FieldError};
use db::DbError;
use web::Fault;

/// Why nothing of a visit was kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EntryError {
    /// Fields of the request that do not fit.
    #[error("{} fields do not fit", .0.len())]
    Fields(Vec<FieldError>),
    /// A field that contradicts what is there.
    #[error("{}: {}", .0.field, .0.reason)]
    Conflict(Box<FieldError>),
    /// Anything else.
    #[error(transparent)]
    Failed(#[from] DrawError),
}

impl EntryError {
    /// The key was used for something else.
    pub(crate) fn used() -> Self {
        Self::Conflict(Box::new(FieldError::new(
            "key",
            "该编号已用于另一次检查，内容与此不同：同一次检查请原样重发，另一次检查请换用新的编号",
            "the key stands for another visit, of other content: send a visit again as it was, and another one with a \
             key of its own",
        )))
    }

    /// What a draw says against a visit.
    pub(crate) fn of_draw(error: DrawError) -> Self {
        let of = |zh: String, en: String| FieldError::new("draw_id", zh, en);
        match error {
            DrawError::Missing { .. } => Self::Fields(vec![of(
                "该次抽取没有抽中此经营主体".to_owned(),
                "the draw did not choose this merchant".to_owned(),
            )]),
            DrawError::State { zh, en } => Self::Conflict(Box::new(of(zh, en))),
            DrawError::Field { zh, en, .. } => Self::Fields(vec![of(zh, en)]),
            error => Self::Failed(error),
        }
    }
}

impl From<DbError> for EntryError {
    fn from(error: DbError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<EntryError> for Fault {
    fn from(error: EntryError) -> Self {
        match error {
            EntryError::Fields(wrong) => Self::new(Code::Unprocessable).errors(wrong),
            EntryError::Conflict(wrong) => {
                Self::conflict(wrong.reason_zh.clone(), wrong.reason.clone()).errors([*wrong])
            }
            EntryError::Failed(error) => error.into(),
        }
    }
}
