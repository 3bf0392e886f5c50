//! What binds a record holds whatever is learnt of it later, and a source that repeats itself says nothing new.

use crate::house::{House, Paper, merchant};
use crate::rows::{cells, file, penalty, with};
use contracts::access::Reach;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Penalty, RecordKind};
use intake::Cells;
use ledger::{Asker, Binding, Bound, Fate, LedgerError, OnRecord, Put, Sent, VersionView};
use std::sync::{Arc, Mutex};
use testkit::{Place, each_backend};

/// Days on which displays are to stop, each with its party and when that was ordered.
type Stops = Arc<Mutex<Vec<(i64, Day, Instant)>>>;

struct Bench {
    house: House,
    stops: Stops,
    key: String,
}

impl Bench {
    /// A ledger of penalties that are bound by a list in memory.
    fn open(place: &Place) -> Self {
        let (house, stops) = (House::open(place), Stops::default());
        house.clock.tick();
        let own = Arc::clone(&stops);
        house.ledger.oblige(move |_, bindings| bind(&own, bindings));
        Self { house, stops, key: String::new() }
    }

    fn row(cells: &[(&str, &str)]) -> Cells {
        with(penalty(merchant(1), "1号"), &[&[("cf_wfxw", "虚假宣传")], cells].concat())
    }

    /// The source says something; what became of it.
    fn told(&mut self, cells: &[(&str, &str)]) -> Fate {
        match self.house.send(RecordKind::Penalty, &[Self::row(cells)]).remove(0) {
            Sent::Kept { fate, key, .. } => {
                self.key = key.as_str().to_owned();
                fate
            }
            Sent::Refused(issue) => panic!("{issue:?}"),
        }
    }

    fn subject(&self, number: u32) -> i64 {
        self.house.ledger.subject(merchant(number), Reach::Everywhere).unwrap()
    }

    fn versions(&self, number: u32) -> Vec<VersionView> {
        self.house.versions(merchant(number), &self.key)
    }

    fn standing(&self, number: u32) -> (VersionView, Penalty) {
        let view = self.versions(number).into_iter().find(|view| view.standing).unwrap();
        let content = serde_json::from_str(&view.content).unwrap();
        (view, content)
    }

    /// Orders a stop, and writes the record anew.
    fn stop(&self, day: &str) -> Result<VersionView, LedgerError> {
        let since = contracts::clock::Clock::now(&*self.house.clock);
        self.stops.lock().unwrap().push((self.subject(1), self.day(day), since));
        self.house.ledger.write_anew((self.subject(1), &self.key), ("house:repair", "准予修复"))
    }

    fn day(&self, text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[track_caller]
    fn is_stopped(&self, conduct: &str) {
        let (view, content) = self.standing(1);
        assert_eq!(content.display_stopped_on, [self.day("2026-05-20")], "{view:?}");
        assert_eq!(content.conduct, conduct);
        assert!(!view.contested);
    }

    fn on(&self, number: u32) -> OnRecord<'_> {
        let version = self.standing(number).0.version;
        OnRecord { code: merchant(number), key: &self.key, version, by: Asker::house("王某"), reason: "核查" }
    }
}

