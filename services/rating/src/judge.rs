//! What is judged, and by what: pure rooms that files and services share, so that a rating over REST is the
//! rating from files, to the bit.

pub mod answer;
pub mod certificate;
mod facts;
mod known;
mod past;
mod rulebook;

pub use facts::facts;
pub use known::{Known, linked, put};
pub use past::{Spell, recomputed};
pub use rulebook::{Faults, HOUSE_SCHEME, JudgeError, Rulebook};
