//! Pages that are delivered twice, overlap, are older than what was asked for, or are lost on the way.

use super::{another, codes, send, town, until};
use crate::follower::{Follower, Tables};
use crate::house::House;
use crate::scratch::{HandClock, day, settle};
use crate::tale::Tally;
use clients::{RemoteFeed, Server};
use contracts::access::Role;
use contracts::audit::{Entry, Trail};
use contracts::change::Change;
use contracts::clock::Clock;
use contracts::port::{Feed, PortError};
use contracts::status::Status;
use domain::instant::Instant;
use domain::record::RecordKind;
use ed25519_dalek::SigningKey;
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::{Door, Place, each_backend};
use web::token::{Grant, Issuer, Jwks, Verifier};
use web::{Handle, Health, Options};

const TODAY: &str = "2026-11-20";
/// So many pages of a feed are delivered badly, every other one.
const BAD: usize = 12;
const WAYS: [&str; 4] = ["the same page", "overlapping pages", "an older page", "a lost page"];

/// Delivers few changes at a time, and now and then not those that were asked for.
struct Careless {
    feed: Arc<dyn Feed>,
    /// Pages as they were rightly delivered.
    given: Mutex<Vec<Vec<Change>>>,
    tally: Arc<Mutex<Tally>>,
}

impl Feed for Careless {
    fn service(&self) -> &'static str {
        self.feed.service()
    }

    fn changes(&self, after: Option<&str>, limit: u16, wait: Duration) -> Result<Vec<Change>, PortError> {
        let page = self.feed.changes(after, fastrand::u16(2..8).min(limit), wait)?;
        let mut given = self.given.lock().unwrap();
        if page.is_empty() {
            return Ok(page);
        }
        given.push(page.clone());
        let (number, earlier) = (given.len() - 1, &given[..given.len() - 1]);
        let Some(last) = earlier.last().filter(|_| number % 2 == 1 && number / 2 < BAD) else { return Ok(page) };
        let way = WAYS[number / 2 % WAYS.len()];
        self.tally.lock().unwrap().happened(way);
        match way {
            "the same page" => Ok(last.clone()),
            "overlapping pages" => Ok([&last[..], &page].concat()),
            "an older page" => Ok(fastrand::choice(earlier).unwrap().clone()),
            _ => Err(PortError::Away { service: self.service().to_owned(), cause: "it got lost".to_owned() }),
        }
    }

    fn end(&self) -> Result<Option<String>, PortError> {
        self.feed.end()
    }
}

/// Puts a follower back to any earlier place of each feed.
fn set_back(tables: &Tables, house: &House) {
    for feed in house.feeds() {
        let all = feed.changes(None, u16::MAX, Duration::ZERO).unwrap();
        let earlier = fastrand::choice(&all[..all.len() - 1]).unwrap();
        tables.set_back(feed.service(), &earlier.cursor);
    }
}

#[test]
fn whatever_is_delivered_twice_counts_once() {
    each_backend(|place| {
        let (today, tally) = (day(TODAY), Arc::new(Mutex::new(Tally::default())));
        let house = town(place, 40, today);
        let own = another(place);
        let careless =
            |feed| -> Arc<dyn Feed> { Arc::new(Careless { feed, given: Mutex::default(), tally: Arc::clone(&tally) }) };
        let follower = Follower::start(&own, &house, house.feeds().into_iter().map(careless).collect());
        let ledger = &house.desk(RecordKind::Inspection).ledger;
        for (number, code) in codes(&house).iter().enumerate() {
            send(ledger, *code, &format!("V{number}"));
        }
        follower.assert_from_scratch(&house.said(), today);
        println!("{}: {:?}", place.backend, tally.lock().unwrap());
        WAYS.iter().for_each(|way| assert!(tally.lock().unwrap().count(way) > 0, "{way}"));
        follower.assert_same(&house.rating, today);

        // Whoever starts again from an older cursor hears what it knows, and issues nothing anew.
        let issued = follower.tables().issued();
        assert!(!issued.is_empty());
        drop(follower);
        let tables = Tables::at(&own);
        set_back(&tables, &house);
        let follower = Follower::start(&own, &house, house.feeds());
        follower.assert_from_scratch(&house.said(), today);
        follower.assert_same(&house.rating, today);
        assert_eq!(tables.issued(), issued, "{}", place.backend);
    });
}

