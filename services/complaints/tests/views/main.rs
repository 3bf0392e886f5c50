//! What is made of filings, on both databases.
#![cfg(test)]

mod filers;
mod findings;
mod office;
mod publicity;
mod ratios;
