//! What goes by itself, and when: worked cases C07, C08, C13 and C17 of the legal dossier.

use crate::support::{TABLES, day, days, elsewhere, published};
use domain::day::Day;
use domain::record::{MerchantKind, Penalty, PenaltyKind};
use domain::span::{Span, Spans};
use domain::vocab::Severity::{General, Minor};
use policy::embedded;
use policy::library::Library;
use statute::display::{Display, disclosed, latest_disclosure};
use statute::lapses::{Ground, Held, Kind, Lapse, LapsesBy, lapses};
use statute::membership::{Listing, listed};
use statute::penalty::displayed;
use statute::repair::{Rules, bars};
use statute::tables::DisplayChannel;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::read(&embedded::procedures().unwrap()).unwrap());
static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::shipped().unwrap());

fn display(penalty: &Penalty) -> Display {
    displayed(penalty, MerchantKind::Enterprise, &TABLES).display
}

fn of_penalty(penalty: &Penalty) -> Vec<Lapse> {
    lapses([("1号", Held::Penalty(&display(penalty)))], Day::DAWN, &LIBRARY)
}

#[track_caller]
fn lapse(penalty: &Penalty, on: &str, because: LapsesBy, by: &str) -> Lapse {
    let found = of_penalty(penalty);
    let [only] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((only.on, only.because, only.by.as_str()), (day(on), because, by));
    assert_eq!((only.kind, only.label.as_str()), (Kind::Penalty, "1号"));
    only.clone()
}

#[test]
fn c07_a_lower_fine_goes_after_three_months_without_an_application() {
    let fined = published("2024-03-05", "2024-03-20", Minor);
    let gone = lapse(&fined, "2024-06-21", LapsesBy::Maximum, "publicity.gsxt_maxima@2021-09-01");
    assert_eq!(gone.through(), day("2024-06-20"));
    let order_45 = "市场监督管理行政处罚信息公示规定（总局令第45号） Art. 13(1)";
    assert_eq!(gone.article.as_deref(), Some(order_45));
    // On Credit China Order 36 ends it on its own first day.
    let elsewhere = elsewhere("2024-03-05", Minor);
    lapse(&elsewhere, "2026-04-01", LapsesBy::Maximum, "publicity.credit_china_maxima@2026-04-01");
}

#[test]
fn c08_a_general_one_goes_with_the_first_day_of_order_107_and_that_is_provisional() {
    let general = published("2024-03-05", "2024-03-20", General);
    let gone = lapse(&general, "2025-12-25", LapsesBy::Maximum, "publicity.gsxt_maxima@2025-12-25");
    assert!(gone.provisional);
    assert!(gone.article.unwrap().starts_with("市场监督管理信用修复管理办法（总局令第107号）"));
}

#[test]
fn c13_a_general_one_of_order_107_goes_after_its_year() {
    let general = published("2025-11-28", "2025-11-30", General);
    let gone = lapse(&general, "2026-12-01", LapsesBy::Maximum, "publicity.gsxt_maxima@2025-12-25");
    assert_eq!(gone.through(), day("2026-11-30"));
}

#[test]
fn c17_a_listing_goes_after_its_third_anniversary() {
    let listing = Listing { listed_on: vec![day("2025-03-10")], ..Listing::default() };
    let times = listed(&listing, &RULES);
    let found = lapses([("列1号", Held::Listing(&times))], day("2026-11-29"), &LIBRARY);
    let [gone] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((gone.kind, gone.on, gone.because), (Kind::Listing, day("2028-03-11"), LapsesBy::Term));
    assert!(gone.article.as_deref().unwrap().contains("第44号"), "{gone:?}");
    let restricted = Listing { restricted_until: Some(day("2030-03-10")), ..listing.clone() };
    let times = listed(&restricted, &RULES);
    let found = lapses([("列1号", Held::Listing(&times))], Day::DAWN, &LIBRARY);
    assert_eq!((found[0].on, found[0].because), (day("2030-03-11"), LapsesBy::Restriction));
    let removed = Listing { removed_on: vec![day("2026-03-24")], ..listing.clone() };
    let fallen = Listing { fallen_on: Some(day("2026-03-24")), ..listing };
    for ended in [removed, fallen] {
        assert_eq!(lapses([("列1号", Held::Listing(&listed(&ended, &RULES)))], Day::DAWN, &LIBRARY), []);
    }
}

