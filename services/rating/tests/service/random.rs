//! Random histories, in any order and with repeats: what is served is what a rating from scratch gives.

use crate::support::{HandClock, MemoryFeed, Said, day, ruling, settle, start};
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::{Content, Inspection, Merchant, Penalty};
use domain::version::{SourceRow, Version};
use domain::vocab::InspectionResult;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::sync::Arc;
use testkit::Place;

const CODES: [&str; 3] = ["91371500795315494U", "91371502MA00000A05", "91371581999990010K"];

/// One thing that is said: about whom, which record, what it says, its place in the order, when it was known.
#[derive(Clone, Debug)]
struct Word {
    who: usize,
    what: usize,
    variant: u8,
    order: Option<i64>,
    known: i64,
}

fn words() -> impl Strategy<Value = Vec<Word>> {
    let word = (0usize..3, 0usize..5, 0u8..4, prop::option::of(0i64..3), 0i64..400)
        .prop_map(|(who, what, variant, order, known)| Word { who, what, variant, order, known });
    prop::collection::vec(word, 1..25)
}

fn content(word: &Word) -> Content {
    let party = PartyCode::parse(CODES[word.who]).unwrap();
    match word.what {
        0 => {
            let text = format!(
                r#"{{"code":"{party}","name":"店{}","kind":"enterprise","size":"micro","channel":"shop","area":"371502","industry":"F5211","registered_on":"2020-01-0{}","status":"active"}}"#,
                word.variant,
                word.variant + 1
            );
            Content::from(serde_json::from_str::<Merchant>(&text).unwrap())
        }
        1 | 2 => {
            let text = format!(
                r#"{{"party":"{party}","authority":"聊城市市场监督管理局","authority_code":"113715","decision_no":"{}","conduct":"经营超过保质期的食品","ground":"食品安全法","kinds":["fine"],"content":"罚款","permit":"","fine_fen":{},"confiscated_fen":0,"decided_on":"2026-0{}-10","display_stopped_on":[{}],"withdrawn":{}}}"#,
                word.what,
                [500_000, 5_000_000, 20_000_000, 900_000][usize::from(word.variant)],
                word.variant + 1,
                if word.variant == 2 { r#""2026-08-01""# } else { "" },
                word.variant == 3
            );
            Content::from(serde_json::from_str::<Penalty>(&text).unwrap())
        }
        _ => Content::from(Inspection {
            also: Vec::new(),
            visit: None,
            party,
            number: word.what.to_string(),
            day: day(["2026-02-01", "2026-05-01", "2026-07-15", "2026-11-02"][usize::from(word.variant)]),
            result: InspectionResult::ALL[usize::from(word.variant) * 2],
            case_no: None,
            visit_type: None,
            external_score: None,
            critical_findings: None,
            display_stopped_on: None,
            annulled_on: (word.variant == 3).then(|| day("2026-11-10")),
            withdrawn: false,
        }),
    }
}

fn version(word: &Word) -> Version<Content> {
    let start = Instant::start_of(day("2026-01-01")).micros();
    Version {
        content: content(word),
        order: word.order.map(Instant::from_micros),
        known_from: Instant::from_micros(start + word.known * 86_400_000_000),
        source: SourceRow { file: 0, row: 0 },
    }
}

#[test]
fn any_history_in_any_order_gives_what_a_rating_from_scratch_gives() {
    let ruling = ruling();
    for place in [Place::sqlite(), Place::postgres()] {
        let (feed, clock) = (Arc::new(MemoryFeed::default()), HandClock::at_noon(day("2026-11-23")));
        let service = start(&place, &feed, &clock);
        let said = std::cell::RefCell::new(Said::default());
        // Each case speaks of subjects of its own, so that one installation serves them all.
        let next = std::cell::Cell::new(0i64);
        let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
        let outcome = TestRunner::new(config).run(&words(), |words| {
            *said.borrow_mut() = Said::default();
            let base = next.get();
            next.set(base + 3);
            for word in &words {
                let (subject, version) = (base + 1 + word.who as i64, version(word));
                feed.add(subject, &version);
                said.borrow_mut().add(subject, version);
            }
            settle(&service);
            // The others are peers of theirs, but with fewer complaints than any table asks for they count for
            // nothing; what is compared is each merchant's own record.
            for (code, wanted) in said.borrow().rated(&ruling, day("2026-11-23"), None) {
                let found = service.ratings.projection.find(code).filter(|served| {
                    let class = served.class.as_deref().map(str::to_owned);
                    class.zip(served.score().map(|score| score.0)) == wanted
                });
                prop_assert!(found.is_some(), "{}: {code} {wanted:?} is not what is served", place.backend);
            }
            Ok(())
        });
        outcome.unwrap();
    }
}
