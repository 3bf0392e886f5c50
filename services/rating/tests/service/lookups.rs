//! The shortest answer: what is served, what is made anew when its day has passed, and who waits.

use crate::support::{HandClock, MemoryFeed, day, settle, start, start_with};
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::{Content, Merchant, Penalty, Standing};
use domain::version::{SourceRow, Version};
use policy::library::Library;
use rating::judge::Rulebook;
use rating::{Question, RatingError, Ruling, Served};
use std::sync::Arc;
use testkit::each_backend;

const CODE: &str = "91371500795315494U";
const FORMER: &str = "371500200001234";
/// On no list.
const UNLISTED: &str = "91371526999990029U";

fn known(content: Content) -> Version<Content> {
    Version { content, order: None, known_from: Instant::from_micros(i64::MIN), source: SourceRow { file: 0, row: 1 } }
}

fn merchant(code: &str) -> Version<Content> {
    let text = format!(
        r#"{{"code":"{code}","name":"店","kind":"enterprise","size":"micro","channel":"shop","area":"371502","industry":"F5211","registered_on":"2020-01-01","status":"active"}}"#
    );
    known(Content::from(serde_json::from_str::<Merchant>(&text).unwrap()))
}

fn penalty() -> Version<Content> {
    let text = format!(
        r#"{{"party":"{CODE}","authority":"聊城市市场监督管理局","authority_code":"113715","decision_no":"1","conduct":"虚假宣传","ground":"反不正当竞争法","kinds":["fine","business_suspended"],"content":"罚款","permit":"","fine_fen":30000000,"confiscated_fen":0,"decided_on":"2026-02-10","published_on":"2026-02-20"}}"#
    );
    known(Content::from(serde_json::from_str::<Penalty>(&text).unwrap()))
}

#[test]
fn a_lookup_is_what_is_served_and_never_older_than_its_last_day() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        let code = PartyCode::parse(CODE).unwrap();
        for version in [merchant(CODE), merchant(FORMER), penalty()] {
            feed.add(1, &version);
        }
        let service = start(place, &feed, &clock);
        let ratings = &service.ratings;
        settle(&service);
        let found = ratings.look_up(code, Reach::Everywhere).unwrap();
        assert_eq!(Some(&found), ratings.at_hand(code, Reach::Everywhere).as_ref(), "{}: from memory", place.backend);
        assert_eq!(found.served, ratings.projection.find(code).unwrap());
        assert_eq!((found.served.public_penalties, found.held_by), (1, None), "{}", place.backend);
        let former = PartyCode::parse(FORMER).unwrap();
        assert_eq!(ratings.look_up(former, Reach::Everywhere).unwrap(), found, "{}: by a former code", place.backend);
        let unknown = PartyCode::parse("91371502MA00000A05").unwrap();
        assert!(matches!(ratings.look_up(unknown, Reach::Everywhere), Err(RatingError::Missing)), "{}", place.backend);

        // From one change to the next, until the display has ended: at no instant is anything old served.
        let (mut last, mut displays) = (found, vec![1]);
        for _ in 0..60 {
            clock.turn_to(last.served.valid_until);
            let now = ratings.look_up(code, Reach::Everywhere).unwrap();
            assert!(now.served.valid_until > last.served.valid_until, "{}: {now:?}", place.backend);
            assert_eq!(now.served.day, last.served.valid_until, "{}: made on that day", place.backend);
            let shown = now.served.public_penalties;
            if displays.last() != Some(&shown) {
                displays.push(shown);
                settle(&service);
                let settled = ratings.at_hand(code, Reach::Everywhere).unwrap().served;
                let same = |served: &Served| (served.class.clone(), served.score(), served.public_penalties);
                assert_eq!(same(&settled), same(&now.served), "{}: what the service then serves", place.backend);
            }
            last = now;
        }
        assert_eq!(displays, [1, 0], "{}: the display ends, once", place.backend);
    });
}

