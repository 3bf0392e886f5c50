//! Lists of cases and of their time limits, page by page, within a reach.

use super::*;
use cases::{DueWanted, Wanted};
use contracts::access::Reach;
use domain::area::AreaCode;
use statute::clock::State;
use testkit::each_backend;

/// Numbers of the cases of a list, read in pages of two.
fn listed(office: &Office, wanted: &Wanted) -> Vec<i64> {
    let (mut all, mut after) = (Vec::new(), wanted.after);
    loop {
        let (page, next) = office.book.list(&Wanted { after, limit: 2, ..wanted.clone() }).unwrap();
        assert!(page.len() <= 2);
        all.extend(page.iter().map(|file| file.case_no));
        after = next;
        if after.is_none() {
            return all;
        }
    }
}

/// Cases and clocks of a list of time limits, read one by one.
fn due(office: &Office, wanted: &DueWanted) -> Vec<(i64, String, State)> {
    let (mut all, mut after) = (Vec::new(), wanted.after);
    loop {
        let (page, next) = office.book.deadlines(&DueWanted { after, limit: 1, ..wanted.clone() }).unwrap();
        all.extend(page.into_iter().map(|due| (due.case_no, due.clock, due.state)));
        after = next;
        if after.is_none() {
            return all;
        }
    }
}

#[test]
fn cases_are_listed_by_the_day_on_which_the_first_duty_runs_out() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let over = office.repaired(1, ["2026-03-02", "2026-03-02", "2026-03-03", "2026-03-03"]).case_no;
        let later = office.filed(2, "2026-03-06").case_no;
        let first = office.filed(3, "2026-03-04").case_no;
        office.clock.set(day("2026-03-06"));
        let second = office.filed(4, "2026-03-06").case_no;
        let accepted = office.filed(5, "2026-03-06").case_no;
        office.taken(accepted, "accept", "2026-03-06", "wang");
        let all = Wanted::all(Sight::EVERYWHERE, 9);
        assert_eq!(listed(&office, &all), [first, later, second, accepted, over], "{}", place.backend);
        let open = Wanted { open: Some(true), ..all.clone() };
        assert_eq!(listed(&office, &open), [first, later, second, accepted], "{}", place.backend);
        assert_eq!(listed(&office, &Wanted { open: Some(false), ..all.clone() }), [over], "{}", place.backend);
        let filed = Wanted { stage: Some("filed".to_owned()), ..all.clone() };
        assert_eq!(listed(&office, &filed), [first, later, second], "{}", place.backend);
        let before = Wanted { due_before: Some(day("2026-03-07")), ..all.clone() };
        assert_eq!(listed(&office, &before), [first], "{}", place.backend);
        let own = Wanted { sight: Sight::own(2), ..all.clone() };
        assert_eq!(listed(&office, &own), [later], "{}", place.backend);
        let nothing = Wanted { procedure: Some("objection".to_owned()), ..all.clone() };
        assert_eq!(listed(&office, &nothing), [0_i64; 0], "{}", place.backend);
        let office_of = Wanted { office: Some("371522".to_owned()), ..all };
        assert_eq!(listed(&office, &office_of).len(), 5, "{}", place.backend);
    });
}

#[test]
fn time_limits_are_listed_by_their_last_day_and_state() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let late = office.filed(1, "2026-03-02").case_no;
        let met = office.filed(2, "2026-03-02").case_no;
        office.taken(met, "accept", "2026-03-04", "wang");
        let withdrawn = office.filed(3, "2026-03-04").case_no;
        office.taken(withdrawn, "withdraw", "2026-03-04", "shop");
        let due_today = office.filed(4, "2026-03-04").case_no;
        office.clock.set(day("2026-03-06"));
        let (acceptance, decision) = ("gsxt_repair_acceptance".to_owned(), "gsxt_repair_decision".to_owned());
        let open = DueWanted::open(Sight::EVERYWHERE, 9);
        let all = [
            (late, acceptance.clone(), State::Overdue),
            (due_today, acceptance.clone(), State::Due),
            (met, decision.clone(), State::Running),
        ];
        assert_eq!(due(&office, &open), all, "{}", place.backend);
        let of = |state| DueWanted { state: Some(state), ..open.clone() };
        for (at, state) in [State::Overdue, State::Due, State::Running].into_iter().enumerate() {
            assert_eq!(due(&office, &of(state)), all[at..=at], "{}: {state:?}", place.backend);
        }
        assert_eq!(due(&office, &of(State::Met)), [(met, acceptance.clone(), State::Met)], "{}", place.backend);
        let ended = [(withdrawn, acceptance, State::Ended)];
        assert_eq!(due(&office, &of(State::Ended)), ended, "{}", place.backend);
        for state in [State::Paused, State::Provisional, State::MetLate] {
            assert!(due(&office, &of(state)).is_empty(), "{}: {state:?}", place.backend);
        }
        let before = DueWanted { due_before: Some(day("2026-03-06")), ..open.clone() };
        assert_eq!(due(&office, &before), all[..1], "{}", place.backend);
        let from = DueWanted { due_from: Some(day("2026-03-06")), clock: Some(decision), ..open.clone() };
        assert_eq!(due(&office, &from), all[2..], "{}", place.backend);
        let own = DueWanted { sight: Sight::own(4), ..open };
        assert_eq!(due(&office, &own), all[1..2], "{}", place.backend);
    });
}

