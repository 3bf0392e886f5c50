//! One table for routes and document: what a handler's signature says is registered and described at once.

mod describe;
mod routes;
mod sketch;

pub use describe::{Access, Argument, Arguments, Endpoint, Reply};
pub use sketch::Sketch;

pub(crate) use routes::{Pattern, ReadQuery, nothing, routes};
pub(crate) use sketch::SCHEME;

use actix_web::http::Method;
use actix_web::{Resource, Route, web};
use contracts::problem::Code;
use std::any::TypeId;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the signature cannot say of an operation (操作说明).
#[derive(Debug, Clone)]
pub struct Doc {
    /// Its number in the document, unique in the installation, for example `list_penalties`.
    pub id: Cow<'static, str>,
    /// One line in Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// More, in Markdown, if one line is not enough.
    pub text: &'static str,
    /// Problems of this operation beside those that its arguments can make.
    pub errors: &'static [Code],
    /// What can be asked with what it answers.
    pub links: Vec<Link>,
}

/// What can be asked with an answer (后续操作): another operation, and where its parameters stand in the answer or the
/// request.
#[derive(Debug, Clone)]
pub struct Link {
    /// Number of the other operation.
    pub id: Cow<'static, str>,
    /// Its parameters, each with a runtime expression of OpenAPI such as `$response.body#/sub`.
    pub parameters: &'static [(&'static str, &'static str)],
}

impl Doc {
    /// An operation with its line in both languages.
    #[must_use]
    pub fn new(id: impl Into<Cow<'static, str>>, zh: &'static str, en: &'static str) -> Self {
        Self { id: id.into(), zh, en, text: "", errors: &[], links: Vec::new() }
    }

    /// The same with more text.
    #[must_use]
    pub fn text(self, text: &'static str) -> Self {
        Self { text, ..self }
    }

    /// The same with something that can be asked with what is answered.
    #[must_use]
    pub fn link(
        mut self,
        id: impl Into<Cow<'static, str>>,
        parameters: &'static [(&'static str, &'static str)],
    ) -> Self {
        self.links.push(Link { id: id.into(), parameters });
        self
    }

    /// The same with problems of its own.
    #[must_use]
    pub fn errors(self, errors: &'static [Code]) -> Self {
        Self { errors, ..self }
    }
}

/// Why an Api cannot be served as it is written.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum ApiError {
    /// The same method and path twice.
    #[error("{0} is registered twice")]
    Twice(String),
    /// The same operation id twice.
    #[error("the operation id {0:?} is used twice")]
    Id(String),
    /// The parameters of the path and those of the handler differ.
    #[error("{operation}: the path names {path:?}, the handler reads {handler:?}")]
    Parameters {
        /// Method and path.
        operation: String,
        /// Parameters that the path names.
        path: Vec<String>,
        /// Parameters that the handler reads.
        handler: Vec<String>,
    },
    /// A handler needs a state that the Api was not given.
    #[error("{operation} needs a {state}, which the Api was not given")]
    State {
        /// Method and path.
        operation: String,
        /// Name of the type.
        state: &'static str,
    },
    /// Two schemas of the same name that differ.
    #[error("two different schemas are called {0:?}")]
    Schema(String),
    /// A link leads to no operation, or names a parameter that it does not have.
    #[error("{operation}: its link to {link} leads nowhere")]
    Link {
        /// Method and path.
        operation: String,
        /// The operation that is named.
        link: String,
    },
    /// The document names a schema that it does not hold.
    #[error("the document holds no {0:?}; a parameter of such a type is written with #[param(inline)]")]
    Dangling(String),
    /// The document cannot be written.
    #[error("the document cannot be written: {0}")]
    Document(String),
}

type MakeRoute = Arc<dyn Fn(Method) -> Route + Send + Sync>;
type Describe = fn(&mut Sketch);
type AddState = Arc<dyn Fn(Resource) -> Resource + Send + Sync>;

