//! Sudden growth of complaints in a sample city: what is planted is found in its month, by whoever may see it, and waits
//! for an official.

use crate::served::{city, say};
use crate::support::{HandClock, MemoryFeed, day, operate, settle, start};
use contracts::access::Reach;
use db::{Conn, Database, DbError, Pools};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Complaint, Content, Standing};
use domain::version::{SourceRow, Version};
use rating::{Alert, GrowthFound, GrowthSought, Month, RatingError, Service, State, document_no};
use std::sync::Arc;
use testkit::each_backend;

const PLANTED: u32 = 14;

fn month(text: &str) -> Month {
    Month::try_from(text.to_owned()).unwrap()
}

fn everywhere(of: &str) -> GrowthSought {
    GrowthSought { month: Some(month(of)), area: None, reach: Reach::Everywhere, after: None, limit: 1_000 }
}

fn found(service: &Service, of: &str) -> GrowthFound {
    service.ratings.growth(&everywhere(of)).unwrap()
}

fn codes(found: &GrowthFound) -> Vec<PartyCode> {
    found.alerts.iter().map(|alert| alert.grown.code).collect()
}

fn alert(service: &Service, code: PartyCode) -> Option<Alert> {
    found(service, "2026-10").alerts.into_iter().find(|alert| alert.grown.code == code)
}

fn version(content: Content, (order, known): (i64, &str)) -> Version<Content> {
    let known_from = Instant::parse(known).unwrap();
    Version { content, order: Some(Instant::from_micros(order)), known_from, source: SourceRow { file: 0, row: 1 } }
}

/// A complaint of a merchant, of the n-th day of October and mediated, or as the end of its text says.
fn complaint(code: PartyCode, n: u32, end: &str) -> Content {
    let day = 1 + n % 28;
    let text = format!(
        r#"{{"party":"{code}","number":"GROWN{n}","received_on":"2026-10-{day:02}","accepted_on":"2026-10-{day:02}","closed_on":"2026-11-05","outcome":"MEDIATED"{end}}}"#
    );
    Content::from(serde_json::from_str::<Complaint>(&text).unwrap())
}

fn confirmation(code: PartyCode, number: &str, end: &str) -> Content {
    let text = format!(
        r#"{{"party":"{code}","kind":{{"form":"status","kind":"group_alert"}},"office":"聊城市市场监督管理局","document_no":"{number}","from":"2026-11-23"{end}}}"#
    );
    Content::from(serde_json::from_str::<Standing>(&text).unwrap())
}

/// A merchant that traded all the time and had no complaint of late, with its subject.
fn quiet(said: &crate::support::Said) -> (i64, PartyCode) {
    let year = day("2025-10-01");
    let is_quiet = |versions: &&Vec<Version<Content>>| {
        versions.iter().all(|version| match &version.content {
            Content::Complaint(complaint) => complaint.received_on < year,
            Content::Merchant(merchant) => {
                let trading = merchant.trading();
                trading.contains(year) && trading.contains(day("2026-11-01"))
            }
            _ => true,
        }) && versions.iter().any(|version| matches!(version.content, Content::Merchant(_)))
    };
    let (subject, versions) = said.0.iter().find(|(_, versions)| is_quiet(versions)).unwrap();
    (*subject, versions[0].content.party())
}

const EARLIER: &str = "2026-11-20T08:00:00+08:00";
const TODAY: &str = "2026-11-23T08:00:00+08:00";

