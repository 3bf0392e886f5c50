//! A PostgreSQL for tests: installed if it is missing, in a folder of its own, thrown away afterwards.

use crate::packages;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where Debian puts the server's programs.
const PROGRAMS: &str = "/usr/lib/postgresql/15/bin";

/// Nobody with rights: PostgreSQL refuses to run as root.
const USER: &str = "postgres";

/// How the folders of these servers begin.
const PREFIX: &str = "fangxin-postgres-";
/// Names the process for which a server was started.
const OWNER: &str = "owner";

/// What outlives a power cut.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Safety {
    /// Nothing: for tests, whose servers are thrown away. Killing the server's clients loses nothing.
    None,
    /// Whatever was committed, as in production: for measurements.
    Full,
}

/// A running server; stopped and removed when dropped.
pub(crate) struct Server {
    folder: tempfile::TempDir,
    /// URL of its administrator, without a database.
    pub(crate) url: String,
}

impl Server {
    /// Starts one on a free port of this machine.
    pub(crate) fn start(safety: Safety) -> Result<Self> {
        install()?;
        sweep()?;
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir().context("no temporary folder")?;
        fs::write(folder.path().join(OWNER), std::process::id().to_string())?;
        let data = folder.path().join("data");
        fs::create_dir(&data)?;
        if is_root()? {
            for path in [folder.path(), data.as_path()] {
                let owner = path.display().to_string();
                quietly("chown", &[USER, &owner])?;
            }
        }
        fs::set_permissions(&data, fs::Permissions::from_mode(0o700))?;
        let port = free_port()?;
        println!("== PostgreSQL 15 on port {port}, thrown away afterwards");
        let data_text = data.display().to_string();
        program(
            "initdb",
            &["-D", &data_text, "-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        )?;
        let fsync = if safety == Safety::Full { "on" } else { "off" };
        let settings = format!(
            "-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync={fsync} \
             -c max_connections=600 -c shared_buffers=256MB -c max_wal_size=4GB"
        );
        let log = folder.path().join("log").display().to_string();
        program("pg_ctl", &["-D", &data_text, "-l", &log, "-w", "-o", &settings, "start"])?;
        Ok(Self { folder, url: format!("postgres://{USER}@127.0.0.1:{port}") })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.folder.path().join("data").display().to_string();
        if let Err(error) = program("pg_ctl", &["-D", &data, "-m", "immediate", "stop"]) {
            println!("PostgreSQL could not be stopped: {error:#}");
        }
    }
}

/// Stops the servers of processes that were killed before they could do so themselves.
fn sweep() -> Result<()> {
    for entry in fs::read_dir(std::env::temp_dir())?.flatten() {
        let owner = fs::read_to_string(entry.path().join(OWNER)).unwrap_or_default();
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX) && !owner.is_empty();
        if !is_ours || Path::new("/proc").join(owner.trim()).exists() {
            continue;
        }
        let data = entry.path().join("data").display().to_string();
        // It may have been stopped otherwise; what is left is only its folder.
        let _ = program("pg_ctl", &["-D", &data, "-m", "immediate", "stop"]);
        fs::remove_dir_all(entry.path()).context("the folder of an abandoned PostgreSQL cannot be removed")?;
    }
    Ok(())
}

/// Installs the server from the system's packages, unless it is there.
fn install() -> Result<()> {
    if Path::new(PROGRAMS).join("initdb").exists() {
        return Ok(());
    }
    packages::install("PostgreSQL", &["postgresql-15"])?;
    if !Path::new(PROGRAMS).join("initdb").exists() {
        bail!("{PROGRAMS}/initdb is missing: the tests need PostgreSQL 15");
    }
    Ok(())
}

/// Runs one of the server's programs, as a user who is not root.
fn program(name: &str, arguments: &[&str]) -> Result<()> {
    let path: PathBuf = Path::new(PROGRAMS).join(name);
    let path = path.display().to_string();
    if is_root()? {
        let mut all = vec!["-u", USER, "--", path.as_str()];
        all.extend(arguments);
        return quietly("runuser", &all);
    }
    quietly(&path, arguments)
}

/// Runs a command and shows what it said only if it fails. The server that `pg_ctl` leaves behind
/// would keep a pipe open for ever, so its output goes to a file.
fn quietly(command: &str, arguments: &[&str]) -> Result<()> {
    let said = tempfile::NamedTempFile::new().context("no temporary file")?;
    let out: File = said.reopen()?;
    let status = Command::new(command)
        .args(arguments)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(out.try_clone()?)
        .stderr(out)
        .status()
        .with_context(|| format!("{command} could not be started"))?;
    if !status.success() {
        bail!("{command} {} failed:\n{}", arguments.join(" "), fs::read_to_string(said.path())?);
    }
    Ok(())
}

fn is_root() -> Result<bool> {
    let out = Command::new("id").arg("-u").output().context("id could not be started")?;
    Ok(String::from_utf8_lossy(&out.stdout).trim() == "0")
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0)).context("no free port")?.local_addr()?.port())
}
