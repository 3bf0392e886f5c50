//! What can be repaired, and from which day on: worked cases of the legal dossier (C numbers §11), and its settled
//! readings 10 to 13.

use crate::support::{TABLES, day, elsewhere, of_severity, published};
use domain::day::Day;
use domain::record::{MerchantKind, Penalty, PenaltyKind};
use domain::span::{Span, Spans};
use domain::vocab::{Grade, Severity};
use policy::embedded;
use statute::penalty::displayed;
use statute::repair::{
    Around, Asked, Heavy, Item, Judged, Membership, Refusal, Rules, bars, finding, first_day, first_removal, heavy,
    of_penalty, of_serious_list, running,
};
use statute::tables::DisplayChannel;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::read(&embedded::procedures().unwrap()).unwrap());

fn item(penalty: &Penalty) -> Item<'_> {
    Item::of(penalty, displayed(penalty, MerchantKind::Enterprise, &TABLES), &TABLES, &RULES)
}

/// By a law that is none of safety.
fn plain(penalty: Penalty) -> Penalty {
    Penalty { ground: "《中华人民共和国反不正当竞争法》第二十条".into(), ..penalty }
}

/// Everything that has to be there, at the right door.
fn asked<'o>(penalty: &'o Penalty) -> Asked<'o> {
    let channel = item(penalty).reading.display.channel;
    let office = penalty.authority_code.as_str();
    Asked { channel, office, duty_performed: true, harm_removed: true, promise: true, complete: true, authority: true }
}

/// What stands in the way.
fn standing(judged: Vec<Judged>) -> Vec<Judged> {
    judged.into_iter().filter(|judged| !judged.holds).collect()
}

fn obstacles(penalty: &Penalty, around: &Around<'_>, filed_on: &str) -> Vec<Judged> {
    let on = day(filed_on);
    standing(of_penalty(&item(penalty), around, &asked(penalty), (on, on), &RULES))
}

fn refusals(penalty: &Penalty, around: &Around<'_>, filed_on: &str) -> Vec<Refusal> {
    obstacles(penalty, around, filed_on).into_iter().map(|obstacle| obstacle.refusal).collect()
}

fn alone(penalty: &Penalty, filed_on: &str) -> Vec<Refusal> {
    refusals(penalty, &Around::default(), filed_on)
}

/// The first day on which a display that runs on a day can be asked to end.
fn first(penalty: &Penalty, on: &str) -> Option<Day> {
    let item = item(penalty);
    Some(first_day(&item, running(&item, day(on))?, day(on), &RULES)?.day)
}

#[test]
fn c07_by_order_58_a_food_penalty_waits_a_year_from_its_decision() {
    let culture = Penalty {
        fine_fen: domain::money::Fen::from_yuan(2_000),
        published_on: Some(day("2024-03-20")),
        ..elsewhere("2024-03-05", Severity::Minor)
    };
    assert_eq!(item(&culture).reading.severity, Severity::Minor);
    assert_eq!(first(&culture, "2024-04-01"), Some(day("2025-03-06")));
    // Order 36 is milder, and helps from its own first day.
    assert_eq!(alone(&culture, "2025-03-05"), [Refusal::MinPeriodNotReached]);
    let later = Penalty { published_on: Some(day("2026-02-20")), ..elsewhere("2026-02-05", Severity::Minor) };
    assert_eq!(first(&later, "2026-03-01"), Some(day("2026-04-01")));
}

#[test]
fn c08_food_of_the_first_regime_waits_a_year_from_its_publication() {
    let food = published("2024-03-05", "2024-03-20", Severity::General);
    assert_eq!(first(&food, "2024-04-01"), Some(day("2025-03-21")));
    assert_eq!(alone(&food, "2025-03-20"), [Refusal::MinPeriodNotReached]);
    assert_eq!(alone(&food, "2025-03-21"), []);
    // On the day on which a year becomes the longest display it has ended, and there is nothing to ask for.
    assert_eq!(alone(&food, "2025-12-25"), [Refusal::NotDisplayed]);
}

#[test]
fn c09_six_months_are_over_on_the_day_after_the_last_of_them() {
    let kinds = vec![PenaltyKind::Fine, PenaltyKind::PermitSuspended];
    let penalty = Penalty { kinds, ..plain(published("2025-06-05", "2025-06-10", Severity::General)) };
    let refused = obstacles(&penalty, &Around::default(), "2025-12-10");
    let [Judged { refusal: Refusal::MinPeriodNotReached, until, by, provisional, .. }] = &refused[..] else {
        panic!("{refused:?}");
    };
    assert_eq!((*until, by.as_str()), (Some(day("2025-12-11")), "repair.gsxt_minimum@2021-09-01"));
    assert!(provisional, "on the last day itself, which some channels take");
    assert!(!obstacles(&penalty, &Around::default(), "2025-12-09")[0].provisional);
    assert_eq!(alone(&penalty, "2025-12-11"), []);
}