/// One operation: where it stands, how it is served and what is said of it.
#[derive(Clone)]
pub(crate) struct Operation {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) make: MakeRoute,
    pub(crate) doc: Doc,
    /// All that serving it needs to know.
    pub(crate) outline: Sketch,
    describe: Describe,
}

impl Operation {
    fn new(method: Method, path: String, make: MakeRoute, doc: Doc, describe: Describe) -> Self {
        let mut new = Self { method, path, make, doc, outline: Sketch::outline(), describe };
        new.outline = new.described(Sketch::outline());
        new
    }

    /// The sketch with its schemas. They take long to draw, and only the document shows them.
    pub(crate) fn drawn(&self) -> Sketch {
        self.described(Sketch::drawing())
    }

    fn described(&self, mut sketch: Sketch) -> Sketch {
        (self.describe)(&mut sketch);
        sketch.errors(self.doc.errors);
        if self.method != Method::GET {
            sketch.writes();
        }
        sketch
    }

    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// The operations of one service (接口), under one prefix.
#[derive(Clone)]
pub struct Api {
    pub(crate) prefix: String,
    pub(crate) zh: &'static str,
    pub(crate) en: &'static str,
    pub(crate) operations: Vec<Operation>,
    pub(crate) states: BTreeMap<TypeId, AddState>,
}

impl Api {
    /// An Api under `prefix`, for example `/violations/v1`, with its name in Chinese and English.
    #[must_use]
    pub fn new(prefix: impl Into<String>, zh: &'static str, en: &'static str) -> Self {
        Self { prefix: prefix.into(), zh, en, operations: Vec::new(), states: BTreeMap::new() }
    }

    /// Gives the handlers a part of the service, which they take as [`crate::State`].
    #[must_use]
    pub fn with<T: ?Sized + Send + Sync + 'static>(mut self, state: Arc<T>) -> Self {
        let add: AddState = Arc::new(move |resource| resource.app_data(Arc::clone(&state)));
        self.states.insert(TypeId::of::<T>(), add);
        self
    }

    /// Registers a handler of `GET`, which also answers `HEAD`.
    #[must_use]
    pub fn get<A: Arguments, H: Endpoint<A>>(self, path: &str, handler: H, doc: Doc) -> Self {
        self.add(Method::GET, path, handler, doc)
    }

    /// Registers a handler of `POST`.
    #[must_use]
    pub fn post<A: Arguments, H: Endpoint<A>>(self, path: &str, handler: H, doc: Doc) -> Self {
        self.add(Method::POST, path, handler, doc)
    }

    /// Registers a handler of `PUT`.
    #[must_use]
    pub fn put<A: Arguments, H: Endpoint<A>>(self, path: &str, handler: H, doc: Doc) -> Self {
        self.add(Method::PUT, path, handler, doc)
    }

    /// Registers a handler of `PATCH`.
    #[must_use]
    pub fn patch<A: Arguments, H: Endpoint<A>>(self, path: &str, handler: H, doc: Doc) -> Self {
        self.add(Method::PATCH, path, handler, doc)
    }

    /// Registers a handler of `DELETE`.
    #[must_use]
    pub fn delete<A: Arguments, H: Endpoint<A>>(self, path: &str, handler: H, doc: Doc) -> Self {
        self.add(Method::DELETE, path, handler, doc)
    }

    fn add<A: Arguments, H: Endpoint<A>>(mut self, method: Method, path: &str, handler: H, doc: Doc) -> Self {
        let make: MakeRoute = Arc::new(move |method| web::method(method).to(handler.clone()));
        let path = format!("{}{path}", self.prefix);
        self.operations.push(Operation::new(method, path, make, doc, described::<A, H::Output>));
        self
    }
}

fn described<A: Arguments, R: Reply>(sketch: &mut Sketch) {
    A::describe(sketch);
    R::describe(sketch);
}
