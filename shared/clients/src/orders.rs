//! Orders about displays, sent to the service that keeps penalties on another machine.

use crate::error::ClientError;
use crate::server::{Server, json};
use contracts::port::{DisplayOrder, DisplayOrdered, DisplayOrders, PortError};
use domain::digest::Digest;

/// Says of an answer that it was given before.
pub(crate) const REPLAYED: &str = "idempotency-replayed";
/// Name of the service that keeps penalties, also the beginning of its paths.
const SERVICE: &str = "violations";

/// The service that keeps penalties, commanded over HTTP (远程公示指令).
#[derive(Clone, Debug)]
pub struct RemoteDisplayOrders {
    server: Server,
}

impl RemoteDisplayOrders {
    /// That of a server.
    #[must_use]
    pub const fn new(server: Server) -> Self {
        Self { server }
    }

    fn send(&self, order: &DisplayOrder) -> Result<DisplayOrdered, ClientError> {
        let unwritten = |error: serde_json::Error| ClientError::Client(error.to_string());
        // A cause may be about several penalties. A digest, since keys of records are not of visible ASCII alone.
        let named = Digest::of(&(order.subject_id, &order.key, &order.cause)).map_err(unwritten)?;
        let body = serde_json::to_string(order).map_err(unwritten)?;
        let answer = self.server.post_under(&named.0, &[SERVICE, "v1", "display-orders"], &body)?;
        let is_replayed = answer.headers().contains_key(REPLAYED);
        let ordered: DisplayOrdered = json(answer)?;
        // An answer that is given again says what it said the first time.
        Ok(DisplayOrdered { repeated: ordered.repeated || is_replayed, ..ordered })
    }
}

impl DisplayOrders for RemoteDisplayOrders {
    fn order(&self, order: &DisplayOrder) -> Result<DisplayOrdered, PortError> {
        self.send(order).map_err(|error| error.port(SERVICE))
    }
}
