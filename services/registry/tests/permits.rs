//! Permits that run out and annual reports, on both databases: what is listed is what stands of the merchant, whichever
//! record came when.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use contracts::access::Reach;
use contracts::clock::Clock;
use db::Pools;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::RecordKind;
use intake::Cells;
use intake::layout::Layout;
use ledger::{Asker, DueWanted, OnRecord, Sent};
use policy::library::Library;
use registry::Registry;
use statute::clock::State;
use statute::duties::Limits;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use testkit::{Place, each_backend};

/// A clock that is set.
#[derive(Default)]
struct Hands(AtomicI64);

impl Hands {
    fn set(&self, text: &str) {
        self.0.store(Instant::parse(text).unwrap().micros(), Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> Instant {
        // Each look is a microsecond later.
        Instant::from_micros(self.0.fetch_add(1, Ordering::SeqCst))
    }
}

/// The law, with working days of years that are not published yet: without them no report is known to be late.
fn limits() -> Limits {
    let year = |year: i32| format!("year = {year}\noff = []\n[source]\ntitle = \"t\"\npublished = 2026-11-30\n");
    let years = [("calendar/2027.toml", year(2027)), ("calendar/2028.toml", year(2028))];
    let library = Library::shipped().unwrap();
    let library = library.overlaid(years.iter().map(|(path, text)| (*path, text.as_str()))).unwrap();
    Limits::of(&library).unwrap()
}

struct House {
    registry: Registry,
    hands: Arc<Hands>,
    limits: Limits,
}

impl House {
    fn open(place: &Place, now: &str) -> Self {
        let hands = Arc::new(Hands::default());
        hands.set(now);
        let clock = Arc::clone(&hands) as Arc<dyn Clock>;
        let registry = Registry::open(place.location(), Pools::default(), clock, Arc::new(limits())).unwrap();
        Self { registry, hands, limits: limits() }
    }

    fn send(&self, kind: RecordKind, pairs: &[(&str, &str)]) {
        let row: Cells = pairs.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect();
        let sent = self.registry.desk.ledger.send(Layout::of(kind), &[row], false, Asker::house("clerk")).unwrap();
        assert!(matches!(sent[..], [Sent::Kept { .. }]), "{sent:?}");
    }

    fn permit(&self, number: &str, from: &str, until: &str) {
        let name = ("permit_name", "食品经营许可证");
        let pairs = [("code", code().as_str()), ("kind", "permit"), ("office", "区局"), ("document_no", number)]
            .map(|(id, text)| (id, text.to_owned()));
        let mut pairs: Vec<(&str, &str)> = pairs.iter().map(|(id, text)| (*id, text.as_str())).collect();
        pairs.extend([("from", from), ("until", until), name]);
        self.send(RecordKind::Standing, &pairs);
    }

    fn report(&self, number: &str, on: &str) {
        let code = code();
        let kind = ("kind", "annual_report");
        let pairs = [("code", code.as_str()), kind, ("office", "区局"), ("document_no", number), ("from", on)];
        self.send(RecordKind::Standing, &pairs);
    }

    fn merchant(&self, more: &[(&str, &str)]) {
        let code = code();
        let mut pairs = vec![("code", code.as_str()), ("name", "甲"), ("kind", "个体工商户"), ("area", "371502")];
        pairs.extend([("industry", "6210"), ("registered_on", "2015-01-01")]);
        pairs.extend(more);
        self.send(RecordKind::Merchant, &pairs);
    }

    /// Number of the record behind each, its state and its last day.
    fn due(&self, clock: &str) -> Vec<(String, State, String)> {
        let ledger = &self.registry.desk.ledger;
        ledger.take_deadlines_over(&self.limits).unwrap();
        let begun = std::time::Instant::now();
        while !ledger.knows_deadlines(&self.limits).unwrap() {
            ledger.follow_deadlines(&self.limits, Duration::ZERO).unwrap();
            assert!(begun.elapsed() < Duration::from_secs(60), "the time limits never become level");
        }
        let of = |state| {
            let wanted = DueWanted { clock: Some(clock.to_owned()), state, limit: 100, ..DueWanted::default() };
            ledger.deadlines(&wanted, Reach::Everywhere).unwrap().0
        };
        let states = [None, Some(State::Met), Some(State::MetLate), Some(State::Ended)];
        let all = states.into_iter().flat_map(of).map(|due| {
            let number = due.key.rsplit('/').next().unwrap().to_owned();
            (number, due.state, due.last_on.unwrap().to_string())
        });
        all.collect()
    }
}

fn code() -> PartyCode {
    PartyCode::parse("91371500795315494U").unwrap()
}

fn one(number: &str, state: State, last: &str) -> (String, State, String) {
    (number.to_owned(), state, last.to_owned())
}

#[test]
fn a_permit_runs_out_on_its_day_and_its_renewal_meets_it() {
    each_backend(|place| {
        let house = House::open(place, "2026-11-29T04:00:00Z");
        house.permit("1号", "2021-12-01", "2026-11-30");
        let due = || house.due("permit_expiry");
        assert_eq!(due(), [one("1号", State::Running, "2026-11-30")], "{}", place.backend);
        house.hands.set("2026-11-30T04:00:00Z");
        assert_eq!(due(), [one("1号", State::Due, "2026-11-30")]);
        house.hands.set("2026-12-01T04:00:00Z");
        assert_eq!(due(), [one("1号", State::Overdue, "2026-11-30")], "{}", place.backend);
        // What comes in later says that it was renewed in time; the renewal runs out itself.
        house.permit("2号", "2026-11-30", "2031-11-29");
        let renewed = [one("2号", State::Running, "2031-11-29"), one("1号", State::Met, "2026-11-30")];
        assert_eq!(due(), renewed, "{}", place.backend);
        // Taken back, it renews nothing.
        let by = Asker::house("王某");
        let key = "standing:permit/区局/2号";
        house.registry.desk.ledger.withdraw(OnRecord { code: code(), key, version: 1, by, reason: "误录" }).unwrap();
        assert_eq!(due(), [one("1号", State::Overdue, "2026-11-30")], "{}", place.backend);
        // Under its own number it lasts longer.
        house.permit("1号", "2021-12-01", "2031-11-30");
        assert_eq!(due(), [one("1号", State::Running, "2031-11-30")], "{}", place.backend);
        // Whoever is gone needs none.
        house.merchant(&[("status", "注销"), ("status_from", "2026-11-20")]);
        assert_eq!(due(), [one("1号", State::Ended, "2031-11-30")], "{}", place.backend);
    });
}

#[test]
fn a_report_that_is_filed_meets_its_year_and_the_next_one_is_due() {
    each_backend(|place| {
        let house = House::open(place, "2027-07-01T04:00:00Z");
        let due = || house.due("annual_report");
        house.merchant(&[]);
        let number = code().to_string();
        let own = |state, last: &str| (format!("merchant:{number}"), state, last.to_owned());
        assert_eq!(due(), [own(State::Overdue, "2027-06-30")], "{}", place.backend);
        house.report("2026年度", "2027-06-30");
        let filed = one("2026年度", State::Met, "2027-06-30");
        assert_eq!(due(), [own(State::Running, "2028-06-30"), filed], "{}", place.backend);
        let by = Asker::house("王某");
        let key = "standing:annual_report/区局/2026年度";
        house.registry.desk.ledger.withdraw(OnRecord { code: code(), key, version: 1, by, reason: "误录" }).unwrap();
        assert_eq!(due(), [own(State::Overdue, "2027-06-30")], "{}", place.backend);
    });
}
