//! Time limits as officials see them, and a year of working days that is published later.

use crate::{Installation, Served, each_form, until};
use reqwest::StatusCode;
use serde_json::{Value, json};
use testkit::Place;

const PARTY: &str = "91371500795315494U";
pub(crate) const LIST: &str = "/complaints/v1/deadlines";

pub(crate) fn sent(served: &Served) {
    let row = json!({ "code": PARTY, "number": "12315001", "received_on": "2026-02-10", "accepted_on": "2026-02-27" });
    let (status, told) = served.post("/complaints/v1/complaints", &json!({ "rows": [row] }));
    assert_eq!(status, StatusCode::OK, "{told}");
}

/// The limit of acceptance, once it has been worked out so.
pub(crate) fn acceptance(served: &Served, wanted: impl Fn(&Value) -> bool) -> Value {
    let token = served.token("official", &[]);
    until(60, "the time limit", || {
        // Nothing is told while everything is counted anew.
        let list = served.ask_maybe(&format!("{LIST}?clock=complaint_acceptance&state=met_late"), &token)?;
        list["items"].as_array().unwrap().iter().find(|item| wanted(item)).cloned()
    })
}

#[test]
fn what_is_late_is_told_with_its_article_in_both_forms() {
    each_form(|installation| {
        let served = installation.serve();
        sent(&served);
        let late = acceptance(&served, |_| true);
        assert_eq!((&late["last_on"], &late["stopped_on"]), (&json!("2026-02-26"), &json!("2026-02-27")));
        assert_eq!((&late["code"], &late["state_zh"]), (&json!(PARTY), &json!("逾期完成")), "{late}");
        let is_level = || served.status_of("complaints")["services"]["complaints"]["deadlines_level"].as_bool();
        until(60, "the status", || is_level().filter(|is_level| *is_level));
        let record = served.read(late["href"].as_str().unwrap());
        assert_eq!(record["content"]["number"], "12315001", "{record}");
        // Who may not read records is not told what is due about them.
        for token in [served.token("bank", &[]), served.token("merchant", &["--merchant", PARTY])] {
            assert_eq!(served.ask(LIST, &token).status(), StatusCode::FORBIDDEN);
        }
        assert_eq!(served.public(LIST).status(), StatusCode::UNAUTHORIZED);
    });
}

#[test]
fn a_year_that_is_published_later_is_a_file_and_everything_is_counted_anew() {
    let place = Place::sqlite();
    let installation = Installation::new(&place);
    let served = installation.serve();
    sent(&served);
    acceptance(&served, |item| item["last_on"] == "2026-02-26");
    assert!(served.stop().success());

    let folder = tempfile::tempdir().unwrap();
    let year = "year = 2026\noff = [{ from = 2026-02-11, through = 2026-02-26, name = \"x\" }]\n\
                [source]\ntitle = \"另行公布\"\npublished = 2026-01-01\n";
    std::fs::write(folder.path().join("2026.toml"), year).unwrap();
    let folder = folder.path().display().to_string();
    let served = installation.serve_with(&["--calendar", &folder]);
    let list = format!("{LIST}?clock=complaint_acceptance&state=met");
    let token = served.token("official", &[]);
    let met = until(60, "the time limit", || served.ask_maybe(&list, &token)?["items"].get(0).cloned());
    assert_eq!(met["last_on"], "2026-03-09", "seven working days behind the new holiday");
    assert!(served.stop().success());
    // And back again.
    let served = installation.serve();
    acceptance(&served, |item| item["last_on"] == "2026-02-26");
}