#[test]
fn of_merchants_elsewhere_there_are_no_cases() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        office.run("INSERT INTO subject_place (subject_id, area) VALUES (1, '371522'), (2, '371502')").unwrap();
        let [inside, outside, nowhere] = [1, 2, 3].map(|subject| office.filed(subject, "2026-03-02").case_no);
        let county = Sight::within(Reach::Within(AreaCode::parse("371522").unwrap()));
        assert_eq!(listed(&office, &Wanted::all(county.clone(), 9)), [inside], "{}", place.backend);
        assert_eq!(due(&office, &DueWanted::open(county.clone(), 9)).len(), 1, "{}", place.backend);
        let looking = Asker { actor: actor("li", Role::Official), sight: county.clone() };
        assert!(office.book.show(inside, &looking, &FINE).is_ok());
        for case_no in [outside, nowhere] {
            let shown = office.book.show(case_no, &looking, &FINE);
            assert!(matches!(shown, Err(CaseError::Missing("case"))), "{}: {shown:?}", place.backend);
            let file = office.book.file(case_no, &Sight::EVERYWHERE).unwrap();
            let act = act("gsxt_repair", "accept", "2026-03-02", "wang");
            let taken = office.book.take(&Taking { sight: county.clone(), ..taking(&file, act) }, &FINE);
            assert!(matches!(taken, Err(CaseError::Missing("case"))), "{}: {taken:?}", place.backend);
        }
        // Its own cases an office sees wherever the merchant is, and so does the one of the next level up.
        for (own, sees) in [("371522", true), ("371500", true), ("371502", false)] {
            let sight = county.clone().of_office(Some(own.to_owned()));
            let looking = Asker { actor: actor("li", Role::Official), sight: sight.clone() };
            assert_eq!(office.book.show(outside, &looking, &FINE).is_ok(), sees, "{}: {own}", place.backend);
            let seen = if sees { vec![inside, outside, nowhere] } else { vec![inside] };
            assert_eq!(listed(&office, &Wanted::all(sight.clone(), 9)), seen, "{}: {own}", place.backend);
            assert_eq!(due(&office, &DueWanted::open(sight.clone(), 9)).len(), seen.len(), "{}: {own}", place.backend);
            let opening = opening(2, "gsxt_repair", act("gsxt_repair", "file", "2026-03-02", "shop"));
            assert_eq!(office.book.plan_opening(&Opening { sight, ..opening }, &FINE).is_ok(), sees, "{own}");
        }
        for (subject, may) in [(1, true), (2, false), (3, false)] {
            let opening = opening(subject, "gsxt_repair", act("gsxt_repair", "file", "2026-03-02", "shop"));
            let begun = office.book.begin(&Opening { sight: county.clone(), ..opening }, &FINE);
            assert_eq!(begun.is_ok(), may, "{}: {begun:?}", place.backend);
        }
    });
}

#[test]
fn open_cases_of_several_merchants_come_with_their_steps() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let other = office.filed(2, "2026-03-02").case_no;
        let first = office.filed(1, "2026-03-02").case_no;
        office.taken(first, "accept", "2026-03-02", "wang");
        let withdrawn = office.filed(1, "2026-03-02").case_no;
        office.taken(withdrawn, "withdraw", "2026-03-02", "shop");
        office.filed(3, "2026-03-02");
        let open = office.book.open_of(&[1, 2, 4]).unwrap();
        let steps = |case_no| office.book.steps(case_no, &Sight::EVERYWHERE).unwrap();
        let numbers: Vec<i64> = open.iter().map(|(file, _)| file.case_no).collect();
        assert_eq!(numbers, [other, first], "by their numbers, without what is over: {}", place.backend);
        for (file, taken) in open {
            assert_eq!(taken, steps(file.case_no), "{}", place.backend);
        }
        // More merchants than one statement takes.
        let many: Vec<i64> = (1..=2_500).collect();
        assert_eq!(office.book.open_of(&many).unwrap().len(), 3, "{}", place.backend);
        assert!(office.book.open_of(&[]).unwrap().is_empty(), "{}", place.backend);
    });
}
