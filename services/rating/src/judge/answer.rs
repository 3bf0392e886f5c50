//! What is answered about a rating, for machines: the same JSON from files and over REST.

use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::digest::Digest;
use domain::facts::Facts;
use domain::industry::Industry;
use domain::instant::Instant;
use domain::record::{Channel, MerchantKind, SizeBand};
use policy::scheme::{Name, Scheme};
use policy::set::PolicySet;
use scoring::explain::Explanation;
use scoring::peers::PeersRow;
use scoring::worst_item::ByItems;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Which scheme (评价方案).
#[derive(Debug, Serialize, ToSchema)]
pub struct SchemeNamed<'a> {
    /// Identifier.
    id: &'a str,
    /// Version.
    version: &'a str,
    /// Name.
    title: &'a Name,
    /// Digest of its text.
    digest: &'a Digest,
}

impl<'a> SchemeNamed<'a> {
    /// Names a scheme.
    #[must_use]
    pub fn of(scheme: &'a Scheme) -> Self {
        Self { id: &scheme.id, version: &scheme.version, title: &scheme.title, digest: &scheme.digest }
    }
}

/// Which merchant (被评主体).
#[derive(Debug, Serialize, ToSchema)]
pub struct MerchantRated<'a> {
    /// Credit code or registration number.
    code: PartyCode,
    /// Name.
    name: &'a str,
    /// County-level area.
    area: AreaCode,
    /// Industry.
    industry: Industry,
    /// Legal kind.
    kind: MerchantKind,
    /// Size band.
    size: SizeBand,
    /// Sales channel.
    channel: Channel,
}

impl<'a> MerchantRated<'a> {
    /// Names a merchant.
    #[must_use]
    pub fn of(name: &'a str, facts: &Facts) -> Self {
        Self {
            code: facts.code,
            name,
            area: facts.area,
            industry: facts.industry,
            kind: facts.kind,
            size: facts.size,
            channel: facts.channel,
        }
    }
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

/// A merchant's complaints beside what its peers make one expect (投诉比), in the window of the peers' table. How many
/// peers there are, and how alike, the peers' row tells. No finding of fault.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ComplaintRatio {
    /// Its complaints that count.
    pub complaints: u64,
    /// Complaints to expect, in thousandths.
    pub expected_thousandths: u64,
    /// Complaints by what was expected, in thousandths, cut.
    pub ratio_thousandths: u64,
    /// Lower end of the exact 95 % interval.
    pub low_thousandths: u64,
    /// Upper end of the exact 95 % interval.
    pub high_thousandths: u64,
}

impl ByPoints<'_> {
    fn complaint_ratio(&self) -> Option<ComplaintRatio> {
        let (row, peers) = self.peers.zip(self.scheme.points()?.peers.as_ref())?;
        let complaints = row.own_complaints(peers, &self.facts.facts);
        let found = alerts::poisson::ratio(complaints, row.expected_thousandths.into())?;
        Some(ComplaintRatio {
            complaints: found.complaints,
            expected_thousandths: found.expected_thousandths,
            ratio_thousandths: found.ratio_thousandths,
            low_thousandths: found.low_thousandths,
            high_thousandths: found.high_thousandths,
        })
    }

    /// As JSON.
    ///
    /// # Errors
    /// Never in practice: all of it is integers, texts and lists.
    pub fn json(&self) -> Result<Value, serde_json::Error> {
        Ok(json!({
            "scheme": SchemeNamed::of(self.scheme),
            "policies_digest": self.policies.digest(),
            "merchant": MerchantRated::of(self.name, self.facts),
            "known_at": self.known_at,
            "rating": serde_json::to_value(self.explanation)?,
            "peers": serde_json::to_value(self.peers)?,
            "complaint_ratio": self.complaint_ratio(),
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
