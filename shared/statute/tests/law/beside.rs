//! Time limits that rest on what else stands of the merchant: permits and annual reports.

use crate::duties::{done, lapsed, told};
use crate::support::day;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::industry::Industry;
use domain::record::*;
use domain::vocab::StatusKind;
use policy::library::Library;
use statute::clock::State;
use statute::clock::rules::Whose;
use statute::duties::{Duty, Limits};
use std::sync::LazyLock;

static LIMITS: LazyLock<Limits> = LazyLock::new(|| Limits::shipped().unwrap());

fn standing(kind: StandingKind, number: &str, from: &str, until: Option<&str>) -> Standing {
    Standing {
        party: PartyCode::parse("91371500795315494U").unwrap(),
        kind,
        office: "371502SP".into(),
        document_no: number.into(),
        from: day(from),
        until: until.map(day),
        shielded: Vec::new(),
        case_no: None,
        listing: None,
        permit: None,
        withdrawn: false,
    }
}

pub(crate) fn permit(number: &str, from: &str, until: &str, more: Permit) -> Standing {
    Standing { permit: said(more), ..standing(StandingKind::Permit, number, from, Some(until)) }
}

pub(crate) fn merchant(registered_on: &str) -> Merchant {
    Merchant {
        code: PartyCode::parse("91371500795315494U").unwrap(),
        name: "甲".to_owned(),
        kind: MerchantKind::SoleTrader,
        size: SizeBand::SoleTrader,
        channel: Channel::Shop,
        area: AreaCode::parse("371502").unwrap(),
        industry: Industry::parse("6210").unwrap(),
        registered_on: Some(day(registered_on)),
        status: MerchantStatus::Active,
        status_from: None,
        succession: None,
        withdrawn: false,
    }
}

/// The duties of the first record beside the others.
fn duties(all: &[Content]) -> Vec<Duty> {
    LIMITS.duties_beside(&all[0], all)
}

pub(crate) fn named(name: &str) -> Permit {
    Permit { name: Some(name.to_owned()), ..Permit::default() }
}

#[test]
fn a_permit_runs_out_unless_a_later_one_stands_in_its_place() {
    let food = permit("JY1", "2021-12-01", "2026-11-30", named("食品经营许可证"));
    let ended = |later: Standing| {
        let found = duties(&[food.clone().into(), later.into()]);
        assert_eq!((found[0].clock, found.len()), ("permit_expiry", 1));
        assert_eq!(told(&found)[0].1, Some(day("2026-11-30")), "its own last day");
        (found[0].course.stop, LIMITS.read(&found[0], day("2027-03-01")).unwrap().state)
    };
    let later = |number: &str, from: &str, more| permit(number, from, "2031-11-30", more);
    assert_eq!(ended(later("JY2", "2026-12-01", named("食品经营许可证"))), (done("2026-12-01"), State::MetLate));
    assert_eq!(ended(later("JY2", "2026-11-30", named("食品经营许可证"))), (done("2026-11-30"), State::Met));
    let renews =
        |number: &str| Permit { renews: Some(number.to_owned()), ..named("食品经营许可证（新版）") };
    assert_eq!(ended(later("JY2", "2026-11-20", renews("JY1"))), (done("2026-11-20"), State::Met));
    for other in [
        later("JY2", "2026-11-20", renews("JY9")),
        later("YY2", "2026-11-20", named("药品经营许可证")),
        later("YY2", "2026-11-20", Permit::default()),
        permit("JY0", "2016-12-01", "2021-11-30", named("食品经营许可证")),
        Standing { withdrawn: true, ..later("JY2", "2026-11-20", renews("JY1")) },
        Standing { kind: StandingKind::Status(StatusKind::PermitExpired), ..later("X", "2026-11-20", renews("JY1")) },
    ] {
        assert_eq!(ended(other), (None, State::Overdue));
    }
    let today = |on: &str| LIMITS.read(&duties(&[food.clone().into()])[0], day(on)).unwrap().state;
    assert_eq!(
        (today("2026-11-29"), today("2026-11-30"), today("2026-12-01")),
        (State::Running, State::Due, State::Overdue)
    );
    // One that was issued anew in the midst of its term, and one of other premises.
    let reissued = permit("JY2", "2024-03-01", "2026-11-30", renews("JY1"));
    assert_eq!(ended(reissued), (done("2024-03-01"), State::Met));
    assert_eq!(ended(permit("JY7", "2023-05-01", "2028-04-30", named("食品经营许可证"))), (None, State::Overdue));
    // Of one without a name nobody could say whether another one stands in its place.
    assert_eq!(duties(&[permit("JY1", "2015-01-01", "2019-12-31", Permit::default()).into()]), []);
    let unending = Standing { until: None, ..food };
    assert_eq!(duties(&[unending.into()]), [], "it does not run out");
}

