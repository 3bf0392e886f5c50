//! The lawfulness gate at the doors of this service: a publication that lacks something is refused, and what does not pass any
//! more is left out of what others are told, while officials see what is missing.

use crate::entries::eventually;
use crate::office::{
    BAKER, CARTER, GATE, OWN, Office, STRANGER, UPPER, decision, penalty, proposal, publication, served,
};
use crate::reasons;
use contracts::access::Role;
use domain::record::Record as _;
use policy::library::Library;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{each_backend, edition_without};
use web::token::Grant;

/// The shipped policy with another text of one file, as an office would.
fn own(id: &str, change: impl Fn(&str) -> String) -> Library {
    let library = Library::shipped().unwrap();
    let text = change(library.text(id).unwrap());
    let path = format!("{}.toml", id.replacen('.', "/", 1));
    library.overlaid([(path.as_str(), text.as_str())]).unwrap()
}

/// A listing of 2025-03-10 by what its decision says; gives the number of the case.
fn decided(office: &Office, code: &str, decision: &Value) -> i64 {
    let penalty = penalty(code, "1", "2025-03-10", &[]);
    office.clock.turn_to("2025-02-24");
    let case_no = office.opened(("wang", OWN), &proposal(code, penalty.key().as_str()));
    office.taken(("wang", OWN), case_no, "notice", &json!({ "stated": { "notice": "已告知" } }));
    office.clock.turn_to("2025-03-10");
    office.violations.put(&penalty);
    office.taken(("zhao", UPPER), case_no, "consent", &json!({ "stated": { "consent": "同意" } }));
    office.taken(("li", OWN), case_no, "list", decision);
    case_no
}

/// The one piece that is missing for a publication.
#[track_caller]
fn refused(office: &Office, who: (&str, &str), case_no: i64, publication: &Value) -> (String, Value) {
    let (status, told) = office.step(who, case_no, "publish", publication);
    assert_eq!((status, reasons(&told)), (422, vec!["GATE_NOT_PASSED"]), "{told}");
    let what = told["refused"][0]["what"].as_str().unwrap();
    assert!(!what.contains(" / "), "one piece alone: {what}");
    (what.to_owned(), told["refused"][0].clone())
}

/// Measures, and code, piece and article of whatever is missing.
type Withheld<'v> = (Vec<&'v str>, Vec<[&'v str; 3]>);

/// Codes, pieces and articles of everything that is withheld of the first case, with the measures.
fn withheld<'v>(page: &'v Value) -> Vec<Withheld<'v>> {
    let parts = page["items"][0]["withheld"].as_array().unwrap().iter();
    let part = |part: &'v Value| -> Withheld<'v> {
        let measures = part["measures"].as_array();
        let measures = measures.map(|all| all.iter().map(|code| code.as_str().unwrap()).collect());
        let missing = part["missing"].as_array().unwrap().iter();
        let missing = missing.map(|piece| ["code", "what", "article"].map(|field| piece[field].as_str().unwrap()));
        (measures.unwrap_or_default(), missing.collect())
    };
    parts.map(part).collect()
}

const LISTING: &str = "市场监督管理严重违法失信名单管理办法（总局令第44号） Arts. 13, 14, 22";
const MEASURE: &str = "市场监督管理严重违法失信名单管理办法（总局令第44号） Arts. 13, 15, 22";
const MEASURES: [&str; 8] = ["M01", "M06", "M07", "M08", "M09", "M11", "M12", "M13"];

