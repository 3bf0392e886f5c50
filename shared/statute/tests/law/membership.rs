//! How long a listing lasts, and the measures that go with it: worked cases C17, C20 and C21 of the legal dossier, and
//! its settled readings 4, 5, 12 and 22.

use crate::support::{day, days};
use domain::span::Spans;
use policy::embedded;
use policy::set::PolicySet;
use statute::measures::{MeasureKind, Measures};
use statute::membership::{LeftBy, Listing, listed, of_three_years};
use statute::repair::Rules;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::read(&embedded::procedures().unwrap()).unwrap());
static MEASURES: LazyLock<Measures> = LazyLock::new(|| Measures::read(&embedded::procedures().unwrap()).unwrap());

fn told(listing: &Listing) -> Vec<(String, String, LeftBy)> {
    let times = listed(listing, &RULES);
    times.iter().map(|time| (time.span.from.to_string(), time.span.off.to_string(), time.left_by)).collect()
}

fn time(from: &str, off: &str, left_by: LeftBy) -> (String, String, LeftBy) {
    (from.to_owned(), off.to_owned(), left_by)
}

fn decided(listed_on: &str) -> Listing {
    Listing { listed_on: vec![day(listed_on)], ..Listing::default() }
}

#[test]
fn c17_a_listing_ends_by_itself_after_the_third_anniversary() {
    assert_eq!(told(&decided("2025-03-10")), [time("2025-03-10", "2028-03-11", LeftBy::Term)]);
    // From the end of February to the end of February.
    assert_eq!(told(&decided("2024-02-29")), [time("2024-02-29", "2027-03-01", LeftBy::Term)]);
}

#[test]
fn c17_an_early_removal_ends_it_on_its_own_day() {
    let removed = Listing { removed_on: vec![day("2026-03-24")], ..decided("2025-03-10") };
    assert_eq!(told(&removed), [time("2025-03-10", "2026-03-24", LeftBy::Removed)]);
    let late = Listing { removed_on: vec![day("2028-03-11")], ..decided("2025-03-10") };
    assert_eq!(told(&late), [time("2025-03-10", "2028-03-11", LeftBy::Term)], "it had ended by itself");
}

#[test]
fn c20_a_revoked_removal_begins_a_new_term() {
    let listing = Listing {
        listed_on: vec![day("2025-03-10"), day("2026-09-01")],
        removed_on: vec![day("2026-03-24")],
        ..Listing::default()
    };
    let first = time("2025-03-10", "2026-03-24", LeftBy::Removed);
    assert_eq!(told(&listing), [first.clone(), time("2026-09-01", "2029-09-02", LeftBy::Term)]);
    let again = Listing { removed_on: vec![day("2026-03-24"), day("2027-10-08")], ..listing.clone() };
    assert_eq!(told(&again), [first.clone(), time("2026-09-01", "2027-10-08", LeftBy::Removed)]);
    // Removed and revoked on one day: the removal came first.
    let same_day = Listing { listed_on: vec![day("2025-03-10"), day("2026-03-24")], ..listing };
    assert_eq!(
        told(&same_day),
        [time("2025-03-10", "2026-03-24", LeftBy::Removed), time("2026-03-24", "2029-03-25", LeftBy::Term)]
    );
}

#[test]
fn a_listing_falls_with_the_penalty_beneath() {
    let fallen = Listing { fallen_on: Some(day("2025-08-01")), ..decided("2025-03-10") };
    assert_eq!(told(&fallen), [time("2025-03-10", "2025-08-01", LeftBy::Fallen)]);
    let at_once = Listing { fallen_on: Some(day("2025-03-10")), ..decided("2025-03-10") };
    assert_eq!(told(&at_once), []);
}

#[test]
fn a_statutory_restriction_that_lasts_longer_keeps_it() {
    let until = |last: &str| Listing { restricted_until: Some(day(last)), ..decided("2025-03-10") };
    assert_eq!(told(&until("2030-03-10")), [time("2025-03-10", "2030-03-11", LeftBy::Restriction)]);
    assert_eq!(told(&until("2028-03-10")), [time("2025-03-10", "2028-03-11", LeftBy::Term)]);
}

#[test]
fn an_entry_by_the_three_years_rule_ends_as_early_as_any_reading_lets_it() {
    let ends = |listed_on: &str| {
        let time = of_three_years(day(listed_on), &RULES);
        assert_eq!((time.span.from, time.left_by), (day(listed_on), LeftBy::Term));
        (time.span.off.to_string(), time.by, time.provisional)
    };
    let (old, open) = ("listing.three_years_term@2014-10-01", "listing.three_years_term@2021-09-01");
    let wanted = |off: &str, by: &str, provisional| (off.to_owned(), by.to_owned(), provisional);
    // C23, the variant: listed when the years were full, and three years are the shortest of what may govern it.
    assert_eq!(ends("2024-04-20"), wanted("2027-04-21", open, true));
    // Five years would have been 2024-03-01.
    assert_eq!(ends("2019-03-01"), wanted("2022-03-02", open, true));
    // Three years were over before there was Order 44: no day before it is taken back.
    assert_eq!(ends("2018-01-10"), wanted("2021-09-01", open, true));
    // What had ended by the old rule is not brought back.
    assert_eq!(ends("2016-03-01"), wanted("2021-03-02", old, false));
}

