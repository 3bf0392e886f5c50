//! Measures: they begin and are lifted with the membership, and command nobody.

use crate::entries::eventually;
use crate::office::{BAKER, CARTER, Office};
use contracts::access::Role;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::each_backend;
use web::token::Grant;

fn codes(page: &Value) -> Vec<&str> {
    let measures = page["items"][0]["measures"].as_array();
    measures.map(|all| all.iter().map(|one| one["code"].as_str().unwrap()).collect()).unwrap_or_default()
}

#[test]
fn measures_are_lifted_at_the_instant_at_which_the_membership_ends() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        let told = eventually(&office, "measures", 1);
        assert_eq!(codes(&told), ["M01", "M06", "M07", "M08", "M09", "M11", "M12", "M13"], "{}", place.backend);
        let one = &told["items"][0];
        let first = &one["measures"][0];
        assert_eq!((&first["kind"], &first["kind_zh"]), (&json!("factor_to_weigh"), &json!("重要考量因素")), "{first}");
        assert_eq!((&first["from"], &first["until"]), (&json!("2025-03-10"), &json!("2028-03-10")), "{first}");
        assert!(first["basis"].as_str().unwrap().contains("第44号") && first["provisional"] == true, "{first}");
        assert!(one["notice_zh"].as_str().unwrap().contains("不是自动禁入"), "{one}");
        assert_eq!(
            one["measures"][7]["kind"], "reference_only",
            "{}: what is told of banks is no instruction",
            place.backend
        );
        let theirs = office.get("measures?department=财政局");
        assert_eq!(codes(&theirs), ["M01", "M06"], "{}", place.backend);
        assert_eq!(office.get("measures?department=气象局")["items"], json!([]));
        assert_eq!(office.get(&format!("measures?code={CARTER}"))["items"], json!([]));
        assert_eq!(office.get("measures?as_of=2025-03-09")["items"], json!([]), "{}", place.backend);
        // Departments read them; banks have nothing to carry out.
        for (role, status) in [(Role::Department, 200), (Role::Bank, 403), (Role::Administrator, 403)] {
            assert_eq!(office.ask(role, "measures").0, status, "{role}");
        }
        let area = Some(domain::area::AreaCode::parse("371523").unwrap());
        let grant = Grant { area, ..Grant::of_role("u", "某", Role::Department) };
        let elsewhere: Value = office.send(grant, Method::GET, "measures", None).json().unwrap();
        assert_eq!(elsewhere["items"], json!([]), "{}: of another area", place.backend);
        office.clock.turn_to("2026-03-24");
        office.ordered(case_no, "remove", "2026-03-24", "repair:12#5");
        assert_eq!(office.get("measures")["items"], json!([]), "{}", place.backend);
    });
}

/// §12.22: of two memberships the measures last until the last ends.
#[test]
fn measures_of_two_memberships_last_until_the_last_ends() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let first = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.listed(BAKER, "2", ["2026-01-05", "2026-01-14", "2026-01-15"]);
        let told = eventually(&office, "measures", 1);
        assert_eq!(told["items"][0]["measures"][0]["until"], "2029-01-15", "{}: {told}", place.backend);
        office.clock.turn_to("2026-03-24");
        office.ordered(first, "remove", "2026-03-24", "repair:12#5");
        let told = office.get("measures");
        assert_eq!(told["items"][0]["measures"][0]["until"], "2029-01-15", "{}: {told}", place.backend);
        office.clock.turn_to("2029-01-16");
        assert_eq!(office.get("measures")["items"], json!([]), "{}", place.backend);
    });
}
