//! What `explain` answers, for people and for machines.

use crate::show;
use anyhow::Result;
use domain::day::Day;
use domain::facts::Facts;
use domain::instant::Instant;
use policy::scheme::Scheme;
use policy::set::PolicySet;
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

fn scheme_json(scheme: &Scheme) -> Value {
    json!({ "id": scheme.id, "version": scheme.version, "title": scheme.title, "digest": scheme.digest })
}

fn merchant_json(name: &str, facts: &Facts) -> Value {
    json!({
        "code": facts.code,
        "name": name,
        "area": facts.area,
        "industry": facts.industry,
        "kind": facts.kind,
        "size": facts.size,
        "channel": facts.channel,
    })
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
        Ok(json!({
            "scheme": scheme_json(self.scheme),
            "policies_digest": self.policies.digest(),
            "merchant": merchant_json(self.name, self.facts),
            "known_at": self.known_at,
            "rating": serde_json::to_value(&self.explanation)?,
            "peers": serde_json::to_value(self.peers)?,
        }))
    }
    fn text(&self, all: bool) -> String {
        show::explanation::text(self, all)
    }
}

impl Reply for ItemsAnswer<'_> {
    fn json(&self) -> Result<Value> {
        Ok(json!({
            "scheme": scheme_json(self.scheme),
            "merchant": merchant_json(self.name, self.facts),
            "day": self.day,
            "trial": self.trial,
            "rating": by_items_json(self.scheme, &self.by_items),
        }))
    }
    fn text(&self, _: bool) -> String {
        show::items::text(self)
    }
}

/// A rating by the worst item as JSON.
pub(crate) fn by_items_json(scheme: &Scheme, by_items: &ByItems<'_>) -> Value {
    match by_items {
        ByItems::Rated { class, total, worst, by } => json!({
            "class": scheme.class_name(*class), "total": total,
            "worst_item": worst.0, "worst": worst.1, "assessment": by.key, "assessed_on": by.day,
        }),
        ByItems::NotAssessed => json!({ "unrated": "not_assessed" }),
        ByItems::Unrated { state, by } => json!({ "unrated": state, "assessment": by.key }),
        ByItems::Incomplete { missing, by } => {
            json!({ "unrated": "incomplete", "missing": missing, "assessment": by.key })
        }
    }
}
