//! Answers of one JSON value a line, whole or flowing out while they are read from the store.

use crate::api::{Reply, Sketch};
use crate::fault::Fault;
use crate::rim::Rim;
use crate::server::request_id;
use actix_web::body::{BodyStream, BoxBody};
use actix_web::http::Method;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Responder};
use futures_util::stream::{self, Stream};
use serde::Serialize;
use std::marker::PhantomData;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::timeout;
use utoipa::ToSchema;
use utoipa::openapi::{ContentBuilder, ResponseBuilder};

/// The media type of lines.
const MEDIA_TYPE: &str = "application/x-ndjson";
/// Bytes that are gathered before they are sent.
const GATHERED: usize = 64 * 1024;
/// Parts that wait for a slow reader; then the work waits too.
const WAITING: usize = 4;

/// Bytes, or nothing at the end: a flow that stops without its end has broken off.
type Part = Option<Bytes>;
type Work<T> = Box<dyn FnOnce(&mut Lines<T>) -> Result<(), Fault> + Send>;

/// Lines of JSON (逐行 JSON), each a `T`.
pub struct Ndjson<T>(Inner<T>);

enum Inner<T> {
    Whole(Vec<u8>),
    Flowing(Work<T>),
}

impl<T: Serialize> Ndjson<T> {
    /// Lines that are there already.
    ///
    /// # Errors
    /// An internal fault if JSON cannot hold an item.
    pub fn whole<'a>(items: impl IntoIterator<Item = &'a T>) -> Result<Self, Fault>
    where
        T: 'a,
    {
        let mut bytes = Vec::new();
        for item in items {
            write(&mut bytes, item)?;
        }
        Ok(Self(Inner::Whole(bytes)))
    }

    /// Lines that `work` puts out one by one, on the pool for blocking work. If it fails, the connection is
    /// cut, so that the reader does not take a part for the whole.
    pub fn flowing(work: impl FnOnce(&mut Lines<T>) -> Result<(), Fault> + Send + 'static) -> Self {
        Self(Inner::Flowing(Box::new(work)))
    }
}

/// Where work puts its lines (输出).
pub struct Lines<T> {
    gathered: Vec<u8>,
    sender: Sender<Part>,
    runtime: Handle,
    patience: Duration,
    item: PhantomData<fn(T)>,
}

impl<T: Serialize> Lines<T> {
    /// Puts out a line. It waits for a slow reader as long as [`crate::Limits::patience`] allows.
    ///
    /// # Errors
    /// A fault if JSON cannot hold the item, or the reader has gone or stands still; the work should then stop.
    pub fn put(&mut self, item: &T) -> Result<(), Fault> {
        write(&mut self.gathered, item)?;
        if self.gathered.len() >= GATHERED { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Fault> {
        let part = std::mem::take(&mut self.gathered);
        if part.is_empty() { Ok(()) } else { self.send(Some(part.into())) }
    }

    fn end(&mut self) -> Result<(), Fault> {
        self.flush()?;
        self.send(None)
    }

    /// A reader that stands still must not keep a thread for blocking work for ever.
    fn send(&self, part: Part) -> Result<(), Fault> {
        match self.runtime.block_on(async { timeout(self.patience, self.sender.send(part)).await }) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(Fault::unavailable("the reader of lines has gone")),
            Err(late) => Err(Fault::unavailable(late)),
        }
    }
}

fn write<T: Serialize>(bytes: &mut Vec<u8>, item: &T) -> Result<(), Fault> {
    serde_json::to_writer(&mut *bytes, item).map_err(Fault::internal)?;
    bytes.push(b'\n');
    Ok(())
}

impl<T: Serialize + 'static> Responder for Ndjson<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        response.content_type(MEDIA_TYPE);
        match self.0 {
            Inner::Whole(bytes) => response.body(bytes),
            // A head has no lines, so none are fetched.
            Inner::Flowing(_) if request.method() == Method::HEAD => response.finish(),
            Inner::Flowing(work) => {
                let patience = match Rim::of(request) {
                    Ok(rim) => rim.limits.patience,
                    Err(fault) => return HttpResponse::from_error(fault),
                };
                let parts = run(work, patience, request_id(request));
                response.body(BodyStream::new(Box::pin(flow(parts))))
            }
        }
    }
}

fn run<T: Serialize + 'static>(work: Work<T>, patience: Duration, request_id: String) -> Receiver<Part> {
    let (sender, receiver) = channel(WAITING);
    let runtime = Handle::current();
    // The task runs to its end by itself; if it fails or panics, the channel closes without an end.
    drop(actix_web::web::block(move || {
        let mut lines = Lines { gathered: Vec::new(), sender, runtime, patience, item: PhantomData };
        match work(&mut lines).and_then(|()| lines.end()) {
            Ok(()) => {}
            Err(_) if lines.sender.is_closed() => tracing::debug!(request_id, "the reader of lines has gone"),
            Err(fault) => tracing::error!(request_id, causes = fault.causes(), "lines broke off: {fault}"),
        }
    }));
    receiver
}

/// The parts as they come; an error, which cuts the connection, if they stop before their end.
fn flow(parts: Receiver<Part>) -> impl Stream<Item = Result<Bytes, Fault>> {
    stream::unfold(Some(parts), |parts| async {
        let mut parts = parts?;
        match parts.recv().await {
            Some(Some(bytes)) => Some((Ok(bytes), Some(parts))),
            Some(None) => None,
            None => Some((Err(Fault::internal("lines broke off")), None)),
        }
    })
}

impl<T: Serialize + ToSchema + 'static> Reply for Ndjson<T> {
    fn describe(sketch: &mut Sketch) {
        let content = ContentBuilder::new().schema(Some(sketch.schema::<T>())).build();
        let text = "每行一个 JSON 值 / One JSON value a line";
        sketch.reply(200, ResponseBuilder::new().description(text).content(MEDIA_TYPE, content));
    }
}