#[test]
fn c10_the_shorter_term_of_order_107_helps_from_its_own_first_day() {
    let penalty = plain(published("2025-09-20", "2025-09-25", Severity::General));
    let early = obstacles(&penalty, &Around::default(), "2025-12-24").remove(0);
    assert_eq!((early.refusal, early.by.as_str()), (Refusal::MinPeriodNotReached, "repair.gsxt_minimum@2021-09-01"));
    assert_eq!(early.until, Some(day("2025-12-26")));
    assert_eq!(first(&penalty, "2025-10-01"), Some(day("2025-12-26")));
    assert_eq!(alone(&penalty, "2025-12-26"), []);
    // What was over three months before the order began can be asked for on its first day.
    let earlier = plain(published("2025-07-20", "2025-07-25", Severity::General));
    assert_eq!(first(&earlier, "2025-10-01"), Some(day("2025-12-25")));
}

/// C11 and C12, and C11 of the serious list.
#[test]
fn a_year_from_the_end_of_february_is_over_on_its_last_day() {
    let food = published("2024-02-20", "2024-02-29", Severity::General);
    assert_eq!(first(&food, "2024-03-01"), Some(day("2025-03-01")));
    assert_eq!((alone(&food, "2025-02-28"), alone(&food, "2025-03-01")), (vec![Refusal::MinPeriodNotReached], vec![]));
    let leap = day("2024-02-29");
    assert_eq!(first_removal(leap, leap, &RULES).unwrap().day, day("2025-03-01"));
    let food = published("2023-02-20", "2023-02-28", Severity::General);
    assert_eq!(first(&food, "2023-03-01"), Some(day("2024-02-29")));
}

#[test]
fn c13_three_months_end_with_february() {
    let penalty = plain(published("2025-11-25", "2025-11-30", Severity::General));
    assert_eq!(first(&penalty, "2025-12-01"), Some(day("2026-03-01")));
}

#[test]
fn c29_a_penalty_of_another_department_is_repaired_on_credit_china_alone() {
    let culture = plain(elsewhere("2026-04-01", Severity::General));
    assert_eq!(first(&culture, "2026-04-02"), Some(day("2026-07-02")));
    assert_eq!(alone(&culture, "2026-07-02"), []);
    let at_gsxt = Asked { channel: DisplayChannel::Gsxt, ..asked(&culture) };
    let on = day("2026-07-02");
    let found = of_penalty(&item(&culture), &Around::default(), &at_gsxt, (on, on), &RULES);
    assert_eq!(found.len(), 1, "nothing else is asked at the wrong door");
    assert_eq!((found[0].refusal, found[0].by.as_str()), (Refusal::WrongChannel, "credit_china"));
}

#[test]
fn c30_the_first_regime_knows_no_early_end_of_a_serious_penalty() {
    let serious = plain(published("2024-05-01", "2024-05-10", Severity::Serious));
    let refused = obstacles(&serious, &Around::default(), "2025-06-01");
    assert_eq!(refused.len(), 1);
    let until = Some(day("2025-12-25"));
    assert_eq!((refused[0].refusal, refused[0].until), (Refusal::NotRepairableByLaw, until), "until Order 107 helps");
    assert_eq!(first(&serious, "2024-06-01"), until);
    // One whose display ends before is never repairable.
    let until = Penalty { display_until: Some(day("2025-11-30")), ..serious };
    assert_eq!(first(&until, "2024-06-01"), None);
    assert_eq!(alone(&until, "2025-06-01"), [Refusal::NotRepairableByLaw]);
}

#[test]
fn c31_whoever_is_on_the_abnormal_list_may_ask_again_on_the_day_of_its_removal() {
    let penalty = plain(published("2025-11-25", "2025-11-30", Severity::General));
    let listed = Spans::one(Span::new(day("2026-05-01"), day("2026-08-10")));
    let around = Around { abnormal_list: listed, ..Around::default() };
    assert_eq!(refusals(&penalty, &around, "2026-08-09"), [Refusal::OnAbnormalList]);
    assert_eq!(refusals(&penalty, &around, "2026-08-10"), []);
    let filed_on = day("2026-04-30");
    let decided = of_penalty(&item(&penalty), &around, &asked(&penalty), (filed_on, day("2026-05-02")), &RULES);
    assert_eq!(standing(decided)[0].refusal, Refusal::OnAbnormalList, "looked at again at the decision");
}

