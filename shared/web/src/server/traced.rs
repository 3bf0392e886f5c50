//! The trace of a request: that of its caller, or a new one.

use actix_web::http::header::HeaderMap;
use contracts::span::are_collected;
use contracts::trace::Trace;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

tokio::task_local! {
    /// The trace of the request that this task serves.
    static SERVED: Trace;
}

/// The trace of a request, of which this server is a new part, and the part from which it comes; `number` is what the
/// request is called here.
pub(super) fn of(headers: &HeaderMap, number: &str) -> (Trace, Option<u64>) {
    let given = headers.get("traceparent").and_then(|value| value.to_str().ok()).and_then(Trace::parse);
    let begun = || {
        // A number that was drawn here is as random as any.
        let drawn = u128::from_str_radix(number, 16).ok().filter(|drawn| *drawn != 0 && number.len() == 32);
        let trace = drawn.unwrap_or_else(|| u128::from(span()) << 64 | u128::from(span()));
        Trace { trace, span: 1, sampled: are_collected() }
    };
    (given.unwrap_or_else(begun).part(span()), given.map(|given| given.span))
}

/// Serves within a trace.
pub(super) async fn within<F: Future>(trace: Trace, serving: F) -> F::Output {
    SERVED.scope(trace, serving).await
}

/// The trace of the request that is served here and now.
pub(crate) fn current() -> Option<Trace> {
    SERVED.try_with(|trace| *trace).ok()
}

/// A number that no other part has: a random one for the process, and then as a generator goes on.
fn span() -> u64 {
    static NEXT: OnceLock<AtomicU64> = OnceLock::new();
    let next = NEXT.get_or_init(|| {
        let mut bytes = [0; 8];
        // Without randomness two processes may count alike, and their traces look like one.
        let _ = getrandom::fill(&mut bytes);
        AtomicU64::new(u64::from_be_bytes(bytes))
    });
    // Odd, so that it comes back to where it began only after all numbers.
    next.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed)
}
