//! Conduct follows the subject: from the day of succession on a predecessor's conduct counts with the successor, as far
//! as it was known; and what is served is what a rating from scratch gives.

use crate::holds::{at, code, merchant, penalty, second};
use crate::support::{HandClock, MemoryFeed, Said, day, ruling, settle, start};
use contracts::access::Reach;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{
    Complaint, Content, Inspection, Merchant, MerchantStatus, RecordKey, Succession, SuccessionGround,
};
use domain::version::Version;
use rating::judge::certificate::{Evidence, Statement};
use rating::{Question, Service};
use serde_json::Value;
use std::sync::Arc;
use testkit::{Place, each_backend};

const TODAY: &str = "2026-11-23";
/// The day of succession.
const ON: &str = "2026-11-10";

/// What was said to a service, and the service.
struct Book {
    said: Said,
    feed: Arc<MemoryFeed>,
    clock: Arc<HandClock>,
    service: Service,
    backend: &'static str,
}

impl Book {
    fn open(place: &Place, first: &[(i64, Version<Content>)]) -> Self {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day(TODAY)));
        let mut said = Said::default();
        for (subject, version) in first {
            feed.add(*subject, version);
            said.add(*subject, version.clone());
        }
        let service = start(place, &feed, &clock);
        settle(&service);
        Self { said, feed, clock, service, backend: place.backend }
    }

    fn say(&mut self, subject: i64, version: Version<Content>) {
        self.feed.add(subject, &version);
        self.said.add(subject, version);
        settle(&self.service);
    }

    fn score(&self, number: i64, question: &Question<'_>) -> Option<i64> {
        let told = self.service.ratings.explain(code(number), question, Reach::Everywhere).unwrap();
        told.explanation["rating"]["class"].as_str()?;
        told.explanation["rating"]["score_milli"].as_i64()
    }

    fn served(&self, number: i64) -> Option<i64> {
        self.service.ratings.projection.find(code(number)).unwrap().score().map(|score| score.0)
    }

    /// What is served today, and what is answered of any day and instant, is what a rating from scratch gives.
    fn is_from_scratch(&self) {
        let ruling = ruling();
        let today = self.clock_day();
        for (code, wanted) in &self.said.rated(&ruling, today, None) {
            let served = self.service.ratings.projection.find(*code).unwrap();
            let found = served.class.as_deref().map(str::to_owned).zip(served.score().map(|score| score.0));
            assert_eq!(found, *wanted, "{}: {code}", self.backend);
        }
        for on in ["2026-10-20", "2026-11-09", ON, TODAY, "2027-11-01"].map(day) {
            for known_at in [None, Some(noon("2026-11-05")), Some(noon("2026-11-15"))] {
                let question = Question { as_of: Some(on), known_at, scheme: None };
                for (code, wanted) in &self.said.rated(&ruling, on, known_at) {
                    let told = self.service.ratings.explain(*code, &question, Reach::Everywhere).unwrap();
                    let rating = &told.explanation["rating"];
                    let found = rating["class"].as_str().map(str::to_owned);
                    let found = found.map(|class| (class, rating["score_milli"].as_i64().unwrap()));
                    assert_eq!(found, *wanted, "{}: {code} on {on} {known_at:?}", self.backend);
                }
            }
        }
    }

    fn clock_day(&self) -> Day {
        contracts::clock::Clock::today(self.clock.as_ref())
    }

    fn told(&self, number: i64) -> rating::Told {
        self.service.ratings.explain(code(number), &Question::default(), Reach::Everywhere).unwrap()
    }
}

fn noon(text: &str) -> Instant {
    Instant::from_micros(Instant::start_of(day(text)).micros() + 12 * 3_600_000_000)
}

fn plain(number: i64) -> Merchant {
    let Content::Merchant(merchant) = merchant(number).content else { unreachable!() };
    merchant
}

/// The registration that says who carries a merchant on, from the day of succession, on which it ends.
pub(crate) fn succeeded(number: i64, by: i64, ground: SuccessionGround) -> Merchant {
    let succession = Some(Box::new(Succession { by: vec![code(by)], ground, on: day(ON) }));
    let (status, status_from) = (MerchantStatus::Deregistered, Some(day(ON)));
    Merchant { status, status_from, succession, ..plain(number) }
}

/// As told later than everything else, and known from an instant.
pub(crate) fn told_at(content: impl Into<Content>, known_from: Instant) -> Version<Content> {
    Version { known_from, ..at(content.into(), 2) }
}