#[test]
fn a_permit_that_was_given_up_or_whose_holder_is_gone_needs_no_renewal() {
    let given_up = Permit { ended_on: Some(day("2026-03-01")), ..named("食品经营许可证") };
    let found = duties(&[permit("1", "2021-12-01", "2026-11-30", given_up).into()]);
    assert_eq!(found[0].course.stop, lapsed("2026-03-01"));
    let gone = |status, from: Option<&str>| {
        let merchant = Merchant { status, status_from: from.map(day), ..merchant("2015-01-01") };
        let permit = permit("1", "2021-12-01", "2026-11-30", named("食品经营许可证"));
        duties(&[permit.into(), merchant.into()])[0].course.stop
    };
    assert_eq!(gone(MerchantStatus::Deregistered, Some("2026-05-05")), lapsed("2026-05-05"));
    assert_eq!(gone(MerchantStatus::MovedAway, None), lapsed("2021-12-01"));
    assert_eq!(gone(MerchantStatus::Active, None), None);
}

#[test]
fn the_next_report_that_is_missing_is_due_on_the_30th_of_june() {
    let due =
        |registered_on: &str, reports: &[&str]| {
            let mut all: Vec<Content> = vec![merchant(registered_on).into()];
            all.extend((1..).zip(reports).map(|(number, on)| {
                Content::from(standing(StandingKind::AnnualReport, &number.to_string(), on, None))
            }));
            let found = told(&duties(&all));
            let filed = (1..all.len()).map(|at| told(&LIMITS.duties_beside(&all[at], &all)));
            let filed: Vec<_> =
                filed.map(|met| met.first().map(|(_, last, stop)| (last.unwrap().year(), stop.unwrap().on))).collect();
            (found.first().map(|(clock, last, _)| (*clock, last.unwrap())), filed)
        };
    let next = |on: &str| Some(("annual_report", day(on)));
    assert_eq!(
        due("2015-01-01", &[]),
        (next("2027-06-30"), vec![]),
        "the first year of which the office keeps reports"
    );
    assert_eq!(due("2026-12-31", &[]).0, next("2027-06-30"), "who was registered in the year before");
    assert_eq!(due("2027-01-01", &[]).0, next("2028-06-30"), "begins in the year after the registration");
    let (open, filed) = due("2015-01-01", &["2026-03-01", "2027-03-01", "2027-04-01"]);
    assert_eq!(open, next("2028-06-30"));
    assert_eq!(filed, [None, Some((2027, day("2027-03-01"))), None], "once a year, and none from before");
    let (open, filed) = due("2015-01-01", &["2028-05-01", "2028-05-02"]);
    assert_eq!(
        (open, filed[0], filed[1]),
        (next("2029-06-30"), Some((2027, day("2028-05-01"))), Some((2028, day("2028-05-02"))))
    );
}

