//! Imports of one service: files handed in, jobs followed, rows that wait looked at and settled.

use crate::error::ClientError;
use crate::retry::Safety;
use crate::server::{ANSWER, Ask, SLOWEST, Server, json, nothing};
use contracts::import::Job;
use contracts::page::Page;
use reqwest::Method;
use reqwest::blocking::Body;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// The imports of a service (导入).
#[derive(Clone, Debug)]
pub struct Imports {
    server: Server,
    service: String,
}

/// A file to be handed in, and how it is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Handing<'h> {
    /// The file.
    pub file: &'h Path,
    /// The name under which it is kept.
    pub name: &'h str,
    /// Layout of its rows; a mapping names its own.
    pub layout: &'h str,
    /// Name of a saved mapping.
    pub mapping: Option<&'h str>,
    /// May its rows say themselves since when they were known?
    pub history: bool,
    /// Only look what would become of each row.
    pub dry_run: bool,
    /// Keep fines over ten million yuan.
    pub confirm: bool,
}

/// Which rows of a job.
#[derive(Clone, Copy, Debug, Default)]
pub struct RowFilter<'f> {
    /// Only with this disposition.
    pub disposition: Option<&'f str>,
    /// Only in this state.
    pub state: Option<&'f str>,
    /// Cursor of the page before.
    pub after: Option<&'f str>,
}

/// A row that could not be kept (待处理行).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WaitingRow {
    /// Row of the file, as an official counts it.
    pub row: i64,
    /// Why it could not be kept.
    pub disposition: String,
    /// What is wrong with it.
    pub faults: Vec<Value>,
    /// Its cells by column id.
    pub cells: BTreeMap<String, String>,
    /// `waiting`, `kept` or `discarded`.
    pub state: String,
}

/// What became of a row that was tried again.
#[derive(Deserialize)]
struct Retried {
    outcome: String,
}

impl Imports {
    /// The imports of a service on a server.
    #[must_use]
    pub fn new(server: Server, service: &str) -> Self {
        Self { server, service: service.to_owned() }
    }

    /// Name of the service.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.service
    }

    /// Address of the server, for people.
    #[must_use]
    pub fn server(&self) -> String {
        self.server.address(&[]).trim_end_matches('/').to_owned()
    }

    /// Address of a job, for people.
    #[must_use]
    pub fn address(&self, import_id: i64) -> String {
        self.server.address(&self.path(&["imports", &import_id.to_string()]))
    }

    fn path<'p>(&'p self, rest: &[&'p str]) -> Vec<&'p str> {
        [&[self.service.as_str(), "v1"], rest].concat()
    }

    /// Saves a mapping under a name, in place of an earlier one.
    ///
    /// # Errors
    /// [`ClientError`]; a problem if it is no mapping.
    pub fn save_mapping(&self, name: &str, text: &str) -> Result<(), ClientError> {
        let ask = Ask {
            method: Method::PUT,
            path: &self.path(&["mappings", name]),
            query: &[],
            safety: Safety::Repeatable,
            patience: ANSWER,
            body: &|| Ok(Some((Body::from(text.to_owned()), "application/octet-stream"))),
        };
        self.server.ask(&ask).map(|_| ())
    }

    /// Hands a file in; what has been answered will be read. It bears a key, so that it is read once however often
    /// it had to be sent.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn hand_in(&self, handing: &Handing<'_>) -> Result<Job, ClientError> {
        let flags = [("history", handing.history), ("dry_run", handing.dry_run), ("confirm", handing.confirm)];
        let mut query = vec![("layout", handing.layout), ("name", handing.name)];
        query.extend(handing.mapping.map(|name| ("mapping", name)));
        query.extend(flags.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| (name, "true")));
        let bytes = std::fs::metadata(handing.file)?.len();
        let ask = Ask {
            method: Method::POST,
            path: &self.path(&["imports"]),
            query: &query,
            safety: Safety::Named,
            patience: ANSWER + Duration::from_secs(bytes / SLOWEST),
            body: &|| Ok(Some((Body::from(File::open(handing.file)?), "application/octet-stream"))),
        };
        json(self.server.ask(&ask)?)
    }

    /// A job, with how far it has come.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn job(&self, import_id: i64) -> Result<Job, ClientError> {
        self.server.get(&self.path(&["imports", &import_id.to_string()]), &[])
    }

    /// Jobs, newest first.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn jobs(&self, after: Option<&str>) -> Result<Page<Job>, ClientError> {
        let query: Vec<(&str, &str)> = after.map(|after| ("after", after)).into_iter().collect();
        self.server.get(&self.path(&["imports"]), &query)
    }

    /// Stops a job; nothing of it is kept.
    ///
    /// # Errors
    /// [`ClientError`]; a problem if it is over already.
    pub fn cancel(&self, import_id: i64) -> Result<Job, ClientError> {
        let path = ["imports", &import_id.to_string(), "cancel"];
        json(self.server.post(&self.path(&path), "", Safety::Once)?)
    }

    /// Rows of a job that could not be kept.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn rows(&self, import_id: i64, filter: RowFilter<'_>) -> Result<Page<WaitingRow>, ClientError> {
        let wanted = [("disposition", filter.disposition), ("state", filter.state), ("after", filter.after)];
        let query: Vec<(&str, &str)> = wanted.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        self.server.get(&self.path(&["imports", &import_id.to_string(), "rows"]), &query)
    }

    /// Writes the rows of a job that wait, as a table that can be handed in again once it is mended.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn download(&self, import_id: i64, disposition: &str, out: &mut dyn Write) -> Result<(), ClientError> {
        let number = import_id.to_string();
        let ask = Ask {
            method: Method::GET,
            path: &self.path(&["imports", &number, "waiting.csv"]),
            query: &[("disposition", disposition)],
            safety: Safety::Repeatable,
            patience: ANSWER.saturating_mul(10),
            body: &nothing,
        };
        let mut response = self.server.ask(&ask)?;
        std::io::copy(&mut response, out)?;
        Ok(())
    }

    /// Tries a row again with changed cells; says what became of it.
    ///
    /// # Errors
    /// [`ClientError`]; a problem that names its fields if it still cannot be kept.
    pub fn retry(
        &self,
        import_id: i64,
        row: i64,
        cells: &BTreeMap<String, String>,
        confirm: bool,
    ) -> Result<String, ClientError> {
        let body = json!({ "cells": cells, "confirm": confirm }).to_string();
        let retried: Retried = json(self.settle(import_id, row, "retry", &body)?)?;
        Ok(retried.outcome)
    }

    /// Puts a row aside.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn discard(&self, import_id: i64, row: i64, reason: &str) -> Result<(), ClientError> {
        self.settle(import_id, row, "discard", &json!({ "reason": reason }).to_string()).map(|_| ())
    }

    fn settle(
        &self,
        import_id: i64,
        row: i64,
        verb: &str,
        body: &str,
    ) -> Result<reqwest::blocking::Response, ClientError> {
        let path = ["imports", &import_id.to_string(), "rows", &row.to_string(), verb];
        self.server.post(&self.path(&path), body, Safety::Named)
    }
}
