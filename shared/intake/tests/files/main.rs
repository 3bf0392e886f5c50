//! Files as officials send them: good ones in every form, and bad ones of every kind.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod cells;
mod content;
mod delimited;
mod encodings;
mod exports;
mod forms;
mod json_lines;
mod limits;
mod mappings;
mod privacy;
mod support;
mod workbooks;
