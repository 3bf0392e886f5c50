//! What would help: a rating by what is supposed is the rating that comes about when it happens, and nothing of it stays.

use crate::holds::{at, code, merchant, penalty, second};
use crate::served::{city, say};
use crate::succession::{succeeded, told_at};
use crate::support::{HandClock, MemoryFeed, day, settle, start};
use contracts::access::Reach;
use contracts::port::{Outlook, OutlookLine, OutlookRule, Supposed, SupposedEnd};
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Content, Penalty, Record, RecordKey, Standing, StandingKind, SuccessionGround};
use domain::version::{Version, heads};
use domain::vocab::{Polarity, StopReason};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rating::{Question, RatingError, Ratings, Service, Unsupposed};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use testkit::{Place, each_backend};

pub(crate) const TODAY: &str = "2026-11-23";

pub(crate) fn ends(key: &str, on: &str) -> Vec<SupposedEnd> {
    vec![SupposedEnd { key: key.to_owned(), on: day(on) }]
}

fn supposed(service: &Service, code: PartyCode, supposed: &Supposed) -> Outlook {
    service.ratings.suppose(code, supposed, Reach::Everywhere).unwrap()
}

/// Says some versions to a service, which follows them.
fn following(place: &Place, first: &[(i64, Version<Content>)]) -> (Arc<MemoryFeed>, Arc<HandClock>, Service) {
    let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day(TODAY)));
    first.iter().for_each(|(subject, version)| feed.add(*subject, version));
    let service = start(place, &feed, &clock);
    settle(&service);
    (feed, clock, service)
}

/// A membership of the serious list from a day on, or an end of it.
pub(crate) fn listed(number: i64, until: Option<&str>) -> Version<Content> {
    let text = json!({
        "party": code(number), "kind": { "form": "status", "kind": "serious_list" }, "office": "聊城市市场监督管理局", "document_no": "L1",
        "from": "2026-03-02", "until": until,
    });
    at(Content::from(serde_json::from_value::<Standing>(text).unwrap()), if until.is_some() { 2 } else { 1 })
}

fn key_of(version: &Version<Content>) -> String {
    version.content.key().as_str().to_owned()
}

/// What the ordinary explanation of a day says, in the words of an outlook.
fn explained(ratings: &Ratings, code: PartyCode, on: Option<Day>) -> Outlook {
    let question = Question { as_of: on, ..Question::default() };
    let told = ratings.explain(code, &question, Reach::Everywhere).unwrap().explanation;
    let rating = &told["rating"];
    let texts = |value: &Value| serde_json::from_value::<Vec<String>>(value.clone()).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let list = |name: &str| rating[name].as_array().unwrap().iter();
    let rule = |rule: &Value| OutlookRule {
        id: text(&rule["id"]),
        zh: text(&rule["name"]["zh"]),
        en: text(&rule["name"]["en"]),
        binding: rule["binding"] == true,
        keys: texts(&rule["records"]),
    };
    let line = |line: &Value| OutlookLine {
        id: text(line.get("indicator").filter(|id| !id.is_null()).unwrap_or(&line["part"])),
        kind: text(&line["kind"]),
        zh: text(&line["name"]["zh"]),
        en: text(&line["name"]["en"]),
        points_milli: line["milli"].as_i64().unwrap(),
        keys: texts(&line["records"]),
    };
    let derived =
        list("lines").chain(list("rules")).flat_map(|one| one["derivations"].as_array().into_iter().flatten());
    let class = rating["class"].as_str().map(str::to_owned);
    Outlook {
        rank: class.as_deref().and_then(|class| u8::try_from("ABCD".find(class)?).ok()),
        day: day(rating["day"].as_str().unwrap()),
        score_milli: class.as_ref().and_then(|_| rating["score_milli"].as_i64()),
        class,
        scheme: format!("{} {}", text(&told["scheme"]["id"]), text(&told["scheme"]["version"])),
        rules: list("rules").map(rule).collect(),
        lines: list("lines").map(line).collect(),
        provisional: derived.into_iter().any(|one| one["provisional"] == true),
        assumptions: Vec::new(),
    }
}

/// The same without what is said for people.
fn bare(outlook: Outlook) -> Outlook {
    assert!(outlook.assumptions.iter().all(|one| !one.zh.is_empty() && !one.en.is_empty()));
    Outlook { assumptions: Vec::new(), ..outlook }
}

/// What counts against a merchant: penalties, and lists, marks and duties that it would be rid of.
#[derive(Clone, Default)]
struct Against {
    penalties: Vec<Version<Penalty>>,
    standing: Vec<Version<Standing>>,
}

fn standing_of<T: Record>(versions: Vec<Version<T>>) -> impl Iterator<Item = Version<T>> {
    let heads = heads(&versions, None).unwrap().heads;
    heads.into_iter().map(move |at| versions[at].clone())
}

