//! A worked example. Its hashes were taken by another program from the layout that the crate's page gives, so
//! that neither the layout nor canonical JSON can change unseen.

use crate::support::{drawn, ten};
use draws::assign::Team;
use draws::draw::Fate;
use draws::merkle;

const DIGEST: &str = "9a8d78b5843654e11cb34b830474788d7f6d068a6596bfde3aa17039b4ed2f8e";
const SEED: &str = "d31a21b82d6dbd34882ae183f8c01e9b46039476857191a1d06971ee16f93d94";
const ROOT: &str = "fb80d7b8a11d03813d9be1dcd36a45b82bee7888b36fb9c355a6ad232e20a8be";
/// Rows by rank in each area, with the beginnings of their ranks.
const CITY: [(&str, &str); 6] = [
    ("M3", "078c1f91"),
    ("M2", "15eccef6"),
    ("M5", "1aba67fa"),
    ("M0", "73af1fe7"),
    ("M1", "8e00107d"),
    ("M4", "f8a7eafb"),
];
const LINQING: [(&str, &str); 4] = [("M8", "61db602f"), ("M9", "92ae3111"), ("M7", "9f718b82"), ("M6", "f5b874a7")];

#[test]
fn digest_seed_and_root_are_those_of_another_program() {
    let bundle = drawn(ten());
    assert_eq!(bundle.commitment.digest.to_string(), DIGEST);
    assert_eq!(bundle.public.seed.to_string(), SEED);
    assert_eq!(bundle.public.root.to_string(), ROOT);
}

/// Two of ten: shares of 1.2 and 0.8 are one seat each, for the smallest rank of each area.
#[test]
fn the_smallest_rank_of_each_area_is_drawn() {
    let bundle = drawn(ten());
    let quota = &bundle.drawn.quotas[0];
    assert_eq!((quota.population, quota.size, quota.before, quota.legal), (10, 2, 0, 0));
    for area in [CITY.as_slice(), &LINQING] {
        for ((key, rank), place) in area.iter().zip(1..) {
            let outcome = bundle.drawn.outcomes.iter().find(|outcome| outcome.key == *key).unwrap();
            assert!(outcome.rank.to_string().starts_with(rank), "{key}");
            let seats = 1;
            let fate = if place == 1 { Fate::Drawn { place, seats } } else { Fate::NotDrawn { place, seats } };
            assert_eq!(outcome.fate, fate, "{key}");
        }
    }
}

/// M8 (order 3d8dff0e) comes before M3 (bf1d1ef9). For M8, I1 (79a25d) and I2 (eca1fa) have no visit and I3 has
/// one; then each has one, and for M3 the hashes are 499180, a25820 and 9ca279.
#[test]
fn the_least_loaded_visit_and_the_hash_decides_among_equals() {
    let bundle = drawn(ten());
    let team = |one: &str, two: &str| Team::Of([one.to_owned(), two.to_owned()]);
    let visits: Vec<_> = bundle.drawn.visits.iter().map(|visit| (visit.key.as_str(), visit.team.clone())).collect();
    assert_eq!(visits, [("M8", team("I1", "I2")), ("M3", team("I1", "I3"))]);
    assert_eq!(bundle.public.drawn, ["M8", "M3"]);
}

#[test]
fn each_row_has_a_proof_that_fits_its_root_alone() {
    for count in 1..=10 {
        let mut inputs = ten();
        inputs.population.truncate(count);
        let bundle = drawn(inputs);
        for row in &bundle.frozen.inputs().population {
            let proof = merkle::prove(&bundle, &row.key).unwrap().unwrap();
            assert!(proof.fits(&bundle.public.root), "{} of {count}", row.key);
            assert!(!proof.fits(&bundle.public.seed));
            let mut other = proof.clone();
            other.leaf.row.pending += 1;
            assert!(!other.fits(&bundle.public.root));
            let mut other = proof.clone();
            other.index += 1;
            assert!(!other.fits(&bundle.public.root), "another place");
            let mut other = proof.clone();
            other.path.push(bundle.public.seed);
            assert!(!other.fits(&bundle.public.root), "a longer path");
        }
        assert!(merkle::prove(&bundle, "nobody").unwrap().is_none());
    }
}
