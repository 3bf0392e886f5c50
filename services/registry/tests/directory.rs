//! Merchants found by what a person types, on both databases: what is found is what stands, for whom it may concern.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use contracts::access::Reach;
use contracts::clock::Clock;
use db::Pools;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::RecordKind;
use intake::Cells;
use intake::layout::Layout;
use ledger::{Asker, OnRecord, Sent};
use registry::{Before, Former, Matches, Registry, SearchError, Sought};
use statute::duties::Limits;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use testkit::{Place, each_backend};

/// A second passes each time it is looked at.
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.fetch_add(1_000_000, Ordering::Relaxed))
    }
}

fn open(place: &Place) -> Registry {
    let begin = Instant::parse("2026-06-01T00:00:00Z").unwrap().micros();
    let clock = Arc::new(Ticking(AtomicI64::new(begin)));
    Registry::open(place.location(), Pools::default(), clock, Arc::new(Limits::shipped().unwrap())).unwrap()
}

fn code(number: u32) -> PartyCode {
    PartyCode::complete(&format!("91371500MA3{number:06}")).unwrap()
}

/// Registers a merchant, or says something newer of it.
fn register(registry: &Registry, code: PartyCode, name: &str, area: &str) {
    register_on(registry, code, (name, area), "");
}

/// The same as the source changed it on a day.
fn register_on(registry: &Registry, code: PartyCode, (name, area): (&str, &str), changed_on: &str) {
    let layout = Layout::of(RecordKind::Merchant);
    let mut cells: Cells = layout
        .columns()
        .filter(|column| !column.example.is_empty())
        .map(|column| (column.id.to_owned(), column.example.to_owned()))
        .collect();
    for (id, text) in [("code", code.as_str()), ("name", name), ("area", area)] {
        cells.insert(id.to_owned(), text.to_owned());
    }
    cells.remove("changed_at");
    if !changed_on.is_empty() {
        cells.insert("changed_at".to_owned(), changed_on.to_owned());
    }
    let sent = registry.desk.ledger.send(layout, &[cells], false, Asker::house("clerk")).unwrap();
    assert!(matches!(sent[..], [Sent::Kept { .. }]), "{sent:?}");
}

fn withdraw(registry: &Registry, code: PartyCode) {
    let key = format!("merchant:{code}");
    let by = Asker::house("clerk");
    let seen = registry.desk.ledger.versions(code, &key, None, Reach::Everywhere).unwrap();
    let version = seen.iter().find(|view| view.standing).unwrap().version;
    let on = OnRecord { code, key: &key, version, by, reason: "登记有误" };
    registry.desk.ledger.withdraw(on).unwrap();
}

/// Takes in what was written. On PostgreSQL nothing is followed before every older transaction of the server has ended.
fn level(registry: &Registry) {
    let begun = std::time::Instant::now();
    while !registry.directory.is_level().unwrap() {
        registry.directory.take_in(Duration::from_millis(10)).unwrap();
        assert!(begun.elapsed() < Duration::from_secs(60), "the directory does not become level");
    }
}

fn sought(text: &str) -> Sought<'_> {
    Sought { text, area: None, limit: 10, reach: Reach::Everywhere }
}

fn found(registry: &Registry, text: &str) -> Matches {
    registry.directory.search(sought(text)).unwrap()
}

/// Codes and how each was found.
fn told(matches: &Matches) -> Vec<(PartyCode, &'static str)> {
    matches.listed.iter().map(|listed| (listed.merchant.code, listed.kind.token())).collect()
}

fn area(code: &str) -> AreaCode {
    AreaCode::parse(code).unwrap()
}

