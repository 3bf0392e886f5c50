//! Records, a scheme and a day give a score, a class and the reasons.
//!
//! Pure: no I/O, no clock, no randomness, no floating point that decides.

pub mod kernel;
mod linked;
pub mod program;
pub mod timeline;
