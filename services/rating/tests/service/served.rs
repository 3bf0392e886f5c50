//! A sample city: what is served and explained is what a rating from scratch gives, for many days and
//! instants of knowledge.

use crate::support::{HandClock, MemoryFeed, Said, day, ruling, settle, start};
use contracts::access::Reach;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::Content;
use domain::version::Version;
use intake::{Each, Input, Options, read};
use rating::{Filter, Question, RatingError, Served, Service, Sort};
use samplecity::{City, FileKind};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::Arc;
use testkit::each_backend;

/// Every record of a sample city.
pub(crate) fn city(merchants: u32) -> Vec<Version<Content>> {
    let anchor = day("2026-11-23");
    let sample = City { seed: 7, anchor, merchants, alarming: false };
    let mut all = Vec::new();
    for kind in FileKind::ALL {
        let mut bytes = Vec::new();
        sample.write(kind, &mut bytes, &mut |_| true).unwrap();
        let input = Input {
            name: kind.file_name(),
            number: 0,
            bytes: &mut Cursor::new(bytes),
            layout: None,
            mapping: None,
            issues: &mut |_| {},
            watch: &mut |_| true,
        };
        read(input, &Options::new(anchor), &mut Each(|version| all.push(version))).unwrap();
    }
    all
}

/// Says everything to the feed; each code is a subject.
pub(crate) fn say(versions: Vec<Version<Content>>, feed: &MemoryFeed) -> Said {
    let mut subjects: BTreeMap<PartyCode, i64> = BTreeMap::new();
    let mut said = Said::default();
    for version in versions {
        let next = subjects.len() as i64 + 1;
        let subject = *subjects.entry(version.content.party()).or_insert(next);
        feed.add(subject, &version);
        said.add(subject, version);
    }
    said
}

fn explained(service: &Service, code: PartyCode, question: &Question<'_>) -> Option<(String, i64)> {
    let told = service.ratings.explain(code, question, Reach::Everywhere).unwrap().explanation;
    let rating = &told["rating"];
    Some((rating["class"].as_str()?.to_owned(), rating["score_milli"].as_i64()?))
}

#[test]
fn what_is_served_is_what_a_rating_from_scratch_gives() {
    let versions = city(300);
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        let said = say(versions.clone(), &feed);
        let service = start(place, &feed, &clock);
        settle(&service);
        let ruling = ruling();
        let wanted = said.rated(&ruling, day("2026-11-23"), None);
        assert!(wanted.len() >= 300);
        for (code, wanted) in &wanted {
            let served = service.ratings.projection.find(*code).unwrap();
            let score = served.score().map(|score| score.0);
            let found = served.class.as_deref().map(str::to_owned).zip(score);
            assert_eq!(found, *wanted, "{}: {code}", place.backend);
        }
        let days = ["2026-01-01", "2026-03-15", "2026-06-30", "2026-11-01", "2027-05-06"].map(day);
        let instants = [None, Some("2026-02-01T00:00:00+08:00"), Some("2026-11-20T08:00:00+08:00")];
        for (at, known_at) in days.into_iter().zip(instants.into_iter().cycle()) {
            let known_at = known_at.map(|text| Instant::parse(text).unwrap());
            let wanted = said.rated(&ruling, at, known_at);
            let question = Question { as_of: Some(at), known_at, scheme: Some("LC-CONSUME") };
            for (code, wanted) in wanted.iter().step_by(7) {
                assert_eq!(explained(&service, *code, &question), *wanted, "{}: {code} {at}", place.backend);
            }
        }
        lists_page_through_everybody(&service, wanted.len());
        who_is_limited_sees_what_is_inside(&service);
    });
}

fn key((score, code): (Option<i64>, PartyCode), sign: i64) -> (bool, i64, PartyCode) {
    (score.is_none(), sign * score.unwrap_or(0), code)
}

