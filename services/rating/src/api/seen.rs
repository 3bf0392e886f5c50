//! A rating as far as somebody may see it: what disclosure cuts off is left out.

use super::short::ServedClass;
use crate::beside::Beside;
use crate::disclosure::{Group, Shown};
use crate::judge::answer::{ComplaintRatio, MerchantRated, SchemeNamed};
use crate::look::Told;
use crate::public::OnDisplay;
use contracts::port::Marks;
use domain::digest::Digest;
use domain::instant::Instant;
use scoring::explain::Explanation;
use scoring::peers::PeersRow;
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Paths by key.
pub(super) type Links = BTreeMap<String, String>;

/// A merchant's rating with its reasons (信用分类及理由). What the caller may not see is left out.
#[derive(Serialize, ToSchema)]
#[schema(as = MerchantRating)]
pub(super) struct Seen {
    /// What was known by then; nothing if everything counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Instant>)]
    known_at: Option<Value>,
    /// Whose rating it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = MerchantRated)]
    merchant: Option<Value>,
    /// What the merchant's peers have; nothing for a scheme that does not compare.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<PeersRow>)]
    peers: Option<Value>,
    /// Its complaints beside what those make one expect; nothing for a scheme that does not compare.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ComplaintRatio>)]
    complaint_ratio: Option<Value>,
    /// Digest of all parameters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Digest)]
    policies_digest: Option<Value>,
    /// What is public today; nothing if there is no such merchant any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<OnDisplay>)]
    public: Option<Option<OnDisplay>>,
    /// The rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = SeenExplanation)]
    rating: Option<Value>,
    /// Paths of the records that the reasons name, by key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = BTreeMap<String, String>)]
    records: Option<Links>,
    /// What stands beside the class now, whatever day was asked for: what is pending about it, and what the merchant says
    /// of it.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    marks: Marks,
    /// The same of the records that the reasons name, by key: those beside which something stands.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    record_marks: BTreeMap<String, Marks>,
    /// `true` of a merchant of the sandbox, who is made up; left out of all others.
    #[serde(skip_serializing_if = "Option::is_none")]
    sandbox: Option<bool>,
    /// The scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = SchemeNamed)]
    scheme: Option<Value>,
    /// The class that is served today, if no day was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = ServedClass)]
    served: Option<Value>,
}

impl Seen {
    /// As much of a rating as may be shown.
    pub(super) fn of(told: Told, shown: Shown, (records, served): (Option<Links>, Option<Value>)) -> Self {
        let mut cut = shown.cut(told.explanation);
        let mut take = |name: &str| cut.as_object_mut().and_then(|cut| cut.remove(name));
        Self {
            known_at: take("known_at"),
            merchant: take("merchant"),
            peers: take("peers"),
            complaint_ratio: take("complaint_ratio"),
            policies_digest: take("policies_digest"),
            public: shown.has(Group::Public).then_some(told.public),
            rating: take("rating"),
            records,
            marks: Marks::default(),
            record_marks: BTreeMap::new(),
            sandbox: None,
            scheme: take("scheme"),
            served,
        }
    }
}

impl Seen {
    /// The same with what stands beside it.
    pub(super) fn beside(self, Beside { class, records }: Beside) -> Self {
        Self { marks: class, record_marks: records, ..self }
    }

    /// The same of a merchant of the sandbox.
    pub(super) fn in_sandbox(self) -> Self {
        Self { sandbox: Some(true), ..self }
    }
}

/// The schema of a rating of which a part may be left out.
struct SeenExplanation;

impl ToSchema for SeenExplanation {
    fn name() -> Cow<'static, str> {
        "RatingSeen".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Explanation::schemas(schemas);
    }
}

impl PartialSchema for SeenExplanation {
    fn schema() -> RefOr<Schema> {
        let mut schema = Explanation::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.required.clear();
        }
        schema
    }
}
