//! The cases that are killed: one of each procedure that runs through, with every step that leads there.

use crate::RESTAURANT;
use serde_json::{Value, json};

pub(super) const OFFICE: &str = "371581SJ";
pub(super) const UPPER: &str = "371500SJ";
/// The offices with which these are registered.
const GYMS: &str = "371526SJ";
const DEALERS: &str = "371523SJ";
const GROCERS: &str = "371502SJ";
const HOTELS: &str = "371521SJ";
/// An office that regulates no market: what it decides goes by the rules of Credit China.
const FARMING: &str = "371521NY";
const GYM: &str = "91371526999990029U";
const DEALER: &str = "91371523999990037B";
const GROCER: &str = "923715029999900028";
const HOTEL: &str = "913715219999900534";
const FALSE_DATA: &str = "abnormal_false_information";
/// The inspection that follows the one after which it was asked for.
pub(super) const AGAIN: &str = "14";

/// In place of a day: the day on which it is asked.
pub(super) const TODAY: &str = "";

/// What a case is about.
#[derive(Clone, Copy)]
pub(super) enum About {
    /// The penalty of a number, by the office whose case it is.
    Penalty(&'static str),
    /// The mark for false data, of the same office, by its number.
    FalseData(&'static str),
    /// The inspection of a number.
    Inspection(&'static str),
    /// A report that is overdue, by its number.
    Overdue(&'static str),
    /// The membership to which another case has led.
    Membership(&'static str),
}

/// A case, and the office whose it is.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) office: &'static str,
    pub(super) service: &'static str,
    pub(super) procedure: &'static str,
    pub(super) code: &'static str,
    pub(super) about: About,
}

/// What happens next.
#[derive(Clone, Copy)]
pub(super) enum Deed {
    /// Somebody takes a step on a day, on paper unless it is [`TODAY`].
    Step { case: &'static str, step: &'static str, who: &'static str, on: &'static str, leads: Leads },
    /// The house takes a step by itself at the next start.
    House { case: &'static str, step: &'static str },
    /// A report comes.
    Report,
}

/// To what a step leads at the same instant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Leads {
    Nowhere,
    /// The feed of the own service tells of it.
    Told(&'static str),
    /// Another service is commanded, whose feed tells of it.
    Sent(&'static str),
}

use Leads::{Nowhere, Sent, Told};

const LISTING: &str = "listing";
const REPAIR: &str = "repair";

pub(super) const CASES: [Case; 17] = [
    one(("expiry", OFFICE), LISTING, "serious_list", DEALER, About::Penalty("2")),
    one(("serious", OFFICE), LISTING, "serious_list", RESTAURANT, About::Penalty("1")),
    one(("removal", OFFICE), REPAIR, "serious_list_removal", RESTAURANT, About::Membership("serious")),
    one(("repair", OFFICE), REPAIR, "gsxt_repair", RESTAURANT, About::Penalty("1")),
    one(("objection", OFFICE), REPAIR, "objection", GYM, About::Penalty("3")),
    one(("abnormal", GYMS), LISTING, "abnormal_list", GYM, About::Overdue("4")),
    one(("abnormal-objection", GYMS), REPAIR, "abnormal_objection", GYM, About::Membership("abnormal")),
    one(("other-abnormal", DEALERS), LISTING, "abnormal_list", DEALER, About::Overdue("5")),
    one(("abnormal-removal", DEALERS), REPAIR, "abnormal_removal", DEALER, About::Membership("other-abnormal")),
    one(("separate", HOTELS), LISTING, "serious_list_separate", HOTEL, About::Penalty("8")),
    one(("false-data", HOTELS), LISTING, "serious_list_false_data", HOTEL, About::FalseData("9")),
    one(("shield", HOTELS), REPAIR, "shield", HOTEL, About::Penalty("10")),
    one(("remedy", HOTELS), REPAIR, "remedy", HOTEL, About::Penalty("11")),
    one(("reply", HOTELS), REPAIR, "reply", HOTEL, About::Penalty("11")),
    one(("credit-china", FARMING), REPAIR, "credit_china_repair", HOTEL, About::Penalty("12")),
    one(("reinspection", HOTELS), REPAIR, "reinspection", HOTEL, About::Inspection("13")),
    one(("mark", GROCERS), LISTING, "abnormal_mark", GROCER, About::Overdue("6")),
];

const fn one(
    (name, office): (&'static str, &'static str),
    service: &'static str,
    procedure: &'static str,
    code: &'static str,
    about: About,
) -> Case {
    Case { name, office, service, procedure, code, about }
}

pub(super) fn case(name: &str) -> &'static Case {
    CASES.iter().find(|one| one.name == name).unwrap()
}

/// Steps of a case: the step, who takes it, on which day, and to what it leads.
type Steps = &'static [(&'static str, &'static str, &'static str, Leads)];

const LISTED: Leads = Told(LISTING);
const LEFT: Leads = Sent(LISTING);
const DISPLAY: Leads = Sent("violations");

/// The cases in the order in which they go on: two of them come back later.
const COURSE: &[(&str, Steps)] = &[
    (
        "expiry",
        &[
            ("propose", "wang", "2023-01-16", Nowhere),
            ("notice", "wang", "2023-01-16", Nowhere),
            ("consent", "zhao", "2023-02-06", Nowhere),
            // Its term is over already: the house ends it at the next start.
            ("list", "li", "2023-02-08", Nowhere),
        ],
    ),
    (
        "serious",
        &[
            ("propose", "wang", "2025-02-24", Nowhere),
            ("notice", "wang", "2025-02-24", Nowhere),
            ("consent", "zhao", "2025-03-05", Nowhere),
            ("list", "li", "2025-03-10", LISTED),
            ("publish", "wang", "2025-03-17", Nowhere),
        ],
    ),
    (
        "removal",
        &[
            ("file", "sun", "2026-03-11", Nowhere),
            ("accept", "wang", "2026-03-13", Nowhere),
            ("propose", "wang", "2026-03-18", Nowhere),
            ("approve", "li", "2026-03-20", LEFT),
            ("confirm", "li", "2026-03-25", Nowhere),
        ],
    ),
    (
        "repair",
        &[
            ("file", "sun", "2026-03-23", Nowhere),
            ("accept", "wang", "2026-03-24", Nowhere),
            ("propose", "wang", "2026-03-25", Nowhere),
            ("approve", "li", "2026-03-27", DISPLAY),
            ("confirm", "li", "2026-03-30", Nowhere),
            ("propose_revocation", "wang", "2026-04-07", Nowhere),
            ("revoke", "li", "2026-04-08", DISPLAY),
        ],
    ),
    ("removal", &[("propose_revocation", "wang", "2026-04-07", Nowhere), ("revoke", "li", "2026-04-08", LEFT)]),
    (
        "objection",
        &[
            ("file", "sun", "2026-08-03", Nowhere),
            ("ask_help", "wang", "2026-08-03", Nowhere),
            ("propose", "wang", "2026-08-04", Nowhere),
            ("reject", "li", "2026-08-05", Nowhere),
        ],
    ),
    (
        "abnormal",
        &[
            ("find_late_report", "wang", "2026-06-30", Nowhere),
            ("list", "li", "2026-07-10", LISTED),
            ("publish", "wang", "2026-07-14", Nowhere),
        ],
    ),
    (
        "abnormal-objection",
        &[
            ("file", "sun", "2026-07-20", Nowhere),
            ("accept", "wang", "2026-07-21", Nowhere),
            ("propose", "wang", "2026-07-22", Nowhere),
            ("uphold", "chen", "2026-07-27", LEFT),
            ("confirm", "li", "2026-07-28", Nowhere),
        ],
    ),
    ("other-abnormal", &[("find_late_report", "wang", "2026-06-30", Nowhere), ("list", "li", "2026-07-10", LISTED)]),
    (
        "abnormal-removal",
        &[
            ("file", "sun", "2026-09-18", Nowhere),
            ("propose", "wang", "2026-09-21", Nowhere),
            ("approve", "li", "2026-09-24", LEFT),
        ],
    ),
    (
        "separate",
        &[
            ("propose", "wang", "2025-04-07", Nowhere),
            ("notice", "wang", "2025-04-07", Nowhere),
            ("consent", "zhao", "2025-04-21", Nowhere),
            ("list", "li", "2025-04-25", LISTED),
        ],
    ),
    (
        "false-data",
        &[
            ("propose", "wang", "2025-06-09", Nowhere),
            ("notice", "wang", "2025-06-09", Nowhere),
            ("consent", "zhao", "2025-06-23", Nowhere),
            ("list", "li", "2025-06-27", LISTED),
        ],
    ),
    (
        "shield",
        &[
            ("file", "sun", "2026-05-07", Nowhere),
            ("accept", "wang", "2026-05-11", Nowhere),
            ("propose", "wang", "2026-05-18", Nowhere),
            ("approve", "li", "2026-05-20", DISPLAY),
        ],
    ),
    (
        "remedy",
        &[
            ("record_suit", "wang", "2026-06-08", Nowhere),
            ("suspend", "wang", "2026-06-15", DISPLAY),
            // What is upheld has effect again.
            ("record_outcome", "li", "2026-09-07", DISPLAY),
        ],
    ),
    (
        "reply",
        &[
            ("file", "sun", "2026-06-10", Nowhere),
            ("show", "wang", "2026-06-12", Nowhere),
            ("retract", "sun", "2026-07-06", Nowhere),
        ],
    ),
    (
        "credit-china",
        &[
            ("file", "sun", "2026-08-03", Nowhere),
            ("accept", "wang", "2026-08-05", Nowhere),
            ("propose", "wang", "2026-08-07", Nowhere),
            ("approve", "li", "2026-08-12", DISPLAY),
        ],
    ),
    (
        "reinspection",
        &[
            ("file", "sun", "2026-08-03", Nowhere),
            ("grant", "li", "2026-08-05", Nowhere),
            ("record_result", "wang", "2026-08-12", Nowhere),
        ],
    ),
    ("mark", &[("find_late_report", "wang", "2026-06-30", Nowhere), ("mark", "li", "2026-07-10", LISTED)]),
];

/// Everything that happens, in its order.
pub(super) fn deeds() -> Vec<Deed> {
    let mut all = Vec::new();
    for &(case, steps) in COURSE {
        all.extend(steps.iter().map(|&(step, who, on, leads)| Deed::Step { case, step, who, on, leads }));
        match case {
            "expiry" => all.push(Deed::House { case, step: "expire" }),
            "mark" => all.extend([Deed::Report, Deed::House { case, step: "receive_report" }]),
            _ => {}
        }
    }
    let (case, step, who, leads) = ("mark", "unmark_for_report", "li", LISTED);
    all.push(Deed::Step { case, step, who, on: TODAY, leads });
    all
}

/// Every step that a case has in the end, those of the house among them.
pub(super) fn ended(name: &str) -> Vec<&'static str> {
    let of_people =
        COURSE.iter().filter(|(case, _)| *case == name).flat_map(|(_, steps)| steps.iter().map(|one| one.0));
    let of_house: &[&str] = match name {
        "expiry" => &["expire"],
        "serious" => &["remove", "restore"],
        "abnormal" => &["correct_as_objected"],
        "other-abnormal" => &["remove"],
        "mark" => &["receive_report", "unmark_for_report"],
        _ => &[],
    };
    of_people.chain(of_house.iter().copied()).collect()
}

/// The records that cases are about, and the one that follows an inspection, with where they are sent.
pub(super) fn records() -> Vec<(&'static str, Value)> {
    let (linqing, yanggu) = ((OFFICE, "临清市市场监督管理局"), (HOTELS, "阳谷县市场监督管理局"));
    let penalty = |(office, authority): (&str, &str), code: &str, number: &str, [decided, published]: [&str; 2]| {
        let row = json!({
            "cf_xdr_mc": "示例", "cf_xdr_lb": "法人及非法人组织", "cf_xdr_shxym": code, "cf_wsh": number,
            "cf_wfxw": "经营添加药品的食品", "cf_yj": "《中华人民共和国食品安全法》第一百二十三条", "cf_cflb": "责令停产停业",
            "cf_nr": "责令停产停业", "cf_jdrq": decided, "cf_cfjg": authority, "cf_cfjgdm": office,
            "restriction_until": published, "published_on": published, "served_on": decided,
        });
        ("/violations/v1/penalties", row)
    };
    let overdue = |code: &str, number: &str| {
        ("/registry/v1/standing", standing((OFFICE, code), "annual_report_overdue", number, "2026-07-01"))
    };
    let inspection = |number: &str, day: &str, result: &str| {
        ("/inspections/v1/inspections", json!({ "code": HOTEL, "number": number, "day": day, "result": result }))
    };
    vec![
        penalty(linqing, RESTAURANT, "1", ["2025-03-10", "2025-03-17"]),
        penalty(linqing, DEALER, "2", ["2023-02-08", "2023-02-15"]),
        penalty(linqing, GYM, "3", ["2026-05-06", "2026-05-11"]),
        overdue(GYM, "4"),
        overdue(DEALER, "5"),
        overdue(GROCER, "6"),
        penalty(yanggu, HOTEL, "8", ["2024-06-03", "2024-06-07"]),
        ("/registry/v1/standing", standing((HOTELS, HOTEL), FALSE_DATA, "9", "2025-01-06")),
        penalty(yanggu, HOTEL, "10", ["2026-03-05", "2026-03-10"]),
        penalty(yanggu, HOTEL, "11", ["2026-05-06", "2026-05-11"]),
        penalty((FARMING, "阳谷县农业农村局"), HOTEL, "12", ["2025-06-03", "2025-06-06"]),
        inspection("13", "2026-07-20", "I06"),
        inspection(AGAIN, "2026-08-10", "I01"),
    ]
}

/// The report that was overdue.
pub(super) fn report() -> (&'static str, Value) {
    ("/registry/v1/standing", standing((OFFICE, GROCER), "annual_report", "7", "2026-09-18"))
}

fn standing((office, code): (&str, &str), kind: &str, number: &str, from: &str) -> Value {
    json!({ "code": code, "kind": kind, "office": office, "document_no": number, "from": from })
}

/// What a case is about, as it is asked for.
pub(super) fn about(of: &Case, number_of: impl Fn(&str) -> i64) -> Value {
    let (kind, key) = match of.about {
        About::Penalty(number) => ("penalty", format!("penalty:{}/{number}", of.office)),
        About::FalseData(number) => ("standing", format!("standing:{FALSE_DATA}/{}/{number}", of.office)),
        About::Inspection(number) => ("inspection", inspection_key(number)),
        About::Overdue(number) => ("standing", format!("standing:annual_report_overdue/{OFFICE}/{number}")),
        About::Membership(case) => ("membership", format!("listing:{}", number_of(case))),
    };
    json!({ "kind": kind, "key": key })
}

pub(super) fn inspection_key(number: &str) -> String {
    format!("inspection:{number}")
}
