//! Ratios of what stands, on both databases: each figure is exactly the filings into which it opens.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use complaints::{By, Counting, FilingCounted, Opened, Statistics, StatisticsError, Views};
use contracts::access::Reach;
use contracts::clock::Clock;
use contracts::port::{Merchants, PortError, Registration, Subjects};
use db::Pools;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::industry::Industry;
use domain::instant::Instant;
use domain::record::{MerchantKind, RecordKind};
use intake::Cells;
use intake::layout::Layout;
use ledger::{Asker, Desk, OnRecord, Sent};
use ratios::Measure;
use statute::duties::Limits;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use testkit::{Place, each_backend};

/// A second passes each time it is looked at.
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.fetch_add(1_000_000, Ordering::Relaxed))
    }
}

/// Two shops; the first moved from 371502 to 371581 on 2026-08-10.
struct Registry;

const MOVED: &str = "91371500795315494U";
const STAYS: &str = "91371581999990010K";

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
            let was_before = is_first && known_at.is_some_and(|at| at < moved_at);
            Some(Registration {
                code: *code,
                name: "店".to_owned(),
                kind: MerchantKind::Enterprise,
                area: AreaCode::parse(if was_before { "371502" } else { "371581" }).unwrap(),
                industry: Industry::parse(if is_first { "6210" } else { "5211" }).unwrap(),
            })
        };
        Ok(codes.iter().map(registration).collect())
    }
}

struct Office {
    desk: Arc<Desk>,
    views: Views,
    statistics: Arc<Statistics>,
}

impl Office {
    fn open(place: &Place) -> Self {
        let noon = Instant::start_of(Day::parse("2026-11-28").unwrap()).micros() + 12 * 3_600_000_000;
        let clock: Arc<dyn Clock> = Arc::new(Ticking(AtomicI64::new(noon)));
        let limits = Arc::new(Limits::shipped().unwrap());
        let registry = Arc::new(Registry);
        let desk =
            complaints::open(place.location(), Pools::default(), Arc::clone(&clock), registry, Arc::clone(&limits));
        let desk = desk.unwrap();
        let views = Views::new(Arc::clone(&desk.ledger), limits, Arc::new(Registry), clock).unwrap();
        Self { desk, statistics: Arc::clone(&views.statistics), views }
    }

    fn send(&self, kind: RecordKind, cells: &[(&str, &str)]) {
        let cells: Cells = cells.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect();
        let sent = self.desk.ledger.send(Layout::of(kind), &[cells], false, Asker::house("clerk")).unwrap();
        assert!(matches!(sent[..], [Sent::Kept { .. }]), "{sent:?}");
    }

    /// A complaint that is to end by 2026-10-02, a holiday, or 2026-10-08.
    fn complaint(&self, party: &str, number: &str, more: &[(&str, &str)]) {
        let cells = [("code", party), ("number", number), ("received_on", "2026-08-03"), ("accepted_on", "2026-08-03")];
        self.send(RecordKind::Complaint, &[&cells[..], more].concat());
    }

    /// Takes in what was written. On PostgreSQL nothing is followed before every older transaction of the server has
    /// ended.
    fn level(&self) {
        let begun = std::time::Instant::now();
        while !self.views.is_level().unwrap() {
            self.views.take_in(Duration::from_millis(10)).unwrap();
            assert!(begun.elapsed() < Duration::from_secs(60), "the filings do not become level");
        }
    }

    /// Value, of how many, and how many were good, of each group of a ratio.
    fn told(&self, measure: Measure, by: Option<By>) -> Vec<(Option<String>, u64, u64)> {
        let ratios = self.statistics.ratios(&counting(measure, by)).unwrap();
        let all: Vec<FilingCounted> = self.opened(measure, by, None);
        let told: Vec<_> =
            ratios.ratios.into_iter().map(|ratio| (ratio.value, ratio.figure.of, ratio.figure.good)).collect();
        let of: u64 = told.iter().map(|(_, of, _)| of).sum();
        assert_eq!(all.iter().filter(|counted| counted.share.of).count() as u64, of, "it opens into what it counts");
        told
    }

    fn opened(&self, measure: Measure, by: Option<By>, group: Option<Option<String>>) -> Vec<FilingCounted> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let opened = Opened { counting: counting(measure, by), group: group.clone(), good: None, after, limit: 2 };
            let (page, next) = self.statistics.open(&opened).unwrap();
            all.extend(page);
            after = next;
            if after.is_none() {
                return all;
            }
        }
    }
}

fn counting(measure: Measure, by: Option<By>) -> Counting {
    Counting { measures: vec![measure], from: None, to: None, as_of: None, by, reach: Reach::Everywhere }
}

fn known(value: &str, of: u64, good: u64) -> (Option<String>, u64, u64) {
    (Some(value.to_owned()), of, good)
}

