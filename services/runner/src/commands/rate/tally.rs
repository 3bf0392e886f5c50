//! How many merchants a class has, in all, by area and by industry: counted in one walk over the city.

use super::results::Row;
use crate::city::City;
use domain::area::AreaCode;
use domain::industry::Section;
use domain::record::Merchant;
use std::collections::BTreeMap;

/// Number of merchants a class, best first, and at the end those without one.
pub(super) type Counts = Vec<u64>;

/// The counts of a city.
pub(in crate::commands) struct Tally {
    pub(super) all: Counts,
    /// By label of the area as it is called on the day.
    pub(super) by_area: BTreeMap<String, Counts>,
    /// By label of the section of the industry.
    pub(super) by_section: BTreeMap<String, Counts>,
}

impl Tally {
    /// Counts a city's ratings.
    pub(super) fn of(city: &City, rows: &[Row]) -> Self {
        let classes = city.rulebook.scheme.classes.len();
        let none = || vec![0u64; classes + 1];
        let (mut all, mut by_area, mut by_section) = (none(), BTreeMap::new(), BTreeMap::new());
        for (merchant, row) in city.merchants().zip(rows) {
            let at = row.class.map_or(classes, usize::from);
            let of_area: &mut Counts = by_area.entry(area(city, merchant)).or_insert_with(none);
            let of_section: &mut Counts = by_section.entry(merchant.industry.section()).or_insert_with(none);
            for counts in [&mut all, of_area, of_section] {
                if let Some(count) = counts.get_mut(at) {
                    *count += 1;
                }
            }
        }
        Self { all, by_area: labelled(by_area, area_label), by_section: labelled(by_section, section_label) }
    }
}

/// The same, keyed by a label that is only made once a key.
fn labelled<K: Ord>(by: BTreeMap<K, Counts>, label: impl Fn(&K) -> String) -> BTreeMap<String, Counts> {
    by.into_iter().map(|(key, counts)| (label(&key), counts)).collect()
}

fn area(city: &City, merchant: &Merchant) -> AreaCode {
    city.rulebook.tables.areas().current(merchant.area, city.day())
}

fn area_label(area: &AreaCode) -> String {
    area.zh().map_or_else(|| area.to_string(), |zh| format!("{area} {zh}"))
}

fn section_label(section: &Section) -> String {
    format!("{} {}", section.letter(), section.zh())
}

/// The label of a merchant's area as it is called on the day.
pub(in crate::commands) fn area_of(city: &City, merchant: &Merchant) -> String {
    area_label(&area(city, merchant))
}

/// The label of the section of a merchant's industry.
pub(in crate::commands) fn section_of(merchant: &Merchant) -> String {
    section_label(&merchant.industry.section())
}
