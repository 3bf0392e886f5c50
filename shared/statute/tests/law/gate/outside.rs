//! What goes to departments and banks: measures and disclosures (dossier §5).

use super::{ALWAYS, CATALOGUE, LIBRARY, LISTED, codes, codes_of, entry, one, own};
use crate::support::{day, days};
use statute::gate::{Asked, Catalogue, Form, Leaving, Mode, Sent, gate};
use statute::measures::{MeasureKind, Measures};

/// A measure as it goes to a department.
fn sent(code: &str, presented_as: MeasureKind, department: &str) -> Vec<(&'static str, String)> {
    measure(&Sent { code, presented_as, basis: "总局令第44号 Art. 15", department, listed: &LISTED }, "2026-04-01")
}

fn measure(sent: &Sent<'_>, on: &str) -> Vec<(&'static str, String)> {
    let (form, mode) = (Form::Measure(*sent), Mode::GovernmentSharing);
    codes(&Leaving { form, mode, day: day(on), fields: &[], is_masked: false, is_released: false, ..entry() })
}

const APPROVALS: &str = "聊城市行政审批服务局";

#[test]
fn a_measure_leaves_only_as_the_list_of_measures_has_it() {
    use MeasureKind::{FactorToWeigh, Must};
    assert_eq!(sent("M08", Must, APPROVALS), []);
    assert_eq!(sent("M08", FactorToWeigh, APPROVALS), [], "to be told as less is no wrong");
    for code in ["M02", "M03", "M04", "M05", "M10", "M14", "M15"] {
        assert_eq!(sent(code, FactorToWeigh, APPROVALS), one("MEASURE_NOT_ALLOWED", code));
    }
    assert_eq!(sent("M08", Must, "聊城市教育和体育局"), one("WRONG_DEPARTMENT", "聊城市教育和体育局"));
    let nameless = Sent { code: "M08", presented_as: Must, basis: " ", department: APPROVALS, listed: &LISTED };
    assert_eq!(measure(&nameless, "2026-04-01"), one("BASIS_MISSING", "M08"));
}

#[test]
fn a_measure_follows_only_from_the_list_that_triggers_it() {
    let (code, presented_as) = ("M08", MeasureKind::Must);
    let of = Sent { code, presented_as, basis: "x", department: APPROVALS, listed: &LISTED };
    let form = Form::Measure(of);
    let abnormal = Leaving { item: "abnormal_list", form, mode: Mode::GovernmentSharing, fields: &[], ..entry() };
    let wanted = [("FORM_NOT_OPEN", "abnormal_list/measure"), ("MEASURE_NOT_ALLOWED", "M08")];
    assert_eq!(codes(&abnormal), wanted.map(|(code, what)| (code, what.to_owned())));
}

#[test]
fn a_measure_rests_on_its_table_and_on_the_list_of_measures() {
    let basis = "总局令第44号 Art. 15(3)";
    let of = Sent { code: "M08", presented_as: MeasureKind::Must, basis, department: APPROVALS, listed: &LISTED };
    let leaving = Leaving { form: Form::Measure(of), mode: Mode::GovernmentSharing, fields: &[], ..entry() };
    let wanted = ["catalogue.items@2024-02-18", "catalogue.uses@2021-12-16", "catalogue.ways@2021-09-01"];
    let wanted: Vec<&str> = wanted.into_iter().chain(["measures.serious_list@2021-09-01"]).collect();
    assert_eq!(gate(&leaving, &CATALOGUE).unwrap().rests_on, wanted);
}

#[test]
fn a_measure_is_lifted_at_the_instant_at_which_the_listing_ends() {
    let removed = days(&[("2026-03-10", "2027-03-24")]);
    let (code, presented_as) = ("M08", MeasureKind::Must);
    let of = Sent { code, presented_as, basis: "Art. 15(3)", department: APPROVALS, listed: &removed };
    assert_eq!(measure(&of, "2027-03-23"), []);
    assert_eq!(measure(&of, "2027-03-24"), one("NOT_IN_FORCE", "serious_list"));
}

