//! Files and rows into typed records, or into issues that say what is wrong with them.
//!
//! Reads what it is given and writes nothing; what day it is comes in as an argument. A file goes
//! through a source (CSV, XLSX, JSON Lines; encodings and compression), its header through the
//! columns of a [`layout`] or a [`mapping`], its rows to a [`Sink`]. A row in the columns of a layout is
//! the one form in which records come in: [`one`] reads such a row by itself, and [`ToCells`] writes a
//! record as one.

mod cell;
mod cells;
mod choice;
mod columns;
pub mod error;
pub mod export;
pub mod issue;
pub mod layout;
pub mod mapping;
mod one;
mod privacy;
mod read;
mod reason;
mod rows;
pub mod shown;
mod sink;
mod source;
mod spreadsheet;
pub mod template;

pub use cell::SEPARATORS;
pub use cells::{Cells, ToCells};
pub use error::{Bound, FileError};
pub use issue::{Disposition, RowIssue};
pub use one::{LooseRow, one};
pub use read::{FileReport, Input, Options, ReadSeek, read};
pub use reason::Reason;
pub use sink::{Batch, Each, Sink};
pub use spreadsheet::defused;
