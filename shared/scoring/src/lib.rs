//! Records, a scheme and a day give a score, a class and the reasons.
//!
//! Pure: no I/O, no clock, no randomness, no floating point that decides. A scheme is compiled to a
//! [`program::Program`], a merchant's facts to a timeline that does not depend on the
//! day, and one kernel sums either one merchant ([`explain::Subject`]) or a whole city.

pub mod carry;
mod change;
pub mod check;
pub mod city;
pub mod discrimination;
pub mod explain;
pub mod export;
pub mod gather;
mod kernel;
mod linked;
pub mod peers;
pub mod program;
mod settle;
mod timeline;
pub mod worst_item;
