//! What a table cannot hold yet need not be looked up in it: nothing, in a first load.

use rustc_hash::{FxBuildHasher, FxHashSet};
use std::hash::BuildHasher as _;

/// Most keys that are remembered (some 40 MB); of a longer file the rest is looked up.
const MOST: usize = 2_000_000;

/// What the table may hold of the records that are spoken of.
#[derive(Debug)]
pub(crate) enum Before {
    /// Anything: every record is looked up.
    Anything,
    /// Nothing of their kind but what has been written since: hashes of subject and key. If somebody else
    /// begins the kind meanwhile, the first version of a record is there twice, and the database refuses.
    Since(FxHashSet<u64>),
}

impl Before {
    /// Nothing yet of their kind.
    pub(crate) fn nothing() -> Self {
        Self::Since(FxHashSet::default())
    }

    /// Leaves the records that may be there already; from now on all of them may.
    pub(crate) fn leave(&mut self, keys: &mut Vec<(i64, &str)>) {
        let Self::Since(written) = self else { return };
        // Two keys with one hash are looked up for nothing, and that is all.
        keys.retain(|key| !written.insert(FxBuildHasher.hash_one(key)));
        if written.len() > MOST {
            *self = Self::Anything;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(before: &mut Before, keys: &[(i64, &'static str)]) -> Vec<(i64, &'static str)> {
        let mut keys = keys.to_vec();
        before.leave(&mut keys);
        keys
    }

    #[test]
    fn only_what_has_been_written_since_may_be_there() {
        let mut before = Before::nothing();
        assert_eq!(left(&mut before, &[(1, "a"), (1, "b")]), []);
        assert_eq!(left(&mut before, &[(1, "b"), (2, "a"), (2, "b")]), [(1, "b")]);
        assert_eq!(left(&mut before, &[(1, "a"), (2, "a"), (3, "a")]), [(1, "a"), (2, "a")]);
    }

    #[test]
    fn where_anything_may_be_there_everything_is_looked_up() {
        assert_eq!(left(&mut Before::Anything, &[(1, "a"), (2, "a")]), [(1, "a"), (2, "a")]);
    }
}
