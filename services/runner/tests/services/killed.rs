//! A server that is killed again and again while it imports and while it rates ends where one ends that is
//! left alone: every file is read once, every record is there once, everybody has the same rating.

use crate::city::{KEEPERS, is_settled, rating_status, settle};
use crate::{Installation, SampleCity, Served, until};
use clients::{RemoteFeed, Server};
use contracts::port::Feed as _;
use domain::instant::Instant;
use samplecity::FileKind;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use testkit::{Place, each_backend};

/// Kills for each database.
const ROUNDS: usize = 10;

/// So many that a kill meets work, and that one page lists them.
const MERCHANTS: u32 = 900;

/// The order in which the files are handed in: merchants early, so that there is somebody to be rated anew.
const ORDER: [FileKind; 8] = [
    FileKind::Standing,
    FileKind::Merchants,
    FileKind::Complaints,
    FileKind::Penalties,
    FileKind::Inspections,
    FileKind::OdrCases,
    FileKind::Tests,
    FileKind::Payments,
];

#[expect(clippy::disallowed_methods, reason = "when a server is killed, it can no longer say")]
fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Instant::from_micros(i64::try_from(since.as_micros()).unwrap())
}

/// Where a server has ended, as far as it does not say when.
#[derive(PartialEq, Debug)]
struct End {
    jobs: Vec<String>,
    records: Vec<String>,
    ratings: Vec<Value>,
}

/// Every job of every service.
fn jobs(served: &Served) -> Vec<Value> {
    let of = |service: &&str| served.read(&format!("/{service}/v1/imports?limit=1000"))["items"].clone();
    KEEPERS.iter().map(of).flat_map(|items| items.as_array().unwrap().clone()).collect()
}

/// Every version of every record, as the feed of its service gives it.
fn records(served: &Served) -> Vec<String> {
    let token = served.token("service", &[]);
    let mut all = Vec::new();
    for service in KEEPERS {
        let feed = RemoteFeed::new(Server::new(&served.url, Arc::new(token.clone())).unwrap(), service);
        let end = feed.end().unwrap();
        let mut after: Option<String> = None;
        until(60, "the end of a feed", || {
            let page = feed.changes(after.as_deref(), 1_000, Duration::from_secs(5)).unwrap();
            let told = |change: &contracts::change::Change| {
                let key = (&change.key, change.version, change.known_from_micros);
                format!("{service} {key:?} {} {}", change.act, change.content)
            };
            all.extend(page.iter().map(told));
            after = page.last().map(|change| change.cursor.clone()).or(after.take());
            (after == end).then_some(())
        });
    }
    all.sort();
    all
}

fn ratings(served: &Served) -> Vec<Value> {
    let page = served.read("/rating/v1/merchants?limit=1000");
    assert_eq!(page["next"], Value::Null);
    page["items"].as_array().unwrap().clone()
}

impl End {
    fn of(served: &Served) -> Self {
        let told = |job: &Value| format!("{} {} {} {}", job["layout"], job["digest"], job["state"], job["outcome"]);
        let mut jobs: Vec<String> = jobs(served).iter().map(told).collect();
        jobs.sort();
        Self { jobs, records: records(served), ratings: ratings(served) }
    }
}

/// Where a server ends that is left alone.
fn undisturbed(city: &SampleCity) -> End {
    let place = Place::sqlite();
    let served = Installation::new(&place).serve();
    city.import(&served);
    let end = End::of(&served);
    assert_eq!((end.jobs.len(), end.ratings.len() > 850), (ORDER.len(), true));
    assert_eq!(served.stop().code(), Some(0));
    end
}

/// A file that moves many who are rated already is held until an official has looked at it, kill or no kill.
fn release_all(served: &Served) {
    let holds = served.read("/rating/v1/holds")["items"].as_array().unwrap().clone();
    for hold in holds.iter().filter(|hold| hold["released_at"].is_null()) {
        let path = format!("/rating/v1/holds/{}/release", hold["hold_id"]);
        let (status, answer) = served.post(&path, &json!({ "reason": "核对无误" }));
        assert_eq!(status, 200, "{answer}");
    }
    settle(served);
}

fn all_are_read(served: &Served) -> bool {
    jobs(served).iter().all(|job| job["state"] == "done")
}

#[test]
fn a_server_that_is_killed_ends_where_one_ends_that_is_left_alone() {
    let city = SampleCity::of(MERCHANTS);
    let expected = undisturbed(&city);
    each_backend(|place| {
        let installation = Installation::new(place);
        let (mut killed_at, mut while_rating) = (Vec::new(), 0);
        for round in 0..ROUNDS {
            let served = installation.serve();
            let token = served.token("official", &[]);
            if let Some(kind) = ORDER.get(round) {
                city.hand_in(&served, *kind, &token);
            }
            // By turns: while a file is being read, and while somebody waits to be rated.
            if round % 2 == 1 {
                let waits = until(60, "something to rate", || {
                    let rating = rating_status(&served);
                    let waits = rating["waiting"] != 0;
                    (waits || (is_settled(&rating) && all_are_read(&served))).then_some(waits)
                });
                while_rating += usize::from(waits);
            }
            killed_at.push(now());
            drop(served);
        }
        let served = installation.serve();
        until(120, "imports", || all_are_read(&served).then_some(()));
        settle(&served);
        release_all(&served);
        let end = End::of(&served);
        assert_eq!(end.jobs, expected.jobs, "{}: each file once", place.backend);
        assert!(end.records == expected.records, "{}: each record once", place.backend);
        assert_eq!(end, expected);

        let finished = |job: &Value| Instant::parse(job["finished_at"].as_str().unwrap()).unwrap();
        let named = |kind: &FileKind| jobs(&served).into_iter().find(|job| job["file_name"] == kind.file_name());
        let outlived = ORDER.iter().zip(&killed_at).filter(|(kind, at)| finished(&named(kind).unwrap()) > **at);
        let while_importing = outlived.count();
        assert!(while_importing > 0 && while_rating > 0, "{while_importing} {while_rating}: killed, but never at work");
        assert_eq!(served.stop().code(), Some(0));
    });
}
