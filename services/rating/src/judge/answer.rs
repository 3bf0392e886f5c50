//! What is answered about a rating, for machines: the same JSON from files and over REST.

use domain::facts::Facts;
use domain::instant::Instant;
use policy::scheme::Scheme;
use policy::set::PolicySet;
use scoring::explain::Explanation;
use scoring::peers::PeersRow;
use scoring::worst_item::ByItems;
use serde_json::{Value, json};

/// Which scheme.
#[must_use]
pub fn scheme(scheme: &Scheme) -> Value {
    json!({ "id": scheme.id, "version": scheme.version, "title": scheme.title, "digest": scheme.digest })
}

/// Which merchant.
#[must_use]
pub fn merchant(name: &str, facts: &Facts) -> Value {
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

/// A rating by points with every reason.
#[derive(Debug)]
pub struct ByPoints<'a> {
    /// The scheme.
    pub scheme: &'a Scheme,
    /// The parameters.
    pub policies: &'a PolicySet,
    /// Name of the merchant.
    pub name: &'a str,
    /// What its records mean.
    pub facts: &'a Facts,
    /// What was known by then; everything if it is not said.
    pub known_at: Option<Instant>,
    /// The rating.
    pub explanation: &'a Explanation<'a>,
    /// What its peers have.
    pub peers: Option<&'a PeersRow>,
}

impl ByPoints<'_> {
    /// As JSON.
    ///
    /// # Errors
    /// Never in practice: all of it is integers, texts and lists.
    pub fn json(&self) -> Result<Value, serde_json::Error> {
        Ok(json!({
            "scheme": scheme(self.scheme),
            "policies_digest": self.policies.digest(),
            "merchant": merchant(self.name, self.facts),
            "known_at": self.known_at,
            "rating": serde_json::to_value(self.explanation)?,
            "peers": serde_json::to_value(self.peers)?,
        }))
    }
}

/// A rating by the worst item.
#[must_use]
pub fn by_items(scheme: &Scheme, by_items: &ByItems<'_>) -> Value {
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
