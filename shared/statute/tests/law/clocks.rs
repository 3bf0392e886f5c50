//! Time limits: the worked cases of the law, what a clock says on each day, and what must always hold.

use crate::support::day;
use domain::day::Day;
use domain::span::Span;
use policy::calendar::Calendar;
use policy::embedded;
use policy::set::PolicySet;
use proptest::prelude::*;
use statute::clock::counting::{Counted, counted};
use statute::clock::rules::{ChosenBy, Clocks, Count};
use statute::clock::{Course, Ending, Extension, Reading, State, Stop};
use std::sync::LazyLock;

static CLOCKS: LazyLock<Clocks> = LazyLock::new(|| Clocks::read(&embedded::clocks().unwrap()).unwrap());
static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| embedded::calendar().unwrap());

/// What a clock says at the end of a day, by the rule of the day on which it was started or of another.
fn reading(clock: &str, selected: &str, course: &Course, as_of: &str) -> Reading {
    let clock = CLOCKS.get(clock).unwrap_or_else(|| panic!("{clock}"));
    Reading::on(day(as_of), course, clock.on(day(selected)), &CALENDAR)
}

/// The last day of a clock that was started and nothing else.
fn last(clock: &str, started: &str) -> Day {
    reading(clock, started, &Course::since(day(started)), started).last.unwrap()
}

#[test]
fn worked_cases() {
    for (case, clock, started, wanted) in [
        ("C01", "penalty_publication", "2025-09-18", "2025-10-22"),
        ("C03", "penalty_publication", "2026-02-06", "2026-03-12"),
        ("C13", "gsxt_repair_acceptance", "2026-03-01", "2026-03-03"),
        ("C22", "abnormal_listing", "2026-06-30", "2026-07-14"),
        ("C22", "abnormal_removal", "2026-09-18", "2026-09-24"),
        ("C25", "objection_answer", "2026-02-13", "2026-02-25"),
        ("C36", "penalty_reporting", "2025-09-26", "2025-10-13"),
        ("T01", "complaint_acceptance", "2026-02-10", "2026-02-26"),
        ("T03", "complaint_mediation", "2025-09-25", "2025-12-03"),
        ("T05", "complaint_mediation", "2026-08-03", "2026-10-08"),
        ("T07", "reporter_notice", "2026-09-28", "2026-10-10"),
        ("T08", "odr_settlement", "2026-04-28", "2026-05-14"),
        ("T09", "random_inspection_publication", "2026-09-21", "2026-10-26"),
        ("T11", "complaint_termination_notice", "2026-09-23", "2026-10-10"),
    ] {
        assert_eq!(last(clock, started), day(wanted), "{case}: {clock}");
    }
    // C17 by the rule of before, and C25 with the help of another department.
    let removal = reading("list_removal_decision", "2025-12-24", &Course::since(day("2026-03-13")), "2026-03-13");
    assert_eq!(removal.last, Some(day("2026-04-03")));
    let helped = Course { approvals: vec![day("2026-02-24")], ..Course::since(day("2026-02-13")) };
    assert_eq!(reading("objection_answer", "2026-02-13", &helped, "2026-02-24").last, Some(day("2026-03-02")));
    // T05: both days are shown, and the law's own is the first.
    let mediation = reading("complaint_mediation", "2026-08-03", &Course::since(day("2026-08-03")), "2026-10-05");
    assert_eq!((mediation.due, mediation.state), (Some(day("2026-10-02")), State::Running));
    assert!(mediation.provisional);
}

/// The regime of a complaint is that of the day on which it was received, whenever it was accepted.
#[test]
fn a_rule_is_chosen_by_the_day_it_names() {
    let mediation = CLOCKS.get("complaint_mediation").unwrap();
    assert_eq!(
        (mediation.selected_by(), mediation.on(day("2026-04-14")).value.starts.as_str()),
        (ChosenBy::Receipt, "accepted")
    );
    let course = Course::since(day("2026-04-20"));
    let of = |received| reading("complaint_mediation", received, &course, "2026-04-20").due;
    assert_eq!(of("2026-04-14"), Some(day("2026-06-25")), "45 working days");
    assert_eq!(of("2026-04-15"), Some(day("2026-06-19")), "60 days");
}

