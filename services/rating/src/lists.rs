//! Lists and counts over a city, from memory.

use crate::book::Ratings;
use crate::projection::Served;
use contracts::access::Reach;
use contracts::port::{Classes, Classified, PortError};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::industry::Industry;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// In which order a list comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// By code.
    #[default]
    Code,
    /// Lowest score first.
    Score,
    /// Highest score first.
    ScoreDown,
}

/// Which merchants a list shows.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Within this.
    pub reach: Reach,
    /// Of this class; `-` for those that are not rated.
    pub class: Option<String>,
    /// Of this area.
    pub area: Option<AreaCode>,
    /// Of this section (letter), division, group or class of industry.
    pub industry: Option<IndustryFilter>,
    /// Whose name or code holds this text.
    pub text: Option<String>,
    /// The order.
    pub sort: Sort,
    /// Behind this one.
    pub after: Option<Place>,
    /// At most so many.
    pub limit: usize,
}

impl Filter {
    /// Every merchant within a reach.
    #[must_use]
    pub fn within(reach: Reach, limit: usize) -> Self {
        let sort = Sort::default();
        Self { reach, class: None, area: None, industry: None, text: None, sort, after: None, limit }
    }
}

/// Part of the classification of industries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IndustryFilter {
    /// A section, by its letter.
    Section(char),
    /// A division, group or class.
    Within(Industry),
}

impl IndustryFilter {
    /// A letter, or an industry as files write it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut letters = text.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) if letter.is_ascii_alphabetic() => Some(Self::Section(letter.to_ascii_uppercase())),
            _ => Industry::parse(text).ok().map(Self::Within),
        }
    }

    fn holds(self, industry: Industry) -> bool {
        match self {
            Self::Section(letter) => industry.section().letter() == letter,
            Self::Within(whole) => industry.is_within(whole),
        }
    }
}

/// Where a list goes on: the last merchant that was shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Place {
    sort: Sort,
    score: Option<i64>,
    code: PartyCode,
}

impl Place {
    /// The place of a merchant in a list of this order.
    #[must_use]
    pub fn of(sort: Sort, served: &Served) -> Self {
        Self { sort, score: served.score().map(|score| score.0), code: served.code }
    }

    fn cmp(&self, other: &Self) -> Ordering {
        // Whoever has no score comes last, and equal scores in order of code.
        let (unrated, scores) = (self.score.is_none().cmp(&other.score.is_none()), self.score.cmp(&other.score));
        let by_score = match self.sort {
            Sort::Code => Ordering::Equal,
            Sort::Score => unrated.then(scores),
            Sort::ScoreDown => unrated.then(scores.reverse()),
        };
        by_score.then_with(|| self.code.cmp(&other.code))
    }
}

/// Numbers of merchants by class (等级计数); `-` counts those that are not rated.
pub(crate) type Counts = BTreeMap<String, u64>;

/// A city in numbers.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, ToSchema)]
pub struct Summary {
    /// All merchants.
    pub merchants: u64,
    /// By class.
    #[schema(value_type = BTreeMap<String, u64>)]
    pub classes: Counts,
    /// By area and class.
    #[schema(value_type = BTreeMap<String, BTreeMap<String, u64>>)]
    pub areas: BTreeMap<String, Counts>,
    /// By section of industry and class.
    #[schema(value_type = BTreeMap<String, BTreeMap<String, u64>>)]
    pub industries: BTreeMap<String, Counts>,
}

/// Stands for "not rated" where a class is named.
pub const UNRATED: &str = "-";

impl Ratings {
    /// Some merchants, one more than the limit if there are more.
    #[must_use]
    pub fn list(&self, filter: &Filter) -> Vec<Served> {
        let city = self.projection.read();
        let order = |a: &Served, b: &Served| Place::of(filter.sort, a).cmp(&Place::of(filter.sort, b));
        let mut found: Vec<&Served> = city.within(filter.reach).filter(|served| filter.shows(served)).collect();
        let wanted = filter.limit + 1;
        if found.len() > wanted {
            found.select_nth_unstable_by(wanted - 1, |a, b| order(a, b));
            found.truncate(wanted);
        }
        found.sort_unstable_by(|a, b| order(a, b));
        found.into_iter().cloned().collect()
    }

    /// The city in numbers, or what of it is within a reach.
    #[must_use]
    pub fn summary(&self, reach: Reach) -> Summary {
        let city = self.projection.read();
        let mut summary = Summary::default();
        let unknown = || "?".to_owned();
        for served in city.within(reach) {
            let class = served.class.as_deref().unwrap_or(UNRATED);
            let area = served.area.map_or_else(unknown, |area| area.to_string());
            let industry = served.industry.map_or_else(unknown, |industry| industry.section().letter().to_string());
            summary.merchants += 1;
            let counts = [
                &mut summary.classes,
                summary.areas.entry(area).or_default(),
                summary.industries.entry(industry).or_default(),
            ];
            for counts in counts {
                match counts.get_mut(class) {
                    Some(count) => *count += 1,
                    None => drop(counts.insert(class.to_owned(), 1)),
                }
            }
        }
        summary
    }
}

impl Classes for Ratings {
    fn classes(&self) -> Result<Vec<Classified>, PortError> {
        self.whole()?;
        let mut all: Vec<Classified> = self.projection.read().within(Reach::Everywhere).map(classified).collect();
        all.sort_unstable_by_key(|one| one.code);
        Ok(all)
    }

    fn class_of(&self, code: PartyCode) -> Result<Option<Classified>, PortError> {
        self.whole()?;
        Ok(self.projection.find(code).as_deref().map(classified))
    }
}

impl Ratings {
    /// Until everybody is read, nobody is told who is not rated.
    fn whole(&self) -> Result<(), PortError> {
        if self.projection.is_whole() {
            return Ok(());
        }
        let cause = "the ratings are still being read".to_owned();
        Err(PortError::Away { service: crate::SERVICE.to_owned(), cause })
    }
}

fn classified(served: &Served) -> Classified {
    Classified {
        code: served.code,
        industry: served.industry.map(|industry| industry.to_string()),
        class: served.class.as_deref().map(str::to_owned),
    }
}

impl Filter {
    fn shows(&self, served: &Served) -> bool {
        let class = || served.class.as_deref().unwrap_or(UNRATED);
        self.class.as_deref().is_none_or(|wanted| wanted == class())
            && self.area.is_none_or(|wanted| served.area == Some(wanted))
            && self.industry.is_none_or(|wanted| served.industry.is_some_and(|industry| wanted.holds(industry)))
            && self.text.as_deref().is_none_or(|text| {
                served.name.contains(text) || served.code.as_str().contains(&text.to_ascii_uppercase())
            })
            && self.after.as_ref().is_none_or(|after| Place::of(self.sort, served).cmp(after) == Ordering::Greater)
    }
}
