//! The service with a registry of two, and what it is told.

use complaints::Views;
use contracts::clock::Clock;
use contracts::port::{Marked, Merchants, PortError, Registration, Subjects};
use db::Pools;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::industry::Industry;
use domain::instant::Instant;
use domain::record::{MerchantKind, RecordKind};
use intake::Cells;
use intake::layout::Layout;
use ledger::{Asker, Desk, Sent};
use policy::library::Library;
use statute::duties::Limits;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use testkit::{Marking, Place};

/// A second passes each time it is looked at.
pub(crate) struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.fetch_add(1_000_000, Ordering::Relaxed))
    }
}

/// Two shops; the first moved from 371502 to 371581 on 2026-08-10.
pub(crate) struct Registry;

pub(crate) const MOVED: &str = "91371500795315494U";
pub(crate) const STAYS: &str = "91371581999990010K";

impl Subjects for Registry {
    fn resolve(&self, codes: &[PartyCode]) -> Result<Vec<i64>, PortError> {
        Ok(codes.iter().map(|code| if code.as_str() == MOVED { 1 } else { 2 }).collect())
    }

    fn find(&self, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, PortError> {
        Ok(self.resolve(codes)?.into_iter().map(Some).collect())
    }
}

impl Merchants for Registry {
    fn registered(
        &self,
        codes: &[PartyCode],
        known_at: Option<Instant>,
    ) -> Result<Vec<Option<Registration>>, PortError> {
        let moved_at = Instant::start_of(Day::parse("2026-08-10").unwrap());
        let registration = |code: &PartyCode| {
            let is_first = code.as_str() == MOVED;
            // The second one was registered here only when this year's files were loaded.
            let loaded_at = Instant::start_of(Day::parse("2026-09-01").unwrap());
            if !is_first && known_at.is_some_and(|at| at < loaded_at) {
                return None;
            }
            let was_before = is_first && known_at.is_some_and(|at| at < moved_at);
            Some(Registration {
                code: *code,
                name: "店".to_owned(),
                kind: MerchantKind::Enterprise,
                area: AreaCode::parse(if was_before { "371502" } else { "371581" }).unwrap(),
                industry: Industry::parse(if is_first { "6210" } else { "5211" }).unwrap(),
                active: true,
                registered_on: None,
            })
        };
        Ok(codes.iter().map(registration).collect())
    }
}

pub(crate) struct Office {
    pub(crate) desk: Arc<Desk>,
    pub(crate) views: Views,
    hands: Arc<Ticking>,
    /// What stands beside its filings.
    pub(crate) marks: Arc<Marking>,
}

impl Office {
    pub(crate) fn open(place: &Place) -> Self {
        Self::open_on(place, "2026-11-28")
    }

    /// On a day, from noon on.
    pub(crate) fn open_on(place: &Place, day: &str) -> Self {
        Self::open_by(place, day, &Library::shipped().unwrap())
    }

    /// By policy of its own.
    pub(crate) fn open_by(place: &Place, day: &str, library: &Library) -> Self {
        let noon = Instant::start_of(Day::parse(day).unwrap()).micros() + 12 * 3_600_000_000;
        let hands = Arc::new(Ticking(AtomicI64::new(noon)));
        let clock: Arc<dyn Clock> = hands.clone();
        let limits = Arc::new(Limits::of(library).unwrap());
        let registry = Arc::new(Registry);
        let desk =
            complaints::open(place.location(), Pools::default(), Arc::clone(&clock), registry, Arc::clone(&limits));
        let desk = desk.unwrap();
        let marks = Arc::new(Marking::default());
        let marked: Arc<dyn Marked> = marks.clone();
        desk.know_marks(&marked);
        let views = Views::new(Arc::clone(&desk.ledger), &limits, library, Arc::new(Registry), clock).unwrap();
        Self { desk, views, hands, marks }
    }

    /// Its clock.
    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        self.hands.clone()
    }

    /// It becomes another day.
    pub(crate) fn turns_to(&self, day: Day) {
        self.hands.0.store(Instant::start_of(day).micros(), Ordering::SeqCst);
    }

    /// Days pass.
    pub(crate) fn wait(&self, days: i64) {
        self.hands.0.fetch_add(days * 86_400_000_000, Ordering::SeqCst);
    }

    pub(crate) fn send(&self, kind: RecordKind, cells: &[(&str, &str)]) {
        let cells: Cells = cells.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect();
        let sent = self.desk.ledger.send(Layout::of(kind), &[cells], false, Asker::house("clerk")).unwrap();
        assert!(matches!(sent[..], [Sent::Kept { .. }]), "{sent:?}");
    }

    /// A complaint that is to end by 2026-10-02, a holiday, or 2026-10-08.
    pub(crate) fn complaint(&self, party: &str, number: &str, more: &[(&str, &str)]) {
        let usual = [("received_on", "2026-08-03"), ("accepted_on", "2026-08-03")];
        let is_said = |id: &str| more.iter().any(|(other, _)| *other == id);
        let usual = usual.into_iter().filter(|(id, _)| !is_said(id));
        let cells: Vec<(&str, &str)> = [("code", party), ("number", number)].into_iter().chain(usual).collect();
        self.send(RecordKind::Complaint, &[&cells[..], more].concat());
    }

    /// Takes in what was written. On PostgreSQL nothing is followed before every older transaction of the server has
    /// ended.
    pub(crate) fn level(&self) {
        let begun = std::time::Instant::now();
        while !self.views.is_level().unwrap() {
            self.views.take_in(Duration::from_millis(10)).unwrap();
            assert!(begun.elapsed() < Duration::from_secs(60), "the filings do not become level");
        }
    }
}
