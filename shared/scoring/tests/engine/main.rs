//! Tests of the engine: worked scores, properties over random merchants, and the promise checker.

mod common;
mod properties;
mod random;
mod worked_scores;
