//! How fast files become records in a ledger, beside reading them alone and beside the database alone: so many
//! rows of a sample city's penalties, or of its penalties and complaints, read into a sink that counts, then
//! imported into a fresh SQLite file, and into PostgreSQL if its URL is given. `bare` is what the database takes
//! to insert the same rows from one table into another like it, in one statement: no import can be faster.
//!
//! `cargo run --release -p ledger --example import_speed -- ROWS penalties|both [postgres://…/EMPTY_DATABASE]`
#![expect(clippy::print_stdout, reason = "an example that measures")]

use contracts::clock::Clock;
use contracts::import::JobState;
use contracts::port::{PortError, Subjects};
use db::{Conn, Database, DbError, Location, Pools};
use diesel::connection::SimpleConnection as _;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::RecordKind;
use intake::layout::Layout;
use intake::{Each, Input, Options, read};
use ledger::Asker;
use ledger::{Handed, Ledger, MIGRATIONS, Registered, Worker};
use samplecity::{City, FileKind};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{Seek, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant as Moment};

const KINDS: &[RecordKind] = &[RecordKind::Penalty, RecordKind::Complaint];
static FILES: [(FileKind, RecordKind); 2] =
    [(FileKind::Penalties, RecordKind::Penalty), (FileKind::Complaints, RecordKind::Complaint)];
/// Merchants of a city that tells how many rows one of any size has, and the thousandths of it that are made: a little
/// more than is asked for, since what is too much is left out.
const TRIED: u32 = 20_000;
const AMPLE: u64 = 1_050;
/// One name each round, since a PostgreSQL keeps what the round before has written.
const ROUNDS: [(&str, &str); 3] = [("speed_1", "bare_1"), ("speed_2", "bare_2"), ("speed_3", "bare_3")];
/// What an import says of a version; the rest is the database's to give.
const COLUMNS: &str = "subject_id, kind, key, version, place, by_arrival, known_from, recorded_at, event_day, \
    content, withdrawn, standing, contested, act, actor, reason, import_id, source_row";

struct Stopped(Instant);

impl Clock for Stopped {
    fn now(&self) -> Instant {
        self.0
    }
}

/// A registry in memory.
#[derive(Default)]
struct Register(Mutex<BTreeMap<PartyCode, i64>>);

impl Subjects for Register {
    fn resolve(&self, codes: &[PartyCode]) -> Result<Vec<i64>, PortError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut number = |code: &PartyCode| {
            let next = i64::try_from(known.len()).unwrap_or(i64::MAX) + 1;
            *known.entry(*code).or_insert(next)
        };
        Ok(codes.iter().map(&mut number).collect())
    }

    fn find(&self, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, PortError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(codes.iter().map(|code| known.get(code).copied()).collect())
    }
}

/// A file of the city.
struct Made {
    name: &'static str,
    kind: RecordKind,
    file: File,
    rows: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let rows: u64 = arguments.next().unwrap_or_else(|| "1000000".to_owned()).parse()?;
    let wanted = match arguments.next().as_deref() {
        None | Some("penalties") => FILES.get(..1).unwrap_or_default(),
        Some("both") => &FILES,
        Some(other) => return Err(format!("{other:?} is neither penalties nor both").into()),
    };
    let postgres = arguments.next().map(|url| Location::parse(&url)).transpose()?;
    let (city, mut files) = made(rows, wanted)?;
    let rows: u64 = files.iter().map(|file| file.rows).sum();
    let mut alone = Duration::MAX;
    for _ in ROUNDS {
        let begun = Moment::now();
        for file in &mut files {
            count(&city, file)?;
        }
        alone = alone.min(begun.elapsed());
    }
    told("read alone", rows, alone);
    for (service, bare_service) in ROUNDS {
        let folder = tempfile::tempdir()?;
        let mut places = vec![("SQLite", Location::folder(folder.path()))];
        places.extend(postgres.clone().map(|url| ("PostgreSQL", url)));
        for (name, location) in &places {
            let taken = import(location, service, &city, &mut files)?;
            let bare = bare(location, service, bare_service)?;
            told(&format!("bare {name}"), rows, bare);
            told(&format!("into {name}"), rows, taken);
        }
    }
    Ok(())
}

