//! How long a search by name takes among many merchants, as the service does it for whoever asks, without HTTP; beside
//! a plain scan of the same names in the same run.
//!
//! `cargo run --release -p registry --example name_speed -- MERCHANTS SEARCHES [postgres://…/EMPTY_DATABASE]`
#![expect(clippy::print_stdout, clippy::expect_used, reason = "an example that measures")]

#[path = "../../../shared/names/tests/search/made_up.rs"]
mod made_up;

use contracts::access::Reach;
use contracts::clock::Clock;
use contracts::import::JobState;
use db::{Location, Pools};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::RecordKind;
use intake::layout::Layout;
use ledger::{Asker, Handed};
use made_up::{SHAPES, code, name, query};
use names::normal::normalised;
use registry::{Registry, Sought};
use serde_json::{Map, Value, json};
use statute::duties::Limits;
use std::error::Error;
use std::hint::black_box;
use std::io::{BufWriter, Seek as _, Write as _};
use std::sync::Arc;
use std::time::{Duration, Instant as Moment};

/// A page as the interface gives it if nothing is said.
const LIMIT: usize = 20;
/// A scan takes so long that few suffice.
const SCANS: usize = 5;

struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Instant {
        Instant::from_micros(1_780_272_000_000_000)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, usual: u32| arguments.get(at).map_or(Ok(usual), |text| text.parse());
    let (merchants, searches) = (number(0, 1_000_000)?, number(1, 1_000)?);
    let folder = tempfile::tempdir()?;
    let location = arguments.get(2).map_or_else(|| Ok(Location::folder(folder.path())), |url| Location::parse(url))?;
    let mut rng = fastrand::Rng::with_seed(7);
    let names: Vec<(PartyCode, String)> = (0..merchants).map(|number| (code(number), name(&mut rng))).collect();
    let limits = Limits::shipped().map_err(|faults| format!("{faults:?}"))?;
    let registry = Registry::open(&location, Pools::default(), Arc::new(Stopped), Arc::new(limits))?;
    register(&registry, &names)?;
    if let Some(url) = arguments.get(2) {
        settle(url)?;
    }
    let begun = Moment::now();
    let read = registry.directory.take_in(Duration::ZERO)?;
    let read_s = begun.elapsed().as_secs_f64();
    let plain: Vec<String> = names.iter().map(|(_, name)| normalised(name)).collect();
    let (mut shapes, mut mixed, mut mixed_least) = (Map::new(), Vec::new(), Vec::new());
    for shape in SHAPES {
        let queries: Vec<String> = (0..searches)
            .map(|_| {
                let (code, name) = &names[rng.usize(0..names.len())];
                query(&mut rng, shape, name, *code)
            })
            .collect();
        let (mut times, mut least) = (Vec::with_capacity(queries.len()), Vec::with_capacity(queries.len()));
        for text in &queries {
            let sought = Sought { text, area: None, limit: LIMIT, reach: Reach::Everywhere };
            let mut thrice = [Duration::ZERO; 3];
            for time in &mut thrice {
                let begun = Moment::now();
                black_box(registry.directory.search(sought)?);
                *time = begun.elapsed();
            }
            times.push(thrice[0]);
            // Where others use the processors too, the least of three says what the search itself takes.
            least.extend(thrice.into_iter().min());
        }
        mixed_least.extend(least);
        let mut scans: Vec<Duration> = queries.iter().take(SCANS).map(|text| scan(&plain, &normalised(text))).collect();
        mixed.extend(times.iter().copied());
        let told =
            json!({ "median_us": at(&mut times, 50), "p99_us": at(&mut times, 99), "scan_us": at(&mut scans, 50) });
        shapes.insert(shape.to_owned(), told);
    }
    let told: Value = json!({
        "merchants": read,
        "searches": mixed.len(),
        "read_s": read_s,
        "median_us": at(&mut mixed, 50),
        "p99_us": at(&mut mixed, 99),
        "p99_least_us": at(&mut mixed_least, 99),
        "shapes": shapes,
    });
    println!("{told}");
    Ok(())
}

/// Imports a registration of each.
fn register(registry: &Registry, names: &[(PartyCode, String)]) -> Result<(), Box<dyn Error>> {
    let layout = Layout::of(RecordKind::Merchant);
    let columns: Vec<_> = layout.columns().filter(|column| !column.example.is_empty()).collect();
    let mut file = tempfile::tempfile()?;
    let mut out = csv::Writer::from_writer(BufWriter::new(&mut file));
    out.write_record(columns.iter().map(|column| column.id))?;
    for (code, name) in names {
        out.write_record(columns.iter().map(|column| match column.id {
            "code" => code.as_str(),
            "name" => name,
            _ => column.example,
        }))?;
    }
    out.into_inner().map_err(|error| error.to_string())?.flush()?;
    file.rewind()?;
    let handed = Handed {
        layout,
        file_name: "merchants.csv",
        mapping: None,
        history: true,
        dry_run: false,
        confirm: false,
        by: Asker::house("measure"),
    };
    let job = registry.desk.ledger.hand_in(&handed, &mut file)?.import_id;
    registry.desk.worker.wake();
    loop {
        let job = registry.desk.ledger.job(job, Asker::house("measure"))?;
        match job.state {
            JobState::Queued => std::thread::sleep(Duration::from_millis(20)),
            JobState::Done => return Ok(()),
            _ => return Err(format!("{job:?}").into()),
        }
    }
}

/// What PostgreSQL does by itself within minutes of so many new rows, and would do beside the searches otherwise.
fn settle(url: &str) -> Result<(), Box<dyn Error>> {
    Ok(PgConnection::establish(url)?.batch_execute("VACUUM (ANALYZE)")?)
}

/// The least that a scan has to do: look whether each name contains the text, and put those in order.
fn scan(all: &[String], text: &str) -> Duration {
    let begun = Moment::now();
    let mut found: Vec<&String> = all.iter().filter(|name| name.contains(text)).collect();
    found.sort_unstable_by_key(|name| (name.len(), *name));
    black_box(found);
    begun.elapsed()
}

/// So many of a hundred take no longer, in microseconds.
fn at(times: &mut [Duration], percent: usize) -> f64 {
    times.sort_unstable();
    let at = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1e6)
}
