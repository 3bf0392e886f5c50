//! Opened again, a case stands where it stood, and its steps alone say so.

use super::*;
use cases::DueWanted;
use testkit::each_backend;

#[test]
fn a_book_that_is_opened_again_reads_the_same() {
    each_backend(|place| {
        let office = Office::open(place, "2025-09-26");
        let over = office.repaired(7, ["2025-09-26", "2025-09-29", "2025-10-27", "2025-10-30"]).case_no;
        let open = office.filed(8, "2025-10-30").case_no;
        office.taken(open, "ask_material", "2025-10-30", "wang");
        let seen = |office: &Office| {
            let shown = [over, open].map(|case| office.book.show(case, &asker("li", Role::Official), &FINE).unwrap());
            (shown, office.book.deadlines(&DueWanted::open(Sight::EVERYWHERE, 99)).unwrap())
        };
        let before = seen(&office);
        drop(office);
        let again = Office::open(place, "2025-10-30");
        assert_eq!(seen(&again), before, "{}", place.backend);
        for case_no in [over, open] {
            assert_eq!(again.book.differences(case_no).unwrap(), Vec::<String>::new(), "{}", place.backend);
        }
    });
}

#[test]
fn under_another_law_everything_is_worked_out_anew_from_the_steps() {
    each_backend(|place| {
        let office = Office::open(place, "2025-09-26");
        let case_no = office.repaired(7, ["2025-09-26", "2025-09-29", "2025-10-27", "2025-10-30"]).case_no;
        let open = office.filed(8, "2025-10-30").case_no;
        let files = [case_no, open].map(|case| office.book.file(case, &Sight::EVERYWHERE).unwrap());
        // As another law might have left it.
        office.run("UPDATE case_file SET worked_by = 'another', stage = 'refused', sort_on = 1").unwrap();
        office.run("DELETE FROM case_limit WHERE number = 1").unwrap();
        office.run("UPDATE case_limit SET last_on = 2, sort_on = 2").unwrap();
        assert!(!office.book.differences(case_no).unwrap().is_empty(), "{}", place.backend);
        drop(office);
        let again = Office::open(place, "2025-10-30");
        for file in files {
            assert_eq!(again.book.file(file.case_no, &Sight::EVERYWHERE).unwrap(), file, "{}", place.backend);
            assert_eq!(again.book.differences(file.case_no).unwrap(), Vec::<String>::new(), "{}", place.backend);
        }
    });
}

#[test]
fn a_step_is_never_changed_and_never_deleted() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        office.filed(7, "2026-03-02");
        for statement in ["UPDATE case_step SET account = 'li'", "DELETE FROM case_step"] {
            assert!(office.run(statement).is_err(), "{}: {statement}", place.backend);
        }
        assert_eq!(office.rows(), [1, 1, 0, 1], "{}", place.backend);
    });
}