fn against(versions: &[Version<Content>]) -> BTreeMap<PartyCode, Against> {
    let (mut penalties, mut standing) = (Vec::new(), Vec::new());
    for version in versions.iter().cloned() {
        match &version.content {
            Content::Penalty(record) => penalties.push(version.clone().map(|_| record.clone())),
            Content::Standing(record) => standing.push(version.clone().map(|_| record.clone())),
            _ => {}
        }
    }
    let mut all: BTreeMap<PartyCode, Against> = BTreeMap::new();
    // What had been revoked begins anew on its day: a stop before that is refused.
    for version in standing_of(penalties) {
        all.entry(version.content.party).or_default().penalties.push(version);
    }
    for version in standing_of(standing) {
        let is_adverse = match version.content.kind {
            StandingKind::Status(kind) => kind.polarity() == Polarity::Adverse,
            StandingKind::Breach | StandingKind::Judgment => true,
            StandingKind::AnnualReport | StandingKind::Permit => false,
        };
        if is_adverse && version.content.from <= day(TODAY) {
            all.entry(version.content.party).or_default().standing.push(version);
        }
    }
    all
}

/// The numbers of those among `all` that are chosen, each with a day some days after today.
fn chosen<'c>(all: &'c [RecordKey], choice: &'c [Option<i32>]) -> impl Iterator<Item = SupposedEnd> + 'c {
    let days = all.iter().zip(choice).filter_map(|(key, days)| Some((key, (*days)?)));
    days.map(|(key, days)| SupposedEnd { key: key.as_str().to_owned(), on: day(TODAY).plus_days(days) })
}

#[test]
fn with_nothing_supposed_it_is_the_ordinary_rating_and_nothing_is_kept() {
    let versions = city(200);
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day(TODAY)));
        let _ = say(versions.clone(), &feed);
        let service = start(place, &feed, &clock);
        settle(&service);
        let (mut compared, mut ruled) = (0, 0);
        for code in versions.iter().map(|version| version.content.party()).collect::<std::collections::BTreeSet<_>>() {
            if service.ratings.projection.find(code).is_none() {
                continue;
            }
            // Within the month the peers are those of today anyway.
            for on in [TODAY, "2026-11-30"].map(day) {
                let outlook = bare(supposed(&service, code, &Supposed::nothing(on)));
                assert_eq!(outlook, explained(&service.ratings, code, Some(on)), "{}: {code} {on}", place.backend);
                ruled += usize::from(!outlook.rules.is_empty());
            }
            compared += 1;
        }
        assert!(compared >= 200 && ruled > 0, "{}: {compared} {ruled}", place.backend);
    });
}

#[test]
fn what_is_supposed_is_what_comes_about_when_it_is_recorded() {
    let versions = city(300);
    let against = against(&versions);
    let then = day("2026-11-29");
    each_backend(|place| {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day(TODAY)));
        let said = say(versions.clone(), &feed);
        let service = start(place, &feed, &clock);
        settle(&service);
        let subject: BTreeMap<PartyCode, i64> =
            said.0.iter().map(|(subject, versions)| (versions[0].content.party(), *subject)).collect();
        let newest = Some(Instant::start_of(day("2030-01-01")));
        let (mut outlooks, mut helped) = (Vec::new(), 0);
        for (number, (code, records)) in against.iter().enumerate() {
            if service.ratings.projection.find(*code).is_none() {
                continue;
            }
            // All of the first, all but one of the second, and so on, on days before and after the one that is asked for.
            let on = |at: usize| day(TODAY).plus_days(i32::try_from((at + number) % 8).unwrap());
            let is_chosen = |at: usize| number % 3 == 0 || at % 3 != number % 3;
            let mut wanted = Supposed::nothing(then);
            let mut recorded: Vec<Version<Content>> = Vec::new();
            for (at, version) in records.penalties.iter().enumerate().filter(|(at, _)| is_chosen(*at)) {
                wanted.stops.push(SupposedEnd { key: version.content.key().as_str().to_owned(), on: on(at) });
                let mut penalty = version.content.clone();
                penalty.display_stopped_on.push(on(at));
                penalty.display_stop_reason = Some(StopReason::Repaired);
                recorded.push(Version { order: newest, ..version.clone().map(|_| Content::from(penalty)) });
            }
            for (at, version) in records.standing.iter().enumerate().filter(|(at, _)| is_chosen(*at)) {
                wanted.ends.push(SupposedEnd { key: version.content.key().as_str().to_owned(), on: on(at) });
                let mut standing = version.content.clone();
                let last = on(at).plus_days(-1);
                standing.until = Some(standing.until.map_or(last, |until| until.min(last)));
                recorded.push(Version { order: newest, ..version.clone().map(|_| Content::from(standing)) });
            }
            let outlook = bare(supposed(&service, *code, &wanted));
            let before = bare(supposed(&service, *code, &Supposed::nothing(then)));
            helped += usize::from(before.class != outlook.class || before.score_milli != outlook.score_milli);
            outlooks.push((*code, outlook, subject[code], recorded));
        }
        for (.., subject, recorded) in &outlooks {
            recorded.iter().for_each(|version| feed.add(*subject, version));
        }
        settle(&service);
        clock.turn_to(then);
        settle(&service);
        for (code, outlook, ..) in &outlooks {
            assert_eq!(*outlook, explained(&service.ratings, *code, None), "{}: {code}", place.backend);
        }
        assert!(outlooks.len() > 20 && helped > 10, "{}: {} {helped}", place.backend, outlooks.len());
    });
}

