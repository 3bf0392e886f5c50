//! The book of cases (案卷): cases of any procedure, for the services that keep some.
//!
//! A case is the steps that were taken in it ([`CaseBook::begin`], [`CaseBook::take`]); which of them the law allows,
//! [`statute::procedure`] says, and nothing is stored that it refuses. Where a case stands and which time limits run
//! follows from its steps; both are kept beside them for lists, and worked out anew with each step, or when the law of
//! the installation changes. Steps in the order in which they were written are the feed ([`CaseBook::changes`]).

mod act;
mod api;
mod book;
mod changes;
mod drafts;
mod due;
mod error;
mod file;
mod list;
mod papers;
mod plan;
mod recount;
mod requirements;
mod show;
mod sight;
mod store;
mod subject;
mod worked;

pub use act::{Act, Opening, Stated, Taking};
pub use api::{Court, Docket, Handling, Wished, api, due_book, href, no_merchant, reason, sight, whose};
pub use book::CaseBook;
pub use changes::{CaseChange, Walked};
pub use drafts::{Draft, MOST_AHEAD};
pub use due::{Due, DueAfter, DueWanted};
pub use error::{CaseError, PaperError};
pub use file::{About, Attached, CaseFile, StepTaken};
pub use list::{After, Wanted};
pub use papers::{MOST_BYTES, MOST_IN_CASE, MOST_PAPERS, MOST_TOGETHER, Media, NewPaper, Paper};
pub use plan::Plan;
pub use requirements::{Before, Findings, Requirements};
pub use show::{Asker, LimitShown, Next, RemedyShown, Shown, StepShown};
pub use sight::Sight;
pub use store::MIGRATIONS;
pub use subject::{SUBJECT_ENDED, subject_stands};
