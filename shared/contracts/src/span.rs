//! Spans (链路段): what a part of a trace was about and how long it took, for whoever collects them. Nothing of a person
//! is in them.

use crate::trace::Trace;
use std::sync::OnceLock;
use std::time::Duration;

/// On which side of a call it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// A request was answered here.
    Served,
    /// Another service was asked.
    Asked,
}

/// A part of a trace that is over (链路段).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Its place in the trace.
    pub trace: Trace,
    /// The part of the trace from which it came, if there is one.
    pub parent: Option<u64>,
    /// On which side of a call it was.
    pub side: Side,
    /// Method and pattern of the path, or method and service: never the path itself, which may name somebody.
    pub name: String,
    /// How long it took; it is over now.
    pub took: Duration,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
}

/// Takes spans; it must neither wait nor fail.
pub trait Spans: Send + Sync {
    /// A part of a trace is over.
    fn put(&self, span: Span);
}

static COLLECTED: OnceLock<Box<dyn Spans>> = OnceLock::new();

/// From now on this process gives its spans to a collector; the first that is named stays.
pub fn collect(spans: Box<dyn Spans>) {
    // Whoever was first stays.
    let _ = COLLECTED.set(spans);
}

/// Does this process collect spans? Then the traces that begin here are kept.
#[must_use]
pub fn are_collected() -> bool {
    COLLECTED.get().is_some()
}

/// A part of a trace is over: it is collected if its trace is to be kept.
pub fn put(span: impl FnOnce() -> Span, trace: Trace) {
    if let Some(collector) = COLLECTED.get().filter(|_| trace.sampled) {
        collector.put(span());
    }
}
