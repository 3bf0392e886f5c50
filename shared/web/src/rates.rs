//! How much each caller may ask, by role.

use contracts::access::Role;
use std::collections::BTreeMap;

/// Largest number of either kind: more is no limit.
const MOST: u32 = 1_000_000;

/// How much somebody may ask (速率): so many merchants a second in the long run, and so many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    second: u32,
    burst: u32,
}

impl Rate {
    /// So many a second, and so many at once; each from 1 to a million.
    #[must_use]
    pub fn new(second: u32, burst: u32) -> Option<Self> {
        let fits = |number| (1..=MOST).contains(&number);
        (fits(second) && fits(burst)).then_some(Self { second, burst })
    }

    const fn of(second: u32, burst: u32) -> Self {
        Self { second, burst }
    }

    /// How many a second.
    #[must_use]
    pub const fn second(self) -> u32 {
        self.second
    }

    /// How many at once.
    #[must_use]
    pub const fn burst(self) -> u32 {
        self.burst
    }
}

/// The rate of each role, and that of an address from which somebody asks who is not known (限流规则). Whoever has
/// none is not limited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rates(BTreeMap<Option<Role>, Rate>);

impl Default for Rates {
    /// A bank 600 merchants a second and 20,000 at once; an address of unknown people 50 and 200; services as
    /// many as they like.
    fn default() -> Self {
        let many = Rate::of(600, 20_000);
        Self(BTreeMap::from([
            (None, Rate::of(50, 200)),
            (Some(Role::Official), Rate::of(1_000, 20_000)),
            (Some(Role::Bank), many),
            (Some(Role::Merchant), Rate::of(50, 500)),
            (Some(Role::Auditor), many),
            (Some(Role::Department), many),
            (Some(Role::Administrator), many),
        ]))
    }
}

impl Rates {
    /// Nobody is limited.
    #[must_use]
    pub fn unlimited() -> Self {
        Self(BTreeMap::new())
    }

    /// The same with another rate of a role, or, without one, of an address of unknown people.
    #[must_use]
    pub fn with(mut self, whose: Option<Role>, rate: Option<Rate>) -> Self {
        match rate {
            Some(rate) => self.0.insert(whose, rate),
            None => self.0.remove(&whose),
        };
        self
    }

    /// The rate of a role, or, without one, of an address of unknown people.
    #[must_use]
    pub fn of(&self, whose: Option<Role>) -> Option<Rate> {
        self.0.get(&whose).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_neither_nothing_nor_everything() {
        for (second, burst) in [(0, 1), (1, 0), (MOST + 1, 1), (1, MOST + 1)] {
            assert_eq!(Rate::new(second, burst), None);
        }
        assert_eq!(Rate::new(1, MOST).map(|rate| (rate.second(), rate.burst())), Some((1, MOST)));
    }

    #[test]
    fn services_alone_are_not_limited() {
        let rates = Rates::default();
        for role in Role::ALL {
            assert_eq!(rates.of(Some(role)).is_none(), role == Role::Service, "{role}");
        }
        let rates = rates.with(None, None).with(Some(Role::Service), Rate::new(1, 2));
        assert_eq!((rates.of(None), rates.of(Some(Role::Service))), (None, Rate::new(1, 2)));
    }
}