#[test]
fn supposing_more_never_makes_it_worse() {
    let versions = city(300);
    let against: Vec<(PartyCode, Against)> = against(&versions).into_iter().collect();
    for place in [Place::sqlite(), Place::postgres()] {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day(TODAY)));
        let _ = say(versions.clone(), &feed);
        let service = start(&place, &feed, &clock);
        settle(&service);
        let choice = || prop::collection::vec(prop::option::of(0i32..900), 12);
        let strategy = (0..against.len(), choice(), choice(), 0i32..1_200);
        let better = std::cell::Cell::new(0);
        let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
        let outcome = TestRunner::new(config).run(&strategy, |(which, less, more, ahead)| {
            let (code, records) = &against[which];
            if service.ratings.projection.find(*code).is_none() {
                return Ok(());
            }
            let penalties: Vec<RecordKey> = records.penalties.iter().map(|version| version.content.key()).collect();
            let standing: Vec<RecordKey> = records.standing.iter().map(|version| version.content.key()).collect();
            let on = day(TODAY).plus_days(ahead);
            let nothing = Supposed::nothing(on);
            let some = Supposed {
                day: on,
                stops: chosen(&penalties, &less[..6]).collect(),
                ends: chosen(&standing, &less[6..]).collect(),
            };
            let mut all = some.clone();
            all.stops.extend(chosen(&penalties, &more[..6]));
            all.ends.extend(chosen(&standing, &more[6..]));
            let [nothing, some, all] = [nothing, some, all].map(|one| supposed(&service, *code, &one));
            for (before, after) in [(&nothing, &some), (&some, &all)] {
                prop_assert!(before.class.is_some() == after.class.is_some(), "{code}");
                // A is the best class, and its letter the smallest.
                prop_assert!(after.class <= before.class, "{}: {code} {before:?} {after:?}", place.backend);
                prop_assert!(after.score_milli >= before.score_milli, "{}: {code} {before:?} {after:?}", place.backend);
                better.set(better.get() + usize::from(after.score_milli > before.score_milli));
            }
            Ok(())
        });
        outcome.unwrap();
        assert!(better.get() > 10, "{}: {}", place.backend, better.get());
    }
}

#[test]
fn a_stop_and_an_end_help_from_their_day_on() {
    each_backend(|place| {
        let first = [(1, merchant(1)), (1, penalty(1, false)), (1, listed(1, None)), (2, merchant(2))];
        let (feed, clock, service) = following(place, &first);
        let (stop, end) = (key_of(&penalty(1, false)), key_of(&listed(1, None)));
        let on = |day_asked: &str, stops: &[SupposedEnd], all_ends: &[SupposedEnd]| {
            let wanted = Supposed { day: day(day_asked), stops: stops.to_vec(), ends: all_ends.to_vec() };
            supposed(&service, code(1), &wanted)
        };
        let (stops, list_ends) = (ends(&stop, "2027-05-20"), ends(&end, "2027-06-01"));
        let named = |outlook: &Outlook, key: &str| {
            let rules = outlook.rules.iter().flat_map(|rule| &rule.keys);
            rules.chain(outlook.lines.iter().flat_map(|line| &line.keys)).any(|named| named == key)
        };
        let held = on("2027-05-19", &stops, &list_ends);
        assert!(named(&held, &stop) && named(&held, &end), "{}: {held:?}", place.backend);
        assert!(held.rules.iter().any(|rule| rule.binding && rule.keys.contains(&end)), "{}: {held:?}", place.backend);
        let repaired = on("2027-05-20", &stops, &list_ends);
        assert!(!named(&repaired, &stop) && named(&repaired, &end), "{}: {repaired:?}", place.backend);
        assert_eq!(
            (&repaired.class, held.score_milli < repaired.score_milli),
            (&held.class, true),
            "{}",
            place.backend
        );
        let free = on("2027-06-01", &stops, &list_ends);
        assert!(!named(&free, &end) && free.class < repaired.class, "{}: {free:?}", place.backend);
        let clean = supposed(&service, code(2), &Supposed::nothing(day("2027-06-01")));
        assert_eq!((&free.class, free.score_milli), (&clean.class, clean.score_milli), "{}", place.backend);

        // In another month, by the peers of today, of which it says so.
        let peers = |outlook: &Outlook| outlook.assumptions.iter().filter(|one| one.en.contains("peers")).count();
        assert_eq!([peers(&free), peers(&on("2026-11-30", &[], &[]))], [1, 0], "{}", place.backend);
        let issued = service.ratings.history(code(1), Reach::Everywhere).unwrap().len();
        assert_eq!(issued, 1, "{}: nothing was issued by it", place.backend);

        // So it is when both have happened.
        let Content::Penalty(mut record) = penalty(1, false).content else { unreachable!() };
        record.display_stopped_on.push(day("2027-05-20"));
        record.display_stop_reason = Some(StopReason::Repaired);
        feed.add(1, &at(Content::Penalty(record), 2));
        feed.add(1, &listed(1, Some("2027-05-31")));
        clock.turn_to(day("2027-06-01"));
        settle(&service);
        assert_eq!(explained(&service.ratings, code(1), None), bare(free), "{}", place.backend);
    });
}

