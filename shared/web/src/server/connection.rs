//! A connection: what the HTTP library says of its own accord becomes a problem, and nobody keeps it for nothing.

use super::unsaid;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::rt::net::TcpStream;
use actix_web::rt::time::{Instant, Sleep, sleep_until};
use actix_web::web::Bytes;
use contracts::problem::Code;
use std::cell::Cell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How many requests of a connection are in hand (在办请求).
#[derive(Clone, Default)]
pub(super) struct Hands(Rc<Cell<usize>>);

impl Hands {
    /// Holds a request in hand until what is given is dropped.
    pub(super) fn hold(&self) -> Held {
        self.0.set(self.0.get() + 1);
        Held(self.clone())
    }

    fn are_empty(&self) -> bool {
        self.0.get() == 0
    }
}

/// A request is in hand.
pub(super) struct Held(Hands);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.0.set(self.0.0.get().saturating_sub(1));
    }
}

/// A body that flows, and keeps its request in hand to its end.
pub(super) struct Flowing {
    body: BoxBody,
    _held: Held,
}

/// The body, which holds the request if it is still being made.
pub(super) fn held(body: BoxBody, held: Held) -> BoxBody {
    if body.size() == BodySize::Stream { BoxBody::new(Flowing { body, _held: held }) } else { body }
}

impl MessageBody for Flowing {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}

/// A connection (连接).
pub(super) struct Connection {
    stream: TcpStream,
    hands: Hands,
    patience: Duration,
    keep_alive: Duration,
    /// When it is closed if nothing has come into hand.
    until: Instant,
    /// Have bytes come since something was last in hand or written?
    is_begun: bool,
    alarm: Pin<Box<Sleep>>,
    own: Option<Own>,
}

/// What is said in place of the library.
struct Own {
    bytes: Vec<u8>,
    sent: usize,
    /// How many bytes of the library it stands for.
    stands_for: usize,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, patience: Duration, keep_alive: Duration) -> Self {
        let until = Instant::now() + keep_alive + patience;
        let alarm = Box::pin(sleep_until(until));
        Self { stream, hands: Hands::default(), patience, keep_alive, until, is_begun: false, alarm, own: None }
    }

    pub(super) fn hands(&self) -> Hands {
        self.hands.clone()
    }

    /// Something has happened, so that there is time again for a whole request.
    fn rest(&mut self) {
        (self.is_begun, self.until) = (false, Instant::now() + self.keep_alive + self.patience);
    }

    /// Has nothing come into hand in time? The library watches over the first head of a connection alone.
    fn is_over(&mut self, context: &mut Context<'_>) -> bool {
        loop {
            if self.alarm.as_mut().poll(context).is_pending() {
                return false;
            }
            if !self.hands.are_empty() {
                self.rest();
            }
            if Instant::now() >= self.until {
                return true;
            }
            let until = self.until;
            self.alarm.as_mut().reset(until);
        }
    }

    /// Writes the rest of our own answer; gives how many bytes it stood for.
    fn poll_own(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        while let Some(own) = &mut self.own {
            if own.sent == own.bytes.len() {
                let stood_for = own.stands_for;
                self.own = None;
                return Poll::Ready(Ok(stood_for));
            }
            let written = ready!(Pin::new(&mut self.stream).poll_write(context, &own.bytes[own.sent..]))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            own.sent += written;
        }
        Poll::Ready(Ok(0))
    }
}

impl AsyncRead for Connection {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(context, buffer);
        if read.is_ready() {
            if buffer.filled().len() > before && !this.is_begun && this.hands.are_empty() {
                (this.is_begun, this.until) = (true, Instant::now() + this.patience);
                if this.alarm.deadline() > this.until {
                    let until = this.until;
                    this.alarm.as_mut().reset(until);
                }
            }
            return read;
        }
        if !this.is_over(context) {
            return Poll::Pending;
        }
        if this.own.is_none() {
            let bytes = unsaid::answer("HTTP/1.1 408 Request Timeout", Code::RequestTimeout);
            this.own = Some(Own { bytes, sent: 0, stands_for: 0 });
        }
        // As if the other side had ended: the library then closes the connection, and our answer goes before that.
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let stood_for = ready!(this.poll_own(context))?;
        if stood_for > 0 {
            return Poll::Ready(Ok(stood_for));
        }
        let (until, said) = match unsaid::find(bytes) {
            Some((0, own)) => {
                this.own = Some(Own { bytes: own, sent: 0, stands_for: bytes.len() });
                return this.poll_own(context);
            }
            Some((place, _)) => (place, true),
            None => (bytes.len(), false),
        };
        let written = ready!(Pin::new(&mut this.stream).poll_write(context, &bytes[..until]));
        if !said {
            this.rest();
        }
        Poll::Ready(written)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_own(context))?;
        Pin::new(&mut this.stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_own(context))?;
        Pin::new(&mut this.stream).poll_shutdown(context)
    }
}
