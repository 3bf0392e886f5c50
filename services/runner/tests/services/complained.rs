//! A merchant's complaints beside those of its peers, from the files to the answer (投诉比, settled readings, 14): the
//! numbers are worked out here by hand, and the ends of the intervals are those of the exact Poisson law.

use crate::city::settle;
use crate::{Served, each_form};
use domain::code::PartyCode;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The day looked at: its table is that of the month, over the twelve months before.
const DAY: &str = "2026-11-23";

fn code(number: u32) -> PartyCode {
    PartyCode::complete(&format!("91371502MA{number:07}")).unwrap()
}

/// Forty small restaurants, the last of them open for the second half of the window alone; then one of medium size, and
/// a bookshop, which has no peers of its trade.
fn merchants() -> String {
    let mut file = "统一社会信用代码,名称,主体类型,规模,经营渠道,所在区县,行业代码,成立日期,登记状态\n".to_owned();
    let mut add = |number: u32, (size, industry, since): (&str, &str, &str)| {
        writeln!(file, "{},店{number},企业,{size},门店,371502,{industry},{since},在营", code(number)).unwrap();
    };
    (0..39).for_each(|number| add(number, ("小型", "6210", "2019-01-01")));
    add(39, ("小型", "6210", "2026-05-01"));
    add(40, ("中型", "6210", "2019-01-01"));
    add(41, ("小型", "5243", "2019-01-01"));
    file
}

fn complaints() -> String {
    let mut file = "统一社会信用代码,投诉编号,接收日期,受理日期,办结日期,办理结果,重复件\n".to_owned();
    let mut number = 0;
    let mut add = |of: u32, received: &str, rest: &str| {
        number += 1;
        writeln!(file, "{},T{number},{received},{rest}", code(of)).unwrap();
    };
    let mut counts = |of: u32, received: &str| add(of, received, &format!("{received},{received},MEDIATED,"));
    for received in ["2025-11-01", "2026-03-10", "2026-10-31"] {
        counts(0, received);
    }
    for of in 1..=12 {
        counts(of, "2026-01-15");
        counts(of, "2026-07-15");
    }
    for month in 1..=5 {
        counts(40, &format!("2026-0{month}-20"));
    }
    // Outside the window, refused, or said before: of no account.
    counts(0, "2025-10-31");
    counts(0, "2026-11-02");
    add(0, "2026-04-01", ",2026-04-02,R3,");
    add(0, "2026-04-10", "2026-04-10,2026-04-20,MEDIATED,是");
    file
}

fn import(served: &Served, kind: &str, text: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.csv");
    std::fs::write(&path, text).unwrap();
    let answer = served.import(kind, &path.display().to_string(), &["--history"]);
    let outcome = &answer["import"]["outcome"];
    assert_eq!(outcome["read"], outcome["new"], "{answer}");
}

#[test]
fn the_ratio_of_a_merchant_is_its_complaints_by_those_that_its_peers_make_one_expect() {
    each_form(|installation| {
        let served = installation.serve();
        import(&served, "complaints", &complaints());
        import(&served, "merchants", &merchants());
        settle(&served);
        let answered = |number: u32, day: &str| -> Value {
            served.read(&format!("/rating/v1/merchants/{}?as_of={day}&scheme=LC-CONSUME", code(number)))
        };
        let ratio = |counts: [u64; 5]| {
            let [complaints, expected, ratio, low, high] = counts;
            json!({
                "complaints": complaints, "expected_thousandths": expected, "ratio_thousandths": ratio,
                "low_thousandths": low, "high_thousandths": high,
            })
        };
        // Level of the ladder; others, their days and complaints.
        for (number, level, others, counts) in [
            // Among the others of its trade, size and channel: 38 of 365 days, one of 184.
            (0, 0, [39, 38 * 365 + 184, 24], [3, 365 * 24 * 1_000 / 14_054, 4_815, 993, 14_073]),
            // Of its size there is nobody: those of its division.
            (40, 2, [40, 39 * 365 + 184, 27], [5, 365 * 27 * 1_000 / 14_419, 7_320, 2_376, 17_084]),
            // Of its section there is nobody: the whole city.
            (41, 4, [41, 40 * 365 + 184, 32], [0, 365 * 32 * 1_000 / 14_784, 0, 0, 4_670]),
        ] {
            let answer = answered(number, DAY);
            let (form, peers) = (installation.form(), &answer["peers"]);
            assert_eq!(answer["complaint_ratio"], ratio(counts), "{form}: {number}");
            assert_eq!(peers["stratum"]["level"], json!(level), "{form}: {number}: {peers}");
            let told = ["merchants", "days", "complaints"].map(|name| peers["others"][name].as_u64().unwrap());
            assert_eq!(told, others, "{form}: {number}");
            let window = (&peers["window_from"], &peers["window_until"]);
            assert_eq!(window, (&json!("2025-11-01"), &json!("2026-10-31")), "{form}: {number}");
        }
        // A month earlier: the last of the three is no part of the window, and the one before its first day is.
        let earlier = &answered(0, "2026-10-23")["complaint_ratio"]["complaints"];
        assert_eq!(*earlier, json!(3), "{}", installation.form());
        let earlier = &answered(0, "2026-04-01")["complaint_ratio"]["complaints"];
        assert_eq!(*earlier, json!(3), "{}: by what was known then", installation.form());
    });
}
