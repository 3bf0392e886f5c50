//! What in many filings an official should look at (预警与暂缓): the same person again and again, many at once, the
//! same text from several, a group with one problem, growth beyond what peers and the merchant's own past explain.
//!
//! Nothing here decides about anybody: each finding names its filings and why, and waits for an official (settled
//! readings, 16 and 17). Counts are whole numbers. Where a probability is needed, it is made of additions,
//! multiplications and the software functions of `libm` alone, so that the same input gives the same bits everywhere.

mod group;
pub mod growth;
mod holds;
mod placed;
pub mod poisson;
mod rules;
mod tail;

pub use group::{Group, group};
pub use holds::{Ground, Hold, holds};
pub use placed::{Placed, placed};
pub use rules::Rules;

use domain::day::Day;

/// A filing at one merchant, as far as it is looked at.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Filing {
    /// Day of receipt.
    pub received_on: Day,
    /// Its key.
    pub key: String,
    /// Pseudonym of who filed it.
    pub filer: Option<String>,
    /// Type of problem.
    pub problem: Option<String>,
    /// Digest of its text.
    pub text: Option<String>,
}

/// In order of receipt, so that the order in which they came to hand does not matter.
fn in_order(filings: &[Filing]) -> Vec<&Filing> {
    let mut ordered: Vec<&Filing> = filings.iter().collect();
    ordered.sort();
    ordered
}

/// The keys of filings, in order of receipt.
fn keys<'f>(filings: impl IntoIterator<Item = &'f Filing>) -> Vec<String> {
    filings.into_iter().map(|filing| filing.key.clone()).collect()
}
