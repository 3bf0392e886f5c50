//! Industries by GB/T 4754-2017: sections A to T and the 97 divisions.

mod divisions;

use divisions::DIVISIONS;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Section, its last division, Chinese name, English name.
const SECTIONS: [(char, u8, &str, &str); 20] = [
    ('A', 5, "农、林、牧、渔业", "Agriculture, forestry, fishery"),
    ('B', 12, "采矿业", "Mining"),
    ('C', 43, "制造业", "Manufacturing"),
    ('D', 46, "电力、热力、燃气及水生产和供应业", "Energy and water supply"),
    ('E', 50, "建筑业", "Construction"),
    ('F', 52, "批发和零售业", "Wholesale and retail"),
    ('G', 60, "交通运输、仓储和邮政业", "Transport, storage, post"),
    ('H', 62, "住宿和餐饮业", "Hotels and catering"),
    ('I', 65, "信息传输、软件和信息技术服务业", "Information and software"),
    ('J', 69, "金融业", "Finance"),
    ('K', 70, "房地产业", "Real estate"),
    ('L', 72, "租赁和商务服务业", "Leasing and business services"),
    ('M', 75, "科学研究和技术服务业", "Research and technical services"),
    ('N', 79, "水利、环境和公共设施管理业", "Water, environment, public facilities"),
    ('O', 82, "居民服务、修理和其他服务业", "Residents' services and repair"),
    ('P', 83, "教育", "Education"),
    ('Q', 85, "卫生和社会工作", "Health and social work"),
    ('R', 90, "文化、体育和娱乐业", "Culture, sport, entertainment"),
    ('S', 96, "公共管理、社会保障和社会组织", "Public administration"),
    ('T', 97, "国际组织", "International organisations"),
];

/// A section (门类) of GB/T 4754-2017, `A` to `T`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct Section(char);

impl Section {
    /// The letter.
    #[must_use]
    pub const fn letter(self) -> char {
        self.0
    }

    fn row(self) -> Option<&'static (char, u8, &'static str, &'static str)> {
        SECTIONS.iter().find(|s| s.0 == self.0)
    }

    /// Chinese name.
    #[must_use]
    pub fn zh(self) -> &'static str {
        self.row().map_or("", |s| s.2)
    }

    /// English name.
    #[must_use]
    pub fn en(self) -> &'static str {
        self.row().map_or("", |s| s.3)
    }

    /// Every section, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        SECTIONS.iter().map(|s| Self(s.0))
    }
}

/// An industry (行业): a division of two digits, and the group or class below it if it is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Industry {
    division: u8,
    /// The code as a number of `digits` digits.
    code: u16,
    digits: u8,
}

/// A text that is no industry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndustryError {
    /// Not two to four digits, perhaps after the letter of a section.
    #[error("{0:?} is no industry code: write two to four digits, perhaps after the section's letter")]
    Shape(String),
    /// There is no such division.
    #[error("{0:?}: GB/T 4754-2017 has the divisions 01 to 97")]
    Division(String),
    /// The letter is not the section of the division.
    #[error("{text:?}: division {division:02} belongs to section {expected}")]
    Section {
        /// The text.
        text: String,
        /// The division.
        division: u8,
        /// Its section.
        expected: char,
    },
}

impl IndustryError {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Shape(text) => format!("“{text}”不是行业代码：应为二至四位数字，前面可加门类字母"),
            Self::Division(text) => format!("“{text}”不在 GB/T 4754-2017 的 01—97 大类之内"),
            Self::Section { text, division, expected } => {
                format!("“{text}”：大类 {division:02} 属于门类 {expected}")
            }
        }
    }
}

impl Industry {
    /// Is it this one or below it: 6210 within 621 and 62?
    #[must_use]
    pub fn is_within(self, whole: Self) -> bool {
        let Some(below) = self.digits.checked_sub(whole.digits) else { return false };
        self.code / 10u16.pow(u32::from(below)) == whole.code
    }