fn lists_page_through_everybody(service: &Service, merchants: usize) {
    for sort in [Sort::Code, Sort::Score, Sort::ScoreDown] {
        let mut seen: Vec<(Option<i64>, PartyCode)> = Vec::new();
        let mut filter = Filter { sort, ..Filter::within(Reach::Everywhere, 37) };
        loop {
            let page = service.ratings.list(&filter);
            seen.extend(page.iter().take(37).map(|served| (served.score().map(|score| score.0), served.code)));
            if page.len() <= 37 {
                break;
            }
            filter.after = Some(rating::Place::of(sort, &page[36]));
        }
        assert_eq!(seen.len(), merchants, "{sort:?}");
        assert!(seen.windows(2).all(|pair| match sort {
            Sort::Code => pair[0].1 < pair[1].1,
            // Whoever has no score comes last either way.
            Sort::Score => key(pair[0], 1) < key(pair[1], 1),
            Sort::ScoreDown => key(pair[0], -1) < key(pair[1], -1),
        }));
    }
    let summary = service.ratings.summary(Reach::Everywhere);
    assert_eq!(summary.merchants, merchants as u64);
    assert_eq!(summary.classes.values().sum::<u64>(), summary.merchants);
    let area = summary.areas.values().flat_map(BTreeMap::values).sum::<u64>();
    assert_eq!(area, summary.merchants);
}

/// Of everything that there is to be seen of everybody, whoever is limited to an area sees what is inside it.
fn who_is_limited_sees_what_is_inside(service: &Service) {
    let ratings = &service.ratings;
    let everybody = ratings.list(&Filter::within(Reach::Everywhere, 1_000));
    let codes: Vec<PartyCode> = everybody.iter().map(|served| served.code).collect();
    let question = Question::default();
    for area in AreaCode::liaocheng().chain(["371500", "370000", "110100"].map(|code| AreaCode::parse(code).unwrap())) {
        let reach = Reach::Within(area);
        let is_inside = |served: &Served| reach.covers(served.area);
        let inside: Vec<Served> = everybody.iter().filter(|served| is_inside(served)).cloned().collect();
        assert_eq!(ratings.list(&Filter::within(reach, 1_000)), inside, "{area}");
        let classes: u64 = ratings.summary(reach).classes.values().sum();
        assert_eq!((ratings.summary(reach).merchants, classes), (inside.len() as u64, inside.len() as u64), "{area}");
        let many = ratings.look_many_up(&codes, reach).unwrap();
        for (at, (served, found)) in everybody.iter().zip(many).enumerate() {
            assert_eq!(found.is_ok(), is_inside(served), "{area} {}", served.code);
            let alone = ratings.look_up(served.code, reach);
            assert_eq!(alone.is_ok(), is_inside(served), "{area} {}", served.code);
            assert_eq!(ratings.at_hand(served.code, reach).is_some(), is_inside(served), "{area} {}", served.code);
            // What is computed takes its time.
            if at % 20 == 0 {
                let told = [
                    ratings.explain(served.code, &question, reach).map(|_| ()),
                    ratings.certify(served.code, &question, reach).map(|_| ()),
                    ratings.history(served.code, reach).map(|_| ()),
                    ratings.recomputed(served.code, reach).map(|_| ()),
                ];
                for told in told {
                    let is_missing = matches!(told, Err(RatingError::Missing));
                    assert_eq!(is_missing, !is_inside(served), "{area} {}: {told:?}", served.code);
                }
            }
        }
    }
    assert!(everybody.iter().map(|served| served.area).collect::<BTreeSet<_>>().len() > 5);
}

#[test]
fn tables_of_past_months_are_made_before_anybody_asks() {
    let versions = city(60);
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        let said = say(versions.clone(), &feed);
        let service = start(place, &feed, &clock);
        settle(&service);
        // Of every month since the scheme came into force.
        let begun = std::time::Instant::now();
        while service.ratings.peers_months().unwrap() < 47 {
            assert!(begun.elapsed().as_secs() < 120, "{}: {:?}", place.backend, service.ratings.peers_months());
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let (ruling, past) = (ruling(), day("2024-05-17"));
        let question = Question { as_of: Some(past), ..Question::default() };
        for (code, wanted) in said.rated(&ruling, past, None).iter().step_by(5) {
            assert_eq!(explained(&service, *code, &question), *wanted, "{}: {code}", place.backend);
        }
    });
}
