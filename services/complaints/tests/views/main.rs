//! What is made of filings, on both databases.
#![cfg(test)]

mod filers;
mod findings;
mod holds;
mod office;
mod publicity;
mod ratios;
