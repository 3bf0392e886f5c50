//! Mass events wait for an official; what takes something back, and a first load, never do.

use crate::support::{HandClock, MemoryFeed, day, settle, start};
use contracts::access::Reach;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::{Content, Merchant, Penalty};
use domain::version::{SourceRow, Version};
use rating::{Group, RatingError, Ratings, Service, Shown};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use testkit::each_backend;

pub(crate) const MERCHANTS: i64 = 30;

pub(crate) fn code(number: i64) -> PartyCode {
    PartyCode::complete(&format!("91371502MA{number:07}")).unwrap()
}

pub(crate) fn at(content: Content, order: i64) -> Version<Content> {
    let order = Some(Instant::from_micros(order));
    Version { content, order, known_from: Instant::from_micros(i64::MIN), source: SourceRow { file: 0, row: 1 } }
}

pub(crate) fn merchant(number: i64) -> Version<Content> {
    let text = format!(
        r#"{{"code":"{}","name":"店","kind":"enterprise","size":"micro","channel":"shop","area":"371502","industry":"F5211","registered_on":"2020-01-01","status":"active"}}"#,
        code(number)
    );
    at(Content::from(serde_json::from_str::<Merchant>(&text).unwrap()), 1)
}

pub(crate) fn penalty(number: i64, withdrawn: bool) -> Version<Content> {
    decided("1", number, withdrawn)
}

/// Another penalty of the same merchant.
pub(crate) fn second(number: i64, withdrawn: bool) -> Version<Content> {
    decided("2", number, withdrawn)
}

fn decided(decision: &str, number: i64, withdrawn: bool) -> Version<Content> {
    let text = format!(
        r#"{{"party":"{}","authority":"聊城市市场监督管理局","authority_code":"113715","decision_no":"{decision}","conduct":"销售假药","ground":"药品管理法","kinds":["fine","business_suspended"],"content":"罚款","permit":"","fine_fen":30000000,"confiscated_fen":0,"decided_on":"2026-10-10","published_on":"2026-10-20","withdrawn":{withdrawn}}}"#,
        code(number)
    );
    at(Content::from(serde_json::from_str::<Penalty>(&text).unwrap()), if withdrawn { 2 } else { 1 })
}

/// What a merchant is shown of itself.
fn to_itself(ratings: &Ratings, number: i64) -> Shown {
    let claims = json!({
        "sub": "1", "name": "店", "role": "merchant", "scopes": [], "merchant": code(number),
        "iss": "", "aud": "", "iat": 0, "nbf": 0, "exp": 0, "jti": "",
    });
    ratings.shown(&serde_json::from_value(claims).unwrap(), code(number)).unwrap()
}

pub(crate) fn classes(service: &Service) -> BTreeMap<String, u64> {
    service.ratings.summary(Reach::Everywhere).classes
}

#[test]
fn an_import_that_moves_many_waits_for_its_release_and_a_withdrawal_does_not() {
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        for number in 1..=MERCHANTS {
            feed.import(Some(1), number, &merchant(number));
        }
        let service = start(place, &feed, &clock);
        let ratings = &service.ratings;
        settle(&service);
        let before = classes(&service);
        assert!(
            ratings.holds(None, 10, Reach::Everywhere).unwrap().is_empty(),
            "{}: a first load is never held",
            place.backend
        );

        feed.at_once(|| (1..=25).for_each(|number| feed.import(Some(2), number, &penalty(number, false))));
        settle(&service);
        assert_eq!(classes(&service), before, "{}: nothing is issued", place.backend);
        let holds = ratings.holds(None, 10, Reach::Everywhere).unwrap();
        let hold = holds.first().unwrap();
        assert_eq!((holds.len(), hold.origin.as_str()), (1, "import memory/2"));
        assert_eq!(hold.moves.iter().map(|moves| moves.merchants).sum::<i64>(), 25);
        assert_eq!(ratings.held_by(hold.hold_id, None, 100, Reach::Everywhere).unwrap().len(), 25);
        // It is of the whole city: for whoever is limited to an area, even to that of everybody in it, there is none.
        let county = Reach::Within(AreaCode::parse("371502").unwrap());
        assert!(ratings.holds(None, 10, county).unwrap().is_empty(), "{}", place.backend);
        assert!(matches!(ratings.hold(hold.hold_id, county), Err(RatingError::MissingHold)));
        assert!(matches!(ratings.held_by(hold.hold_id, None, 100, county), Err(RatingError::MissingHold)));
        let released = ratings.release(hold.hold_id, ("official", county), "looked at");
        assert!(matches!(released, Err(RatingError::MissingHold)), "{}", place.backend);
        // Only the class waits: what is on display is on display, and the merchant is shown what was issued.
        let found = ratings.look_up(code(2), Reach::Everywhere).unwrap();
        assert_eq!((found.held_by, found.served.public_penalties), (Some(hold.hold_id), 1), "{}", place.backend);
        let shown = to_itself(ratings, 2);
        assert!(shown.has(Group::Issued) && !shown.has(Group::Class) && !shown.has(Group::Certificate));
        assert!(to_itself(ratings, 30).has(Group::Class), "{}: who is not held", place.backend);
        // The day turns and the month too: what is held stays held.
        clock.turn_to(day("2026-12-02"));
        settle(&service);
        assert_eq!(classes(&service), before, "{}: time frees nobody", place.backend);
        // What is taken back is not held, although the same merchant is.
        feed.import(Some(3), 1, &penalty(1, true));
        settle(&service);
        assert!(ratings.held(code(1)).unwrap().is_none());

        ratings.release(hold.hold_id, ("official", Reach::Everywhere), "looked at").unwrap();
        settle(&service);
        let after = classes(&service);
        assert_ne!(after, before, "{}: released", place.backend);
        assert!(ratings.held_by(hold.hold_id, None, 100, Reach::Everywhere).unwrap().is_empty());
        assert!(ratings.release(hold.hold_id, ("official", Reach::Everywhere), "again").is_err());
        let moved = ratings.hold(hold.hold_id, Reach::Everywhere).unwrap().moves;
        assert_eq!(moved.iter().map(|moves| moves.merchants).sum::<i64>(), 24, "what was released stays known");
        assert!(to_itself(ratings, 2).has(Group::Class), "{}: released", place.backend);

        // All of it is withdrawn by one import: a mass event as well, but nobody waits for it.
        feed.at_once(|| (2..=25).for_each(|number| feed.import(Some(4), number, &penalty(number, true))));
        settle(&service);
        assert_eq!(classes(&service), before, "{}: taken back at once", place.backend);
        assert_eq!(ratings.holds(None, 10, Reach::Everywhere).unwrap().len(), 1);
    });
}
