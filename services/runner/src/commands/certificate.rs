//! `fangxin certificate`: a rating with its evidence, signed.

use crate::certificate::{Certificate, Evidence, Statement};
use crate::city::City;
use crate::cli::CityArguments;
use crate::exit::Usage;
use crate::{keys, output};
use anyhow::{Result, bail};
use domain::code::PartyCode;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(
    code: PartyCode,
    arguments: &CityArguments,
    scheme: Option<&str>,
    (out, data): (&Path, &Path),
) -> Result<ExitCode> {
    arguments.files.keep_apart(Some(out))?;
    if arguments.unproved {
        bail!(Usage(
            "承诺不成立的方案不能出具证书，--unproved 在此无效 \
             a scheme whose promises do not hold certifies nothing; --unproved has no meaning here"
                .to_owned()
        ));
    }
    let city = City::open(arguments, scheme)?;
    let (at, dossier) = city.dossier(code)?;
    let policies = city.rulebook.policies.files().map(|(path, text)| (path.to_owned(), text.to_owned()));
    let evidence = Evidence {
        records: dossier,
        scheme: city.rulebook.text.clone(),
        policies: policies.collect(),
        peers: city.peers.get(at).cloned(),
    };
    let statement = Statement::of(&evidence, city.day(), arguments.known_at)?;
    let key = keys::own(data)?;
    let signature = keys::signature(&key, &statement.bytes()?);
    let text = serde_json::to_string_pretty(&Certificate { statement, evidence, signature })?;
    output::write_file(out, text.as_bytes())?;
    if arguments.json {
        output::say_json(&json!({ "written": out }))?;
    } else {
        super::say(&out.display().to_string())?;
    }
    Ok(ExitCode::SUCCESS)
}
