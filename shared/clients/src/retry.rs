//! Asking again: only what may be asked twice, a few times, and not all at the same moment.

use crate::error::ClientError;
use std::time::{Duration, Instant};

/// How often the same is asked at most.
const MOST_TRIES: u32 = 4;
/// Longest pause before the second try; it doubles with every further one.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// May a request be sent again if nobody knows whether it arrived?
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Safety {
    /// Twice does what once does.
    Repeatable,
    /// The server does it once, however often it is sent under its key.
    Named,
    /// Twice does it twice.
    Once,
}

/// Asks until there is an answer that will not pass, but not for longer than one answer may take: whoever asks waits.
/// Who is not asked at present is not waited for.
pub(crate) fn again<T>(
    safety: Safety,
    patience: Duration,
    mut ask: impl FnMut() -> Result<T, ClientError>,
) -> Result<T, ClientError> {
    let tries = if safety == Safety::Once { 1 } else { MOST_TRIES };
    let (mut tried, begun) = (1, Instant::now());
    loop {
        match ask() {
            Err(ClientError::Resting) => return Err(ClientError::Resting),
            Err(error) if error.is_passing() && tried < tries && begun.elapsed() < patience => {
                std::thread::sleep(pause(tried));
                tried += 1;
            }
            answer => return answer,
        }
    }
}

/// Anything from half the longest pause to all of it, so that many clients do not come back together.
fn pause(tried: u32) -> Duration {
    let longest = FIRST_PAUSE.saturating_mul(1 << tried.saturating_sub(1).min(10));
    longest / 2 + longest.mul_f64(fastrand::f64() / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(safety: Safety, mut answers: Vec<Result<u8, ClientError>>) -> (Result<u8, ClientError>, u32) {
        let mut asked = 0;
        let answer = again(safety, Duration::from_secs(30), || {
            asked += 1;
            answers.remove(0)
        });
        (answer, asked)
    }

    fn away() -> Result<u8, ClientError> {
        Err(ClientError::Away("no route".to_owned()))
    }

    #[test]
    fn only_what_passes_and_may_be_repeated_is_asked_again() {
        let (answer, times) = asked(Safety::Repeatable, vec![away(), away(), Ok(7)]);
        assert_eq!((answer.unwrap(), times), (7, 3));
        assert_eq!(asked(Safety::Named, vec![away(), Ok(7)]).1, 2);
        let (answer, times) = asked(Safety::Once, vec![away(), Ok(7)]);
        assert!(answer.is_err() && times == 1);
        let refused = Err(ClientError::Token("none".to_owned()));
        assert_eq!(asked(Safety::Repeatable, vec![refused, Ok(7)]).1, 1);
    }

    #[test]
    fn who_is_not_asked_or_was_waited_for_long_enough_is_not_asked_again() {
        assert_eq!(asked(Safety::Repeatable, vec![Err(ClientError::Resting), Ok(7)]).1, 1);
        let mut asked = 0;
        let answer = again(Safety::Repeatable, Duration::from_millis(20), || {
            asked += 1;
            std::thread::sleep(Duration::from_millis(25));
            away()
        });
        assert!(answer.is_err() && asked == 1, "{asked}");
    }

    #[test]
    fn it_gives_up() {
        let (answer, times) = asked(Safety::Repeatable, vec![away(), away(), away(), away(), Ok(7)]);
        assert!(answer.is_err() && times == MOST_TRIES);
    }

    #[test]
    fn pauses_grow_and_stay_bounded() {
        for tried in 1..60 {
            let longest = FIRST_PAUSE * (1 << (tried - 1).min(10));
            assert!((longest / 2..=longest).contains(&pause(tried)), "{tried}");
        }
    }
}