pub(crate) fn visit(number: i64, result: &str) -> Version<Content> {
    let text = format!(r#"{{"party":"{}","number":"J1","day":"2026-09-01","result":"{result}"}}"#, code(number));
    at(Content::from(serde_json::from_str::<Inspection>(&text).unwrap()), 1)
}

fn complaint(number: i64, which: i64) -> Version<Content> {
    let text = format!(
        r#"{{"party":"{}","number":"T{which}","received_on":"2026-10-10","accepted_on":"2026-10-12","closed_on":"2026-10-20","outcome":"T2","refused_by":"merchant"}}"#,
        code(number)
    );
    at(Content::from(serde_json::from_str::<Complaint>(&text).unwrap()), 1)
}

use SuccessionGround::{CodeChange, Conversion, Division, Merger};

fn on(text: &str) -> Question<'static> {
    Question { as_of: Some(day(text)), ..Question::default() }
}

#[test]
fn from_the_day_of_succession_on_conduct_counts_with_the_successor_as_far_as_it_was_known() {
    each_backend(|place| {
        let mut first = vec![(1, merchant(1)), (1, penalty(1, false)), (2, merchant(2)), (3, merchant(3))];
        first.extend((1..=8).map(|which| (1, complaint(1, which))));
        let mut book = Book::open(place, &first);
        let clean = book.served(3);
        assert_eq!(book.served(2), clean, "{}", place.backend);
        let burdened = book.served(1);
        assert!(burdened < clean, "{}", place.backend);
        // It was known on 15 November that 1 had been merged into 2 on the 10th.
        let known_from = Instant::start_of(day("2026-11-15"));
        book.say(1, told_at(succeeded(1, 2, Merger), known_from));
        let after = book.served(2);
        assert!(after < clean, "{}", place.backend);
        // Nobody is burdened by complaints about somebody else: they are measured against one's own peers.
        assert!(after > burdened, "{}", place.backend);
        assert_eq!(book.score(2, &on("2026-11-09")), book.score(3, &on("2026-11-09")), "{}", place.backend);
        assert!(book.score(2, &on(ON)) < book.score(3, &on(ON)), "{}", place.backend);
        let known_before = Question { known_at: Some(noon("2026-11-14")), ..on(TODAY) };
        assert_eq!(book.score(2, &known_before), book.score(3, &known_before), "{}", place.backend);
        let known_after = Question { known_at: Some(noon("2026-11-15")), ..on(TODAY) };
        assert!(book.score(2, &known_after) < book.score(3, &known_after), "{}", place.backend);
        book.is_from_scratch();

        // What is learnt of the predecessor afterwards counts as well, and what is taken back does not.
        book.say(1, second(1, false));
        assert!(book.served(2) < after, "{}", place.backend);
        book.say(1, second(1, true));
        assert_eq!(book.served(2), after, "{}", place.backend);
        book.is_from_scratch();
        // So it is when it turns out that there was no succession.
        let version = at(Content::from(Merchant { succession: None, ..succeeded(1, 2, Merger) }), 3);
        book.say(1, version);
        assert_eq!(book.served(2), clean, "{}", place.backend);
        book.is_from_scratch();
    });
}