#[test]
fn what_a_decision_ends_or_the_law_never_shows_does_not_go_by_itself() {
    let general = published("2026-03-05", "2026-03-10", General);
    let stopped = Penalty { display_stopped_on: vec![day("2026-07-01")], ..general.clone() };
    let annulled = Penalty { annulled_on: Some(day("2026-07-01")), ..general.clone() };
    let warned = Penalty { kinds: vec![PenaltyKind::Warning], ..general.clone() };
    for ended in [&stopped, &annulled, &warned] {
        assert_eq!(of_penalty(ended), []);
    }
    // A revoked stop began a term that ends by itself.
    let cheated = Penalty { stop_revoked_on: vec![day("2026-09-01")], ..stopped };
    lapse(&cheated, "2027-09-02", LapsesBy::Maximum, "publicity.gsxt_maxima@2025-12-25");
}

#[test]
fn each_end_that_time_alone_brings_is_told_with_what_gives_it() {
    let general = published("2026-03-05", "2026-03-10", General);
    let own = Penalty { display_until: Some(day("2026-12-31")), ..general.clone() };
    let gone = lapse(&own, "2027-01-01", LapsesBy::OwnEnd, "record: display_until");
    assert_eq!(gone.article, None, "the record states it");
    let restricted = Penalty {
        kinds: vec![PenaltyKind::BusinessSuspended],
        restriction_until: Some(day("2030-03-04")),
        ..general.clone()
    };
    lapse(&restricted, "2030-03-05", LapsesBy::Restriction, "record: restriction_until");
    let five_years = latest_disclosure(Some(day("2021-05-06")), None, &RULES).unwrap();
    let disclosed = disclosed(&display(&general), &five_years);
    let found = lapses([("1号", Held::Penalty(&disclosed))], Day::DAWN, &LIBRARY);
    assert_eq!((found[0].on, found[0].because), (day("2026-05-07"), LapsesBy::Disclosure));
    assert_eq!(found[0].article.as_deref(), Some("山东省社会信用条例 Art. 38"));
    for (because, token, zh) in LapsesBy::ALL {
        assert_eq!((because.token(), because.zh()), (token, zh));
        assert_eq!(serde_json::to_value(because).unwrap(), token);
    }
}

#[test]
fn everything_is_told_in_order_of_day_and_only_what_is_still_to_come() {
    let display = display(&published("2025-11-28", "2025-11-30", General));
    let times = listed(&Listing { listed_on: vec![day("2025-03-10")], ..Listing::default() }, &RULES);
    let status = days(&[("2026-01-05", "2026-08-01"), ("2026-09-01", "2027-03-01")]);
    let open = Spans::one(Span::since(day("2026-01-05")));
    let bar = bars(&[day("2026-05-06")], DisplayChannel::CreditChina, &RULES);
    let stated = Ground { by: "record: until", provisional: false };
    let barred = Ground { by: "repair.bar_months@2026-04-01", provisional: true };
    let held = [
        ("列1号", Held::Listing(&times)),
        ("停业", Held::Status(&status, stated)),
        ("异常", Held::Status(&open, stated)),
        ("申请", Held::Bar(&bar, barred)),
        ("1号", Held::Penalty(&display)),
    ];
    let told = |as_of: &str| {
        let found = lapses(held, day(as_of), &LIBRARY);
        found.into_iter().map(|gone| (gone.on.to_string(), gone.kind, gone.label)).collect::<Vec<_>>()
    };
    let row = |on: &str, kind, label: &str| (on.to_owned(), kind, label.to_owned());
    let later = [
        row("2026-12-01", Kind::Penalty, "1号"),
        row("2027-03-01", Kind::Status, "停业"),
        row("2028-03-11", Kind::Listing, "列1号"),
        row("2029-05-07", Kind::Bar, "申请"),
    ];
    assert_eq!(told("2026-08-01"), later, "gone that day already");
    let [first, rest @ ..] = &told("2026-07-31")[..] else { panic!() };
    assert_eq!((first, rest), (&row("2026-08-01", Kind::Status, "停业"), &later[..]));
    let of_bar = lapses([("申请", Held::Bar(&bar, barred))], Day::DAWN, &LIBRARY).remove(0);
    assert!(of_bar.provisional && of_bar.article.is_some());
    assert_eq!(of_bar.because, LapsesBy::Stated);
}
