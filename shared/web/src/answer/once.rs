//! Answers to what counts once by a key of its own.

use super::json::{described, text_header};
use super::kept::{Kept, Outcome, sent};
use crate::api::{Reply, Sketch};
use crate::fault::Fault;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use utoipa::ToSchema;

/// Something that is made once, however often it is sent (按自身编号只生成一次): 201 the first time, and the same with 200
/// whenever it is sent again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOnce<T> {
    /// What was made.
    pub body: T,
    /// Its path.
    pub location: String,
    /// Was it made before?
    pub again: bool,
}

impl<T: Serialize> KeptOnce<T> {
    fn stub(self) -> Result<Kept, Fault> {
        let status = if self.again { StatusCode::OK } else { StatusCode::CREATED };
        Ok(Kept { location: Some(self.location), ..Kept::json(status, &self.body)? })
    }
}

impl<T: Serialize> Responder for KeptOnce<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        sent(self.stub())
    }
}

impl<T: Serialize + Send + 'static> Outcome for KeptOnce<T> {
    fn kept(self) -> Result<Kept, Fault> {
        self.stub()
    }
}

impl<T: Serialize + ToSchema + 'static> Reply for KeptOnce<T> {
    fn describe(sketch: &mut Sketch) {
        let place = || text_header("所在路径 / Where it is");
        let response = described::<T>(sketch, "已建立 / It was made");
        sketch.reply(201, response.header("Location", place()));
        let response = described::<T>(sketch, "此前已建立，应答相同 / It was made before: the same answer");
        sketch.reply(200, response.header("Location", place()));
    }
}
