//! The ports over HTTP give what the services themselves give: those of one process, which a client asks from outside.
//! Services apart ask each other by them in every test of both forms.

use crate::{GYM, Installation, RESTAURANT, Served, small_city, until};
use clients::{
    RemoteAccess, RemoteDisplayOrders, RemoteFeed, RemoteReadings, RemoteRecordOrders, RemoteSubjects, Secret, Server,
};
use contracts::access::Role;
use contracts::authorisation::Authorisations as _;
use contracts::port::{
    DisplayAct, DisplayOrder, DisplayOrders as _, Feed as _, Merchants as _, PortError, Readings as _, ReadingsAsked,
    RecordAct, RecordOrder, RecordOrdered, RecordOrders as _, Subjects as _,
};
use contracts::trust::{Revoked, Trust as _};
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant as Known;
use domain::record::{MerchantKind, Penalty};
use domain::vocab::StopReason;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::each_backend;

fn server(served: &Served, role: &str) -> Server {
    Server::new(served.url("access"), Arc::new(served.token(role, &[]))).unwrap()
}

#[test]
fn codes_keep_the_subjects_they_were_given() {
    each_backend(|place| {
        let served = Installation::new(place).serve();
        let subjects = RemoteSubjects::new(server(&served, "service"));
        let codes = [RESTAURANT, GYM, RESTAURANT].map(|code| PartyCode::parse(code).unwrap());
        assert_eq!(subjects.find(&codes).unwrap(), [None, None, None]);
        let opened = subjects.resolve(&codes).unwrap();
        assert!(opened[0] == opened[2] && opened[0] != opened[1], "{opened:?}");
        assert_eq!(subjects.resolve(&codes).unwrap(), opened);
        assert_eq!(subjects.find(&codes[..1]).unwrap(), [Some(opened[0])]);
        assert_eq!(subjects.find(&[]).unwrap(), []);
        let refused = RemoteSubjects::new(server(&served, "bank")).find(&codes);
        assert!(matches!(refused, Err(PortError::Refused { .. })), "{refused:?}");
    });
}

#[test]
fn what_the_registry_has_told_is_known_while_it_is_away() {
    each_backend(|place| {
        let served = Installation::new(place).serve();
        let subjects = RemoteSubjects::new(server(&served, "service"));
        let [one, other] = [RESTAURANT, GYM].map(|code| PartyCode::parse(code).unwrap());
        assert_eq!(subjects.find(&[one]).unwrap(), [None]);
        let opened = subjects.resolve(&[one]).unwrap();
        // That a code has no subject is not remembered: here it gets one from somebody else.
        assert_eq!(subjects.find(&[other, one]).unwrap(), [None, Some(opened[0])]);
        let theirs = RemoteSubjects::new(server(&served, "service")).resolve(&[other]).unwrap();
        assert_eq!(subjects.find(&[one, other, one]).unwrap(), [Some(opened[0]), Some(theirs[0]), Some(opened[0])]);
        assert_eq!(served.stop().code(), Some(0));
        assert_eq!(subjects.resolve(&[other, one]).unwrap(), [theirs[0], opened[0]]);
        let stranger = PartyCode::parse("91371500795315494U").unwrap();
        let away = subjects.find(&[one, stranger]);
        assert!(matches!(away, Err(PortError::Away { .. })), "{away:?}");
    });
}

#[test]
fn the_registry_says_who_is_registered() {
    each_backend(|place| {
        let served = Installation::new(place).serve();
        let registry = RemoteSubjects::new(server(&served, "service"));
        let codes = [GYM, RESTAURANT, "91371500795315494U"].map(|code| PartyCode::parse(code).unwrap());
        assert_eq!(registry.registered(&codes, None).unwrap(), [None, None, None]);
        served.import("merchants", &small_city("merchants.csv"), &[]);
        let found = registry.registered(&codes, None).unwrap();
        let gym = found[0].as_ref().unwrap();
        assert_eq!((gym.code, gym.name.as_str(), gym.kind), (codes[0], "示例健身馆", MerchantKind::Enterprise));
        assert_eq!((found[1].as_ref().unwrap().code, &found[2]), (codes[1], &None));
        let before = Known::parse("2020-01-01T00:00:00Z").unwrap();
        assert_eq!(registry.registered(&codes, Some(before)).unwrap(), [None, None, None], "not yet known");
        let refused = RemoteSubjects::new(server(&served, "bank")).registered(&codes, None);
        assert!(matches!(refused, Err(PortError::Refused { .. })), "{refused:?}");
    });
}