#[test]
fn a_publication_that_lacks_one_thing_is_refused_with_that_piece_and_its_article() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = decided(&office, BAKER, &decision());
        let li = ("li", OWN);
        // Nobody has said that the decision was served.
        let (what, _) = refused(&office, li, case_no, &publication(&[]));
        assert!(what.starts_with("NOTICE_MISSING served ") && what.contains(LISTING), "{}: {what}", place.backend);
        // What is to be served later is not served yet.
        let (what, reason) = refused(&office, li, case_no, &served(publication(&[]), "2025-03-12"));
        assert!(what.starts_with("DATE_NOT_REACHED served "), "{what}");
        assert_eq!((&reason["until"], &reason["provisional"]), (&json!("2025-03-12"), &json!(true)), "{reason}");
        // Nothing is served before it is decided.
        let (what, _) = refused(&office, li, case_no, &served(publication(&[]), "2025-03-09"));
        assert!(what.starts_with("DATES_OUT_OF_ORDER served "), "{what}");
        // On what that rests, whoever publishes names.
        let unnamed = json!({ "stated": { "publication": "公示系统", "masked": true, "served_on": "2025-03-10" } });
        let (status, told) = office.step(li, case_no, "publish", &unnamed);
        assert_eq!((status, reasons(&told)), (422, vec!["LAW_UNSETTLED"; 3]), "{told}");
        let laws: Vec<&str> =
            told["refused"].as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap()).collect();
        assert_eq!(laws, GATE);
        office.taken(li, case_no, "publish", &served(publication(&[]), "2025-03-10"));
        let case = office.get(&format!("cases/{case_no}"));
        assert_eq!(case["taken"].as_array().unwrap().last().unwrap()["rests_on"], json!(GATE), "{case}");
        eventually(&office, "entries", 1);
    });
}

#[test]
fn whoever_wrote_the_cause_does_not_release_it_and_of_whom_nobody_knows_the_name_nothing_is_published() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let mut own_words = served(decision(), "2025-03-10");
        own_words["stated"]["article"] = json!("Art. 6");
        let case_no = decided(&office, BAKER, &own_words);
        let (what, _) = refused(&office, ("li", OWN), case_no, &publication(&[]));
        assert!(what.starts_with("NOT_RELEASED serious_list ") && what.contains(LISTING), "{}: {what}", place.backend);
        office.taken(("sun", OWN), case_no, "publish", &publication(&[]));
        let told = eventually(&office, "entries", 1);
        assert_eq!(told["items"][0]["listings"][0]["ground"], "Art. 6");
        let case_no = decided(&office, STRANGER, &served(decision(), "2025-03-10"));
        let (what, _) = refused(&office, ("li", OWN), case_no, &publication(&[]));
        assert!(what.starts_with("FIELD_MISSING name "), "{what}");
    });
}

#[test]
fn no_department_is_told_of_a_measure_before_the_decision_is_served_and_officials_see_why() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = decided(&office, BAKER, &decision());
        let told = eventually(&office, "withheld", 1);
        assert_eq!(withheld(&told), [(MEASURES.to_vec(), vec![["NOTICE_MISSING", "served", MEASURE]])], "{told}");
        let one = &told["items"][0];
        assert_eq!((&one["case_no"], &one["code"], &one["name"]), (&json!(case_no), &json!(BAKER), &json!("面包店")));
        assert_eq!(office.get("measures")["items"], json!([]), "{}", place.backend);
        let rows = office.exported("withheld");
        let row = &rows[0];
        let said = ["主体名称", "未予公示或者告知的事项", "所缺事项", "依据"].map(|column| row[column].as_str());
        assert_eq!((said, rows.len()), (["面包店", &MEASURES.join("、"), "served", MEASURE], 1), "{row:?}");
        // What is missing is for officials.
        for role in [Role::Bank, Role::Department] {
            assert_eq!(office.ask(role, "withheld").0, 403, "{role}");
        }
        let area = Some(domain::area::AreaCode::parse("371523").unwrap());
        let grant = Grant { area, ..Grant::of_role("u", "某", Role::Official) };
        let elsewhere: Value = office.send(grant, Method::GET, "withheld", None).json().unwrap();
        assert_eq!(elsewhere["items"], json!([]), "{}: of another area", place.backend);
        office.taken(("li", OWN), case_no, "publish", &served(publication(&[]), "2025-03-10"));
        let told = eventually(&office, "measures", 1);
        assert_eq!(told["items"][0]["measures"].as_array().unwrap().len(), MEASURES.len(), "{told}");
        let rests_on = told["items"][0]["measures"][0]["rests_on"].as_array().unwrap();
        assert!(rests_on.contains(&json!("catalogue.uses@2021-12-16")), "{told}");
        assert_eq!(office.get("withheld")["items"], json!([]));
    });
}

