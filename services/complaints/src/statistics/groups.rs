//! By what ratios are split (分组口径).

use super::{Found, StatisticsError};
use crate::registered::{area_zh, registered, trade_zh};
use contracts::access::Reach;
use contracts::port::{Merchants, Registration};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::Content;
use domain::vocab::FilingSource;
use ledger::Ledger;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// By what a ratio is split.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = RatioGrouping)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// 承办机构所在区县, as it is called today.
    OfficeArea,
    /// 承办机构
    Office,
    /// 来源渠道
    Source,
    /// 问题类型
    Problem,
    /// 主体所在区县, as it was on the day of receipt.
    MerchantArea,
    /// 主体行业门类, as it was on the day of receipt.
    Industry,
    /// 月份
    Month,
}

impl By {
    /// The group of a filing that an office of this area handles, as far as the record itself tells.
    pub(super) fn of_record(self, content: &Content, office_area: Option<AreaCode>, day: Day) -> Option<String> {
        let handling = content.handling();
        match self {
            Self::OfficeArea => office_area.map(|area| area.to_string()),
            Self::Office => handling?.office.clone(),
            Self::Source => match content {
                Content::OdrCase(_) => Some(FilingSource::Odr.token().to_owned()),
                _ => handling?.source.map(|source| source.token().to_owned()),
            },
            Self::Problem => handling?.problem.clone(),
            Self::Month => day.to_string().get(..7).map(str::to_owned),
            Self::MerchantArea | Self::Industry => None,
        }
    }

    /// A value for people.
    pub(super) fn label(self, value: &str) -> String {
        let told = match self {
            Self::OfficeArea | Self::MerchantArea => area_zh(value),
            Self::Source => FilingSource::from_token(value).map(|source| source.zh().to_owned()),
            Self::Industry => trade_zh(value),
            Self::Office | Self::Problem | Self::Month => None,
        };
        told.unwrap_or_else(|| value.to_owned())
    }
}

/// Asks the registry where a merchant was, and in which trade.
pub(super) struct Grouping<'g> {
    pub(super) by: By,
    pub(super) merchants: &'g dyn Merchants,
    pub(super) ledger: &'g Ledger,
    pub(super) reach: Reach,
}

impl Grouping<'_> {
    /// Fills in what the records themselves do not tell: as it was known at the end of the day of receipt, and of
    /// merchants that were not known by then as it is known now. Of a merchant elsewhere, whose filing an office within
    /// the reach handles, the registry tells nobody there anything: its group stays unknown.
    pub(super) fn fill(&self, found: &mut [Found]) -> Result<(), StatisticsError> {
        let value: fn(&Registration) -> String = match self.by {
            By::MerchantArea => |registration| registration.area.to_string(),
            By::Industry => |registration| registration.industry.section().letter().to_string(),
            _ => return Ok(()),
        };
        let subjects: BTreeSet<i64> = found.iter().map(|found| found.counted.subject).collect();
        let covered = self.ledger.covered(&subjects.into_iter().collect::<Vec<_>>(), self.reach)?;
        let told = found.iter_mut().filter(|found| covered.contains(&found.counted.subject));
        let told: Vec<&mut Found> = told.collect();
        let mut wanted: BTreeMap<Day, BTreeSet<PartyCode>> = BTreeMap::new();
        for found in &told {
            wanted.entry(found.received_on).or_default().extend(found.counted.whose.code());
        }
        let mut values: BTreeMap<(Day, PartyCode), String> = BTreeMap::new();
        let mut unknown: BTreeSet<PartyCode> = BTreeSet::new();
        for (day, codes) in wanted {
            let known = registered(self.merchants, &codes, Some(Instant::end_of(day)))?;
            unknown.extend(codes.iter().filter(|code| !known.contains_key(*code)));
            values.extend(known.iter().map(|(code, merchant)| ((day, *code), value(merchant))));
        }
        let later = registered(self.merchants, &unknown, None)?;
        for Found { counted, received_on, .. } in told {
            // Of what is nobody's that is known, it is not known either.
            let Some(code) = counted.whose.code() else { continue };
            counted.group = values.get(&(*received_on, code)).cloned().or_else(|| later.get(&code).map(value));
        }
        Ok(())
    }
}
