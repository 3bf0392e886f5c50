//! What hides, changes or ends a display beside repair: a shield, a partial annulment, performance, the longest disclosure.
//! Worked cases C34 and C37 of the legal dossier, and its settled readings 7, 10 and 15.

use crate::support::{TABLES, day, days, elsewhere, merchant, published};
use domain::day::Day;
use domain::money::Fen;
use domain::record::{MerchantKind, Penalty, PenaltyKind, Shielded};
use domain::span::{Span, Spans};
use domain::vocab::Severity::{self, General, Minor, Serious};
use policy::embedded;
use policy::set::PolicySet;
use proptest::prelude::*;
use statute::display::{Display, EndedBy, disclosed, latest_disclosure, shielded, until_performed};
use statute::measures::Measures;
use statute::membership::{self, Listing};
use statute::penalty::{derive, displayed, reclassed};
use statute::repair::Rules;
use statute::tables::Tables;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::read(&embedded::procedures().unwrap()).unwrap());

/// The rules where one file says something else.
fn rules(path: &str, from: &str, to: &str) -> Rules {
    let set = embedded::procedures().unwrap();
    let (path, text) = set.files().find(|(known, _)| known.ends_with(path)).unwrap();
    assert!(text.contains(from), "{path} does not say {from:?}");
    let own = text.replace(from, to);
    Rules::read(&set.overlaid([(path, own.as_str())]).unwrap()).unwrap()
}

fn display(penalty: &Penalty) -> Display {
    displayed(penalty, MerchantKind::Enterprise, &TABLES).display
}

/// First day, first day outside and end of each interval.
fn told(display: &Display) -> Vec<(String, String, EndedBy)> {
    let told = display.shown.iter().map(|one| (one.span.from.to_string(), one.span.off.to_string(), one.ended_by));
    told.collect()
}

fn interval(from: &str, off: &str, ended_by: EndedBy) -> (String, String, EndedBy) {
    (from.to_owned(), off.to_owned(), ended_by)
}

fn open(from: &str) -> Spans {
    Spans::one(Span::since(day(from)))
}

#[test]
fn c34_a_shield_hides_general_and_serious_records_while_it_lasts() {
    for (severity, off) in [(General, "2027-03-11"), (Serious, "2029-03-11")] {
        let shown = display(&published("2026-03-05", "2026-03-10", severity));
        assert_eq!(told(&shown), [interval("2026-03-05", off, EndedBy::Maximum)]);
        // The court approved the plan on 2026-05-06, the bureau the request on 2026-05-20.
        let hidden = shielded(&shown, &open("2026-05-20"));
        assert_eq!(told(&hidden), [interval("2026-03-05", "2026-05-20", EndedBy::Shielded)]);
        assert!(hidden.public().contains(day("2026-05-19")) && !hidden.public().contains(day("2026-05-20")));
        assert_eq!((hidden.shown[0].by.as_str(), hidden.shown[0].provisional), ("case: shield", false));
        // The plan failed: what is left is shown, by the same term.
        let failed = shielded(&shown, &days(&[("2026-05-20", "2026-11-02")]));
        let resumed = interval("2026-11-02", off, EndedBy::Maximum);
        assert_eq!(told(&failed), [interval("2026-03-05", "2026-05-20", EndedBy::Shielded), resumed]);
        assert_eq!(failed.shown[1].term_from, day("2026-03-10"));
        assert_eq!(
            (&failed.shown[1].by, failed.shown[1].provisional),
            (&shown.shown[0].by, shown.shown[0].provisional)
        );
    }
}

#[test]
fn c34_after_the_execution_ruling_it_is_off_for_good() {
    let executed =
        Penalty { display_stopped_on: vec![day("2026-11-02")], ..published("2026-03-05", "2026-03-10", Serious) };
    let hidden = shielded(&display(&executed), &days(&[("2026-05-20", "2026-11-02")]));
    assert_eq!(told(&hidden), [interval("2026-03-05", "2026-05-20", EndedBy::Shielded)]);
}

