//! What of a merchant changed, and when (主体沿革): from the versions of its registrations to spans of days. Pure.
//!
//! A version holds from the day of its place in the source's order to the day of the next one; the first one says what
//! is known of the days before it, back to the registration. A status has a day of its own. Of several registrations
//! of a merchant the one of the highest rank counts on each day.

mod track;

pub use track::{By, Stretch, Track};

use crate::merchants::rank;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::digest::Digest;
use domain::industry::Industry;
use domain::instant::Instant;
use domain::record::{Channel, Merchant, MerchantKind, MerchantStatus, SizeBand};
use rustc_hash::FxHashMap;

/// A version of a registration.
#[derive(Clone, PartialEq, Debug)]
pub struct Said {
    /// Number of the version.
    pub version: i32,
    /// Its place in the source's order; nothing for history without an order, which comes before everything.
    pub changed_at: Option<Instant>,
    /// What it says.
    pub merchant: Merchant,
}

/// What a merchant was, and when: each a track of spans that do not overlap, in order of their days.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct History {
    /// 代码: that of the registration that counted.
    pub codes: Track<PartyCode>,
    /// 名称
    pub names: Track<String>,
    /// 主体类型
    pub kinds: Track<MerchantKind>,
    /// 所在区县, as recorded.
    pub areas: Track<AreaCode>,
    /// 行业
    pub industries: Track<Industry>,
    /// 规模
    pub sizes: Track<SizeBand>,
    /// 经营渠道
    pub channels: Track<Channel>,
    /// 登记状态
    pub statuses: Track<MerchantStatus>,
}

impl History {
    /// Of the versions of all registrations of one merchant, in whatever order they are given.
    ///
    /// # Errors
    /// If a content cannot be written as JSON for its digest.
    pub fn of(versions: &[Said]) -> Result<Self, serde_json::Error> {
        let counting = counting(&in_order(versions)?);
        let last = counting.iter().rev().find_map(|(_, said)| *said);
        let registered_on = last.and_then(|said| said.merchant.registered_on);
        let mut history = Self::default();
        for (at, (changed_at, said)) in counting.into_iter().enumerate() {
            let from = match (changed_at, at) {
                (None, _) => registered_on.unwrap_or(Day::DAWN),
                (Some(on), 0) => registered_on.map_or(on.day(), |registered| registered.min(on.day())),
                (Some(on), _) => on.day(),
            };
            match said {
                Some(said) => history.say(from, said),
                None => history.end(from),
            }
        }
        Ok(history)
    }

    /// The same, but of each track only the span in which a day lies.
    #[must_use]
    pub fn on(mut self, day: Day) -> Self {
        self.codes.keep(day);
        self.names.keep(day);
        self.kinds.keep(day);
        self.areas.keep(day);
        self.industries.keep(day);
        self.sizes.keep(day);
        self.channels.keep(day);
        self.statuses.keep(day);
        self
    }

    /// From a day on, this stands.
    fn say(&mut self, from: Day, said: &Said) {
        let Merchant { code, name, kind, size, channel, area, industry, status, status_from, .. } = &said.merchant;
        let by = By { code: *code, version: said.version };
        self.codes.say(from, *code, by);
        self.names.say(from, name.clone(), by);
        self.kinds.say(from, *kind, by);
        self.areas.say(from, *area, by);
        self.industries.say(from, *industry, by);
        self.sizes.say(from, *size, by);
        self.channels.say(from, *channel, by);
        match (status, status_from) {
            (MerchantStatus::Active, _) | (_, None) => self.statuses.say(from, *status, by),
            (_, Some(own)) => {
                // Said again with another day, it corrects the day.
                let begun = self.statuses.take_back(*status).unwrap_or(from);
                if self.statuses.is_empty() && begun < *own {
                    self.statuses.say(begun, MerchantStatus::Active, by);
                }
                self.statuses.say(*own, *status, by);
            }
        }
    }

    /// From a day on, nothing stands.
    fn end(&mut self, on: Day) {
        self.codes.end(on);
        self.names.end(on);
        self.kinds.end(on);
        self.areas.end(on);
        self.industries.end(on);
        self.sizes.end(on);
        self.channels.end(on);
        self.statuses.end(on);
    }
}

/// The versions by their places; of those of one registration at one place the one that stands there.
fn in_order(versions: &[Said]) -> Result<Vec<&Said>, serde_json::Error> {
    let placed = versions.iter().map(|said| Ok((place(said), Digest::of(&said.merchant)?, said.version, said)));
    let mut placed = placed.collect::<Result<Vec<_>, serde_json::Error>>()?;
    placed.sort_by(|a, b| (&a.0, &a.1, a.2).cmp(&(&b.0, &b.1, b.2)));
    placed.dedup_by(|one, kept| one.0 == kept.0);
    Ok(placed.into_iter().map(|(.., said)| said).collect())
}

const fn place(said: &Said) -> (Option<Instant>, PartyCode) {
    (said.changed_at, said.merchant.code)
}

/// Which version counts, from each place on.
fn counting<'v>(order: &[&'v Said]) -> Vec<(Option<Instant>, Option<&'v Said>)> {
    let mut stands: FxHashMap<PartyCode, &Said> = FxHashMap::default();
    let mut counting = Vec::new();
    for together in order.chunk_by(|a, b| a.changed_at == b.changed_at) {
        stands.extend(together.iter().map(|said| (said.merchant.code, *said)));
        let valid = stands.values().filter(|said| !said.merchant.withdrawn);
        let counts = valid.max_by_key(|said| rank(said.merchant.code)).copied();
        counting.extend(together.first().map(|said| (said.changed_at, counts)));
    }
    counting
}

#[cfg(test)]
mod tests;
