//! Who is who, on both databases: one subject a code, whoever asks first.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use contracts::access::Reach;
use contracts::access::Role;
use contracts::audit::{Entry, Trail};
use contracts::clock::Clock;
use contracts::import::{Job, JobState};
use contracts::port::Subjects;
use contracts::status::Status;
use db::Pools;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::RecordKind;
use ed25519_dalek::SigningKey;
use intake::layout::Layout;
use ledger::Asker;
use ledger::Handed;
use registry::{Former, FormerError, Registry};
use serde_json::{Value, json};
use statute::duties::Limits;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::net::TcpListener;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;
use testkit::{Place, each_backend};
use web::token::{Grant, Issuer, Jwks, Verifier};

struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Instant {
        Instant::parse("2026-06-01T00:00:00Z").unwrap()
    }
}

impl Trail for Stopped {
    fn put(&self, _: Entry) {}
}

impl web::Health for Stopped {
    fn ready(&self) -> Result<(), String> {
        Ok(())
    }

    fn status(&self) -> Status {
        Status::new("1", Instant::from_micros(0), "")
    }
}

fn open(place: &Place) -> Registry {
    Registry::open(
        place.location(),
        Pools { readers: 8, ..Pools::default() },
        Arc::new(Stopped),
        Arc::new(Limits::shipped().unwrap()),
    )
    .unwrap()
}

fn merchant(number: u32) -> PartyCode {
    PartyCode::complete(&format!("91371500MA3{number:06}")).unwrap()
}

fn resolve(registry: &Registry, codes: &[PartyCode]) -> Vec<i64> {
    Subjects::resolve(&*registry.subjects, codes).unwrap()
}

fn find(registry: &Registry, codes: &[PartyCode]) -> Vec<Option<i64>> {
    Subjects::find(&*registry.subjects, codes).unwrap()
}

/// Merchants as a file.
fn file(numbers: impl IntoIterator<Item = u32>) -> String {
    let layout = Layout::of(RecordKind::Merchant);
    let columns: Vec<_> = layout.columns().filter(|column| !column.example.is_empty()).collect();
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(columns.iter().map(|column| column.id)).unwrap();
    for number in numbers {
        let code = merchant(number);
        out.write_record(columns.iter().map(|c| if c.id == "code" { code.as_str() } else { c.example })).unwrap();
    }
    String::from_utf8(out.into_inner().unwrap()).unwrap()
}

fn import(registry: &Registry, text: &str, dry_run: bool) -> Job {
    let mut bytes = tempfile::tempfile().unwrap();
    bytes.write_all(text.as_bytes()).unwrap();
    let layout = Layout::of(RecordKind::Merchant);
    let handed = Handed {
        layout,
        file_name: "m.csv",
        mapping: None,
        history: false,
        dry_run,
        confirm: false,
        by: Asker::house("clerk"),
    };
    let job = registry.desk.ledger.hand_in(&handed, &mut bytes).unwrap();
    registry.desk.worker.wake();
    let begun = std::time::Instant::now();
    loop {
        let job = registry.desk.ledger.job(job.import_id, Asker::house("clerk")).unwrap();
        if job.state != JobState::Queued {
            return job;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "the import does not end");
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_code_has_one_subject_and_answers_come_in_the_order_of_the_codes() {
    each_backend(|place| {
        let registry = open(place);
        let codes = [merchant(2), merchant(1), merchant(2), PartyCode::parse("371500000000077").unwrap()];
        assert_eq!(find(&registry, &codes), [None; 4]);
        let first = resolve(&registry, &codes);
        assert_eq!(first[0], first[2]);
        assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), 3);
        assert_eq!(resolve(&registry, &codes), first);
        let reversed: Vec<PartyCode> = codes.iter().rev().copied().collect();
        assert_eq!(resolve(&registry, &reversed), first.iter().rev().copied().collect::<Vec<_>>());
        assert_eq!(find(&registry, &[merchant(9), merchant(1)]), [None, Some(first[1])]);
        assert_eq!((resolve(&registry, &[]), find(&registry, &[])), (vec![], vec![]));
        // After a restart as well.
        drop(registry);
        assert_eq!(resolve(&open(place), &codes), first);
    });
}

