//! What masking finds in the planted corpus.

use super::corpus::{PREMISES, Planted, planted};
use masking::{Kind, Known, Masked, mask};
use std::collections::BTreeMap;

const TEXTS: u64 = 800;

/// Of one kind: planted, masked exactly, and masks that were set.
#[derive(Default)]
struct Tally {
    planted: usize,
    exact: usize,
    set: usize,
}

/// Which secrets were masked, each of them whole and nothing beside it. Where a secret was left or half left, the
/// walk goes on at the next plain text; where plain text is damaged, nothing behind it counts.
fn exact(it: &Planted, masked: &Masked) -> Vec<bool> {
    let chars: Vec<char> = masked.text.chars().collect();
    let mut exact = vec![false; it.secrets.len()];
    let mut at = 0;
    for (number, plain) in it.plains.iter().enumerate() {
        let plain: Vec<char> = plain.chars().collect();
        let last = number + 1 == it.plains.len();
        let find = |plain: &[char]| {
            let is_here = |place: &usize| chars.get(*place..place + plain.len()) == Some(plain);
            if last { chars.len().checked_sub(plain.len()).filter(is_here) } else { (at..=chars.len()).find(is_here) }
        };
        // A mask may have taken up to two characters too many; what it was set for is then not exact.
        let found = (0..=plain.len().min(2)).find_map(|cut| Some((cut, find(&plain[cut..])?)));
        if found != Some((0, at)) && number > 0 {
            exact[number - 1] = false;
        }
        let Some((cut, place)) = found else { break };
        at = place + plain.len() - cut;
        let kind = it.secrets.get(number);
        if let Some(mask) = masked.masked.iter().find(|mask| mask.start == at && Some(&mask.kind) == kind) {
            exact[number] = true;
            at += mask.length;
        }
    }
    exact
}

#[test]
fn the_planted_corpus_is_masked() {
    let mut tally: BTreeMap<Kind, Tally> = BTreeMap::new();
    for seed in 0..TEXTS {
        let it = planted(seed);
        let known = Known { names: it.names.clone(), premises: vec![PREMISES.into()], ..Known::default() };
        let masked = mask(&it.text, &known);
        let exact = exact(&it, &masked);
        for (kind, exact) in it.secrets.iter().zip(&exact) {
            let row = tally.entry(*kind).or_default();
            row.planted += 1;
            row.exact += usize::from(*exact);
        }
        for mask in &masked.masked {
            tally.entry(mask.kind).or_default().set += 1;
        }
        if exact.contains(&false) || masked.masked.len() != it.secrets.len() {
            println!("{:?}\n  -> {:?}", it.text, masked.text);
        }
    }
    for (kind, Tally { planted, exact, set }) in &tally {
        println!("{kind:?}: planted {planted}, exactly masked {exact}, masks {set}");
    }
    for (kind, Tally { planted, exact, set }) in &tally {
        // In thousandths: recall, precision.
        let (recall, precision) = match kind {
            Kind::Name => (950, 950),
            Kind::Address => (990, 990),
            _ => (1000, 990),
        };
        assert!(*planted > 100, "{kind:?}: planted {planted}");
        assert!(exact * 1000 >= planted * recall, "{kind:?}: {exact} of {planted}");
        assert!(exact * 1000 >= set * precision, "{kind:?}: {exact} of {set} masks");
    }
}
