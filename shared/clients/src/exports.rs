//! Exports of one service: lists as tables, asked for, followed and fetched.

use crate::error::ClientError;
use crate::retry::Safety;
use crate::server::{ANSWER, Ask, SLOWEST, Server, json, nothing};
use contracts::export::{Job, Order};
use reqwest::Method;
use std::io::Write;
use std::time::Duration;

/// The exports of a service (导出).
#[derive(Clone, Debug)]
pub struct Exports {
    server: Server,
    service: String,
}

impl Exports {
    /// The exports of a service on a server.
    #[must_use]
    pub fn new(server: Server, service: &str) -> Self {
        Self { server, service: service.to_owned() }
    }

    fn path<'p>(&'p self, rest: &[&'p str]) -> Vec<&'p str> {
        [&[self.service.as_str(), "v1", "exports"], rest].concat()
    }

    /// Asks for a list. It is asked once: a second try would write it a second time.
    ///
    /// # Errors
    /// [`ClientError`]; a problem if there is no such list, or whoever asks has too many exports.
    pub fn order(&self, order: &Order) -> Result<Job, ClientError> {
        let body = serde_json::to_string(order).map_err(|error| ClientError::Client(error.to_string()))?;
        json(self.server.post(&self.path(&[]), &body, Safety::Once)?)
    }

    /// An export, with how far it has come.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn job(&self, export_id: &str) -> Result<Job, ClientError> {
        self.server.get(&self.path(&[export_id]), &[])
    }

    /// Writes the file of one that is done.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn download(&self, job: &Job, out: &mut dyn Write) -> Result<(), ClientError> {
        let ask = Ask {
            method: Method::GET,
            path: &self.path(&[&job.export_id, "file"]),
            query: &[],
            safety: Safety::Repeatable,
            patience: ANSWER + Duration::from_secs(job.bytes.unwrap_or_default() / SLOWEST),
            body: &nothing,
        };
        let mut response = self.server.ask(&ask)?;
        std::io::copy(&mut response, out)?;
        Ok(())
    }

    /// Stops one that is not over, removes one that is.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn delete(&self, export_id: &str) -> Result<(), ClientError> {
        let ask = Ask {
            method: Method::DELETE,
            path: &self.path(&[export_id]),
            query: &[],
            // Asked again, it is gone already.
            safety: Safety::Repeatable,
            patience: ANSWER,
            body: &nothing,
        };
        self.server.ask(&ask).map(|_| ())
    }
}
