//! A ledger of penalties, visits and complaints with a clock that is set and a registry in memory.

use contracts::access::Reach;
use contracts::clock::Clock;
use contracts::import::{Job, JobState};
use contracts::port::{Marked, PortError, Subjects};
use db::{Database, Location, Pools};
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::RecordKind;
use intake::Cells;
use intake::layout::Layout;
use ledger::Asker;
use ledger::{Handed, Ledger, LedgerError, Registered, Sent, VersionView, Worker};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant as Moment};
use testkit::{Marking, Place};

/// Longest that a test waits for something that happens by itself.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

const KINDS: &[RecordKind] = &[RecordKind::Penalty, RecordKind::Inspection, RecordKind::Complaint];

/// A clock that is set; where many look at once, each look is a microsecond later.
pub(crate) struct Hands {
    now: AtomicI64,
    step: AtomicI64,
}

impl Hands {
    pub(crate) fn set(&self, text: &str) {
        self.now.store(Instant::parse(text).unwrap().micros(), Ordering::SeqCst);
    }

    pub(crate) fn forward(&self, micros: i64) {
        self.now.fetch_add(micros, Ordering::SeqCst);
    }

    pub(crate) fn tick(&self) {
        self.step.store(1, Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> Instant {
        Instant::from_micros(self.now.fetch_add(self.step.load(Ordering::SeqCst), Ordering::SeqCst))
    }
}

/// The merchant of a number.
pub(crate) fn merchant(number: u32) -> PartyCode {
    PartyCode::complete(&format!("91371500MA3{number:06}")).unwrap()
}

/// A registry that gives each of these merchants its own number, in whatever process it runs.
#[derive(Default)]
pub(crate) struct Register {
    opened: Mutex<BTreeSet<PartyCode>>,
    /// Does it answer nobody?
    pub(crate) away: AtomicBool,
    /// Whoever asks whose code is whose waits as long as somebody holds this.
    pub(crate) gate: Mutex<()>,
    /// How often it was asked, those among it who still wait.
    pub(crate) asked: AtomicUsize,
}

impl Register {
    pub(crate) fn opened(&self) -> usize {
        self.opened.lock().unwrap().len()
    }

    /// Somebody has spoken of these before.
    pub(crate) fn knows(&self, codes: &[PartyCode]) {
        self.opened.lock().unwrap().extend(codes);
    }

    fn wait(&self) {
        self.asked.fetch_add(1, Ordering::SeqCst);
        drop(self.gate.lock().unwrap());
    }

    fn answer<T>(&self, answer: impl FnOnce(&mut BTreeSet<PartyCode>) -> T) -> Result<T, PortError> {
        if self.away.load(Ordering::SeqCst) {
            return Err(PortError::Away { service: "registry".into(), cause: "it is out".into() });
        }
        Ok(answer(&mut self.opened.lock().unwrap()))
    }
}

fn subject(code: &PartyCode) -> i64 {
    match code.as_str().get(11..17) {
        Some(number) => number.parse::<i64>().unwrap() + 1,
        None => code.as_str().parse().unwrap(),
    }
}

impl Subjects for Register {
    fn resolve(&self, codes: &[PartyCode]) -> Result<Vec<i64>, PortError> {
        self.wait();
        self.answer(|opened| {
            opened.extend(codes);
            codes.iter().map(subject).collect()
        })
    }

    fn find(&self, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, PortError> {
        self.wait();
        self.answer(|opened| codes.iter().map(|code| opened.contains(code).then(|| subject(code))).collect())
    }
}

/// An open ledger.
pub(crate) struct House {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) db: Arc<Database>,
    pub(crate) clock: Arc<Hands>,
    pub(crate) register: Arc<Register>,
    /// What stands beside its records.
    pub(crate) marks: Arc<Marking>,
}

impl House {
    pub(crate) fn open(place: &Place) -> Self {
        Self::at(place.location(), Arc::new(Register::default()))
    }

    /// The same place opened by another process.
    pub(crate) fn at(location: &Location, register: Arc<Register>) -> Self {
        Self::of(location, register, KINDS)
    }

    /// The same with other kinds of record.
    pub(crate) fn of(location: &Location, register: Arc<Register>, kinds: &'static [RecordKind]) -> Self {
        let house = Self::of_unmarked(location, register, kinds);
        let marked: Arc<dyn Marked> = house.marks.clone();
        house.ledger.know_marks(&marked);
        house
    }

    /// Nobody has said yet who knows what stands beside its records.
    pub(crate) fn unmarked(place: &Place) -> Self {
        Self::of_unmarked(place.location(), Arc::new(Register::default()), KINDS)
    }

    fn of_unmarked(location: &Location, register: Arc<Register>, kinds: &'static [RecordKind]) -> Self {
        let pools = Pools { readers: 16, ..Pools::default() };
        let db = Arc::new(Database::open(location, "book", pools).unwrap());
        let now = Instant::parse("2026-06-01T00:00:00Z").unwrap().micros();
        let clock = Arc::new(Hands { now: AtomicI64::new(now), step: AtomicI64::new(0) });
        let parties = Box::new(Registered(register.clone()));
        let ledger = Arc::new(Ledger::open(Arc::clone(&db), kinds, parties, clock.clone()).unwrap());
        Self { ledger, db, clock, register, marks: Arc::default() }
    }

    pub(crate) fn worker(&self) -> Worker {
        Worker::start(Arc::clone(&self.ledger)).unwrap()
    }

    /// Sends rows of a kind.
    pub(crate) fn send(&self, kind: RecordKind, rows: &[Cells]) -> Vec<Sent> {
        self.ledger.send(Layout::of(kind), rows, false, Asker::house("sender")).unwrap()
    }

    /// Hands a file in.
    pub(crate) fn hand_in(&self, file: &Paper<'_>) -> Result<Job, LedgerError> {
        self.hand_in_by(Asker::house("clerk"), file)
    }

    /// Somebody hands a file in.
    pub(crate) fn hand_in_by(&self, by: Asker<'_>, file: &Paper<'_>) -> Result<Job, LedgerError> {
        let mut bytes = tempfile::tempfile().unwrap();
        bytes.write_all(file.text.as_bytes()).unwrap();
        let Paper { kind, name, mapping, history, dry_run, confirm, .. } = *file;
        let layout = Layout::of(kind);
        let handed = Handed { layout, file_name: name, mapping, history, dry_run, confirm, by };
        self.ledger.hand_in(&handed, &mut bytes)
    }

    /// Hands a file in and waits until it has been read.
    pub(crate) fn import(&self, worker: &Worker, file: &Paper<'_>) -> Job {
        let job = self.hand_in(file).unwrap();
        worker.wake();
        self.over(job.import_id)
    }

    /// Waits until a job is over.
    pub(crate) fn over(&self, import_id: i64) -> Job {
        until(|| {
            Some(self.ledger.job(import_id, Asker::house("clerk")).unwrap()).filter(|job| job.state != JobState::Queued)
        })
    }

    /// The versions of a record; none if it is not there.
    pub(crate) fn versions(&self, code: PartyCode, key: &str) -> Vec<VersionView> {
        match self.ledger.versions(code, key, None, Reach::Everywhere) {
            Ok(versions) => versions,
            Err(LedgerError::Missing(_)) => Vec::new(),
            Err(error) => panic!("{error}"),
        }
    }
}

/// A file to be handed in.
#[derive(Clone, Copy)]
pub(crate) struct Paper<'p> {
    pub(crate) kind: RecordKind,
    pub(crate) name: &'p str,
    pub(crate) text: &'p str,
    pub(crate) mapping: Option<&'p str>,
    pub(crate) history: bool,
    pub(crate) dry_run: bool,
    pub(crate) confirm: bool,
}

impl<'p> Paper<'p> {
    pub(crate) fn of(kind: RecordKind, text: &'p str) -> Self {
        Self { kind, name: "file.csv", text, mapping: None, history: false, dry_run: false, confirm: false }
    }
}

/// Waits until something is there.
pub(crate) fn until<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Moment::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "nothing came of it");
        std::thread::sleep(Duration::from_millis(2));
    }
}
