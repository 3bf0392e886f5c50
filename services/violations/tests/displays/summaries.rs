//! The summary of a penalty that came without a text, as the national format brings it: released by itself.

use super::office::{BAKER, Office, penalty};
use super::publication::{paths, reasons};
use contracts::access::Role;
use domain::code::PartyCode;
use ledger::{Asker, OnRecord};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::each_backend;

/// Whoever sends the records of these tests.
const SENDER: (&str, Option<&str>) = ("u", None);
const READER: (&str, Option<&str>) = ("reader", None);

struct Case<'o> {
    office: &'o Office,
    record: String,
    publication: String,
    public: String,
}

impl<'o> Case<'o> {
    fn of(office: &'o Office, conduct: &str) -> Self {
        let display = office.send(&row(conduct));
        let (publication, public) = paths(&display);
        Self { office, record: display.trim_end_matches("/display").to_owned(), publication, public }
    }

    fn release(&self, who: (&str, Option<&str>), body: &Value) -> (u16, Value) {
        self.office.act(who, Method::POST, &format!("{}/release", self.publication), body)
    }

    /// Released by itself, as the version of the record that was looked at.
    fn release_alone(&self, who: (&str, Option<&str>), record_version: i32) -> u16 {
        self.release(who, &json!({ "record_version": record_version })).0
    }

    fn withdraw(&self) -> u16 {
        let path = format!("{}/withdrawal", self.publication);
        self.office.act(READER, Method::POST, &path, &json!({ "reason": "发现姓名" })).0
    }

    fn put(&self, body: &Value) -> u16 {
        self.office.act(("writer", None), Method::PUT, &format!("{}/text", self.record), body).0
    }

    /// Puts cells of the standing version right.
    fn correct(&self, who: &str, version: i32, cells: &BTreeMap<String, String>) {
        let code = PartyCode::parse(BAKER).unwrap();
        let on = OnRecord { code, key: "penalty:371500SJ/1", version, by: Asker::house(who), reason: "更正" };
        self.office.ledger.correct(on, cells).unwrap();
    }

    /// The words that the public is told, of the penalty and in the list, and whether there is a text.
    fn words(&self) -> (String, bool) {
        let shown: Value = self.office.ask(Role::Bank, &self.public).json().unwrap();
        let listed = self.office.get("displays")["items"][0].clone();
        assert_eq!(shown["summary_released"], listed["summary_released"]);
        assert_eq!(shown["summary"]["conduct"]["text"], listed["conduct"]);
        (shown["summary"]["conduct"]["text"].as_str().unwrap().to_owned(), shown["text"].is_object())
    }

    fn why_not_summary(&self) -> Vec<String> {
        self.why_not("summary_shown_by_us")
    }

    fn why_not(&self, verdict: &str) -> Vec<String> {
        let told = self.office.get(&self.publication);
        reasons(&told[verdict]).into_iter().map(str::to_owned).collect()
    }
}

fn row(conduct: &str) -> Value {
    penalty(BAKER, "1", "2026-02-10", &[("cf_wfxw", conduct)])
}

#[test]
fn a_summary_without_a_text_is_released_by_an_official_who_did_not_bring_the_record() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let case = Case::of(&office, "向投诉人王小芳（电话13800138000）虚假宣传");
        assert_eq!(case.words(), (String::new(), false), "{}", place.backend);
        assert_eq!(case.withdraw(), 409, "nothing is released");
        assert_eq!(case.release_alone(SENDER, 1), 403, "{}: by whoever brought it", place.backend);
        assert_eq!(case.release_alone(READER, 2), 412, "no such version stands");
        assert_eq!(case.release(READER, &json!({ "text_version": 1, "record_version": 1 })).0, 404, "there is no text");
        assert_eq!(case.release_alone(("elsewhere", Some("371523")), 1), 404);
        assert_eq!(case.words().0, "");

        let (status, told) = case.release(READER, &json!({ "record_version": 1 }));
        assert_eq!((status, reasons(&told["summary_shown_by_us"])), (200, vec![]), "{told}");
        assert_eq!(reasons(&told["text_shown_by_us"]), ["no_text"]);
        let release = &told["summary_release"];
        assert_eq!(
            (&release["by"], &release["text_version"], &release["withdrawn"]),
            (&json!("reader"), &json!(0), &json!(false))
        );
        assert_eq!(case.words(), ("向投诉人王某（电话***）虚假宣传".to_owned(), false), "{}: masked", place.backend);

        // Another version of the record says something else, which nobody has looked at.
        office.send(&row("与买买提合伙销售过期食品"));
        assert_eq!((case.words().0.as_str(), case.why_not_summary()), ("", vec!["masked_otherwise".to_owned()]));
        assert_eq!(case.release_alone(READER, 1), 412, "{}: it has changed meanwhile", place.backend);
        assert_eq!(case.release_alone(READER, 2), 200);
        assert_eq!(case.words().0, "与买买提合伙销售过期食品");
        assert_eq!(case.withdraw(), 200);
        assert_eq!((case.words().0.as_str(), case.why_not_summary()), ("", vec!["release_withdrawn".to_owned()]));
        assert_eq!(office.get(&case.publication)["summary_release"]["withdrawn"], true);
        assert_eq!(case.withdraw(), 409, "{}", place.backend);
    });
}

