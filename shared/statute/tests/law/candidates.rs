//! Who might have to be listed: Order 44 Arts. 2, 5 to 11, and settled readings 10 and 16 of the legal dossier.

use crate::support::{TABLES, day, elsewhere, of_severity, payment};
use domain::record::{MerchantKind, Payment, PaymentState, Penalty, Record, Standing, StandingKind};
use domain::span::Span;
use domain::vocab::{Grade, Severity, StatusKind};
use policy::embedded;
use statute::candidates::{Candidate, Reason, of_overdue, of_penalty, of_standing, three_years};
use statute::procedure::Procedures;
use statute::repair::Rules;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::read(&embedded::procedures().unwrap()).unwrap());

fn found(penalty: &Penalty, as_of: &str) -> Vec<Candidate> {
    paid(penalty, &[], as_of)
}

fn paid(penalty: &Penalty, payments: &[&Payment], as_of: &str) -> Vec<Candidate> {
    of_penalty(penalty, payments, day(as_of), (&TABLES, &RULES))
}

fn reasons(penalty: &Penalty, as_of: &str) -> Vec<Reason> {
    found(penalty, as_of).into_iter().map(|candidate| candidate.reason).collect()
}

/// A fine under the food law, of this discretion grade.
fn fined(grade: Option<Grade>) -> Penalty {
    Penalty { grade, ..of_severity("2026-01-05", Severity::General) }
}

#[test]
fn a_heavy_penalty_under_a_law_of_the_order_is_a_reason_to_look() {
    let candidates = found(&fined(Some(Grade::Aggravated)), "2026-02-01");
    let [candidate] = &candidates[..] else { panic!("{candidates:?}") };
    assert_eq!((candidate.reason, candidate.article.as_str()), (Reason::HeavyPenalty, "总局令第44号 Art. 5"));
    assert!(candidate.provisional, "which law belongs to which article is the house's own sorting");
    assert_eq!((candidate.since, &candidate.key), (day("2026-01-05"), &fined(None).key()));
    assert_eq!(reasons(&of_severity("2026-01-05", Severity::Serious), "2026-02-01"), [Reason::HeavyPenalty]);
    for lighter in [Grade::Normal, Grade::Lenient] {
        assert_eq!(reasons(&fined(Some(lighter)), "2026-02-01"), [], "{lighter:?}");
    }
}

#[test]
fn a_grade_that_nobody_told_is_asked_for() {
    assert_eq!(reasons(&fined(None), "2026-02-01"), [Reason::GradeToAsk]);
}

#[test]
fn of_what_is_no_matter_of_this_list_nothing_is_found() {
    let heavy = fined(Some(Grade::Aggravated));
    assert_eq!(reasons(&heavy, "2026-01-04"), [], "not decided yet");
    let other = Penalty { ground: "《城市市容和环境卫生管理条例》".into(), ..heavy.clone() };
    assert_eq!(reasons(&other, "2026-02-01"), [], "a law of none of its articles");
    let culture = Penalty { grade: Some(Grade::Aggravated), ..elsewhere("2026-01-05", Severity::General) };
    assert_eq!(reasons(&culture, "2026-02-01"), [], "another department");
    let annulled = Penalty { annulled_on: Some(day("2026-01-20")), ..heavy.clone() };
    assert_eq!(reasons(&annulled, "2026-01-19"), [Reason::HeavyPenalty]);
    assert_eq!(reasons(&annulled, "2026-01-20"), [], "annulled");
    assert_eq!(reasons(&Penalty { withdrawn: true, ..heavy.clone() }, "2026-02-01"), [], "taken back");
    let before = Penalty { decided_on: day("2021-08-31"), ..heavy };
    assert_eq!(reasons(&before, "2026-02-01"), [], "there was no such list");
}

