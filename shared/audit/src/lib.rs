//! The audit trail (审计): every read of what is not public, every write and every refusal leaves an entry.
//!
//! Entries are handed over where requests are served and written in the background, many at a time, so
//! that a look-up never waits for a disk. Whoever kills the process loses at most what was handed over in
//! the last moments; writes are told by the versions of the records themselves as well.

mod api;
mod keeper;
mod store;

pub use api::api;
pub use keeper::Keeper;