/// Whoever wrote the words does not release them, also not as those of another version or beside a text.
#[test]
fn whoever_wrote_a_summary_does_not_release_it_whoever_changed_what_else() {
    const CORRECTOR: (&str, Option<&str>) = ("corrector", None);
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let case = Case::of(&office, "与买买提合伙虚假宣传");
        let correct = |who: &str, version: i32, cells: &[(&str, &str)]| {
            let cells = cells.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect();
            case.correct(who, version, &cells);
        };
        // Somebody else put the fine right: the words are the sender's still, and the corrector brought them again.
        correct("corrector", 1, &[("cf_nr_fk", "12")]);
        assert_eq!(case.release_alone(SENDER, 2), 403, "{}", place.backend);
        assert_eq!(case.release_alone(CORRECTOR, 2), 403, "{}", place.backend);
        assert_eq!(case.words().0, "");
        assert_eq!(case.release_alone(READER, 2), 200);
        // Nor with a text that somebody else put.
        assert_eq!(case.put(&json!({ "text": "正文" })), 200);
        let both = |who, text_version: i32, record_version: i32| {
            case.release(who, &json!({ "text_version": text_version, "record_version": record_version })).0
        };
        assert_eq!((both(SENDER, 1, 2), both(CORRECTOR, 1, 2)), (403, 403), "{}", place.backend);
        assert_eq!(both(READER, 1, 2), 200);
        // Other words are another's; the same ones again are the sender's again.
        correct("corrector", 2, &[("cf_wfxw", "虚假宣传")]);
        assert_eq!((both(CORRECTOR, 1, 3), both(SENDER, 1, 3)), (403, 200), "{}", place.backend);
        correct("third", 3, &[("cf_wfxw", "与买买提合伙虚假宣传")]);
        assert_eq!((both(SENDER, 1, 4), both(CORRECTOR, 1, 4), both(("third", None), 1, 4)), (403, 403, 403));
        assert_eq!(both(READER, 1, 4), 200);
    });
}

#[test]
fn a_text_that_comes_later_waits_for_a_release_of_its_own() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let case = Case::of(&office, "店主钱三多伙同甄不漏虚假宣传");
        assert_eq!(case.release_alone(READER, 1), 200);
        assert_eq!(case.words().0, "店主钱某伙同甄不漏虚假宣传");
        assert_eq!(case.put(&json!({ "text": "正文" })), 200);
        assert_eq!(case.words(), ("店主钱某伙同甄不漏虚假宣传".to_owned(), false), "{}", place.backend);
        assert_eq!(case.why_not("text_shown_by_us"), ["not_released"]);
        // Now both are to be looked at.
        let (status, told) = case.release(READER, &json!({ "record_version": 1 }));
        assert_eq!((status, &told["errors"][0]["field"]), (400, &json!("text_version")), "{told}");
        // Whoever the text names is named in the summary as well: what was released is another summary.
        let named = json!({ "text": "正文", "persons": ["甄不漏"], "replaces": 1, "reason": "补录姓名" });
        assert_eq!(case.put(&named), 200);
        assert_eq!((case.words().0.as_str(), case.why_not_summary()), ("", vec!["masked_otherwise".to_owned()]));
        assert_eq!(case.release(READER, &json!({ "text_version": 2, "record_version": 1 })).0, 200);
        assert_eq!(case.words(), ("店主钱某伙同甄某虚假宣传".to_owned(), true), "{}", place.backend);
        assert_eq!(case.withdraw(), 200);
        assert_eq!(case.words(), (String::new(), false), "both at once");
    });
}

#[test]
fn of_a_record_that_was_taken_back_nothing_is_released() {
    each_backend(|place| {
        let office = Office::open(place, "2026-05-01");
        let case = Case::of(&office, "虚假宣传");
        let code = PartyCode::parse(BAKER).unwrap();
        let by = Asker::house("王某");
        let on = OnRecord { code, key: "penalty:371500SJ/1", version: 1, by, reason: "误录" };
        office.ledger.withdraw(on).unwrap();
        let standing = office.get(&case.publication)["version"].as_i64().unwrap();
        let (status, told) = case.release(READER, &json!({ "record_version": standing }));
        assert_eq!(status, 409, "{}: {told}", place.backend);
        assert_eq!(office.get(&case.publication)["summary_release"], Value::Null);
    });
}
