//! A ledger as whoever hands in, sends and decides sees it, on both databases.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod acts;
mod asked_before;
mod cards_again;
mod concurrency;
mod crash;
mod deadlines;
mod events;
mod export_jobs;
mod exports;
mod extensions;
mod feed;
mod history;
mod house;
mod http;
mod imports;
mod jobs;
mod left_behind;
mod limited_imports;
mod marked;
mod obliged;
mod offered;
mod ordered;
mod places;
mod puts;
mod reach;
mod replaced;
mod rights;
mod rows;
mod sources;
mod town;
mod unresolved;
mod unresolved_lists;
mod waiting;