#[test]
fn a_fine_that_is_stated_unpaid_when_it_was_due_is_looked_at_for_a_refusal() {
    let light = Penalty { served_on: Some(day("2026-01-06")), ..fined(Some(Grade::Normal)) };
    let unpaid = payment("2026-03-01", PaymentState::Unpaid);
    let (of, at) = (paid(&light, &[&unpaid], "2026-03-02"), "2026-03-02");
    assert_eq!(of.iter().map(|candidate| candidate.reason).collect::<Vec<_>>(), [Reason::Unperformed]);
    assert_eq!((of[0].article.as_str(), of[0].since), ("总局令第44号 Art. 11", day("2026-03-01")));
    assert_eq!(paid(&light, &[], at), [], "of what nobody stated nothing is late");
    let settled = payment("2026-03-02", PaymentState::Paid);
    assert_eq!(paid(&light, &[&unpaid, &settled], at), []);
}

fn mark(kind: StandingKind, from: &str) -> Standing {
    Standing {
        party: fined(None).party,
        kind,
        office: "聊城市市场监督管理局".into(),
        document_no: "1".into(),
        from: day(from),
        until: None,
        shielded: Vec::new(),
        case_no: None,
        listing: None,
        permit: None,
        withdrawn: false,
    }
}

#[test]
fn a_mark_for_false_data_leads_to_the_list_since_the_regulation_says_so() {
    let mark = |kind, from: &str| mark(StandingKind::Status(kind), from);
    let of = |standing: &Standing, as_of: &str| of_standing(standing, day(as_of), &RULES).map(|found| found.reason);
    let falsehood = StatusKind::AbnormalFalseInformation;
    assert_eq!(of(&mark(falsehood, "2024-05-01"), "2024-05-01"), Some(Reason::FalseData));
    assert_eq!(of(&mark(falsehood, "2024-04-30"), "2026-01-01"), None);
    assert_eq!(of(&mark(falsehood, "2026-05-01"), "2026-04-30"), None);
    assert_eq!(of(&mark(StatusKind::AbnormalUnreachable, "2026-05-01"), "2026-05-02"), None);
    assert_eq!(of(&Standing { withdrawn: true, ..mark(falsehood, "2026-05-01") }, "2026-05-02"), None);
}

#[test]
fn an_overdue_report_is_a_reason_to_look_at_the_abnormal_list_or_at_the_mark_of_a_sole_trader() {
    let status = |kind, from: &str| mark(StandingKind::Status(kind), from);
    let overdue = status(StatusKind::AnnualReportOverdue, "2026-07-01");
    let of = |overdue: &Standing, kind, beside: &[&Standing], as_of: &str| {
        of_overdue(overdue, kind, beside, day(as_of), &RULES).map(|found| found.reason)
    };
    let enterprise = |beside: &[&Standing], as_of: &str| of(&overdue, MerchantKind::Enterprise, beside, as_of);
    assert_eq!(enterprise(&[], "2026-07-01"), Some(Reason::ReportOverdue));
    assert_eq!(enterprise(&[], "2026-06-30"), None, "not overdue yet");
    assert_eq!(of(&overdue, MerchantKind::Cooperative, &[], "2026-07-01"), Some(Reason::ReportOverdue));
    assert_eq!(of(&overdue, MerchantKind::SoleTrader, &[], "2026-07-01"), Some(Reason::ReportOverdueMark));
    let found = of_overdue(&overdue, MerchantKind::SoleTrader, &[], day("2026-07-01"), &RULES).unwrap();
    assert_eq!((found.since, found.key, found.provisional), (day("2026-07-01"), overdue.key(), true));
    // What ends it: the report, or the listing for this very ground, from their own days on.
    let report = mark(StandingKind::AnnualReport, "2026-07-06");
    let listing = status(StatusKind::AbnormalLateReport, "2026-07-10");
    assert_eq!(enterprise(&[&report], "2026-07-05"), Some(Reason::ReportOverdue));
    assert_eq!(enterprise(&[&report], "2026-07-06"), None);
    assert_eq!(enterprise(&[&listing], "2026-07-09"), Some(Reason::ReportOverdue));
    assert_eq!(enterprise(&[&listing], "2026-07-10"), None);
    for other in [
        status(StatusKind::AbnormalUnreachable, "2026-07-10"),
        status(StatusKind::AbnormalLateReport, "2025-07-10"),
        mark(StandingKind::AnnualReport, "2026-06-01"),
        Standing { withdrawn: true, ..listing.clone() },
    ] {
        assert_eq!(enterprise(&[&other], "2026-08-01"), Some(Reason::ReportOverdue), "{other:?}");
    }
    let over = Standing { until: Some(day("2026-07-20")), ..overdue.clone() };
    assert_eq!(of(&over, MerchantKind::Enterprise, &[], "2026-07-20"), Some(Reason::ReportOverdue));
    assert_eq!(of(&over, MerchantKind::Enterprise, &[], "2026-07-21"), None);
    assert_eq!(of(&Standing { withdrawn: true, ..overdue.clone() }, MerchantKind::Enterprise, &[], "2026-08-01"), None);
    let correction = status(StatusKind::CorrectionOverdue, "2026-07-01");
    assert_eq!(of(&correction, MerchantKind::Enterprise, &[], "2026-08-01"), None, "an order of another kind");
}

