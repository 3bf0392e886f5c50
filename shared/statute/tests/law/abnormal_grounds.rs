//! On which grounds one is on the abnormal list, and who leaves it: rules of the legal dossier.

use crate::procedure::procedure;
use crate::support::{day, days};
use domain::vocab::StatusKind;
use policy::embedded;
use policy::set::PolicySet;
use statute::abnormal::{Found, Ground, letters_apart};
use statute::procedure::Finding;
use statute::repair::{Abnormal, Around, Asked, Refusal, Rules, finding, of_abnormal_list};
use statute::tables::DisplayChannel;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::read(&embedded::procedures().unwrap()).unwrap());

#[test]
fn a_ground_stands_from_its_own_day_until_it_is_made_good() {
    let found = Found { ground: Ground::LateReport, since: day("2026-06-30"), cured_on: None };
    let stands = |found: Found, on: &str| found.stands(day(on)).holds;
    assert_eq!(
        (stands(found, "2026-06-29"), stands(found, "2026-06-30"), stands(found, "2026-07-14")),
        (false, true, true)
    );
    let cured = Found { cured_on: Some(day("2026-07-10")), ..found };
    assert_eq!(
        (stands(cured, "2026-07-09"), stands(cured, "2026-07-10")),
        (true, false),
        "it came before it was listed"
    );
    assert!(found.is_of(day("2026-06-30")).holds && !found.is_of(day("2026-07-01")).holds);
    assert!(!found.is_of(day("2026-06-29")).holds);
}

#[test]
fn two_letters_fifteen_to_thirty_days_apart_make_unreachable() {
    let apart = |second: &str| letters_apart(day("2024-06-01"), day(second), &RULES);
    let all = ["2024-06-15", "2024-06-16", "2024-07-01", "2024-07-02", "2024-05-17"].map(|second| apart(second).holds);
    assert_eq!(all, [false, true, true, false, false]);
    assert_eq!(apart("2024-06-16").by, "listing.letter_interval@2014-10-01");
    // The text of Order 101 could not be read.
    assert!(
        !apart("2024-06-16").provisional && letters_apart(day("2026-06-01"), day("2026-06-16"), &RULES).provisional
    );
}

/// An entry of 2020 by this ground.
fn entry(ground: Ground) -> Abnormal {
    Abnormal { ground, office: "bureau".to_owned(), listed: days(&[("2020-07-14", "2026-10-01")]) }
}

const ASKED: Asked<'static> = Asked {
    channel: DisplayChannel::Gsxt,
    office: "bureau",
    duty_performed: true,
    harm_removed: false,
    promise: true,
    complete: true,
    authority: true,
};

fn refusals(ground: Ground, around: &Around<'_>, asked: &Asked<'_>, on: &str) -> Vec<Refusal> {
    let judged = of_abnormal_list(&entry(ground), around, asked, (day(on), day(on)), &RULES);
    judged.into_iter().filter(|judged| !judged.holds).map(|judged| judged.refusal).collect()
}

#[test]
fn who_made_good_what_it_was_listed_for_leaves_and_who_did_not_is_told_what_is_missing() {
    let missing = Asked { duty_performed: false, ..ASKED };
    for (ground, refusal) in [
        (Ground::LateReport, Refusal::ReportStillMissing),
        (Ground::LateInformation, Refusal::InformationStillMissing),
        (Ground::FalseInformation, Refusal::InformationNotCorrected),
        (Ground::Unreachable, Refusal::StillUnreachable),
    ] {
        assert_eq!(refusals(ground, &Around::default(), &ASKED, "2026-09-18"), [], "{ground:?}");
        assert_eq!(refusals(ground, &Around::default(), &missing, "2026-09-18"), [refusal]);
        let way = procedure("abnormal_removal").on(day("2026-09-18")).value;
        for codes in [&way.step("approve").unwrap().requires, &way.step("refuse").unwrap().lacks] {
            assert!(codes.iter().any(|code| code == refusal.token()), "{refusal:?}");
        }
    }
    // There is no shortest time: the day after the listing is soon enough.
    assert_eq!(refusals(Ground::LateReport, &Around::default(), &ASKED, "2020-07-15"), []);
}

#[test]
fn of_a_promise_the_law_speaks_since_september_2021() {
    let without = Asked { promise: false, ..ASKED };
    assert_eq!(refusals(Ground::LateReport, &Around::default(), &without, "2021-08-31"), []);
    assert_eq!(refusals(Ground::LateReport, &Around::default(), &without, "2021-09-01"), [Refusal::NoPromise]);
    let judged = |on: &str| {
        let judged =
            of_abnormal_list(&entry(Ground::LateReport), &Around::default(), &ASKED, (day(on), day(on)), &RULES);
        let Finding { by, provisional, .. } = finding(&judged, "REPORT_STILL_MISSING").unwrap();
        (by, provisional)
    };
    assert_eq!(judged("2025-04-30"), ("repair.abnormal_list_conditions@2021-09-01".to_owned(), false));
    assert_eq!(judged("2025-05-01"), ("repair.abnormal_list_conditions@2025-05-01".to_owned(), true));
    assert_eq!(judged("2025-12-25"), ("repair.abnormal_list_conditions@2025-12-25".to_owned(), true));
}

#[test]
fn removal_is_asked_of_the_office_that_listed_while_it_is_listed_once_and_whole() {
    let nothing = Asked {
        office: "elsewhere",
        duty_performed: false,
        promise: false,
        complete: false,
        authority: false,
        ..ASKED
    };
    let around = Around { is_pending: true, ..Around::default() };
    use Refusal as R;
    let all = [
        R::WrongAuthority,
        R::NotDisplayed,
        R::AlreadyPending,
        R::MaterialIncomplete,
        R::NoAuthority,
        R::StillUnreachable,
        R::NoPromise,
    ];
    assert_eq!(refusals(Ground::Unreachable, &around, &nothing, "2026-10-01"), all);
    // Other conduct, the serious list and a false promise elsewhere stand in nobody's way.
    let ten_years = days(&[("2020-01-01", "2030-01-01")]);
    let around = Around { serious_list: ten_years.clone(), barred: ten_years, ..Around::default() };
    assert_eq!(refusals(Ground::Unreachable, &around, &ASKED, "2026-09-18"), []);
}

#[test]
fn every_ground_is_a_status_that_records_know() {
    for (ground, status) in Ground::ALL {
        assert_eq!((Ground::of(status), ground.status()), (Some(ground), status));
    }
    assert_eq!(Ground::of(StatusKind::SeriousList), None);
    let verified = Ground::ALL.map(|(ground, _)| ground.is_to_be_verified());
    assert_eq!(verified, [false, false, true, true]);
}

#[test]
fn a_file_that_names_no_condition_for_a_ground_or_an_interval_that_ends_before_it_begins_is_refused() {
    let cause = |path: &str, from: &str, to: &str| {
        let text = embedded::PROCEDURES.iter().find(|(known, _)| *known == path).unwrap().1;
        assert!(text.contains(from), "{path} says {from}");
        let text = text.replace(from, to);
        let set: PolicySet = embedded::procedures().unwrap().overlaid([(path, text.as_str())]).unwrap();
        Rules::read(&set).unwrap_err().remove(0).cause
    };
    let conditions = "repair/abnormal_list_conditions.toml";
    assert!(cause(conditions, "abnormal_unreachable = [\"STILL_UNREACHABLE\"]\n", "").contains("abnormal_unreachable"));
    let interval = cause("listing/letter_interval.toml", "least = 15, most = 30", "least = 31, most = 30");
    assert!(interval.contains("least must not be more than most"), "{interval}");
}