#[test]
fn the_longest_display_runs_on_beneath_a_shield() {
    let shown = display(&published("2026-03-05", "2026-03-10", General));
    let failed_late = shielded(&shown, &days(&[("2026-05-20", "2027-03-11")]));
    assert_eq!(told(&failed_late), [interval("2026-03-05", "2026-05-20", EndedBy::Shielded)], "nothing was left");
    let from_the_start = shielded(&shown, &days(&[("2026-03-05", "2027-03-10")]));
    assert_eq!(told(&from_the_start), [interval("2027-03-10", "2027-03-11", EndedBy::Maximum)]);
    assert_eq!(shielded(&shown, &Spans::none()), shown);
    assert_eq!(shielded(&shown, &open("2027-03-11")), shown, "what had ended is not hidden");
}

/// The tables where the parameter of shields says something else, or nothing.
fn tables_of(shield_ends_use: Option<&str>) -> Tables {
    const PATH: &str = "publicity/shield_ends_use.toml";
    let read = |(path, text): (&'static str, &'static str)| match (path == PATH, shield_ends_use) {
        (true, None) => None,
        (true, Some(value)) => Some((path, text.replace("\"yes\"", &format!("\"{value}\"")))),
        (false, _) => Some((path, text.to_owned())),
    };
    let files: Vec<(&str, String)> = embedded::PARAMETERS.iter().copied().filter_map(read).collect();
    let files = files.iter().map(|(path, text)| (*path, text.as_str()));
    Tables::read(&PolicySet::read(files).unwrap()).unwrap()
}

#[test]
fn c34_the_shield_that_a_record_holds_ends_display_and_use_by_the_parameter_that_says_so() {
    let shielded = |until: Option<&str>| Penalty {
        shielded: vec![Shielded { from: day("2026-05-20"), until: until.map(day) }],
        ..published("2026-03-05", "2026-03-10", General)
    };
    let failed = shielded(Some("2026-11-01"));
    let hidden = interval("2026-03-05", "2026-05-20", EndedBy::Shielded);
    let left = interval("2026-11-02", "2027-03-11", EndedBy::Maximum);
    assert_eq!(told(&display(&shielded(None))), std::slice::from_ref(&hidden));
    let reading = displayed(&failed, MerchantKind::Enterprise, &TABLES);
    assert_eq!(told(&reading.display), [hidden, left]);
    let first = &reading.display.shown[0];
    assert_eq!((first.by.as_str(), first.provisional), ("publicity.shield_ends_use@2025-12-25", true));
    let fact = derive(&failed, &[], &merchant(MerchantKind::Enterprise), &TABLES).fact;
    assert_eq!(fact.counts, days(&[("2026-03-05", "2026-05-20"), ("2026-11-02", "2027-03-11")]));
    assert_eq!(fact.shown, fact.counts);

    // Read otherwise, it counts on, and nobody outside sees it.
    let otherwise = tables_of(Some("no"));
    let fact = derive(&failed, &[], &merchant(MerchantKind::Enterprise), &otherwise).fact;
    assert_eq!(fact.counts, days(&[("2026-03-05", "2027-03-11")]));
    assert_eq!(fact.shown, days(&[("2026-03-05", "2026-05-20"), ("2026-11-02", "2027-03-11")]));
    let public = displayed(&failed, MerchantKind::Enterprise, &otherwise).display.public();
    assert_eq!(public, days(&[("2026-03-10", "2026-05-20"), ("2026-11-02", "2027-03-11")]));
    // A policy of earlier days, by which an old answer is repeated, knows of none.
    let silent = displayed(&failed, MerchantKind::Enterprise, &tables_of(None)).display;
    assert_eq!(told(&silent), [interval("2026-03-05", "2027-03-11", EndedBy::Maximum)]);
}

#[test]
fn c34_measures_are_suspended_with_the_listing_and_go_on_if_the_plan_fails() {
    let listing = Listing { listed_on: vec![day("2025-03-10")], ..Listing::default() };
    let listed = membership::days(&membership::listed(&listing, &RULES));
    let measures = Measures::read(&embedded::procedures().unwrap()).unwrap();
    let of = |shield: &Spans| {
        let found = measures.in_force_beside(&listed, shield);
        let spans = found.iter().filter(|one| one.measure.code == "M08").map(|one| one.span);
        spans.collect::<Spans>()
    };
    assert_eq!(of(&Spans::none()), days(&[("2025-03-10", "2028-03-11")]));
    assert_eq!(of(&open("2026-05-20")), days(&[("2025-03-10", "2026-05-20")]));
    let failed = of(&days(&[("2026-05-20", "2026-11-02")]));
    assert_eq!(failed, days(&[("2025-03-10", "2026-05-20"), ("2026-11-02", "2028-03-11")]));
}

