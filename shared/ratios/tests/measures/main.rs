//! What counts in K1 to K6, and what does not.
#![cfg(test)]

mod counting;
mod linked;
mod properties;
mod shown;
mod support;
