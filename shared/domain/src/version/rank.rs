//! Which version of one record stands, told from places in the order and digests alone, so that a store
//! that holds nothing else of a version follows the same rule as files do.

use crate::digest::Digest;
use crate::instant::Instant;
use std::cmp::Reverse;

/// What decides between the versions of one record.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Rank {
    /// The source's own order; see [`super::Version::order`].
    pub order: Option<Instant>,
    /// Digest of the content: [`Digest::of`] the record.
    pub digest: Digest,
}

/// Another content at a place of the order than the one that stands there; both by where they are
/// among the ranks given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Clash {
    /// The version whose content stands at that place for the time being.
    pub standing: usize,
    /// The version that contradicts it.
    pub other: usize,
}

/// What the ranks of one record's versions say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ranking {
    /// Which version stands. If it is a withdrawn one, there is no record.
    pub head: usize,
    /// Contradictions, also under versions that do not stand: one for each other content of a place.
    pub clashes: Vec<Clash>,
    /// Versions that said again what was already known.
    pub repeated: u64,
}

impl Ranking {
    /// Ranks the versions of one record: the newest place first, there the smaller digest, and of those
    /// that say the same the one that was given first. Nothing for no versions.
    #[must_use]
    pub fn of(ranks: &[Rank]) -> Option<Self> {
        let mut ranked: Vec<(usize, &Rank)> = ranks.iter().enumerate().collect();
        ranked.sort_by_key(|(_, rank)| (Reverse(rank.order), &rank.digest));
        let mut ranking = Self { head: ranked.first()?.0, clashes: Vec::new(), repeated: 0 };
        let mut newer: Option<&Digest> = None;
        for place in ranked.chunk_by(|a, b| a.1.order == b.1.order) {
            // The first content of a place stands there; each other one contradicts it.
            let mut contents = place.chunk_by(|a, b| a.1.digest == b.1.digest).filter_map(|same| same.first());
            let Some(&(standing, Rank { digest, .. })) = contents.next() else { continue };
            let before = ranking.clashes.len();
            ranking.clashes.extend(contents.map(|&(other, _)| Clash { standing, other }));
            let said_once = ranking.clashes.len() - before + 1;
            // Said again within the place, or at the next one without a change.
            ranking.repeated += (place.len() - said_once) as u64 + u64::from(newer == Some(digest));
            newer = Some(digest);
        }
        Some(ranking)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(order: Option<i64>, digest: &str) -> Rank {
        Rank { order: order.map(Instant::from_micros), digest: Digest(digest.to_owned()) }
    }

    #[test]
    fn the_newest_place_stands_and_there_the_smaller_digest() {
        let ranks = [rank(Some(1), "a"), rank(Some(2), "c"), rank(Some(2), "b"), rank(None, "0")];
        let wanted = Ranking { head: 2, clashes: vec![Clash { standing: 2, other: 1 }], repeated: 0 };
        assert_eq!(Ranking::of(&ranks), Some(wanted));
        assert_eq!(Ranking::of(&[]), None);
    }

    #[test]
    fn contradictions_under_the_head_are_told_and_repetitions_counted() {
        let ranks = [rank(Some(2), "b"), rank(Some(1), "b"), rank(Some(1), "c"), rank(Some(1), "c"), rank(None, "c")];
        let wanted = Ranking { head: 0, clashes: vec![Clash { standing: 1, other: 2 }], repeated: 2 };
        assert_eq!(Ranking::of(&ranks), Some(wanted), "row 1 says the head before, row 3 says row 2 again");
    }
}
