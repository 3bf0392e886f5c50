//! How many entries a second the keeper writes and chains, and how many a plain insert of the same entries
//! writes, both into a new file.
#![expect(clippy::unwrap_used, missing_docs, reason = "a measurement stops at the first failure")]

use audit::{Keeper, Keeping, Seal, Signer};
use contracts::access::Role;
use contracts::audit::{Entry, Trail};
use contracts::clock::Clock;
use db::{Conn, Database, DbError, Location, Pools};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use domain::code::PartyCode;
use domain::instant::Instant;
use ed25519_dalek::{Signer as _, SigningKey};
use std::sync::Arc;
use std::thread;
use std::time::Instant as Timer;

const ENTRIES: u32 = 400_000;

/// Entries that a plain insert commits together: about what the keeper gathers while the last ones are written.
const TOGETHER: usize = 10_000;

/// The table as it was before there was a chain, with the fields that entries have now.
const PLAIN: &str = "CREATE TABLE plain (entry_id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, address TEXT, \
    who TEXT, role TEXT, department TEXT, token TEXT, ground TEXT, action TEXT NOT NULL, target TEXT NOT NULL, \
    merchant TEXT, status INTEGER NOT NULL, purpose TEXT, request_id TEXT NOT NULL, part INTEGER NOT NULL) STRICT; \
    CREATE INDEX plain_merchant ON plain (part, merchant); CREATE INDEX plain_who ON plain (who, entry_id);";

diesel::table! {
    plain (entry_id) {
        entry_id -> BigInt,
        at -> BigInt,
        address -> Nullable<Text>,
        who -> Nullable<Text>,
        role -> Nullable<Text>,
        department -> Nullable<Text>,
        token -> Nullable<Text>,
        ground -> Nullable<Text>,
        action -> Text,
        target -> Text,
        merchant -> Nullable<Text>,
        status -> Integer,
        purpose -> Nullable<Text>,
        request_id -> Text,
        part -> BigInt,
    }
}

#[derive(Insertable)]
#[diesel(table_name = plain, treat_none_as_default_value = false)]
struct Plain {
    at: i64,
    address: Option<String>,
    who: Option<String>,
    role: Option<&'static str>,
    department: Option<String>,
    token: Option<String>,
    ground: Option<String>,
    action: String,
    target: String,
    merchant: Option<String>,
    status: i32,
    purpose: Option<String>,
    request_id: String,
    part: i64,
}

struct Key(SigningKey);

impl Signer for Key {
    fn public_key(&self) -> String {
        format!("{:?}", self.0.verifying_key())
    }

    fn sign(&self, bytes: &[u8]) -> Seal {
        let value = format!("{:?}", self.0.sign(bytes));
        Seal { algorithm: "Ed25519".into(), public_key: self.public_key(), value }
    }
}

struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Instant {
        Instant::from_micros(1_780_000_000_000_000)
    }
}

fn entry(number: u32) -> Entry {
    Entry {
        at: Instant::from_micros(1_780_000_000_000_000 + i64::from(number) * 12),
        from: Some([192, 0, 2, 7].into()),
        who: Some(format!("u-{}", number % 40)),
        role: Some(Role::Official),
        department: Some("聊城市市场监督管理局".into()),
        token: Some(format!("{:032x}", number % 40)),
        ground: Some("duty".into()),
        action: "GET /rating/v1/merchants/{code}".into(),
        target: format!("/rating/v1/merchants/91371500MA3{number:06}X"),
        merchants: vec![PartyCode::complete(&format!("91371500MA3{number:06}")).unwrap()],
        status: 200,
        purpose: Some("贷前核查".into()),
        request_id: format!("{:032x}", (u128::from(number) << 77) | u128::from(number)),
    }
}

/// What the keeper did before there was a chain.
fn plain(entry: Entry, number: usize) -> Plain {
    Plain {
        at: entry.at.micros(),
        address: entry.from.map(|from| from.to_string()),
        who: entry.who,
        role: entry.role.map(Role::token),
        department: entry.department,
        token: entry.token,
        ground: entry.ground,
        action: entry.action,
        target: entry.target,
        merchant: entry.merchants.first().map(PartyCode::to_string),
        status: entry.status.into(),
        purpose: entry.purpose,
        request_id: entry.request_id,
        part: (number >> 14).try_into().unwrap(),
    }
}

fn run(db: &Database, work: impl Fn(&mut SqliteConnection) -> QueryResult<()>) {
    let done = db.write::<_, DbError>(|conn| match conn {
        Conn::Sqlite(conn) => Ok(work(conn)?),
        Conn::Postgres(_) => Ok(()),
    });
    done.unwrap();
}

/// Gives the entries a second of a piece of work on a database of its own.
fn measured(name: &str, work: impl FnOnce(Arc<Database>, Vec<Entry>)) -> f64 {
    let folder = std::env::temp_dir().join(format!("keeper-speed-{}-{name}", std::process::id()));
    let db = Arc::new(Database::open(&Location::folder(&folder), "audit", Pools::default()).unwrap());
    let entries: Vec<Entry> = (0..ENTRIES).map(entry).collect();
    let begun = Timer::now();
    work(db, entries);
    let speed = f64::from(ENTRIES) / begun.elapsed().as_secs_f64();
    std::fs::remove_dir_all(folder).unwrap();
    speed
}

fn kept(db: Arc<Database>, entries: Vec<Entry>) {
    let signer: Arc<dyn Signer> = Arc::new(Key(SigningKey::from_bytes(&[1; 32])));
    let keeper = Keeper::open(db, Keeping::new(Arc::new(Stopped), Some(signer))).unwrap();
    entries.into_iter().for_each(|entry| keeper.put(entry));
}

fn inserted(db: Arc<Database>, entries: Vec<Entry>) {
    let writing = thread::spawn(move || {
        run(&db, |conn| conn.batch_execute(PLAIN));
        let mut number = 0;
        let mut entries = entries.into_iter().peekable();
        while entries.peek().is_some() {
            let some = entries.by_ref().take(TOGETHER).map(|entry| {
                plain(entry, {
                    number += 1;
                    number
                })
            });
            let rows: Vec<Plain> = some.collect();
            run(&db, |conn| {
                rows.chunks(100)
                    .try_for_each(|some| diesel::insert_into(plain::table).values(some).execute(conn).map(|_| ()))
            });
        }
    });
    writing.join().unwrap();
}

fn main() {
    let mut ratios = Vec::new();
    for round in 1..=5 {
        let (chained, bare) = (measured("chained", kept), measured("plain", inserted));
        println!("{round}: {chained:.0} entries/s chained, {bare:.0} inserted");
        ratios.push(chained / bare);
    }
    ratios.sort_unstable_by(f64::total_cmp);
    println!("chained / inserted, median of {}: {:.2}", ratios.len(), ratios[ratios.len() / 2]);
}
