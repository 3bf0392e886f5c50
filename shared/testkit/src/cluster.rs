//! A PostgreSQL of one test alone, which it may stop as hard as it likes.

use crate::Place;
use db::Location;
use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Where Debian puts the server's programs; `cargo xtask test` has installed them.
const PROGRAMS: &str = "/usr/lib/postgresql/15/bin";
/// PostgreSQL refuses to run as root.
const USER: &str = "postgres";

/// A server with a folder of its own; stopped and removed when dropped. What it has acknowledged is on the disk.
pub struct Cluster {
    folder: TempDir,
    port: u16,
}

impl Cluster {
    /// Makes and starts one.
    ///
    /// # Panics
    /// If it cannot be made or started.
    #[must_use]
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        if is_root() {
            let status = Command::new("chown").arg(USER).arg(folder.path()).status().expect("chown can be run");
            assert!(status.success(), "the folder is the server's");
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        drop(listener);
        let cluster = Self { folder, port };
        let data = cluster.data();
        cluster.program(
            "initdb",
            &["-D", &data, "-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        );
        cluster.pg_ctl("start", &[]);
        cluster
    }

    /// Its first database.
    ///
    /// # Panics
    /// Never: the URL is one of PostgreSQL.
    #[must_use]
    pub fn place(&self) -> Place {
        let url = format!("postgres://{USER}@127.0.0.1:{}/postgres", self.port);
        Place::of(Location::parse(&url).expect("this is a URL"))
    }

    /// Stops it as if its processes were killed: nothing is finished, nobody is told goodbye.
    pub fn stop_immediately(&self) {
        self.pg_ctl("stop", &["-m", "immediate"]);
    }

    /// Starts it again; it brings itself back to what it had acknowledged.
    pub fn start_again(&self) {
        self.pg_ctl("start", &[]);
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn pg_ctl(&self, what: &str, more: &[&str]) {
        let settings = format!("-c port={} -c listen_addresses=127.0.0.1 -c unix_socket_directories=", self.port);
        let (data, log) = (self.data(), self.folder.path().join("log").display().to_string());
        let all = ["-D", &data, "-l", &log, "-w", "-o", &settings, what];
        self.program("pg_ctl", &[&all[..], more].concat());
    }

    /// Runs one of the server's programs. Its output goes to a file: the server would keep a pipe open for ever.
    fn program(&self, name: &str, arguments: &[&str]) {
        let path: PathBuf = Path::new(PROGRAMS).join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", USER, "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        let said = tempfile::NamedTempFile::new().expect("a temporary file can be made");
        let out = || Stdio::from(File::options().append(true).open(said.path()).expect("it is ours"));
        let run = command.args(arguments).current_dir("/").stdin(Stdio::null()).stdout(out()).stderr(out()).status();
        let status = run.unwrap_or_else(|error| panic!("{name}: {error}; run `cargo xtask test`, which installs it"));
        assert!(status.success(), "{name} {arguments:?}: {}", fs::read_to_string(said.path()).unwrap_or_default());
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // It may stand still already.
        let path = Path::new(&self.data()).join("postmaster.pid");
        if path.exists() {
            self.stop_immediately();
        }
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("id can be run");
    id.stdout.trim_ascii() == b"0"
}
