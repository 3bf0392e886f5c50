//! What the law does with dates: which penalties are displayed and count, from when to when; how
//! serious they are; when a fine is overdue; how long anything may take; what can be repaired, and when.
//!
//! Pure functions over [`domain::record`] and [`tables::Tables`]; the law itself is dated data in
//! the policy files. [`penalty::derive`] puts the parts together.

pub mod abnormal;
pub mod candidates;
pub mod clock;
pub mod display;
pub mod duties;
pub mod gate;
pub mod lateness;
pub mod linked;
pub mod measures;
pub mod membership;
pub mod payment;
pub mod penalty;
pub mod procedure;
pub mod publication;
pub mod reading;
pub mod repair;
pub mod severity;
pub mod succession;
pub mod tables;
