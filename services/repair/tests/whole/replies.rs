//! Replies: who writes and who looks at them, what they may not hold, and where they stand.

use super::office::{BAKER, BUREAU, CARTER, CULTURE, Office, Who, codes};
use contracts::access::Role;
use serde_json::{Value, json};
use testkit::each_backend;

const SHOP: Who<'_> = Who::Shop(BAKER);
const LI: Who<'_> = Who::Of("li", BUREAU);
const WORDS: &str = "本店已全部整改，并公开了整改情况，欢迎监督。";
const FILED: &str = "2026-08-03";

/// A penalty that is on display.
fn shown(office: &Office, number: &str) -> String {
    let day = json!("2026-02-10");
    office.world.penalty(BAKER, number, &[("decided_on", day.clone()), ("published_on", day)])
}

fn try_reply(office: &Office, who: Who<'_>, about: (&str, &str), words: &Value) -> (u16, Value) {
    office.try_open(who, FILED, "reply", about, &json!({ "stated": { "reply": words } }))
}

#[track_caller]
fn reply(office: &Office, about: (&str, &str), words: &str) -> Value {
    let (status, told) = try_reply(office, SHOP, about, &json!(words));
    assert_eq!(status, 201, "{told}");
    told
}

/// Text and first day of what is shown beside an item.
fn beside(office: &Office, about: (&str, &str)) -> Option<(String, String)> {
    office.marks(BAKER, about).reply.map(|reply| (reply.text, reply.shown_since.to_string()))
}

#[test]
fn a_reply_stands_beside_its_item_from_the_step_that_shows_it_to_the_step_that_takes_it_off() {
    each_backend(|place| {
        let office = Office::open(place, FILED);
        let penalty = shown(&office, "1");
        let about = ("penalty", penalty.as_str());
        let case = reply(&office, about, WORDS);
        assert_eq!((&case["due_on"], &case["office"]), (&json!("2026-08-06"), &json!(BUREAU)), "{case}");
        assert_eq!(beside(&office, about), None, "nobody has looked at it: {}", place.backend);

        let (status, told) = office.try_step(LI, "2026-08-04", &case, "show", json!({}));
        assert_eq!((status, codes(&told)), (422, vec!["MASKING_NOT_DONE"]), "{told}");
        // The words are those that were looked at, whatever else is written with the step.
        office.step(LI, "2026-08-04", &case, "show", json!({ "masked": true, "reply": "别的话" }));
        assert_eq!(beside(&office, about), Some((WORDS.to_owned(), "2026-08-04".to_owned())), "{}", place.backend);
        let flags = |who| office.get(who, &format!("flags?code={BAKER}"))["items"].clone();
        let bank = flags(Who::As(Role::Bank));
        assert_eq!((&bank[0]["state"], &bank[0]["reply"]), (&json!("reply_shown"), &json!(WORDS)), "{bank}");

        office.step(SHOP, "2026-08-05", &case, "retract", json!({}));
        assert_eq!((beside(&office, about), flags(SHOP)), (None, json!([])), "{}", place.backend);
        // An official takes off what is shown as well, and says why.
        let again = reply(&office, about, "第二次说明。");
        office.step(LI, "2026-08-06", &again, "show", json!({ "masked": true }));
        assert!(beside(&office, about).is_some());
        office.step(LI, "2026-08-07", &again, "hide", json!({ "reasons": "与事实不符" }));
        assert_eq!(beside(&office, about), None, "{}", place.backend);
    });
}

#[test]
fn a_reply_may_be_about_whatever_is_shown_of_the_merchant() {
    each_backend(|place| {
        let office = Office::open(place, FILED);
        let inspection = office.world.inspection(BAKER, "I1", "2026-03-02", "I01");
        let complaint = office.world.complaint(BAKER, "C1", BUREAU, Some("2026-03-05"));
        let membership = office.world.membership(BAKER, 5, "abnormal_list", ("2026-07-14", "9999-01-01"));
        let standing = office.world.standing(BAKER, "S1", "title_city", "2026-01-01", None);
        for about in [
            ("inspection", inspection.as_str()),
            ("complaint", &complaint),
            ("membership", &membership),
            ("standing", &standing),
            ("class", BAKER),
        ] {
            let case = reply(&office, about, WORDS);
            let of_office = case["office"].as_str().unwrap();
            office.step(Who::Of("zhao", of_office), FILED, &case, "show", json!({ "masked": true }));
            assert!(beside(&office, about).is_some(), "{about:?} on {}", place.backend);
        }
        // None of that is a penalty or a list on display, so that it is for others to tell with what they show.
        let bank = office.get(Who::As(Role::Bank), &format!("flags?code={BAKER}"));
        let kinds: Vec<&Value> = bank["items"].as_array().unwrap().iter().map(|item| &item["kind"]).collect();
        assert_eq!(kinds, ["membership"], "{bank}");
        let (status, _) = try_reply(&office, SHOP, ("penalty", "penalty:none"), &json!(WORDS));
        assert_eq!(status, 422);
    });
}

