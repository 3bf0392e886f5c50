//! JSON answers.

use super::kept::{Kept, Outcome, sent};
use crate::api::{Reply, Sketch};
use crate::audit::{Concerned, Ground, Who};
use crate::fault::Fault;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::Header as _;
use actix_web::http::header::{CACHE_CONTROL, ETAG, EntityTag, HeaderValue, IF_NONE_MATCH, IfNoneMatch};
use actix_web::{HttpRequest, HttpResponse, Responder};
use domain::code::PartyCode;
use domain::digest::Digest;
use serde::Serialize;
use std::marker::PhantomData;
use utoipa::ToSchema;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Header, Required, ResponseBuilder};

/// Stands in a tag between the version and what stands beside it; no digest holds it.
const BESIDE: &str = ".";
/// Bytes that are said of a merchant among many, to begin with.
const ROOM: usize = 384;

/// A JSON answer (应答).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<T>(T);

impl<T> Answer<T> {
    /// An answer.
    #[must_use]
    pub const fn new(body: T) -> Self {
        Self(body)
    }

    /// The same with a version. `version` is any text that changes whenever the answer does, for this caller.
    #[must_use]
    pub fn versioned(self, version: &str) -> Versioned<T> {
        Versioned { body: self.0, tag: Some(tag_of(version.as_bytes())) }
    }

    /// The same of something beside which something stands that is no part of its version, as text; empty if nothing does.
    /// Who has it already is answered anew once that is another, and changes the thing (`If-Match`) by its version alone.
    #[must_use]
    pub fn versioned_beside(self, version: &str, beside: &str) -> Versioned<T> {
        let own = tag_of(version.as_bytes());
        let tag = match beside {
            "" => own,
            beside => EntityTag::new_strong([own.tag(), tag_of(beside.as_bytes()).tag()].join(BESIDE)),
        };
        Versioned { body: self.0, tag: Some(tag) }
    }

    /// The same, about merchants whom its path does not name: the trail names each of them. Such an answer may be
    /// long, so it is written where it is made and not by the threads that serve everybody.
    ///
    /// # Errors
    /// An internal fault if it cannot be written as JSON.
    pub fn concerning(self, merchants: Vec<PartyCode>) -> Result<Concerning<T>, Fault>
    where
        T: Serialize,
    {
        let mut body = Vec::with_capacity(merchants.len() * ROOM);
        serde_json::to_writer(&mut body, &self.0).map_err(Fault::internal)?;
        Ok(Concerning { body, merchants, of: PhantomData })
    }

    /// The same with a version that follows from the answer itself.
    #[must_use]
    pub fn tagged(self) -> Versioned<T> {
        Versioned { body: self.0, tag: None }
    }
}

impl<T: Serialize> Responder for Answer<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        sent(Kept::json(StatusCode::OK, &self.0))
    }
}

impl<T: Serialize + Send + 'static> Outcome for Answer<T> {
    fn kept(self) -> Result<Kept, Fault> {
        Kept::json(StatusCode::OK, &self.0)
    }
}

impl<T: Serialize + ToSchema + 'static> Reply for Answer<T> {
    fn describe(sketch: &mut Sketch) {
        let response = described::<T>(sketch, "应答 / The answer");
        sketch.reply(200, response);
    }
}

/// A JSON answer about many merchants (涉及多户的应答), made by [`Answer::concerning`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concerning<T> {
    body: Vec<u8>,
    merchants: Vec<PartyCode>,
    of: PhantomData<fn() -> T>,
}

impl<T> Responder for Concerning<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = Kept::of(StatusCode::OK, self.body).respond();
        response.extensions_mut().insert(Concerned(self.merchants));
        response
    }
}

impl<T: Serialize + ToSchema + 'static> Reply for Concerning<T> {
    fn describe(sketch: &mut Sketch) {
        Answer::<T>::describe(sketch);
    }
}

/// An answer that rests on a ground of its own (注明依据的应答), such as an authorisation, and not on the caller's
/// role: the trail names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grounded<R> {
    /// What is answered.
    pub answer: R,
    /// The ground, for example `authorisation:17`; nothing for that of the caller's role.
    pub ground: Option<String>,
}

impl<R: Responder> Responder for Grounded<R> {
    type Body = R::Body;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse<R::Body> {
        let mut response = self.answer.respond_to(request);
        if let Some(ground) = self.ground {
            response.extensions_mut().insert(Ground(ground));
        }
        response
    }
}

impl<R: Reply> Reply for Grounded<R> {
    fn describe(sketch: &mut Sketch) {
        R::describe(sketch);
    }
}

/// An answer to somebody who could not show a token yet, and has proved who it is (登录应答): the trail names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted<R> {
    /// What is answered.
    pub answer: R,
    /// Who it is.
    pub who: Who,
}