#[test]
fn of_several_registrations_one_reports_and_who_is_gone_does_not() {
    let old = Merchant { code: PartyCode::parse("371500000000077").unwrap(), ..merchant("2015-01-01") };
    assert_eq!(duties(&[old.clone().into(), merchant("2015-01-01").into()]), []);
    assert_eq!(duties(&[merchant("2015-01-01").into(), old.clone().into()]).len(), 1);
    let taken_back = Merchant { withdrawn: true, ..merchant("2015-01-01") };
    assert_eq!(duties(&[old.into(), taken_back.into()]).len(), 1);
    let gone = |on: &str| {
        let status = MerchantStatus::Deregistered;
        duties(&[Merchant { status, status_from: Some(day(on)), ..merchant("2015-01-01") }.into()])
    };
    assert_eq!(gone("2026-12-31"), []);
    assert_eq!(gone("2027-03-01")[0].course.stop, lapsed("2027-03-01"));
    let unknown = Merchant { registered_on: None, ..merchant("2015-01-01") };
    assert_eq!(duties(&[unknown.into()]), [], "nobody knows when it begins");
}

#[test]
fn who_is_late_is_to_be_listed_within_ten_working_days_of_the_30th_of_june() {
    let status = StandingKind::Status;
    let overdue = |until| standing(status(StatusKind::AnnualReportOverdue), "1", "2027-07-01", until);
    let listed = |found: Option<&str>| Standing {
        listing: said(Listing { found_on: found.map(day), ..Listing::default() }),
        ..standing(status(StatusKind::AbnormalLateReport), "2", "2027-07-12", None)
    };
    let ended = |all: &[Content]| {
        duties(all).iter().map(|duty| (duty.clock, duty.course.started_on, duty.course.stop)).collect::<Vec<_>>()
    };
    let wanted = |stop| [("abnormal_listing", day("2027-06-30"), stop)];
    assert_eq!(ended(&[overdue(None).into()]), wanted(None));
    assert_eq!(ended(&[overdue(Some("2027-07-05")).into()]), wanted(lapsed("2027-07-06")), "it was filed meanwhile");
    assert_eq!(ended(&[overdue(None).into(), listed(None).into()]), wanted(done("2027-07-12")));
    assert_eq!(ended(&[overdue(None).into(), listed(Some("2027-06-30")).into()]), [], "that has the limit itself");
    let before = standing(status(StatusKind::AnnualReportOverdue), "1", "2026-07-01", None);
    assert_eq!(ended(&[before.into()]), [], "the office did not keep reports then");
}

/// With the working days of 2029, of which nothing is arranged: its 30 June is a Saturday.
fn with_2029() -> Limits {
    let year = "year = 2029\noff = []\n[source]\ntitle = \"t\"\npublished = 2028-11-30\n";
    Limits::of(&Library::shipped().unwrap().overlaid([("calendar/2029.toml", year)]).unwrap()).unwrap()
}

#[test]
fn a_30th_of_june_that_is_no_working_day_rolls_and_listing_is_counted_from_there() {
    let limits = with_2029();
    let merchant = Content::from(merchant("2028-05-01"));
    let report = |on| Content::from(standing(StandingKind::AnnualReport, "1", on, None));
    let read = |all: &[Content], on: &str| {
        let found = limits.duties_beside(&all[0], all);
        limits.read(&found[0], day(on)).unwrap()
    };
    let open = |on| {
        let reading = read(std::slice::from_ref(&merchant), on);
        (reading.due, reading.last, reading.state)
    };
    let (due, last) = (Some(day("2029-06-30")), Some(day("2029-07-02")));
    assert_eq!(open("2029-07-01"), (due, last, State::Running));
    assert_eq!(open("2029-07-02"), (due, last, State::Due));
    assert_eq!(open("2029-07-03"), (due, last, State::Overdue));
    let filed = |on| read(&[report(on), merchant.clone()], "2029-12-01").state;
    assert_eq!((filed("2029-07-02"), filed("2029-07-03")), (State::Met, State::MetLate));
    // As long as nobody knows the working days of a year, nobody is late.
    let unknown = LIMITS.read(&duties(std::slice::from_ref(&merchant))[0], day("2029-08-01")).unwrap();
    assert_eq!((unknown.last, unknown.not_before, unknown.state), (None, due, State::Provisional));

    let listing = |from: &str| {
        let overdue = standing(StandingKind::Status(StatusKind::AnnualReportOverdue), "1", from, None).into();
        let found = limits.duties(&overdue);
        assert_eq!((found[0].clock, found.len()), ("abnormal_listing", 1), "{from}");
        (found[0].course.started_on, limits.read(&found[0], day(from)).unwrap().last)
    };
    let behind_it = (day("2029-07-02"), Some(day("2029-07-16")));
    assert_eq!([listing("2029-07-01"), listing("2029-07-03")], [behind_it, behind_it]);
    assert_eq!(listing("2029-08-02"), (day("2029-08-01"), Some(day("2029-08-15"))), "found later");
    assert_eq!(listing("2029-03-02").0, day("2029-03-01"), "of the window before");
}