#[test]
fn what_masking_finds_is_not_shown_and_not_told_in_its_own_words() {
    each_backend(|place| {
        let office = Office::open(place, FILED);
        let penalty = shown(&office, "1");
        let about = ("penalty", penalty.as_str());
        for (words, kind, personal) in [
            ("有疑问请拨打13806358888。", "手机号码", "13806358888"),
            ("经办人身份证号11010519491231002X。", "公民身份号码", "11010519491231002X"),
            ("请写信到 shop@example.com 。", "电子邮箱", "shop@example.com"),
        ] {
            let case = reply(&office, about, words);
            let (status, told) = office.try_step(LI, "2026-08-04", &case, "show", json!({ "masked": true }));
            assert_eq!((status, codes(&told)), (422, vec!["MASKING_NOT_DONE"]), "{}: {told}", place.backend);
            let what = told["refused"][0]["what"].as_str().unwrap();
            assert!(what.contains(kind) && !told.to_string().contains(personal), "{told}");
            assert_eq!(beside(&office, about), None);
            office.step(LI, "2026-08-04", &case, "decline", json!({ "reasons": "含有个人信息" }));
        }
        // What the merchant is called may stand in its words.
        let case = reply(&office, about, &format!("面包店（{BAKER}）已整改。"));
        office.step(LI, "2026-08-04", &case, "show", json!({ "masked": true }));
        assert!(beside(&office, about).is_some(), "{}", place.backend);
    });
}

#[test]
fn a_reply_is_words_and_no_more_than_the_policy_says() {
    each_backend(|place| {
        let office = Office::open(place, FILED);
        let penalty = shown(&office, "1");
        let about = ("penalty", penalty.as_str());
        for wrong in [json!("好".repeat(501)), json!(["好"]), json!({ "text": "好" })] {
            let (status, told) = try_reply(&office, SHOP, about, &wrong);
            assert_eq!((status, codes(&told)), (422, vec!["REPLY_TOO_LONG"]), "{}: {told}", place.backend);
        }
        let longest = reply(&office, about, &"好".repeat(500));
        let rests_on = office.get(SHOP, &format!("cases/{}", longest["case_no"]))["taken"][0]["rests_on"].to_string();
        assert!(rests_on.contains("repair.reply_length@2020-10-01"), "{rests_on}");
    });
}

#[test]
fn one_reply_stands_beside_an_item_and_nothing_else_is_kept_waiting_by_it() {
    each_backend(|place| {
        let office = Office::open(place, FILED);
        let penalty = shown(&office, "1");
        let about = ("penalty", penalty.as_str());
        let first = reply(&office, about, WORDS);
        let (_, told) = try_reply(&office, SHOP, about, &json!("又一个说明。"));
        assert_eq!(codes(&told), ["ALREADY_PENDING"], "{}: {told}", place.backend);
        office.step(LI, "2026-08-03", &first, "show", json!({ "masked": true }));
        let (_, told) = try_reply(&office, SHOP, about, &json!("又一个说明。"));
        assert_eq!(codes(&told), ["ALREADY_PENDING"], "it has to be taken off first: {told}");
        // An objection to it is another matter, and so is a reply to something else.
        office.file(SHOP, FILED, "objection", about);
        let marks = office.marks(BAKER, about);
        assert_eq!((marks.pending.len(), marks.reply.is_some()), (1, true), "{marks:?}");
        reply(&office, ("penalty", &shown(&office, "2")), WORDS);
        office.step(SHOP, FILED, &first, "retract", json!({}));
        reply(&office, about, "又一个说明。");
    });
}

#[test]
fn nobody_shows_or_hides_what_is_not_theirs_to() {
    each_backend(|place| {
        let office = Office::open(place, FILED);
        let penalty = shown(&office, "1");
        let about = ("penalty", penalty.as_str());
        let case = reply(&office, about, WORDS);
        let masked = || json!({ "masked": true });
        let refused = |who, step: &str| {
            let (status, told) = office.try_step(who, "2026-08-04", &case, step, masked());
            (status, codes(&told).join(" "))
        };
        // The merchant itself does not moderate, and no other office does.
        assert_eq!(refused(SHOP, "show"), (422, "WRONG_ROLE WRONG_OFFICE".to_owned()), "{}", place.backend);
        assert_eq!(refused(Who::Of("sun", CULTURE), "show"), (422, "WRONG_OFFICE".to_owned()));
        // Somebody else's case is not there, whatever is tried in it.
        for step in ["show", "withdraw"] {
            assert_eq!(refused(Who::Shop(CARTER), step).0, 404, "{step} on {}", place.backend);
        }
        let (status, _) = try_reply(&office, Who::Shop(CARTER), about, &json!(WORDS));
        assert_eq!(status, 422, "it is no item of that merchant");
        office.step(LI, "2026-08-04", &case, "show", masked());
        for step in ["retract", "hide"] {
            assert_eq!(refused(Who::Shop(CARTER), step).0, 404, "{step} on {}", place.backend);
        }
        assert_eq!(refused(Who::Of("sun", CULTURE), "hide"), (422, "WRONG_OFFICE".to_owned()));
        assert!(beside(&office, about).is_some(), "{}", place.backend);
    });
}
