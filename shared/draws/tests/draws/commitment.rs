//! Commitments: early enough, drawn on once, opened by nothing else.

use crate::support::{NONCE, SALT, VALUE_AT, at, committed, ten, value};
use draws::commitment::{CommitError, OpenError, Value};
use draws::course::{EndError, RevealError, State};
use draws::{Bundle, Course, Frozen, Hash, Secret};

fn frozen() -> Frozen {
    Frozen::new(ten()).unwrap()
}

fn reveal(course: &mut Course) -> Result<Bundle, RevealError> {
    course.reveal(frozen(), NONCE, value(), SALT, at("2026-11-03T14:00:00Z"))
}

#[test]
fn a_commitment_comes_at_least_24_hours_ahead() {
    let commit = |now: &str| Course::commit(&frozen(), &NONCE, "双色球 2026127", at(VALUE_AT), at(now));
    assert!(commit("2026-11-02T13:15:00Z").is_ok());
    assert_eq!(commit("2026-11-02T13:15:00.000001Z").unwrap_err(), CommitError::Lead { days: 1 });
    let nowhere = Course::commit(&frozen(), &NONCE, " ", at(VALUE_AT), at("2026-11-01T00:00:00Z"));
    assert_eq!(nowhere.unwrap_err(), CommitError::Missing { what: "source" });
}

#[test]
fn a_second_draw_on_one_commitment_is_refused() {
    let mut course = committed(&frozen());
    let bundle = reveal(&mut course).unwrap();
    let drawn = State::Drawn { at: at("2026-11-03T14:00:00Z"), seed: bundle.public.seed };
    assert_eq!(course.state(), &drawn);
    assert_eq!(reveal(&mut course).unwrap_err(), RevealError::SecondDraw { at: at("2026-11-03T14:00:00Z") });
    assert_eq!(course.abort("不满意", at("2026-11-04T00:00:00Z")), Err(EndError::Ended { state: "drawn" }));
    assert_eq!(course.void("未公布", at("2027-01-01T00:00:00Z")), Err(EndError::Ended { state: "drawn" }));
    assert_eq!(course.lapse("逾期", at("2027-01-01T00:00:00Z")), Err(EndError::Ended { state: "drawn" }));
    assert_eq!(course.state(), &drawn);
    // Also once it was stored and read again.
    let stored = serde_json::to_string(&course).unwrap();
    let mut again: Course = serde_json::from_str(&stored).unwrap();
    assert!(matches!(reveal(&mut again), Err(RevealError::SecondDraw { .. })));
}

#[test]
fn nothing_else_opens_a_commitment() {
    let late = "2026-11-06T00:00:00Z";
    let open = |frozen: Frozen, nonce: Secret, value: Value, now: &str| {
        let mut course = committed(&self::frozen());
        let refused = course.reveal(frozen, nonce, value, SALT, at(now)).unwrap_err();
        assert_eq!(course.state(), &State::Committed);
        refused
    };
    let published = |text: &str| Value { published_at: at(text), ..value() };
    let wrong = Secret::new([0x12; 32]);
    assert_eq!(open(frozen(), wrong, value(), late), RevealError::Open(OpenError::Nonce));
    let mut others = ten();
    others.population.pop();
    let refused = open(Frozen::new(others).unwrap(), NONCE, value(), late);
    assert!(matches!(refused, RevealError::Open(OpenError::Inputs { .. })));
    assert_eq!(open(frozen(), NONCE, published("2026-11-03T13:14:59Z"), late), RevealError::Open(OpenError::Early));
    assert_eq!(open(frozen(), NONCE, published("2026-11-04T13:15:01Z"), late), RevealError::Open(OpenError::Late));
    assert_eq!(open(frozen(), NONCE, value(), "2026-11-03T13:15:59Z"), RevealError::NotYet);
    for text in ["", " 1", "1\n"] {
        let value = Value { text: text.to_owned(), ..value() };
        assert_eq!(open(frozen(), NONCE, value, late), RevealError::Open(OpenError::Text));
    }
}

