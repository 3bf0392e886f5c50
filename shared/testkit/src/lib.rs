//! What tests share. Databases: each test runs on both back-ends, each time with a place of its own. And whoever a service
//! asks or tells, in memory: a registry, a clock, a trail, marks.
//!
//! `cargo xtask test` starts a PostgreSQL that is thrown away afterwards and names it in
//! `FANGXIN_TEST_POSTGRES`. A test that finds no such name fails: nothing is ever skipped.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot begin has failed")]

mod cluster;
mod door;
mod edition;
mod entries;
mod hands;
mod marks;
mod registry;
pub mod table;

pub use cluster::Cluster;
pub use door::Door;
pub use edition::edition_without;
pub use entries::Entries;
pub use hands::HandClock;
pub use marks::{Marking, unmarked};
pub use registry::{BAKER, CARTER, FORMERLY_BAKER, Registry, STRANGER, told_of};

use db::Location;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use std::ops::{Deref, DerefMut};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// Names the server in which each test makes its own database; the URL of an administrator.
pub const VARIABLE: &str = "FANGXIN_TEST_POSTGRES";

/// A place for an installation's tables, removed when dropped.
pub struct Place {
    location: Location,
    /// `sqlite` or `postgres`, for messages.
    pub backend: &'static str,
    _folder: Option<TempDir>,
    database: Option<(String, String)>,
}

impl Place {
    /// A folder of SQLite files.
    #[must_use]
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        Self { location: Location::folder(folder.path()), backend: "sqlite", _folder: Some(folder), database: None }
    }

    /// A database of the test server.
    #[must_use]
    pub fn postgres() -> Self {
        let server = server();
        let name = format!("fangxin_test_{:016x}", fastrand::u64(..));
        administrator(&server, &format!("CREATE DATABASE \"{name}\""));
        let location = Location::parse(&format!("{server}/{name}")).expect("the variable holds a postgres URL");
        Self { location, backend: "postgres", _folder: None, database: Some((server, name)) }
    }

    /// A place that another process has made, and removes.
    #[must_use]
    pub fn of(location: Location) -> Self {
        let backend = if matches!(location, Location::Sqlite(_)) { "sqlite" } else { "postgres" };
        Self { location, backend, _folder: None, database: None }
    }

    /// Where it is.
    #[must_use]
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The same as a URL for a command line.
    #[must_use]
    pub fn url(&self) -> String {
        match &self.location {
            Location::Sqlite(folder) => format!("sqlite:{}", folder.display()),
            Location::Postgres(url) => url.clone(),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.database {
            administrator(server, &format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)"));
        }
    }
}

/// Runs a test on SQLite and on PostgreSQL.
pub fn each_backend(test: impl Fn(&Place)) {
    test(&Place::sqlite());
    test(&Place::postgres());
}

/// URL of the test server, without a database.
#[expect(clippy::disallowed_methods, reason = "the one variable that names the server of the tests")]
fn server() -> String {
    let url = std::env::var(VARIABLE)
        .expect("FANGXIN_TEST_POSTGRES is not set: run `cargo xtask test`, which starts a PostgreSQL");
    url.trim_end_matches('/').to_owned()
}

fn administrator(server: &str, statement: &str) {
    let mut conn = PgConnection::establish(&format!("{server}/postgres")).expect("the test server answers");
    conn.batch_execute(statement).expect("an administrator may do this");
}

/// Names what a test is to do when it runs as a process of its own, which another test starts and kills.
const ROLE: &str = "FANGXIN_TEST_ROLE";

/// Starts a test of the running binary, and nothing else, as a process with a role.
///
/// # Panics
/// If it cannot be started.
#[must_use]
pub fn child(test: &str, role: &str) -> Offspring {
    child_by(&[], test, role)
}

/// The same, started by another program with its arguments, such as one that shuts it off from something.
///
/// # Panics
/// If it cannot be started.
#[must_use]
pub fn child_by(program: &[&str], test: &str, role: &str) -> Offspring {
    let binary = std::env::current_exe().expect("a test knows where it lies");
    let mut command = match program {
        [] => Command::new(binary),
        [program, arguments @ ..] => {
            let mut command = Command::new(program);
            command.args(arguments).arg(binary);
            command
        }
    };
    command
        .args([test, "--exact", "--quiet", "--nocapture"])
        .env(ROLE, role)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    Offspring(command.spawn().expect("a process can be started"))
}

/// A process that a test has started; killed at the latest when the test is over, also if it fails.
pub struct Offspring(Child);

impl Deref for Offspring {
    type Target = Child;
    fn deref(&self) -> &Child {
        &self.0
    }
}

impl DerefMut for Offspring {
    fn deref_mut(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Offspring {
    fn drop(&mut self) {
        // It is gone already if it has ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The role of this process, if another test has started it.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "how a test is told that it is the child of another")]
pub fn role() -> Option<String> {
    std::env::var(ROLE).ok()
}
