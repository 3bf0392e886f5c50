//! What is on display is what a rating calls public, for everybody in a city: decisions of our field alone, and no
//! personal data.

use crate::{SampleCity, Served, each_form, until};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What says of a displayed penalty the same in both answers.
fn told(penalty: &Value) -> Value {
    let fields = ["decision_no", "authority", "decided_on", "kinds", "fine_fen", "display_until", "public_href"];
    fields.iter().map(|name| penalty[*name].clone()).collect()
}

#[test]
fn what_is_on_display_today_is_what_ratings_call_public() {
    let city = SampleCity::of(120);
    each_form(|installation| {
        let served = installation.serve();
        city.import(&served);
        let decided = |number: &str, authority: &str, published_on: &str| {
            json!({
                "published_on": published_on,
                "cf_xdr_mc": "某健身", "cf_xdr_lb": "法人及非法人组织", "cf_xdr_shxym": city.telling[2], "cf_wsh": number,
                "cf_wfxw": "拒不退还预付款，投诉人电话13800138000", "cf_yj": "《消费者权益保护法》第五十三条",
                "cf_cflb": "罚款", "cf_nr": "罚款30万元", "cf_nr_fk": "30", "cf_jdrq": "2026-11-20",
                "cf_cfjg": authority, "cf_cfjgdm": "11371500004330001A",
            })
        };
        let rows = [
            decided("本-1", "聊城市市场监督管理局", "2026-11-21"),
            decided("外-1", "聊城市商务局", "2026-11-21"),
            decided("未-1", "聊城市市场监督管理局", ""),
        ];
        let rows = json!({ "rows": rows });
        let (status, answer) = served.post("/violations/v1/penalties", &rows);
        assert_eq!(status, 200, "{answer}");
        let counting = |served: &Served| -> usize {
            let path = format!("/rating/v1/merchants/{}", city.telling[2]);
            let lines = served.read(&path)["rating"]["lines"].to_string();
            ["本-1", "外-1", "未-1"].iter().filter(|number| lines.contains(*number)).count()
        };
        until(60, "all count", || (counting(&served) == 3).then_some(()));
        let bank = served.token("bank", &[]);
        let ask = |path: &str| -> Value { served.ask(path, &bank).json().unwrap() };
        let (mut displayed, mut after) = (BTreeMap::<String, Vec<String>>::new(), String::new());
        loop {
            let page = ask(&format!("/violations/v1/displays?limit=5{after}"));
            for item in page["items"].as_array().unwrap() {
                assert!(item["name"].is_string() && item["href"].is_null(), "{item}");
                displayed.entry(item["code"].as_str().unwrap().to_owned()).or_default().push(told(item).to_string());
            }
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        let mut by_rating = BTreeMap::<String, Vec<String>>::new();
        let merchants = served.read("/rating/v1/merchants?limit=1000");
        for merchant in merchants["items"].as_array().unwrap() {
            let code = merchant["code"].as_str().unwrap();
            let rating = ask(&format!("/rating/v1/merchants/{code}"));
            let public: Vec<String> =
                rating["public"]["penalties"].as_array().unwrap().iter().map(|one| told(one).to_string()).collect();
            if !public.is_empty() {
                by_rating.insert(code.to_owned(), public);
            }
        }
        for all in displayed.values_mut().chain(by_rating.values_mut()) {
            all.sort();
        }
        assert!(by_rating.len() > 5, "{by_rating:?}");
        assert_eq!(displayed, by_rating, "{}", installation.form());
        let told = serde_json::to_string(&by_rating[&city.telling[2].to_string()]).unwrap();
        assert!(told.contains("本-1") && !told.contains("外-1") && !told.contains("13800138000"), "{told}");
        assert!(!told.contains("未-1"), "decided and not published: {told}");
    });
}

#[test]
fn a_former_code_finds_the_merchant_and_what_comes_in_under_it() {
    const FORMER: &str = "371500200001234";
    const SPOKEN_FOR: &str = "371500200005678";
    let city = SampleCity::of(120);
    let [own, other] = [1, 2].map(|at| city.telling[at].to_string());
    each_form(|installation| {
        let served = installation.serve();
        city.import(&served);
        let identifiers = format!("/registry/v1/merchants/{own}/identifiers");
        let former = json!({ "code": FORMER, "until": "2015-10-01", "reason": "三证合一换照" });
        let lookup = format!("/rating/v1/lookups/{FORMER}");
        assert_eq!(served.get(&lookup, "official").status(), 404);

        assert_eq!(served.post(&identifiers, &json!({ "code": FORMER, "reason": " " })).0, 422);
        let (status, to_come) =
            served.post(&identifiers, &json!({ "code": FORMER, "until": "2999-01-01", "reason": "x" }));
        assert_eq!((status.as_u16(), &to_come["errors"][0]["field"]), (422, &json!("until")), "{to_come}");
        let stranger = "/registry/v1/merchants/91371526999990029U/identifiers";
        assert_eq!(served.post(stranger, &former).0, 404);
        let (status, all) = served.post(&identifiers, &former);
        assert_eq!(status, 200, "{all}");
        assert_eq!(all, served.read(&identifiers));
        let listed = all.as_array().unwrap().iter().find(|one| one["code"] == FORMER).unwrap();
        assert_eq!((&listed["former"], &listed["until"]), (&json!(true), &json!("2015-10-01")));
        assert_eq!((&listed["actor"], &listed["reason"]), (&json!("test-official"), &json!("三证合一换照")));
        assert_eq!(all, served.read(&format!("/registry/v1/merchants/{FORMER}/identifiers")), "by either code");

        // Whoever has the code keeps it.
        for code in [&own, &other] {
            let (status, problem) = served.post(&format!("/registry/v1/merchants/{code}/identifiers"), &former);
            assert_eq!((status.as_u16(), &problem["code"]), (409, &json!("conflict")), "{problem}");
        }
        let visit = |code: &str, number: &str| {
            let row = json!({ "code": code, "number": number, "day": "2026-11-20", "result": "I06" });
            served.post("/inspections/v1/inspections", &json!({ "rows": [row] })).1
        };
        visit(SPOKEN_FOR, "before");
        let (status, problem) = served.post(&identifiers, &json!({ "code": SPOKEN_FOR, "reason": "换照" }));
        assert_eq!(status, 409);
        assert!(problem["detail"].as_str().unwrap().contains("something has come in under it"), "{problem}");

        // Asked by the former code, also by the merchant itself.
        let by_own = served.read(&format!("/rating/v1/lookups/{own}"));
        assert_eq!(served.read(&lookup), by_own);
        let whole = |code: &str| served.read(&format!("/rating/v1/merchants/{code}"))["rating"].clone();
        assert_eq!(whole(FORMER), whole(&own));
        let merchant = served.token("merchant", &["--merchant", &own]);
        for path in [lookup.as_str(), &format!("/rating/v1/merchants/{FORMER}")] {
            assert_eq!(served.ask(path, &merchant).status(), 200, "{path}");
        }
        let foreign = served.token("merchant", &["--merchant", &other]);
        let of_before = served.token("merchant", &["--merchant", FORMER]);
        assert_eq!(served.ask(&lookup, &foreign).status(), 404, "it is another one's");
        assert_eq!(served.ask(&format!("/rating/v1/lookups/{own}"), &of_before).status(), 200, "the same merchant");

        // What comes in under it is the merchant's, and counts.
        let before = whole(&own);
        assert_eq!(visit(FORMER, "under the former code")["rows"][0]["outcome"], "new");
        let visits = served.read(&format!("/inspections/v1/inspections?code={own}"));
        assert!(visits["items"].as_array().unwrap().iter().any(|item| item["content"]["party"] == FORMER), "{visits}");
        until(60, "a rating with the visit", || (whole(&own) != before).then_some(()));
        until(60, "the same by either code", || {
            (served.read(&lookup)["rating"]["rated_at"]
                == served.read(&format!("/rating/v1/lookups/{own}"))["rating"]["rated_at"])
                .then_some(())
        });
    });
}