#[test]
fn what_was_withdrawn_is_public_no_more_whatever_is_asked() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        let code = PartyCode::parse(CODE).unwrap();
        let at = |text: &str| Instant::start_of(day(text));
        let Content::Penalty(mut withdrawn) = penalty().content else { unreachable!("it is a penalty") };
        withdrawn.withdrawn = true;
        let placed = |content: Content, on: &str| Version { order: Some(at(on)), known_from: at(on), ..known(content) };
        feed.add(1, &merchant(CODE));
        feed.add(1, &placed(penalty().content, "2026-03-01"));
        feed.add(1, &placed(Content::Penalty(withdrawn), "2026-09-01"));
        let service = start(place, &feed, &clock);
        settle(&service);
        let past = Question { known_at: Some(at("2026-06-01")), as_of: Some(day("2026-06-01")), scheme: None };
        for (question, lines) in [(Question::default(), 0), (past, 1)] {
            let told = service.ratings.explain(code, &question, Reach::Everywhere).unwrap();
            let found = told.explanation["rating"]["lines"].as_array().unwrap().iter();
            let of_penalties = found.filter(|line| line["records"].to_string().contains("penalty:")).count();
            assert_eq!(of_penalties, lines, "{}: {}", place.backend, told.explanation);
            assert_eq!(told.public.unwrap().penalties.len(), 0, "{}", place.backend);
        }
    });
}

/// §8a: nothing that a person wrote is public without a release; what the table of causes says is nobody's words.
#[test]
fn of_a_penalty_the_public_is_told_the_cause_by_the_table_and_no_words_of_the_decision() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        let code = PartyCode::parse(CODE).unwrap();
        let said = |number: &str, conduct: &str| {
            let Content::Penalty(penalty) = penalty().content else { unreachable!("it is a penalty") };
            known(Content::Penalty(Penalty { decision_no: number.into(), conduct: conduct.into(), ..penalty }))
        };
        feed.add(1, &merchant(CODE));
        feed.add(1, &said("1", "与买买提·艾力合伙虚构评价"));
        feed.add(1, &said("2", "销售 过期食品。"));
        let service = start(place, &feed, &clock);
        settle(&service);
        let told = service.ratings.explain(code, &Question::default(), Reach::Everywhere).unwrap();
        let public = serde_json::to_value(told.public.unwrap()).unwrap();
        let mut penalties = public["penalties"].as_array().unwrap().clone();
        penalties.sort_by_key(|one| one["decision_no"].to_string());
        let causes: Vec<Option<&str>> = penalties.iter().map(|one| one["cause"].as_str()).collect();
        assert_eq!(causes, [None, Some("经营超过保质期的食品")], "{}: {public}", place.backend);
        assert!(!public.to_string().contains("艾力") && !public.to_string().contains("过期食品。"), "{public}");
        let href = penalties[0]["public_href"].as_str().unwrap();
        assert_eq!(href, format!("/violations/v1/displays/{CODE}/penalty%3A113715%2F1"));
    });
}

/// A penalty of whose publication nothing is known.
fn unpublished(number: &str) -> Version<Content> {
    let Content::Penalty(penalty) = penalty().content else { unreachable!("it is a penalty") };
    known(Content::Penalty(Penalty { decision_no: number.into(), published_on: None, ..penalty }))
}

/// §12.6: a penalty counts from its decision; a public surface also needs the publication event.
#[test]
fn a_penalty_counts_from_its_decision_and_is_public_from_its_publication_on() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-02-15")));
        let code = PartyCode::parse(CODE).unwrap();
        for version in [merchant(CODE), penalty(), unpublished("2")] {
            feed.add(1, &version);
        }
        let service = start(place, &feed, &clock);
        settle(&service);
        let mut last = service.ratings.look_up(code, Reach::Everywhere).unwrap();
        while last.served.day < day("2026-02-20") {
            assert_eq!(last.served.public_penalties, 0, "{}: {last:?}", place.backend);
            clock.turn_to(last.served.valid_until);
            last = service.ratings.look_up(code, Reach::Everywhere).unwrap();
        }
        assert_eq!((last.served.day, last.served.public_penalties), (day("2026-02-20"), 1), "{}", place.backend);
        let told = service.ratings.explain(code, &Question::default(), Reach::Everywhere).unwrap();
        let public = told.public.unwrap().penalties;
        let shown: Vec<_> =
            public.iter().map(|one| (one.decision_no.as_str(), one.published_on, one.provisional)).collect();
        assert_eq!(shown, [("1", Some(day("2026-02-20")), false)], "{}", place.backend);
        let lines = told.explanation["rating"]["lines"].to_string();
        assert!(["penalty:113715/1", "penalty:113715/2"].iter().all(|key| lines.contains(key)), "both count: {lines}");
    });
}

