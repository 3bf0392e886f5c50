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
        // Other days are for whoever may read records.
        assert_eq!(office.ask(Role::Department, "measures?as_of=2025-03-09").0, 403, "{}", place.backend);
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

/// Departments that keep a copy hear what began and what is to be taken out of it, and why.
#[test]
fn a_department_hears_what_began_and_what_is_to_be_taken_out_and_why() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        let path = "measures/changes?department=财政局";
        let begun = eventually(&office, path, 1);
        let one = &begun["items"][0];
        assert_eq!((&one["code"], &one["change"], &one["on"]), (&json!(BAKER), &json!("begun"), &json!("2025-03-10")));
        assert_eq!((codes(&begun), &one["ended"]), (vec!["M01", "M06"], &json!([])), "{}: {one}", place.backend);
        office.clock.turn_to("2026-03-24");
        office.ordered(case_no, "remove", "2026-03-24", "repair:12#5");
        let path = format!("{path}&after={}", begun["cursor"].as_str().unwrap());
        let lifted = eventually(&office, &path, 1);
        let one = &lifted["items"][0];
        assert_eq!(
            (&one["change"], &one["why"], &one["on"]),
            (&json!("lifted"), &json!("removed"), &json!("2026-03-24"))
        );
        let ended: Vec<&str> =
            one["ended"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert_eq!((ended, &one["measures"]), (vec!["M01", "M06"], &json!([])), "{}: {one}", place.backend);
        assert_eq!(office.get("measures/changes?department=气象局")["items"], json!([]), "nothing was ever theirs");
        for (role, status) in [(Role::Department, 200), (Role::Bank, 403)] {
            assert_eq!(office.ask(role, "measures/changes").0, status, "{role}");
        }
    });
}

/// §12.22: what another membership still gives is not to be taken out.
#[test]
fn what_another_membership_gives_stays() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let first = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.listed(BAKER, "2", ["2026-01-05", "2026-01-14", "2026-01-15"]);
        let both = eventually(&office, "measures/changes", 2);
        office.clock.turn_to("2026-03-24");
        office.ordered(first, "remove", "2026-03-24", "repair:12#5");
        let path = format!("measures/changes?after={}", both["cursor"].as_str().unwrap());
        let told = eventually(&office, &path, 1);
        assert_eq!(told["items"][0]["ended"], json!([]), "{}: {told}", place.backend);
        assert_eq!(codes(&told).len(), 8, "{told}");
    });
}
