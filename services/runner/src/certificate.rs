//! Certificates as files: read, and compared with what their evidence gives.

mod check;
mod exact;

pub(crate) use check::{Finding, findings, read};
pub(crate) use rating::judge::certificate::{Certificate, Evidence, FORMAT, Statement};
