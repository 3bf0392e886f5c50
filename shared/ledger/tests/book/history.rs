//! Whatever is learnt, however and in whatever order: the version that stands at any instant is the one
//! that `domain::version` picks from scratch from all that counts.

use crate::house::{House, Paper, merchant};
use crate::rows::{cells, file, visit, with};
use contracts::access::Reach;
use contracts::import::JobState;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Inspection, RecordKind};
use domain::version::{SourceRow, Version, heads};
use domain::vocab::InspectionResult;
use intake::Cells;
use ledger::Asker;
use ledger::{LedgerError, OnRecord, VersionView, Worker};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell;
use testkit::{Place, each_backend};

const RESULTS: [InspectionResult; 4] =
    [InspectionResult::I01, InspectionResult::I06, InspectionResult::I07, InspectionResult::I08];
const KEY: &str = "inspection:J1";

/// A row of a source.
#[derive(Clone, Debug)]
struct Said {
    result: usize,
    order: Option<i64>,
    known: Option<i64>,
    withdrawn: bool,
}

#[derive(Clone, Debug)]
enum Step {
    Send(usize, Vec<Said>),
    Import { party: usize, rows: Vec<Said>, history: bool },
    Correct(usize, usize),
    Withdraw(usize),
    Move(usize),
    Decide(usize, usize),
}

fn said() -> impl Strategy<Value = Said> {
    let often_none = || prop::option::weighted(0.6, 0i64..3);
    (0usize..4, often_none(), often_none(), prop::bool::weighted(0.1))
        .prop_map(|(result, order, known, withdrawn)| Said { result, order, known, withdrawn })
}

fn step() -> impl Strategy<Value = Step> {
    let rows = || prop::collection::vec(said(), 1..4);
    prop_oneof![
        3 => (0usize..2, rows()).prop_map(|(party, rows)| Step::Send(party, rows)),
        3 => (0usize..2, rows(), any::<bool>()).prop_map(|(party, rows, history)| Step::Import { party, rows, history }),
        1 => (0usize..2, 0usize..4).prop_map(|(party, result)| Step::Correct(party, result)),
        1 => (0usize..2).prop_map(Step::Withdraw),
        1 => (0usize..2).prop_map(Step::Move),
        1 => (0usize..2, 0usize..6).prop_map(|(party, chosen)| Step::Decide(party, chosen)),
    ]
}

fn ordered_at(order: i64) -> Instant {
    Instant::parse(&format!("2026-05-10T00:00:0{order}Z")).unwrap()
}

fn known_at(known: i64) -> Instant {
    Instant::parse(&format!("2026-05-0{}T00:00:00Z", 7 + known)).unwrap()
}

fn row(code: PartyCode, said: &Said) -> Cells {
    let text = |at: Option<Instant>| at.map_or_else(String::new, |at| at.to_string());
    let state = if said.withdrawn { "withdrawn" } else { "" };
    let (order, known) = (text(said.order.map(ordered_at)), text(said.known.map(known_at)));
    let columns = [("changed_at", order.as_str()), ("known_at", known.as_str()), ("record_state", state)];
    with(visit(code, "J1", RESULTS[said.result].token()), &columns)
}

/// Who hands files in, and who sends rows: sources of their own.
const CLERK: &str = "clerk";
const SENDER: &str = "sender";