/// A time on the serious list, as `listing` tells it, with what it says of its publication.
fn listed(code: &str, listing: &str) -> Version<Content> {
    let text = format!(
        r#"{{"party":"{code}","kind":{{"form":"status","kind":"serious_list"}},"office":"371502SJ","document_no":"listing-1-1","from":"2026-02-10"{listing}}}"#
    );
    known(Content::from(serde_json::from_str::<Standing>(&text).unwrap()))
}

/// Art. 14, §12.6: a listing counts from its decision and is public from its publication on; what a province states of its own
/// list is public as it states it.
#[test]
fn a_listing_counts_from_its_decision_and_is_public_from_its_publication_on() {
    let told = [
        (CODE, r#","listing":{"unpublished":true}"#, [false, false]),
        ("91371502MA00000A05", r#","listing":{"published_on":"2026-02-20"}"#, [false, true]),
        ("91371581999990010K", "", [true, true]),
    ];
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-02-15")));
        for ((code, said, _), subject) in told.iter().zip(1..) {
            feed.add(subject, &merchant(code));
            feed.add(subject, &listed(code, said));
        }
        feed.add(4, &merchant(UNLISTED));
        let service = start(place, &feed, &clock);
        settle(&service);
        for (on, at) in [("2026-02-15", 0), ("2026-02-20", 1)] {
            clock.turn_to(day(on));
            let class = |code: &str| {
                let code = PartyCode::parse(code).unwrap();
                service.ratings.look_up(code, Reach::Everywhere).unwrap().served.class.clone()
            };
            for (code, said, public) in &told {
                assert_ne!(class(code), class(UNLISTED), "{}: {on} it counts at once: {said}", place.backend);
                let code = PartyCode::parse(code).unwrap();
                let served = service.ratings.look_up(code, Reach::Everywhere).unwrap().served;
                let is_served = served.public_statuses.as_deref().unwrap_or_default().contains("serious_list");
                assert_eq!(is_served, public[at], "{}: {on} {said}", place.backend);
                let told = service.ratings.explain(code, &Question::default(), Reach::Everywhere).unwrap();
                assert_eq!(!told.public.unwrap().statuses.is_empty(), public[at], "{}: {on} {said}", place.backend);
            }
        }
    });
}

#[test]
fn an_office_may_take_what_carries_no_day_of_publication_for_published() {
    let library = Library::shipped().unwrap();
    let own = library.text("publication.without_day").unwrap().replace("\"withheld\"", "\"shown\"");
    let library = library.overlaid([("publication/without_day.toml", own.as_str())]).unwrap();
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-02-15")));
        let code = PartyCode::parse(CODE).unwrap();
        for version in [merchant(CODE), penalty(), unpublished("2")] {
            feed.add(1, &version);
        }
        let ruling = Ruling::of(Rulebook::shipped("LC-CONSUME").unwrap().remove(0), &library).unwrap();
        let service = start_with(place, &feed, &clock, vec![ruling]);
        settle(&service);
        let told = service.ratings.explain(code, &Question::default(), Reach::Everywhere).unwrap();
        let public = told.public.unwrap().penalties;
        let shown: Vec<_> =
            public.iter().map(|one| (one.decision_no.as_str(), one.published_on, one.provisional)).collect();
        assert_eq!(shown, [("2", None, true)], "{}: the other one goes by its own day", place.backend);
    });
}

#[test]
fn a_clock_that_is_set_back_finds_no_rating_of_the_future() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        let code = PartyCode::parse(CODE).unwrap();
        feed.add(1, &merchant(CODE));
        let service = start(place, &feed, &clock);
        settle(&service);
        for today in ["2026-11-23", "2027-06-20", "2026-11-23"].map(day) {
            clock.turn_to(today);
            // At once, and when the service has noticed.
            assert_eq!(
                service.ratings.look_up(code, Reach::Everywhere).unwrap().served.day,
                today,
                "{}",
                place.backend
            );
            settle(&service);
            assert_eq!(
                service.ratings.at_hand(code, Reach::Everywhere).unwrap().served.day,
                today,
                "{}",
                place.backend
            );
        }
    });
}
