//! What is made of filings, on both databases.
#![cfg(test)]

mod areas;
mod filers;
mod findings;
mod held_again;
mod held_beside;
mod holds;
mod marked;
mod office;
mod publicity;
mod ratios;
mod waiting;
