//! Class from the items of the latest assessment: a total, and no single item worse than.

use domain::day::Day;
use domain::facts::{Facts, ItemsFact};
use policy::scheme::{ClassIndex, WorstItemMethod};

/// What an assessment scheme says of a merchant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ByItems<'a> {
    /// Rated by this assessment.
    Rated {
        /// Index of the class, 0 the best.
        class: ClassIndex,
        /// Sum of the items.
        total: i64,
        /// The worst item and its score.
        worst: (&'a str, i64),
        /// The assessment.
        by: &'a ItemsFact,
    },
    /// No assessment by that day.
    NotAssessed,
    /// The latest assessment is in a state that leaves it unrated.
    Unrated {
        /// The state.
        state: &'a str,
        /// The assessment.
        by: &'a ItemsFact,
    },
    /// The latest assessment lacks an item.
    Incomplete {
        /// The item.
        missing: &'a str,
        /// The assessment.
        by: &'a ItemsFact,
    },
}

/// Rates a merchant by its latest assessment on `day`; of several on one day the one with the
/// largest key.
#[must_use]
pub fn rate<'a>(method: &'a WorstItemMethod, facts: &'a Facts, day: Day) -> ByItems<'a> {
    let latest = facts.items.iter().filter(|i| i.day <= day).max_by_key(|i| (i.day, &i.key));
    let Some(by) = latest else { return ByItems::NotAssessed };
    if let Some(state) = by.state.as_deref().filter(|s| method.unrated_when.iter().any(|u| u == s)) {
        return ByItems::Unrated { state, by };
    }
    let mut total = 0;
    let mut worst = ("", i64::MIN);
    for item in &method.items {
        let Some(score) = by.items.get(item).map(|s| i64::from(*s)) else {
            return ByItems::Incomplete { missing: item, by };
        };
        total += score;
        if score > worst.1 {
            worst = (item, score);
        }
    }
    let fits = |bound: Option<i64>, value: i64| bound.is_none_or(|bound| value <= bound);
    let row = method.rows.iter().find(|row| fits(row.total_at_most, total) && fits(row.worst_at_most, worst.1));
    let class = row.or(method.rows.last()).map_or(ClassIndex::MAX, |row| row.class);
    ByItems::Rated { class, total, worst, by }
}
