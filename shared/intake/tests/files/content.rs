//! Content that cannot be: every such row is rejected with the field and the reason.

use crate::support::*;

/// Rejected for one reason in this field.
fn rejected(name: &str, header: &str, row: &str, field: &str, because: &str) {
    let text = format!("{header}\n{row}\n");
    let (report, read) = read_file(&format!("{name}.csv"), text.as_bytes()).unwrap();
    let found = faults(&read);
    assert_eq!((report.rejected, found.len()), (1, 1), "{row}: {:?}", read.issues);
    assert_eq!(found[0].1, field, "{row}");
    assert!(found[0].3.contains(because), "{row}: {}", found[0].3);
}

fn kept(name: &str, header: &str, row: &str) {
    let text = format!("{header}\n{row}\n");
    let (report, read) = read_file(&format!("{name}.csv"), text.as_bytes()).unwrap();
    assert_eq!(report.kept, 1, "{row}: {:?}", read.issues);
}

const FUTURE: &str = "future";
const BEFORE: &str = "before";

#[test]
fn days_of_a_complaint_follow_each_other_and_have_passed() {
    let header = "code,number,received_on,accepted_on,closed_on,outcome,held_from,held_until";
    let check = |cells: &str, field: &str, because: &str| {
        rejected("complaints", header, &format!("{CODE},T1,{cells}"), field, because);
    };
    check("2026-11-01,2026-11-24,,,,", "accepted_on", FUTURE);
    check("2026-11-01,2026-11-02,2026-11-24,MEDIATED,,", "closed_on", FUTURE);
    check("2026-11-05,2026-11-01,,,,", "accepted_on", BEFORE);
    check("2026-11-01,2026-11-10,2026-11-05,MEDIATED,,", "closed_on", BEFORE);
    check("2026-11-05,,2026-11-01,SELF_SETTLED,,", "closed_on", BEFORE);
    check("2026-11-05,,,,2026-11-01,", "held_from", BEFORE);
    check("2026-11-05,,,,2026-11-24,", "held_from", FUTURE);
    kept("complaints", header, &format!("{CODE},T1,2026-11-01,2026-11-02,2026-11-23,MEDIATED,2026-11-23,2026-12-31"));
}

#[test]
fn days_of_a_penalty_follow_its_decision() {
    let header =
        PENALTY_HEADER.replace("cf_frdb", "published_on,served_on,annulled_on,display_stopped_on,stop_revoked_on");
    let line = |cells: &str| format!("某店,{CODE},文1号,虚假宣传,广告法,罚款,内容,1,2026-06-10,某局,3715SJ,{cells}");
    let check = |cells: &str, field: &str, because: &str| rejected("penalties", &header, &line(cells), field, because);
    check("2026-11-24,,,,", "published_on", FUTURE);
    check(",2026-11-24,,,", "served_on", FUTURE);
    check(",,2026-11-24,,", "annulled_on", FUTURE);
    check(",,,2026-07-01,2026-11-24", "stop_revoked_on", FUTURE);
    check(",,,2026-06-09;2026-07-01,", "display_stopped_on", BEFORE);
    check(",,,;,", "display_stopped_on", "no day is named");
    check(",,,,2026-06-09", "stop_revoked_on", BEFORE);
    check(",,,2026-08-01,2026-07-01", "stop_revoked_on", BEFORE);
    kept("penalties", &header, &line("2026-06-10,2026-06-12,,2026-07-01;2026-09-01,2026-08-01"));
    let reasoned = header.replace("stop_revoked_on", "stop_revoked_on,display_stop_reason");
    kept("penalties", &reasoned, &line(",,,2026-07-01,,修复"));
    rejected("penalties", &reasoned, &line(",,,,,更正"), "display_stop_reason", "no day on which the display stopped");
    rejected("penalties", &reasoned, &line(",,,2026-07-01,,忘了"), "display_stop_reason", "");
    // A decision may name the day ahead on which the display is to stop.
    kept("penalties", &header, &line(",,,2026-07-01;2026-11-24,"));
    let none = penalty(CODE, ";", "", "2026-06-10");
    let (_, read) = read_file("penalties.csv", none.as_bytes()).unwrap();
    assert_eq!(places(&read), [(2, "cf_cflb".to_owned())]);
}