/// A fine and a suspension, serious together.
fn whole(decided_on: &str, published_on: &str) -> Penalty {
    let kinds = vec![PenaltyKind::Fine, PenaltyKind::BusinessSuspended];
    Penalty { kinds, ..published(decided_on, published_on, General) }
}

/// What is left of it: the fine, general.
fn fine(whole: &Penalty) -> Penalty {
    Penalty { kinds: vec![PenaltyKind::Fine], ..whole.clone() }
}

fn partly_annulled(whole: &Penalty, rest: &Penalty, from: &str) -> Vec<(String, String, EndedBy)> {
    told(&reclassed(whole, rest, day(from), MerchantKind::Enterprise, &TABLES).display)
}

#[test]
fn c30_what_is_left_of_a_decision_has_its_own_class_from_the_day_of_the_partial_annulment() {
    let suspended = whole("2026-01-05", "2026-01-10");
    assert_eq!(told(&display(&suspended)), [interval("2026-01-05", "2029-01-11", EndedBy::Maximum)]);
    // Within the year of the rest: through its anniversary.
    let early = partly_annulled(&suspended, &fine(&suspended), "2026-08-03");
    assert_eq!(early, [interval("2026-01-05", "2027-01-11", EndedBy::Maximum)]);
    // On the first day after that year the class of the rest ends it by itself, and one day later the annulment does.
    let on_its_end = partly_annulled(&suspended, &fine(&suspended), "2027-01-11");
    assert_eq!(on_its_end, [interval("2026-01-05", "2027-01-11", EndedBy::Maximum)]);
    let late = partly_annulled(&suspended, &fine(&suspended), "2027-01-12");
    assert_eq!(late, [interval("2026-01-05", "2027-01-12", EndedBy::Reclassed)]);
    let reading = reclassed(&suspended, &fine(&suspended), day("2027-01-12"), MerchantKind::Enterprise, &TABLES);
    assert_eq!(reading.severity, General);
    let ends: Vec<&str> = reading
        .derivations
        .iter()
        .filter(|derivation| derivation.what == "display_end")
        .map(|derivation| derivation.value.as_str())
        .collect();
    assert_eq!(ends, ["2027-01-12"], "the end is told once, as it is");
}

#[test]
fn a_partial_annulment_never_lengthens_and_never_revives() {
    let suspended = whole("2026-01-05", "2026-01-10");
    // Ended before by a stop, or by its own maximum.
    let stopped = Penalty { display_stopped_on: vec![day("2026-06-01")], ..suspended.clone() };
    let after = partly_annulled(&stopped, &fine(&stopped), "2026-08-03");
    assert_eq!(after, [interval("2026-01-05", "2026-06-01", EndedBy::Stopped)]);
    let fined = published("2026-01-05", "2026-01-10", Minor);
    let over = partly_annulled(&fined, &suspended, "2026-06-01");
    assert_eq!(over, [interval("2026-01-05", "2026-04-11", EndedBy::Maximum)], "it had ended");
    let heavier = partly_annulled(&fined, &suspended, "2026-03-02");
    assert_eq!(heavier, [interval("2026-01-05", "2026-04-11", EndedBy::Maximum)], "never longer");
    // An own end of the whole stays an end of the rest, and a restriction of the annulled part held until that day.
    let ending = Penalty { display_until: Some(day("2026-12-31")), ..suspended.clone() };
    let ended = partly_annulled(&ending, &fine(&suspended), "2026-08-03");
    assert_eq!(ended, [interval("2026-01-05", "2027-01-01", EndedBy::OwnEnd)]);
    let restricted = Penalty { restriction_until: Some(day("2030-01-04")), ..suspended.clone() };
    assert_eq!(told(&display(&restricted)), [interval("2026-01-05", "2030-01-05", EndedBy::Restriction)]);
    let freed = partly_annulled(&restricted, &fine(&suspended), "2029-06-04");
    assert_eq!(freed, [interval("2026-01-05", "2029-06-04", EndedBy::Reclassed)]);
}