#[test]
fn a_clock_says_where_it_stands_on_each_day() {
    let course = Course::since(day("2026-02-10"));
    let state = |course: &Course, as_of| reading("complaint_acceptance", "2026-02-10", course, as_of).state;
    for (as_of, wanted) in [
        ("2026-02-10", State::Running),
        ("2026-02-25", State::Running),
        ("2026-02-26", State::Due),
        ("2026-02-27", State::Overdue),
    ] {
        assert_eq!(state(&course, as_of), wanted, "{as_of}");
    }
    let (in_time, late) = (course.clone().done(day("2026-02-26")), course.clone().done(day("2026-02-27")));
    assert_eq!([state(&in_time, "2026-02-27"), state(&late, "2026-03-01")], [State::Met, State::MetLate]);
    // As of a day before, nobody knew.
    assert_eq!(state(&late, "2026-02-26"), State::Due);
    let lapsed = Course { stop: Some(Stop { on: day("2026-03-05"), ending: Ending::Lapsed }), ..course };
    assert_eq!(
        [state(&lapsed, "2026-03-04"), state(&lapsed, "2026-03-05")],
        [State::Overdue, State::Ended],
        "withdrawn"
    );
    // What is done on the rolled day is in time.
    let settled = Course::since(day("2026-08-03")).done(day("2026-10-08"));
    assert_eq!(reading("complaint_mediation", "2026-08-03", &settled, "2026-10-08").state, State::Met);
}

#[test]
fn the_state_changes_on_the_day_that_is_told_and_on_no_other() {
    let course = Course::since(day("2026-02-10"));
    let mut now = reading("complaint_acceptance", "2026-02-10", &course, "2026-02-10");
    let mut as_of = day("2026-02-10");
    while as_of < day("2026-03-10") {
        as_of = as_of.next();
        let then = Reading::on(as_of, &course, CLOCKS.get("complaint_acceptance").unwrap().on(as_of), &CALENDAR);
        assert_eq!(now.changes_on() == Some(as_of), then.state != now.state, "{as_of}: {now:?} {then:?}");
        now = then;
    }
    assert_eq!((now.state, now.changes_on()), (State::Overdue, None));
}

#[test]
fn testing_is_not_counted() {
    let with = |pauses: &[(&str, &str)], as_of| {
        let pauses = pauses.iter().map(|(from, off)| Span::new(day(from), day(off))).collect();
        reading("complaint_mediation", "2026-08-03", &Course { pauses, ..Course::since(day("2026-08-03")) }, as_of)
    };
    let due = |pauses: &[(&str, &str)]| with(pauses, "2026-12-31").due;
    assert_eq!(due(&[]), Some(day("2026-10-02")));
    assert_eq!(due(&[("2026-08-10", "2026-08-15")]), Some(day("2026-10-07")), "five days");
    assert_eq!(due(&[("2026-08-10", "2026-08-15"), ("2026-08-12", "2026-08-20")]), Some(day("2026-10-12")), "ten");
    assert_eq!(due(&[("2026-08-01", "2026-08-05")]), Some(day("2026-10-03")), "the start is not counted anyway");
    assert_eq!(due(&[("2026-10-03", "2026-10-20")]), Some(day("2026-10-02")), "it has run out by then");
    let open = with(&[("2026-08-10", "2026-08-20")], "2026-08-15");
    assert_eq!((open.state, open.due, open.last), (State::Paused, None, None));
    // A clock that knows no pauses runs on.
    let course = Course { pauses: vec![Span::since(day("2026-02-11"))], ..Course::since(day("2026-02-10")) };
    assert_eq!(reading("complaint_acceptance", "2026-02-10", &course, "2026-02-11").due, Some(day("2026-02-26")));
}

#[test]
fn an_extension_counts_if_it_is_approved_in_time() {
    let with = |approved: &str| {
        let course = Course { approvals: vec![day(approved)], ..Course::since(day("2026-03-02")) };
        reading("report_verification", "2026-03-02", &course, "2026-05-01")
    };
    let bare = reading("report_verification", "2026-03-02", &Course::since(day("2026-03-02")), "2026-05-01");
    assert_eq!((bare.due, bare.extension), (Some(day("2026-03-23")), Extension::None));
    let granted = with("2026-03-23");
    assert_eq!((granted.due, granted.extension), (Some(day("2026-04-14")), Extension::Granted), "30 working days");
    let late = with("2026-03-24");
    assert_eq!((late.due, late.extension), (Some(day("2026-03-23")), Extension::WithoutEffect));
    let course = Course { approvals: vec![day("2026-02-11")], ..Course::since(day("2026-02-10")) };
    let none = reading("complaint_acceptance", "2026-02-10", &course, "2026-02-11");
    assert_eq!((none.due, none.extension), (Some(day("2026-02-26")), Extension::WithoutEffect), "it knows none");
}

