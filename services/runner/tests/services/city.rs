//! A made-up city in files, handed in to a server that rates it.

use crate::{Served, until};
use domain::code::PartyCode;
use domain::day::Day;
use reqwest::Method;
use reqwest::blocking::Response;
use samplecity::{City, FileKind};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// The day up to which the records of the city reach.
const ANCHOR: &str = "2026-11-23";

/// The services that keep records.
pub(crate) const KEEPERS: [&str; 4] = ["registry", "violations", "complaints", "inspections"];

/// A city of files.
pub(crate) struct SampleCity {
    folder: TempDir,
    /// A grocer, a restaurant, a gym, a car dealer and a snack shop, each with a tale of its own.
    pub(crate) telling: Vec<PartyCode>,
}

impl SampleCity {
    pub(crate) fn of(merchants: u32) -> Self {
        let city = City { seed: 1, anchor: Day::parse(ANCHOR).unwrap(), merchants, alarming: false };
        let folder = tempfile::tempdir().unwrap();
        for kind in FileKind::ALL {
            let file = fs::File::create(folder.path().join(kind.file_name())).unwrap();
            city.write(kind, std::io::BufWriter::new(file), &mut |_| true).unwrap();
        }
        let telling = city.telling().unwrap().into_iter().map(|one| one.code).collect();
        Self { folder, telling }
    }

    /// The folder of its files.
    pub(crate) fn files(&self) -> String {
        self.folder.path().display().to_string()
    }

    fn file(&self, kind: FileKind) -> PathBuf {
        self.folder.path().join(kind.file_name())
    }

    /// Imports all of it as history, merchants last, and waits until everybody is rated.
    pub(crate) fn import(&self, served: &Served) {
        for kind in FileKind::ALL.into_iter().rev() {
            let answer = served.import(layout(kind), &self.file(kind).display().to_string(), &["--history"]);
            assert_eq!(answer["import"]["state"], "done", "{answer}");
        }
        settle(served);
    }

    /// The rows of a file in so many parts, each with the header.
    pub(crate) fn parts(&self, kind: FileKind, number: usize) -> Vec<Part> {
        let text = fs::read_to_string(self.file(kind)).unwrap();
        // No cell of the city holds a line break.
        let (header, rows) = text.split_once('\n').unwrap();
        let rows: Vec<&str> = rows.split_inclusive('\n').collect();
        assert!(rows.len() >= number, "{}: {} rows", kind.file_name(), rows.len());
        let part = |at: usize| {
            let rows = &rows[at * rows.len() / number..(at + 1) * rows.len() / number];
            Part { kind, name: format!("{at}-{}", kind.file_name()), text: format!("{header}\n{}", rows.concat()) }
        };
        (0..number).map(part).collect()
    }
}

/// A part of a file.
pub(crate) struct Part {
    kind: FileKind,
    pub(crate) name: String,
    text: String,
}

impl Part {
    /// Hands it in as history and does not wait for it; `token` may import.
    pub(crate) fn hand_in(&self, served: &Served, token: &str) {
        let answer = self.try_hand_in(served, token).unwrap();
        let status = answer.status();
        assert!(status.is_success(), "{}: {status} {}", self.name, answer.text().unwrap());
    }

    /// The same to a server that may not answer.
    pub(crate) fn try_hand_in(&self, served: &Served, token: &str) -> reqwest::Result<Response> {
        let (service, name, layout) = (self.service(), &self.name, layout(self.kind));
        let path = format!("/{service}/v1/imports?name={name}&layout={layout}&history=true");
        served.request_with(Method::POST, &path, token).body(self.text.clone()).send()
    }

    /// The service that reads it.
    pub(crate) fn service(&self) -> &'static str {
        keeper(self.kind)
    }
}

/// What a file of the city is called as a layout.
fn layout(kind: FileKind) -> &'static str {
    kind.file_name().trim_end_matches(".csv")
}

/// The service that keeps what a file of a layout says; of what is no layout nobody does, which anybody may tell.
pub(crate) fn owner(of: &str) -> &'static str {
    FileKind::ALL.into_iter().find(|kind| layout(*kind) == of).map_or("registry", keeper)
}

/// The service that keeps what a file says.
const fn keeper(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Merchants | FileKind::Standing => "registry",
        FileKind::Penalties | FileKind::Payments => "violations",
        FileKind::Complaints | FileKind::Reports | FileKind::OdrCases => "complaints",
        FileKind::Inspections | FileKind::Tests => "inspections",
    }
}

/// What the server says of its ratings.
pub(crate) fn rating_status(served: &Served) -> Value {
    served.status_of("rating")["services"]["rating"].clone()
}

/// Has everything been taken in and rated? It is asked of what the status says alone.
pub(crate) fn is_settled(rating: &Value) -> bool {
    let feeds = rating["feeds"].as_array().unwrap();
    // Those that keep records, and the lists.
    assert_eq!(feeds.len(), KEEPERS.len() + 1, "{rating}");
    let is_level = feeds.iter().all(|feed| feed["is_level"] == true);
    // What it says of itself is one story.
    assert!(rating["settled"] == false || rating["whole"] == true, "{rating}");
    is_level && rating["settled"] == true && rating["waiting"] == 0
}

/// Waits until everything has been taken in and rated.
pub(crate) fn settle(served: &Served) {
    until(120, "ratings", || is_settled(&rating_status(served)).then_some(()));
}

/// A file that moves many who are rated already is held until an official has looked at it, kill or no kill.
pub(crate) fn release_all(served: &Served, token: &str) {
    let holds: Value = served.ask("/rating/v1/holds", token).json().unwrap();
    for hold in holds["items"].as_array().unwrap().iter().filter(|hold| hold["state"] == "open") {
        let path = format!("/rating/v1/holds/{}/release", hold["hold_id"]);
        let ask = served.request_with(Method::POST, &path, token).json(&json!({ "reason": "核对无误" }));
        let answer = ask.send().unwrap();
        assert_eq!(answer.status(), 200, "{}", answer.text().unwrap());
    }
    settle(served);
}
