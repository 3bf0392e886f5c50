//! Cases from their first step to their last, on both databases.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod feed;
mod life;
mod lists;
mod owned;
mod paper_days;
mod papers;
mod properties;
mod raced;
mod restart;

use cases::{
    About, Act, Asker, Before, CaseBook, CaseError, CaseFile, Findings, NewPaper, Opening, Requirements, Sight, Taking,
};
use contracts::clock::Clock;
use db::{Conn, Database, DbError, Pools};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::day::Day;
use domain::instant::Instant;
use policy::embedded;
use serde_json::json;
use statute::duties::Limits;
use statute::procedure::{Actor, Finding, Offices, Procedure, Procedures, Role};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use testkit::Place;

static LIMITS: LazyLock<Arc<Limits>> = LazyLock::new(|| Arc::new(Limits::shipped().unwrap()));
static PROCEDURES: LazyLock<Arc<Procedures>> =
    LazyLock::new(|| Arc::new(Procedures::read(&embedded::procedures().unwrap(), LIMITS.clocks()).unwrap()));

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn procedure(name: &str) -> &'static Procedure {
    PROCEDURES.get(name).unwrap()
}

/// A clock that is set by hand.
struct Hands(AtomicI64);

impl Hands {
    /// It is noon of this day.
    fn set(&self, today: Day) {
        self.0.store(Instant::start_of(today).micros() + 43_200_000_000, Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Everything holds but these.
struct Records(&'static [&'static str]);

/// Nothing stands in the way.
const FINE: Records = Records(&[]);

impl Requirements for Records {
    fn findings(&self, _: Before<'_>, codes: &BTreeSet<&str>) -> Result<Findings, CaseError> {
        let finding = |code: &&str| ((*code).to_owned(), Finding::known(!self.0.contains(code), "records"));
        Ok(codes.iter().map(finding).collect())
    }
}

/// Whose cases they are.
const OFFICES: Offices<'_> = Offices { own: "371522", upper: Some("371500") };

/// A service that keeps cases.
struct Office {
    db: Arc<Database>,
    clock: Arc<Hands>,
    book: CaseBook,
}

impl Office {
    fn open(place: &Place, today: &str) -> Self {
        Self::under(place, today, Arc::clone(&PROCEDURES))
    }

    /// The same under another law.
    fn under(place: &Place, today: &str, procedures: Arc<Procedures>) -> Self {
        let clock = Arc::new(Hands(AtomicI64::new(0)));
        clock.set(day(today));
        let pools = Pools { readers: 8, ..Pools::default() };
        let db = Arc::new(Database::open(place.location(), "tried", pools).unwrap());
        let limits = Arc::clone(&LIMITS);
        let book = CaseBook::open(Arc::clone(&db), procedures, limits, clock.clone()).unwrap();
        Self { db, clock, book }
    }

    /// Opens a repair of a penalty of a merchant on a day that is then today.
    fn filed(&self, subject_id: i64, on: &str) -> CaseFile {
        self.clock.set(day(on));
        self.book.begin(&opening(subject_id, "gsxt_repair", act("gsxt_repair", "file", on, "shop")), &FINE).unwrap()
    }

    /// Takes a step on a day that is then today, as the case stands.
    fn taken(&self, case_no: i64, step: &str, on: &str, account: &str) -> CaseFile {
        self.clock.set(day(on));
        let file = self.book.file(case_no, &Sight::EVERYWHERE).unwrap();
        self.book.take(&taking(&file, act(&file.procedure, step, on, account)), &FINE).unwrap()
    }

    /// A repair from its filing to its effect.
    fn repaired(&self, subject_id: i64, [filed, accepted, decided, confirmed]: [&str; 4]) -> CaseFile {
        let case_no = self.filed(subject_id, filed).case_no;
        self.taken(case_no, "accept", accepted, "wang");
        self.taken(case_no, "propose", accepted, "wang");
        self.taken(case_no, "approve", decided, "li");
        self.taken(case_no, "confirm", confirmed, "li")
    }

    /// Rows of each table.
    fn rows(&self) -> [i64; 4] {
        ["case_file", "case_step", "case_paper", "case_limit"].map(|table| {
            let query = format!("SELECT count(*) AS number FROM {table}");
            self.db.read::<_, DbError>(|conn| number(conn, &query)).unwrap()
        })
    }

    fn run(&self, statement: &str) -> Result<usize, DbError> {
        self.db.write(|conn| {
            Ok(match conn {
                Conn::Sqlite(conn) => diesel::sql_query(statement).execute(conn)?,
                Conn::Postgres(conn) => diesel::sql_query(statement).execute(conn)?,
            })
        })
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn number(conn: Conn<'_>, query: &str) -> Result<i64, DbError> {
    Ok(match conn {
        Conn::Sqlite(conn) => diesel::sql_query(query).get_result::<Number>(conn)?.number,
        Conn::Postgres(conn) => diesel::sql_query(query).get_result::<Number>(conn)?.number,
    })
}

fn actor(account: &str, role: Role) -> Actor {
    let office = match role {
        Role::Official => Some(OFFICES.own.to_owned()),
        Role::UpperOfficial => OFFICES.upper.map(str::to_owned),
        Role::Party | Role::House => None,
    };
    Actor { account: account.to_owned(), role, office }
}

fn asker(account: &str, role: Role) -> Asker {
    Asker { actor: actor(account, role), sight: Sight::EVERYWHERE }
}

/// A step as the one takes it who may, with everything that it needs and every law that is not settled.
fn act(name: &str, step: &str, on: &str, account: &str) -> Act {
    let procedure = procedure(name);
    let found = procedure.on(day(on)).value.step(step).unwrap_or_else(|| panic!("{name} has a step {step}"));
    let laws = ["2000-01-01", "2021-09-01", "2025-12-25", "2026-04-01", "2026-11-29"];
    Act {
        step: step.to_owned(),
        on: day(on),
        on_paper: false,
        by: actor(account, found.by),
        stated: found.needs.iter().map(|need| (need.clone(), json!(format!("{need}，已附")))).collect(),
        papers: found.papers.iter().map(|need| paper(need, "扫描件.pdf", b"%PDF-1.7 ...")).collect(),
        accepted: laws.iter().map(|law| procedure.on(day(law)).basis.by.to_owned()).collect(),
    }
}

trait OfPaper {
    /// The same, done on paper, which is attached.
    fn of_paper(self) -> Self;
}

impl OfPaper for Act {
    fn of_paper(mut self) -> Self {
        self.papers.push(paper("paper", "扫描件.pdf", b"%PDF-1.7 on paper"));
        Self { on_paper: true, ..self }
    }
}

fn paper(need: &str, name: &str, content: &[u8]) -> NewPaper {
    NewPaper { need: need.to_owned(), name: name.to_owned(), content: content.into() }
}

fn opening(subject_id: i64, procedure: &str, act: Act) -> Opening {
    let about = vec![About { kind: "penalty".to_owned(), key: "penalty:371522:1".to_owned() }];
    let (office, upper_office) = (OFFICES.own.to_owned(), OFFICES.upper.map(str::to_owned));
    let (code, procedure) = ("91371500MA3C00000F".parse().unwrap(), procedure.to_owned());
    Opening { subject_id, code, procedure, office, upper_office, about, act, sight: Sight::EVERYWHERE }
}

fn taking(file: &CaseFile, act: Act) -> Taking {
    Taking { case_no: file.case_no, expected: file.steps, act, sight: Sight::EVERYWHERE }
}

/// Codes of everything that a refusal names.
fn codes<T: std::fmt::Debug>(done: Result<T, CaseError>) -> Vec<String> {
    match done {
        Err(CaseError::Refused(refused)) => refused.iter().map(|refused| refused.cause.code().to_owned()).collect(),
        other => panic!("nothing was refused: {other:?}"),
    }
}