struct Nobody;

impl Trail for Nobody {
    fn put(&self, _: Entry) {}
}

impl Health for Nobody {
    fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    fn status(&self) -> Status {
        Status::new("1", Instant::from_micros(0), "")
    }
}

/// The ledgers of a house over HTTP, behind a door.
struct Street {
    handle: Option<Handle>,
    door: Door,
    token: Arc<String>,
}

impl Street {
    fn open(house: &House) -> Self {
        let clock: Arc<dyn Clock> = Arc::<HandClock>::clone(&house.clock);
        let issuer = Issuer::new(&SigningKey::from_bytes(&[1; 32]), "test", Arc::clone(&clock));
        let verifier = Verifier::new(Jwks::from_iter([issuer.public_key()]), "test", Arc::clone(&clock)).unwrap();
        let nobody = Arc::new(Nobody);
        let options = Options::new(Arc::new(verifier), clock, Arc::<Nobody>::clone(&nobody), nobody);
        let apis = house.desks.iter().map(|desk| ledger::api(Arc::clone(desk), "台账", "Ledger")).collect();
        let handle = web::serve(TcpListener::bind("127.0.0.1:0").unwrap(), apis, options).unwrap();
        let door = Door::to(&handle.address().to_string());
        let token = issuer.issue(Grant::of_role("rating", "评级", Role::Service)).unwrap();
        Self { handle: Some(handle), door, token: Arc::new(token) }
    }

    fn feeds(&self, house: &House, answers: &Arc<AtomicUsize>) -> Vec<Arc<dyn Feed>> {
        let url = format!("http://{}", self.door.address());
        let server = Server::new(&url, Arc::<String>::clone(&self.token)).unwrap();
        let far = |feed: Arc<dyn Feed>| -> Arc<dyn Feed> {
            let feed = RemoteFeed::new(server.clone(), feed.service());
            Arc::new(Piecemeal { feed, answers: Arc::clone(answers) })
        };
        house.feeds().into_iter().map(far).collect()
    }
}

impl Drop for Street {
    fn drop(&mut self) {
        self.door.shut();
        self.handle.take().unwrap().stop().unwrap();
    }
}

/// Asks for few changes at a time, so that there is something to be cut.
struct Piecemeal {
    feed: RemoteFeed,
    answers: Arc<AtomicUsize>,
}

impl Feed for Piecemeal {
    fn service(&self) -> &'static str {
        self.feed.service()
    }

    fn changes(&self, after: Option<&str>, _: u16, wait: Duration) -> Result<Vec<Change>, PortError> {
        let page = self.feed.changes(after, fastrand::u16(1..6), wait);
        self.answers.fetch_add(1, Ordering::SeqCst);
        page
    }

    fn end(&self) -> Result<Option<String>, PortError> {
        self.feed.end()
    }
}

#[test]
fn a_follower_over_http_whose_way_is_cut_misses_nothing() {
    each_backend(|place: &Place| {
        let today = day(TODAY);
        let house = town(place, 40, today);
        let (own, street, answers) = (another(place), Street::open(&house), Arc::new(AtomicUsize::new(0)));
        let follower = Follower::start(&own, &house, street.feeds(&house, &answers));
        let (ledger, codes) = (&house.desk(RecordKind::Inspection).ledger, codes(&house));
        for (number, code) in codes.iter().take(12).enumerate() {
            let heard = answers.load(Ordering::SeqCst);
            send(ledger, *code, &format!("V{number}"));
            until("answers", || answers.load(Ordering::SeqCst) >= heard + 3);
            std::thread::sleep(Duration::from_millis(fastrand::u64(0..5)));
            street.door.cut();
        }
        settle(&follower);
        follower.assert_from_scratch(&house.said(), today);
        follower.assert_same(&house.rating, today);
        drop(follower);
        set_back(&Tables::at(&own), &house);
        let follower = Follower::start(&own, &house, street.feeds(&house, &answers));
        follower.assert_from_scratch(&house.said(), today);
        follower.assert_same(&house.rating, today);
    });
}