#[test]
fn what_nobody_opens_in_time_lapses_and_whoever_looked_states_that_there_was_no_value() {
    let mut course = committed(&frozen());
    let (until, over) = (at("2026-11-04T13:15:00Z"), at("2026-11-04T13:15:01Z"));
    assert_eq!(course.lapse("逾期未揭示", until), Err(EndError::Waiting { until }));
    assert_eq!(course.lapse(" ", over), Err(EndError::Reason));
    course.lapse("逾期未揭示", over).unwrap();
    let lapsed = State::Lapsed { after_value: true, at: over, reason: "逾期未揭示".to_owned() };
    assert_eq!((course.state(), course.state().name()), (&lapsed, "lapsed"), "it does not say that no value came");
    assert_eq!(reveal(&mut course).unwrap_err(), RevealError::Ended { state: "lapsed" });
    assert_eq!(course.abort("再次", over), Err(EndError::Ended { state: "lapsed" }));
    assert_eq!(course.lapse("再次", over), Err(EndError::Ended { state: "lapsed" }));
    // Somebody looks at the source and states what it said.
    let later = at("2026-11-05T00:00:00Z");
    assert_eq!(course.void("", later), Err(EndError::Reason));
    course.void("该期停开", later).unwrap();
    assert_eq!(course.state(), &State::Void { at: later, reason: Some("该期停开".to_owned()) });
    assert_eq!(course.void("再次", later), Err(EndError::Ended { state: "void" }));

    let mut course = committed(&frozen());
    assert_eq!(course.void("该期停开", until), Err(EndError::Waiting { until }));
    course.void("该期停开", over).unwrap();
    assert_eq!(reveal(&mut course).unwrap_err(), RevealError::Ended { state: "void" });
    // What was kept before anybody had to state it is read as it is.
    let kept = r#"{"void":{"at":"2026-11-04T13:15:01Z"}}"#;
    assert_eq!(serde_json::from_str::<State>(kept).unwrap(), State::Void { at: over, reason: None });
}

#[test]
fn a_reason_aborts_a_commitment_and_it_says_whether_the_value_could_be_known() {
    let mut course = committed(&frozen());
    assert_eq!(course.abort("  ", at("2026-11-03T00:00:00Z")), Err(EndError::Reason));
    course.abort("名录有误", at("2026-11-03T00:00:00Z")).unwrap();
    assert_eq!(reveal(&mut course).unwrap_err(), RevealError::Ended { state: "aborted" });
    assert!(matches!(course.state(), State::Aborted { after_value: false, .. }));
    assert_eq!(course.abort("再次", at("2026-11-03T00:00:01Z")), Err(EndError::Ended { state: "aborted" }));

    let mut course = committed(&frozen());
    course.abort("未能揭示", at(VALUE_AT)).unwrap();
    assert!(matches!(course.state(), State::Aborted { after_value: true, .. }));
}

#[test]
fn a_redraw_names_what_it_follows_and_why() {
    let mut earlier = committed(&frozen());
    let again =
        || Course::commit(&frozen(), &NONCE, "双色球 2026128", at("2026-11-09T00:00:00Z"), at(VALUE_AT)).unwrap();
    assert_eq!(again().following(&earlier, "重抽").unwrap_err(), CommitError::Earlier { state: "committed" });
    earlier.abort("名录有误", at("2026-11-03T00:00:00Z")).unwrap();
    assert_eq!(again().following(&earlier, "").unwrap_err(), CommitError::Missing { what: "reason" });
    let follows = again().following(&earlier, "名录已更正").unwrap().commitment().follows.clone().unwrap();
    assert_eq!(follows.commitment, earlier.commitment().hash().unwrap());
    let mut other = ten();
    other.task.id = "another".to_owned();
    let other = Course::commit(&Frozen::new(other).unwrap(), &NONCE, "x", at("2026-11-09T00:00:00Z"), at(VALUE_AT));
    assert!(matches!(other.unwrap().following(&earlier, "重抽"), Err(CommitError::Task { .. })));
    reveal(&mut committed(&frozen())).unwrap();
}

#[test]
fn the_hash_of_a_nonce_does_not_depend_on_its_hexadecimal_form() {
    assert_eq!(NONCE.hash(), Hash::of_bytes(&[0x11; 32]));
}