    /// Parses `62`, `H62`, `6210` or `H6210`.
    ///
    /// # Errors
    /// [`IndustryError`] for another shape, an unknown division or a letter that does not fit.
    pub fn parse(text: &str) -> Result<Self, IndustryError> {
        let upper = text.trim().to_ascii_uppercase();
        let letter = upper.chars().next().filter(char::is_ascii_uppercase);
        let digits = letter.map_or(upper.as_str(), |_| upper.get(1..).unwrap_or_default());
        let well_formed = (2..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        let (Some(front), Ok(code), true) = (digits.get(..2), digits.parse::<u16>(), well_formed) else {
            return Err(IndustryError::Shape(text.to_owned()));
        };
        let division: u8 = front.parse().unwrap_or(0);
        if !(1..=97).contains(&division) {
            return Err(IndustryError::Division(text.to_owned()));
        }
        let industry = Self { division, code, digits: u8::try_from(digits.len()).unwrap_or(2) };
        let expected = industry.section().letter();
        if letter.is_some_and(|l| l != expected) {
            return Err(IndustryError::Section { text: text.to_owned(), division, expected });
        }
        Ok(industry)
    }

    /// Number of the division (大类), 1 to 97.
    #[must_use]
    pub const fn division(self) -> u8 {
        self.division
    }

    /// The section (门类).
    #[must_use]
    pub fn section(self) -> Section {
        SECTIONS.iter().find(|s| self.division <= s.1).map_or(Section('T'), |s| Section(s.0))
    }

    /// Chinese name of the division.
    #[must_use]
    pub fn zh(self) -> &'static str {
        DIVISIONS.iter().find(|d| d.0 == self.division).map_or("", |d| d.1)
    }

    /// English name of the division.
    #[must_use]
    pub fn en(self) -> &'static str {
        DIVISIONS.iter().find(|d| d.0 == self.division).map_or("", |d| d.2)
    }
}

/// The digits without the section's letter.
impl fmt::Display for Industry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:0width$}", self.code, width = usize::from(self.digits)))
    }
}

impl Serialize for Industry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Industry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_division_knows_its_section() {
        let restaurant = Industry::parse("H6210").unwrap();
        assert_eq!((restaurant.division(), restaurant.section().letter()), (62, 'H'));
        assert_eq!(restaurant.to_string(), "6210");
        assert_eq!(Industry::parse("05").unwrap().to_string(), "05");
        assert_eq!(restaurant.zh(), "餐饮业");
    }

    #[test]
    fn divisions_are_complete_and_sections_cover_them() {
        for (at, division) in DIVISIONS.iter().enumerate() {
            assert_eq!(usize::from(division.0), at + 1);
            assert!(!division.1.is_empty() && !division.2.is_empty());
        }
        assert_eq!(SECTIONS.last().unwrap().1, 97);
        assert!(SECTIONS.windows(2).all(|w| w[0].1 < w[1].1 && w[0].0 < w[1].0));
        assert_eq!(Section::all().count(), 20);
    }

    #[test]
    fn wrong_codes_say_why() {
        assert!(matches!(Industry::parse("6"), Err(IndustryError::Shape(_))));
        assert!(matches!(Industry::parse("00"), Err(IndustryError::Division(_))));
        assert!(matches!(Industry::parse("98"), Err(IndustryError::Division(_))));
        assert!(matches!(Industry::parse("F62"), Err(IndustryError::Section { expected: 'H', .. })));
        assert!(matches!(Industry::parse("餐饮"), Err(IndustryError::Shape(_))));
    }

    #[test]
    fn a_class_is_within_its_group_and_division_alone() {
        let within = |one: &str, whole: &str| Industry::parse(one).unwrap().is_within(Industry::parse(whole).unwrap());
        assert!(["6210", "621", "62", "H62"].iter().all(|whole| within("6210", whole)));
        assert!(["6220", "622", "63"].iter().all(|other| !within("6210", other)));
        assert!(!within("62", "6210"), "the division is more than its class");
    }
}
