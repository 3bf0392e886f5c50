//! What is found in many filings, and what is not.
#![cfg(test)]

mod groups;
mod growing;
mod holding;
mod intervals;
mod support;
