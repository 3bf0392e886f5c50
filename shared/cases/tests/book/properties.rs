//! Whatever is tried, in whatever order and with restarts between: what is kept is what the steps say.

use super::*;
use cases::DueWanted;
use proptest::prelude::*;
use statute::clock::State;
use statute::procedure::{Case, Taken};
use std::collections::BTreeMap;

/// A step of a random course: in which case, which of all, how many days later, by which of few people, with what it
/// needs or not, and whether the book is opened again before.
type Tried = (usize, usize, i32, usize, bool, bool);

fn tries() -> impl Strategy<Value = Vec<Tried>> {
    let (again, has_all) = (prop::bool::weighted(0.05), prop::bool::weighted(0.9));
    prop::collection::vec((0..3_usize, 0..40_usize, 0..6_i32, 0..3_usize, has_all, again), 1..25)
}

/// What is expected of a case: its number, procedure and steps.
struct Model {
    case_no: i64,
    name: &'static str,
    history: Vec<Taken>,
}

impl Model {
    fn case(&self) -> Case<'_> {
        Case { procedure: procedure(self.name), offices: OFFICES, history: &self.history }
    }
}

fn agrees(office: &Office, model: &Model) -> Result<(), TestCaseError> {
    let file = office.book.file(model.case_no, &Sight::EVERYWHERE).unwrap();
    prop_assert_eq!(Some(file.stage.as_str()), model.case().stage());
    prop_assert_eq!(usize::try_from(file.steps).unwrap(), model.history.len());
    let steps = office.book.steps(model.case_no, &Sight::EVERYWHERE).unwrap();
    let days = BTreeMap::new;
    let kept =
        steps.into_iter().map(|step| Taken { step: step.step, on: step.on, by: step.by, law: step.law, days: days() });
    let kept: Vec<Taken> = kept.collect();
    prop_assert_eq!(&kept, &model.history);
    prop_assert_eq!(office.book.differences(model.case_no).unwrap(), Vec::<String>::new());
    Ok(())
}

/// What every list of time limits says is what the law reads of the steps on the day.
fn lists_agree(office: &Office, models: &[Model], today: Day) -> Result<(), TestCaseError> {
    // What is done is open no more, even where it is not known yet whether that was in time.
    let mut read: Vec<((i64, i32, String, State), bool)> = Vec::new();
    for model in models {
        let limits = model.case().limits().into_iter().zip(1..);
        read.extend(limits.map(|(limit, number)| {
            let reading = LIMITS.reading(limit.clock, limit.selected_on, &limit.course, today).unwrap();
            ((model.case_no, number, limit.clock.to_owned(), reading.state), limit.course.stop.is_some())
        }));
    }
    let states = [None].into_iter().chain(State::ALL.iter().map(|(state, ..)| Some(*state)));
    for state in states {
        let wanted = DueWanted { state, ..DueWanted::open(Sight::EVERYWHERE, 1_000) };
        let (listed, _) = office.book.deadlines(&wanted).unwrap();
        let listed = listed.into_iter().map(|due| (due.case_no, due.number, due.clock, due.state));
        let is_shown = |found: State, is_done: bool| match state {
            None => !is_done && found != State::Ended,
            Some(state) => found == state,
        };
        let shown = read.iter().filter(|((.., found), is_done)| is_shown(*found, *is_done));
        let expected: BTreeSet<_> = shown.map(|(limit, _)| limit.clone()).collect();
        prop_assert_eq!(listed.collect::<BTreeSet<_>>(), expected, "{:?}", state);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn what_is_kept_is_what_the_steps_say(
        first in 0..PROCEDURES.all().count(),
        on_postgres in prop::bool::weighted(0.4),
        tried in tries(),
    ) {
        let place = if on_postgres { Place::postgres() } else { Place::sqlite() };
        // Some of the days lie in a year whose working days are not all known.
        let mut on = if first % 2 == 0 { day("2026-04-07") } else { day("2026-12-18") };
        let mut office = Office::open(&place, &on.to_string());
        let mut models = Vec::new();
        for at in 0..3_usize {
            let (name, procedure) = PROCEDURES.all().nth((first + at) % PROCEDURES.all().count()).unwrap();
            let opens = procedure.on(on).value.out_of(None).next().unwrap();
            let act = act(name, &opens.id, &on.to_string(), "shop");
            let by = act.by.clone();
            let subject_id = i64::try_from(at).unwrap() + 1;
            let file = office.book.begin(&opening(subject_id, name, act), &FINE).unwrap();
            let law = procedure.on(on).basis.by.to_owned();
            let history = vec![Taken { step: opens.id.clone(), on, by, law, days: BTreeMap::new() }];
            models.push(Model { case_no: file.case_no, name, history });
        }
        for (which, step, later, who, has_all, again) in tried {
            if again {
                drop(office);
                office = Office::open(&place, &on.to_string());
            }
            on = on.plus_days(later);
            office.clock.set(on);
            let model = &mut models[which];
            let ruling = procedure(model.name).governing(&model.history, on);
            let (way, law) = (ruling.value, ruling.basis.by.to_owned());
            let step = &way.steps()[step % way.steps().len()];
            let mut act = act(model.name, &step.id, &on.to_string(), ["wang", "li", "shop"][who]);
            if !has_all {
                act.stated.clear();
            }
            let by = act.by.clone();
            let file = office.book.file(model.case_no, &Sight::EVERYWHERE).unwrap();
            let before = office.rows();
            match office.book.take(&taking(&file, act), &FINE) {
                Ok(file) => {
                    prop_assert_eq!(&file.stage, &step.to);
                    model.history.push(Taken { step: step.id.clone(), on, by, law, days: BTreeMap::new() });
                    prop_assert_eq!(office.rows()[1], before[1] + 1);
                }
                Err(CaseError::Refused(refused)) => {
                    prop_assert!(!refused.is_empty());
                    prop_assert_eq!(office.rows(), before);
                }
                Err(other) => return Err(TestCaseError::fail(other.to_string())),
            }
            agrees(&office, &models[which])?;
            lists_agree(&office, &models, on)?;
        }
        for model in &models {
            agrees(&office, model)?;
        }
    }
}
