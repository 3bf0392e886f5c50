//! docs/walk.md is a walk that somebody can take: its commands run here in a shell, one after the other, and what they
//! print is what the page says. `FANGXIN_WALK=write` writes what they print into the page instead.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/walk.md");
/// Where the page has its server listen.
const THERE: &str = "127.0.0.1:8080";
/// Says that a block is over.
const OVER: &str = "---- over ----";
/// Longest that a command of the page takes.
const LONGEST: Duration = Duration::from_secs(120);

/// A part of a page.
enum Part {
    /// What is told.
    Text(String),
    /// Commands.
    Commands(String),
    /// What the commands before it print.
    Printed(String),
}

/// The parts of a page: a fence of `sh` are commands, one of `text` or `json` is what they print.
fn parts(page: &str) -> Vec<Part> {
    let (mut parts, mut open) = (Vec::new(), None::<String>);
    let mut text = String::new();
    for line in page.lines() {
        match (&open, line.strip_prefix("```")) {
            (None, Some(kind)) if ["sh", "text", "json"].contains(&kind) => {
                text.push_str(&format!("{line}\n"));
                parts.push(Part::Text(std::mem::take(&mut text)));
                open = Some(kind.to_owned());
            }
            (Some(kind), Some("")) => {
                let body = std::mem::take(&mut text);
                parts.push(if kind == "sh" { Part::Commands(body) } else { Part::Printed(body) });
                open = None;
                text.push_str("```\n");
            }
            _ => text.push_str(&format!("{line}\n")),
        }
    }
    parts.push(Part::Text(text));
    parts
}

/// A shell in a folder of its own; all that it has started ends with it.
struct Shell {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
    _folder: TempDir,
}

impl Shell {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_fangxin")).parent().unwrap();
        let mut bash = Command::new("bash");
        bash.arg("--norc").current_dir(folder.path()).env("PATH", path_with(program)).process_group(0);
        bash.env_remove("FANGXIN_DATABASE").env_remove("FANGXIN_TOKEN");
        let mut child = bash.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, out) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let (tell, lines) = channel();
        thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
        Self { child, input, lines, _folder: folder }
    }

    /// What commands print.
    fn run(&mut self, commands: &str) -> String {
        write!(self.input, "{commands}\nprintf '%s\\n' '{OVER}'\n").unwrap();
        self.input.flush().unwrap();
        let mut printed = String::new();
        loop {
            match self.lines.recv_timeout(LONGEST) {
                Ok(line) if line == OVER => return printed,
                Ok(line) => printed.push_str(&format!("{line}\n")),
                Err(error) => panic!("{error} after {LONGEST:?}: {commands}{printed}"),
            }
        }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        // What it has started belongs to its group. It has ended already if the page stops what it starts.
        let _ =
            Command::new("kill").args(["-KILL", "--", &format!("-{}", self.child.id())]).stderr(Stdio::null()).status();
        let _ = self.child.wait();
    }
}

/// The programs of this machine, and before them those of a folder.
fn path_with(folder: &Path) -> OsString {
    let others = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths([folder.to_owned()].into_iter().chain(std::env::split_paths(&others))).unwrap()
}

/// Is the page to be written?
#[expect(clippy::disallowed_methods, reason = "how the page is written anew")]
fn is_to_be_written() -> bool {
    std::env::var("FANGXIN_WALK").is_ok_and(|what| what == "write")
}

#[test]
fn the_walk_is_as_the_page_tells_it() {
    // An address of its own, so that the page may name a port that somebody else has.
    let [one, two, three] = [1; 3].map(|least| fastrand::u8(least..255));
    let here = format!("127.{one}.{two}.{three}:8080");
    let page = fs::read_to_string(PAGE).unwrap();
    let (mut shell, mut printed, mut told) = (Shell::open(), String::new(), String::new());
    let (mut compared, mut differing) = (0, Vec::new());
    for part in parts(&page) {
        match part {
            Part::Text(text) => told.push_str(&text),
            Part::Commands(commands) => {
                assert_eq!(printed, "", "printed and not told, before {commands}");
                printed = shell.run(&commands.replace(THERE, &here)).replace(&here, THERE);
                told.push_str(&commands);
            }
            Part::Printed(kept) => {
                compared += 1;
                if printed != kept {
                    differing.push(format!("told:\n{kept}printed:\n{printed}"));
                }
                told.push_str(&std::mem::take(&mut printed));
            }
        }
    }
    assert_eq!(printed, "", "printed and not told, at the end");
    if is_to_be_written() {
        fs::write(PAGE, told).unwrap();
        return;
    }
    assert!(compared > 10, "{compared}");
    assert!(differing.is_empty(), "docs/walk.md is not what happens (`FANGXIN_WALK=write`):\n{}", differing.join("\n"));
}
