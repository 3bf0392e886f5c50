//! Several at once: of two who act in one case one is heard, and nobody waits for other cases.

use super::*;
use std::sync::Barrier;
use std::thread;
use testkit::each_backend;

#[test]
fn of_two_who_act_at_once_one_wins_and_the_other_is_told() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        for round in 1..=8_i64 {
            let file = office.filed(round, "2026-03-02");
            let (start, before) = (Barrier::new(2), office.rows());
            let done: Vec<Result<CaseFile, CaseError>> = thread::scope(|scope| {
                let both = ["accept", "ask_material"].map(|step| {
                    let (office, file, start) = (&office, &file, &start);
                    scope.spawn(move || {
                        let taking = taking(file, act("gsxt_repair", step, "2026-03-02", "wang"));
                        start.wait();
                        office.book.take(&taking, &FINE)
                    })
                });
                both.into_iter().map(|one| one.join().unwrap()).collect()
            });
            let won: Vec<&CaseFile> = done.iter().filter_map(|one| one.as_ref().ok()).collect();
            assert_eq!(won.len(), 1, "{}: {done:?}", place.backend);
            let told = done.iter().find_map(|one| match one {
                Err(CaseError::Overtaken { stage, steps }) => Some((stage.clone(), *steps)),
                _ => None,
            });
            assert_eq!(told, Some((won[0].stage.clone(), 2)), "{}: {done:?}", place.backend);
            let now = office.book.file(file.case_no, &Sight::EVERYWHERE).unwrap();
            assert_eq!(&now, won[0], "{}", place.backend);
            // One more step, and with it one more time limit at most.
            let after = office.rows();
            assert_eq!((after[0], after[1]), (before[0], before[1] + 1), "{}", place.backend);
            assert_eq!(office.book.differences(file.case_no).unwrap(), Vec::<String>::new(), "{}", place.backend);
        }
    });
}

#[test]
fn whoever_looked_too_long_ago_is_told_where_the_case_stands() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let file = office.filed(1, "2026-03-02");
        office.taken(file.case_no, "accept", "2026-03-02", "wang");
        let before = office.rows();
        for expected in [0, 1, 3] {
            let late = Taking { expected, ..taking(&file, act("gsxt_repair", "withdraw", "2026-03-02", "shop")) };
            match office.book.take(&late, &FINE) {
                Err(CaseError::Overtaken { stage, steps }) => assert_eq!((stage.as_str(), steps), ("accepted", 2)),
                other => panic!("{}: {other:?}", place.backend),
            }
        }
        assert_eq!(office.rows(), before, "{}", place.backend);
    });
}

/// Somebody else acts in the case while its requirements are looked up.
struct Slow<'o>(&'o Office);

impl Requirements for Slow<'_> {
    fn findings(&self, before: Before<'_>, codes: &BTreeSet<&str>) -> Result<Findings, CaseError> {
        let now = self.0.book.file(before.file.case_no, &Sight::EVERYWHERE)?;
        if now.steps == before.file.steps {
            self.0.taken(before.file.case_no, "withdraw", "2026-03-02", "shop");
        }
        FINE.findings(before, codes)
    }
}

/// Another case of the merchant is accepted while the requirements of one are looked up; from then on that one is pending.
struct Pending<'o>(&'o Office, i64, AtomicI64);

impl Requirements for Pending<'_> {
    fn findings(&self, before: Before<'_>, codes: &BTreeSet<&str>) -> Result<Findings, CaseError> {
        let all = self.0.book.of_subject(before.file.subject_id)?;
        let other = all.iter().find(|(file, _)| file.case_no == self.1).map(|(file, _)| file.stage.as_str());
        let held = if other == Some("accepted") { Records(&["ALREADY_PENDING"]) } else { FINE };
        if self.2.fetch_add(1, Ordering::SeqCst) == 0 {
            self.0.taken(self.1, "accept", "2026-03-02", "li");
        }
        held.findings(before, codes)
    }
}

#[test]
fn of_two_cases_about_one_thing_not_both_are_accepted() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let [one, other] = [(); 2].map(|()| office.filed(7, "2026-03-02"));
        let accept = taking(&one, act("gsxt_repair", "accept", "2026-03-02", "wang"));
        let asked = Pending(&office, other.case_no, AtomicI64::new(0));
        // Looked up anew, since what was found first held no more.
        assert_eq!(codes(office.book.take(&accept, &asked)), ["ALREADY_PENDING"], "{}", place.backend);
        assert_eq!(asked.2.into_inner(), 2, "{}", place.backend);
        // What was planned before another case went on is not written.
        let withdraw = taking(&one, act("gsxt_repair", "withdraw", "2026-03-02", "shop"));
        let plan = office.book.plan_step(&withdraw, &FINE).unwrap();
        office.taken(other.case_no, "propose", "2026-03-02", "li");
        let raced = office.book.write(&plan);
        assert!(matches!(raced, Err(CaseError::Raced)), "{}: {raced:?}", place.backend);
        assert_eq!(office.rows()[1], 4, "{}", place.backend);
        office.book.take(&withdraw, &FINE).unwrap();
        // Of another merchant nobody waits for that.
        let elsewhere = office
            .book
            .plan_opening(&opening(8, "gsxt_repair", act("gsxt_repair", "file", "2026-03-02", "shop")), &FINE)
            .unwrap();
        office.filed(7, "2026-03-02");
        assert!(office.book.write(&elsewhere).is_ok(), "{}", place.backend);
    });
}

#[test]
fn what_was_found_of_a_case_that_has_gone_on_counts_no_more() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let file = office.filed(1, "2026-03-02");
        let late = taking(&file, act("gsxt_repair", "accept", "2026-03-02", "wang"));
        match office.book.take(&late, &Slow(&office)) {
            Err(CaseError::Overtaken { stage, steps }) => assert_eq!((stage.as_str(), steps), ("withdrawn", 2)),
            other => panic!("{}: {other:?}", place.backend),
        }
        assert_eq!(office.rows(), [1, 2, 0, 1], "{}", place.backend);
    });
}

#[test]
fn fifty_cases_go_on_at_once() {
    each_backend(|place| {
        let office = Office::open(place, "2026-03-02");
        let files: Vec<CaseFile> = (1..=50).map(|subject| office.filed(subject, "2026-03-02")).collect();
        let start = Barrier::new(files.len());
        thread::scope(|scope| {
            for file in &files {
                let (office, start) = (&office, &start);
                scope.spawn(move || {
                    let taking = taking(file, act("gsxt_repair", "accept", "2026-03-02", "wang"));
                    start.wait();
                    let done = office.book.take(&taking, &FINE).unwrap();
                    assert_eq!((done.case_no, done.stage.as_str(), done.steps), (file.case_no, "accepted", 2));
                });
            }
        });
        assert_eq!(office.rows(), [50, 100, 0, 100], "{}", place.backend);
        for file in &files {
            assert_eq!(office.book.differences(file.case_no).unwrap(), Vec::<String>::new(), "{}", place.backend);
        }
    });
}
