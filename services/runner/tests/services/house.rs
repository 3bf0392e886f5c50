//! An installation, whose services run together in one process or apart, each in its own.

use crate::process::{Process, program};
use crate::scattered::{self, SERVICES};
use crate::served::Served;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use testkit::{Door, Place};

pub(crate) fn fangxin(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
}

pub(crate) fn told(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), output.stderr.as_slice()].concat()).into_owned()
}

pub(crate) fn small_city(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/small-city").join(file).display().to_string()
}

/// How the services of an installation run.
enum Form {
    /// In one process.
    Together,
    /// Each in a process of its own, with a role of PostgreSQL of its own, started as its manifest does. Where a
    /// service is found by the others, whenever it is started again: behind its door.
    Apart(BTreeMap<&'static str, Door>),
}

/// A folder with a key, and databases at a place.
pub(crate) struct Installation<'p> {
    place: &'p Place,
    form: Form,
    data: Arc<TempDir>,
    /// What every process is given besides.
    environment: Vec<(&'static str, String)>,
}

/// Runs a test on an installation of each form: together on SQLite, apart on PostgreSQL.
pub(crate) fn each_form(test: impl Fn(&Installation<'_>)) {
    test(&Installation::new(&Place::sqlite()));
    test(&Installation::apart(&Place::postgres()));
}

impl<'p> Installation<'p> {
    /// One whose services run together.
    pub(crate) fn new(place: &'p Place) -> Self {
        let data = Arc::new(tempfile::tempdir().unwrap());
        Self { place, form: Form::Together, data, environment: Vec::new() }
    }

    /// One whose services run apart, in a database that is prepared for them.
    pub(crate) fn apart(place: &'p Place) -> Self {
        scattered::prepare(place);
        let doors = SERVICES.map(|service| (service, Door::to_come())).into();
        Self { form: Form::Apart(doors), ..Self::new(place) }
    }

    /// The same with a variable in the environment of every process.
    pub(crate) fn given(mut self, name: &'static str, value: String) -> Self {
        self.environment.push((name, value));
        self
    }

    /// What it is, for messages.
    pub(crate) fn form(&self) -> &'static str {
        match self.form {
            Form::Together => "together",
            Form::Apart(_) => "apart",
        }
    }

    /// Starts its processes and waits until they serve.
    pub(crate) fn serve(&self) -> Served {
        self.serve_with(&[])
    }

    /// The same with more arguments.
    pub(crate) fn serve_with(&self, more: &[&str]) -> Served {
        let data = Arc::clone(&self.data);
        match &self.form {
            Form::Together => Served::start(self.together(more), data),
            Form::Apart(doors) => {
                // All at once: those who need others wait at their doors.
                doors.values().for_each(Door::lead_nowhere);
                let begun = SERVICES.map(|service| (service, self.begin(service, more)));
                let serving = begun.map(|(service, process)| (service, self.led(service, process.serving())));
                let served = Served::of_processes(serving.into(), data);
                SERVICES.into_iter().for_each(|service| served.wait_for(service));
                served
            }
        }
    }

    /// The program of all services together.
    pub(crate) fn together(&self, more: &[&str]) -> Command {
        // The address of a database holds a password, so it comes by the environment.
        let mut program = program();
        program.env("FANGXIN_DATABASE", self.place.url());
        program.arg("serve").arg("--data").arg(self.data.path()).args(["--listen", "127.0.0.1:0", "--log", "warn"]);
        // Whoever waits in a test asks as often as it can.
        program.args(["--rate", "address=unlimited"]).args(more);
        program.envs(self.environment.iter().map(|(name, value)| (name, value)));
        program
    }

    /// Starts again a service that runs apart, and waits until it is ready.
    pub(crate) fn serve_again(&self, service: &'static str, served: &mut Served) {
        let process = self.begin(service, &[]).serving();
        served.put(service, self.led(service, process));
        served.wait_for(service);
    }

    fn begin(&self, service: &str, more: &[&str]) -> Process {
        let mut program = scattered::command(self.place, service, self.data.path(), |name| self.door(name).address());
        program.args(more).envs(self.environment.iter().map(|(name, value)| (name, value)));
        Process::begin(program)
    }

    /// A process to which the door of its service leads.
    fn led(&self, service: &str, process: Process) -> Process {
        self.door(service).lead_to(process.url.trim_start_matches("http://"));
        process
    }

    /// The door to a service that runs apart.
    pub(crate) fn door(&self, service: &str) -> &Door {
        match &self.form {
            Form::Together => panic!("nobody asks {service} from another process"),
            Form::Apart(doors) => &doors[service],
        }
    }
}

/// Asks until there is an answer, and fails if there is none within some seconds.
pub(crate) fn until<T>(seconds: u64, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(seconds), "{what}: not within {seconds} seconds");
        std::thread::sleep(Duration::from_millis(1));
    }
}