#[test]
fn a_feed_is_followed_to_its_end_and_waits_there() {
    each_backend(|place| {
        let served = Installation::new(place).serve();
        let feed = RemoteFeed::new(server(&served, "service"), "violations");
        assert_eq!((feed.service(), feed.end().unwrap()), ("violations", None));
        served.import("penalties", &small_city("penalties.csv"), &["--history"]);
        // PostgreSQL shows them once no older transaction of the whole server can come in between.
        let first = until(60, "two changes", || {
            Some(feed.changes(None, 2, Duration::from_secs(20)).unwrap()).filter(|some| some.len() == 2)
        });
        let rest = feed.changes(Some(&first[1].cursor), 100, Duration::ZERO).unwrap();
        assert_eq!((first.len(), rest.len()), (2, 1));
        assert!(first[0].key.starts_with("penalty:") && first[0].act == "history", "{:?}", first[0]);
        let end = rest[0].cursor.clone();
        assert_eq!(feed.end().unwrap().as_ref(), Some(&end));
        let begun = Instant::now();
        assert_eq!(feed.changes(Some(&end), 10, Duration::from_secs(1)).unwrap(), []);
        assert!(begun.elapsed() >= Duration::from_secs(1), "it waits for something to happen");
        let strange = feed.changes(Some("nonsense"), 10, Duration::ZERO);
        assert!(matches!(strange, Err(PortError::Refused { .. })), "{strange:?}");
        assert_eq!(served.stop().code(), Some(0));
        let gone = feed.end();
        assert!(matches!(gone, Err(PortError::Away { .. })), "{gone:?}");
    });
}

#[test]
fn an_order_about_a_display_is_followed_once_and_heard_of_in_the_feed() {
    each_backend(|place| {
        let served = Installation::new(place).serve();
        let feed = RemoteFeed::new(server(&served, "service"), "violations");
        served.import("penalties", &small_city("penalties.csv"), &["--history"]);
        let told = until(60, "a penalty", || feed.changes(None, 1, Duration::from_secs(20)).unwrap().pop());
        let penalty: Penalty = serde_json::from_str(&told.content).unwrap();
        let orders = RemoteDisplayOrders::new(server(&served, "service"));
        let on = penalty.decided_on.plus_days(30);
        let order = DisplayOrder {
            subject_id: told.subject_id,
            key: told.key.clone(),
            what: DisplayAct::Stop { reason: StopReason::Repaired },
            on,
            cause: "repair:12#5".to_owned(),
            reason: "准予修复".to_owned(),
        };
        let given = orders.order(&order).unwrap();
        assert!(!given.repeated && given.display_stopped_on.contains(&on), "{given:?}");
        let again = orders.order(&order).unwrap();
        assert!(again.repeated && again.version == given.version, "{again:?}");
        let of_order = until(60, "the order in the feed", || {
            let changes = feed.changes(None, 100, Duration::from_secs(5)).unwrap();
            changes.into_iter().find(|change| change.key == told.key && change.version == given.version)
        });
        assert!(of_order.content.contains(&on.to_string()), "{of_order:?}");

        // What is refused, and who is not there.
        for wrong in [
            DisplayOrder { on: on.next(), ..order.clone() },
            DisplayOrder { cause: "repair:13#1".to_owned(), on: Day::parse("1990-01-01").unwrap(), ..order.clone() },
            DisplayOrder { key: "penalty:nobody/1".to_owned(), ..order.clone() },
        ] {
            let refused = orders.order(&wrong);
            assert!(
                matches!(&refused, Err(PortError::Refused { service, .. }) if service == "violations"),
                "{refused:?}"
            );
        }
        let refused = RemoteDisplayOrders::new(server(&served, "official")).order(&order);
        assert!(matches!(refused, Err(PortError::Refused { .. })), "{refused:?}");
        assert_eq!(served.stop().code(), Some(0));
        let away = orders.order(&order);
        assert!(matches!(away, Err(PortError::Away { .. })), "{away:?}");
    });
}

