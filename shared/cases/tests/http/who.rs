//! Who sees a case, and who may act in it.

use super::*;
use crate::office::CARTER;
use contracts::access::Role;

#[test]
fn a_merchant_has_its_own_cases_and_no_others() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let case = office.filed();
        let path = format!("cases/{}", case["case_no"]);
        let (baker, carter) = (Who::Merchant(BAKER), Who::Merchant(CARTER));
        assert_eq!(office.get(&baker, &path).0, 200);
        assert_eq!(office.get(&carter, &path).0, 404, "{}", place.backend);
        let len = |who: &Who, query: &str| office.get(who, query).1["items"].as_array().unwrap().len();
        assert_eq!((len(&baker, "cases"), len(&carter, "cases")), (1, 0), "{}", place.backend);
        assert_eq!(len(&carter, &format!("cases?code={BAKER}")), 0, "{}", place.backend);
        assert_eq!((len(&WANG, &format!("cases?code={BAKER}")), len(&WANG, &format!("cases?code={CARTER}"))), (1, 0));
        // Nor does it act in another's, or for another.
        let steps = format!("{path}/steps");
        assert_eq!(office.post(&carter, &steps, &step(&case, "withdraw", json!({}))).0, 404, "{}", place.backend);
        let mut for_another = filing();
        for_another["code"] = json!(BAKER);
        assert_eq!(office.post(&carter, "cases", &for_another).0, 404, "{}", place.backend);
        // In its own it is the party, whatever it asks for.
        let (status, problem) = office.post(&baker, &steps, &step(&case, "accept", json!({})));
        assert_eq!(status, 422);
        assert_eq!(codes(&problem), ["WRONG_ROLE", "WRONG_OFFICE"], "{}", place.backend);
        assert_eq!(office.post(&baker, &steps, &step(&case, "withdraw", json!({}))).0, 200, "{}", place.backend);
    });
}

#[test]
fn an_official_acts_for_the_own_office_alone() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let case = office.filed();
        let steps = format!("cases/{}/steps", case["case_no"]);
        let accept = step(&case, "accept", json!({}));
        for (who, told) in [
            (Who::Official("zhao", Some("371502SJ")), vec!["WRONG_OFFICE"]),
            (Who::Official("qian", None), vec!["WRONG_OFFICE"]),
            // The next level up consents, and does not decide.
            (Who::Official("sun", Some(UPPER)), vec!["WRONG_ROLE", "WRONG_OFFICE"]),
        ] {
            let (status, problem) = office.post(&who, &steps, &accept);
            assert_eq!((status, codes(&problem)), (422, told), "{}: {problem}", place.backend);
        }
        for role in [Role::Bank, Role::Department, Role::Auditor, Role::Administrator, Role::Service] {
            assert_eq!(office.post(&Who::Role(role), &steps, &accept).0, 403, "{}: {role}", place.backend);
            assert_eq!(office.post(&Who::Role(role), "cases", &filing()).0, 403, "{}: {role}", place.backend);
        }
        for role in [Role::Bank, Role::Department, Role::Auditor, Role::Administrator] {
            assert_eq!(office.get(&Who::Role(role), "cases").0, 403, "{}: {role}", place.backend);
        }
    });
}

#[test]
fn what_came_on_paper_an_official_records_and_nobody_else() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-06");
        let mut on_paper = filing();
        (on_paper["code"], on_paper["on"], on_paper["on_paper"]) = (json!(BAKER), json!("2026-03-03"), json!(true));
        let (status, problem) = office.post(&Who::Merchant(BAKER), "cases", &on_paper);
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("on")), "{}: {problem}", place.backend);
        // Not without the paper.
        let (status, problem) = office.post(&WANG, "cases", &on_paper);
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("papers")), "{}: {problem}", place.backend);
        let (_, paper) = office.paper(&WANG, "apply.pdf", b"%PDF-1.7 on paper");
        on_paper["papers"] = json!([{ "need": "paper", "digest": paper["digest"] }]);
        let mut unsaid = on_paper.clone();
        unsaid["on_paper"] = json!(false);
        let (status, problem) = office.post(&WANG, "cases", &unsaid);
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("on")), "{}: {problem}", place.backend);
        let (status, case) = office.post(&WANG, "cases", &on_paper);
        assert_eq!((status, &case["opened_on"], &case["due_on"]), (201, &json!("2026-03-03"), &json!("2026-03-05")));
        let (_, detail) = office.get(&Who::Merchant(BAKER), &format!("cases/{}", case["case_no"]));
        let first = &detail["taken"][0];
        let told = (&first["account"], &first["role"], &first["office"], &first["on_paper"]);
        assert_eq!(told, (&json!("wang"), &json!("party"), &json!(OWN), &json!(true)), "{}", place.backend);
        // An official files nothing in a merchant's name that was not on paper.
        let mut own = filing();
        own["code"] = json!(BAKER);
        let (status, problem) = office.post(&WANG, "cases", &own);
        assert_eq!((status, codes(&problem)), (422, vec!["WRONG_ROLE"]), "{}: {problem}", place.backend);
    });
}

#[test]
fn an_office_sees_its_cases_wherever_the_merchant_is() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let case = office.filed();
        let path = format!("cases/{}", case["case_no"]);
        // Nobody has told yet where the baker is.
        for (department, status) in [(Some(OWN), 200), (Some(UPPER), 200), (Some("371502SJ"), 404), (None, 404)] {
            let who = Who::Limited("zhou", department, "371522");
            assert_eq!(office.get(&who, &path).0, status, "{}: {department:?}", place.backend);
            let seen = usize::from(status == 200);
            for list in ["cases", "deadlines"] {
                let found = office.get(&who, list).1["items"].as_array().unwrap().len();
                assert_eq!(found, seen, "{}: {list} {department:?}", place.backend);
            }
        }
    });
}

#[test]
fn who_looked_at_a_case_stands_in_the_trail_with_whom_it_is_about() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let case = office.filed();
        office.get(&LI, &format!("cases/{}", case["case_no"]));
        let entries = office.entries.all();
        let looked = entries.iter().find(|entry| entry.who.as_deref() == Some("li")).unwrap();
        assert_eq!(looked.merchants.iter().map(ToString::to_string).collect::<Vec<_>>(), [BAKER], "{}", place.backend);
    });
}
