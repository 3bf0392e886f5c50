//! A time limit that is worked out again is the same: in whatever order its events come to hand, by whatever comes later,
//! and with the calendars of later years.

use crate::support::day;
use domain::day::Day;
use domain::span::Span;
use policy::calendar::Calendar;
use policy::embedded;
use proptest::prelude::*;
use statute::clock::rules::Clocks;
use statute::clock::{Course, Ending, Reading, Stop};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static CLOCKS: LazyLock<Clocks> = LazyLock::new(|| Clocks::read(&embedded::clocks().unwrap()).unwrap());
static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| embedded::calendar().unwrap());

/// One that is paused, one that is extended, one that rolls, one of months, one of natural days, one that the record
/// may name itself.
const NAMES: [&str; 6] = [
    "complaint_mediation",
    "report_verification",
    "complaint_acceptance",
    "abnormal_correction",
    "penalty_publication",
    "work_order_answer",
];

/// What a clock says at the end of a day, by the rule of the day on which it was started.
fn reading(name: &str, course: &Course, as_of: Day, calendar: &Calendar) -> Reading {
    Reading::on(as_of, course, CLOCKS.get(name).unwrap().on(course.started_on), calendar)
}

/// Days from a clock's start on which something may happen to it.
fn behind() -> impl Strategy<Value = i32> {
    0i32..90
}

prop_compose! {
    /// A clock that was started in the last months of the calendar, and what has happened to it: pauses of which some
    /// overlap and some have no end, approvals, a stop.
    fn a_course()(
        started in day("2026-07-01").number()..day("2027-01-01").number(),
        pauses in prop::collection::vec((behind(), prop::option::weighted(0.8, 1i32..30)), 0..4),
        approvals in prop::collection::vec(behind(), 0..3),
        own in prop::option::weighted(0.2, behind()),
        stop in prop::option::of((behind(), any::<bool>())),
    ) -> Course {
        let start = Day::from_number(started);
        let at = |days: i32| start.plus_days(days);
        let pause = |(from, long): (i32, Option<i32>)| Span::new(at(from), long.map_or(Day::FOREVER, |long| at(from + long)));
        let ending = |is_done| if is_done { Ending::Done } else { Ending::Lapsed };
        Course {
            started_on: start,
            pauses: pauses.into_iter().map(pause).collect(),
            approvals: approvals.into_iter().map(at).collect(),
            own: own.map(at),
            stop: stop.map(|(on, is_done)| Stop { on: at(on), ending: ending(is_done) }),
        }
    }
}

/// A course, and its pauses and approvals in another order.
fn a_course_in_two_orders() -> impl Strategy<Value = (Course, Course)> {
    a_course().prop_flat_map(|course| {
        let shuffled = (Just(course.pauses.clone()).prop_shuffle(), Just(course.approvals.clone()).prop_shuffle());
        shuffled.prop_map(move |(pauses, approvals)| (course.clone(), Course { pauses, approvals, ..course.clone() }))
    })
}

fn a_clock() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&NAMES[..])
}

/// The working days of 2027 in some arrangement that may be published: the holidays of the law are off in each.
fn an_arrangement() -> impl Strategy<Value = Calendar> {
    let days = || prop::collection::btree_set(0i32..120, 0..20);
    (days(), days()).prop_map(|(off, worked)| {
        let at = |days: &i32| day("2027-01-01").plus_days(*days);
        let is_certain = |day: &Day| !CALENDAR.may_be_working(*day);
        let certain = (0..365).map(|days| at(&days)).filter(is_certain);
        let off: BTreeSet<Day> = off.iter().map(at).filter(|day| !day.is_weekend()).chain(certain).collect();
        let worked: BTreeSet<Day> =
            worked.iter().map(at).filter(|day| day.is_weekend() && !off.contains(day)).collect();
        let list = |days: Vec<String>| days.join(", ");
        let text = format!(
            "year = 2027\noff = [{}]\nworked = [{}]\n[source]\ntitle = \"t\"\npublished = 2026-11-30\n",
            list(off.iter().map(|day| format!("{{ from = {day}, through = {day}, name = \"x\" }}")).collect()),
            list(worked.iter().map(ToString::to_string).collect()),
        );
        CALENDAR.clone().overlaid(Calendar::read([("calendar/2027.toml", text.as_str())]).unwrap())
    })
}

/// What follows about the arrangements of 2027 rests on its not being published here.
#[test]
fn the_calendar_ends_with_the_year_in_which_these_clocks_start() {
    let known = |text| CALENDAR.is_working(day(text)).is_ok();
    assert!(known("2026-12-31") && !known("2027-01-04"), "let the clocks here start in the last months that are known");
    // And some of them come to its end.
    let course = Course::since(day("2026-12-20"));
    assert_eq!(reading("penalty_publication", &course, day("2026-12-20"), &CALENDAR).last, None);
}

proptest! {
    #[test]
    fn the_order_in_which_events_come_to_hand_does_not_matter(
        name in a_clock(), (course, other) in a_course_in_two_orders(), look in 0i32..120,
    ) {
        let as_of = course.started_on.plus_days(look);
        prop_assert_eq!(reading(name, &course, as_of, &CALENDAR), reading(name, &other, as_of, &CALENDAR));
    }

    /// Worked out anew at the end of any day, only what had happened by then counts: what came later changes nothing of
    /// what was said, and to say it again changes nothing either.
    #[test]
    fn what_comes_later_does_not_change_what_was_said(
        name in a_clock(), course in a_course(), look in 0i32..120,
    ) {
        let as_of = course.started_on.plus_days(look);
        let said = reading(name, &course, as_of, &CALENDAR);
        let by_then = course.by(as_of);
        prop_assert_eq!(reading(name, &by_then, as_of, &CALENDAR), said);
        prop_assert_eq!(by_then.by(as_of), by_then);
    }

    /// A last day that is known stays, and what was said with it, whatever is published for the year behind it. One that
    /// is not known only becomes so, and no earlier than was said.
    #[test]
    fn the_calendar_of_a_later_year_changes_no_last_day_that_was_known(
        name in a_clock(), course in a_course(), look in 0i32..120, later in an_arrangement(),
    ) {
        let as_of = course.started_on.plus_days(look);
        let (before, after) = (reading(name, &course, as_of, &CALENDAR), reading(name, &course, as_of, &later));
        if before.last.is_some() {
            prop_assert_eq!(after, before);
        }
        if let (Some(bound), Some(last)) = (before.not_before, after.last) {
            prop_assert!(bound <= last, "{bound} {last}");
        }
    }
}
