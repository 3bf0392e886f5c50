//! Work that was taken on and is not done yet.

use super::json::{described, text_header};
use super::kept::{Kept, Outcome, sent};
use crate::api::{Reply, Sketch};
use crate::fault::Fault;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use utoipa::ToSchema;

/// Work that was taken on (已受理), and where to look how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted<T> {
    /// How far it is.
    pub body: T,
    /// Its path.
    pub location: String,
}

impl<T: Serialize> Responder for Accepted<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        sent(self.stub())
    }
}

impl<T: Serialize> Accepted<T> {
    fn stub(self) -> Result<Kept, Fault> {
        let kept = Kept::json(StatusCode::ACCEPTED, &self.body)?;
        Ok(Kept { location: Some(self.location), ..kept })
    }
}

impl<T: Serialize + Send + 'static> Outcome for Accepted<T> {
    fn kept(self) -> Result<Kept, Fault> {
        self.stub()
    }
}

impl<T: Serialize + ToSchema + 'static> Reply for Accepted<T> {
    fn describe(sketch: &mut Sketch) {
        let response = described::<T>(sketch, "已受理 / It was taken on");
        sketch.reply(202, response.header("Location", text_header("所在路径 / Where it is")));
    }
}
