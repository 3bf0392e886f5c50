//! Who visits whom.

use crate::support::{day, drawn, inputs, inspector, row};
use draws::Inputs;
use draws::assign::{Lack, Team};
use draws::people::{Conflict, Ground, Inspector};

fn all_of_class_d(merchants: usize, inspectors: Vec<Inspector>, conflicts: Vec<Conflict>) -> Inputs {
    let population = (0..merchants).map(|at| row(&format!("M{at:02}"), "D")).collect();
    Inputs { inspectors, conflicts, ..inputs(population) }
}

fn teams(inputs: Inputs) -> Vec<Team> {
    drawn(inputs).drawn.visits.into_iter().map(|visit| visit.team).collect()
}

fn conflict(inspector: &str, ground: Ground) -> Conflict {
    Conflict { ground, inspector: inspector.to_owned(), key: "M00".to_owned() }
}

fn team(one: &str, two: &str) -> Team {
    Team::Of([one.to_owned(), two.to_owned()])
}

#[test]
fn the_least_loaded_go_and_the_first_is_qualified() {
    let people = vec![inspector("a", 0, &[]), inspector("b", 5, &["food"]), inspector("c", 6, &["food"])];
    assert_eq!(teams(all_of_class_d(1, people, vec![])), [team("b", "a")]);
    let people = vec![inspector("a", 4, &["toys"]), inspector("b", 3, &["food"]), inspector("c", 2, &["food"])];
    assert_eq!(teams(all_of_class_d(1, people, vec![])), [team("c", "b")]);
}

#[test]
fn nobody_goes_against_a_conflict_and_nothing_is_relaxed() {
    let people = || vec![inspector("a", 0, &["food"]), inspector("b", 1, &["food"]), inspector("c", 9, &[])];
    for ground in [Ground::Interest, Ground::Kinship, Ground::Register, Ground::Employed(None)] {
        assert_eq!(teams(all_of_class_d(1, people(), vec![conflict("a", ground)])), [team("b", "c")]);
    }
    let both = vec![conflict("a", Ground::Kinship), conflict("b", Ground::Kinship)];
    assert_eq!(teams(all_of_class_d(1, people(), both)), [Team::Unassigned(Lack::Qualified)]);
    let others = vec![conflict("a", Ground::Kinship), conflict("c", Ground::Kinship)];
    assert_eq!(teams(all_of_class_d(1, people(), others)), [Team::Unassigned(Lack::Second)]);
    assert_eq!(teams(all_of_class_d(1, vec![], vec![])), [Team::Unassigned(Lack::Qualified)]);
}

#[test]
fn a_former_employer_is_kept_away_from_for_three_years() {
    // The task begins on 2026-11-05.
    let people = || vec![inspector("a", 0, &["food"]), inspector("b", 1, &["food"]), inspector("c", 2, &["food"])];
    let of = |until: &str| teams(all_of_class_d(1, people(), vec![conflict("a", Ground::Employed(Some(day(until))))]));
    assert_eq!(of("2023-11-05"), [team("b", "c")]);
    assert_eq!(of("2023-11-04"), [team("a", "b")]);
}

#[test]
fn visits_get_inspectors_in_the_order_of_their_hash() {
    let people = vec![inspector("a", 0, &["food"]), inspector("b", 0, &["food"])];
    let bundle = drawn(all_of_class_d(20, people, vec![]));
    assert_eq!(bundle.drawn.visits.len(), 20);
    assert!(bundle.drawn.visits.is_sorted_by(|a, b| a.order < b.order));
    let keys: Vec<_> = bundle.drawn.visits.iter().map(|visit| &visit.key).collect();
    assert!(!keys.is_sorted(), "twenty hashes in the order of the keys");
}

#[test]
fn those_who_may_go_alike_are_loaded_alike() {
    for count in [2, 3, 5, 8] {
        let people = (0..count).map(|at| inspector(&format!("i{at}"), 3, &["food"])).collect();
        let teams = teams(all_of_class_d(23, people, vec![]));
        let load =
            |id: &str| teams.iter().filter(|t| matches!(t, Team::Of(two) if two.iter().any(|i| i == id))).count();
        let loads: Vec<usize> = (0..count).map(|at| load(&format!("i{at}"))).collect();
        assert_eq!(loads.iter().sum::<usize>(), 46);
        assert!(loads.iter().max().unwrap() - loads.iter().min().unwrap() <= 1, "{loads:?}");
    }
}