#[test]
fn what_is_left_and_may_not_be_published_goes_on_the_day_and_was_published_before() {
    let suspended = whole("2026-01-05", "2026-01-10");
    let warned = Penalty { kinds: vec![PenaltyKind::Warning], fine_fen: Fen(0), ..suspended.clone() };
    let of = |before: &Penalty, after: &Penalty, from: &str| {
        reclassed(before, after, day(from), MerchantKind::Enterprise, &TABLES).display
    };
    let gone = of(&suspended, &warned, "2026-08-03");
    assert_eq!(told(&gone), [interval("2026-01-05", "2026-08-03", EndedBy::Reclassed)]);
    assert!(gone.is_publishable(), "it was displayed");
    let at_once = of(&suspended, &warned, "2026-01-05");
    assert!(at_once.shown.is_empty() && !at_once.is_publishable());
    let never = of(&warned, &suspended, "2026-08-03");
    assert!(never.shown.is_empty() && !never.is_publishable(), "what was never published is not now");
}

#[test]
fn a_stop_after_the_partial_annulment_is_known_of_the_whole_as_well() {
    let suspended = whole("2026-01-05", "2026-01-10");
    let cheated = Penalty {
        display_stopped_on: vec![day("2026-09-01")],
        stop_revoked_on: vec![day("2026-10-09")],
        ..fine(&suspended)
    };
    let stopped = interval("2026-01-05", "2026-09-01", EndedBy::Stopped);
    let restarted = interval("2026-10-09", "2027-10-10", EndedBy::Maximum);
    assert_eq!(partly_annulled(&suspended, &cheated, "2026-08-03"), [stopped, restarted]);
}

/// Where a sector asks for performance on Credit China.
fn culture_asks() -> Rules {
    let first = "day = 2026-04-01\nvalue = []";
    let asks = "day = 2026-04-01\nvalue = [\"文化和旅游\"]";
    rules("credit_china_stop_requires_performance.toml", first, asks)
}

fn goes_on(penalty: &Penalty, performed_on: Option<&str>, rules: &Rules) -> Vec<(String, String, EndedBy)> {
    told(&until_performed(&display(penalty), penalty, performed_on.map(day), rules).0)
}

fn forever(from: &str) -> (String, String, EndedBy) {
    (from.to_owned(), Day::FOREVER.to_string(), EndedBy::Performed)
}

#[test]
fn c37_on_gsxt_it_stops_at_the_maximum_though_the_fine_is_unpaid() {
    let unpaid = published("2026-01-05", "2026-01-10", General);
    let shown = display(&unpaid);
    let (same, notes) = until_performed(&shown, &unpaid, None, &RULES);
    assert_eq!(same, shown, "nothing changes where nothing is asked");
    let [note] = notes.as_slice() else { panic!("{notes:?}") };
    assert_eq!((note.what, note.value.as_str()), ("stop_requires_performance", "no"));
    assert_eq!(note.by, "repair.gsxt_stop_requires_performance@2025-12-25");
    assert!(note.provisional, "the text of Order 107 was not read");
    // Paid in time: nothing rests on it.
    let (same, notes) = until_performed(&shown, &unpaid, Some(day("2026-02-02")), &RULES);
    assert_eq!((same, notes), (shown, Vec::new()));
}

#[test]
fn c37_on_credit_china_the_rule_of_the_sector_decides() {
    let unpaid = elsewhere("2026-04-01", General);
    assert_eq!(goes_on(&unpaid, None, &RULES), [interval("2026-04-01", "2027-04-02", EndedBy::Maximum)]);
    let asks = culture_asks();
    assert_eq!(goes_on(&unpaid, None, &asks), [forever("2026-04-01")]);
    let (longer, notes) = until_performed(&display(&unpaid), &unpaid, Some(day("2027-06-01")), &asks);
    assert_eq!(told(&longer), [interval("2026-04-01", "2027-06-01", EndedBy::Performed)]);
    assert_eq!(longer.shown[0].by, "repair.credit_china_stop_requires_performance@2026-04-01");
    assert!(longer.shown[0].provisional);
    assert_eq!((notes[0].value.as_str(), notes[0].provisional), ("yes", true));
    // Another sector has no such rule.
    let fire = Penalty { authority: "聊城市消防救援支队".into(), ..unpaid.clone() };
    assert_eq!(goes_on(&fire, None, &asks), [interval("2026-04-01", "2027-04-02", EndedBy::Maximum)]);
    // Performed by then, on the very first day outside too.
    for performed in ["2026-05-06", "2027-04-02"] {
        let stopped = goes_on(&unpaid, Some(performed), &asks);
        assert_eq!(stopped, [interval("2026-04-01", "2027-04-02", EndedBy::Maximum)], "{performed}");
    }
}

