//! `fangxin check-scheme`: every fault of a scheme's file, and the proof of its promises.

use crate::exit::NO;
use crate::output::{self, Folder};
use anyhow::{Context, Result};
use intake::layout::Layout;
use policy::fault::Fault;
use scoring::check::{Example, Proof, Violation, check};
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(file: &Path, counterexamples: Option<&Path>, json: bool) -> Result<ExitCode> {
    let name = file.display().to_string();
    let text = output::read_text(file)?;
    let scheme = match policy::scheme::parse::read(&name, &text) {
        Ok(scheme) => scheme,
        Err(faults) => return refused_file(&faults, json),
    };
    match check(&scheme) {
        Ok(proof) => proved(&scheme.label(), &proof, json),
        Err(broken) => refused(&name, &broken, counterexamples, json),
    }
}

fn proved(label: &str, proof: &Proof, json: bool) -> Result<ExitCode> {
    if json {
        output::say_json(
            &json!({ "scheme": label, "keeps_its_promises": true, "proof": serde_json::to_value(proof)? }),
        )?;
    } else {
        let (low, high) = proof.score_bounds;
        output::say(&format!(
            "{label}：承诺成立。比较单元 {} 个，得分范围 {low} 至 {high}，为寻找例证评价 {} 户。\n\
             {label}: its promises hold. {} cells compared, scores {low} to {high}, {} merchants rated as witnesses.\n",
            proof.cells, proof.merchants, proof.cells, proof.merchants
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn refused_file(faults: &[Fault], json: bool) -> Result<ExitCode> {
    if json {
        output::say_json(&json!({ "faults": serde_json::to_value(faults)? }))?;
    } else {
        let lines: Vec<String> = faults.iter().map(|fault| format!("{fault}\n")).collect();
        output::say(&lines.concat())?;
    }
    Ok(ExitCode::from(NO))
}

fn refused(name: &str, broken: &[Violation], folder: Option<&Path>, json: bool) -> Result<ExitCode> {
    let mut told: Vec<Value> = Vec::new();
    let mut text = String::new();
    for (n, violation) in broken.iter().enumerate() {
        text.push_str(&format!(
            "{name}:{}: 承诺 promise {}: {} / {}\n",
            violation.line, violation.promise, violation.zh, violation.en
        ));
        let mut entry = json!({
            "promise": violation.promise, "line": violation.line, "en": violation.en, "zh": violation.zh,
        });
        match &violation.example {
            Some(example) => {
                let (old, new) = (&example.rated_before, &example.rated_after);
                text.push_str(&format!(
                    "    反例 counterexample: {} {} ({}) -> {} {} ({})\n",
                    old.0, old.1, example.before.as_of, new.0, new.1, example.after.as_of
                ));
                entry["before"] = json!({ "score_milli": old.0, "class": old.1, "day": example.before.as_of });
                entry["after"] = json!({ "score_milli": new.0, "class": new.1, "day": example.after.as_of });
                if let Some(folder) = folder {
                    for (which, side) in [("before", &example.before), ("after", &example.after)] {
                        let place = folder.join(format!("{:02}", n + 1)).join(which);
                        let code = write(&place, side)?;
                        text.push_str(&format!(
                            "    fangxin explain {code} --from {} --as-of {} --scheme {name} --unproved\n",
                            place.display(),
                            side.as_of
                        ));
                    }
                }
            }
            None if violation.promise < 4 => {
                text.push_str("    未能证明，也未找到反例。 Could not be proved; no counterexample was found.\n");
            }
            None => {}
        }
        told.push(entry);
    }
    if json {
        output::say_json(&json!({ "keeps_its_promises": false, "violations": told }))?
    } else {
        output::say(&text)?
    }
    Ok(ExitCode::from(NO))
}

/// Writes a file of one merchant as JSON Lines in our layouts; gives its code.
fn write(place: &Path, example: &Example) -> Result<String> {
    let dossier = example.dossier().context("an example is a file of records")?;
    let mut folder = Folder::begin(place, Layout::ALL.iter().map(|layout| format!("{}.jsonl", layout.id)))?;
    for (layout, rows) in crate::show::records::json_lines(&dossier)? {
        folder.write(&format!("{layout}.jsonl"), rows.as_bytes())?;
    }
    folder.finish()?;
    Ok(dossier.merchant.code.to_string())
}