#[test]
fn days_of_other_records_follow_each_other() {
    let visits = "code,number,day,result,display_stopped_on,annulled_on,critical_findings";
    let visit = |cells: &str| format!("{CODE},J1,2026-05-06,I01,{cells}");
    rejected("inspections", visits, &visit(",2026-11-24,"), "annulled_on", FUTURE);
    rejected("inspections", visits, &visit("2026-11-24,,"), "display_stopped_on", FUTURE);
    rejected("inspections", visits, &visit(",,-1"), "critical_findings", "below 0");
    let tests = "code,number,day,result,resolved_on";
    rejected("tests", tests, &format!("{CODE},C1,2026-05-06,FS1,2026-11-24"), "resolved_on", FUTURE);
    let payments = "code,authority_code,decision_no,state,day,deferred_until";
    let payment = format!("{CODE},3715SJ,文1号,延期,2026-05-06,2026-05-05");
    rejected("payments", payments, &payment, "deferred_until", BEFORE);
    let cases = "code,number,filed_on,due_on,answered_on,settled_on";
    rejected("odr_cases", cases, &format!("{CODE},1,2026-11-20,2026-12-04,2026-11-24,"), "answered_on", FUTURE);
    rejected("odr_cases", cases, &format!("{CODE},1,2026-11-20,2026-12-04,,2026-11-24"), "settled_on", FUTURE);
    let standing = "code,kind,office,document_no,from,until";
    rejected("standing", standing, &format!("{CODE},违反承诺,局,1,2026-11-24,"), "from", FUTURE);
    kept("standing", standing, &format!("{CODE},no_reason_return,局,1,2026-11-24,2027-11-23"));
    let merchants = "code,name,kind,area,industry,registered_on,status,status_from";
    let merchant = |cells: &str| format!("{CODE},店,企业,371502,6210,{cells}");
    rejected("merchants", merchants, &merchant("2026-11-24,,"), "registered_on", FUTURE);
    rejected("merchants", merchants, &merchant("2020-01-01,注销,2026-11-24"), "status_from", FUTURE);
    rejected("merchants", merchants, &merchant("2020-01-01,注销,"), "status_from", "needed");
    kept("merchants", merchants, &merchant("2020-01-01,在营,长期"));
}

#[test]
fn times_of_the_source_have_passed_and_may_lack_an_offset() {
    let header = "code,number,day,result,known_at,changed_at";
    let visit = |cells: &str| format!("{CODE},J1,2026-05-06,I01,{cells}");
    rejected("inspections", header, &visit("2099-01-01,"), "known_at", FUTURE);
    rejected("inspections", header, &visit(",2026-11-24 00:00:00"), "changed_at", FUTURE);
    let text = format!("{header}\n{}\n", visit("2026-06-01T10:00:00,2026/6/1 10:00"));
    let (_, read) = read_file("inspections.csv", text.as_bytes()).unwrap();
    let version = &read.inspections[0];
    assert_eq!(version.known_from.to_string(), "2026-06-01T02:00:00Z");
    assert_eq!(version.order, Some(version.known_from));
}

#[test]
fn a_fault_stands_under_its_own_field() {
    let header = "code,number,day,item_a,item_item_a";
    rejected("assessments", header, &format!("{CODE},P1,2026-05-06,xx,5"), "item_a", "不是整数");
    let text = format!("{header}\n{CODE},P1,2026-05-06,4,5\n");
    let (_, read) = read_file("assessments.csv", text.as_bytes()).unwrap();
    let items: Vec<(&str, i32)> = read.assessments[0].content.items.iter().map(|(k, v)| (k.as_str(), *v)).collect();
    assert_eq!(items, [("a", 4), ("item_a", 5)]);
    let merchants = "code,name,kind,area,industry";
    rejected("merchants", merchants, "37150000000000A,店,企业,371502,6210", "code", "只能是数字");
    rejected("merchants", merchants, &format!("{CODE},店,企业,东昌府,6210"), "area", "如东昌府区");
}
