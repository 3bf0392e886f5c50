//! A circuit (熔断): whoever is away is not asked by everybody all the time.

use crate::error::ClientError;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Failures in a row after which nobody asks any more.
const MOST_FAILURES: u32 = 5;
/// How long nobody asks; then one tries.
const OPEN: Duration = Duration::from_secs(2);

/// Counts the questions that were not answered. It is closed as long as there are few, and then open for a while:
/// whoever asks is told at once that the server is away, instead of waiting as those before did.
#[derive(Debug, Default)]
pub(crate) struct Circuit(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    /// Until when nobody asks.
    open_until: Option<Instant>,
}

impl Circuit {
    /// Asks, unless nobody does at present.
    pub(crate) fn pass<T>(&self, ask: impl FnOnce() -> Result<T, ClientError>) -> Result<T, ClientError> {
        self.pass_at(Instant::now(), ask)
    }

    fn pass_at<T>(&self, now: Instant, ask: impl FnOnce() -> Result<T, ClientError>) -> Result<T, ClientError> {
        {
            let mut state = self.state();
            match state.open_until {
                Some(until) if now < until => {
                    return Err(ClientError::Resting);
                }
                // This one tries; the others wait for what it finds.
                Some(_) => state.open_until = Some(now + OPEN),
                None => {}
            }
        }
        let answer = ask();
        let mut state = self.state();
        if matches!(&answer, Err(ClientError::Away(_))) {
            state.failures = state.failures.saturating_add(1);
            if state.failures >= MOST_FAILURES {
                state.open_until = Some(now.max(Instant::now()) + OPEN);
            }
        } else {
            *state = State::default();
        }
        answer
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn away() -> Result<u8, ClientError> {
        Err(ClientError::Away("no route".to_owned()))
    }

    fn untried() -> Result<u8, ClientError> {
        panic!("nobody should have asked")
    }

    #[test]
    fn it_opens_after_some_failures_and_closes_with_an_answer() {
        let (circuit, start) = (Circuit::default(), Instant::now());
        for _ in 0..MOST_FAILURES {
            assert!(circuit.pass_at(start, away).is_err());
        }
        assert!(circuit.pass_at(start, untried).is_err());
        let later = start + OPEN * 2;
        assert!(circuit.pass_at(later, away).is_err(), "one tries");
        assert!(circuit.pass_at(later, untried).is_err(), "and finds it still away");
        let back = later + OPEN * 2;
        assert_eq!(circuit.pass_at(back, || Ok(7)).unwrap(), 7);
        assert_eq!(circuit.pass_at(back, || Ok(8)).unwrap(), 8);
    }

    #[test]
    fn only_one_tries_while_it_is_open() {
        let (circuit, start) = (Circuit::default(), Instant::now());
        (0..MOST_FAILURES).for_each(|_| drop(circuit.pass_at(start, away)));
        let later = start + OPEN * 2;
        let answer = circuit.pass_at(later, || {
            assert!(circuit.pass_at(later, untried).is_err());
            Ok(7)
        });
        assert_eq!(answer.unwrap(), 7);
    }

    #[test]
    fn an_answer_that_refuses_is_an_answer() {
        let circuit = Circuit::default();
        for _ in 0..MOST_FAILURES * 2 {
            assert!(circuit.pass(|| Err::<u8, _>(ClientError::Token("none".to_owned()))).is_err());
        }
        assert_eq!(circuit.pass(|| Ok(7)).unwrap(), 7);
        for _ in 0..MOST_FAILURES - 1 {
            assert!(circuit.pass(away).is_err());
        }
        assert!(circuit.pass(|| Ok(7)).is_ok());
        assert!(circuit.pass(away).is_err() && circuit.pass(|| Ok(7)).is_ok(), "failures count in a row");
    }
}
