//! The inner loop: rows of one merchant summed for one day, without a branch for a row.
//!
//! Days are 16-bit numbers from 1970-01-01 here, and the last of them stands for "no end"; rows
//! that would need more are clamped when columns are filled.

use crate::program::{LANES, MAX_STEPS, Program, RANK_MASK, Table};
use crate::timeline::{Row, Timeline};
use domain::day::Day;
use ndarray::Array1;
use std::ops::Range;

/// How many of the heaviest lines are kept.
pub const HEAVIEST: usize = 5;

/// Marks the last row of a case in the high bit of a row's rank.
pub(crate) const CASE_END: u32 = 1 << 31;

/// A row as columns hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packed {
    pub(crate) day: u16,
    pub(crate) on: u16,
    pub(crate) off: u16,
    pub(crate) class: u16,
    pub(crate) rank: u32,
}

/// Columns of rows, all of one length.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub(crate) day: &'a [u16],
    pub(crate) on: &'a [u16],
    pub(crate) off: &'a [u16],
    pub(crate) class: &'a [u16],
    pub(crate) rank: &'a [u32],
}

/// Columns of rows that stand by themselves.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    day: Array1<u16>,
    on: Array1<u16>,
    off: Array1<u16>,
    class: Array1<u16>,
    rank: Array1<u32>,
}

impl Columns {
    pub(crate) fn of(rows: &[Packed]) -> Self {
        Self {
            day: rows.iter().map(|row| row.day).collect(),
            on: rows.iter().map(|row| row.on).collect(),
            off: rows.iter().map(|row| row.off).collect(),
            class: rows.iter().map(|row| row.class).collect(),
            rank: rows.iter().map(|row| row.rank).collect(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rank.len()
    }

    /// The rows of a range; none if it lies outside.
    #[inline(always)]
    pub(crate) fn rows(&self, range: Range<usize>) -> Rows<'_> {
        fn part<T>(column: &Array1<T>, range: Range<usize>) -> &[T] {
            column.as_slice().and_then(|all| all.get(range)).unwrap_or_default()
        }
        Rows {
            day: part(&self.day, range.clone()),
            on: part(&self.on, range.clone()),
            off: part(&self.off, range.clone()),
            class: part(&self.class, range.clone()),
            rank: part(&self.rank, range),
        }
    }
}

/// The 16-bit number of a day, clamped to what 16 bits hold.
pub(crate) fn pack_day(day: Day) -> u16 {
    u16::try_from(day.number().clamp(0, i32::from(u16::MAX))).unwrap_or(u16::MAX)
}

impl Packed {
    /// Packs a timeline's rows.
    pub(crate) fn all(timeline: &Timeline) -> impl Iterator<Item = Self> + '_ {
        let rows = &timeline.rows;
        rows.iter().enumerate().map(|(at, row)| {
            let ends = rows.get(at + 1).is_none_or(|next: &Row| next.case != row.case);
            Self {
                day: pack_day(row.day),
                on: pack_day(row.span.from),
                off: pack_day(row.span.off),
                class: row.class,
                rank: (row.rank & !CASE_END) | if ends { CASE_END } else { 0 },
            }
        })
    }
}

/// A day made ready: its number and, for each age, the first day that has not reached it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) day: u16,
    pub(crate) young: [u16; MAX_STEPS],
}

impl Moment {
    pub(crate) fn of(program: &Program, day: Day) -> Self {
        let mut young = [0; MAX_STEPS];
        for (slot, months) in young.iter_mut().zip(&program.ages) {
            *slot = pack_day(day.aged(*months).next());
        }
        Self { day: pack_day(day), young }
    }
}

/// What the rows of a merchant come to on a day, before counts and statuses are turned into points.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Sums {
    /// Sum over cases of the larger side, or of both sides where the part is a plain sum.
    pub(crate) events: i64,
    /// Sum of the first sides.
    pub(crate) first: i64,
    /// Sum of the second sides.
    pub(crate) second: i64,
    /// Predicates.
    pub(crate) bits: u64,
    /// Counts.
    pub(crate) lanes: [u32; LANES],
    /// Keys of the heaviest lines of events.
    pub(crate) heaviest: [u64; HEAVIEST],
}

/// Puts a key among the heaviest, largest first. Compiles to minima and maxima, no jumps.
#[inline(always)]
pub(crate) fn keep(heaviest: &mut [u64; HEAVIEST], key: u64) {
    let mut falling = key;
    for slot in heaviest {
        let larger = falling.max(*slot);
        falling = falling.min(*slot);
        *slot = larger;
    }
}

/// Sums the rows of one merchant. `AGES` is at least the number of ages of the program.
#[inline(always)]
pub(crate) fn sum<const AGES: usize>(rows: Rows<'_>, moment: &Moment, table: &Table) -> Sums {
    let mut sums = Sums::default();
    let (mut first, mut second) = (0u64, 0u64);
    let count = rows.rank.len();
    let mut begin = 0;
    while begin < count {
        // Eight-bit lanes hold at most 255 rows before they are carried over.
        let end = count.min(begin + 255);
        let mut lanes = 0u64;
        let columns = (
            rows.day.get(begin..end),
            rows.on.get(begin..end),
            rows.off.get(begin..end),
            rows.class.get(begin..end),
            rows.rank.get(begin..end),
        );
        let (Some(day), Some(on), Some(off), Some(class), Some(rank)) = columns else { break };
        for ((((day, on), off), class), rank) in day.iter().zip(on).zip(off).zip(class).zip(rank) {
            let holds = (*on <= moment.day) & (moment.day < *off);
            let mut step = 0usize;
            for young in moment.young.iter().take(AGES) {
                step += usize::from(*day < *young);
            }
            // A row that does not hold reads the empty cell past the last age.
            let at = (usize::from(*class) << table.shift) + step;
            let Some(cell) = table.cells.get(at) else { continue };
            let mask = 0u64.wrapping_sub(u64::from(holds));
            sums.bits |= cell.bits & mask;
            lanes += cell.lanes & mask;
            let key = (cell.key & mask) + u64::from((RANK_MASK as u32) - (*rank & 0xFF_FFFF));
            keep(&mut sums.heaviest, key);
            first += u64::from(cell.first) & mask;
            second += u64::from(cell.second) & mask;
            let flush = 0u64.wrapping_sub(u64::from(*rank >> 31));
            sums.first += (first & flush).cast_signed();
            sums.second += (second & flush).cast_signed();
            sums.events += (first.max(second) & flush).cast_signed();
            first &= !flush;
            second &= !flush;
        }
        for (lane, total) in sums.lanes.iter_mut().enumerate() {
            *total += ((lanes >> (lane * 8)) & 0xFF) as u32;
        }
        begin = end;
    }
    for key in &mut sums.heaviest {
        // Keys of rows without points hold a rank only.
        if *key >> 32 == 0 {
            *key = 0;
        }
    }
    sums
}

/// Sums with as few age comparisons as the program needs.
pub(crate) fn sum_any(rows: Rows<'_>, moment: &Moment, table: &Table) -> Sums {
    if table.ages <= 4 { sum::<4>(rows, moment, table) } else { sum::<MAX_STEPS>(rows, moment, table) }
}
