//! What the audit trail is to say of a request beyond its address.

use crate::api::{Reply, Sketch};
use crate::audit::{Concerned, Said};
use actix_web::{HttpRequest, HttpResponse, Responder};
use domain::code::PartyCode;

/// An answer to a request whose address does not say what was asked for (补充审计内容的应答): the trail does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted<R> {
    /// What is answered.
    pub answer: R,
    /// What was asked for, written as a query.
    pub said: String,
    /// The merchants that the answer is about.
    pub merchants: Vec<PartyCode>,
}

impl<R: Responder> Responder for Noted<R> {
    type Body = R::Body;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse<R::Body> {
        let mut response = self.answer.respond_to(request);
        let mut extensions = response.extensions_mut();
        extensions.insert(Said(self.said));
        extensions.insert(Concerned(self.merchants));
        drop(extensions);
        response
    }
}

impl<R: Reply> Reply for Noted<R> {
    fn describe(sketch: &mut Sketch) {
        R::describe(sketch);
    }
}
