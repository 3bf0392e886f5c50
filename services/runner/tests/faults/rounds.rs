//! How often something goes wrong: a few times in every run of the tests, as often as is asked for otherwise.

/// Names how many processes are killed in all.
const VARIABLE: &str = "FANGXIN_FAULTS";
/// Kills in every run: six for each database, six of services apart.
const KILLS: usize = 18;

/// Rounds of a test that has so many in every run; a longer run has as many more as it has kills more.
#[expect(clippy::disallowed_methods, reason = "how a long run is told from a short one")]
pub(crate) fn rounds(short: usize) -> usize {
    let asked = std::env::var(VARIABLE).map_or(KILLS, |asked| asked.parse().unwrap());
    (short * asked).div_ceil(KILLS)
}
