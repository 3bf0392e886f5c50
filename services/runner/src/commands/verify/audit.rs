//! `fangxin verify audit`: the audit trail followed from its first entry to its last, in exports or where it lies.

use crate::cli::VerifyAuditArguments;
use crate::exit::NO;
use crate::serve::wire::AUDIT;
use crate::{keys, output};
use anyhow::{Context as _, Result, bail};
use audit::verify::{File, Finding, Report, Where, whole};
use audit::{Kept, Seal};
use db::{Database, Location, Pools};
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

pub(in crate::commands) fn run(arguments: &VerifyAuditArguments) -> Result<ExitCode> {
    let (in_files, ends) = files(&arguments.files)?;
    let in_place = arguments.location().map(|location| lying(&location, &ends)).transpose()?;
    let known: BTreeSet<String> = arguments.keys.iter().map(keys::public_text).collect();
    let reports: Vec<(&str, Report)> = [("exports", in_files), ("trail", in_place)]
        .into_iter()
        .filter_map(|(name, report)| report.map(|report| (name, report)))
        .collect();
    let judged: Vec<(&str, &Report, Option<bool>)> =
        reports.iter().map(|(name, report)| (*name, report, signed(report, &known))).collect();
    let sound = judged.iter().all(|(_, report, signed)| report.findings.is_empty() && *signed != Some(false));
    if arguments.json {
        let mut said = json!({ "sound": sound });
        for (name, report, signed) in &judged {
            said[name] = json!({ "signer_known": signed, "report": report });
        }
        output::say_json(&said)?;
    } else {
        output::say(&judged.iter().map(|(name, report, signed)| told(name, report, *signed)).collect::<String>())?;
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

/// Verifies an export that has just been written and says what is found. Whose the signature should be nobody says here.
pub(in crate::commands) fn exported(path: &Path) -> Result<bool> {
    let (report, _) = files(&[path.to_owned()])?;
    let report = report.with_context(|| output::unwritable(path))?;
    output::say(&format!("{}\n{}", path.display(), told("exports", &report, None)))?;
    Ok(report.findings.is_empty())
}

fn verifies(seal: &Seal, bytes: &[u8]) -> bool {
    seal.algorithm == "Ed25519" && keys::verifies(&seal.public_key, &seal.value, bytes)
}

/// What is found in exports, and what they say of the trail that they were taken from.
fn files(paths: &[PathBuf]) -> Result<(Option<Report>, Vec<Where>)> {
    if paths.is_empty() {
        return Ok((None, Vec::new()));
    }
    let mut file = File::new(&verifies);
    for path in paths {
        let name = path.display().to_string();
        let unreadable = || format!("{name}：无法读取 cannot be read");
        let lines = BufReader::new(fs::File::open(path).with_context(unreadable)?);
        if !file.read(&name, lines).with_context(unreadable)? {
            bail!("{name}：不是审计导出 this is no export of an audit trail");
        }
    }
    let ends = file.ends().to_vec();
    Ok((Some(file.report()?), ends))
}

/// What is found in a trail where it lies. Nothing is made or changed there, and a server may go on.
fn lying(location: &Location, known: &[Where]) -> Result<Report> {
    if let Location::Sqlite(folder) = location
        && !folder.join(format!("{AUDIT}.db")).exists()
    {
        bail!("{location}：没有审计数据库，请核对文件夹 there is no database of an audit trail; check the folder");
    }
    let unusable = || {
        format!(
            "{location}：审计数据库无法读取；旧库请先 fangxin migrate \
             the audit trail cannot be read; an older one needs fangxin migrate first"
        )
    };
    let db = Database::open(location, AUDIT, Pools { readers: 1, ..Pools::default() }).with_context(unusable)?;
    whole(&Kept::new(Arc::new(db)), known, &verifies).with_context(unusable)
}

/// Is everything that is signed signed by who should? Nobody knows unless a key is given. A trail in which nothing
/// is signed at all may be anybody's.
fn signed(report: &Report, known: &BTreeSet<String>) -> Option<bool> {
    let is_signed = report.entries == 0 || !report.signers.is_empty();
    (!known.is_empty()).then(|| is_signed && report.signers.is_subset(known))
}

fn told(name: &str, report: &Report, signed: Option<bool>) -> String {
    let Report { entries, checkpoints, findings, .. } = report;
    let mut text = match name {
        "exports" => "导出文件 exports:\n",
        _ => "库中记录 trail:\n",
    }
    .to_owned();
    for Finding { what, zh, en, .. } in findings {
        text.push_str(&format!("✗ {what}: {zh} / {en}\n"));
    }
    let (first, last) = (report.first.unwrap_or(0), report.last.unwrap_or(0));
    if findings.is_empty() {
        text.push_str(&format!(
            "✓ {entries} 条记录（第{first}至{last}条）逐条衔接，{checkpoints} 个检查点相符 \
             {entries} entries ({first} to {last}) follow each other, {checkpoints} checkpoints agree\n"
        ));
    }
    let behind = last - report.covered.unwrap_or(first - 1).min(last);
    if behind > 0 {
        text.push_str(&format!("? 末尾 {behind} 条尚无签名 the last {behind} entries are not signed yet\n"));
    }
    let signers = report.signers.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    text.push_str(&match signed {
        Some(true) => "✓ 签发者为所给公钥 signed by the given key\n".to_owned(),
        Some(false) if signers.is_empty() => "✗ 没有有效签名 no signature holds\n".to_owned(),
        Some(false) => format!("✗ 签发者不是所给公钥 not signed by the given key: {signers}\n"),
        None => format!("? 签发者未知，可用 --key 指定公钥 signer unknown; --key names one: {signers}\n"),
    });
    text
}
