//! Records: what happened, as the offices wrote it down. One struct a kind, no judgement in them.
//!
//! Personal data that no rating needs (identity numbers, phones, addresses, names of consumers)
//! has no field here, so it cannot travel.

mod conduct;
mod content;
mod dossier;
mod filing;
mod merchant;
mod penalty;
mod predecessor;
mod reading;
mod service;
mod shield;
mod succession;

pub use conduct::{Assessment, Inspection, Sampling, Test, TestState, Visit};
pub use content::Content;
pub use dossier::{Dossier, Records};
pub use filing::{Complaint, Handling, Publicity, Report, Testing, WorkOrder, said};
pub use merchant::{Channel, Merchant, MerchantKind, MerchantStatus, SizeBand};
pub use penalty::{Outward, PartyKind, Payment, PaymentState, Penalty, PenaltyKind, Procedure};
pub use predecessor::{Predecessor, PredecessorFile};
pub use service::{Listing, OdrCase, Permit, Standing, StandingKind};
pub use shield::Shielded;
pub use succession::{Succession, SuccessionGround};

use crate::code::PartyCode;
use crate::day::Day;
use crate::vocab::tokens;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

tokens! {
    /// Kind of a record (记录类别); the token also names the layout of its files.
    RecordKind {
        Merchant = "merchants", "经营主体";
        Penalty = "penalties", "行政处罚";
        Payment = "payments", "缴款";
        Inspection = "inspections", "检查结果";
        Test = "tests", "抽检结果";
        Assessment = "assessments", "评定";
        Complaint = "complaints", "投诉";
        Report = "reports", "举报";
        OdrCase = "odr_cases", "在线纠纷";
        Standing = "standing", "状态记录";
    }
}

impl RecordKind {
    /// The kind of the record that a business key names; nothing if it is none of a subject's own records.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Some(match key.split_once(':')?.0 {
            "merchant" => Self::Merchant,
            "penalty" => Self::Penalty,
            "payment" => Self::Payment,
            "inspection" => Self::Inspection,
            "test" => Self::Test,
            "assessment" => Self::Assessment,
            "complaint" => Self::Complaint,
            "report" => Self::Report,
            "odr_case" => Self::OdrCase,
            "standing" => Self::Standing,
            _ => return None,
        })
    }
}

/// The business key of a record within its subject: the kind and the office's own numbers, so that
/// the same record sent twice is one record.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordKey(pub Arc<str>);

impl RecordKey {
    /// `kind:part/part`; a part that is empty stays as an empty part.
    #[must_use]
    pub fn new(kind: &str, parts: &[&str]) -> Self {
        let mut text = String::with_capacity(kind.len() + parts.iter().map(|part| part.len() + 1).sum::<usize>());
        text.push_str(kind);
        for (at, part) in parts.iter().enumerate() {
            text.push(if at == 0 { ':' } else { '/' });
            text.push_str(part);
        }
        Self(text.into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same record in the file of somebody else who carries its party on: `code/kind:part/part`. Keys are of one
    /// subject, and two may have the same.
    #[must_use]
    pub fn of_predecessor(&self, code: PartyCode) -> Self {
        Self(format!("{code}/{}", self.0).into())
    }

    /// The predecessor of whom a key is, and the key in that one's own file; nothing for a key of the subject itself.
    #[must_use]
    pub fn predecessor(key: &str) -> Option<(PartyCode, &str)> {
        let (code, own) = key.split_once('/')?;
        Some((PartyCode::parse(code).ok()?, own))
    }
}

impl fmt::Display for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What every kind of record can tell about itself.
pub trait Record: Clone + PartialEq + Serialize {
    /// Its kind.
    const KIND: RecordKind;
    /// The merchant it is about.
    fn party(&self) -> PartyCode;
    /// The business key.
    fn key(&self) -> RecordKey;
    /// The day it happened; a record loaded as history without an instant of its own counts as
    /// known from 00:00 of this day. Nothing for records without such a day (a merchant with an
    /// unknown start): they count as always known.
    fn event_day(&self) -> Option<Day>;
    /// Was it taken back by its office (撤回)? A withdrawn head means there is no record.
    fn is_withdrawn(&self) -> bool;
    /// The number of the case that it is of (案号), if its kind has one and it names it: what led to the case and the
    /// penalties that came of it name the same.
    fn case_no(&self) -> Option<&str> {
        None
    }
}

/// Leaves a flag out of a record's JSON where it says nothing: there are millions of records.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}
