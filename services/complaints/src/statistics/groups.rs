//! By what ratios are split (分组口径).

use super::{Found, StatisticsError};
use contracts::port::{Merchants, Registration};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::industry::Section;
use domain::instant::Instant;
use domain::record::Content;
use domain::vocab::FilingSource;
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
        let area = || AreaCode::parse(value).ok().and_then(|area| area.zh()).map(str::to_owned);
        let told = match self {
            Self::OfficeArea | Self::MerchantArea => area(),
            Self::Source => FilingSource::from_token(value).map(|source| source.zh().to_owned()),
            Self::Industry => {
                Section::all().find(|section| section.letter().to_string() == value).map(|s| s.zh().to_owned())
            }
            Self::Office | Self::Problem | Self::Month => None,
        };
        told.unwrap_or_else(|| value.to_owned())
    }
}

/// Most codes of which the registry is asked at once.
const TOGETHER: usize = 10_000;

/// Asks the registry where a merchant was, and in which trade.
pub(super) struct Grouping<'g> {
    pub(super) by: By,
    pub(super) merchants: &'g dyn Merchants,
}

impl Grouping<'_> {
    /// Fills in what the records themselves do not tell: as it was known at the end of the day of receipt, and of
    /// merchants that were not known by then as it is known now.
    pub(super) fn fill(&self, found: &mut [Found]) -> Result<(), StatisticsError> {
        let value: fn(&Registration) -> String = match self.by {
            By::MerchantArea => |registration| registration.area.to_string(),
            By::Industry => |registration| registration.industry.section().letter().to_string(),
            _ => return Ok(()),
        };
        let mut wanted: BTreeMap<Day, BTreeSet<PartyCode>> = BTreeMap::new();
        for Found { counted, received_on, .. } in found.iter() {
            wanted.entry(*received_on).or_default().extend(counted.whose.code());
        }
        let mut values: BTreeMap<(Day, PartyCode), String> = BTreeMap::new();
        let mut unknown: BTreeSet<PartyCode> = BTreeSet::new();
        for (day, codes) in wanted {
            let codes: Vec<PartyCode> = codes.into_iter().collect();
            for some in codes.chunks(TOGETHER) {
                let registered = self.merchants.registered(some, Some(Instant::end_of(day)))?;
                for (code, merchant) in some.iter().zip(registered) {
                    match merchant {
                        Some(merchant) => _ = values.insert((day, *code), value(&merchant)),
                        None => _ = unknown.insert(*code),
                    }
                }
            }
        }
        let mut later: BTreeMap<PartyCode, String> = BTreeMap::new();
        let unknown: Vec<PartyCode> = unknown.into_iter().collect();
        for some in unknown.chunks(TOGETHER) {
            let registered = self.merchants.registered(some, None)?;
            let known = some.iter().zip(registered);
            later.extend(known.filter_map(|(code, merchant)| Some((*code, value(&merchant?)))));
        }
        for Found { counted, received_on, .. } in found {
            // Of what is nobody's that is known, it is not known either.
            let Some(code) = counted.whose.code() else { continue };
            counted.group = values.get(&(*received_on, code)).or_else(|| later.get(&code)).cloned();
        }
        Ok(())
    }
}
