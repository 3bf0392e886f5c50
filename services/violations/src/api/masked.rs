//! Masked texts as answers show them.

use masking::{Kind, Mask, Masked};
use serde::Serialize;
use utoipa::ToSchema;

/// A text after masking (去标识化文本).
#[derive(Serialize, ToSchema)]
pub(super) struct MaskedText {
    /// The text: as it was written but for the masks.
    text: String,
    /// What was masked and where; never what stood there.
    masked: Vec<TextMask>,
}

/// One mask (遮盖处).
#[derive(Serialize, ToSchema)]
struct TextMask {
    /// What was masked, such as `mobile`.
    #[schema(value_type = String)]
    kind: Kind,
    /// The same in Chinese.
    kind_zh: &'static str,
    /// Its place in the masked text, in characters from 0.
    start: usize,
    /// Characters of the mask.
    length: usize,
}

impl MaskedText {
    /// Of what is not shown.
    pub(super) const fn empty() -> Self {
        Self { text: String::new(), masked: Vec::new() }
    }
}

impl From<Masked> for MaskedText {
    fn from(Masked { text, masked }: Masked) -> Self {
        let mask = |Mask { kind, start, length }| TextMask { kind, kind_zh: kind.zh(), start, length };
        Self { text, masked: masked.into_iter().map(mask).collect() }
    }
}