#[test]
fn a_figure_is_split_and_opens_into_its_filings() {
    each_backend(|place| {
        let office = Office::open(place);
        let reading = office.statistics.ratios(&counting(Measure::K1, None));
        assert!(matches!(reading, Err(StatisticsError::Reading)), "{}: before anything is read", place.backend);
        office.level();
        let none = office.told(Measure::K1, None);
        assert_eq!(none, [(None, 0, 0)], "no data, and it says so");
        let closed = [("closed_on", "2026-10-08"), ("outcome", "MEDIATED")];
        let here = [("office_area", "371502"), ("source", "12315"), ("office", "A")];
        office.complaint(MOVED, "1", &[&closed[..], &here].concat());
        office.complaint(MOVED, "2", &here);
        office.complaint(STAYS, "3", &[&closed[..], &[("office_area", "371581"), ("source", "12345")]].concat());
        office.complaint(STAYS, "4", &[("duplicate", "是")]);
        office.complaint(STAYS, "5", &[]);
        office.level();
        assert_eq!(office.told(Measure::K1, None), [(None, 4, 2)]);
        let by_area = [known("371502", 2, 1), known("371581", 1, 1), (None, 1, 0)];
        assert_eq!(office.told(Measure::K1, Some(By::OfficeArea)), by_area);
        assert_eq!(
            office.told(Measure::K1, Some(By::Source)),
            [known("12315", 2, 1), known("12345", 1, 1), (None, 1, 0)]
        );
        assert_eq!(office.told(Measure::K1, Some(By::Month)), [known("2026-10", 4, 2)]);
        // Where the merchant was on the day of receipt, not where it is now.
        assert_eq!(office.told(Measure::K1, Some(By::MerchantArea)), [known("371502", 2, 1), known("371581", 2, 1)]);
        assert_eq!(office.told(Measure::K1, Some(By::Industry)), [known("F", 2, 1), known("H", 2, 1)]);
        let unknown = office.opened(Measure::K1, Some(By::OfficeArea), Some(None));
        let keys: Vec<&str> = unknown.iter().map(|counted| counted.key.as_str()).collect();
        assert_eq!(keys, ["complaint:5"]);
    });
}

#[test]
fn what_changes_is_counted_anew_and_what_is_taken_back_no_more() {
    each_backend(|place| {
        let office = Office::open(place);
        office.complaint(MOVED, "1", &[]);
        office.level();
        assert_eq!(office.told(Measure::K1, None), [(None, 1, 0)], "{}", place.backend);
        office.complaint(MOVED, "1", &[("closed_on", "2026-09-01"), ("outcome", "SELF_SETTLED")]);
        office.level();
        assert_eq!(office.told(Measure::K1, None), [(None, 1, 1)]);
        assert_eq!(office.told(Measure::K4, None), [(None, 1, 1)]);
        let (code, key) = (PartyCode::parse(MOVED).unwrap(), "complaint:1");
        let seen = office.desk.ledger.versions(code, key, None, Reach::Everywhere).unwrap();
        let version = seen.iter().find(|view| view.standing).unwrap().version;
        let on = OnRecord { code, key, version, by: Asker::house("clerk"), reason: "登记有误" };
        office.desk.ledger.withdraw(on).unwrap();
        office.level();
        assert_eq!(office.told(Measure::K1, None), [(None, 0, 0)]);
        // Another process that reads it anew counts the same.
        let again = Office::open(place);
        again.level();
        assert_eq!(again.told(Measure::K1, None), [(None, 0, 0)]);
    });
}

#[test]
fn a_case_that_grew_out_of_several_filings_is_one() {
    each_backend(|place| {
        let office = Office::open(place);
        let filed = [("case_no", "聊市监立〔2026〕1号"), ("case_filed_on", "2026-09-07")];
        let decided = [("decided_on", "2026-08-20"), ("decision", "filed")];
        for number in ["1", "2"] {
            let report = [("code", MOVED), ("report_no", number), ("received_on", "2026-08-03")];
            office.send(RecordKind::Report, &[&report[..], &decided, &filed].concat());
        }
        office.complaint(STAYS, "3", &[&filed[..], &[("closed_on", "2026-09-01"), ("outcome", "T3")]].concat());
        office.level();
        assert_eq!(office.told(Measure::K5, None), [(None, 3, 1)], "{}", place.backend);
        assert_eq!(office.told(Measure::K2, None), [(None, 2, 2)]);
        assert_eq!(office.opened(Measure::K5, None, None).len(), 6, "each adds by its end, and by the case");
    });
}

#[test]
fn a_period_that_cannot_be_is_refused() {
    each_backend(|place| {
        let office = Office::open(place);
        office.level();
        let day = |text| Some(Day::parse(text).unwrap());
        for wrong in [
            Counting { as_of: day("2026-11-29"), ..counting(Measure::K1, None) },
            Counting { from: day("2026-03-01"), to: day("2026-02-01"), ..counting(Measure::K1, None) },
        ] {
            assert!(matches!(office.statistics.ratios(&wrong), Err(StatisticsError::Period(..))), "{wrong:?}");
        }
        let past = Counting { as_of: day("2025-03-01"), ..counting(Measure::K1, None) };
        let period = office.statistics.ratios(&past).unwrap().period;
        assert_eq!((Some(period.from), Some(period.to)), (day("2025-01-01"), day("2025-03-01")), "the year until then");
    });
}
