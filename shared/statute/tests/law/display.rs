//! Display intervals: the worked cases of the legal dossier (C numbers §11, S numbers of the
//! scheme's §8.1), and each rule that ends or restarts a display.

use crate::support::{TABLES, day, days, elsewhere, of_severity, penalty, published};
use domain::record::{MerchantKind, Penalty, PenaltyKind, Procedure};
use domain::vocab::Severity::{General, Minor, Serious};
use domain::vocab::StopReason;
use statute::display::{Display, EndedBy, spans};
use statute::severity::severity;
use statute::tables::{DisplayChannel, Unpublished};

/// The display of a penalty of an enterprise.
fn display(penalty: &Penalty) -> Display {
    let severity = severity(penalty, MerchantKind::Enterprise, &TABLES).value;
    spans(penalty, severity, &TABLES)
}

#[track_caller]
fn ends(penalty: &Penalty, off: &str, by: EndedBy) {
    let display = display(penalty);
    let [only] = display.shown.as_slice() else { panic!("{:?}", display.shown) };
    assert_eq!((only.span.from, only.span.off, only.ended_by), (penalty.decided_on, day(off), by));
}

#[test]
fn c05_an_on_the_spot_fine_is_never_public() {
    let fined = Penalty { procedure: Some(Procedure::Simple), ..penalty("2026-03-02") };
    let display = display(&fined);
    assert_eq!(display.unpublished, Some(Unpublished::SimpleProcedure));
    assert!(display.shown().is_empty() && display.counts().is_empty() && display.public().is_empty());
}

#[test]
fn c06_a_warning_alone_is_never_public_under_any_regime() {
    for decided_on in ["2019-06-03", "2022-06-06", "2025-12-26", "2026-05-06"] {
        let warned = Penalty { kinds: vec![PenaltyKind::Warning], ..penalty(decided_on) };
        assert_eq!(display(&warned).unpublished, Some(Unpublished::WarningOnly));
        let elsewhere = Penalty { authority: "聊城市消防救援支队".into(), ..warned };
        assert_eq!(display(&elsewhere).unpublished, Some(Unpublished::WarningOnly));
    }
    let fined_too = Penalty { kinds: vec![PenaltyKind::Warning, PenaltyKind::Fine], ..penalty("2026-05-06") };
    assert!(display(&fined_too).is_publishable());
}

#[test]
fn public_criticism_alone_is_shown_on_gsxt_but_was_not_on_credit_china() {
    let criticised = Penalty { kinds: vec![PenaltyKind::PublicCriticism], ..penalty("2024-03-05") };
    assert!(display(&criticised).is_publishable());
    let elsewhere = Penalty { authority: "聊城市商务局".into(), ..criticised };
    assert_eq!(display(&elsewhere).unpublished, Some(Unpublished::CriticismOnly));
}

#[test]
fn a_party_under_eighteen_is_never_public() {
    let young = Penalty { minor_party: true, ..published("2026-03-02", "2026-03-10", Serious) };
    assert_eq!(display(&young).unpublished, Some(Unpublished::Under18));
}

#[test]
fn c07_a_lower_fine_is_shown_three_months_from_publication() {
    ends(&published("2024-03-05", "2024-03-20", Minor), "2024-06-21", EndedBy::Maximum);
    // The same from a non-SAMR authority: from the decision, and from 2026-04-01 it must be off.
    ends(&elsewhere("2024-03-05", Minor), "2026-04-01", EndedBy::Maximum);
}

#[test]
fn c08_the_shorter_maximum_of_a_later_regime_ends_it_on_the_regime_s_first_day() {
    let general = published("2024-03-05", "2024-03-20", General);
    ends(&general, "2025-12-25", EndedBy::Maximum);
    let display = display(&general);
    assert_eq!(display.channel, DisplayChannel::Gsxt);
    assert_eq!(display.counts(), days(&[("2024-03-05", "2025-12-25")]));
    assert_eq!(display.public(), days(&[("2024-03-20", "2025-12-25")]));
    let [only] = display.shown.as_slice() else { panic!() };
    assert_eq!((only.term_from, only.by.as_str()), (day("2024-03-20"), "publicity.gsxt_maxima@2025-12-25"));
    assert!(only.provisional);
    ends(&published("2024-03-05", "2024-03-20", Serious), "2027-03-21", EndedBy::Maximum);
}

#[test]
fn c10_to_c13_terms_end_with_the_month() {
    ends(&published("2025-09-20", "2025-09-25", General), "2026-09-26", EndedBy::Maximum);
    ends(&published("2024-02-29", "2024-02-29", Serious), "2027-03-01", EndedBy::Maximum);
    ends(&published("2024-12-20", "2024-12-31", Minor), "2025-04-01", EndedBy::Maximum);
    ends(&published("2023-02-28", "2023-02-28", Serious), "2026-03-01", EndedBy::Maximum);
    ends(&published("2023-02-28", "2023-02-28", General), "2025-12-25", EndedBy::Maximum);
    ends(&published("2025-11-28", "2025-11-30", General), "2026-12-01", EndedBy::Maximum);
}

