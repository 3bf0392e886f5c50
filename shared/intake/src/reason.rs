//! Why something cannot be used, in both languages.

/// A reason (原因), told to officials in Chinese and in English.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Reason {
    pub(crate) fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }
}