#[test]
fn what_needs_a_year_that_nobody_published_is_provisional_and_never_late() {
    let course = Course::since(day("2026-12-18"));
    let at = |as_of, course: &Course| reading("penalty_publication", "2026-12-18", course, as_of);
    let open = at("2027-03-31", &course);
    assert_eq!((open.state, open.due, open.last), (State::Provisional, None, None));
    // Nine working days of 2026, and eleven of 2027 if every day but 1 January were worked.
    assert_eq!(open.not_before, Some(day("2027-01-12")));
    assert_eq!(at("2027-03-31", &course.clone().done(day("2027-01-12"))).state, State::Met, "it cannot be late");
    assert_eq!(at("2027-03-31", &course.clone().done(day("2027-01-13"))).state, State::Provisional);
    // Natural days are certain; only whether the last of them rolls is not.
    let natural = Course::since(day("2026-11-20"));
    let mediation = reading("complaint_mediation", "2026-11-20", &natural, "2026-12-01");
    assert_eq!((mediation.due, mediation.last), (Some(day("2027-01-19")), None));
    assert_eq!((mediation.state, mediation.not_before), (State::Provisional, mediation.due));
}

#[test]
fn months_end_on_their_day_or_the_last_of_the_month() {
    let months = |from: &str, length| counted(day(from), length, Count::Months, &[], &CALENDAR);
    assert_eq!(months("2026-08-31", 6), Counted::On(day("2027-02-28")));
    assert_eq!(months("2024-02-29", 12), Counted::On(day("2025-02-28")));
    assert_eq!(months("2025-11-30", 3), Counted::On(day("2026-02-28")));
}

