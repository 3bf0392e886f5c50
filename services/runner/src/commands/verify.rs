//! `fangxin verify`: computes a certificate again from the file alone and says what differs.

pub(super) mod audit;
mod draw;

use crate::certificate::{self, Certificate, Finding, Statement};
use crate::cli::{VerifyArguments, VerifyCommand};
use crate::exit::{NO, Usage};
use crate::{keys, output, show};
use anyhow::{Context, Result, bail};
use ed25519_dalek::VerifyingKey;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(arguments: &VerifyArguments) -> Result<ExitCode> {
    match (&arguments.what, &arguments.file) {
        (Some(VerifyCommand::Audit(arguments)), _) => audit::run(arguments),
        (Some(VerifyCommand::Draw(arguments)), _) => draw::run(arguments),
        (None, Some(file)) => certificate(file, arguments.key.as_ref(), arguments.json),
        // The command line is refused before, so this is never seen.
        (None, None) => bail!(Usage("请指明文件 name a file".to_owned())),
    }
}

fn certificate(file: &Path, key: Option<&VerifyingKey>, json: bool) -> Result<ExitCode> {
    let text = output::read_text(file)?;
    // An editor may have put a byte order mark in front.
    let (certificate, mut findings) = certificate::read(text.trim_start_matches('\u{feff}'))
        .with_context(|| format!("{}：不是评价证书 this is no certificate", file.display()))?;
    findings.extend(certificate::findings(&certificate)?);
    let known = key.map(|key| keys::public(&certificate.signature.public_key).is_ok_and(|signer| signer == *key));
    let sound = findings.is_empty() && known != Some(false);
    if json {
        output::say_json(&json!({ "sound": sound, "signer_known": known, "differs": findings }))?;
    } else {
        output::say(&told(&certificate, &findings, known))?;
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

fn told(certificate: &Certificate, findings: &[Finding], known: Option<bool>) -> String {
    let mut text = String::new();
    for Finding { what, zh, en } in findings {
        text.push_str(&format!("✗ {what}: {zh} / {en}\n"));
    }
    if findings.is_empty() {
        let Statement { scheme, day, trial, sandbox, .. } = &certificate.statement;
        let trial = show::trial(*trial);
        text.push_str(&format!("✓ 逐位重算一致 computed again, equal to the bit: {scheme}, {day}{trial}\n"));
        if sandbox.is_some() {
            text.push_str("! 沙盒商户：虚构主体 of the sandbox: the merchant is made up\n");
        }
    }
    text.push_str(match known {
        Some(true) => "✓ 签发者为所给公钥 signed by the given key\n",
        Some(false) => "✗ 签发者不是所给公钥 not signed by the given key\n",
        None => "? 签发者未知，可用 --key 指定公钥 signer unknown; --key names one\n",
    });
    text
}
