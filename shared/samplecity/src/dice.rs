//! Draws that are the same everywhere: ChaCha, one stream a merchant, integers only.

use domain::day::Day;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn of(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0.next_u64() % sides.max(1)
    }

    /// A number of days from `least` to `most`.
    pub(crate) fn days(&mut self, least: i32, most: i32) -> i32 {
        let span = u64::from(most.abs_diff(least)) + 1;
        least + i32::try_from(self.roll(span)).unwrap_or(0)
    }

    /// Does something happen that happens so often in a thousand?
    pub(crate) fn permille(&mut self, often: u64) -> bool {
        self.roll(1000) < often
    }

    /// One of several.
    pub(crate) fn one<T: Copy>(&mut self, of: &[T], otherwise: T) -> T {
        let at = usize::try_from(self.roll(of.len() as u64)).unwrap_or(0);
        of.get(at).copied().unwrap_or(otherwise)
    }

    /// A day so many days before the anchor.
    pub(crate) fn before(&mut self, anchor: Day, least: i32, most: i32) -> Day {
        anchor.plus_days(-self.days(least, most))
    }
}
