//! The law applied to records: worked cases, derivations, and what must always hold.
#![cfg(test)]

mod abnormal;
mod abnormal_grounds;
mod beside;
mod candidates;
mod classes;
mod clocks;
mod display;
mod doubts;
mod duties;
mod ended;
mod exits;
mod gate;
mod linked;
mod membership;
mod page;
mod penalties;
mod penalty;
mod procedure;
mod properties;
mod publication;
mod recomputed;
mod repair;
mod replaced;
mod shield;
mod started;
mod steps;
mod succession;
mod support;
mod worked;
