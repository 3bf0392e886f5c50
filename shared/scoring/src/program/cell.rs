//! What one row adds to a rating at one step of age.

use serde::Serialize;

/// Lanes for counts.
pub(crate) const LANES: usize = 8;

/// What one row adds while it holds and is of one age.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize)]
#[repr(C, align(32))]
pub(crate) struct Cell {
    /// Sorts lines: milli-points, then indicator (earlier first), then room for the record's rank
    /// (earlier first). 0 without points.
    pub(crate) key: u64,
    /// Predicates that it makes true.
    pub(crate) bits: u64,
    /// One in each lane that counts it, eight bits a lane.
    pub(crate) lanes: u64,
    /// Milli-points on the first side of its case.
    pub(crate) first: u32,
    /// Milli-points on the second side.
    pub(crate) second: u32,
}

/// The cells of one class of rows, by number of age boundaries reached.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Class {
    /// One more than there are ages.
    pub(crate) cells: Vec<Cell>,
    /// The indicator whose points these are, if any.
    pub(crate) indicator: Option<u16>,
    /// Is it the repeated variant?
    pub(crate) repeated: bool,
}

impl Class {
    /// The most milli-points that one of its cells has.
    pub(super) fn heaviest(&self) -> u32 {
        self.cells.iter().map(|cell| cell.first.max(cell.second)).max().unwrap_or(0)
    }
}

/// The low bits of a key, in which a smaller rank is a larger number.
pub(crate) const RANK_MASK: u64 = 0xFF_FFFF;
/// The rank of lines that belong to no single record.
pub(crate) const ABSENT_RANK: u32 = 0;

impl Cell {
    /// A cell with points of an indicator on one side.
    pub(super) fn with_points(milli: u32, indicator: usize, side: usize) -> Self {
        let (first, second) = if side == 0 { (milli, 0) } else { (0, milli) };
        Self { key: key(milli, indicator), first, second, ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Both at once; at most one of them has points.
    pub(super) fn and(&self, other: &Self) -> Self {
        Self {
            key: self.key | other.key,
            bits: self.bits | other.bits,
            lanes: self.lanes + other.lanes,
            first: self.first + other.first,
            second: self.second + other.second,
        }
    }
}

/// The key of a line with these points, without its rank.
pub(crate) const fn key(milli: u32, indicator: usize) -> u64 {
    if milli == 0 {
        return 0;
    }
    ((milli as u64) << 32) | ((0xFF - (indicator as u64 & 0xFF)) << 24)
}

/// Milli-points, indicator and rank of a key, or nothing for a key without points.
pub(crate) fn key_parts(key: u64) -> Option<(i64, usize, u32)> {
    let milli = i64::try_from(key >> 32).ok()?;
    let indicator = 0xFF - ((key >> 24) & 0xFF);
    let rank = RANK_MASK - (key & RANK_MASK);
    (milli > 0).then_some((milli, usize::try_from(indicator).ok()?, u32::try_from(rank).ok()?))
}
