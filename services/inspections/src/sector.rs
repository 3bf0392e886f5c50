//! Sectors of a plan (监管领域): the word by which inspectors are qualified, and the industries that belong to it. Whether
//! two of them are about the same merchants, their industries decide and never their words.

use domain::industry::{Industry, Section};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A sector of a plan (监管领域): the word by which inspectors are qualified, and the industries that belong to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sector {
    /// Its name, such as `food`.
    #[schema(min_length = 1, max_length = 200)]
    pub(crate) sector: String,
    /// Industries: a section's letter from A to T, or a division, group or class such as 62, 621 or 6210. No industry
    /// belongs to two sectors of a plan.
    #[schema(min_items = 1)]
    pub(crate) industries: Vec<String>,
}

/// What an entry of a sector stands for (行业范围): a section (门类), or an industry with all below it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Whole {
    Section(Section),
    Industry(Industry),
}

impl Whole {
    /// An entry, if GB/T 4754-2017 has it.
    fn parse(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [letter] => {
                let letter = char::from(letter.to_ascii_uppercase());
                Section::all().find(|section| section.letter() == letter).map(Self::Section)
            }
            _ => Industry::parse(text).ok().map(Self::Industry),
        }
    }

    fn holds(self, industry: Industry) -> bool {
        match self {
            Self::Section(section) => industry.section() == section,
            Self::Industry(whole) => industry.is_within(whole),
        }
    }

    /// Is there an industry that both hold?
    fn meets(self, other: Self) -> bool {
        match (self, other) {
            (Self::Section(one), Self::Section(other)) => one == other,
            (Self::Section(_), Self::Industry(industry)) => self.holds(industry),
            (Self::Industry(industry), Self::Section(_)) => other.holds(industry),
            (Self::Industry(one), Self::Industry(other)) => one.is_within(other) || other.is_within(one),
        }
    }
}

impl Sector {
    /// Does GB/T 4754-2017 have this letter of a section or code of an industry?
    pub(crate) fn is_industry(text: &str) -> bool {
        Whole::parse(text).is_some()
    }

    /// Does an industry belong to it?
    pub(crate) fn holds(&self, industry: Industry) -> bool {
        self.wholes().any(|whole| whole.holds(industry))
    }

    /// Is there an industry that belongs to both?
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.wholes().any(|one| other.wholes().any(|other| one.meets(other)))
    }

    fn wholes(&self) -> impl Iterator<Item = Whole> + '_ {
        self.industries.iter().filter_map(|text| Whole::parse(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sector(industries: &[&str]) -> Sector {
        Sector { sector: "x".to_owned(), industries: industries.iter().map(|text| (*text).to_owned()).collect() }
    }

    #[test]
    fn sectors_meet_by_what_they_hold() {
        for (one, other, meet) in [
            (&["62"][..], &["621"][..], true),
            (&["H6210"], &["62"], true),
            (&["h"], &["6210"], true),
            (&["H"], &["H"], true),
            (&["F", "62"], &["80", "6210"], true),
            (&["62"], &["61"], false),
            (&["H"], &["F"], false),
            (&["H"], &["52"], false),
            (&["521"], &["522"], false),
        ] {
            let (one, other) = (sector(one), sector(other));
            assert_eq!((one.meets(&other), other.meets(&one)), (meet, meet), "{one:?} {other:?}");
        }
    }

    #[test]
    fn only_letters_and_codes_of_the_standard_are_industries() {
        let is = ["A", "t", "62", "H62", "6210"].map(Sector::is_industry);
        assert_eq!(is, [true; 5]);
        let is = ["U", "Z", "", "1", "98", "F62", "食"].map(Sector::is_industry);
        assert_eq!(is, [false; 7]);
    }
}
