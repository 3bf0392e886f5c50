//! Words of the field: credit codes, areas, industries, days, money, points, records and facts.
//!
//! Pure: no I/O, no clock, no randomness. What happened is a [`record`]; what a record means
//! for a rating, after policy has been applied, is a [`facts`] entry.

pub mod area;
pub mod code;
pub mod day;
pub mod digest;
pub mod facts;
pub mod industry;
pub mod instant;
pub mod money;
pub mod person;
pub mod points;
pub mod record;
#[cfg(feature = "schema")]
mod schema;
pub mod span;
pub mod version;
pub mod vocab;