#[test]
fn what_was_planted_is_found_in_its_month_and_waits_for_an_official() {
    let versions = city(300);
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        let said = say(versions.clone(), &feed);
        let service = start(place, &feed, &clock);
        settle(&service);
        let (subject, code) = quiet(&said);
        let before = found(&service, "2026-10");
        assert!(!codes(&before).contains(&code), "{}", place.backend);
        assert!(before.city.merchants > 200 && before.city.stated == 5, "{:?}", before.city);
        for n in 0..PLANTED {
            feed.import(Some(77), subject, &version(complaint(code, n, ""), (1, EARLIER)));
        }
        settle(&service);
        let after = found(&service, "2026-10");
        let grown = after.alerts.iter().find(|alert| alert.grown.code == code).unwrap();
        assert_eq!((grown.grown.found.observed, grown.grown.before), (PLANTED, 0), "{}", place.backend);
        assert!(grown.name.is_some() && grown.state == State::Waiting);
        assert!(grown.grown.others.merchants >= 30 && grown.grown.months == 12, "{grown:?}");
        assert_eq!(service.ratings.growth(&GrowthSought { month: None, ..everywhere("2026-10") }).unwrap(), after);
        for other in ["2026-08", "2026-09"] {
            assert!(!codes(&found(&service, other)).contains(&code), "{}: {other}", place.backend);
        }
        let running = service.ratings.growth(&everywhere("2026-11"));
        assert!(matches!(running, Err(RatingError::NotOver(_))), "{running:?}");
        let long_ago = service.ratings.growth(&everywhere("1999-01"));
        assert!(matches!(long_ago, Err(RatingError::NoScheme(_))), "{long_ago:?}");
        pages_and_reaches(&service, &after);

        dismissed_and_confirmed(&service, &feed, (subject, code));

        // A restart finds what was kept, and without it the same.
        let kept = found(&service, "2026-10");
        drop(service);
        let service = start(place, &feed, &clock);
        assert_eq!(found(&service, "2026-10"), kept, "{}", place.backend);
        operate(place, "DELETE FROM growth");
        let anew = found(&service, "2026-10");
        assert!(anew.city.known_at > kept.city.known_at && anew.alerts == kept.alerts, "{}", place.backend);
    });
}

fn pages_and_reaches(service: &Service, whole: &GrowthFound) {
    let (mut sought, mut seen) = (GrowthSought { limit: 1, ..everywhere("2026-10") }, Vec::new());
    loop {
        let page = service.ratings.growth(&sought).unwrap();
        assert_eq!(page.digest, whole.digest);
        seen.extend(page.alerts);
        sought.after = page.next;
        if sought.after.is_none() {
            break;
        }
    }
    assert_eq!(seen, whole.alerts);
    let area_of = |alert: &Alert| service.ratings.projection.find(alert.grown.code).unwrap().area;
    let mut counted = 0;
    for area in AreaCode::liaocheng() {
        let inside: Vec<Alert> =
            whole.alerts.iter().filter(|alert| Reach::Within(area).covers(area_of(alert))).cloned().collect();
        let limited = service.ratings.growth(&GrowthSought { reach: Reach::Within(area), ..everywhere("2026-10") });
        let of_area = service.ratings.growth(&GrowthSought { area: Some(area), ..everywhere("2026-10") });
        assert_eq!(limited.unwrap().alerts, inside, "{area}");
        assert_eq!(of_area.unwrap().alerts.len(), inside.iter().filter(|a| area_of(a) == Some(area)).count(), "{area}");
        counted += inside.len();
    }
    assert!(counted >= whole.alerts.len());
}

