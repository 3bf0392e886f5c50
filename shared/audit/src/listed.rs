//! Entries as a search gives them.

use crate::entry::AuditEntry;
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// A page of the trail (审计记录分页).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TrailPage {
    /// 新者在前 / The entries, the newest first.
    pub(crate) items: Vec<ListedEntry>,
    /// 下一页的游标；最后一页为 null / Cursor of the next page; null on the last.
    #[schema(required)]
    pub(crate) next: Option<String>,
    /// 查询的各份审计记录，以服务命名 / The trails that are searched, called after their services.
    pub(crate) trails: Vec<String>,
    /// 未能查询的，其记录不在其中 / Those of them that could not be asked: their entries are missing.
    pub(crate) away: Vec<String>,
}

/// An entry of the audit trail, with its digest and the trail in which it stands (审计记录及摘要).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "serde_json::Value")]
pub struct ListedEntry {
    #[serde(flatten)]
    pub(crate) entry: AuditEntry,
    /// Its digest in the chain.
    pub(crate) digest: String,
    /// The trail in which it has its number.
    pub(crate) trail: String,
}

/// An entry bears no other field, so what is said beside it is taken out first.
impl TryFrom<serde_json::Value> for ListedEntry {
    type Error = serde_json::Error;
    fn try_from(mut value: serde_json::Value) -> Result<Self, Self::Error> {
        let mut taken = |name: &str| value.as_object_mut().and_then(|fields| fields.remove(name)).unwrap_or_default();
        let (digest, trail) = (serde_json::from_value(taken("digest"))?, serde_json::from_value(taken("trail"))?);
        Ok(Self { entry: serde_json::from_value(value)?, digest, trail })
    }
}

impl ToSchema for ListedEntry {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        AuditEntry::schemas(schemas);
    }
}

/// An entry allows no other field, so that its schema cannot be joined with another one: the others go into it.
impl PartialSchema for ListedEntry {
    fn schema() -> RefOr<Schema> {
        let mut schema = AuditEntry::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            let more = [
                ("digest", "在链中的摘要 / its digest in the chain"),
                (
                    "trail",
                    "所在的审计记录，编号在其中有效：各服务分开运行时为服务名 / the trail in which it has its number: the service, where services run apart",
                ),
            ];
            for (name, text) in more {
                let text = ObjectBuilder::new().schema_type(Type::String).description(Some(text));
                object.properties.insert(name.to_owned(), text.into());
                object.required.push(name.to_owned());
            }
        }
        schema
    }
}
