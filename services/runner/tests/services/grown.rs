//! What led to a case and the penalties that came of it find each other by the number of the case (诉转案).

use crate::{GYM, RESTAURANT, Served, each_form};
use serde_json::{Value, json};

const CASE: &str = "聊市监立〔2026〕1号/甲&乙";

fn send(served: &Served, path: &str, row: &Value) {
    let (status, told) = served.post(path, &json!({ "rows": [row] }));
    assert_eq!((status.as_u16(), &told["rows"][0]["outcome"]), (200, &json!("new")), "{path}: {told}");
}

fn penalty(code: &str, number: &str, case_no: &str) -> Value {
    json!({
        "cf_xdr_mc": "店", "cf_xdr_lb": "法人及非法人组织", "cf_xdr_shxym": code, "cf_wsh": number, "cf_wfxw": "虚假宣传",
        "cf_yj": "《中华人民共和国反不正当竞争法》第二十条", "cf_cflb": "罚款", "cf_nr": "罚款", "cf_nr_fk": "10",
        "cf_jdrq": "2026-10-20", "cf_cfjg": "聊城市市场监督管理局", "cf_cfjgdm": "371500SJ", "case_no": case_no,
    })
}

/// The keys of a list.
fn keys(served: &Served, href: &str) -> Vec<String> {
    let page = served.read(href);
    page["items"].as_array().unwrap().iter().map(|item| item["key"].as_str().unwrap().to_owned()).collect()
}

/// The one record of a list, read by its own path.
fn only(served: &Served, path: &str) -> Value {
    let page = served.read(path);
    assert_eq!(page["items"].as_array().unwrap().len(), 1, "{page}");
    let record = served.read(page["items"][0]["href"].as_str().unwrap());
    assert_eq!(record, page["items"][0], "the list says of it what it says itself");
    record
}

#[test]
fn a_filing_or_a_result_leads_to_the_penalties_of_its_case_and_those_lead_back() {
    each_form(|installation| {
        let (served, form) = (installation.serve(), installation.form());
        let filed =
            json!({ "received_on": "2026-09-01", "code": RESTAURANT, "case_no": CASE, "case_filed_on": "2026-09-20" });
        let own = |name: &str, number: &str| {
            let mut row = filed.clone();
            row[name] = json!(number);
            row
        };
        send(&served, "/complaints/v1/complaints", &own("number", "T1"));
        send(&served, "/complaints/v1/reports", &own("report_no", "R1"));
        let visit =
            json!({ "code": RESTAURANT, "number": "J1", "day": "2026-09-02", "result": "I06", "case_no": CASE });
        send(&served, "/inspections/v1/inspections", &visit);
        for (code, number, case_no) in [
            (RESTAURANT, "1", CASE),
            (RESTAURANT, "2", CASE),
            // Of another case, of none, and of the same case with somebody else.
            (RESTAURANT, "3", "聊市监立〔2026〕1号"),
            (RESTAURANT, "4", ""),
            (GYM, "5", CASE),
        ] {
            send(&served, "/violations/v1/penalties", &penalty(code, number, case_no));
        }
        let penalties = ["penalty:371500SJ/2", "penalty:371500SJ/1"];
        for path in ["/complaints/v1/complaints", "/complaints/v1/reports", "/inspections/v1/inspections"] {
            let record = only(&served, path);
            let mut found = keys(&served, record["case_href"].as_str().unwrap());
            found.sort_unstable_by(|a, b| b.cmp(a));
            assert_eq!(found, penalties, "{form}: {path}");
            assert!(record["origin_hrefs"].is_null(), "{form}: {record}");
        }
        let penalty_of = |number: &str| {
            let page = served.read("/violations/v1/penalties?limit=100");
            let wanted = format!("penalty:371500SJ/{number}");
            page["items"].as_array().unwrap().iter().find(|item| item["key"] == wanted.as_str()).unwrap().clone()
        };
        let origins = |number: &str| -> Vec<String> {
            let penalty = penalty_of(number);
            assert!(penalty["case_href"].is_null(), "{form}: {penalty}");
            let hrefs = penalty["origin_hrefs"].as_array().into_iter().flatten();
            hrefs.flat_map(|href| keys(&served, href.as_str().unwrap())).collect()
        };
        for number in ["1", "2"] {
            assert_eq!(origins(number), ["complaint:T1", "report:R1", "inspection:J1"], "{form}: {number}");
        }
        assert!(origins("3").is_empty() && origins("5").is_empty(), "{form}: of another case or another merchant");
        assert!(penalty_of("4")["origin_hrefs"].is_null(), "{form}: of no case");

        // The filter by itself: of everybody, page by page, and of nobody.
        let of_case = |more: &str| {
            format!(
                "/violations/v1/penalties?case_no={}{more}",
                "%E8%81%8A%E5%B8%82%E7%9B%91%E7%AB%8B%E3%80%942026%E3%80%951%E5%8F%B7%2F%E7%94%B2%26%E4%B9%99"
            )
        };
        assert_eq!(keys(&served, &of_case("")).len(), 3, "{form}");
        let first = served.read(&of_case("&limit=2"));
        let rest = keys(&served, &of_case(&format!("&limit=2&after={}", first["next"].as_str().unwrap())));
        assert_eq!((first["items"].as_array().unwrap().len(), rest.len()), (2, 1), "{form}");
        let other = served
            .get(&format!("/violations/v1/penalties?case_no=x&after={}", first["next"].as_str().unwrap()), "official");
        assert_eq!(other.status(), 400, "{form}: the cursor of another list");
        assert!(keys(&served, "/violations/v1/penalties?case_no=x").is_empty(), "{form}");
        assert!(keys(&served, "/registry/v1/merchants?case_no=x").is_empty(), "{form}");
        // What is taken back names its case no less, and the list says so.
        let href = penalty_of("1")["href"].as_str().unwrap().to_owned();
        let (status, gone) = served.act(&format!("{href}/withdrawal"), None, &json!({ "reason": "错录" }));
        assert_eq!(status, 200, "{gone}");
        assert_eq!(keys(&served, &of_case("&withdrawn=false")).len(), 2, "{form}");
    });
}