#[test]
fn c29_credit_china_counts_from_the_decision() {
    let culture = Penalty { published_on: Some(day("2026-04-20")), ..elsewhere("2026-04-01", General) };
    ends(&culture, "2027-04-02", EndedBy::Maximum);
    assert_eq!(display(&culture).channel, DisplayChannel::CreditChina);
    let minor = elsewhere("2026-04-01", Minor);
    assert_eq!(display(&minor).unpublished, Some(Unpublished::MinorUnlessPublished));
    ends(&Penalty { published_on: Some(day("2026-04-20")), ..minor }, "2026-07-02", EndedBy::Maximum);
}

#[test]
fn credit_china_regimes_shorten_and_never_revive() {
    ends(&elsewhere("2022-04-29", General), "2023-04-30", EndedBy::Maximum);
    // Still shown on 2023-05-01, but a longer maximum lengthens nothing.
    ends(&elsewhere("2022-05-20", General), "2023-05-21", EndedBy::Maximum);
    ends(&elsewhere("2022-05-20", Minor), "2023-05-21", EndedBy::Maximum);
    ends(&elsewhere("2023-05-01", General), "2026-04-01", EndedBy::Maximum);
    ends(&elsewhere("2025-06-10", General), "2026-06-11", EndedBy::Maximum);
    ends(&elsewhere("2025-06-10", Serious), "2028-06-11", EndedBy::Maximum);
}

#[test]
fn five_years_before_order_45() {
    ends(&published("2016-05-03", "2016-05-10", General), "2021-05-11", EndedBy::Maximum);
    ends(&published("2019-05-06", "2019-05-10", General), "2022-05-11", EndedBy::Maximum);
    ends(&published("2019-05-06", "2019-05-10", Minor), "2021-09-01", EndedBy::Maximum);
    ends(&published("2017-05-04", "2017-05-10", General), "2021-09-01", EndedBy::Maximum);
}

#[test]
fn the_bureaus_that_were_merged_go_by_the_rules_of_gsxt_in_their_days() {
    let decided =
        |authority: &str| Penalty { authority: authority.into(), ..published("2016-05-03", "2016-05-10", General) };
    for authority in ["聊城市工商行政管理局", "聊城市质量技术监督局", "聊城市东昌府区食品药品监督管理局"]
    {
        assert_eq!(display(&decided(authority)).channel, DisplayChannel::Gsxt, "{authority}");
        ends(&decided(authority), "2021-05-11", EndedBy::Maximum);
        assert!(TABLES.channel(authority, day("2016-05-03")).basis.provisional, "{authority}");
        // Order 45 is not theirs any more.
        let now = TABLES.channel(authority, day("2021-09-01"));
        assert_eq!((*now.value, now.basis.provisional), (DisplayChannel::CreditChina, false), "{authority}");
    }
    assert_eq!(display(&decided("聊城市文化广电新闻出版局")).channel, DisplayChannel::CreditChina);
    assert!(!TABLES.channel("聊城市市场监督管理局", day("2026-01-05")).basis.provisional);
}

#[test]
fn an_unknown_publication_day_is_the_decision_day_flagged() {
    let unknown = of_severity("2024-03-05", Serious);
    ends(&unknown, "2027-03-06", EndedBy::Maximum);
    assert!(display(&unknown).shown[0].provisional);
    assert!(!display(&published("2024-03-05", "2024-03-05", Serious)).shown[0].provisional);
    assert!(display(&unknown).public().is_empty());
}

#[test]
fn the_file_s_own_end_comes_first_if_it_is_earlier() {
    let early = Penalty { display_until: Some(day("2024-12-31")), ..published("2024-03-05", "2024-03-20", General) };
    ends(&early, "2025-01-01", EndedBy::OwnEnd);
    let late = Penalty { display_until: Some(day("2027-03-20")), ..early };
    ends(&late, "2025-12-25", EndedBy::Maximum);
}

#[test]
fn c30_a_running_restriction_is_longer_than_both() {
    let kinds = vec![PenaltyKind::Warning, PenaltyKind::Fine, PenaltyKind::BusinessSuspended];
    let suspended = Penalty {
        kinds,
        published_on: Some(day("2024-03-20")),
        restriction_until: Some(day("2028-03-04")),
        display_until: Some(day("2025-03-05")),
        ..penalty("2024-03-05")
    };
    assert_eq!(severity(&suspended, MerchantKind::Enterprise, &TABLES).value, Serious);
    ends(&suspended, "2028-03-05", EndedBy::Restriction);
    let shorter = Penalty { restriction_until: Some(day("2024-09-04")), display_until: None, ..suspended.clone() };
    ends(&shorter, "2027-03-21", EndedBy::Maximum);
    let stopped = Penalty { display_stopped_on: vec![day("2026-01-15")], ..suspended };
    ends(&stopped, "2026-01-15", EndedBy::Stopped);
    // A fine restricts nothing: such a day on it is a slip of the file.
    let fined =
        Penalty { restriction_until: Some(day("2030-01-01")), ..published("2026-01-05", "2026-01-10", General) };
    ends(&fined, "2027-01-11", EndedBy::Maximum);
}