#[test]
fn a_reason_names_the_predecessor_and_the_article_and_a_certificate_computes_it_again() {
    each_backend(|place| {
        // Both have a visit of the same number, and a decision that is addressed to both.
        let first = [
            (1, merchant(1)),
            (1, penalty(1, false)),
            (1, visit(1, "I08")),
            (2, merchant(2)),
            (2, penalty(2, false)),
            (2, visit(2, "I06L")),
            (1, at(Content::from(succeeded(1, 2, Conversion)), 2)),
        ];
        let book = Book::open(place, &first);
        let told = book.told(2);
        let lines = told.explanation["rating"]["lines"].as_array().unwrap();
        let named = |key: &str| lines.iter().find(|line| line["records"][0] == key && line["kind"] == "event").unwrap();
        let theirs = RecordKey::new("inspection", &["J1"]).of_predecessor(code(1));
        assert_eq!(named(theirs.as_str())["milli"], -120_000, "{}", place.backend);
        assert_eq!(named("inspection:J1")["milli"], -40_000, "{}", place.backend);
        let note = named(theirs.as_str())["derivations"].as_array().unwrap().last().unwrap();
        assert_eq!((&note["what"], &note["value"]), (&Value::from("succession"), &Value::from(code(1).as_str())));
        assert!(note["by"].as_str().unwrap().contains("第十三条") && note["provisional"] == true, "{note}");
        assert!(told.keys.contains(&theirs.as_str().to_owned()));

        // What is public of it is shown as the predecessor shows it.
        let public = told.public.unwrap();
        let whose: Vec<_> = public.penalties.iter().map(|one| one.predecessor).collect();
        assert_eq!(whose, [Some(code(1)), None], "{}", place.backend);
        let own = book.told(1).public.unwrap();
        let (shown, own) = (&public.penalties[0], &own.penalties[0]);
        assert_eq!((&shown.public_href, &shown.decision_no), (&own.public_href, &own.decision_no), "{}", place.backend);
        let row = book.service.ratings.projection.find(code(2)).unwrap();
        assert_eq!(row.public_penalties, 2, "{}", place.backend);

        let (statement, evidence) = book.service.ratings.certify(code(2), &on(TODAY), Reach::Everywhere).unwrap();
        assert_eq!(statement.result, told.explanation["rating"], "{}", place.backend);
        let [predecessor] = evidence.records.predecessors.as_slice() else { panic!("{evidence:?}") };
        assert_eq!(predecessor.merchant.code, code(1));
        let again: Evidence = serde_json::from_str(&serde_json::to_string(&evidence).unwrap()).unwrap();
        assert_eq!(Statement::of(&again, statement.day, None).unwrap(), statement, "{}", place.backend);
        book.is_from_scratch();
    });
}

#[test]
fn chains_and_circles_are_followed_and_divisions_are_not() {
    each_backend(|place| {
        let mut book = Book::open(
            place,
            &[(1, merchant(1)), (2, merchant(2)), (3, merchant(3)), (4, merchant(4)), (1, penalty(1, false))],
        );
        let clean = book.served(4);
        book.say(1, told_at(succeeded(1, 2, Conversion), Instant::start_of(day(ON))));
        assert!(book.served(2) < clean && book.served(3) == clean, "{}", place.backend);
        book.say(2, told_at(succeeded(2, 3, Merger), Instant::start_of(day(ON))));
        assert!(book.served(3) < clean, "{}", place.backend);
        book.is_from_scratch();
        let once = book.served(3);
        // What is learnt of the first reaches the last.
        book.say(1, second(1, false));
        assert!(book.served(3) < once, "{}", place.backend);
        book.say(1, second(1, true));
        assert_eq!(book.served(3), once, "{}", place.backend);
        // A circle ends, and everything in it counts once.
        let back = Merchant { status: MerchantStatus::Active, status_from: None, ..succeeded(3, 1, CodeChange) };
        book.say(3, at(Content::from(back), 2));
        assert_eq!(book.served(3), once, "{}", place.backend);
        book.is_from_scratch();
        // The way is cut where a division lies in it.
        book.say(2, at(Content::from(succeeded(2, 3, Division)), 3));
        assert_eq!(book.served(3), clean, "{}", place.backend);
        book.is_from_scratch();
    });
}

#[test]
fn a_successor_that_is_registered_later_or_in_the_same_import_takes_over_what_there_was() {
    each_backend(|place| {
        let named = at(Content::from(succeeded(1, 2, Merger)), 2);
        let mut later =
            Book::open(place, &[(1, penalty(1, false)), (1, merchant(1)), (1, named.clone()), (3, merchant(3))]);
        assert!(later.service.ratings.projection.find(code(2)).is_none());
        later.say(2, merchant(2));
        assert!(later.served(2) < later.served(3), "{}", place.backend);
        later.is_from_scratch();
        // On the day on which the succession begins everybody is rated anew by itself.
        let to_come = Merchant {
            status_from: Some(day("2026-11-24")),
            succession: Some(Box::new(Succession { by: vec![code(3)], ground: Merger, on: day("2026-11-24") })),
            ..succeeded(1, 3, Merger)
        };
        later.say(1, at(Content::from(to_come), 3));
        assert!(later.served(2) == later.served(3), "{}", place.backend);
        later.clock.turn_to(day("2026-11-24"));
        settle(&later.service);
        assert!(later.served(3) < later.served(2), "{}", place.backend);
        later.is_from_scratch();
    });
    each_backend(|place| {
        let together = [
            (2, merchant(2)),
            (1, at(Content::from(succeeded(1, 2, Merger)), 2)),
            (1, penalty(1, false)),
            (3, merchant(3)),
        ];
        let book = Book::open(place, &together);
        assert!(book.served(2) < book.served(3), "{}", place.backend);
        book.is_from_scratch();
    });
}