#[test]
fn an_edition_without_the_list_closes_its_doors_on_its_day() {
    let library = own("catalogue.items", |text| edition_without(text, "serious_list", "2025-06-01"));
    each_backend(|place| {
        let office = Office::by(&library, place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.published(case_no);
        office.clock.turn_to("2025-05-31");
        let before = eventually(&office, "entries", 1);
        assert_eq!(office.get("measures")["items"].as_array().unwrap().len(), 1, "{}", place.backend);
        assert_eq!(office.get("withheld")["items"], json!([]));
        office.clock.turn_to("2025-06-01");
        for role in [Role::Official, Role::Bank] {
            assert_eq!(office.ask(role, "entries").1["items"], json!([]), "{}: {role}", place.backend);
        }
        let all = office.send(Grant::of_role("u", "某", Role::Bank), Method::GET, "entries/all", None);
        assert_eq!(all.text().unwrap(), "", "{}", place.backend);
        assert_eq!(office.get("measures")["items"], json!([]));
        let told = office.get("withheld");
        let found = withheld(&told);
        let edition = found[0].1[0][2];
        assert!(edition.contains("2024年版"), "{told}");
        let gone = vec![["NOT_IN_CATALOGUE", "serious_list", edition]];
        assert_eq!(found, [(vec![], gone.clone()), (MEASURES.to_vec(), gone)], "the entry, and the measures");
        // As it was then, officials still see it.
        assert_eq!(office.get("entries?as_of=2025-05-31"), before, "{}", place.backend);
        // What the catalogue does not have is published by nobody.
        let case_no = decided(&office, CARTER, &served(decision(), "2025-03-10"));
        office.clock.turn_to("2025-06-01");
        let (what, _) = refused(&office, ("li", OWN), case_no, &publication(&[]));
        assert!(what.starts_with("NOT_IN_CATALOGUE serious_list "), "{what}");
    });
}

#[test]
fn no_measure_is_told_as_more_than_the_list_of_measures_lets_it_be() {
    let ban = own("measures.serious_list", |text| text.replacen("kind = \"factor_to_weigh\"", "kind = \"must\"", 1));
    each_backend(|place| {
        let office = Office::by(&ban, place, "2025-02-24");
        office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        let told = eventually(&office, "withheld", 1);
        let found = withheld(&told);
        let [(measures, missing)] = &found[..] else { panic!("{told}") };
        assert_eq!((&measures[..], &missing[0][..2]), (&["M01"][..], &["PRESENTED_AS_BAN", "M01"][..]), "{told}");
        assert!(missing.len() == 1 && missing[0][2].contains("第44号"), "{told}");
        let told = office.get("measures");
        let codes: Vec<&str> =
            told["items"][0]["measures"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert_eq!(codes, MEASURES[1..], "{}", place.backend);
    });
    let untriggered = own("catalogue.uses", |text| edition_without(text, "M08", "2025-06-01"));
    each_backend(|place| {
        let office = Office::by(&untriggered, place, "2025-02-24");
        office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.clock.turn_to("2025-06-01");
        let told = eventually(&office, "withheld", 1);
        let found = withheld(&told);
        let [(measures, missing)] = &found[..] else { panic!("{told}") };
        assert_eq!((&measures[..], &missing[0][..2]), (&["M08"][..], &["MEASURE_NOT_ALLOWED", "M08"][..]), "{told}");
        assert_eq!(office.get("measures?as_of=2025-05-31")["items"][0]["measures"].as_array().unwrap().len(), 8);
        assert_eq!(office.get("measures")["items"][0]["measures"].as_array().unwrap().len(), 7, "{}", place.backend);
    });
}

#[test]
fn officials_and_administrators_read_what_law_is_unclear_whom_to_ask_and_how_many_cases_rest_on_it() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.published(case_no);
        eventually(&office, "entries", 1);
        for (role, status) in
            [(Role::Administrator, 200), (Role::Official, 200), (Role::Bank, 403), (Role::Merchant, 403)]
        {
            assert_eq!(office.ask(role, "unclear-law").0, status, "{role}");
        }
        let told = office.get("unclear-law");
        let one = |law: &str| told.as_array().unwrap().iter().find(|one| one["law"] == law).unwrap().clone();
        let items = one("catalogue.items@2024-02-18");
        let said = ["ask", "ask_zh", "owner", "confidence"].map(|field| items[field].clone());
        assert_eq!(json!(said), json!(["credit_lead", "社会信用牵头部门", "statute", "K-M"]), "{items}");
        assert_eq!((&items["cases"], &one("catalogue.items@2021-12-16")["cases"]), (&json!(1), &json!(0)));
        assert!(items["article"].as_str().unwrap().contains("2024年版") && items["signed_off"].is_null(), "{items}");
    });
}