#[test]
fn s03_s04_a_repair_stops_it_on_its_day() {
    let food = published("2026-06-10", "2026-06-20", General);
    assert!(display(&food).counts().contains(day("2026-11-23")));
    let repaired = Penalty { display_stopped_on: vec![day("2026-10-09")], ..food };
    assert_eq!(display(&repaired).counts(), days(&[("2026-06-10", "2026-10-09")]));
    ends(&repaired, "2026-10-09", EndedBy::Stopped);
}

/// Display stopped: expired, repaired, annulled, corrected.
#[test]
fn the_reason_of_a_stop_is_why_it_ended_and_moves_no_day() {
    use EndedBy::{Corrected, Repaired, Stopped};
    let said = |reason| Penalty {
        display_stopped_on: vec![day("2026-10-09")],
        display_stop_reason: reason,
        ..published("2026-06-10", "2026-06-20", General)
    };
    let wanted = [
        (None, Stopped, "record: display_stopped_on"),
        (Some(StopReason::Repaired), Repaired, "record: display_stopped_on, repaired"),
        (Some(StopReason::Corrected), Corrected, "record: display_stopped_on, corrected"),
        (Some(StopReason::Other), Stopped, "record: display_stopped_on"),
    ];
    for (reason, why, by) in wanted {
        ends(&said(reason), "2026-10-09", why);
        assert_eq!(display(&said(reason)).shown[0].by, by);
    }
    // It is said of the last stop alone.
    let again = Penalty {
        display_stopped_on: vec![day("2026-10-09"), day("2026-12-01")],
        stop_revoked_on: vec![day("2026-11-01")],
        ..said(Some(StopReason::Repaired))
    };
    let ended: Vec<_> = display(&again).shown.iter().map(|interval| interval.ended_by).collect();
    assert_eq!(ended, [Stopped, Repaired]);
}

#[test]
fn s18_an_annulled_penalty_counts_to_its_annulment_and_keeps_its_display() {
    let annulled = Penalty { annulled_on: Some(day("2026-08-03")), ..published("2026-06-10", "2026-06-20", General) };
    let display = display(&annulled);
    assert_eq!(display.counts(), days(&[("2026-06-10", "2026-08-03")]));
    assert_eq!(display.counting()[0].ended_by, EndedBy::Annulled);
    assert_eq!(display.shown(), days(&[("2026-06-10", "2027-06-21")]));
    let at_once = Penalty { annulled_on: Some(day("2026-06-10")), ..annulled };
    assert!(spans(&at_once, General, &TABLES).counts().is_empty());
}

#[test]
fn s22_exactly_twelve_months_old_and_still_displayed() {
    let old = published("2025-11-23", "2025-11-23", General);
    assert_eq!(display(&old).counts(), days(&[("2025-11-23", "2026-11-24")]));
}

#[test]
fn a_revoked_repair_begins_another_term() {
    let cheated = Penalty {
        display_stopped_on: vec![day("2026-03-24")],
        stop_revoked_on: vec![day("2026-09-01")],
        display_until: Some(day("2026-07-01")),
        ..published("2025-03-10", "2025-03-20", Serious)
    };
    let display = display(&cheated);
    assert_eq!(display.shown(), days(&[("2025-03-10", "2026-03-24"), ("2026-09-01", "2029-09-02")]));
    let ended: Vec<_> = display.shown.iter().map(|i| (i.ended_by, i.term_from)).collect();
    assert_eq!(ended, [(EndedBy::Stopped, day("2025-03-20")), (EndedBy::Maximum, day("2026-09-01"))]);
}

#[test]
fn only_a_stop_can_be_revoked() {
    let never_stopped = published("2021-10-01", "2021-10-10", General);
    let ended = display(&never_stopped).shown();
    let revoked = Penalty { stop_revoked_on: vec![day("2026-02-01")], ..never_stopped };
    assert_eq!(display(&revoked).shown(), ended, "what ended by its maximum is not revived");
}

#[test]
fn stopped_and_restored_again_and_again() {
    let wavering = Penalty {
        display_stopped_on: vec![day("2027-01-15"), day("2026-07-01"), day("2026-03-02")],
        stop_revoked_on: vec![day("2026-07-01"), day("2026-05-06")],
        ..published("2026-01-05", "2026-01-10", General)
    };
    // On 2026-07-01 the second repair and its revocation fall together: it stays shown.
    assert_eq!(display(&wavering).shown(), days(&[("2026-01-05", "2026-03-02"), ("2026-05-06", "2027-01-15")]));
}
