//! The shapes of a scheme file, before names are resolved.

use serde::Deserialize;
use std::collections::BTreeMap;
use toml::value::Datetime;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHead {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) title_zh: String,
    pub(super) title_en: String,
    pub(super) effective_from: Datetime,
    pub(super) effective_until: Option<Datetime>,
    pub(super) visibility: String,
    #[serde(default)]
    pub(super) start: i64,
    pub(super) bands: Option<BTreeMap<String, i64>>,
    #[serde(default)]
    pub(super) basis: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPart {
    pub(super) id: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) sign: String,
    pub(super) max: i64,
    pub(super) combine: String,
    #[serde(default)]
    pub(super) sides: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub(super) fn list(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// `record`, `dated_by`, windows and ages by name; every other key is a field of the record.
#[derive(Deserialize)]
pub(super) struct RawCount {
    pub(super) record: String,
    pub(super) dated_by: Option<String>,
    pub(super) window_months: Option<u32>,
    #[serde(flatten)]
    pub(super) fields: BTreeMap<String, OneOrMany>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFactor {
    pub(super) field: Option<String>,
    pub(super) permille: Permille,
    pub(super) missing: Option<i64>,
    pub(super) repeat_of: Option<String>,
    pub(super) other_case: Option<bool>,
    pub(super) within_months: Option<u32>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Permille {
    One(i64),
    Table(BTreeMap<String, i64>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawIndicator {
    pub(super) id: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) part: String,
    pub(super) side: Option<String>,
    pub(super) kind: String,
    pub(super) record: Option<String>,
    pub(super) points_by: Option<BTreeMap<String, BTreeMap<String, i64>>>,
    pub(super) points: Option<i64>,
    #[serde(default)]
    pub(super) factors: Vec<RawFactor>,
    pub(super) age_steps: Option<Vec<(u32, i64)>>,
    pub(super) counts_unless: Option<Vec<String>>,
    #[serde(rename = "while")]
    pub(super) while_: Option<String>,
    pub(super) count: Option<RawCount>,
    pub(super) due: Option<RawCount>,
    pub(super) prior: Option<i64>,
    pub(super) span: Option<i64>,
    pub(super) full: Option<i64>,
    pub(super) max: Option<i64>,
    pub(super) statuses: Option<BTreeMap<String, i64>>,
    pub(super) group: Option<String>,
    pub(super) at_least: Option<i64>,
    pub(super) percent: Option<i64>,
    pub(super) while_status: Option<String>,
    #[serde(default)]
    pub(super) basis: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct RawPredicate {
    pub(super) status: Option<OneOrMany>,
    pub(super) event: Option<String>,
    pub(super) dated_by: Option<String>,
    pub(super) age_months_below: Option<u32>,
    pub(super) age_months_from: Option<u32>,
    pub(super) count: Option<RawCount>,
    pub(super) at_least: Option<i64>,
    pub(super) trading_months_below: Option<u32>,
    pub(super) unpaid_days_more_than: Option<u32>,
    pub(super) not_observed_months: Option<u32>,
    #[serde(flatten)]
    pub(super) fields: BTreeMap<String, OneOrMany>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEffect {
    pub(super) class: Option<String>,
    pub(super) not_above: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    pub(super) id: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) when: RawPredicate,
    pub(super) effect: RawEffect,
    #[serde(default)]
    pub(super) basis: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFlag {
    pub(super) id: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) rule: String,
    #[serde(default)]
    pub(super) unless: Vec<RawPredicate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLinked {
    pub(super) from: Datetime,
    pub(super) records: Vec<String>,
    pub(super) kept_by: Option<String>,
    #[serde(default)]
    pub(super) basis: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPeers {
    pub(super) count: RawCount,
    pub(super) ladder: Vec<Vec<String>>,
    pub(super) minimum_others: u64,
    pub(super) floor_thousandths: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWorstItem {
    pub(super) select: String,
    pub(super) items: Vec<String>,
    pub(super) rows: Vec<RawWorstRow>,
    #[serde(default)]
    pub(super) unrated_when: Vec<String>,
    #[serde(default)]
    pub(super) basis: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWorstRow {
    pub(super) class: String,
    pub(super) total_at_most: Option<i64>,
    pub(super) worst_at_most: Option<i64>,
}