#[test]
fn no_later_term_makes_an_entry_by_the_three_years_rule_longer() {
    let path = "listing/three_years_term.toml";
    let text = policy::embedded::PROCEDURES.iter().find(|(known, _)| *known == path).unwrap().1;
    // An office that reads the law of its day as five years takes nothing of the old rule back, and adds nothing to it.
    let text = text.replace("value = 60", "value = 48").replace("value = 36", "value = 60");
    let rules = Rules::read(&embedded::procedures().unwrap().overlaid([(path, text.as_str())]).unwrap()).unwrap();
    let off = |listed_on: &str| of_three_years(day(listed_on), &rules).span.off;
    assert_eq!((off("2019-03-01"), off("2022-03-01")), (day("2023-03-02"), day("2027-03-02")));
}

#[test]
fn measures_begin_and_end_with_the_membership() {
    let on_list = days(&[("2025-03-10", "2026-03-24"), ("2026-09-01", "2029-09-02")]);
    let found = MEASURES.in_force(&on_list);
    let of = |code: &str| {
        let found = found.iter().filter(|in_force| in_force.measure.code == code);
        found.map(|in_force| in_force.span).collect::<Spans>()
    };
    for code in ["M01", "M07", "M08", "M09", "M11"] {
        assert_eq!(of(code), on_list, "{code}");
    }
    assert!(of("M03").is_empty() && of("M04").is_empty(), "a court's measures are no matter of this list");
    assert_eq!(MEASURES.in_force(&Spans::none()), []);
}

/// The table of §5 of the legal dossier: what the serious list brings with it, and as what.
#[test]
fn nothing_is_a_ban_and_nothing_an_instruction_to_a_bank() {
    let found = MEASURES.in_force(&days(&[("2025-03-10", "2025-03-11")]));
    let told: Vec<_> = found.iter().map(|one| (one.measure.code.as_str(), one.measure.kind.token())).collect();
    let wanted = [
        ("M01", "factor_to_weigh"),
        ("M06", "factor_to_weigh"),
        ("M07", "must"),
        ("M08", "must"),
        ("M09", "must"),
        ("M11", "must"),
        ("M12", "reference_only"),
        ("M13", "reference_only"),
    ];
    assert_eq!(told, wanted);
    assert_eq!(MeasureKind::FactorToWeigh.zh(), "重要考量因素", "no ban");
    assert_eq!(MeasureKind::ReferenceOnly.zh(), "仅供参考", "no instruction");
}

#[test]
fn each_version_of_the_table_holds_for_its_own_days() {
    let row = |kind: &str| {
        format!("M09 = {{ zh = \"重点\", en = \"key\", kind = \"{kind}\", departments = [\"局\"], basis = \"x\" }}")
    };
    let text = |first: &str, second: &str| {
        format!(
            "id = \"measures.serious_list\"\ntitle = {{ zh = \"一\", en = \"one\" }}\nunit = \"words\"\nowner = \"listing\"\n\
             [[from]]\nday = 2021-09-01\nsource = {{ title = \"t\", article = \"a\" }}\n[from.value]\n{first}\n\
             [[from]]\nday = 2026-01-01\nsource = {{ title = \"t\", article = \"b\" }}\n[from.value]\n{second}\n"
        )
    };
    let read = |text: &str| Measures::read(&PolicySet::read([("measures/serious_list.toml", text)]).unwrap());
    let table = read(&text(&row("must"), &row("factor_to_weigh"))).unwrap();
    let on_list = days(&[("2025-03-10", "2028-03-11")]);
    let found = table.in_force(&on_list);
    let told: Vec<_> = found.iter().map(|one| (one.measure.kind, one.span.off.to_string(), one.by)).collect();
    let (first, second) = ("measures.serious_list@2021-09-01", "measures.serious_list@2026-01-01");
    assert_eq!(
        told,
        [
            (MeasureKind::Must, "2026-01-01".to_owned(), first),
            (MeasureKind::FactorToWeigh, "2028-03-11".to_owned(), second)
        ]
    );
    let faulty = |row: &str| read(&text(row, row)).unwrap_err().remove(0).cause;
    assert_eq!(faulty(&row("ban")), "M09: \"ban\" is no kind of measure");
    assert_eq!(faulty(&row("must").replace("[\"局\"]", "[]")), "M09: a measure names who applies it");
}
