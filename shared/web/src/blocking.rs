//! Runs synchronous work beside the threads that serve requests.

use crate::fault::Fault;
use crate::server::traced;
use contracts::trace;

/// Runs a use case on the pool for blocking work. It runs to its end even if the caller has gone.
///
/// # Errors
/// The fault of the work; an internal fault if it panics or the server stops before it ends.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
    // What the work asks of other services belongs to the trace of the request.
    let trace = traced::current();
    match actix_web::web::block(move || trace::within(trace, work)).await {
        Ok(result) => result,
        Err(_) => Err(Fault::internal("blocking work panicked, or the server stopped before it ended")),
    }
}
