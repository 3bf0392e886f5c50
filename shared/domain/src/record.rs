//! Records: what happened, as the offices wrote it down. One struct a kind, no judgement in them.
//!
//! Personal data that no rating needs (identity numbers, phones, addresses, names of consumers)
//! has no field here, so it cannot travel.

mod conduct;
mod dossier;
mod merchant;
mod service;

pub use conduct::{Assessment, Inspection, PartyKind, Payment, PaymentState, Penalty, PenaltyKind, Procedure, Test};
pub use dossier::{Dossier, Records};
pub use merchant::{Channel, Merchant, MerchantKind, MerchantStatus, SizeBand};
pub use service::{Complaint, OdrCase, Standing, StandingKind};

use crate::code::PartyCode;
use crate::day::Day;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

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
}

impl fmt::Display for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What every kind of record can tell about itself.
pub trait Record: Clone + PartialEq + Serialize {
    /// The kind as a token, also the name of its file layout.
    const KIND: &'static str;
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
}
