//! The rating service on both databases: what it serves is what a rating from scratch gives.

mod holds;
mod random;
mod served;
mod support;
mod turning;