#[test]
fn no_measure_is_a_ban_and_none_an_instruction_to_a_bank() {
    use MeasureKind::{FactorToWeigh, Must, ReferenceOnly};
    assert_eq!(sent("M01", FactorToWeigh, APPROVALS), []);
    assert_eq!(sent("M01", Must, APPROVALS), one("PRESENTED_AS_BAN", "M01"));
    let bank = "某银行业金融机构";
    assert_eq!(sent("M13", ReferenceOnly, bank), []);
    for kind in [Must, FactorToWeigh] {
        assert_eq!(sent("M13", kind, bank), one("PRESENTED_AS_INSTRUCTION", "M13"));
    }
    assert_eq!(sent("M06", Must, "聊城市财政局"), one("PRESENTED_TOO_STRONG", "M06"));
    // Not even a table that says so makes a ban of it.
    let ban = own("measures.serious_list", "kind = \"factor_to_weigh\"", "kind = \"must\"").unwrap();
    let form = |code| Sent { code, presented_as: Must, basis: "x", department: "财政局", listed: &LISTED };
    let leaving =
        |code| Leaving { form: Form::Measure(form(code)), mode: Mode::GovernmentSharing, fields: &[], ..entry() };
    assert_eq!(codes_of(&leaving("M01"), &ban), one("PRESENTED_AS_BAN", "M01"));
    assert_eq!(codes_of(&leaving("M06"), &ban), []);
}

#[test]
fn what_the_serious_list_has_as_a_measure_stands_in_the_list_of_measures() {
    let measures = Measures::read(&LIBRARY.procedures).unwrap();
    let in_force = measures.in_force(&LISTED);
    assert!(in_force.len() > 5);
    for measure in in_force.iter().map(|one| one.measure) {
        assert_eq!(sent(&measure.code, measure.kind, &measure.departments[0]), [], "{}", measure.code);
    }
}

/// The class, asked for by a bank.
fn class(ground: &'static str, mode: Mode, is_authorised: bool, catalogue: &Catalogue) -> Vec<(&'static str, String)> {
    let asked = Asked { role: "bank", ground, groups: &["identity", "class"], is_authorised, usable: &ALWAYS };
    let leaving =
        Leaving { item: "credit_class", form: Form::Disclosure(asked), mode, acts: &[], fields: &[], ..entry() };
    codes_of(&leaving, catalogue)
}

#[test]
fn a_bank_sees_the_class_only_if_the_policy_opens_it_and_the_merchant_authorised_it() {
    let query = Mode::AuthorisedQuery;
    assert_eq!(class("authorisation", query, true, &CATALOGUE), one("NOT_OPENED", "class"));
    let shut = "\"bank/authorisation\" = [\"identity\", \"public\"]";
    let open = own("disclosure.fields", shut, &shut.replace("\"public\"", "\"public\", \"class\"")).unwrap();
    assert_eq!(class("authorisation", query, true, &open), []);
    assert_eq!(class("authorisation", query, false, &open), one("NOT_AUTHORISED", "bank"));
    // Whatever the table says, the class is not published.
    let shut = "\"bank/public\" = [\"identity\", \"public\"]";
    let public = own("disclosure.fields", shut, &shut.replace("\"public\"]", "\"public\", \"class\"]")).unwrap();
    assert_eq!(class("public", Mode::Publish, false, &public), one("MODE_NOT_OPEN", "publish"));
    assert_eq!(class("public", query, false, &public), one("WRONG_MODE", "authorised_query"));
    let nothing = Asked { role: "bank", ground: "authorisation", groups: &[], is_authorised: true, usable: &ALWAYS };
    let leaving = Leaving { item: "credit_class", form: Form::Disclosure(nothing), mode: query, ..entry() };
    assert_eq!(codes(&leaving), one("NOT_OPENED", "bank/authorisation"));
}

#[test]
fn what_is_over_is_disclosed_no_more() {
    let over = days(&[("2024-03-20", "2026-04-01")]);
    let asked = Asked { role: "official", ground: "duty", groups: &["own"], is_authorised: false, usable: &over };
    let leaving = Leaving { form: Form::Disclosure(asked), mode: Mode::GovernmentSharing, ..entry() };
    assert_eq!(codes(&Leaving { day: day("2026-03-31"), ..leaving.clone() }), []);
    assert_eq!(codes(&leaving), one("NOT_IN_FORCE", "serious_list"));
}
