//! A salted Merkle tree over the rows of a draw (settled readings, 24): its root is public and tells nothing
//! of any row; a merchant who is given the proof of its own row sees that this row was among those drawn
//! from, as it says, and learns nothing of the others.
//!
//! The tree is that of RFC 6962, with leaves in order of row key: pairs are hashed level by level, and a node
//! without a partner moves up. The root of no rows is the hash of nothing.

use crate::draw::Outcome;
use crate::hash::{Hash, row_salt};
use crate::population::Row;
use crate::{Bundle, Secret};
use domain::digest::canonical_json;
use serde::{Deserialize, Serialize};

/// A row with what became of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    /// What became of it.
    pub outcome: Outcome,
    /// The row as frozen.
    pub row: Row,
}

impl Leaf {
    fn hash(&self, salt: &Hash) -> Result<Hash, serde_json::Error> {
        leaf_hash(&self.outcome, &self.row, salt)
    }
}

fn leaf_hash(outcome: &Outcome, row: &Row, salt: &Hash) -> Result<Hash, serde_json::Error> {
    #[derive(Serialize)]
    struct Borrowed<'l> {
        outcome: &'l Outcome,
        row: &'l Row,
    }
    let text = canonical_json(&Borrowed { outcome, row })?;
    Ok(Hash::of(&[&[0], &salt.0, text.as_bytes()]))
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Hash::of(&[&[1], &left.0, &right.0])
}

/// That a row stands under a root.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Number of rows.
    pub count: u64,
    /// Place of the row among them, from 0.
    pub index: u64,
    /// The row.
    pub leaf: Leaf,
    /// Partners on the way up.
    pub path: Vec<Hash>,
    /// The row's salt.
    pub salt: Hash,
}

impl Proof {
    /// Does the row stand at its place under this root?
    #[must_use]
    pub fn fits(&self, root: &Hash) -> bool {
        let Ok(mut hash) = self.leaf.hash(&self.salt) else { return false };
        let (mut at, mut count) = (self.index, self.count);
        if at >= count {
            return false;
        }
        let mut path = self.path.iter();
        while count > 1 {
            // The last of an odd level has no partner.
            if at % 2 == 1 || at + 1 < count {
                let Some(partner) = path.next() else { return false };
                hash = if at % 2 == 1 { node(partner, &hash) } else { node(&hash, partner) };
            }
            (at, count) = (at / 2, count.div_ceil(2));
        }
        path.next().is_none() && hash == *root
    }
}

/// The hashes of the leaves, in order of key.
pub(crate) fn leaves(rows: &[Row], outcomes: &[Outcome], salt: &Secret) -> Result<Vec<Hash>, serde_json::Error> {
    let pairs = rows.iter().zip(outcomes);
    pairs.map(|(row, outcome)| leaf_hash(outcome, row, &row_salt(salt, &row.key))).collect()
}

fn parents(level: &[Hash]) -> Vec<Hash> {
    let parent = |pair: &[Hash]| match pair {
        [left, right] => Some(node(left, right)),
        _ => pair.first().copied(),
    };
    level.chunks(2).filter_map(parent).collect()
}

/// The root over leaves.
pub(crate) fn root(mut level: Vec<Hash>) -> Hash {
    while level.len() > 1 {
        level = parents(&level);
    }
    level.first().copied().unwrap_or_else(|| Hash::of_bytes(b""))
}

/// The proof of one row; `None` if the bundle has no row of this key.
///
/// # Errors
/// If a row cannot be written as JSON, which no read row gives.
pub fn prove(bundle: &Bundle, key: &str) -> Result<Option<Proof>, serde_json::Error> {
    let rows = &bundle.frozen.inputs().population;
    let Some(index) = rows.iter().position(|row| row.key == key) else { return Ok(None) };
    let (Some(row), Some(outcome)) = (rows.get(index), bundle.drawn.outcomes.get(index)) else { return Ok(None) };
    let mut level = leaves(rows, &bundle.drawn.outcomes, &bundle.salt)?;
    let (mut at, mut path) = (index, Vec::new());
    while level.len() > 1 {
        path.extend(level.get(at ^ 1));
        level = parents(&level);
        at /= 2;
    }
    Ok(Some(Proof {
        count: rows.len() as u64,
        index: index as u64,
        leaf: Leaf { outcome: outcome.clone(), row: row.clone() },
        path,
        salt: row_salt(&bundle.salt, key),
    }))
}
