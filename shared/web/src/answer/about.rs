//! Answers about merchants whom their path does not name.

use crate::api::{Reply, Sketch};
use crate::audit::Concerned;
use actix_web::{HttpRequest, HttpResponse, Responder};
use domain::code::PartyCode;

/// An answer of any form about merchants whom its path does not name (涉及主体的应答): the trail names each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About<R> {
    /// What is answered.
    pub answer: R,
    /// The merchants.
    pub merchants: Vec<PartyCode>,
}

impl<R: Responder> Responder for About<R> {
    type Body = R::Body;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse<R::Body> {
        let mut response = self.answer.respond_to(request);
        response.extensions_mut().insert(Concerned(self.merchants));
        response
    }
}

impl<R: Reply> Reply for About<R> {
    fn describe(sketch: &mut Sketch) {
        R::describe(sketch);
    }
}
