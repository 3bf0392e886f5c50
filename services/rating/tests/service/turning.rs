//! The day turns: ratings change by themselves on their day, and only those whose day has come.

use crate::support::{HandClock, MemoryFeed, day, ruling, settle, start, start_with};
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::{Content, Merchant, Penalty};
use domain::version::{SourceRow, Version};
use policy::library::Library;
use rating::judge::Rulebook;
use rating::{Cause, Question, Ruling};
use std::sync::Arc;
use testkit::each_backend;

const CODE: &str = "91371500795315494U";

fn known(content: Content) -> Version<Content> {
    Version { content, order: None, known_from: Instant::from_micros(i64::MIN), source: SourceRow { file: 0, row: 1 } }
}

fn merchant() -> Content {
    let text = format!(
        r#"{{"code":"{CODE}","name":"店","kind":"enterprise","size":"micro","channel":"shop","area":"371502","industry":"F5211","registered_on":"2020-01-01","status":"active"}}"#
    );
    Content::from(serde_json::from_str::<Merchant>(&text).unwrap())
}

fn penalty(number: &str, conduct: &str) -> Content {
    let text = format!(
        r#"{{"party":"{CODE}","authority":"聊城市市场监督管理局","authority_code":"113715","decision_no":"{number}","conduct":"{conduct}","ground":"反不正当竞争法","kinds":["fine","business_suspended"],"content":"罚款","permit":"","fine_fen":30000000,"confiscated_fen":0,"decided_on":"2026-02-10","published_on":"2026-02-20"}}"#
    );
    Content::from(serde_json::from_str::<Penalty>(&text).unwrap())
}

#[test]
fn a_penalty_ages_and_its_display_ends_without_anything_being_learnt() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        feed.add(1, &known(merchant()));
        feed.add(1, &known(penalty("1", "虚假宣传")));
        feed.add(1, &known(penalty("2", "销售假药")));
        let service = start(place, &feed, &clock);
        settle(&service);
        let code = PartyCode::parse(CODE).unwrap();
        let ratings = &service.ratings;
        let first = ratings.projection.find(code).unwrap();
        assert!(first.score().unwrap().0 < 900_000, "a penalty takes points: {first:?}");
        // From one day on which it changes to the next, until the class is a better one.
        let mut last = first.clone();
        while last.class == first.class {
            // Until then nothing changes.
            let question = Question { as_of: Some(last.valid_until.plus_days(-1)), ..Question::default() };
            let told = ratings.explain(code, &question, Reach::Everywhere).unwrap().explanation;
            assert_eq!(told["rating"]["score_milli"], last.score().unwrap().0, "{}: {last:?}", place.backend);
            clock.turn_to(last.valid_until);
            settle(&service);
            let now = ratings.projection.find(code).unwrap();
            assert_eq!(now.day, last.valid_until, "{}", place.backend);
            assert!(now.score() >= last.score(), "{}: waiting never hurts", place.backend);
            last = now;
        }
        assert!(last.score() > first.score(), "{}: {first:?} {last:?}", place.backend);
        let history = ratings.history(code, Reach::Everywhere).unwrap();
        assert!(matches!(history[0].cause, Cause::Record { .. }));
        assert!(history.len() > 1 && history[1..].iter().all(|issued| !matches!(issued.cause, Cause::Record { .. })));
        let recomputed = ratings.recomputed(code, Reach::Everywhere).unwrap();
        let classes: Vec<&Option<String>> = recomputed.iter().map(|spell| &spell.class).collect();
        assert!(classes.windows(2).all(|pair| pair[0] != pair[1]), "{classes:?}");
        assert_eq!(recomputed.last().unwrap().class.as_deref(), last.class.as_deref());
    });
}

#[test]
fn whoever_starts_again_serves_the_same() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        feed.add(1, &known(merchant()));
        feed.add(1, &known(penalty("1", "虚假宣传")));
        feed.add(1, &known(penalty("2", "销售假药")));
        let code = PartyCode::parse(CODE).unwrap();
        let before = {
            let service = start(place, &feed, &clock);
            settle(&service);
            service.ratings.projection.find(code).unwrap()
        };
        let service = start(place, &feed, &clock);
        settle(&service);
        assert_eq!(service.ratings.projection.find(code).unwrap(), before, "{}", place.backend);
        assert_eq!(service.ratings.history(code, Reach::Everywhere).unwrap().len(), 1);
    });
}

/// The house scheme in a later version, from a day on with other least scores for classes A and B.
pub(crate) fn revised(version: &str, from: &str, (a, b): (u16, u16)) -> Ruling {
    let text = Rulebook::shipped("LC-CONSUME").unwrap().remove(0).text;
    let line = text.lines().find(|line| line.starts_with("effective_from")).unwrap();
    let text = text
        .replace("version = \"1.0\"", &format!("version = \"{version}\""))
        .replace(line, &format!("effective_from = {from}"))
        .replace("A = 880, B = 760", &format!("A = {a}, B = {b}"));
    let library = Library::shipped().unwrap();
    Ruling::of(Rulebook::read("revised", &text, library.parameters.clone()).unwrap(), &library).unwrap()
}

#[test]
fn a_scheme_adopted_for_a_later_day_takes_effect_on_that_day() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        feed.add(1, &known(merchant()));
        let service = start_with(place, &feed, &clock, vec![ruling(), revised("2.0", "2026-11-26", (960, 760))]);
        settle(&service);
        let (code, ratings) = (PartyCode::parse(CODE).unwrap(), &service.ratings);
        let before = ratings.projection.find(code).unwrap();
        assert_eq!(before.valid_until, day("2026-11-26"), "{}", place.backend);
        assert_eq!(ratings.scheme_today().as_deref(), Some("LC-CONSUME 1.0"));
        clock.turn_to(day("2026-11-26"));
        settle(&service);
        assert_eq!(ratings.scheme_today().as_deref(), Some("LC-CONSUME 2.0"));
        let after = ratings.projection.find(code).unwrap();
        assert_eq!((after.day, after.score()), (day("2026-11-26"), before.score()));
        let told = |as_of: &str| {
            let question = Question { as_of: Some(day(as_of)), ..Question::default() };
            ratings.explain(code, &question, Reach::Everywhere).unwrap().explanation["scheme"]["version"].clone()
        };
        assert_eq!((told("2026-11-25"), told("2026-11-26")), ("1.0".into(), "2.0".into()));
    });
}
