//! What a service gives its handlers.

use crate::api::{Argument, Sketch};
use crate::fault::Fault;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};
use std::ops::Deref;
use std::sync::Arc;

/// A part of the service (服务状态), given to the Api with [`crate::Api::with`]. Nothing of it shows in the document.
#[derive(Debug)]
pub struct State<T: ?Sized>(pub Arc<T>);

impl<T: ?Sized> Deref for State<T> {
    type Target = Arc<T>;
    fn deref(&self) -> &Arc<T> {
        &self.0
    }
}

impl<T: ?Sized + 'static> FromRequest for State<T> {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = request.app_data::<Arc<T>>().cloned().map(Self);
        // An Api is refused at start if a handler asks for what it was not given.
        ready(found.ok_or_else(|| Fault::internal(format!("no state {}", std::any::type_name::<T>()))))
    }
}

impl<T: ?Sized + 'static> Argument for State<T> {
    fn describe(sketch: &mut Sketch) {
        sketch.needs::<T>();
    }
}