#[test]
fn c33_who_did_the_same_again_can_have_the_later_one_repaired_and_not_the_first() {
    let first = plain(published("2025-07-01", "2025-07-05", Severity::General));
    let again = Penalty { decision_no: "2".into(), ..plain(published("2026-01-20", "2026-01-25", Severity::General)) };
    let around = Around { penalties: vec![item(&first), item(&again)], ..Around::default() };
    assert_eq!(refusals(&first, &around, "2026-02-02"), [Refusal::SameTypeRepeat]);
    assert_eq!(refusals(&again, &around, "2026-06-01"), []);
    let annulled = Penalty { annulled_on: Some(day("2026-02-01")), ..again.clone() };
    let around = Around { penalties: vec![item(&first), item(&annulled)], ..Around::default() };
    assert_eq!(refusals(&first, &around, "2026-02-02"), [], "an annulled one repeats nothing");
    let other = Penalty { conduct: "虚假宣传".into(), ..again };
    let around = Around { penalties: vec![item(&first), item(&other)], ..Around::default() };
    assert_eq!(refusals(&first, &around, "2026-02-02"), [], "nor does another kind of conduct");
    // Nor one of which nobody told what it was for, but whoever decides has to know.
    let untold = Penalty { conduct: String::new(), ..other };
    let around = Around { penalties: vec![item(&first), item(&untold)], ..Around::default() };
    assert_eq!(refusals(&first, &around, "2026-02-02"), []);
    let on = day("2026-02-02");
    let judged = of_penalty(&item(&first), &around, &asked(&first), (on, on), &RULES);
    assert!(finding(&judged, "SAME_TYPE_REPEAT").unwrap().provisional);
}

#[test]
fn where_no_time_is_asked_the_day_of_the_decision_is_soon_enough() {
    let minor = Penalty { published_on: Some(day("2026-04-10")), ..elsewhere("2026-04-10", Severity::Minor) };
    assert_eq!(first(&minor, "2026-04-10"), Some(day("2026-04-10")));
    assert_eq!(alone(&minor, "2026-04-10"), []);
}

#[test]
fn of_old_and_new_law_the_milder_one_counts() {
    // Serious on Credit China: three months by Order 58, a year by Order 36, which began when they were over.
    let serious = plain(elsewhere("2025-06-01", Severity::Serious));
    assert_eq!(first(&serious, "2025-07-01"), Some(day("2025-09-02")));
    assert_eq!(alone(&serious, "2026-04-10"), []);
    let judged = of_penalty(
        &item(&serious),
        &Around::default(),
        &asked(&serious),
        (day("2026-04-10"), day("2026-04-10")),
        &RULES,
    );
    let rests_on = finding(&judged, "MIN_PERIOD_NOT_REACHED").unwrap();
    assert_eq!((rests_on.by.as_str(), rests_on.provisional), ("repair.credit_china_minimum@2023-05-01", true));
}

#[test]
fn a_term_that_a_revoked_repair_restarts_is_waited_for_anew() {
    let penalty = Penalty {
        display_stopped_on: vec![day("2026-02-01")],
        stop_revoked_on: vec![day("2026-05-10")],
        ..plain(published("2025-11-01", "2025-11-05", Severity::General))
    };
    assert_eq!(alone(&penalty, "2026-03-01"), [Refusal::NotDisplayed]);
    assert_eq!(alone(&penalty, "2026-08-10"), [Refusal::MinPeriodNotReached]);
    assert_eq!(first(&penalty, "2026-05-10"), Some(day("2026-08-11")));
}

#[test]
fn what_holds_tells_what_it_rests_on() {
    let food = published("2026-01-05", "2026-01-10", Severity::General);
    let on = day("2026-05-01");
    let judged = of_penalty(&item(&food), &Around::default(), &asked(&food), (on, on), &RULES);
    assert!(judged.iter().all(|judged| judged.holds), "{judged:?}");
    let minimum = finding(&judged, "MIN_PERIOD_NOT_REACHED").unwrap();
    assert!(minimum.provisional, "whether food still waits a year is open");
    let plain = plain(food);
    let judged = of_penalty(&item(&plain), &Around::default(), &asked(&plain), (on, on), &RULES);
    let settled = finding(&judged, "MIN_PERIOD_NOT_REACHED").unwrap();
    // Its severity rests on the amount of lower fines, which is open as well.
    assert_eq!((settled.by.as_str(), settled.provisional), ("repair.gsxt_minimum@2025-12-25", true));
    assert_eq!(finding(&judged, "NO_SUCH_CODE"), None);
    assert!(finding(&judged, "NEW_HEAVY_PENALTY").unwrap().holds, "no condition of a penalty's repair");
}