#[test]
fn c37_the_law_of_the_day_on_which_the_longest_display_is_over_decides() {
    let asks = culture_asks();
    // Order 36 ends it on its own first day; the year of the other was over before.
    assert_eq!(goes_on(&elsewhere("2025-03-03", General), None, &asks), [forever("2025-03-03")]);
    let before = interval("2022-04-29", "2023-04-30", EndedBy::Maximum);
    assert_eq!(goes_on(&elsewhere("2022-04-29", General), None, &asks), [before]);
}

#[test]
fn what_goes_on_unperformed_is_still_ended_by_a_decision() {
    let asks = culture_asks();
    let unpaid = elsewhere("2026-04-01", General);
    let stopped = Penalty { display_stopped_on: vec![day("2027-09-01")], ..unpaid.clone() };
    assert_eq!(goes_on(&stopped, None, &asks), [interval("2026-04-01", "2027-09-01", EndedBy::Stopped)]);
    let revoked = Penalty { stop_revoked_on: vec![day("2027-10-08")], ..stopped };
    let again = [interval("2026-04-01", "2027-09-01", EndedBy::Stopped), forever("2027-10-08")];
    assert_eq!(goes_on(&revoked, None, &asks), again);
    // A revocation with no stop of its own begins a term while the one before goes on.
    let revoked_twice = Penalty {
        display_stopped_on: vec![day("2026-09-01")],
        stop_revoked_on: vec![day("2026-10-08"), day("2028-01-10")],
        ..unpaid.clone()
    };
    let first = interval("2026-04-01", "2026-09-01", EndedBy::Stopped);
    let second = interval("2026-10-08", "2028-01-10", EndedBy::Restarted);
    assert_eq!(goes_on(&revoked_twice, None, &asks), [first, second, forever("2028-01-10")]);
    // Stopped on the very day on which its longest display was over.
    let stopped_then = Penalty { display_stopped_on: vec![day("2027-04-02")], ..unpaid.clone() };
    assert_eq!(goes_on(&stopped_then, None, &asks), [interval("2026-04-01", "2027-04-02", EndedBy::Maximum)]);
    // What ended otherwise than by its maximum does not wait for performance.
    let own_end = Penalty { display_until: Some(day("2026-12-31")), ..unpaid };
    assert_eq!(goes_on(&own_end, None, &asks), [interval("2026-04-01", "2027-01-01", EndedBy::OwnEnd)]);
}

#[test]
fn s03_nothing_is_disclosed_longer_than_five_years_from_the_end_of_the_conduct() {
    let last = |ended_on: &str, restricted: Option<&str>| {
        let latest = latest_disclosure(Some(day(ended_on)), restricted.map(day), &RULES).unwrap();
        (latest.through.to_string(), latest.by, latest.provisional)
    };
    let article = "repair.longest_disclosure@2020-10-01";
    assert_eq!(last("2021-10-11", None), ("2026-10-11".to_owned(), article.to_owned(), false));
    assert_eq!(last("2024-02-29", None).0, "2029-02-28");
    assert_eq!(last("2014-03-03", None).0, "2020-09-30", "nothing reaches back before the regulation");
    assert!(!last("2014-03-03", None).2);
    assert_eq!(last("2021-10-11", Some("2026-10-11")).1, article);
    let restricted = ("2028-01-04".to_owned(), "record: restriction_until".to_owned(), false);
    assert_eq!(last("2021-10-11", Some("2028-01-04")), restricted);
    assert_eq!(
        latest_disclosure(None, Some(day("2028-01-04")), &RULES),
        None,
        "the end of the conduct is not recorded"
    );
}