#[test]
fn a_merchant_is_found_in_every_way_the_best_first() {
    each_backend(|place| {
        let registry = open(place);
        for (number, name) in
            [(1, "聊城鲁韵商贸有限公司"), (2, "聊城鲁运商贸有限公司"), (3, "聊城鲁韵商贸有限公司"), (4, "胭脂湖餐馆")]
        {
            register(&registry, code(number), name, "371502");
        }
        let early = registry.directory.search(sought("胭脂湖"));
        assert!(matches!(early, Err(SearchError::Reading)), "{}: before anything is read", place.backend);
        assert!(matches!(registry.directory.search(sought(code(4).as_str())), Err(SearchError::Reading)));
        assert!(!registry.directory.is_level().unwrap());
        level(&registry);
        let code_of_4 = code(4).as_str().to_lowercase();
        for (text, kind) in [
            (code_of_4.as_str(), "code"),
            ("胭脂湖餐馆", "exact"),
            ("（胭脂湖） 餐馆", "exact"),
            ("胭脂", "prefix"),
            ("湖餐", "substring"),
            ("yzh", "initials"),
            ("yanzhihu", "pinyin"),
            ("胭脂糊餐馆", "near"),
        ] {
            let matches = found(&registry, text);
            assert_eq!(told(&matches), [(code(4), kind)], "{}: {text}", place.backend);
            assert_eq!((matches.cut, matches.same_name, matches.one_character), (false, 0, 0), "{text}");
        }
        assert_eq!(told(&found(&registry, "无此名称")), []);
        // Others of the same name, and of nearly the same, are counted even where they are not shown.
        let matches = found(&registry, "聊城鲁韵商贸有限公司");
        assert_eq!(told(&matches), [(code(1), "exact"), (code(3), "exact"), (code(2), "near")], "{}", place.backend);
        assert_eq!((matches.same_name, matches.one_character, matches.cut), (1, 1, false));
        let one = registry.directory.search(Sought { limit: 1, ..sought("聊城鲁韵商贸有限公司") }).unwrap();
        assert_eq!((told(&one).len(), one.same_name, one.one_character, one.cut), (1, 1, 1, true));
        let listed = &matches.listed[0];
        assert_eq!((listed.key.as_str(), listed.area), (format!("merchant:{}", code(1)).as_str(), area("371502")));
    });
}

#[test]
fn nothing_sensible_to_look_for_is_said_to_be_so() {
    each_backend(|place| {
        let registry = open(place);
        level_of_nothing(&registry);
        let search = |text: &str, area: Option<AreaCode>| registry.directory.search(Sought { area, ..sought(text) });
        assert!(matches!(search("", None), Err(SearchError::Empty)));
        assert!(matches!(search(" （）", None), Err(SearchError::Empty)));
        assert!(search(&"店".repeat(128), None).is_ok());
        assert!(matches!(search(&"店".repeat(129), None), Err(SearchError::Long(129))));
        assert!(matches!(search("店", Some(area("110101"))), Err(SearchError::Area(_))));
        assert!(search("店", Some(area("371500"))).is_ok());
    });
}

/// Reads a registry in which there is nothing.
fn level_of_nothing(registry: &Registry) {
    assert_eq!(registry.directory.take_in(Duration::ZERO).unwrap(), 0);
    assert!(registry.directory.is_level().unwrap());
}

#[test]
fn whoever_is_renamed_moves_withdrawn_or_comes_back_is_followed() {
    each_backend(|place| {
        let registry = open(place);
        level_of_nothing(&registry);
        register(&registry, code(1), "水城书店", "371502");
        register(&registry, code(2), "光岳餐馆", "371502");
        level(&registry);
        assert_eq!(told(&found(&registry, "水城书店")), [(code(1), "exact")], "{}", place.backend);
        register(&registry, code(1), "运河客栈", "371522");
        level(&registry);
        let former = found(&registry, "水城书店");
        assert_eq!(told(&former), [(code(1), "exact")], "{}: the former name", place.backend);
        assert_eq!(former.listed[0].before, Some(Before::Name("水城书店".to_owned())));
        assert_eq!(told(&found(&registry, "运河客栈")), [(code(1), "exact")]);
        let within = |code| registry.directory.search(Sought { area: Some(area(code)), ..sought("运河") }).unwrap();
        assert_eq!((told(&within("371502")), told(&within("371522"))), (vec![], vec![(code(1), "prefix")]));
        withdraw(&registry, code(1));
        // Also while the directory has not heard of it yet.
        assert_eq!(told(&found(&registry, "运河客栈")), [], "{}: withdrawn", place.backend);
        level(&registry);
        assert_eq!(told(&found(&registry, code(1).as_str())), []);
        assert_eq!((told(&found(&registry, "运河")), told(&found(&registry, "餐馆")).len()), (vec![], 1));
        register(&registry, code(1), "运河新栈", "371522");
        level(&registry);
        assert_eq!(told(&found(&registry, "运河新栈")), [(code(1), "exact")], "{}: again", place.backend);
    });
}