#[test]
fn a_minor_penalty_stops_by_itself_and_nobody_need_ask() {
    let minor = published("2026-01-05", "2026-01-10", Severity::Minor);
    let found = obstacles(&minor, &Around::default(), "2026-02-01");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].refusal, found[0].until), (Refusal::AutoStopNoApplicationNeeded, Some(day("2026-04-11"))));
    assert_eq!(alone(&minor, "2026-04-11"), [Refusal::NotDisplayed]);
}

#[test]
fn what_is_missing_is_named_and_everything_at_once() {
    let penalty = plain(published("2026-01-05", "2026-01-10", Severity::General));
    let on = day("2026-02-01");
    let nothing = Asked {
        office: "elsewhere",
        duty_performed: false,
        harm_removed: false,
        promise: false,
        complete: false,
        authority: false,
        ..asked(&penalty)
    };
    let around = Around { is_pending: true, barred: Spans::one(Span::since(on)), ..Around::default() };
    let found = standing(of_penalty(&item(&penalty), &around, &nothing, (on, on), &RULES));
    let found: Vec<Refusal> = found.into_iter().map(|obstacle| obstacle.refusal).collect();
    use Refusal as R;
    let all = [
        R::WrongAuthority,
        R::AlreadyPending,
        R::BarredForFalsePromise,
        R::MaterialIncomplete,
        R::NoAuthority,
        R::MinPeriodNotReached,
        R::DutyNotPerformed,
        R::HarmNotRemoved,
        R::NoPromise,
    ];
    assert_eq!(found, all);
}

#[test]
fn a_running_restriction_binds_penalties_of_the_first_regime() {
    let penalty = Penalty {
        kinds: vec![PenaltyKind::Fine, PenaltyKind::PermitSuspended],
        restriction_until: Some(day("2025-08-31")),
        ..plain(published("2025-01-05", "2025-01-10", Severity::General))
    };
    let found = obstacles(&penalty, &Around::default(), "2025-08-01");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].refusal, found[0].until), (Refusal::StatutoryRestrictionRunning, Some(day("2025-09-01"))));
    assert_eq!(alone(&penalty, "2025-09-01"), []);
}

#[test]
fn a_false_promise_bars_on_credit_china_for_three_years_and_on_gsxt_not_beyond_the_new_term() {
    let revoked = [day("2026-09-01")];
    let barred = bars(&revoked, DisplayChannel::CreditChina, &RULES);
    assert!(
        barred.contains(day("2026-09-01")) && barred.contains(day("2029-09-01")) && !barred.contains(day("2029-09-02"))
    );
    assert!(bars(&revoked, DisplayChannel::Gsxt, &RULES).is_empty());
    let culture = plain(elsewhere("2026-04-01", Severity::General));
    let around = Around { barred, ..Around::default() };
    let refused = obstacles(&culture, &around, "2027-01-05").remove(0);
    assert_eq!((refused.refusal, refused.until), (Refusal::BarredForFalsePromise, Some(day("2029-09-02"))));
    assert!(refused.provisional, "how long is open");
}

fn listed(listed_on: &str) -> Membership {
    let listed_on = day(listed_on);
    let office = of_severity("2025-03-10", Severity::General).authority_code;
    let listed = Spans::one(Span::since(listed_on));
    Membership { listed_on, term_from: listed_on, office, listed, restricted_until: None }
}

/// Art. 16: a restriction that the listing itself carries binds it as one of a penalty does.
#[test]
fn a_restriction_of_the_listing_itself_stands_in_the_way_of_its_early_end() {
    let fined = of_severity("2025-03-10", Severity::General);
    let until = |last: &str| Membership { restricted_until: Some(day(last)), ..listed("2025-03-10") };
    let ask = |membership: &Membership, on: &str| {
        standing(of_serious_list(membership, &Around::default(), &asked(&fined), (day(on), day(on)), &RULES))
    };
    let refused = ask(&until("2026-06-30"), "2026-06-30");
    let told: Vec<_> = refused.iter().map(|judged| (judged.refusal, judged.until)).collect();
    assert_eq!(told, [(Refusal::StatutoryRestrictionRunning, Some(day("2026-07-01")))]);
    assert_eq!(ask(&until("2026-06-30"), "2026-07-01"), []);
}

