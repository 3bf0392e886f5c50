//! The lawfulness gate at the doors of this service: a penalty that lacks one thing is on no public page, and officials are told
//! that very thing with its article.

use crate::numbers;
use crate::office::{BAKER, CARTER, Office, STRANGER, penalty};
use crate::publication::paths;
use crate::tables::exported;
use contracts::access::Role;
use policy::library::Library;
use serde_json::{Value, json};
use testkit::{Place, each_backend, edition_without};

/// The shipped policy with another text of one file, as an office would.
fn own(id: &str, change: impl Fn(&str) -> String) -> Library {
    let library = Library::shipped().unwrap();
    let text = change(library.text(id).unwrap());
    let path = format!("{}.toml", id.replacen('.', "/", 1));
    library.overlaid([(path.as_str(), text.as_str())]).unwrap()
}

/// Codes, pieces and articles of what is missing, as officials are told it.
fn missing(told: &Value) -> Vec<[&str; 3]> {
    let all = told["missing"].as_array().unwrap().iter();
    all.map(|piece| ["code", "what", "article"].map(|field| piece[field].as_str().unwrap())).collect()
}

/// Is a penalty on every public page, and do officials see nothing missing? The pages agree, or this fails.
#[track_caller]
fn is_shown(office: &Office, display: &str, place: &Place) -> bool {
    let (publication, public) = paths(display);
    let told = office.get(&publication);
    let is_shown = missing(&told).is_empty();
    assert_eq!(told["shown_by_us"]["value"], is_shown, "{}: {told}", place.backend);
    for role in [Role::Official, Role::Bank] {
        let status = office.ask(role, &public).status();
        assert_eq!(status, if is_shown { 200 } else { 404 }, "{}: {role}", place.backend);
        let page: Value = office.ask(role, "displays").json().unwrap();
        assert_eq!(numbers(&page).len(), usize::from(is_shown), "{}: {role} {page}", place.backend);
    }
    let rows = exported(office, ("li", None), &json!({}), "csv");
    assert_eq!(rows.len(), usize::from(is_shown), "{}", place.backend);
    is_shown
}

#[test]
fn an_edition_without_penalties_closes_every_public_page_on_its_day() {
    let library = own("catalogue.items", |text| edition_without(text, "administrative_penalty", "2026-06-01"));
    each_backend(|place| {
        let office = Office::open_by(&library, place, "2026-05-31");
        let display = office.send(&penalty(BAKER, "1", "2026-02-10", &[]));
        assert!(is_shown(&office, &display, place));
        let told = office.get(&paths(&display).0);
        let rests_on = told["rests_on"].as_array().unwrap();
        assert!(rests_on.contains(&json!("catalogue.items@2024-02-18")), "on what it rests that it is shown: {told}");
        office.clock.turn_to("2026-06-01");
        assert!(!is_shown(&office, &display, place));
        let told = office.get(&paths(&display).0);
        let [[code, what, article]] = missing(&told)[..] else { panic!("{told}") };
        assert_eq!((code, what), ("NOT_IN_CATALOGUE", "administrative_penalty"));
        assert!(article.contains("2024年版"), "{told}");
        let reason = &told["shown_by_us"]["reasons"][0];
        assert_eq!(
            (&reason["code"], &reason["rule"]),
            (&json!("NOT_IN_CATALOGUE"), &json!("catalogue.items@2026-06-01")),
            "{told}"
        );
        // What counts is the display by law, which goes on.
        assert_eq!(office.get(&display)["on_display"], true);
        assert_eq!(numbers(&office.get("displays?on=2026-05-31")), ["1"], "{}: as it was then", place.backend);
    });
}

#[test]
fn an_office_whose_sources_tell_of_service_asks_for_it() {
    let way = "\"administrative_penalty/display\" = { acts = [\"decided\"";
    let library = own("catalogue.ways", |text| {
        assert!(text.contains(way));
        text.replace(way, &format!("{way}, \"served\""))
    });
    each_backend(|place| {
        let office = Office::open_by(&library, place, "2026-05-01");
        let display = office.send(&penalty(BAKER, "1", "2026-02-10", &[]));
        assert!(!is_shown(&office, &display, place));
        let article = "市场监督管理行政处罚信息公示规定（总局令第45号） Arts. 4-7";
        assert_eq!(missing(&office.get(&paths(&display).0)), [["NOTICE_MISSING", "served", article]]);
        office.send(&penalty(BAKER, "1", "2026-02-10", &[("served_on", "2026-02-12")]));
        assert!(is_shown(&office, &display, place));
    });
}

/// Of whom, what the source says more, and what is missing with what of it and by which article.
type Lacking<'c> = (&'c str, &'c [(&'c str, &'c str)], (&'c str, &'c str, &'c str));

#[test]
fn of_whatever_is_not_shown_one_piece_is_missing() {
    let simple = ("NEVER_PUBLISHED", "simple_procedure", "第五十一条");
    let city = [("cf_cfjg", "聊城市城市管理局")];
    let cases: [Lacking<'_>; 4] = [
        (BAKER, &[("procedure", "simple")], simple),
        (BAKER, &city, ("OTHER_FIELD", "other_field", "publication.own_field_only@2025-06-22")),
        (STRANGER, &[("cf_xdr_lb", "自然人")], ("NATURAL_PERSON", "natural_person", "publication.natural_persons@")),
        (CARTER, &[("display_stopped_on", "2026-04-30")], ("NOT_IN_FORCE", "administrative_penalty", "record")),
    ];
    each_backend(|place| {
        for (code, cells, (wanted, what, article)) in &cases {
            let place = if place.backend == "sqlite" { Place::sqlite() } else { Place::postgres() };
            let office = Office::open(&place, "2026-05-01");
            let display = office.send(&penalty(code, "1", "2026-02-10", cells));
            assert!(!is_shown(&office, &display, &place), "{wanted}");
            let told = office.get(&paths(&display).0);
            let [found] = missing(&told)[..] else { panic!("{wanted}: {told}") };
            assert_eq!((found[0], found[1]), (*wanted, *what), "{}: {told}", place.backend);
            assert!(found[2].contains(article), "{}: {told}", place.backend);
        }
    });
}
