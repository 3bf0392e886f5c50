//! Orders about records (更正指令): what a service that found a record to be wrong commands the one that keeps it.

use super::{PortError, StandingRecord};
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What becomes of a record that was wrong (更正处置).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordAct {
    /// It is taken back (撤回).
    Withdraw,
    /// Cells of it are put right (更正): new texts by column id, where an empty text empties the cell.
    Amend(BTreeMap<String, String>),
}

/// An order about a record (更正指令). It binds the record: a source that says again what was found to be wrong changes
/// nothing. Of the orders of one cause about a record there is one: sent again it does nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenRecordOrder", into = "WrittenRecordOrder")]
pub struct RecordOrder {
    /// Internal number of the merchant.
    pub subject_id: i64,
    /// Business key of the record.
    pub key: String,
    /// What is ordered.
    pub what: RecordAct,
    /// On which day it was decided.
    pub on: Day,
    /// What it follows from, as the service that decided names it: itself, the case and the step, such as
    /// `repair:12#5`. Visible ASCII.
    pub cause: String,
    /// Why, for people: a line of the record's history.
    pub reason: String,
}

/// An order as it is written in JSON (更正指令报文).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RecordOrder)]
pub struct WrittenRecordOrder {
    /// Internal number of the merchant; never shown outside the house.
    pub subject_id: i64,
    /// Business key of the record.
    pub key: String,
    /// What is ordered.
    pub what: RecordOrderWord,
    /// New texts by column id, of an amendment and of nothing else; an empty text empties the cell.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cells: BTreeMap<String, String>,
    /// On which day it was decided.
    #[schema(value_type = String, format = Date)]
    pub on: Day,
    /// What it follows from: the service, the case and the step, such as `repair:12#5`. Sent again with the same cause
    /// the order does nothing.
    #[schema(min_length = 3, max_length = 100, pattern = "^[a-z]+:[!-~]+$")]
    pub cause: String,
    /// Why, in at most 200 characters.
    #[schema(min_length = 1)]
    pub reason: String,
}

/// What is ordered (指令种类).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordOrderWord {
    /// The record is taken back (撤回).
    Withdraw,
    /// Cells of it are put right (更正).
    Amend,
}

/// Why what was written is no order; both are about `cells`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRecordOrder {
    /// An amendment says what is right.
    #[error("cells are missing: an amendment says what is right")]
    NoCells,
    /// Only an amendment has some.
    #[error("cells belong to an amendment")]
    CellsOfWithdrawal,
}

impl TryFrom<WrittenRecordOrder> for RecordOrder {
    type Error = BadRecordOrder;

    fn try_from(written: WrittenRecordOrder) -> Result<Self, BadRecordOrder> {
        let WrittenRecordOrder { subject_id, key, what, cells, on, cause, reason } = written;
        let what = match (what, cells.is_empty()) {
            (RecordOrderWord::Withdraw, true) => RecordAct::Withdraw,
            (RecordOrderWord::Withdraw, false) => return Err(BadRecordOrder::CellsOfWithdrawal),
            (RecordOrderWord::Amend, true) => return Err(BadRecordOrder::NoCells),
            (RecordOrderWord::Amend, false) => RecordAct::Amend(cells),
        };
        Ok(Self { subject_id, key, what, on, cause, reason })
    }
}

impl From<RecordOrder> for WrittenRecordOrder {
    fn from(order: RecordOrder) -> Self {
        let RecordOrder { subject_id, key, what, on, cause, reason } = order;
        let (what, cells) = match what {
            RecordAct::Withdraw => (RecordOrderWord::Withdraw, BTreeMap::new()),
            RecordAct::Amend(cells) => (RecordOrderWord::Amend, cells),
        };
        Self { subject_id, key, what, cells, on, cause, reason }
    }
}

/// A field that was put right (更正内容).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Amended {
    /// What it said, null if nothing.
    #[schema(value_type = Option<Object>)]
    pub from: Value,
    /// What it says now, null if nothing.
    #[schema(value_type = Option<Object>)]
    pub to: Value,
}

/// What became of an order (指令结果). Given before, it is told as it was carried out then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RecordOrdered {
    /// Had it been given before? Then nothing was done.
    pub repeated: bool,
    /// The version of the record that stands.
    pub version: i32,
    /// The code under which the record names its merchant.
    #[schema(value_type = String)]
    pub party: PartyCode,
    /// Fields of the record that were put right, by their names, within an object by its path such as `visit.correct_by`;
    /// none of one that was taken back.
    pub amended: BTreeMap<String, Amended>,
    /// Since when what was wrong had been recorded.
    #[schema(value_type = String, format = DateTime)]
    pub wrong_since: Instant,
    /// When the order was carried out.
    #[schema(value_type = String, format = DateTime)]
    pub at: Instant,
}

/// A service that keeps records, as others command it what they have decided about one.
pub trait RecordOrders: Send + Sync {
    /// What stands of a record; nothing if there is none, or it was taken back.
    ///
    /// # Errors
    /// [`PortError`].
    fn stands(&self, subject_id: i64, key: &str) -> Result<Option<StandingRecord>, PortError>;

    /// Does as it is ordered; once this has answered, the order holds. What was ordered before is not done again.
    ///
    /// # Errors
    /// [`PortError::Refused`] if there is no such record, its cause has ordered something else, or the record would not
    /// be valid; [`PortError::Away`] if it may be sent again.
    fn order(&self, order: &RecordOrder) -> Result<RecordOrdered, PortError>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_amendment_alone_says_what_is_right() {
        let written = json!({
            "subject_id": 7, "key": "penalty:a:1", "what": "amend", "cells": { "cf_fk": "1" }, "on": "2026-05-20",
            "cause": "repair:12#5", "reason": "异议成立",
        });
        let order: RecordOrder = serde_json::from_value(written.clone()).unwrap();
        assert!(matches!(&order.what, RecordAct::Amend(cells) if cells["cf_fk"] == "1"));
        assert_eq!(serde_json::to_value(&order).unwrap(), written);
        let with = |what: &str, cells: Value| {
            let mut written = written.clone();
            (written["what"], written["cells"]) = (json!(what), cells);
            serde_json::from_value::<RecordOrder>(written).map(|order| order.what).map_err(|error| error.to_string())
        };
        assert_eq!(with("withdraw", json!({})), Ok(RecordAct::Withdraw));
        assert!(with("withdraw", json!({ "a": "" })).is_err_and(|told| told.starts_with("cells")));
        assert!(with("amend", json!({})).is_err_and(|told| told.starts_with("cells")));
    }
}
