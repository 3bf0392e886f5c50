//! The sketch of one operation, drawn by its arguments and its reply.

use super::Doc;
use crate::api;
use contracts::access::Scope;
use contracts::problem::{self, Code, Problem};
use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use utoipa::openapi::link::{Link, LinkBuilder};
use utoipa::openapi::path::{OperationBuilder, Parameter, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{Schema, SchemaType, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Required, Response, ResponseBuilder};

/// The name of the security scheme in the document.
pub(crate) const SCHEME: &str = "token";

/// What is known of an operation (操作草图).
#[derive(Clone)]
pub struct Sketch {
    draws: bool,
    pub(crate) schemas: Vec<(String, RefOr<Schema>)>,
    pub(crate) states: Vec<(TypeId, &'static str)>,
    parameters: Vec<Parameter>,
    bodies: BTreeMap<&'static str, RefOr<Schema>>,
    replies: Vec<(u16, Response)>,
    scopes: Vec<Scope>,
    codes: BTreeSet<Code>,
}

impl Sketch {
    /// One that takes in everything.
    pub(crate) fn drawing() -> Self {
        Self { draws: true, ..Self::outline() }
    }

    /// One that passes over schemas: a type has many parts, and all of them are drawn again wherever it stands.
    pub(crate) fn outline() -> Self {
        Self {
            draws: false,
            schemas: Vec::new(),
            states: Vec::new(),
            parameters: Vec::new(),
            bodies: BTreeMap::new(),
            replies: Vec::new(),
            scopes: Vec::new(),
            codes: BTreeSet::new(),
        }
    }

    /// The schema of a type: a reference to it if it has parts, itself if it is a plain value or a list. An outline
    /// gives an empty one.
    pub fn schema<T: ToSchema>(&mut self) -> RefOr<Schema> {
        if !self.draws {
            return Schema::default().into();
        }
        let mut parts = Vec::new();
        T::schemas(&mut parts);
        // A type is drawn wherever it is a part; two that differ and share a name are told apart by the document.
        for part in parts {
            if !self.schemas.contains(&part) {
                self.schemas.push(part);
            }
        }
        let schema = T::schema();
        let has_parts = match &schema {
            RefOr::T(Schema::Object(object)) => {
                object.schema_type == SchemaType::Type(Type::Object) && !object.properties.is_empty()
                    || object.enum_values.is_some()
            }
            RefOr::T(Schema::OneOf(_) | Schema::AllOf(_) | Schema::AnyOf(_)) => true,
            _ => false,
        };
        if !has_parts {
            return schema;
        }
        let name = T::name();
        self.schemas.push((name.clone().into_owned(), schema));
        Ref::from_schema_name(name).into()
    }

    /// Adds parameters of the path, the query or the headers.
    pub fn parameters(&mut self, parameters: impl IntoIterator<Item = Parameter>) {
        for parameter in parameters {
            let known = |p: &Parameter| p.name == parameter.name && p.parameter_in == parameter.parameter_in;
            if !self.parameters.iter().any(known) {
                self.parameters.push(parameter);
            }
        }
    }

    /// Adds a media type in which the body may come.
    pub fn body(&mut self, media_type: &'static str, schema: RefOr<Schema>) {
        self.bodies.insert(media_type, schema);
        self.errors(&[Code::PayloadTooLarge, Code::RequestTimeout]);
    }

    /// Adds a response.
    pub fn reply(&mut self, status: u16, response: impl Into<Response>) {
        self.replies.push((status, response.into()));
    }

    /// Adds problems that may be answered.
    pub fn errors(&mut self, codes: &[Code]) {
        self.codes.extend(codes);
    }

    /// Says that it writes: where a database may be away, its disk may be full as well.
    pub(crate) fn writes(&mut self) {
        if self.codes.contains(&Code::Unavailable) {
            self.errors(&[Code::StorageFull]);
        }
    }

    /// Says that a token with one of these scopes is needed.
    pub(crate) fn secure(&mut self, scopes: &[Scope]) {
        self.scopes.extend(scopes);
        self.errors(&[Code::Unauthenticated, Code::TokenExpired, Code::TokenInvalid, Code::Forbidden]);
        // Whatever needs a token reads a database, which may be away.
        self.errors(&[Code::Unavailable]);
    }

    /// Says that the Api must have been given a `T`.
    pub(crate) fn needs<T: ?Sized + 'static>(&mut self) {
        self.states.push((TypeId::of::<T>(), std::any::type_name::<T>()));
    }

    /// Names of the parameters that are read from the path.
    pub(crate) fn path_parameters(&self) -> BTreeSet<String> {
        self.parameters.iter().filter(|p| p.parameter_in == ParameterIn::Path).map(|p| p.name.clone()).collect()
    }

    /// Has the operation a parameter of this name?
    pub(crate) fn has_parameter(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter.name == name)
    }

    /// Does the handler read anything from the query?
    pub(crate) fn reads_query(&self) -> bool {
        self.parameters.iter().any(|parameter| parameter.parameter_in == ParameterIn::Query)
    }

    /// The operation as the document shows it.
    pub(crate) fn operation(&self, doc: &Doc, tag: &str) -> utoipa::openapi::path::Operation {
        let mut operation = OperationBuilder::new()
            .tag(tag)
            .operation_id(Some(doc.id.as_ref()))
            .summary(Some(format!("{} / {}", doc.zh, doc.en)))
            .description((!doc.text.is_empty()).then_some(doc.text))
            .parameters(Some(self.parameters.iter().cloned()))
            // An empty list says that anybody may call.
            .securities(Some(self.scopes.iter().map(|scope| SecurityRequirement::new(SCHEME, [scope.token()]))));
        if !self.bodies.is_empty() {
            let body = RequestBodyBuilder::new().required(Some(Required::True));
            let with = |body: RequestBodyBuilder, (media_type, schema): (&&str, &RefOr<Schema>)| {
                body.content(*media_type, ContentBuilder::new().schema(Some(schema.clone())).build())
            };
            operation = operation.request_body(Some(self.bodies.iter().fold(body, with).build()));
        }
        for (status, response) in &self.replies {
            let mut response = response.clone();
            if (200..300).contains(status) {
                response.links.extend(doc.links.iter().map(|link| (link.id.clone().into_owned(), shown(link))));
            }
            operation = operation.response(status.to_string(), response);
        }
        for (status, response) in self.problems() {
            operation = operation.response(status.to_string(), response);
        }
        operation.build()
    }

    /// One response for each status, naming the codes that it may carry.
    fn problems(&self) -> Vec<(u16, Response)> {
        let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
        for code in self.codes.iter().copied().chain([Code::Internal]) {
            by_status.entry(code.status()).or_default().push(code);
        }
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
        let lines = |codes: Vec<Code>| {
            let lines = codes.iter().map(|code| format!("`{code}` {} / {}", code.zh(), code.en()));
            lines.collect::<Vec<_>>().join("; ")
        };
        by_status
            .into_iter()
            .map(|(status, codes)| {
                let response = ResponseBuilder::new().description(lines(codes));
                (status, response.content(problem::MEDIA_TYPE, content.clone()).build())
            })
            .collect()
    }
}

/// A link as the document shows it.
fn shown(link: &api::Link) -> RefOr<Link> {
    let link_to = Link::builder().operation_id(link.id.as_ref());
    let with = |link: LinkBuilder, (name, from): &(&str, &str)| link.parameter(*name, *from);
    RefOr::T(link.parameters.iter().fold(link_to, with).build())
}