#[test]
fn a_sole_trader_who_files_is_to_be_restored_without_asking() {
    let status = StandingKind::Status;
    let mark = |kind, until, applied: Option<&str>| Standing {
        listing: said(Listing { applied_on: applied.map(day), ..Listing::default() }),
        ..standing(status(kind), "1", "2026-07-14", until)
    };
    let late = |until| mark(StatusKind::AbnormalLateReport, until, None);
    let report = |number, on| Content::from(standing(StandingKind::AnnualReport, number, on, None));
    let filed = [report("2", "2026-09-21"), report("1", "2026-09-18"), report("0", "2026-07-13")];
    let of = |mark: Standing, merchant: Merchant, reports: &[Content]| {
        let all: Vec<Content> =
            [Content::from(mark), merchant.into()].into_iter().chain(reports.iter().cloned()).collect();
        duties(&all).iter().map(|duty| (duty.clock, duty.course.started_on, duty.course.stop)).collect::<Vec<_>>()
    };
    let sole_trader = || merchant("2015-01-01");
    let wanted = |on: &str, stop| vec![("abnormal_removal", day(on), stop)];
    let found = of(late(None), sole_trader(), &filed);
    assert_eq!(found, wanted("2026-09-18", None), "from the first one on or after the first day");
    let limits = &*LIMITS;
    let all = [Content::from(late(None)), sole_trader().into(), filed[1].clone()];
    let last = limits.read(&limits.duties_beside(&all[0], &all)[0], day("2026-09-18")).unwrap().last;
    assert_eq!(last, Some(day("2026-09-24")), "C22: five working days");
    // Restored on the day behind the last one.
    assert_eq!(of(late(Some("2026-09-20")), sole_trader(), &filed), wanted("2026-09-18", done("2026-09-21")));
    assert_eq!(of(late(Some("2026-09-16")), sole_trader(), &filed), [], "it was over before");
    assert_eq!(of(late(None), sole_trader(), &filed[2..]), [], "that report came before");
    let asked = mark(StatusKind::AbnormalLateReport, None, Some("2026-09-25"));
    assert_eq!(of(asked, sole_trader(), &filed), wanted("2026-09-25", None), "what is said stands");
    // A company asks for it, and whoever is marked for another reason has not done away with it by reporting.
    let company = Merchant { kind: MerchantKind::Enterprise, ..sole_trader() };
    assert_eq!(of(late(None), company, &filed), []);
    assert_eq!(of(mark(StatusKind::AbnormalUnreachable, None, None), sole_trader(), &filed), []);
}

#[test]
fn the_duties_of_merchants_are_told_from_those_of_offices() {
    let whose = |name: &str| LIMITS.clocks().get(name).unwrap().whose();
    for clock in ["annual_report", "permit_expiry", "odr_settlement", "correction_order", "product_correction"] {
        assert_eq!(whose(clock), Whose::Merchant, "{clock}");
    }
    for clock in ["abnormal_listing", "penalty_publication", "complaint_acceptance"] {
        assert_eq!(whose(clock), Whose::Office, "{clock}");
    }
}
