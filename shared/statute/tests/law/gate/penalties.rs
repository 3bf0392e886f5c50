//! Penalties before the gate: it says what the rules of displays say.

use super::{CATALOGUE, LIBRARY, codes, entry, one, own};
use crate::support::{TABLES, day, elsewhere, published};
use domain::record::{PartyKind, Penalty, PenaltyKind, Procedure};
use domain::vocab::Severity;
use statute::display::spans;
use statute::gate::{Act, Form, Leaving, Party, Verdict, gate};
use statute::publication::Rules;

/// What the gate says of the display of a penalty on a day.
fn displayed(penalty: &Penalty, on: &str) -> Vec<(&'static str, String)> {
    let rules = Rules::on(&LIBRARY.publication, day(on)).unwrap();
    let display = spans(penalty, Severity::General, &TABLES);
    let withheld = rules.withheld(penalty, display.channel, false);
    let verdict = Verdict::Penalty { display: &display, withheld: &withheld };
    let acts = [(Act::Decided, penalty.decided_on)];
    let (form, party) = (Form::Display(verdict), Party { kind: penalty.party_kind, ..Party::default() });
    codes(&Leaving { item: "administrative_penalty", form, party, day: day(on), acts: &acts, fields: &[], ..entry() })
}

#[test]
fn a_penalty_is_displayed_as_the_rules_of_displays_say() {
    let known = published("2026-01-10", "2026-01-20", Severity::General);
    assert_eq!(displayed(&known, "2026-01-19"), one("NOT_IN_FORCE", "administrative_penalty"));
    assert_eq!(displayed(&known, "2026-01-20"), []);
    assert_eq!(displayed(&known, "2027-01-20"), []);
    assert_eq!(displayed(&known, "2027-01-21"), one("NOT_IN_FORCE", "administrative_penalty"));
    let theirs = Penalty { published_on: Some(day("2026-01-20")), ..elsewhere("2026-01-10", Severity::General) };
    assert_eq!(displayed(&theirs, "2026-02-01"), one("OTHER_FIELD", "other_field"));
    let vendor = Penalty { party_kind: Some(PartyKind::NaturalPerson), ..known };
    assert_eq!(displayed(&vendor, "2026-02-01"), one("NATURAL_PERSON", "natural_person"), "two rules, one piece");
}

/// One way for whoever shows any.
#[test]
fn what_was_taken_back_is_displayed_on_no_day() {
    let known = published("2026-01-10", "2026-01-20", Severity::General);
    let display = spans(&known, Severity::General, &TABLES);
    assert!(CATALOGUE.shows(&known, &display, false, day("2026-02-01")).is_ok());
    let taken_back = Penalty { withdrawn: true, ..known };
    let missing = CATALOGUE.shows(&taken_back, &display, false, day("2026-02-01")).unwrap_err();
    let told: Vec<(&str, Option<domain::day::Day>)> = missing.iter().map(|one| (one.code(), one.until)).collect();
    assert_eq!(told, [("NOT_IN_FORCE", None)]);
}

#[test]
fn who_shows_a_penalty_is_told_what_its_display_rests_on() {
    let known = published("2026-01-10", "2026-01-20", Severity::General);
    let display = spans(&known, Severity::General, &TABLES);
    let verdict = Verdict::Penalty { display: &display, withheld: &[] };
    let acts = [(Act::Decided, known.decided_on)];
    let leaving = Leaving { item: "administrative_penalty", form: Form::Display(verdict), acts: &acts, ..entry() };
    let rests_on =
        |leaving: &Leaving<'_>| gate(&Leaving { fields: &[], ..leaving.clone() }, &CATALOGUE).unwrap().rests_on;
    let maximum = "publicity.gsxt_maxima@2025-12-25".to_owned();
    assert!(rests_on(&leaving).contains(&maximum), "that a general penalty is off after a year is not settled");
    let natural = Party { kind: Some(PartyKind::NaturalPerson), is_registered: true, is_under_18: false };
    let persons = "publication.natural_persons@2014-10-01".to_owned();
    assert!(!rests_on(&leaving).contains(&persons));
    assert!(
        rests_on(&Leaving { party: natural, ..leaving.clone() }).contains(&persons),
        "that it is shown if registered"
    );
    // An office that takes what carries no day of publication for published is told that this is a reading.
    let shown = own("publication.without_day", "value = \"withheld\"", "value = \"shown\"").unwrap();
    let unknown = Penalty { published_on: None, ..known };
    let display = spans(&unknown, Severity::General, &TABLES);
    let form = Form::Display(Verdict::Penalty { display: &display, withheld: &[] });
    let leaving = Leaving { form, fields: &[], ..leaving };
    assert_eq!(codes(&leaving), one("NOT_IN_FORCE", "administrative_penalty"));
    let rests_on = gate(&leaving, &shown).unwrap().rests_on;
    assert!(rests_on.contains(&"publication.without_day@2014-10-01".to_owned()), "{rests_on:?}");
}

/// C05: a fine on the spot is never public; C06: nor is a warning alone, however it was decided.
#[test]
fn c05_c06_what_the_law_never_publishes_names_its_ground() {
    let known = published("2026-01-10", "2026-01-20", Severity::General);
    let simple = Penalty { procedure: Some(Procedure::Simple), ..known.clone() };
    assert_eq!(displayed(&simple, "2026-02-01"), one("NEVER_PUBLISHED", "simple_procedure"));
    let warning = Penalty { kinds: vec![PenaltyKind::Warning], ..known };
    assert_eq!(displayed(&warning, "2026-02-01"), one("NEVER_PUBLISHED", "warning_only"));
    // The table of the decision day says so, whenever it is shown.
    let display = spans(&simple, Severity::General, &TABLES);
    let form = Form::Display(Verdict::Penalty { display: &display, withheld: &[] });
    let acts = [(Act::Decided, simple.decided_on)];
    let leaving = Leaving { item: "administrative_penalty", form, acts: &acts, fields: &[], ..entry() };
    let missing = gate(&Leaving { day: day("2026-05-01"), ..leaving }, &CATALOGUE).unwrap_err();
    assert_eq!(missing[0].by, "publicity.never_published@2023-05-01");
    assert!(missing[0].article.contains("行政处罚法"), "{missing:?}");
}