#[test]
fn c23_three_years_on_the_abnormal_list_led_to_the_serious_list_until_the_rule_was_repealed() {
    let full = |from: &str, off: Option<&str>, as_of: &str| {
        let entry = Span { off: off.map_or(Span::since(day(from)).off, day), ..Span::since(day(from)) };
        three_years(&[entry], day(as_of), &RULES).first().map(|found| found.full_on.to_string())
    };
    assert_eq!(full("2021-07-05", None, "2024-07-05"), None);
    assert_eq!(full("2021-07-05", None, "2026-11-30"), None);
    assert_eq!(full("2021-04-20", None, "2024-04-20").as_deref(), Some("2024-04-20"));
    assert_eq!(full("2021-04-20", None, "2024-04-19"), None, "not full yet");
    // The last day of the rule, and the first without it.
    assert_eq!(full("2021-04-30", None, "2026-11-30").as_deref(), Some("2024-04-30"));
    assert_eq!(full("2021-05-01", None, "2026-11-30"), None);
    // Whoever performed before the years were full was no such case; whoever did later was.
    assert_eq!(full("2021-04-20", Some("2024-04-20"), "2026-11-30"), None);
    assert_eq!(full("2021-04-20", Some("2024-04-21"), "2026-11-30").as_deref(), Some("2024-04-20"));
    // One entry that follows another is not three years of either.
    let two = [Span::new(day("2020-01-01"), day("2022-06-01")), Span::new(day("2022-06-01"), day("2024-04-30"))];
    assert_eq!(three_years(&two, day("2026-11-30"), &RULES), []);
    let found = three_years(&[Span::since(day("2021-04-20"))], day("2026-11-30"), &RULES).remove(0);
    assert_eq!((found.by.as_str(), found.provisional), ("listing.three_years_on_abnormal@2014-10-01", false));
}

#[test]
fn every_reason_leads_to_a_procedure_that_there_is() {
    let limits = statute::duties::Limits::shipped().unwrap();
    let procedures = Procedures::read(&embedded::procedures().unwrap(), limits.clocks()).unwrap();
    let wanted = [
        (Reason::HeavyPenalty, "heavy_penalty", "serious_list"),
        (Reason::GradeToAsk, "grade_to_ask", "serious_list"),
        // Order 44 Art. 11 alone is decided apart from the penalty.
        (Reason::Unperformed, "unperformed", "serious_list_separate"),
        (Reason::FalseData, "false_data", "serious_list_false_data"),
        (Reason::ReportOverdue, "report_overdue", "abnormal_list"),
        (Reason::ReportOverdueMark, "report_overdue_mark", "abnormal_mark"),
    ];
    assert_eq!(Reason::ALL.map(|(reason, ..)| (reason, reason.token(), reason.procedure())), wanted);
    for (.., procedure) in wanted {
        assert_eq!(procedures.get(procedure).unwrap().owner, "listing");
    }
}
