//! Bundles: what verify finds.

use crate::support::{at, drawn, row, ten, visit};
use domain::digest::canonical_json;
use draws::draw::Fate;
use draws::people::{Conflict, Ground};
use draws::population::{DrawnBefore, Group, Standing, VisitReason};
use draws::{Bundle, Difference, Inputs, ReadError};

/// Inputs in which nearly every kind of entry stands.
fn varied() -> Inputs {
    let mut inputs = ten();
    inputs.population[0].due = Some("食品C级".to_owned());
    inputs.population[1].visits =
        vec![visit("2026-10-01", VisitReason::OwnMotion), visit("2026-09-01", VisitReason::Complaint)];
    inputs.population[2].pending = 2;
    inputs.population[3].pending = 1;
    inputs.population[4].class = Standing::Held(Some("C".to_owned()));
    inputs.population.extend([row("N1", "D"), row("N2", "D")]);
    inputs.population[10].class = Standing::Unrated;
    inputs.population[11].sector = "toys".to_owned();
    let conflict = |ground| Conflict { ground, inspector: "I1".to_owned(), key: "N1".to_owned() };
    inputs.conflicts = vec![conflict(Ground::Kinship), conflict(Ground::Employed(Some("2026-01-31".parse().unwrap())))];
    inputs.drawn_before = vec![DrawnBefore { class: "A".to_owned(), group: Group::SoleTrader, visits: 3 }];
    inputs
}

#[test]
fn a_bundle_is_canonical_json_and_reads_back() {
    let bundle = drawn(varied());
    let text = bundle.text().unwrap();
    assert_eq!(text, canonical_json(&bundle).unwrap());
    assert_eq!(bundle.frozen.text().unwrap(), canonical_json(&bundle.frozen).unwrap());
    assert_eq!(Bundle::read(&text).unwrap(), bundle);
    assert_eq!(bundle.verify(), Ok(()));
    assert_eq!(bundle.verify_published(&bundle.commitment, &bundle.public), Ok(()));
}

#[test]
fn any_changed_byte_is_found() {
    let text = drawn(varied()).text().unwrap();
    let mut found = 0;
    for at in 0..text.len() {
        for change in [1, 2, 0x20] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= change;
            // What is no text is no bundle.
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            found += 1;
            let accepted = Bundle::read(&changed).is_ok_and(|bundle| bundle.verify().is_ok());
            assert!(!accepted, "byte {at} of {}: {}", text.len(), &changed[at.saturating_sub(20)..at]);
        }
    }
    assert!(found > 2 * text.len());
}

#[test]
fn what_merely_means_the_same_is_no_bundle() {
    let text = drawn(varied()).text().unwrap();
    for other in [format!("{text}\n"), text.replacen(':', ": ", 1), text.replacen("食", "\\u98df", 1)] {
        assert!(matches!(Bundle::read(&other), Err(ReadError::Form { .. })));
    }
    assert!(matches!(Bundle::read(&text.replacen('{', "{\"more\":1,", 1)), Err(ReadError::Shape(_))));
    assert!(matches!(Bundle::read(""), Err(ReadError::Shape(_))));
}

#[test]
fn the_first_difference_is_named() {
    let found = |change: fn(&mut Bundle)| {
        let mut bundle = drawn(varied());
        change(&mut bundle);
        bundle.verify().unwrap_err()
    };
    assert_eq!(found(|b| b.commitment.source.push('!')), Difference::Commitment);
    assert!(matches!(found(|b| b.value.text.push('!')), Difference::Seed));
    assert_eq!(found(|b| b.value.published_at = b.commitment.value_at), Difference::Value);
    assert!(matches!(found(|b| b.nonce = b.salt), Difference::Open(_)));
    assert_eq!(found(|b| b.salt = b.nonce), Difference::Root);
    assert_eq!(found(|b| b.public.drawn.reverse()), Difference::List);
    let moved = |b: &mut Bundle| b.drawn.outcomes[5].fate = Fate::Drawn { place: 1, seats: 1 };
    assert!(matches!(found(moved), Difference::Outcome { key } if key == "M5"));
    assert!(matches!(found(|b| b.drawn.quotas[0].size += 1), Difference::Quota { .. }));
    assert!(matches!(found(|b| b.drawn.strata[0].seats += 1), Difference::Stratum { .. }));
    assert!(matches!(found(|b| b.drawn.visits.reverse()), Difference::Visit { .. }));
    let short = |b: &mut Bundle| b.drawn.outcomes.truncate(11);
    assert_eq!(found(short), Difference::Length { list: "outcomes", found: 11, wanted: 12 });
}

#[test]
fn a_commitment_that_came_too_late_is_found_though_all_digests_fit() {
    let mut bundle = drawn(ten());
    bundle.commitment.committed_at = at("2026-11-03T00:00:00Z");
    bundle.public.commitment = bundle.commitment.hash().unwrap();
    assert!(matches!(bundle.verify(), Err(Difference::Lead(_))));
}

#[test]
fn a_whole_bundle_about_something_else_is_not_what_was_published() {
    let bundle = drawn(ten());
    let other = drawn(varied());
    let found = other.verify_published(&bundle.commitment, &bundle.public);
    assert_eq!(found, Err(Difference::PublishedCommitment));
    let found = other.verify_published(&other.commitment, &bundle.public);
    assert_eq!(found, Err(Difference::Published));
}
