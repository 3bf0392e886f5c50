//! How long the report card of a source takes over a month of many rows, in a fresh SQLite file, and in PostgreSQL if its
//! URL is given. Half of the rows come in the month, the others before.
//!
//! `cargo run --release -p ledger --example card_speed -- ROWS [postgres://…/EMPTY_DATABASE]`
#![expect(clippy::print_stdout, reason = "an example that measures")]

use contracts::access::Reach;
use contracts::clock::Clock;
use contracts::port::{PortError, Subjects};
use db::{Database, Location, Pools};
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::RecordKind;
use intake::Cells;
use intake::layout::Layout;
use ledger::{Asker, Ledger, Month, Registered};
use statute::duties::Limits;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant as Moment;

/// Visits of a merchant.
const EACH: u32 = 4;

struct Set(AtomicI64);

impl Clock for Set {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Whose number stands in the code.
struct Register;

impl Subjects for Register {
    fn resolve(&self, codes: &[PartyCode]) -> Result<Vec<i64>, PortError> {
        Ok(codes.iter().map(|code| code.as_str().get(11..17).and_then(|text| text.parse().ok()).unwrap_or(0)).collect())
    }

    fn find(&self, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, PortError> {
        Ok(self.resolve(codes)?.into_iter().map(Some).collect())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let rows: u32 = arguments.next().unwrap_or_else(|| "200000".to_owned()).parse()?;
    let folder = tempfile::tempdir()?;
    let mut places = vec![("SQLite", Location::folder(folder.path()))];
    if let Some(url) = arguments.next() {
        places.push(("PostgreSQL", Location::parse(&url)?));
    }
    for (name, location) in places {
        let db = Arc::new(Database::open(&location, "cards", Pools::default())?);
        let clock = Arc::new(Set(AtomicI64::new(0)));
        let parties = Box::new(Registered(Arc::new(Register)));
        let ledger = Ledger::open(db, &[RecordKind::Inspection], parties, clock.clone())?;
        let begun = Moment::now();
        for (at, numbers) in [("2026-09-20T02:00:00Z", 0..rows / 2), ("2026-10-20T02:00:00Z", rows / 2..rows)] {
            clock.0.store(Instant::parse(at)?.micros(), Ordering::SeqCst);
            let numbers: Vec<u32> = numbers.collect();
            for some in numbers.chunks(5_000) {
                let rows = some.iter().map(|number| visit(*number)).collect::<Result<Vec<Cells>, _>>()?;
                let by = Asker { actor: "clerk", reach: Reach::Everywhere, department: Some("fire") };
                ledger.send(Layout::of(RecordKind::Inspection), &rows, false, by)?;
            }
        }
        println!(r#"{{"what":"{name}: {rows} rows in","millis":{}}}"#, begun.elapsed().as_millis());
        let month = Month::parse("2026-10").ok_or("no month")?;
        let lateness = Limits::shipped().map_err(|faults| format!("{faults:?}"))?.lateness(month.first());
        for _ in 0..3 {
            let begun = Moment::now();
            let card = ledger.source_card("fire", month, lateness.as_ref().ok())?;
            let taken = begun.elapsed().as_millis();
            let begun = Moment::now();
            ledger.sources(month, None, 100, None)?;
            let listed = begun.elapsed().as_millis();
            let accepted = card.rows.accepted;
            println!(r#"{{"what":"{name}: card of {accepted} rows","millis":{taken},"list_millis":{listed}}}"#);
        }
    }
    Ok(())
}

fn visit(number: u32) -> Result<Cells, Box<dyn Error>> {
    let code = PartyCode::complete(&format!("91371500MA3{:06}", number / EACH))?;
    let cells = [("code", code.to_string()), ("number", format!("J{number}")), ("day", "2026-09-06".to_owned())];
    let mut cells: Cells = cells.into_iter().map(|(id, text)| (id.to_owned(), text)).collect();
    cells.insert("result".to_owned(), "I01".to_owned());
    Ok(cells)
}
