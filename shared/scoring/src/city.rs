//! A whole city as integer columns, rated on all cores. The same kernel and the same settling as a
//! single merchant, so the answers are equal to the last bit.

use crate::export::Export;
pub use crate::kernel::HEAVIEST;
use crate::kernel::{Columns, Moment, Packed, pack_day, sum_any};
use crate::program::{Program, key_parts};
use crate::settle::settle;
use crate::timeline::Timeline;
use domain::day::Day;
use domain::facts::Facts;
use domain::points::Milli;
use ndarray::{Array1, Array2};
use rayon::prelude::*;

/// Merchants handed to a core at a time.
const CHUNK: usize = 4096;

/// Stands for "no class": deregistered or moved away.
pub const NO_CLASS: u8 = u8::MAX;

/// Merchants as columns, in the order in which they were put in.
#[derive(Clone, Debug)]
pub struct City<'p> {
    program: &'p Program,
    columns: Columns,
    /// Where the rows of each merchant begin; one more than there are merchants.
    offsets: Array1<u32>,
    /// What its peers would have, in thousandths.
    expected: Array1<u32>,
    /// First day on which it is not rated any more.
    gone_from: Array1<u16>,
}

/// Collects merchants for a [`City`].
#[derive(Debug)]
pub struct CityBuilder<'p> {
    program: &'p Program,
    rows: Vec<Packed>,
    offsets: Vec<u32>,
    expected: Vec<u32>,
    gone_from: Vec<u16>,
}

/// The rows of one merchant, made ready away from the builder so that cores can share the work.
#[derive(Debug)]
pub struct Packet {
    rows: Vec<Packed>,
    gone_from: u16,
}

impl Packet {
    /// Reads a merchant's facts.
    #[must_use]
    pub fn of(program: &Program, facts: &Facts) -> Self {
        let timeline = Timeline::of(program, facts);
        Self { rows: Packed::all(&timeline).collect(), gone_from: pack_day(facts.gone_from.unwrap_or(Day::FOREVER)) }
    }
}

impl<'p> CityBuilder<'p> {
    /// An empty city.
    #[must_use]
    pub fn new(program: &'p Program) -> Self {
        Self { program, rows: Vec::new(), offsets: vec![0], expected: Vec::new(), gone_from: Vec::new() }
    }

    /// Puts a merchant in; `expected_thousandths` is what its peers would have.
    pub fn push(&mut self, packet: Packet, expected_thousandths: u32) {
        self.rows.extend(packet.rows);
        self.offsets.push(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        self.expected.push(expected_thousandths);
        self.gone_from.push(packet.gone_from);
    }

    /// The city as columns.
    #[must_use]
    pub fn build(self) -> City<'p> {
        City {
            program: self.program,
            columns: Columns::of(&self.rows),
            offsets: self.offsets.into(),
            expected: self.expected.into(),
            gone_from: self.gone_from.into(),
        }
    }
}

/// The ratings of a city on a day, one entry a merchant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ratings {
    /// Score in milli-points.
    pub score_milli: Array1<i32>,
    /// Index of the class, 0 the best; [`NO_CLASS`] if not rated.
    pub class: Array1<u8>,
    /// Index of the band's class.
    pub band: Array1<u8>,
    /// Rules that hold, one bit each in the order of the scheme.
    pub rules: Array1<u32>,
    /// Flags that hold, one bit each.
    pub flags: Array1<u8>,
    /// Keys of the five heaviest lines; see [`heaviest_line`].
    pub heaviest: Array2<u64>,
}

/// Milli-points, index of the indicator and rank of the record of a heaviest line; nothing for an
/// empty place. The rank counts the merchant's records in order of key.
#[must_use]
pub fn heaviest_line(key: u64) -> Option<(Milli, usize, u32)> {
    key_parts(key).map(|(milli, indicator, rank)| (Milli(milli), indicator, rank))
}

impl City<'_> {
    /// Number of merchants.
    #[must_use]
    pub fn len(&self) -> usize {
        self.expected.len()
    }

    /// Has it no merchant?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of rows, after facts have been read: one or more a record that can matter.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.len()
    }

    /// Bytes that a rating must read and write: fact columns, what is known of each merchant, results.
    #[must_use]
    pub fn bytes(&self) -> usize {
        const ROW: usize = 4 * size_of::<u16>() + size_of::<u32>();
        const KNOWN: usize = 2 * size_of::<u32>() + size_of::<u16>();
        const RESULT: usize = 2 * size_of::<u32>() + 3 * size_of::<u8>() + HEAVIEST * size_of::<u64>();
        self.rows() * ROW + self.len() * (KNOWN + RESULT)
    }

    /// Its columns, its program and a day as other engines can read them.
    #[must_use]
    pub fn export(&self, day: Day) -> Export {
        let moment = Moment::of(self.program, day);
        Export::of(self.program, moment, (&self.columns, &self.offsets), (&self.expected, &self.gone_from))
    }

    /// Rates every merchant on a day.
    #[must_use]
    pub fn rate(&self, day: Day) -> Ratings {
        let count = self.len();
        let mut score = vec![0i32; count];
        let mut class = vec![0u8; count];
        let mut band = vec![0u8; count];
        let mut rules = vec![0u32; count];
        let mut flags = vec![0u8; count];
        let mut heaviest = vec![[0u64; HEAVIEST]; count];
        let moment = Moment::of(self.program, day);
        let today = pack_day(day);
        let chunks = score
            .par_chunks_mut(CHUNK)
            .zip(class.par_chunks_mut(CHUNK))
            .zip(band.par_chunks_mut(CHUNK))
            .zip(rules.par_chunks_mut(CHUNK))
            .zip(flags.par_chunks_mut(CHUNK))
            .zip(heaviest.par_chunks_mut(CHUNK))
            .enumerate();
        chunks.for_each(|(chunk, (((((score, class), band), rules), flags), heaviest))| {
            let begin = chunk * CHUNK;
            let slots = score.iter_mut().zip(class).zip(band).zip(rules).zip(flags).zip(heaviest);
            let known = from(&self.expected, begin).iter().zip(from(&self.gone_from, begin));
            let bounds = from(&self.offsets, begin).iter().zip(from(&self.offsets, begin + 1));
            for (((expected, gone), (from, to)), slot) in known.zip(bounds).zip(slots) {
                let (((((score, class), band), rules), flags), heaviest) = slot;
                let rows = self.columns.rows(*from as usize..*to as usize);
                let sums = sum_any(rows, &moment, &self.program.table);
                let outcome = settle(self.program, &sums, i64::from(*expected), |_, _, _| {});
                let rated = today < *gone;
                *score = i32::try_from(outcome.score).unwrap_or(i32::MAX);
                *class = if rated { outcome.class } else { NO_CLASS };
                *band = outcome.band;
                *rules = outcome.rules;
                *flags = outcome.flags;
                *heaviest = outcome.heaviest;
            }
        });
        Ratings {
            score_milli: score.into(),
            class: class.into(),
            band: band.into(),
            rules: rules.into(),
            flags: flags.into(),
            heaviest: Array2::from_shape_vec((count, HEAVIEST), heaviest.into_flattened()).unwrap_or_default(),
        }
    }
}

/// The entries of a column from a place on.
fn from<T>(column: &Array1<T>, begin: usize) -> &[T] {
    column.as_slice().and_then(|all| all.get(begin..)).unwrap_or_default()
}