#[test]
fn an_order_about_a_record_is_followed_once_and_it_is_told_who_had_read_it() {
    each_backend(|place| {
        let served = Installation::new(place).serve();
        let feed = RemoteFeed::new(server(&served, "service"), "violations");
        served.import("penalties", &small_city("penalties.csv"), &["--history"]);
        let told = until(60, "a penalty", || feed.changes(None, 1, Duration::from_secs(20)).unwrap().pop());
        let penalty: Penalty = serde_json::from_str(&told.content).unwrap();
        assert_eq!(served.get(&format!("/violations/v1/penalties?code={}", penalty.party), "official").status(), 200);
        let orders = RemoteRecordOrders::new(server(&served, "service"), "violations");
        let record = orders.stands(told.subject_id, &told.key).unwrap().unwrap();
        assert!(record.content.contains(&penalty.decision_no), "{record:?}");
        let cells = BTreeMap::from([("cf_wfxw".to_owned(), "另一种行为".to_owned())]);
        let order = RecordOrder {
            subject_id: told.subject_id,
            key: told.key.clone(),
            what: RecordAct::Amend(cells),
            on: Day::parse("2026-06-01").unwrap(),
            cause: "repair:12#5".to_owned(),
            reason: "异议成立".to_owned(),
        };
        let given = orders.order(&order).unwrap();
        assert!(!given.repeated && given.amended["conduct"].to == "另一种行为", "{given:?}");
        assert_eq!(orders.order(&order).unwrap(), RecordOrdered { repeated: true, ..given.clone() });
        for wrong in [
            RecordOrder { what: RecordAct::Withdraw, ..order.clone() },
            RecordOrder { cause: "12#5".to_owned(), ..order.clone() },
            RecordOrder {
                cause: "repair:13#1".to_owned(),
                what: RecordAct::Amend(BTreeMap::from([("cf_jdrq".to_owned(), "昨天".to_owned())])),
                ..order.clone()
            },
            RecordOrder { key: "penalty:nobody/1".to_owned(), ..order.clone() },
        ] {
            let refused = orders.order(&wrong);
            assert!(matches!(&refused, Err(PortError::Refused { .. })), "{refused:?}");
        }
        let refused = RemoteRecordOrders::new(server(&served, "official"), "violations").order(&order);
        assert!(matches!(refused, Err(PortError::Refused { .. })), "{refused:?}");

        let readings = RemoteReadings::new(server(&served, "service"), "violations");
        let asked = ReadingsAsked { merchant: penalty.party, from: given.wrong_since, until: given.at, before: None };
        let page = readings.readings(&asked).unwrap();
        assert_eq!((page.items.len(), page.next), (1, None), "the house itself is not told of: {page:?}");
        let read = &page.items[0];
        assert_eq!((read.who.as_deref(), read.role), (Some("test-official"), Some(Role::Official)));
        assert_eq!(read.action, "GET /violations/v1/penalties");
        let before = ReadingsAsked { until: given.wrong_since, ..asked };
        assert_eq!(readings.readings(&before).unwrap().items, []);
        let refused = RemoteReadings::new(server(&served, "auditor"), "violations").readings(&asked);
        assert!(matches!(refused, Err(PortError::Refused { .. })), "{refused:?}");
        assert_eq!(served.stop().code(), Some(0));
        assert!(matches!(readings.readings(&asked), Err(PortError::Away { .. })));
        assert!(matches!(orders.order(&order), Err(PortError::Away { .. })));
    });
}

/// Something that an administrator does.
fn administered(served: &Served, path: &str, body: &Value) -> Value {
    let done = served.request(Method::POST, &format!("/access/v1{path}"), "administrator").json(body).send().unwrap();
    assert!(done.status().is_success(), "{path}: {}", done.status());
    done.json().unwrap_or_default()
}

#[test]
fn a_program_of_the_house_gets_its_own_tokens_and_new_ones_when_they_are_revoked() {
    each_backend(|place| {
        let served = Installation::new(place).serve();
        let account = json!({ "sub": "complaints", "kind": "client", "terms": { "name": "投诉", "role": "service" } });
        administered(&served, "/accounts", &account);
        let secret = administered(&served, "/accounts/complaints/secrets", &json!({}));
        let secret = secret["client_secret"].as_str().unwrap();
        let by = |secret: &str| {
            let tokens = Arc::new(Secret::new(served.url("access"), "complaints", secret).unwrap());
            Server::new(served.url("access"), tokens).unwrap()
        };
        let subjects = RemoteSubjects::new(by(secret));
        let codes = [PartyCode::parse(RESTAURANT).unwrap()];
        assert_eq!(subjects.find(&codes).unwrap(), [None]);
        administered(&served, "/revocations", &json!({ "sub": "complaints", "reason": "试" }));
        let access = RemoteAccess::new(server(&served, "service"));
        let begun = access.trusted(None, Duration::ZERO).unwrap();
        assert!(begun.revoked.iter().any(|one| matches!(one, Revoked::Account(of) if of.sub == "complaints")));
        // What it held is refused within a second, and nobody notices.
        for _ in 0..15 {
            assert_eq!(subjects.find(&codes).unwrap(), [None]);
            std::thread::sleep(Duration::from_millis(100));
        }
        let wrong = RemoteSubjects::new(by("wrong")).find(&codes);
        assert!(matches!(wrong, Err(PortError::Refused { .. })), "{wrong:?}");
    });
}

#[test]
fn what_counts_is_followed_from_another_process() {
    each_backend(|place| {
        let served = Installation::new(place).serve();
        let access = RemoteAccess::new(server(&served, "service"));
        let first = access.trusted(None, Duration::ZERO).unwrap();
        let keys: Value = served.public("/.well-known/jwks.json").json().unwrap();
        assert_eq!(json!(first.keys), json!([keys["keys"][0]["x"]]));
        let begun = Instant::now();
        assert_eq!(access.trusted(Some(&first.version), Duration::from_secs(1)).unwrap(), first);
        assert!(begun.elapsed() >= Duration::from_secs(1), "it waits for something to happen");
        administered(&served, "/keys", &json!({}));
        let second = access.trusted(Some(&first.version), Duration::from_secs(20)).unwrap();
        assert_eq!((second.keys.len(), second.version == first.version), (2, false));
        assert_eq!(access.authorisation(1).unwrap(), None);
        let refused = RemoteAccess::new(server(&served, "bank")).trusted(None, Duration::ZERO);
        assert!(matches!(refused, Err(PortError::Refused { .. })), "{refused:?}");
        assert_eq!(served.stop().code(), Some(0));
        let gone = access.trusted(None, Duration::ZERO);
        assert!(matches!(gone, Err(PortError::Away { .. })), "{gone:?}");
    });
}
