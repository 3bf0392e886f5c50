//! `fangxin certificate`: a rating with its evidence, signed.

use super::City;
use crate::answer::dossier_of;
use crate::certificate::{Certificate, Evidence, Signature, Statement};
use crate::cli::CityArguments;
use crate::keys;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(
    code: &str,
    arguments: &CityArguments,
    scheme: &str,
    (out, data): (&Path, &Path),
) -> Result<ExitCode> {
    let city = City::open(arguments, scheme)?;
    let (at, dossier) = dossier_of(&city.known.dossiers, code)
        .with_context(|| format!("{code}: 文件中没有该经营主体 no merchant of the files has this code"))?;
    let policies = city.rulebook.policies.files().map(|(path, text)| (path.to_owned(), text.to_owned()));
    let evidence = Evidence {
        records: dossier.clone(),
        scheme: city.scheme_text.clone(),
        policies: policies.collect(),
        peers: city.peers.get(at).cloned(),
    };
    let statement = Statement::of(&evidence, city.day, arguments.known_at)?;
    let key = keys::own(data)?;
    let signature = Signature {
        algorithm: "Ed25519".to_owned(),
        public_key: keys::public_text(&key.verifying_key()),
        value: keys::sign(&key, &statement.bytes()?),
    };
    let text = serde_json::to_string_pretty(&Certificate { statement, evidence, signature })?;
    fs::write(out, text).with_context(|| format!("{} cannot be written", out.display()))?;
    super::say(&out.display().to_string())?;
    Ok(ExitCode::SUCCESS)
}
