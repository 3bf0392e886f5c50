//! An I07 that a later version of its record replaces without saying when.

use crate::support::day;
use domain::code::PartyCode;
use domain::record::{Inspection, Visit};
use domain::vocab::InspectionResult;
use domain::vocab::InspectionResult::{I06, I07};
use statute::clock::{Ending, Stop};
use statute::duties::{Limits, Placed, replaced};

fn version(placed: &str, result: InspectionResult, published: Option<&str>, settled: Option<&str>) -> Placed {
    let visit = Visit { published_on: published.map(day), settled_on: settled.map(day), ..Visit::default() };
    let inspection = Inspection {
        party: PartyCode::parse("91371500795315494U").unwrap(),
        number: "J1".to_owned(),
        day: day("2026-07-01"),
        result,
        also: Vec::new(),
        case_no: None,
        visit_type: None,
        external_score: None,
        critical_findings: None,
        visit: Some(Box::new(visit)),
        display_stopped_on: None,
        annulled_on: None,
        withdrawn: false,
    };
    (Some(day(placed)), inspection)
}

/// The days on which the clock of the replacement began and ended.
fn clock(standing: Placed, before: &[Placed]) -> Option<(String, Option<String>)> {
    let content = domain::record::Content::Inspection(replaced(standing, before));
    let duties = Limits::shipped().unwrap().duties(&content);
    let duty = duties.into_iter().find(|duty| duty.clock == "pending_result")?;
    let done = |stop: Stop| {
        assert_eq!(stop.ending, Ending::Done);
        stop.on.to_string()
    };
    Some((duty.course.started_on.to_string(), duty.course.stop.map(done)))
}

#[test]
fn what_replaces_an_i07_without_a_day_replaces_it_on_its_own() {
    let open = || version("2026-08-01", I07, Some("2026-08-07"), None);
    let on = |start: &str, end: &str| Some((start.to_owned(), Some(end.to_owned())));
    let bare = || version("2026-10-12", I06, None, None);
    assert_eq!(clock(open(), &[]), Some(("2026-08-07".to_owned(), None)));
    assert_eq!(clock(bare(), &[]), None, "nobody ever said I07");
    assert_eq!(clock(bare(), &[open()]), on("2026-08-07", "2026-10-12"));
    let told = version("2026-10-12", I06, None, Some("2026-09-01"));
    assert_eq!(clock(told, &[open()]), on("2026-08-07", "2026-09-01"), "what it says itself counts");
    let republished = version("2026-10-12", I06, Some("2026-10-13"), None);
    assert_eq!(clock(republished, &[open()]), on("2026-08-07", "2026-10-12"), "the limit runs from the I07");
    // The first that replaced it did; what only says the same once more did not.
    assert_eq!(clock(version("2026-11-02", I06, None, None), &[open(), bare()]), on("2026-08-07", "2026-10-12"));
    let told = version("2026-10-12", I06, None, Some("2026-10-09"));
    assert_eq!(clock(version("2026-11-02", I06, None, None), &[open(), told]), on("2026-08-07", "2026-10-09"));
    // An I07 that stands again waits again.
    let again = version("2026-11-02", I07, Some("2026-08-07"), None);
    assert_eq!(clock(again, &[open(), bare()]), Some(("2026-08-07".to_owned(), None)));
}

#[test]
fn what_was_never_public_as_i07_or_taken_back_sets_no_such_limit() {
    let unpublished = version("2026-08-01", I07, None, None);
    assert_eq!(clock(version("2026-10-12", I06, Some("2026-10-12"), None), &[unpublished]), None);
    let (placed, open) = version("2026-08-01", I07, Some("2026-08-07"), None);
    let withdrawn = (placed, Inspection { withdrawn: true, ..open });
    assert_eq!(clock(version("2026-10-12", I06, None, None), &[withdrawn]), None);
}