/// Everything about one party's record that counts, in the order in which it came, with its source if it has its place by
/// arrival.
#[derive(Clone, Default)]
struct Told(Vec<(Version<Inspection>, Option<&'static str>)>);

impl Told {
    fn newest(&self) -> Option<Option<Instant>> {
        self.0.iter().map(|(version, _)| version.order).max()
    }

    fn contents(&self, place: Option<Option<Instant>>) -> impl Iterator<Item = &Inspection> {
        self.0.iter().filter(move |(v, _)| Some(v.order) == place).map(|(version, _)| &version.content)
    }

    fn put(&mut self, content: Inspection, order: Option<Instant>, known_from: Instant, by: Option<&'static str>) {
        let is_there = self.0.iter().any(|(v, arrived)| {
            (v.order, arrived.is_some()) == (order, by.is_some()) && v.known_from <= known_from && v.content == content
        });
        if !is_there {
            let source = SourceRow { file: 0, row: self.0.len() as u64 };
            self.0.push((Version { content, order, known_from, source }, by));
        }
    }

    /// Rows that came at once from a source.
    fn rows(&mut self, (by, code): (&'static str, PartyCode), rows: &[Said], history: bool, now: Instant) {
        let content = |said: &Said| inspection(code, said.result, said.withdrawn);
        let is_arrival = |said: &Said| said.order.is_none() && !history;
        let known = |said: &Said| match history {
            true => said.known.map_or(Instant::start_of(Day::parse("2026-05-06").unwrap()), known_at),
            false => now,
        };
        for said in rows.iter().filter(|said| !is_arrival(said)) {
            self.put(content(said), said.order.map(ordered_at), known(said), None);
        }
        let arrivals: Vec<Inspection> = rows.iter().filter(|said| is_arrival(said)).map(content).collect();
        // What the source said last, or of one that has not said anything yet what stands.
        let last = self.0.iter().filter(|(_, arrived)| *arrived == Some(by)).map(|(v, _)| v.order).max();
        let place = last.or_else(|| self.newest());
        if !arrivals.iter().all(|new| self.contents(place).any(|old| old == new)) {
            arrivals.into_iter().for_each(|content| self.put(content, Some(now), now, Some(by)));
        }
    }

    /// What an official says, after everything that stands.
    fn act(&mut self, content: Inspection, now: Instant) {
        let after = self.newest().flatten().map_or(now, |at| now.max(Instant::from_micros(at.micros() + 1)));
        self.put(content, Some(after), now, None);
    }

    fn standing(&self, known: Option<Instant>) -> Option<Inspection> {
        let versions: Vec<Version<Inspection>> = self.0.iter().map(|(version, _)| version.clone()).collect();
        heads(&versions, known).unwrap().heads.first().map(|head| versions[*head].content.clone())
    }
}

fn inspection(party: PartyCode, result: usize, withdrawn: bool) -> Inspection {
    Inspection {
        also: Vec::new(),
        visit: None,
        party,
        number: "J1".into(),
        day: Day::parse("2026-05-06").unwrap(),
        result: RESULTS[result],
        case_no: None,
        visit_type: None,
        external_score: None,
        critical_findings: None,
        display_stopped_on: None,
        annulled_on: None,
        withdrawn,
    }
}

fn content(view: &VersionView) -> Inspection {
    serde_json::from_str(&view.content).unwrap()
}

/// Two merchants, each perhaps with the record.
struct Case<'h> {
    house: &'h House,
    worker: &'h Worker,
    parties: [PartyCode; 2],
    told: [Told; 2],
}

impl Case<'_> {
    fn views(&self, party: usize) -> Vec<VersionView> {
        self.house.versions(self.parties[party], KEY)
    }

    fn do_step(&mut self, step: &Step) {
        self.house.clock.forward(1_000_000);
        let now = contracts::clock::Clock::now(self.house.clock.as_ref());
        match step {
            Step::Send(party, rows) => {
                let code = self.parties[*party];
                let cells: Vec<Cells> = rows.iter().map(|said| row(code, said)).collect();
                self.house.send(RecordKind::Inspection, &cells);
                self.told[*party].rows((SENDER, code), rows, false, now);
            }
            Step::Import { party, rows, history } => {
                let code = self.parties[*party];
                let text = file(&rows.iter().map(|said| row(code, said)).collect::<Vec<_>>());
                let paper = Paper { history: *history, ..Paper::of(RecordKind::Inspection, &text) };
                self.told[*party].rows((CLERK, code), rows, *history, now);
                // A second time it says nothing new.
                for _ in 0..2 {
                    assert_eq!(self.house.import(self.worker, &paper).state, JobState::Done);
                    self.house.clock.forward(1);
                }
            }
            Step::Correct(party, result) => {
                let cells = cells(&[("result", RESULTS[*result].token())]);
                if let Some(stood) = self.act(*party, |house, on| house.ledger.correct(on, &cells)) {
                    let new = Inspection { result: RESULTS[*result], ..content(&stood) };
                    self.told[*party].act(new, now);
                }
            }
            Step::Withdraw(party) => {
                if let Some(stood) = self.act(*party, |house, on| house.ledger.withdraw(on)) {
                    self.told[*party].act(Inspection { withdrawn: true, ..content(&stood) }, now);
                }
            }
            Step::Move(party) => {
                let (from, to) = (*party, 1 - *party);
                let code = self.parties[to];
                if let Some(stood) = self.act(from, |house, on| house.ledger.move_to(on, code)) {
                    // Its own place, or directly behind what stands there.
                    let behind = |place: Option<Instant>| place.map_or(i64::MIN, |at| at.micros() + 1);
                    let there = self.told[to].newest().map(|place| Instant::from_micros(behind(place)));
                    let place = self.told[from].newest().flatten().max(there);
                    self.told[from].act(Inspection { withdrawn: true, ..content(&stood) }, now);
                    self.told[to].put(Inspection { party: code, ..content(&stood) }, place, now, None);
                }
            }
            Step::Decide(party, chosen) => {
                let views = self.views(*party);
                let Some(chosen) = views.get(*chosen).cloned() else { return };
                if self.act(*party, |house, on| house.ledger.decide(on, chosen.version)).is_some() {
                    let after = chosen.changed_at.map_or(i64::MIN, |at| at.micros() + 1);
                    self.told[*party].put(content(&chosen), Some(Instant::from_micros(after)), now, None);
                }
            }
        }
    }

    /// Acts on what stands; what stood if something was done.
    fn act(
        &self,
        party: usize,
        act: impl FnOnce(&House, OnRecord<'_>) -> Result<(), LedgerError>,
    ) -> Option<VersionView> {
        let stood = self.views(party).into_iter().find(|view| view.standing)?;
        let on = OnRecord {
            code: self.parties[party],
            key: KEY,
            version: stood.version,
            by: Asker::house("王某"),
            reason: "核查",
        };
        match act(self.house, on) {
            Ok(()) => Some(stood),
            Err(LedgerError::Unfit { .. }) => None,
            Err(error) => panic!("{error}"),
        }
    }

    fn check(&self) {
        for (code, told) in self.parties.iter().zip(&self.told) {
            let views = self.house.versions(*code, KEY);
            assert_eq!(
                views.iter().map(|view| view.version).collect::<Vec<_>>(),
                (1..=count(told)).collect::<Vec<_>>()
            );
            assert_eq!(views.iter().filter(|view| view.standing).count(), usize::from(!views.is_empty()));
            let newest: Vec<&Inspection> = told.contents(told.newest()).collect();
            let is_contested = newest.iter().any(|content| content != &newest[0]);
            assert!(views.iter().filter(|view| view.standing).all(|view| view.contested == is_contested));
            let known = told.0.iter().map(|(version, _)| version.known_from.micros());
            let instants = known.flat_map(|at| [at - 1, at]).map(|at| Some(Instant::from_micros(at)));
            for at in instants.chain([None]) {
                let then = match self.house.ledger.versions(*code, KEY, at, Reach::Everywhere) {
                    Ok(views) => views.into_iter().find(|view| view.standing),
                    Err(LedgerError::Missing(_)) => None,
                    Err(error) => panic!("{error}"),
                };
                let stood = then.map(|view| content(&view)).filter(|content| !content.withdrawn);
                assert_eq!(stood, told.standing(at), "known at {at:?}");
            }
        }
    }
}

fn count(told: &Told) -> i32 {
    i32::try_from(told.0.len()).unwrap()
}

#[test]
fn the_version_that_stands_is_the_one_picked_from_scratch() {
    each_backend(|place| {
        let house = House::open(place);
        let worker = house.worker();
        let next = Cell::new(0);
        let mut runner = TestRunner::new(Config { cases: 64, failure_persistence: None, ..Config::default() });
        let steps = prop::collection::vec(step(), 1..10);
        let tried = runner.run(&steps, |steps| {
            let number = next.replace(next.get() + 2);
            let parties = [merchant(number), merchant(number + 1)];
            house.register.knows(&parties);
            let mut case = Case { house: &house, worker: &worker, parties, told: Default::default() };
            for step in &steps {
                case.do_step(step);
                case.check();
            }
            Ok(())
        });
        if let Err(error) = tried {
            panic!("{}: {error}", place.backend);
        }
    });
}

/// The order in which rows arrive never matters where the source says its order.
#[test]
fn ordered_rows_give_the_same_whatever_their_order_of_arrival() {
    let rows = [(0, 2), (1, 0), (2, 1), (3, 2), (0, 0)].map(|(result, order)| Said {
        result,
        order: Some(order),
        known: None,
        withdrawn: false,
    });
    each_backend(|place| {
        let standing = |place: &Place, rows: &mut dyn Iterator<Item = &Said>| {
            let house = House::open(place);
            for said in rows {
                house.clock.forward(1);
                house.send(RecordKind::Inspection, &[row(merchant(1), said)]);
            }
            let views = house.versions(merchant(1), KEY);
            let view = views.iter().find(|view| view.standing).unwrap();
            (content(view), view.contested, view.changed_at, views.len())
        };
        let other = if place.backend == "sqlite" { Place::sqlite() } else { Place::postgres() };
        let forwards = standing(place, &mut rows.iter());
        assert_eq!(forwards, standing(&other, &mut rows.iter().rev()));
        assert_eq!((forwards.1, forwards.2), (true, Some(ordered_at(2))), "two contents at the newest place");
    });
}
