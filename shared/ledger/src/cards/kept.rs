//! What was counted of months that are over, kept in memory: going through a large month takes seconds, and whoever asks
//! for its card again, or takes it as a table, is given what was counted.

use super::facts::Facts;
use super::month::Month;
use domain::instant::Instant;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Most months of sources that are kept.
const MOST: usize = 400;
/// How long after its end a month may still change, in microseconds: a row is of the instant at which its transaction
/// began, so that one written across the end of a month comes into it afterwards. None is open for a day.
const SETTLED: i64 = 24 * 60 * 60 * 1_000_000;

/// Counted months, those of long ago first.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<BTreeMap<(Month, String), Arc<Facts>>>);

impl Kept {
    /// What was counted of a source in a month.
    pub(super) fn get(&self, source: &str, month: Month) -> Option<Facts> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let facts = kept.get(&(month, source.to_owned())).cloned();
        drop(kept);
        facts.map(|facts| Facts::clone(&facts))
    }

    /// Keeps what was counted, if nothing can come into the month any more. Where there is no room for all, that of
    /// the earliest month goes.
    pub(super) fn put(&self, source: &str, month: Month, facts: &Facts, now: Instant) {
        if now.micros() < month.span().1.saturating_add(SETTLED) {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert((month, source.to_owned()), Arc::new(facts.clone()));
        while kept.len() > MOST {
            kept.pop_first();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn a_month_is_kept_once_nothing_can_come_into_it() {
        let (kept, facts) = (Kept::default(), Facts { merchants: 7, ..Facts::default() });
        let at = |text| Instant::parse(text).unwrap();
        for early in ["2026-10-20T00:00:00+08:00", "2026-11-01T00:00:00+08:00", "2026-11-01T23:59:59+08:00"] {
            kept.put("fire", month("2026-10"), &facts, at(early));
            assert!(kept.get("fire", month("2026-10")).is_none(), "{early}");
        }
        kept.put("fire", month("2026-10"), &facts, at("2026-11-02T00:00:00+08:00"));
        assert_eq!(kept.get("fire", month("2026-10")).map(|facts| facts.merchants), Some(7));
        assert!(kept.get("fire", month("2026-09")).is_none() && kept.get("health", month("2026-10")).is_none());
    }

    #[test]
    fn no_more_are_kept_than_there_is_room_for_and_the_latest_stay() {
        let (kept, now) = (Kept::default(), Instant::parse("2027-01-01T00:00:00Z").unwrap());
        for number in 0..MOST {
            kept.put(&format!("s{number}"), month("2026-10"), &Facts::default(), now);
        }
        kept.put("s", month("2026-09"), &Facts::default(), now);
        kept.put("s", month("2026-11"), &Facts::default(), now);
        let held = kept.0.lock().unwrap().len();
        assert_eq!((held, kept.get("s", month("2026-09")).is_some()), (MOST, false));
        assert!(kept.get("s", month("2026-11")).is_some());
    }
}
