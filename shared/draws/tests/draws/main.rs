//! Draws: a worked example, what must always hold, commitments, and bundles that were tampered with.
#![cfg(test)]

mod bundle;
mod commitment;
mod example;
mod fates;
mod inspectors;
mod legal;
mod properties;
mod rules;
mod support;