impl<R: Responder> Responder for Admitted<R> {
    type Body = R::Body;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse<R::Body> {
        let mut response = self.answer.respond_to(request);
        response.extensions_mut().insert(self.who);
        // It holds tokens, and what anybody may ask for could be kept on the way.
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

impl<R: Reply> Reply for Admitted<R> {
    fn describe(sketch: &mut Sketch) {
        R::describe(sketch);
    }
}

/// A JSON answer with a strong `ETag` (带版本的应答), made by [`Answer::versioned`] or [`Answer::tagged`]. A
/// caller who has that version already is answered 304.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned<T> {
    body: T,
    /// Nothing if the answer's own bytes make it.
    tag: Option<EntityTag>,
}

impl<T: Serialize> Responder for Versioned<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let (tag, mut response) = match self.tag {
            Some(tag) if is_known(&tag, request) => (tag, HttpResponse::new(StatusCode::NOT_MODIFIED)),
            Some(tag) => (tag, sent(Kept::json(StatusCode::OK, &self.body))),
            None => {
                let kept = match Kept::json(StatusCode::OK, &self.body) {
                    Ok(kept) => kept,
                    Err(fault) => return HttpResponse::from_error(fault),
                };
                let tag = tag_of(&kept.body);
                let is_known = is_known(&tag, request);
                (tag, if is_known { HttpResponse::new(StatusCode::NOT_MODIFIED) } else { kept.respond() })
            }
        };
        if let Ok(value) = HeaderValue::from_str(&tag.to_string()) {
            response.headers_mut().insert(ETAG, value);
        }
        response
    }
}

pub(crate) fn tag_of(bytes: &[u8]) -> EntityTag {
    // A digest is hexadecimal, which an entity tag may hold.
    EntityTag::new_strong(Digest::of_bytes(bytes).0)
}

/// Is this the tag of a version, whatever stands beside it? A tag that compression on the way has weakened names the version
/// all the same.
pub(crate) fn is_of(tag: &EntityTag, version: &str) -> bool {
    let own = tag_of(version.as_bytes());
    tag.weak_eq(&own) || tag.tag().split_once(BESIDE).is_some_and(|(known, _)| known == own.tag())
}

/// Has the caller this version already?
fn is_known(tag: &EntityTag, request: &HttpRequest) -> bool {
    if !request.headers().contains_key(IF_NONE_MATCH) {
        return false;
    }
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}

impl<T: Serialize + ToSchema + 'static> Reply for Versioned<T> {
    fn describe(sketch: &mut Sketch) {
        let tag = ParameterBuilder::new()
            .name(IF_NONE_MATCH.as_str())
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some("已有版本的 ETag / ETag of the version that is already there"))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)));
        sketch.parameters([tag.build()]);
        let response = described::<T>(sketch, "应答 / The answer");
        sketch.reply(200, response.header("ETag", text_header("版本 / The version")));
        sketch.reply(304, ResponseBuilder::new().description("版本未变 / The version is still the same"));
    }
}

/// Something that was newly made (新建结果), and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created<T> {
    /// What was made.
    pub body: T,
    /// Its path.
    pub location: String,
}

impl<T: Serialize> Responder for Created<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        sent(self.stub())
    }
}

impl<T: Serialize> Created<T> {
    fn stub(self) -> Result<Kept, Fault> {
        let kept = Kept::json(StatusCode::CREATED, &self.body)?;
        Ok(Kept { location: Some(self.location), ..kept })
    }
}

impl<T: Serialize + Send + 'static> Outcome for Created<T> {
    fn kept(self) -> Result<Kept, Fault> {
        self.stub()
    }
}

impl<T: Serialize + ToSchema + 'static> Reply for Created<T> {
    fn describe(sketch: &mut Sketch) {
        let response = described::<T>(sketch, "已建立 / It was made");
        sketch.reply(201, response.header("Location", text_header("所在路径 / Where it is")));
    }
}

/// Nothing to say: it was done (无内容).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoContent;

impl Responder for NoContent {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
}

impl Outcome for NoContent {
    fn kept(self) -> Result<Kept, Fault> {
        Ok(Kept { status: StatusCode::NO_CONTENT.as_u16(), location: None, tag: None, body: Vec::new() })
    }
}

impl Reply for NoContent {
    fn describe(sketch: &mut Sketch) {
        sketch.reply(204, ResponseBuilder::new().description("已完成 / It was done"));
    }
}

pub(super) fn described<T: ToSchema>(sketch: &mut Sketch, text: &str) -> ResponseBuilder {
    let content = ContentBuilder::new().schema(Some(sketch.schema::<T>())).build();
    ResponseBuilder::new().description(text).content("application/json", content)
}

pub(super) fn text_header(text: &str) -> Header {
    let schema = ObjectBuilder::new().schema_type(Type::String);
    utoipa::openapi::HeaderBuilder::new().schema(Some(schema)).description(Some(text)).build()
}
