//! Suppositions (假定): what ratings answer to whoever asks what a merchant's class would be on a day if some of what is on
//! file about it ended (怎样提升信用分类).

use super::PortError;
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A record of which something is supposed to end (假定结束的记录).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SupposedEnd {
    /// Business key of the record, as the reasons of a rating name it; that of a predecessor's record begins with the
    /// predecessor's code and a slash.
    #[schema(min_length = 1, example = "penalty:371500SJ/1")]
    pub key: String,
    /// The first day on which it is over.
    #[schema(value_type = String, format = Date)]
    pub on: Day,
}

/// What is supposed of a merchant (假定). Everything that is not named stays as it is on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SupposedOfMerchant)]
pub struct Supposed {
    /// The day of the rating that is asked for; at most ten years ahead.
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    /// Penalties whose display stops on a day, as it does by a repair (停止公示).
    #[serde(default)]
    #[schema(max_items = 100)]
    pub stops: Vec<SupposedEnd>,
    /// Standing records whose last day is the one before: memberships of lists, abnormal marks, other statuses (移出、恢复).
    #[serde(default)]
    #[schema(max_items = 100)]
    pub ends: Vec<SupposedEnd>,
}

impl Supposed {
    /// Most records that are supposed to end at once, stops and ends together.
    pub const MOST_ENDS: usize = 100;
    /// How far ahead the day may lie, in years.
    pub const MOST_YEARS: u32 = 10;

    /// Nothing is supposed of a day but that it comes.
    #[must_use]
    pub const fn nothing(day: Day) -> Self {
        Self { day, stops: Vec::new(), ends: Vec::new() }
    }
}

/// What a rating would be by what is supposed (假定情形下的信用分类). Nobody has decided it, and it is kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Outlook {
    /// The day.
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    /// The class; nothing if the merchant would not be rated then.
    pub class: Option<String>,
    /// Its place among the classes of the scheme: 0 is the best.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u8>,
    /// The score in thousandths of a point; nothing if it would not be rated, or the score is not shown to whoever asks.
    pub score_milli: Option<i64>,
    /// Name and version of the scheme that is in force on the day.
    pub scheme: String,
    /// The rules that hold and keep the class from being better, those that bind first (等级限制规则).
    pub rules: Vec<OutlookRule>,
    /// What the score is made of, from the heaviest deduction on (得分明细).
    pub lines: Vec<OutlookLine>,
    /// Does any of these reasons rest on law that is not settled, or on a stand-in for data that are missing (暂定)?
    pub provisional: bool,
    /// What was taken for granted (前提), for people.
    pub assumptions: Vec<OutlookAssumption>,
}

/// A rule that holds (等级限制规则).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutlookRule {
    /// Its identifier in the scheme.
    pub id: String,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
    /// Is it one of those that decide the class? One that does not would hold it down as soon as those are gone.
    pub binding: bool,
    /// Keys of the records that make it hold; none for what is absent.
    pub keys: Vec<String>,
}

/// A line of a score (得分明细).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutlookLine {
    /// Identifier of the indicator in the scheme; for a relief that of the part.
    pub id: String,
    /// What it is about, as in a rating's reasons: `event`, `count`, `status`, `base`, `relief_once_per_case`,
    /// `relief_cap`.
    pub kind: String,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
    /// Effect on the score in thousandths of a point; negative takes away.
    pub points_milli: i64,
    /// Keys of the records it rests on.
    pub keys: Vec<String>,
}

/// Something that was taken for granted (前提).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutlookAssumption {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// Ratings, as other services ask them what would become of a merchant's class.
pub trait Suppositions: Send + Sync {
    /// The rating of a merchant on a day as everything on file gives it but for what is supposed; nothing if there is no
    /// such merchant. It is computed each time and kept nowhere.
    ///
    /// # Errors
    /// [`PortError::Refused`] if a key names no such record of the merchant, or what is supposed cannot be;
    /// [`PortError::Away`] if it may be asked again.
    fn suppose(&self, code: PartyCode, supposed: &Supposed) -> Result<Option<Outlook>, PortError>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_not_named_is_not_supposed() {
        let day = Day::parse("2027-05-20").unwrap();
        let bare: Supposed = serde_json::from_value(json!({ "day": "2027-05-20" })).unwrap();
        assert_eq!(bare, Supposed::nothing(day));
        let written =
            json!({ "day": "2027-05-20", "stops": [{ "key": "penalty:a/1", "on": "2026-12-01" }], "ends": [] });
        let supposed: Supposed = serde_json::from_value(written.clone()).unwrap();
        assert_eq!((supposed.stops.len(), supposed.ends.len()), (1, 0));
        assert_eq!(serde_json::to_value(&supposed).unwrap(), written);
    }
}
