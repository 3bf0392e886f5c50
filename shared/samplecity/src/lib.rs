//! A made-up Liaocheng of any size, as files in the national layouts: same seed and anchor day, same
//! bytes on any machine. Nobody in it exists.
//!
//! Every merchant's life is drawn from a stream of its own, so files can be written one by one and
//! still agree. The trades, sizes and troubles are drawn so that the default scheme gives about the
//! shares of classes that other cities have published.

mod alarming;
mod dice;
mod files;
mod handling;
mod life;
mod merchants;
mod planted;
mod troubles;

pub use files::FileKind;
pub use planted::{PLANTED, Planted};
pub use troubles::MARKET;

use domain::code::PartyCode;
use domain::day::Day;
use life::Life;
use std::io::Write;

/// A city to be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct City {
    /// Another seed, another city.
    pub seed: u64,
    /// The day up to which its records reach.
    pub anchor: Day,
    /// Number of merchants, at least [`TELLING`].
    pub merchants: u32,
    /// With filings of the last days that an official should look at.
    pub alarming: bool,
}

/// Merchants at the beginning of every city whose files are told rather than drawn.
pub const TELLING: u32 = 5;

/// Why a city could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// A file could not be written.
    #[error("the sample city could not be written: {0}")]
    Write(#[from] csv::Error),
    /// A made-up code is none.
    #[error("a made-up credit code is wrong: {0}")]
    Code(#[from] domain::code::CodeError),
    /// The caller asked to stop.
    #[error("stopped")]
    Stopped,
}

/// A merchant whose rating tells something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Telling {
    /// Its code.
    pub code: PartyCode,
    /// What it tells, in Chinese.
    pub zh: &'static str,
    /// What it tells, in English.
    pub en: &'static str,
}

impl City {
    /// Writes one file; `watch` hears how many merchants are done, and its `false` stops. Gives the
    /// number of rows.
    ///
    /// # Errors
    /// [`SampleError`] if the place cannot be written, or the work was stopped.
    pub fn write(
        &self,
        kind: FileKind,
        out: impl Write,
        watch: &mut dyn FnMut(u32) -> bool,
    ) -> Result<u64, SampleError> {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(out);
        writer.write_record(kind.header())?;
        let mut rows = 0;
        for index in 0..self.merchants.max(TELLING) {
            let life = Life::of(self, index)?;
            for row in kind.rows(&life) {
                writer.write_record(row)?;
                rows += 1;
            }
            if index.is_multiple_of(1_000) && !watch(index) {
                return Err(SampleError::Stopped);
            }
        }
        for row in planted::rows(self, kind)? {
            writer.write_record(&row)?;
            rows += 1;
        }
        writer.flush().map_err(csv::Error::from)?;
        Ok(rows)
    }

    /// The merchants that tell something, whatever the seed.
    ///
    /// # Errors
    /// [`SampleError::Code`], never in practice.
    pub fn telling(&self) -> Result<Vec<Telling>, SampleError> {
        let said = [
            ("安分经营的杂货店：没有不良记录", "A grocer with nothing against it"),
            ("一件食品处罚正在公示的餐馆", "A restaurant with one food penalty on display"),
            ("投诉成堆、无法联系的健身馆", "A gym with many complaints that cannot be reached"),
            ("列入严重违法失信名单的车行", "A car dealer on the serious-dishonesty list"),
            ("开业四个月、资料不足的小吃店", "A snack shop four months old, with too little data"),
        ];
        (0..TELLING)
            .zip(said)
            .map(|(index, (zh, en))| Ok(Telling { code: Life::of(self, index)?.code, zh, en }))
            .collect()
    }
}