#[test]
fn a_merchant_under_several_codes_is_found_under_each_by_its_present_name() {
    each_backend(|place| {
        let registry = open(place);
        let (old, given_up) = ("371500200000014", "371500600000012");
        let (old, given_up) = (PartyCode::parse(old).unwrap(), PartyCode::parse(given_up).unwrap());
        register(&registry, code(1), "水城书店", "371502");
        for former in [old, given_up] {
            let by = Asker::house("clerk");
            registry
                .subjects
                .attach(Former { merchant: code(1), code: former, until: None, by, reason: "换照" })
                .unwrap();
        }
        level(&registry);
        // A registration of its own under the former code, which counts for less.
        register(&registry, old, "老客栈", "371522");
        let look = |registry: &Registry, when: &str| {
            for one in [code(1), old, given_up] {
                let matches = found(registry, one.as_str());
                assert_eq!(told(&matches), [(code(1), "code")], "{}, {when}: {one}", place.backend);
                assert_eq!(matches.listed[0].merchant.name, "水城书店");
            }
            assert_eq!((told(&found(registry, "老客栈")), told(&found(registry, "水城")).len()), (vec![], 1), "{when}");
        };
        level(&registry);
        look(&registry, "followed");
        drop(registry);
        let registry = open(place);
        level(&registry);
        look(&registry, "read anew");
        // Where the one that counts is taken back, the other does.
        withdraw(&registry, code(1));
        level(&registry);
        assert_eq!(told(&found(&registry, "老客栈")), [(old, "exact")], "{}", place.backend);
    });
}

/// Codes, how each was found, and by what of before.
fn told_of_before(matches: &Matches) -> Vec<(PartyCode, &'static str, Option<Before>)> {
    matches.listed.iter().map(|it| (it.merchant.code, it.kind.token(), it.before.clone())).collect()
}

