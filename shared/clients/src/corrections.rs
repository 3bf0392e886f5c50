//! Orders about records, sent to the service that keeps them on another machine.

use crate::error::ClientError;
use crate::orders::REPLAYED;
use crate::records::RemoteRecords;
use crate::server::{Server, json};
use contracts::port::{PortError, RecordOrder, RecordOrdered, RecordOrders, Records as _, StandingRecord};
use domain::digest::Digest;

/// A service that keeps records, commanded over HTTP (远程更正指令).
#[derive(Clone, Debug)]
pub struct RemoteRecordOrders {
    server: Server,
    service: &'static str,
}

impl RemoteRecordOrders {
    /// A service on a server.
    #[must_use]
    pub const fn new(server: Server, service: &'static str) -> Self {
        Self { server, service }
    }

    fn send(&self, order: &RecordOrder) -> Result<RecordOrdered, ClientError> {
        let unwritten = |error: serde_json::Error| ClientError::Client(error.to_string());
        // A cause may be about several records. A digest, since keys of records are not of visible ASCII alone.
        let named = Digest::of(&(order.subject_id, &order.key, &order.cause)).map_err(unwritten)?;
        let body = serde_json::to_string(order).map_err(unwritten)?;
        let answer = self.server.post_under(&named.0, &[self.service, "v1", "record-orders"], &body)?;
        let is_replayed = answer.headers().contains_key(REPLAYED);
        let ordered: RecordOrdered = json(answer)?;
        // An answer that is given again says what it said the first time.
        Ok(RecordOrdered { repeated: ordered.repeated || is_replayed, ..ordered })
    }
}

impl RecordOrders for RemoteRecordOrders {
    fn stands(&self, subject_id: i64, key: &str) -> Result<Option<StandingRecord>, PortError> {
        let all = RemoteRecords::new(self.server.clone(), self.service).of_subject(subject_id)?;
        Ok(all.into_iter().find(|record| record.key == key))
    }

    fn order(&self, order: &RecordOrder) -> Result<RecordOrdered, PortError> {
        self.send(order).map_err(|error| error.port(self.service))
    }
}