#[test]
fn a_clock_of_another_shape_is_refused() {
    let file = |value: &str| {
        format!(
            "id = \"clocks.x\"\ntitle = {{ zh = \"期\", en = \"X\" }}\nunit = \"clock\"\nowner = \"o\"\n\n[[from]]\n\
             day = 2020-01-01\nvalue = {{ {value} }}\nsource = {{ title = \"t\", article = \"a\" }}\n"
        )
    };
    let told = |value: &str| {
        let set = PolicySet::read([("clocks/x.toml", file(value).as_str())]).unwrap();
        Clocks::read(&set).map_err(|faults| faults[0].to_string())
    };
    let good = r#"length = 5, count = "days", starts = "x""#;
    assert!(told(good).is_ok());
    for (value, cause) in [
        (r#"count = "days", starts = "x""#, "length is missing"),
        (r#"length = 0, count = "days", starts = "x""#, "length must be a number from 1"),
        (r#"length = 5, count = "weeks", starts = "x""#, "count must be"),
        (r#"length = 5, count = "days""#, "starts is missing"),
        (r#"length = 5, extended = 5, count = "days", starts = "x""#, "more than length"),
        (r#"length = 5, count = "days", starts = "x", last_day = "slides""#, "last_day must be"),
        (r#"length = 5, count = "working_days", starts = "x", last_day = "rolls""#, "cannot roll"),
        (r#"length = 5, count = "months", starts = "x", pauses = "testing""#, "cannot be paused"),
        (r#"length = 5, count = "days", starts = "x", ends = "y""#, "ends is no key here"),
    ] {
        let told = told(value).unwrap_err();
        assert!(told.starts_with("clocks/x.toml:6: ") && told.contains(cause), "{value}: {told}");
    }
    let wrong = file(good).replace("\"clock\"", "\"tokens\"").replace("length = 5, ", "");
    let set = PolicySet::read([("clocks/x.toml", wrong.as_str())]).unwrap();
    assert!(Clocks::read(&set).unwrap_err()[0].to_string().contains("is no clock"));
}

/// What nothing reads would be believed to decide.
#[test]
fn by_which_event_a_rule_is_chosen_is_said_of_mediation_alone() {
    let told = |name: &str, selected_by: &str| {
        let text = format!(
            "id = \"clocks.{name}\"\ntitle = {{ zh = \"期\", en = \"X\" }}\nunit = \"clock\"\nowner = \"o\"\n\n\
             [[from]]\nday = 2020-01-01\n\
             value = {{ length = 5, count = \"days\", starts = \"accepted\", selected_by = \"{selected_by}\" }}\n\
             source = {{ title = \"t\", article = \"a\" }}\n"
        );
        let set = PolicySet::read([(format!("clocks/{name}.toml").as_str(), text.as_str())]).unwrap();
        let clocks = Clocks::read(&set).map_err(|faults| faults[0].to_string())?;
        Ok::<_, String>(clocks.get(name).unwrap().selected_by())
    };
    assert_eq!(told("complaint_mediation", "received"), Ok(ChosenBy::Receipt));
    assert_eq!(told("complaint_mediation", "accepted"), Ok(ChosenBy::Start));
    for (name, word, cause) in [
        ("complaint_mediation", "closed", "selected_by must be received or accepted"),
        ("complaint_acceptance", "received", "selected_by is for complaint_mediation alone"),
    ] {
        let told = told(name, word).unwrap_err();
        assert!(told.starts_with(&format!("clocks/{name}.toml:6: ")) && told.contains(cause), "{told}");
    }
}

/// A day of the years whose working days are known, with room for a limit and its pauses behind it.
fn a_day() -> impl Strategy<Value = Day> {
    (day("2019-01-01").number()..day("2026-01-01").number()).prop_map(Day::from_number)
}

fn a_count() -> impl Strategy<Value = Count> {
    prop_oneof![Just(Count::WorkingDays), Just(Count::Days)]
}

fn on(start: Day, length: u32, count: Count, pauses: &[Span]) -> Day {
    match counted(start, length, count, pauses, &CALENDAR) {
        Counted::On(day) => day,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #[test]
    fn a_later_start_never_gives_an_earlier_last_day(
        start in a_day(), later in 0i32..60, length in 1u32..90, count in a_count(),
        pauses in prop::collection::vec((0i32..120, 1i32..30), 0..4),
    ) {
        let span = |(from, long): &(i32, i32)| Span::new(start.plus_days(*from), start.plus_days(from + long));
        let pauses: Vec<Span> = pauses.iter().map(span).collect();
        prop_assert!(on(start, length, count, &pauses) <= on(start.plus_days(later), length, count, &pauses));
    }

    /// In the clock's own unit: as many of its days as the pause takes are counted at the end instead.
    #[test]
    fn a_pause_adds_exactly_its_days(
        start in a_day(), length in 1u32..90, count in a_count(), from in 1i32..90, long in 1i32..30,
    ) {
        let bare = on(start, length, count, &[]);
        let pause = Span::new(start.plus_days(from), start.plus_days(from + long));
        let counts = |day: &Day| count == Count::Days || CALENDAR.is_working(*day).unwrap();
        let days = std::iter::successors(Some(pause.from), |day| Some(day.next()));
        let taken = days.take_while(|day| *day < pause.off).filter(counts).count();
        let taken = if pause.from > bare { 0 } else { u32::try_from(taken).unwrap() };
        prop_assert_eq!(on(start, length, count, &[pause]), on(start, length + taken, count, &[]));
    }

    #[test]
    fn an_open_pause_has_no_last_day_and_a_closed_one_is_its_union(
        start in a_day(), length in 1u32..90, count in a_count(), cuts in prop::collection::btree_set(1i32..60, 2..5),
    ) {
        let cuts: Vec<Day> = cuts.iter().map(|days| start.plus_days(*days)).collect();
        let (first, off) = (cuts[0], *cuts.last().unwrap());
        let parts: Vec<Span> = cuts.windows(2).map(|pair| Span::new(pair[0], pair[1])).collect();
        prop_assert_eq!(on(start, length, count, &parts), on(start, length, count, &[Span::new(first, off)]));
        let open = counted(start, length, count, &[Span::since(first)], &CALENDAR);
        let bare = on(start, length, count, &[]);
        prop_assert_eq!(open, if bare < first { Counted::On(bare) } else { Counted::Paused });
    }

    /// What is not known is bounded: no arrangement that may still be published gives an earlier day.
    #[test]
    fn no_arrangement_that_may_come_gives_an_earlier_day(
        back in 1i32..40, length in 1u32..40, off in prop::collection::btree_set(0i32..80, 0..12),
        worked in prop::collection::btree_set(0i32..80, 0..12),
    ) {
        let start = day("2027-01-01").plus_days(-back);
        let Counted::NotBefore(bound) = counted(start, length, Count::WorkingDays, &[], &CALENDAR) else { return Ok(()) };
        let at = |days: &i32| day("2027-01-01").plus_days(*days);
        // The holidays of the law are off whatever is published.
        let is_certain = |day: &Day| !CALENDAR.may_be_working(*day);
        let certain = (0..80).map(|days| at(&days)).filter(is_certain);
        let off: std::collections::BTreeSet<Day> =
            off.iter().map(at).filter(|day| !day.is_weekend()).chain(certain).collect();
        let worked = worked.iter().map(at).filter(|day| day.is_weekend() && !off.contains(day));
        let list = |days: Vec<String>| days.join(", ");
        let text = format!(
            "year = 2027\noff = [{}]\nworked = [{}]\n[source]\ntitle = \"t\"\npublished = 2026-11-30\n",
            list(off.iter().map(|day| format!("{{ from = {day}, through = {day}, name = \"x\" }}")).collect()),
            list(worked.map(|day| day.to_string()).collect()),
        );
        let published = CALENDAR.clone().overlaid(Calendar::read([("calendar/2027.toml", text.as_str())]).unwrap());
        match counted(start, length, Count::WorkingDays, &[], &published) {
            Counted::On(day) => prop_assert!(bound <= day, "{bound} {day}"),
            other => prop_assert!(false, "{other:?}"),
        }
    }
}