#[test]
fn c17_the_serious_list_is_left_early_after_a_full_year_from_the_decision() {
    let membership = listed("2025-03-10");
    assert_eq!(first_removal(day("2025-03-10"), day("2025-03-10"), &RULES).unwrap().day, day("2026-03-11"));
    let fined = of_severity("2025-03-10", Severity::General);
    let ask = |membership: &Membership, around: &Around<'_>, on: &str| {
        let found = of_serious_list(membership, around, &asked(&fined), (day(on), day(on)), &RULES);
        standing(found).into_iter().map(|judged| judged.refusal).collect::<Vec<_>>()
    };
    let alone = |on: &str| ask(&membership, &Around::default(), on);
    assert_eq!(alone("2026-03-10"), [Refusal::MinPeriodNotReached]);
    assert_eq!(alone("2026-03-11"), []);
    assert_eq!(alone("2025-03-09"), [Refusal::NotDisplayed, Refusal::MinPeriodNotReached]);
    let elsewhere = Membership { office: "elsewhere".to_owned(), ..membership.clone() };
    assert_eq!(ask(&elsewhere, &Around::default(), "2026-03-11"), [Refusal::WrongAuthority]);
    // Only what is decided after the listing, and heavily, stands in the way.
    let normal = Penalty { grade: Some(Grade::Normal), ..of_severity("2025-09-01", Severity::General) };
    let aggravated = Penalty { grade: Some(Grade::Aggravated), ..normal.clone() };
    let before = Penalty { grade: Some(Grade::Aggravated), ..fined.clone() };
    let untold = Penalty { grade: None, ..normal.clone() };
    let with = |penalty: &Penalty| {
        ask(&membership, &Around { penalties: vec![item(penalty)], ..Around::default() }, "2026-03-11")
    };
    assert_eq!((with(&normal), with(&before)), (vec![], vec![]));
    assert_eq!(with(&aggravated), [Refusal::NewHeavyPenalty]);
    assert_eq!(with(&untold), [Refusal::GradeMissing], "asked for, not guessed");
    let annulled = Penalty { annulled_on: Some(day("2026-01-01")), ..aggravated.clone() };
    assert_eq!(with(&annulled), []);
    let withdrawn = Penalty { withdrawn: true, ..aggravated.clone() };
    assert_eq!(with(&withdrawn), []);
    // C20: a revoked removal restarts the time, and forgives no heavy penalty since the listing.
    let restarted = Membership { term_from: day("2026-09-01"), ..membership };
    assert_eq!(ask(&restarted, &Around::default(), "2027-09-01"), [Refusal::MinPeriodNotReached]);
    assert_eq!(ask(&restarted, &Around::default(), "2027-09-02"), []);
    let around = Around { penalties: vec![item(&aggravated)], ..Around::default() };
    assert_eq!(ask(&restarted, &around, "2027-09-02"), [Refusal::NewHeavyPenalty]);
}

#[test]
fn a_heavy_penalty_is_told_by_its_kind_or_by_the_grade_of_its_fine_and_never_by_its_amount() {
    let fined = of_severity("2026-01-05", Severity::General);
    let graded = |grade| heavy(&Penalty { grade, ..fined.clone() }, &TABLES, &RULES);
    assert_eq!(graded(Some(Grade::Aggravated)), Heavy::Yes);
    assert_eq!(graded(Some(Grade::Normal)), Heavy::No);
    assert_eq!(graded(Some(Grade::Lenient)), Heavy::No);
    assert_eq!(graded(None), Heavy::GradeMissing, "asked for, not guessed");
    assert_eq!(heavy(&of_severity("2026-01-05", Severity::Serious), &TABLES, &RULES), Heavy::Yes);
    let warned = Penalty { kinds: vec![PenaltyKind::Warning], fine_fen: domain::money::Fen(0), ..fined };
    assert_eq!(heavy(&warned, &TABLES, &RULES), Heavy::No);
    // The compound kind of the 2018 standard is what its content says.
    let permit = |content: &str| Penalty {
        kinds: vec![PenaltyKind::PermitSuspendedOrRevoked],
        content: content.into(),
        fine_fen: domain::money::Fen(0),
        ..of_severity("2026-01-05", Severity::General)
    };
    assert_eq!(heavy(&permit("吊销食品经营许可证"), &TABLES, &RULES), Heavy::Yes);
    assert_eq!(heavy(&permit("暂扣食品经营许可证三十日"), &TABLES, &RULES), Heavy::No);
}

#[test]
fn every_reason_has_a_token_of_its_own() {
    for (refusal, token, zh, en) in Refusal::ALL {
        assert_eq!(Refusal::from_token(token), Some(refusal));
        assert!(!zh.is_empty() && !en.is_empty());
        assert_eq!(token.replace('_', ""), format!("{refusal:?}").to_uppercase());
    }
}
