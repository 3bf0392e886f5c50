//! The lawfulness gate at the published results: what its catalogue does not have any more is gone on the day.

use crate::office::{Office, code};
use crate::published::{days, public, send, test, visit};
use policy::library::Library;
use serde_json::json;
use testkit::{each_backend, edition_without};

const BEFORE: &str = "2026-05-31T01:00:00Z";
const AFTER: &str = "2026-06-01T01:00:00Z";

#[test]
fn an_edition_without_a_kind_of_result_closes_its_door_on_its_day() {
    let library = Library::shipped().unwrap();
    let text = library.text("catalogue.items").unwrap();
    for (item, after) in
        [("inspection_result", (vec![], vec!["2026-04-12"])), ("sampling_result", (vec!["2026-04-10"], vec![]))]
    {
        let own = edition_without(text, item, "2026-06-01");
        let library = Library::shipped().unwrap().overlaid([("catalogue/items.toml", own.as_str())]).unwrap();
        each_backend(|place| {
            let office = Office::by(&library, place, BEFORE);
            send(&office, "inspections", visit("V1", json!({})));
            send(&office, "tests", test("T1", json!({})));
            assert_eq!(days(&public(&office, code(1))), (vec!["2026-04-10"], vec!["2026-04-12"]), "{}", place.backend);
            office.clock.turn_to(AFTER);
            assert_eq!(days(&public(&office, code(1))), after, "{}: {item}", place.backend);
        });
    }
}

#[test]
fn what_an_office_asks_for_and_no_record_tells_keeps_results_back() {
    each_backend(|place| {
        let library = Library::shipped().unwrap();
        let way = "\"sampling_result/display\" = { acts = [\"completed\"]";
        let ways = library.text("catalogue.ways").unwrap();
        assert!(ways.contains(way));
        let own = ways.replace(way, "\"sampling_result/display\" = { acts = [\"completed\", \"served\"]");
        let library = library.overlaid([("catalogue/ways.toml", own.as_str())]).unwrap();
        let office = Office::by(&library, place, BEFORE);
        send(&office, "inspections", visit("V1", json!({})));
        send(&office, "tests", test("T1", json!({})));
        assert_eq!(days(&public(&office, code(1))), (vec!["2026-04-10"], vec![]), "{}", place.backend);
    });
}
