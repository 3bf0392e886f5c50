//! Days: what is of an earlier day says that it was done on paper, and a day that nobody knows is none.

use super::*;
use cases::Wanted;
use testkit::each_backend;

#[test]
fn what_is_of_an_earlier_day_was_done_on_paper() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-06");
        let filing = || act("gsxt_repair", "file", "2026-03-03", "shop");
        let begin = |act: Act| office.book.begin(&opening(7, "gsxt_repair", act), &FINE);
        // A merchant dates nothing back, and no more does the house.
        for (by, on_paper) in [
            (actor("shop", Role::Party), false),
            (actor("shop", Role::Party), true),
            (Actor { office: Some(OFFICES.own.to_owned()), ..actor("house", Role::House) }, true),
        ] {
            let back = begin(Act { by, on_paper, ..filing() });
            let told = matches!(&back, Err(CaseError::NotToday { on, today }) if *on == day("2026-03-03") && *today == day("2026-03-06"));
            assert!(told, "{}: {back:?}", place.backend);
        }
        assert_eq!(office.rows(), [0; 4], "{}", place.backend);
        // An official records what came on paper, and the day on which it came sets the clock going.
        let by = Actor { office: Some(OFFICES.own.to_owned()), ..actor("wang", Role::Party) };
        let bare = begin(Act { by: by.clone(), on_paper: true, ..filing() });
        assert!(matches!(bare, Err(CaseError::Field { field: "papers", .. })), "{}: {bare:?}", place.backend);
        let file = begin(Act { by, ..filing() }.of_paper()).unwrap();
        assert_eq!((file.opened_on, file.due_on), (day("2026-03-03"), Some(day("2026-03-05"))), "{}", place.backend);
        let steps = office.book.steps(file.case_no, &Sight::EVERYWHERE).unwrap();
        assert!(steps[0].on_paper && steps[0].by.account == "wang", "{}", place.backend);
        // So it is with an official's own steps.
        let accept = || act("gsxt_repair", "accept", "2026-03-05", "wang");
        let back = office.book.take(&taking(&file, accept()), &FINE);
        assert!(matches!(back, Err(CaseError::NotToday { .. })), "{}: {back:?}", place.backend);
        office.book.take(&taking(&file, accept().of_paper()), &FINE).unwrap();
        let steps = office.book.steps(file.case_no, &Sight::EVERYWHERE).unwrap();
        assert!(steps[1].on_paper && office.book.differences(file.case_no).is_ok(), "{}", place.backend);
    });
}

/// The working days of 2028 are not known here.
#[test]
fn a_last_day_that_nobody_knows_is_told_as_none() {
    each_backend(|place| {
        let office = Office::open(place, "2026-12-31");
        let unknown = office.filed(7, "2027-12-31");
        assert_eq!(unknown.due_on, None, "{}", place.backend);
        let shown = office.book.show(unknown.case_no, &asker("li", Role::Official), &FINE).unwrap();
        let reading = &shown.limits[0].reading;
        assert!(reading.last.is_none() && reading.not_before.is_some(), "{}: {reading:?}", place.backend);
        // It stands in lists where it may run out at the earliest, before what has no day at all.
        let over = office.filed(8, "2027-12-31").case_no;
        office.taken(over, "withdraw", "2027-12-31", "shop");
        let (listed, _) = office.book.list(&Wanted::all(Sight::EVERYWHERE, 9)).unwrap();
        let listed: Vec<i64> = listed.into_iter().map(|file| file.case_no).collect();
        assert_eq!(listed, [unknown.case_no, over], "{}", place.backend);
    });
}