#[test]
fn what_a_predecessor_did_is_named_by_its_code_and_key() {
    each_backend(|place| {
        let merged = told_at(succeeded(1, 2, SuccessionGround::Merger), Instant::start_of(day("2026-11-15")));
        let first = [(1, merchant(1)), (1, penalty(1, false)), (1, merged), (2, merchant(2)), (3, merchant(3))];
        let (_feed, _clock, service) = following(place, &first);
        let key = format!("{}/{}", code(1), key_of(&penalty(1, false)));
        let burdened = supposed(&service, code(2), &Supposed::nothing(day(TODAY)));
        assert!(burdened.lines.iter().any(|line| line.keys.contains(&key)), "{}: {burdened:?}", place.backend);
        let wanted = Supposed { stops: ends(&key, TODAY), ..Supposed::nothing(day(TODAY)) };
        let (free, clean) =
            (supposed(&service, code(2), &wanted), supposed(&service, code(3), &Supposed::nothing(day(TODAY))));
        assert_eq!((&free.class, free.score_milli), (&clean.class, clean.score_milli), "{}", place.backend);
        assert!(burdened.score_milli < free.score_milli, "{}", place.backend);
        // Of whom it does not carry on, it has nothing.
        let refused = service.ratings.suppose(code(3), &wanted, Reach::Everywhere);
        assert!(matches!(refused, Err(RatingError::Supposed(_))), "{}: {refused:?}", place.backend);
    });
}

#[test]
fn what_cannot_be_supposed_is_refused_by_name() {
    each_backend(|place| {
        let (_feed, _clock, service) = following(place, &[(1, merchant(1)), (1, penalty(1, false))]);
        let refused = |wanted: &Supposed| match service.ratings.suppose(code(1), wanted, Reach::Everywhere) {
            Err(RatingError::Supposed(wrong)) => {
                wrong.into_iter().map(|one| (one.field, one.why)).collect::<Vec<(String, Unsupposed)>>()
            }
            other => panic!("{}: {other:?}", place.backend),
        };
        let today = Supposed::nothing(day(TODAY));
        let other = key_of(&second(1, false));
        let wanted = Supposed { stops: ends(&other, TODAY), ..today.clone() };
        assert_eq!(refused(&wanted), [("stops[0].key".to_owned(), Unsupposed::NoPenalty(other))]);
        let furthest = day("2036-11-23");
        assert!(service.ratings.suppose(code(1), &Supposed::nothing(furthest), Reach::Everywhere).is_ok());
        let too_far = refused(&Supposed::nothing(furthest.next()));
        assert_eq!(too_far, [("day".to_owned(), Unsupposed::TooFar(furthest))]);
        let before = refused(&Supposed::nothing(day("1980-01-01")));
        assert_eq!(before, [("day".to_owned(), Unsupposed::NoScheme(day("1980-01-01")))]);
        let one = ends(&key_of(&penalty(1, false)), TODAY);
        let many = |stops: usize| Supposed { stops: vec![one[0].clone(); stops], ..today.clone() };
        assert!(service.ratings.suppose(code(1), &many(100), Reach::Everywhere).is_ok(), "{}", place.backend);
        assert_eq!(refused(&many(101)), [("stops".to_owned(), Unsupposed::TooMany)]);
        let missing = service.ratings.suppose(code(9), &today, Reach::Everywhere);
        assert!(matches!(missing, Err(RatingError::Missing)), "{}: {missing:?}", place.backend);
    });
}
