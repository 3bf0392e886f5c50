//! Every service as a process of its own, started as its manifest does.

use crate::process::program;
use crate::told;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::path::Path;
use std::process::Command;
use testkit::Place;

/// Each after those whom it asks.
pub(crate) const SERVICES: [&str; 8] =
    ["access", "registry", "violations", "complaints", "inspections", "listing", "repair", "rating"];

pub(crate) fn password(service: &str) -> String {
    format!("pass'word of {service}: / ? @")
}

fn secret(service: &str) -> String {
    format!("{service} asks the others by this long secret")
}

/// What the manifest of a service says: the arguments of its program, and the variables that it is given.
struct Manifest {
    arguments: Vec<String>,
    variables: Vec<String>,
}

impl Manifest {
    fn of(service: &str) -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../k8s/overlays/apart");
        let text = std::fs::read_to_string(format!("{path}/{service}.yaml")).unwrap();
        let items = text.lines().skip_while(|line| line.trim() != "args:").skip(1);
        let arguments = items.map_while(|line| line.trim().strip_prefix("- ")).map(str::to_owned).collect();
        let named = text.lines().filter_map(|line| line.trim().strip_prefix("- name: FANGXIN_"));
        Self { arguments, variables: named.map(|name| format!("FANGXIN_{name}")).collect() }
    }
}

/// The key of a service, which no other has.
fn key(service: &str) -> [u8; 32] {
    let place = SERVICES.iter().position(|name| *name == service).unwrap();
    [u8::try_from(place + 1).unwrap(); 32]
}

/// Prepares a database as the job does, which may be tried again.
pub(crate) fn prepare(place: &Place) {
    let mut prepare = program();
    prepare.arg("prepare").env("FANGXIN_DATABASE", place.url());
    for service in SERVICES {
        prepare.env(format!("FANGXIN_PASSWORD_{}", service.to_uppercase()), password(service));
        prepare.env(format!("FANGXIN_SECRET_{}", service.to_uppercase()), secret(service));
    }
    let prepared = prepare.output().unwrap();
    assert_eq!(prepared.status.code(), Some(0), "{}", told(&prepared));
}

/// The program of a service as its manifest starts it, with a folder and the addresses of this machine.
pub(crate) fn command(place: &Place, service: &str, folder: &Path, address: impl Fn(&str) -> String) -> Command {
    let Manifest { arguments, variables } = Manifest::of(service);
    let mut program = program();
    for argument in arguments {
        match argument.as_str() {
            "--data=/tmp/fangxin" => program.arg("--data").arg(folder.join(service)),
            "--listen=0.0.0.0:8080" => program.arg("--listen=127.0.0.1:0"),
            argument => match argument.strip_prefix("--neighbour=").and_then(|pair| pair.split_once('=')) {
                Some((name, there)) => {
                    assert_eq!(there, format!("http://{name}:8080"));
                    program.arg(format!("--neighbour={name}=http://{}", address(name)))
                }
                None => program.arg(argument),
            },
        };
    }
    program.args(["--log", "error", "--rate", "address=unlimited"]);
    for variable in variables {
        let value = match variable.as_str() {
            "FANGXIN_DATABASE" => as_role(place, service),
            "FANGXIN_KEY" => STANDARD.encode(key(service)),
            "FANGXIN_CLIENT_SECRET" => secret(service),
            strange => panic!("{strange}"),
        };
        program.env(variable, value);
    }
    program
}

/// The database as the role of a service reaches it.
pub(crate) fn as_role(place: &Place, service: &str) -> String {
    let password = password(service);
    let role = db::Role { service, password: &password };
    match role.of(place.location()) {
        Some(db::Location::Postgres(url)) => url,
        _ => unreachable!("it is PostgreSQL"),
    }
}