fn dismissed_and_confirmed(service: &Service, feed: &MemoryFeed, (subject, code): (i64, PartyCode)) {
    let own = service.ratings.projection.find(code).unwrap().area.unwrap();
    let dismiss = |month: Month, reach| service.ratings.dismiss_growth((month, code), ("li", reach), "促销所致");
    let other = AreaCode::liaocheng().find(|area| !own.is_within(*area)).unwrap();
    assert!(matches!(dismiss(month("2026-10"), Reach::Within(other)), Err(RatingError::Missing)));
    assert!(matches!(dismiss(month("2026-09"), Reach::Everywhere), Err(RatingError::NoGrowth)));
    assert!(matches!(dismiss(month("2026-12"), Reach::Everywhere), Err(RatingError::NoGrowth)));
    let told = dismiss(month("2026-10"), Reach::Within(own)).unwrap();
    let State::Dismissed(dismissed) = &told.state else { panic!("{told:?}") };
    assert_eq!((dismissed.actor.as_str(), dismissed.reason.as_str()), ("li", "促销所致"));
    assert_eq!((dismissed.complaints, dismissed.at.day()), (PLANTED.into(), day("2026-11-23")));
    assert_eq!(alert(service, code), Some(told));
    assert!(matches!(dismiss(month("2026-10"), Reach::Everywhere), Err(RatingError::Decided)));

    // What has grown since was not looked at.
    feed.import(Some(78), subject, &version(complaint(code, PLANTED, ""), (1, TODAY)));
    settle(service);
    let waiting = alert(service, code).unwrap();
    assert_eq!((waiting.grown.found.observed, &waiting.state), (PLANTED + 1, &State::Waiting));

    // Of another number it is not about this.
    let score = || service.ratings.projection.find(code).unwrap().score().unwrap().0;
    let before = score();
    feed.add(subject, &version(confirmation(code, "另一件", ""), (1, TODAY)));
    settle(service);
    assert_eq!(alert(service, code).unwrap().state, State::Waiting);
    let withdrawn = r#","withdrawn":true"#;
    feed.add(subject, &version(confirmation(code, "另一件", withdrawn), (2, TODAY)));
    let number = document_no(month("2026-10"));
    feed.add(subject, &version(confirmation(code, &number, ""), (1, TODAY)));
    settle(service);
    let State::Confirmed(confirmed) = alert(service, code).unwrap().state else { panic!("not confirmed") };
    assert_eq!((confirmed.from, confirmed.until), (day("2026-11-23"), None));
    assert_eq!(score(), before - 40_000, "the record counts, and it once");
    assert!(matches!(dismiss(month("2026-10"), Reach::Everywhere), Err(RatingError::Decided)));
    feed.add(subject, &version(confirmation(code, &number, withdrawn), (2, TODAY)));
    settle(service);
    assert_eq!((alert(service, code).unwrap().state, score()), (State::Waiting, before));
}

#[test]
fn what_comes_alone_is_taken_in_on_the_next_day_and_what_is_held_no_longer_counts() {
    let versions = city(300);
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        let said = say(versions.clone(), &feed);
        let service = start(place, &feed, &clock);
        let (subject, code) = quiet(&said);
        settle(&service);
        let kept = found(&service, "2026-10");
        for n in 0..PLANTED {
            feed.add(subject, &version(complaint(code, n, ""), (1, TODAY)));
        }
        settle(&service);
        assert_eq!(found(&service, "2026-10"), kept, "{}", place.backend);
        clock.turn_to(day("2026-11-24"));
        assert_eq!(alert(&service, code).unwrap().grown.found.observed, PLANTED, "{}", place.backend);
        // An official holds most of them.
        for n in 3..PLANTED {
            let held = complaint(code, n, r#","held_from":"2026-11-24","held_until":"2026-12-07""#);
            feed.add(subject, &version(held, (2, "2026-11-24T09:00:00+08:00")));
        }
        settle(&service);
        assert!(alert(&service, code).is_some(), "{}", place.backend);
        let is_found = |day: Day| {
            clock.turn_to(day);
            alert(&service, code).is_some()
        };
        assert!(!is_found(day("2026-11-25")), "{}: while they are held", place.backend);
        assert!(is_found(day("2026-12-08")), "{}: the holds have lapsed", place.backend);
        // It is not the last month any more; that has nothing.
        let last = service.ratings.growth(&GrowthSought { month: None, ..everywhere("2026-10") }).unwrap();
        assert!(last.month == month("2026-11") && !codes(&last).contains(&code), "{}", place.backend);
    });
}

#[test]
fn the_last_month_is_worked_out_before_anybody_asks() {
    let versions = city(60);
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        say(versions.clone(), &feed);
        let service = start(place, &feed, &clock);
        settle(&service);
        let db = Database::open(place.location(), rating::SERVICE, Pools::default()).unwrap();
        let kept = || {
            let count = diesel::select(diesel::dsl::sql::<BigInt>("(SELECT count(*) FROM growth)"));
            let counted = db.read::<i64, DbError>(|conn| match conn {
                Conn::Sqlite(conn) => Ok(count.get_result(conn)?),
                Conn::Postgres(conn) => Ok(count.get_result(conn)?),
            });
            counted.unwrap()
        };
        let begun = std::time::Instant::now();
        while kept() == 0 {
            assert!(begun.elapsed().as_secs() < 60, "{}", place.backend);
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    });
}
