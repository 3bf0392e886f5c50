//! The audit trail (审计): every read of what is not public, every write and every refusal leaves an entry.
//!
//! Entries are handed over where requests are served and written in the background, many at a time, so
//! that a look-up never waits for a disk. Whoever kills the process loses at most what was handed over in
//! the last moments; writes are told by the versions of the records themselves as well.
//!
//! What is written is a chain: entries are numbered without gaps, and the digest of each covers the entry and
//! the digest before it. The installation signs the end of the chain now and then, so that somebody who can
//! write into the database and makes the whole chain anew, or cuts its end off, is found out by whoever holds
//! the public key and a checkpoint. [`verify`] finds the first entry that is not as it was written.

mod api;
mod chain;
mod entry;
mod error;
mod export;
mod keeper;
mod listed;
mod readings;
mod seal;
mod search;
mod store;
mod trail;
pub mod verify;

pub use api::api;
pub use entry::AuditEntry;
pub use error::TrailError;
pub use export::{End, Line, Link, Start};
pub use keeper::{Keeper, Keeping};
pub use listed::{ListedEntry, TrailPage};
pub use readings::{Readers, readings};
pub use seal::{Checkpoint, Seal, Signer};
pub use search::{Elsewhere, Search};
pub use store::MIGRATIONS;
pub use trail::{Head, Kept};
