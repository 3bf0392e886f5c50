//! Runs synchronous work beside the threads that serve requests.

use crate::fault::Fault;

/// Runs a use case on the pool for blocking work. It runs to its end even if the caller has gone.
///
/// # Errors
/// The fault of the work; an internal fault if it panics or the server stops before it ends.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Fault> + Send + 'static) -> Result<T, Fault> {
    match actix_web::web::block(work).await {
        Ok(result) => result,
        Err(_) => Err(Fault::internal("blocking work panicked, or the server stopped before it ended")),
    }
}
