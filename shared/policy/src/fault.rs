//! Faults of policy files: where and why, all of them at once.

use serde::Serialize;
use std::fmt;

/// One fault of a policy file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Fault {
    /// The file as it was named by whoever gave its text.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub cause: String,
}

impl Fault {
    /// A fault at a byte offset of the file's text.
    #[must_use]
    pub fn at(file: &str, text: &str, offset: usize, cause: impl Into<String>) -> Self {
        let before = text.get(..offset.min(text.len())).unwrap_or(text);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        Self { file: file.to_owned(), line, cause: cause.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.cause)
    }
}