#[test]
fn many_codes_are_resolved_at_once() {
    each_backend(|place| {
        let registry = open(place);
        let codes: Vec<PartyCode> = (0..70_000).map(merchant).collect();
        let subjects = resolve(&registry, &codes);
        assert_eq!(subjects.iter().collect::<BTreeSet<_>>().len(), codes.len());
        assert_eq!(find(&registry, &codes), subjects.into_iter().map(Some).collect::<Vec<_>>());
    });
}

#[test]
fn whoever_asks_at_the_same_time_is_told_the_same() {
    each_backend(|place| {
        let registry = open(place);
        let start = Barrier::new(51);
        let told: Vec<(PartyCode, i64)> = thread::scope(|scope| {
            let ask = |thread: u32| {
                let (registry, start) = (&registry, &start);
                scope.spawn(move || {
                    // Each asks for another part, in another order.
                    let mut codes: Vec<PartyCode> = (0..200).map(|n| merchant((n * 7 + thread * 13) % 300)).collect();
                    codes.rotate_left(thread as usize);
                    start.wait();
                    codes.iter().copied().zip(resolve(registry, &codes)).collect::<Vec<_>>()
                })
            };
            let threads: Vec<_> = (0..50).map(ask).collect();
            start.wait();
            // Meanwhile the registry's own ledger opens some of them while it reads a file.
            assert_eq!(import(&registry, &file(100..400), false).outcome.unwrap().new, 300);
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        let mut of_code: BTreeMap<PartyCode, BTreeSet<i64>> = BTreeMap::new();
        for (code, subject) in told {
            of_code.entry(code).or_default().insert(subject);
        }
        let codes: Vec<PartyCode> = (0..400).map(merchant).collect();
        for (code, subject) in codes.iter().zip(find(&registry, &codes)) {
            of_code.entry(*code).or_default().insert(subject.unwrap());
        }
        assert!(of_code.values().all(|subjects| subjects.len() == 1), "{}: {of_code:?}", place.backend);
        let subjects: BTreeSet<&i64> = of_code.values().flatten().collect();
        assert_eq!(subjects.len(), 400, "no two merchants are one");
        let records =
            (100..400).map(|n| registry.desk.ledger.of_merchant(merchant(n), None, Reach::Everywhere).unwrap().len());
        assert_eq!(records.sum::<usize>(), 300);
    });
}

#[test]
fn what_is_only_tried_or_fails_opens_no_subject() {
    each_backend(|place| {
        let registry = open(place);
        let text = file(0..5_000);
        let tried = import(&registry, &text, true);
        assert_eq!((tried.state, tried.outcome.unwrap().new), (JobState::Done, 5_000));
        assert_eq!(find(&registry, &[merchant(0), merchant(4_999)]), [None; 2]);
        let broken = import(&registry, &format!("{text}\"not closed"), false);
        assert_eq!(broken.state, JobState::Failed);
        assert_eq!(find(&registry, &[merchant(0), merchant(4_999)]), [None; 2]);
        assert_eq!(import(&registry, &text, false).outcome.unwrap().new, 5_000);
        assert!(find(&registry, &[merchant(0), merchant(4_999)]).iter().all(Option::is_some));
    });
}

#[test]
fn a_code_of_the_sandbox_is_nobodys_former_code() {
    each_backend(|place| {
        let registry = open(place);
        resolve(&registry, &[merchant(1)]);
        let nobody = PartyCode::parse("000000000000017").unwrap();
        let former =
            Former { merchant: merchant(1), code: nobody, until: None, by: Asker::house("clerk"), reason: "换照" };
        let attached = registry.subjects.attach(former);
        assert!(matches!(attached, Err(FormerError::OfSandbox(code)) if code == nobody), "{attached:?}");
        assert_eq!(find(&registry, &[nobody]), [None]);
        let reason = "长".repeat(201);
        let too_long = registry.subjects.attach(Former { reason: &reason, ..former });
        assert!(matches!(too_long, Err(FormerError::LongReason(201))), "{too_long:?}");
    });
}

#[test]
fn a_former_code_is_its_merchants_or_a_party_of_its_own_never_both() {
    each_backend(|place| {
        let registry = open(place);
        let (merchants, formers): (Vec<_>, Vec<_>) =
            (0..40).map(|n| (merchant(n), PartyCode::parse(&format!("3715002000{n:05}")).unwrap())).unzip();
        let own = resolve(&registry, &merchants);
        let start = Barrier::new(5);
        let attached: Vec<bool> = thread::scope(|scope| {
            for at in 0..4 {
                let (registry, start, formers) = (&registry, &start, &formers);
                scope.spawn(move || {
                    start.wait();
                    // Something comes in under them meanwhile, in another order each time.
                    (0..10).for_each(|n| drop(resolve(registry, &[formers[(n * 3 + at * 10) % 40]])));
                });
            }
            start.wait();
            let attach = |(merchant, code): (&PartyCode, &PartyCode)| {
                let former =
                    Former {
                        merchant: *merchant, code: *code, until: None, by: Asker::house("clerk"), reason: "换照"
                    };
                match registry.subjects.attach(former) {
                    Ok(()) => true,
                    Err(FormerError::OwnParty(_)) => false,
                    Err(error) => panic!("{error}"),
                }
            };
            merchants.iter().zip(&formers).map(attach).collect()
        });
        let found = find(&registry, &formers);
        for ((attached, own), found) in attached.into_iter().zip(own).zip(found) {
            assert_eq!(attached, found == Some(own), "{}: {found:?}", place.backend);
        }
        let again =
            Former {
                merchant: formers[0], code: merchants[0], until: None, by: Asker::house("clerk"), reason: "换照"
            };
        let again = registry.subjects.attach(again);
        assert!(matches!(again, Err(FormerError::Own(_) | FormerError::OwnParty(_))), "{again:?}");
    });
}

#[test]
fn services_resolve_codes_over_http_and_officials_see_identifiers() {
    each_backend(|place| {
        let registry = open(place);
        let clock = Arc::new(Stopped);
        let issuer = Issuer::new(&SigningKey::from_bytes(&[1; 32]), "test", clock.clone());
        let verifier = Verifier::new(Jwks::from_iter([issuer.public_key()]), "test", clock.clone()).unwrap();
        let mut options = web::Options::new(Arc::new(verifier), clock.clone(), clock.clone(), clock);
        options.workers = 1;
        let server = web::serve(TcpListener::bind("127.0.0.1:0").unwrap(), vec![registry.api()], options).unwrap();
        let client = reqwest::blocking::Client::builder().no_proxy().build().unwrap();
        let base = format!("http://{}/registry/v1", server.address());
        let token = |role| issuer.issue(Grant::of_role("u", "某", role)).unwrap();
        let post = |path: &str, codes: &[PartyCode], role| {
            let codes: Vec<&str> = codes.iter().map(PartyCode::as_str).collect();
            let ask = client.post(format!("{base}/{path}")).bearer_auth(token(role));
            ask.header("idempotency-key", "k").json(&json!({ "codes": codes })).send().unwrap()
        };
        let codes = [merchant(1), merchant(2)];
        let found: Value = post("subjects/find", &codes, Role::Service).json().unwrap();
        assert_eq!(found["subjects"], json!([null, null]));
        let resolved: Value = post("subjects/resolve", &codes, Role::Service).json().unwrap();
        assert_eq!(resolved["subjects"], json!(resolve(&registry, &codes)));
        assert_eq!(post("subjects/resolve", &codes, Role::Official).status(), 403);
        assert_eq!(post("subjects/find", &vec![merchant(1); 10_001], Role::Service).status(), 400);
        let identifiers = |code: PartyCode| {
            let path = format!("{base}/merchants/{code}/identifiers");
            client.get(path).bearer_auth(token(Role::Official)).send().unwrap()
        };
        let shown: Value = identifiers(merchant(1)).json().unwrap();
        assert_eq!((&shown[0]["code"], &shown[0]["former"]), (&json!(merchant(1).as_str()), &json!(false)));
        assert_eq!(identifiers(merchant(3)).status(), 404);
        drop(client);
        server.stop().unwrap();
    });
}
