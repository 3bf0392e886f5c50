//! Slots in an order that the caller keeps, in pieces short enough that a change moves little.

/// The longest piece.
const PIECE: usize = 2_048;

/// Slots of the index in ascending order of something; `before` tells which stand before a place.
#[derive(Clone, Debug)]
pub(crate) enum List {
    /// One piece.
    Short(Vec<u32>),
    /// Several, none of them empty.
    Long(Vec<Vec<u32>>),
}

impl Default for List {
    fn default() -> Self {
        Self::Short(Vec::new())
    }
}

impl List {
    fn pieces(&self) -> &[Vec<u32>] {
        match self {
            Self::Short(piece) => std::slice::from_ref(piece),
            Self::Long(pieces) => pieces,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.pieces().iter().map(Vec::len).sum()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.pieces().iter().flatten().copied()
    }

    /// All from the first that does not stand before the place.
    pub(crate) fn from(&self, before: impl Fn(u32) -> bool) -> impl Iterator<Item = u32> + '_ {
        let pieces = self.pieces();
        let first = pieces.partition_point(|piece| piece.last().is_some_and(|last| before(*last)));
        let within = pieces.get(first).map_or(0, |piece| piece.partition_point(|slot| before(*slot)));
        pieces.get(first..).into_iter().flatten().flatten().copied().skip(within)
    }

    /// Appends a slot that stands behind all others.
    pub(crate) fn push(&mut self, slot: u32) {
        match self {
            Self::Short(piece) if piece.len() < PIECE => piece.push(slot),
            Self::Short(piece) => *self = Self::Long(vec![std::mem::take(piece), vec![slot]]),
            Self::Long(pieces) => match pieces.last_mut() {
                Some(last) if last.len() < PIECE => last.push(slot),
                _ => pieces.push(vec![slot]),
            },
        }
    }

    pub(crate) fn insert(&mut self, slot: u32, before: impl Fn(u32) -> bool) {
        let pieces = match self {
            Self::Short(piece) => {
                piece.insert(piece.partition_point(|other| before(*other)), slot);
                if piece.len() > PIECE {
                    let rest = piece.split_off(PIECE / 2);
                    *self = Self::Long(vec![std::mem::take(piece), rest]);
                }
                return;
            }
            Self::Long(pieces) => pieces,
        };
        let at = pieces.partition_point(|piece| piece.last().is_some_and(|last| before(*last)));
        let at = at.min(pieces.len().saturating_sub(1));
        let Some(piece) = pieces.get_mut(at) else { return };
        piece.insert(piece.partition_point(|other| before(*other)), slot);
        if piece.len() > PIECE {
            let rest = piece.split_off(PIECE / 2);
            pieces.insert(at + 1, rest);
        }
    }

    /// Takes out the slot at the place; nothing if it does not stand there.
    pub(crate) fn remove(&mut self, slot: u32, before: impl Fn(u32) -> bool) {
        let pieces = match self {
            Self::Short(piece) => std::slice::from_mut(piece),
            Self::Long(pieces) => pieces.as_mut_slice(),
        };
        let at = pieces.partition_point(|piece| piece.last().is_some_and(|last| before(*last)));
        let Some(piece) = pieces.get_mut(at) else { return };
        let within = piece.partition_point(|other| before(*other));
        if piece.get(within) == Some(&slot) {
            piece.remove(within);
        }
        if piece.is_empty()
            && let Self::Long(pieces) = self
        {
            pieces.remove(at);
            if pieces.is_empty() {
                *self = Self::default();
            }
        }
    }

    /// Gives back memory that appending took ahead.
    pub(crate) fn shrink(&mut self) {
        match self {
            Self::Short(piece) => piece.shrink_to_fit(),
            Self::Long(pieces) => {
                pieces.last_mut().into_iter().for_each(Vec::shrink_to_fit);
                pieces.shrink_to_fit();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_list_is_a_sorted_set(
            pushed in 0u32..6_000,
            changes in prop::collection::vec((any::<bool>(), 0u32..12_000), 0..6_000),
        ) {
            let mut list = List::default();
            let mut set = std::collections::BTreeSet::new();
            for slot in (0..pushed).map(|n| n * 2) {
                list.push(slot);
                set.insert(slot);
            }
            list.shrink();
            for (is_new, slot) in changes {
                if !is_new {
                    list.remove(slot, |other| other < slot);
                    set.remove(&slot);
                } else if set.insert(slot) {
                    list.insert(slot, |other| other < slot);
                }
            }
            prop_assert!(list.iter().eq(set.iter().copied()));
            prop_assert_eq!(list.len(), set.len());
            prop_assert!(list.from(|other| other < 3_001).eq(set.range(3_001..).copied()));
            prop_assert!(list.pieces().iter().all(|piece| piece.len() <= PIECE));
        }

        #[test]
        fn a_list_can_be_emptied(pushed in 0u32..6_000) {
            let mut list = List::default();
            (0..pushed).for_each(|slot| list.push(slot));
            (0..pushed).rev().for_each(|slot| list.remove(slot, |other| other < slot));
            prop_assert_eq!(list.len(), 0);
            prop_assert!(matches!(list, List::Short(_)));
        }
    }
}
