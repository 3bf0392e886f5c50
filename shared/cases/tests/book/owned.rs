//! One process keeps a book, and what steps lead to is carried out once each.

use super::*;
use std::cell::RefCell;
use std::time::Duration;
use testkit::each_backend;

/// The shipped procedures, one of them with another article.
fn another_law() -> Arc<Procedures> {
    let shipped = embedded::procedures().unwrap();
    let path = "procedures/objection.toml";
    let (_, text) = shipped.files().find(|(known, _)| *known == path).unwrap();
    let text = text.replace("Art. 39\"", "Art. 40\"");
    let set = shipped.overlaid([(path, text.as_str())]).unwrap();
    Arc::new(Procedures::read(&set, LIMITS.clocks()).unwrap())
}

#[test]
fn whoever_keeps_a_book_by_another_law_takes_it_over() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let open = office.filed(7, "2026-03-02");
        let over = office.repaired(8, ["2026-03-02"; 4]);
        let plan = office
            .book
            .plan_opening(&opening(9, "gsxt_repair", act("gsxt_repair", "file", "2026-03-02", "shop")), &FINE)
            .unwrap();
        let next = Office::under(place, "2026-03-02", another_law());
        assert_ne!(PROCEDURES.digest(), next.book.procedures().digest());
        // Whoever had it before writes nothing more, and reads on.
        let late = office.book.write(&plan);
        assert!(matches!(late, Err(CaseError::OtherLaw)), "{}: {late:?}", place.backend);
        assert_eq!(office.book.file(open.case_no, &Sight::EVERYWHERE).unwrap(), open, "{}", place.backend);
        for file in [&open, &over] {
            assert_eq!(next.book.differences(file.case_no).unwrap(), Vec::<String>::new(), "{}", place.backend);
            assert!(!office.book.differences(file.case_no).unwrap().is_empty(), "{}", place.backend);
        }
        assert_eq!(next.taken(open.case_no, "accept", "2026-03-02", "wang").stage, "accepted", "{}", place.backend);
    });
}

#[test]
fn what_steps_lead_to_is_carried_out_in_their_order_and_once_it_is_done_no_more() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let case_no = office.repaired(7, ["2026-03-02"; 4]).case_no;
        feed::eventually(&office, 5);
        let (done, fails) = (RefCell::new(Vec::new()), RefCell::new(true));
        let carry = |office: &Office| {
            office.book.carry_out::<CaseError>("effects", Duration::ZERO, |change| {
                if change.step.number == 3 && fails.replace(false) {
                    return Err(CaseError::Raced);
                }
                done.borrow_mut().push((change.case_no, change.step.number));
                Ok(())
            })
        };
        assert!(!office.book.is_carried_out("effects").unwrap(), "{}", place.backend);
        assert!(matches!(carry(&office), Err(CaseError::Raced)), "{}", place.backend);
        assert_eq!(*done.borrow(), [(case_no, 1), (case_no, 2)], "{}", place.backend);
        // Where it was left, it is taken up again, by another process as well.
        drop(office);
        let office = Office::open(place, "2026-03-02");
        assert_eq!(carry(&office).unwrap(), 3, "{}", place.backend);
        assert_eq!(*done.borrow(), [1, 2, 3, 4, 5].map(|number| (case_no, number)), "{}", place.backend);
        assert!(office.book.is_carried_out("effects").unwrap(), "{}", place.backend);
        assert_eq!(carry(&office).unwrap(), 0, "{}", place.backend);
    });
}

/// On SQLite whoever writes keeps everybody else from it.
#[test]
fn steps_of_a_case_are_told_in_their_order_whoever_began_first() {
    let place = testkit::Place::postgres();
    let office = Office::open(&place, "2026-03-02");
    let file = office.filed(7, "2026-03-02");
    let first = RefCell::new(true);
    office
        .db
        .whole::<_, CaseError>(|| {
            // This transaction has a number from here on; what follows in another one gets a later number.
            office.filed(8, "2026-03-02");
            if first.replace(false) {
                std::thread::scope(|scope| {
                    scope
                        .spawn(|| {
                            let accept = act("gsxt_repair", "accept", "2026-03-02", "wang");
                            office.book.take(&taking(&file, accept), &FINE).unwrap();
                        })
                        .join()
                        .unwrap()
                });
            }
            let now = office.book.file(file.case_no, &Sight::EVERYWHERE)?;
            office.book.take(&taking(&now, act("gsxt_repair", "propose", "2026-03-02", "wang")), &FINE)
        })
        .unwrap();
    let told = feed::eventually(&office, 4);
    let steps: Vec<i32> =
        told.iter().filter(|change| change.case_no == file.case_no).map(|change| change.step.number).collect();
    assert_eq!(steps, [1, 2, 3]);
    assert!(!first.into_inner());
}
