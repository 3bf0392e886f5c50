//! What `explain` answers, for people and for machines.

use crate::show;
use anyhow::Result;
use domain::day::Day;
use domain::facts::Facts;
use domain::instant::Instant;
use policy::scheme::Scheme;
use policy::set::PolicySet;
use rating::judge::answer::{self, ByPoints, MerchantRated, SchemeNamed};
use scoring::explain::Explanation;
use scoring::peers::PeersRow;
use scoring::worst_item::ByItems;
use serde_json::{Value, json};

/// One merchant's rating with its reasons.
pub(crate) struct Answer<'a> {
    pub(crate) scheme: &'a Scheme,
    pub(crate) policies: &'a PolicySet,
    pub(crate) name: &'a str,
    pub(crate) facts: &'a Facts,
    pub(crate) known_at: Option<Instant>,
    pub(crate) explanation: Explanation<'a>,
    pub(crate) peers: Option<&'a PeersRow>,
}

/// One merchant's rating by the worst item.
pub(crate) struct ItemsAnswer<'a> {
    pub(crate) scheme: &'a Scheme,
    pub(crate) name: &'a str,
    pub(crate) facts: &'a Facts,
    pub(crate) day: Day,
    pub(crate) trial: bool,
    pub(crate) by_items: ByItems<'a>,
}

/// An answer in both its forms.
pub(crate) trait Reply {
    /// For machines.
    fn json(&self) -> Result<Value>;
    /// For people; `all` lines, or only the heaviest.
    fn text(&self, all: bool) -> String;
}

impl Reply for Answer<'_> {
    fn json(&self) -> Result<Value> {
        let answer = ByPoints {
            scheme: self.scheme,
            policies: self.policies,
            name: self.name,
            facts: self.facts,
            known_at: self.known_at,
            explanation: &self.explanation,
            peers: self.peers,
        };
        Ok(answer.json()?)
    }
    fn text(&self, all: bool) -> String {
        show::explanation::text(self, all)
    }
}

impl Reply for ItemsAnswer<'_> {
    fn json(&self) -> Result<Value> {
        Ok(json!({
            "scheme": SchemeNamed::of(self.scheme),
            "merchant": MerchantRated::of(self.name, self.facts),
            "day": self.day,
            "trial": self.trial,
            "rating": answer::by_items(self.scheme, &self.by_items),
        }))
    }
    fn text(&self, _: bool) -> String {
        show::items::text(self)
    }
}