/// One JSON object a line, in microseconds.
fn told(what: &str, rows: u64, taken: Duration) {
    println!(r#"{{"what":"{what}","rows":{rows},"micros":{}}}"#, taken.as_micros().max(1));
}

/// A city of so many rows, and its files: of each the share that it has in any city.
fn made(rows: u64, wanted: &[(FileKind, RecordKind)]) -> Result<(City, Vec<Made>), Box<dyn Error>> {
    let tried = City { seed: 7, anchor: Day::parse("2026-05-31")?, merchants: TRIED, alarming: false };
    let shares = wanted.iter().map(|(file, _)| tried.write(*file, std::io::sink(), &mut |_| true));
    let shares = shares.collect::<Result<Vec<u64>, _>>()?;
    let all = shares.iter().sum::<u64>().max(1);
    let merchants = u32::try_from(u64::from(TRIED) * rows / all * AMPLE / 1_000 + 1)?;
    let city = City { merchants, ..tried };
    let mut files = Vec::new();
    for ((file, kind), share) in wanted.iter().zip(shares) {
        files.push(file_of(&city, (*file, *kind), rows * share / all)?);
    }
    Ok((city, files))
}

/// The first rows of a file of the city.
fn file_of(city: &City, (file, kind): (FileKind, RecordKind), most: u64) -> Result<Made, Box<dyn Error>> {
    let name = file.file_name();
    let mut whole = std::io::BufWriter::new(tempfile::tempfile()?);
    city.write(file, &mut whole, &mut |_| true)?;
    let mut whole = whole.into_inner()?;
    whole.rewind()?;
    let mut whole = csv::ReaderBuilder::new().flexible(true).from_reader(std::io::BufReader::new(whole));
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(tempfile::tempfile()?);
    out.write_byte_record(whole.byte_headers()?)?;
    let mut rows = 0;
    let mut row = csv::ByteRecord::new();
    while rows < most && whole.read_byte_record(&mut row)? {
        out.write_byte_record(&row)?;
        rows += 1;
    }
    let file = out.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(Made { name, kind, file, rows })
}

/// Reads a file and counts its records, keeping none.
fn count(city: &City, made: &mut Made) -> Result<u64, Box<dyn Error>> {
    made.file.rewind()?;
    let mut kept = 0_u64;
    let input = Input {
        name: made.name,
        number: 0,
        bytes: &mut made.file,
        layout: None,
        mapping: None,
        issues: &mut |_| (),
        watch: &mut |_| true,
    };
    read(input, &Options::new(city.anchor), &mut Each(|_| kept += 1))?;
    Ok(kept)
}

/// Hands every file in and waits until it has been read; the handing in is part of the time.
fn import(
    location: &Location,
    service: &'static str,
    city: &City,
    files: &mut [Made],
) -> Result<Duration, Box<dyn Error>> {
    let db = Arc::new(Database::open(location, service, Pools::default())?);
    let parties = Box::new(Registered(Arc::new(Register::default())));
    let ledger = Arc::new(Ledger::open(db, KINDS, parties, Arc::new(Stopped(Instant::end_of(city.anchor))))?);
    let worker = Worker::start(Arc::clone(&ledger))?;
    let begun = Moment::now();
    for made in files {
        made.file.flush()?;
        let handed = Handed {
            layout: Layout::of(made.kind),
            file_name: made.name,
            mapping: None,
            history: true,
            dry_run: false,
            confirm: false,
            by: Asker::house("measure"),
        };
        let job = ledger.hand_in(&handed, &mut made.file)?;
        worker.wake();
        while ledger.job(job.import_id, Asker::house("clerk"))?.state == JobState::Queued {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    Ok(begun.elapsed())
}

/// Inserts what an import has written into the same tables under another name, in one transaction.
fn bare(location: &Location, imported: &str, service: &'static str) -> Result<Duration, Box<dyn Error>> {
    let db = Database::open(location, service, Pools::default())?;
    db.migrate(&[&MIGRATIONS])?;
    let copy = format!("INSERT INTO record ({COLUMNS}) SELECT {COLUMNS} FROM {imported}.record ORDER BY seq");
    let copy = match location {
        Location::Sqlite(folder) => format!("ATTACH '{}/{imported}.db' AS {imported}; {copy}", folder.display()),
        Location::Postgres(_) => copy,
    };
    let begun = Moment::now();
    db.write_once(|conn| match conn {
        Conn::Sqlite(conn) => conn.batch_execute(&copy).map_err(DbError::from),
        Conn::Postgres(conn) => conn.batch_execute(&copy).map_err(DbError::from),
    })?;
    Ok(begun.elapsed())
}