#[test]
fn s03_an_amendment_reaches_back_no_further_than_its_first_day_and_lengthens_nothing() {
    let amended = |months: &str| {
        let review = "[review]";
        let more = format!(
            "[[from]]\nday = 2026-01-01\nvalue = {months}\nsource = {{ title = \"t\", article = \"a\" }}\n\n[review]"
        );
        rules("longest_disclosure.toml", review, &more)
    };
    let last = |ended_on: &str, rules: &Rules| latest_disclosure(Some(day(ended_on)), None, rules).unwrap().through;
    let (shorter, longer) = (amended("36"), amended("84"));
    assert_eq!(last("2022-06-01", &shorter), day("2025-12-31"));
    assert_eq!(last("2024-06-03", &shorter), day("2027-06-03"));
    assert_eq!(last("2020-06-01", &shorter), day("2025-06-01"), "it was over before");
    assert_eq!(last("2022-06-01", &longer), day("2027-06-01"));
    assert_eq!(last("2026-06-01", &longer), day("2033-06-01"), "of conduct that ended since");
}

#[test]
fn s03_a_longest_display_that_is_shorter_prevails() {
    let serious = display(&published("2024-03-05", "2024-03-20", Serious));
    let within = |ended_on: &str| disclosed(&serious, &latest_disclosure(Some(day(ended_on)), None, &RULES).unwrap());
    assert_eq!(within("2024-01-15"), serious);
    assert_eq!(within("2022-03-20"), serious, "through the same day");
    let old = within("2021-06-01");
    assert_eq!(told(&old), [interval("2024-03-05", "2026-06-02", EndedBy::Disclosure)]);
    assert_eq!(old.shown[0].by, "repair.longest_disclosure@2020-10-01");
    assert!(within("2018-01-15").shown.is_empty());
}

#[test]
fn each_new_end_has_its_words() {
    let words = [EndedBy::Shielded, EndedBy::Reclassed, EndedBy::Performed, EndedBy::Disclosure];
    for ended_by in words {
        let token = ended_by.token();
        assert_eq!(serde_json::to_value(ended_by).unwrap(), token);
        assert!(!ended_by.zh().is_empty());
    }
}

fn any_severity() -> impl Strategy<Value = Severity> {
    prop::sample::select(Severity::ALL)
}

proptest! {
    /// Whatever is hidden is a day of the shield, and whatever is left was shown, with the same term and end.
    #[test]
    fn a_shield_takes_away_its_own_days_and_nothing_else(
        severity in any_severity(),
        shields in prop::collection::vec((0i32..1300, 0i32..400), 0..4),
        stop in prop::option::of(0i32..1200),
    ) {
        let begin = day("2025-12-01");
        let mut it = published("2025-12-01", "2025-12-20", severity);
        it.display_stopped_on.extend(stop.map(|gap| begin.plus_days(gap)));
        let shown = display(&it);
        let span = |(from, length): (i32, i32)| Span::new(begin.plus_days(from), begin.plus_days(from + length));
        let shield: Spans = shields.into_iter().map(span).collect();
        let hidden = shielded(&shown, &shield);
        prop_assert_eq!(hidden.shown(), shown.shown().minus(&shield));
        for piece in &hidden.shown {
            let of = shown.shown.iter().find(|one| one.span.contains(piece.span.from)).unwrap();
            prop_assert_eq!(piece.term_from, of.term_from);
            prop_assert_eq!(piece.ended_by == EndedBy::Shielded, piece.span.off < of.span.off);
        }
    }

    /// Until the day as before, from then on no day that either class alone would not show.
    #[test]
    fn a_partial_annulment_takes_days_away_and_gives_none(
        severities in (any_severity(), any_severity()),
        gap in -30i32..1300,
        stop in prop::option::of(0i32..1200),
        revoked in prop::option::of(0i32..1200),
    ) {
        let decided = day("2025-12-01");
        let of = |severity| {
            let mut it = published("2025-12-01", "2025-12-20", severity);
            it.display_stopped_on.extend(stop.map(|gap| decided.plus_days(gap)));
            it.stop_revoked_on.extend(revoked.map(|gap| decided.plus_days(gap)));
            it
        };
        let (before, after, from) = (of(severities.0), of(severities.1), decided.plus_days(gap));
        let rest = reclassed(&before, &after, from, MerchantKind::Enterprise, &TABLES).display.shown();
        let (old, new) = (display(&before).shown(), display(&after).shown());
        let (until, since) = (Spans::one(Span::new(Day::DAWN, from)), Spans::one(Span::since(from)));
        prop_assert_eq!(rest.and(&until), old.and(&until));
        prop_assert_eq!(rest.and(&since), old.and(&new).and(&since));
    }
}