#[test]
fn what_a_merchant_had_before_finds_it_behind_those_who_have_it_now_and_is_said() {
    each_backend(|place| {
        let name = |text: &str| Some(Before::Name(text.to_owned()));
        let old = PartyCode::parse("371500200000014").unwrap();
        let registry = open(place);
        level_of_nothing(&registry);
        let rename = |name, on| register_on(&registry, code(1), (name, "371502"), on);
        rename("水城书店", "2026-05-01");
        rename("运河客栈", "2026-05-10");
        level(&registry);
        rename("光岳楼茶社", "2026-05-20");
        register(&registry, code(2), "水城书店", "371502");
        register(&registry, code(3), "水城书屋", "371522");
        let by = Asker::house("clerk");
        registry.subjects.attach(Former { merchant: code(1), code: old, until: None, by, reason: "换照" }).unwrap();
        level(&registry);
        let look = |registry: &Registry, when: &str| {
            let of = |text: &str| told_of_before(&found(registry, text));
            let told = of("水城书店");
            let wanted = [(code(2), "exact", None), (code(1), "exact", name("水城书店")), (code(3), "near", None)];
            assert_eq!(told, wanted, "{}, {when}: who has it now comes first", place.backend);
            assert_eq!(of("运河"), [(code(1), "prefix", name("运河客栈"))], "{}, {when}", place.backend);
            assert_eq!(of("hekezhan"), [(code(1), "pinyin", name("运河客栈"))], "{}, {when}", place.backend);
            assert_eq!(of("运河客站"), [], "{}, {when}: a typing error in a name that nobody has", place.backend);
            assert_eq!(of("光岳楼茶社"), [(code(1), "exact", None)], "{}, {when}: the present one", place.backend);
            // Codes, whole or by their beginning.
            let given_up = Some(Before::Code(old));
            assert_eq!(of(old.as_str()), [(code(1), "code", given_up.clone())], "{}, {when}", place.backend);
            assert_eq!(of(&old.as_str()[..7]), [(code(1), "code_prefix", given_up)], "{}, {when}", place.backend);
            assert_eq!(of(code(1).as_str()), [(code(1), "code", None)], "{}, {when}", place.backend);
            assert_eq!(of(&code(1).as_str()[..17]), [(code(1), "code_prefix", None)], "{}, {when}", place.backend);
            let all = found(registry, &code(1).as_str()[..6].to_lowercase());
            assert_eq!((all.listed.len(), all.cut), (3, false), "{}, {when}", place.backend);
            assert_eq!(of(&code(1).as_str()[..5]), [], "{}, {when}: too little of a code", place.backend);
            // Only within the area that is asked for.
            let within = |text: &str, of: &str| {
                registry.directory.search(Sought { area: Some(area(of)), ..sought(text) }).unwrap().listed.len()
            };
            assert_eq!([within("运河客栈", "371502"), within("运河客栈", "371522")], [1, 0], "{when}");
            assert_eq!([within("3715002", "371502"), within("3715002", "371522")], [1, 0], "{when}");
        };
        look(&registry, "followed");
        drop(registry);
        let registry = open(place);
        level(&registry);
        look(&registry, "read anew");
        // What is taken up again is no former one, and what was given up for it is.
        register_on(&registry, code(1), ("水城书店", "371502"), "2026-05-28");
        level(&registry);
        let of = |text: &str| told_of_before(&found(&registry, text));
        assert_eq!(of("水城书店")[..2], [(code(1), "exact", None), (code(2), "exact", None)], "{}", place.backend);
        assert_eq!(of("光岳楼茶社"), [(code(1), "exact", name("光岳楼茶社"))], "{}", place.backend);
        withdraw(&registry, code(1));
        level(&registry);
        assert_eq!((of("光岳楼茶社"), of("运河客栈"), of(&old.as_str()[..7])), (vec![], vec![], vec![]));
    });
}

#[test]
fn a_code_is_found_by_its_beginning_however_much_of_it_is_typed() {
    each_backend(|place| {
        let registry = open(place);
        let whole = PartyCode::parse("913715261682127528").unwrap();
        register(&registry, whole, "高唐鲁韵商贸有限公司", "371526");
        level(&registry);
        let look = |when: &str| {
            for length in 6..=18 {
                let kind = if length == 18 { "code" } else { "code_prefix" };
                let matches = told(&found(&registry, &whole.as_str()[..length]));
                assert_eq!(matches, [(whole, kind)], "{}, {when}: {length} digits", place.backend);
            }
        };
        look("nobody has the number");
        // Whose registration number these digits are comes first, and hides nobody when it is gone.
        let number = PartyCode::parse(&whole.as_str()[..15]).unwrap();
        register(&registry, number, "老客栈", "371526");
        level(&registry);
        let both = [(number, "code"), (whole, "code_prefix")];
        assert_eq!(told(&found(&registry, number.as_str())), both, "{}", place.backend);
        withdraw(&registry, number);
        level(&registry);
        look("the number is withdrawn");
    });
}

