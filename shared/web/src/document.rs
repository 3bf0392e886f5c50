//! The OpenAPI 3.1 document of several Apis, and what keeps it true.

mod check;
mod page;

pub(crate) use check::{operations, states};
pub(crate) use page::{Assets, Page};

use crate::api::{Api, ApiError, SCHEME};
use crate::house;
use contracts::access::Scope;
use contracts::problem::{Code, FieldError, Problem};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use utoipa::openapi::path::{HttpMethod, PathItem, PathsBuilder};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder, OpenApiVersion, RefOr};
use utoipa::{PartialSchema as _, ToSchema};

/// How instants are written (时刻), once for all queries.
const INSTANTS: &str = "时刻按 RFC 3339 书写，查询参数中的 +08:00 可原样写出 / Instants are written as in RFC 3339; \
                        in a query +08:00 may be typed as it is";

/// What holds for every operation (通则), so that none has to say it.
const EVERYWHERE: &str = "应答和请求内容可用 zstd 或 gzip 编码；应答头 RateLimit 说明余量，请求过多时答 429 和 Retry-After / \
                          Answers and bodies may come in zstd or gzip; RateLimit says how much is left, and who asks \
                          too much is answered 429 with Retry-After";

/// Marks a list of words that may grow (可扩充词表): whoever reads an answer must bear a word that is new to him.
const GROWS: &str = "x-extensible-enum";

/// The document of these Apis and of the house, as JSON. It needs no server and no state.
///
/// # Errors
/// [`ApiError`] if two operations, ids or schemas collide, or a path and its handler differ.
pub fn document(apis: &[Api]) -> Result<String, ApiError> {
    let house = house::api();
    write(&apis.iter().chain([&house]).collect::<Vec<_>>())
}

/// The document of exactly these Apis.
pub(crate) fn write(apis: &[&Api]) -> Result<String, ApiError> {
    check::operations(apis)?;
    let text = draw(apis)?.to_pretty_json().map_err(|error| ApiError::Document(error.to_string()))?;
    check::references(&text)?;
    Ok(text)
}

fn draw(apis: &[&Api]) -> Result<OpenApi, ApiError> {
    let mut paths = PathsBuilder::new();
    let mut schemas = Schemas::everywhere()?;
    for api in apis {
        for operation in &api.operations {
            let sketch = operation.drawn();
            let shown = sketch.operation(&operation.doc, &tag(api));
            paths = paths.path(operation.path.as_str(), PathItem::new(method(&operation.method)?, shown));
            schemas.add(sketch.schemas)?;
        }
    }
    let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some(
        "访问令牌（Ed25519 签名的 JWT）；各操作列出所需权限范围 / Access token; operations list the scopes they need",
    ));
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas.marked())
        .security_scheme(SCHEME, SecurityScheme::Http(scheme.build()));
    let tags = apis
        .iter()
        .map(|api| TagBuilder::new().name(tag(api)).description(Some(format!("{} / {}", api.zh, api.en))).build());
    let text = format!("{INSTANTS}\n\n{EVERYWHERE}");
    Ok(OpenApiBuilder::new()
        .openapi(OpenApiVersion::Version31)
        .info(InfoBuilder::new().title("放心 Fangxin").version(env!("CARGO_PKG_VERSION")).description(Some(text)))
        .paths(paths)
        .components(Some(components.build()))
        .tags(Some(tags))
        .build())
}

/// The name of an Api in the document, from which generators of clients make names of modules: the words of its
/// prefix, without its version.
fn tag(api: &Api) -> String {
    let words: Vec<&str> = api.prefix.split('/').filter(|word| !word.is_empty() && *word != "v1").collect();
    if words.is_empty() { "house".to_owned() } else { words.join("-") }
}

/// Every schema by name; two that differ may not share one.
struct Schemas(BTreeMap<String, RefOr<Schema>>);

impl Schemas {
    /// Those of problems, which every operation can answer.
    fn everywhere() -> Result<Self, ApiError> {
        let mut all = vec![(Problem::name().into_owned(), Problem::schema())];
        Problem::schemas(&mut all);
        all.push((FieldError::name().into_owned(), FieldError::schema()));
        all.push((Code::name().into_owned(), Code::schema()));
        let mut schemas = Self(BTreeMap::new());
        schemas.add(all)?;
        Ok(schemas)
    }

    fn add(&mut self, drawn: Vec<(String, RefOr<Schema>)>) -> Result<(), ApiError> {
        for (name, schema) in drawn {
            match self.0.entry(name) {
                Entry::Vacant(place) => drop(place.insert(schema)),
                Entry::Occupied(known) if *known.get() == schema => {}
                Entry::Occupied(known) => return Err(ApiError::Schema(known.key().clone())),
            }
        }
        Ok(())
    }

    /// All of them, with the lists of words marked that may grow.
    fn marked(mut self) -> BTreeMap<String, RefOr<Schema>> {
        for growing in [Code::name(), Scope::name()] {
            if let Some(RefOr::T(Schema::Object(words))) = self.0.get_mut(growing.as_ref()) {
                words.extensions.get_or_insert_default().insert(GROWS.to_owned(), true.into());
            }
        }
        self.0
    }
}

fn method(method: &actix_web::http::Method) -> Result<HttpMethod, ApiError> {
    match method.as_str() {
        "GET" => Ok(HttpMethod::Get),
        "POST" => Ok(HttpMethod::Post),
        "PUT" => Ok(HttpMethod::Put),
        "PATCH" => Ok(HttpMethod::Patch),
        "DELETE" => Ok(HttpMethod::Delete),
        other => Err(ApiError::Document(format!("no operation of method {other}"))),
    }
}
