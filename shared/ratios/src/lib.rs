//! Ratios of handling (办理指标): K1 to K6, exact, each figure of filings that can be named.
//!
//! A filing is counted by one day alone ([`Share::day`]), so that periods add up. What is late counts as a failure
//! whether it has ended or not: who never closes a complaint has no better ratio than who closes it too late. What
//! rests on a day that nobody knows yet is in no ratio (settled readings, 5). Everything here follows from the
//! records, dated policy and the day of looking.

pub mod figure;
pub mod linked;
pub mod mainless;
pub mod measure;
mod rules;
mod share;
mod unsettled;

pub use figure::Figure;
pub use linked::Linked;
pub use measure::Measure;
pub use rules::Rules;
pub use share::{Period, Share, shares};
pub use unsettled::unsettled;