fn bind(stops: &Stops, bindings: &mut [Binding<'_>]) -> Result<(), LedgerError> {
    let mut stops = stops.lock().unwrap();
    for binding in bindings {
        if let Some(from) = binding.moved_from {
            let own: Vec<_> = stops.iter().filter(|(subject, ..)| *subject == from).copied().collect();
            stops.extend(own.into_iter().map(|(_, day, since)| (binding.subject_id, day, since)));
        }
        let own: Vec<_> = stops.iter().filter(|(subject, ..)| *subject == binding.subject_id).collect();
        let Some(since) = own.iter().map(|(.., since)| *since).max() else { continue };
        let mut penalty: Penalty = serde_json::from_str(binding.content)?;
        penalty.display_stopped_on.extend(own.iter().map(|(_, day, _)| *day));
        penalty.display_stopped_on.sort_unstable();
        penalty.display_stopped_on.dedup();
        binding.bound = Some(Bound { content: serde_json::to_string(&penalty)?, since });
    }
    Ok(())
}

const STOP: &str = "2026-05-20";
const FIRST: &str = "2026-05-10T00:00:00+08:00";
const SECOND: &str = "2026-05-30T00:00:00+08:00";

#[test]
fn a_source_that_repeats_itself_every_night_says_nothing_new() {
    each_backend(|place| {
        let mut bench = Bench::open(place);
        assert_eq!(bench.told(&[]), Fate::New);
        let view = bench.stop(STOP).unwrap();
        assert_eq!((view.version, view.actor.as_str(), view.act.as_str()), (2, "house:repair", "correction"));
        for _ in 0..3 {
            assert_eq!(bench.told(&[]), Fate::Repeated, "{}", place.backend);
        }
        assert_eq!(bench.versions(1).len(), 2, "{}", place.backend);
        bench.is_stopped("虚假宣传");
        // What it says anew is bound, and then repeated; so is what it had said before that.
        for (conduct, fate) in [
            ("价格欺诈", Fate::Revised),
            ("价格欺诈", Fate::Repeated),
            ("虚假宣传", Fate::Revised),
            ("虚假宣传", Fate::Repeated),
        ] {
            assert_eq!(bench.told(&[("cf_wfxw", conduct)]), fate, "{} {conduct}", place.backend);
            bench.is_stopped(conduct);
        }
        assert_eq!(bench.versions(1).len(), 4, "{}", place.backend);
    });
}

#[test]
fn a_further_order_adds_one_version_to_what_was_bound_by_the_one_before() {
    each_backend(|place| {
        let mut bench = Bench::open(place);
        bench.told(&[]);
        bench.stop(STOP).unwrap();
        bench.told(&[("cf_wfxw", "价格欺诈")]);
        bench.stop("2026-05-25").unwrap();
        let before = bench.versions(1).len();
        for _ in 0..3 {
            bench.told(&[("cf_wfxw", "价格欺诈")]);
        }
        assert!(bench.versions(1).len() <= before + 1, "{}: {:?}", place.backend, bench.versions(1));
        assert_eq!(bench.standing(1).1.display_stopped_on.len(), 2, "{}", place.backend);
        assert_eq!(bench.told(&[("cf_wfxw", "价格欺诈")]), Fate::Repeated, "{}", place.backend);
    });
}

#[test]
fn a_source_with_an_order_of_its_own_contests_nothing_and_its_next_version_is_bound() {
    each_backend(|place| {
        let mut bench = Bench::open(place);
        bench.told(&[("changed_at", FIRST)]);
        bench.stop(STOP).unwrap();
        for _ in 0..2 {
            assert_eq!(bench.told(&[("changed_at", FIRST)]), Fate::Repeated, "{}", place.backend);
            bench.is_stopped("虚假宣传");
        }
        assert_eq!(bench.versions(1).len(), 2, "{}", place.backend);
        // Something else at the same place comes too late, and does not contradict what stands.
        assert_eq!(bench.told(&[("changed_at", FIRST), ("cf_wfxw", "另一说")]), Fate::Superseded, "{}", place.backend);
        bench.is_stopped("虚假宣传");
        for fate in [Fate::Revised, Fate::Repeated] {
            assert_eq!(bench.told(&[("changed_at", SECOND), ("cf_wfxw", "价格欺诈")]), fate, "{}", place.backend);
            bench.is_stopped("价格欺诈");
        }
    });
}

#[test]
fn history_was_not_known_bound_before_it_was() {
    each_backend(|place| {
        let mut bench = Bench::open(place);
        bench.told(&[("changed_at", FIRST)]);
        bench.stop(STOP).unwrap();
        let worker = bench.house.worker();
        let history = |cells: &[(&str, &str)]| {
            let text = file(&[Bench::row(cells)]);
            bench.house.import(&worker, &Paper { history: true, ..Paper::of(RecordKind::Penalty, &text) });
        };
        history(&[("changed_at", FIRST)]);
        history(&[("changed_at", SECOND), ("cf_wfxw", "价格欺诈")]);
        drop(worker);
        bench.is_stopped("价格欺诈");
        // Long before the order the display was not known to stop, whatever was said of that time since.
        let then = Instant::parse("2026-05-31T00:00:00Z").unwrap();
        let known = bench.house.ledger.versions(merchant(1), &bench.key, Some(then), Reach::Everywhere).unwrap();
        assert!(!known.is_empty() && known.iter().all(|view| !view.content.contains(STOP)), "{known:?}");
    });
}

#[test]
fn an_official_who_empties_it_changes_nothing_and_what_else_is_corrected_stays_bound() {
    each_backend(|place| {
        let mut bench = Bench::open(place);
        bench.told(&[]);
        bench.stop(STOP).unwrap();
        let emptied = cells(&[("display_stopped_on", "")]);
        let refused = bench.house.ledger.correct(bench.on(1), &emptied);
        assert!(matches!(refused, Err(LedgerError::Unfit { .. })), "{}: {refused:?}", place.backend);
        bench.house.ledger.correct(bench.on(1), &with(emptied.clone(), &[("cf_wfxw", "价格欺诈")])).unwrap();
        bench.is_stopped("价格欺诈");
        let (actor, reason) = ("house:holds".to_owned(), "试".to_owned());
        let put = Put { subject_id: bench.subject(1), key: bench.key.clone(), cells: emptied, actor, reason };
        bench.house.ledger.put_cells(&[put]).unwrap();
        bench.is_stopped("价格欺诈");
    });
}

#[test]
fn a_decision_between_contents_keeps_what_binds_both() {
    each_backend(|place| {
        let mut bench = Bench::open(place);
        for conduct in ["价格欺诈", "虚假宣传"] {
            bench.told(&[("changed_at", FIRST), ("cf_wfxw", conduct)]);
        }
        assert!(bench.standing(1).0.contested);
        bench.stop(STOP).unwrap();
        let (view, content) = bench.standing(1);
        assert!(view.contested && !content.display_stopped_on.is_empty(), "{}: {view:?}", place.backend);
        // What the sources say again of the place before adds nothing.
        let before = bench.versions(1).len();
        assert_eq!(bench.told(&[("changed_at", FIRST)]), Fate::Repeated, "{}", place.backend);
        assert_eq!(bench.versions(1).len(), before, "{}", place.backend);
        for conduct in ["虚假宣传", "价格欺诈"] {
            let says = |view: &&VersionView| view.contested && view.content.contains(conduct);
            let Some(chosen) = bench.versions(1).iter().find(says).map(|view| view.version) else { continue };
            bench.house.ledger.decide(bench.on(1), chosen).unwrap();
            bench.is_stopped(conduct);
        }
    });
}

#[test]
fn what_was_taken_back_stays_so_and_a_record_that_is_moved_stays_bound() {
    each_backend(|place| {
        let mut bench = Bench::open(place);
        bench.told(&[]);
        bench.stop(STOP).unwrap();
        bench.house.register.knows(&[merchant(2)]);
        bench.house.ledger.move_to(bench.on(1), merchant(2)).unwrap();
        assert_eq!(bench.standing(2).1.display_stopped_on, [bench.day(STOP)], "{}", place.backend);
        assert!(bench.standing(1).1.withdrawn);
        let gone = bench.stop("2026-05-25");
        assert!(matches!(gone, Err(LedgerError::Unfit { .. })), "{}: {gone:?}", place.backend);
        // The source has heard of it, and says nothing of the stop.
        bench.told(&[("cf_xdr_shxym", merchant(2).as_str()), ("cf_wfxw", "价格欺诈")]);
        let (_, content) = bench.standing(2);
        assert_eq!((content.display_stopped_on.len(), content.conduct.as_str()), (1, "价格欺诈"), "{}", place.backend);
        bench.told(&[("cf_xdr_shxym", merchant(2).as_str()), ("record_state", "withdrawn")]);
        assert!(bench.standing(2).1.withdrawn, "{}", place.backend);
        let nobody = bench.house.ledger.write_anew((bench.subject(2), "penalty:x:y"), ("house:repair", "试"));
        assert!(matches!(nobody, Err(LedgerError::Missing(_))), "{}: {nobody:?}", place.backend);
    });
}

#[test]
fn of_two_who_write_at_once_the_later_one_sees_what_binds() {
    each_backend(|place| {
        let mut bench = Bench::open(place);
        bench.told(&[("cf_wfxw", "0")]);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for round in 1..30 {
                    let row = Bench::row(&[("cf_wfxw", &round.to_string())]);
                    bench.house.send(RecordKind::Penalty, &[row]);
                }
            });
            bench.stop(STOP).unwrap();
        });
        assert_eq!(bench.standing(1).1.display_stopped_on, [bench.day(STOP)], "{}", place.backend);
    });
}
