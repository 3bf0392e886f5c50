//! A process of the program that serves, from its start to its end.

use crate::told;
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};

pub(crate) fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_fangxin"));
    program.env_remove("FANGXIN_DATABASE").env_remove("FANGXIN_TOKEN");
    program
}

/// A process that serves; killed when it is dropped.
pub(crate) struct Process {
    child: Child,
    out: BufReader<ChildStdout>,
    /// Reads its log to the end: a process whose log nobody reads stands still once the pipe is full.
    log: Option<JoinHandle<String>>,
    pub(crate) url: String,
    /// What its program is given by the environment: where its databases lie, its key.
    environment: Vec<(OsString, OsString)>,
}

impl Process {
    /// Begins; nobody has said yet where it listens.
    pub(crate) fn begin(mut program: Command) -> Self {
        let given = program.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        let environment = given.collect();
        let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (out, mut errors) = (BufReader::new(child.stdout.take().unwrap()), child.stderr.take().unwrap());
        let log = thread::spawn(move || {
            let mut bytes = Vec::new();
            errors.read_to_end(&mut bytes).unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        });
        Self { child, out, log: Some(log), url: String::new(), environment }
    }

    /// Waits until it says where it listens.
    pub(crate) fn serving(mut self) -> Self {
        let mut line = String::new();
        while !line.starts_with("正在服务 serving: ") {
            line.clear();
            if self.out.read_line(&mut line).unwrap() == 0 {
                panic!("the server did not start: {}", self.log());
            }
        }
        line.trim().rsplit(' ').next().unwrap().clone_into(&mut self.url);
        self
    }

    /// All that it has logged, once it has ended.
    fn log(&mut self) -> String {
        self.log.take().map(|log| log.join().unwrap()).unwrap_or_default()
    }

    /// A variable of its environment, if it was given.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        let found = self.environment.iter().find(|(given, _)| given == name);
        found.map(|(_, value)| value.to_str().unwrap())
    }

    /// What another command of the program says that is given the same environment.
    pub(crate) fn beside(&self, arguments: &[&str]) -> String {
        let mut program = program();
        program.envs(self.environment.iter().map(|(name, value)| (name, value)));
        let output = program.args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Its number on this machine.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Kills it, whatever it does; somebody else may be asking it.
    pub(crate) fn kill(&self) {
        self.signal("-KILL");
    }

    /// Asks it to stop, as a supervisor does, and waits.
    pub(crate) fn stop(mut self) -> ExitStatus {
        self.signal("-TERM");
        let status = self.child.wait().unwrap();
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        let error = self.log();
        assert!(!error.contains("ERROR") && !error.contains("panicked"), "{error}");
        status
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It is gone already if it was stopped.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