#[test]
fn who_is_limited_to_an_area_finds_nobody_elsewhere() {
    each_backend(|place| {
        let registry = open(place);
        register(&registry, code(1), "鲁韵商贸", "371502");
        register(&registry, code(2), "鲁韵商行", "371522");
        level(&registry);
        let search = |text: &str, of: &str, within: Option<&str>| {
            let (reach, area) = (Reach::Within(area(of)), within.map(area));
            told(&registry.directory.search(Sought { reach, area, ..sought(text) }).unwrap())
        };
        // The index knows where they are, but the database, which decides, has not heard of it.
        assert_eq!(search("鲁韵", "371522", None), []);
        let ledger = &registry.desk.ledger;
        let wait = Duration::from_millis(10);
        let begun = std::time::Instant::now();
        while search("鲁韵", "371500", None).len() < 2 {
            ledger.follow_places(ledger.as_ref(), registry.merchants.as_ref(), wait).unwrap();
            assert!(begun.elapsed() < Duration::from_secs(60), "the places do not become known");
        }
        assert_eq!(search("鲁韵", "371522", None), [(code(2), "prefix")], "{}", place.backend);
        assert_eq!(search(code(2).as_str(), "371522", None), [(code(2), "code")]);
        assert_eq!(search(code(1).as_str(), "371522", None), [], "{}: elsewhere", place.backend);
        assert_eq!(search("鲁韵", "371522", Some("371502")), [], "another area gives no more");
        // Nor does what somebody had before, or the beginning of a code.
        register(&registry, code(1), "新名商贸", "371502");
        level(&registry);
        assert_eq!(search("鲁韵商贸", "371522", None), [(code(2), "near")], "{}", place.backend);
        assert_eq!(search("鲁韵商贸", "371500", None)[0], (code(1), "exact"), "{}", place.backend);
        assert_eq!(search(&code(1).as_str()[..8], "371522", None), [(code(2), "code_prefix")], "{}", place.backend);
        assert_eq!(search("鲁韵", "371500", Some("371502")), [(code(1), "prefix")]);
    });
}

#[test]
fn after_a_restart_everything_is_read_in_pages_and_followed_from_there() {
    each_backend(|place| {
        let registry = open(place);
        let layout = Layout::of(RecordKind::Merchant);
        let example: Cells = layout
            .columns()
            .filter(|column| !column.example.is_empty() && column.id != "changed_at")
            .map(|column| (column.id.to_owned(), column.example.to_owned()))
            .collect();
        // More than two pages.
        let rows: Vec<Cells> = (0..20_500)
            .map(|number| {
                let own = [("code", code(number).to_string()), ("name", format!("第{number}号店"))];
                example.clone().into_iter().chain(own.map(|(id, text)| (id.to_owned(), text))).collect()
            })
            .collect();
        registry.desk.ledger.send(layout, &rows, false, Asker::house("clerk")).unwrap();
        withdraw(&registry, code(7));
        drop(registry);
        let registry = open(place);
        assert_eq!(registry.directory.take_in(Duration::ZERO).unwrap(), 20_499, "{}", place.backend);
        for number in [0, 6, 8, 9_999, 10_000, 10_001, 19_999, 20_000, 20_499] {
            let matches = found(&registry, &format!("第{number}号店"));
            assert_eq!(told(&matches)[0], (code(number), "exact"), "{}", place.backend);
        }
        assert!(
            told(&found(&registry, "第7号店")).iter().all(|(code_of, kind)| *code_of != code(7) && *kind == "near")
        );
        let many = found(&registry, "号店");
        assert_eq!((many.listed.len(), many.cut), (10, true));
        register(&registry, code(20_500), "新开一家", "371502");
        level(&registry);
        assert_eq!(told(&found(&registry, "新开一家")), [(code(20_500), "exact")], "{}", place.backend);
    });
}

#[test]
fn the_thread_makes_it_level_by_itself() {
    each_backend(|place| {
        let registry = open(place);
        registry.directory.follow().unwrap();
        register(&registry, code(1), "水城书店", "371502");
        let begun = std::time::Instant::now();
        while !registry.directory.is_level().unwrap() {
            assert!(begun.elapsed() < Duration::from_secs(60), "the directory does not become level");
            std::thread::yield_now();
        }
        assert_eq!(told(&found(&registry, "水城书店")), [(code(1), "exact")], "{}", place.backend);
    });
}
