//! `fangxin verify`: computes a certificate again from the file alone and says what differs.

use crate::certificate::{Certificate, FORMAT, Statement};
use crate::exit::NO;
use crate::{keys, output};
use anyhow::{Context, Result};
use scoring::explain::SEMANTICS;
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

/// A finding: token, Chinese, English.
type Finding = (&'static str, String, String);

pub(super) fn run(file: &Path, key: Option<&str>, json: bool) -> Result<ExitCode> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let certificate: Certificate =
        serde_json::from_str(&text).with_context(|| format!("{} is no certificate", file.display()))?;
    let findings = findings(&certificate)?;
    let known = key.map(|key| key.trim() == certificate.signature.public_key);
    let sound = findings.is_empty() && known != Some(false);
    if json {
        let listed: Vec<Value> =
            findings.iter().map(|(what, zh, en)| json!({ "what": what, "zh": zh, "en": en })).collect();
        output::say_json(&json!({ "sound": sound, "signer_known": known, "differs": listed }))?;
    } else {
        output::say(&told(&certificate, &findings, known))?;
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

fn told(certificate: &Certificate, findings: &[Finding], known: Option<bool>) -> String {
    let mut text = String::new();
    for (what, zh, en) in findings {
        text.push_str(&format!("✗ {what}: {zh} / {en}\n"));
    }
    if findings.is_empty() {
        let (scheme, day) = (&certificate.statement.scheme, certificate.statement.day);
        text.push_str(&format!("✓ 逐位重算一致 computed again, equal to the bit: {scheme}, {day}\n"));
    }
    text.push_str(match known {
        Some(true) => "✓ 签发者为所给公钥 signed by the given key\n",
        Some(false) => "✗ 签发者不是所给公钥 not signed by the given key\n",
        None => "? 签发者未知，可用 --key 指定公钥 signer unknown; --key names one\n",
    });
    text
}

fn findings(certificate: &Certificate) -> Result<Vec<Finding>> {
    let (said, evidence) = (&certificate.statement, &certificate.evidence);
    let mut findings: Vec<Finding> = Vec::new();
    let mut differ = |what, zh: &str, en: &str| findings.push((what, zh.to_owned(), en.to_owned()));
    if said.format != FORMAT {
        differ("format", "证书格式不同", "another form of certificate");
    }
    if said.engine != SEMANTICS {
        differ(
            "engine",
            "引擎语义版本不同，本程序不能重算",
            "another engine semantics; this program cannot compute it",
        );
    }
    let again = Statement::of(evidence, said.day, said.known_at).context("the evidence cannot be computed")?;
    if again.records_digest != said.records_digest {
        differ("record", "记录与声明不符", "the records are not those of the statement");
    }
    if again.scheme_digest != said.scheme_digest || again.scheme != said.scheme || again.trial != said.trial {
        differ("scheme", "评价方案与声明不符", "the scheme is not that of the statement");
    }
    for (path, digest) in &again.policies {
        if said.policies.get(path) != Some(digest) {
            differ(
                "policy",
                &format!("参数 {path} 与声明不符"),
                &format!("parameter {path} is not that of the statement"),
            );
        }
    }
    if again.policies.len() != said.policies.len() {
        differ("policy", "参数文件缺失", "parameter files are missing");
    }
    if again.peers_digest != said.peers_digest {
        differ("peers", "同业基准行与声明不符", "the peers' row is not that of the statement");
    }
    if again.result != said.result {
        let named = differing(&again.result, &said.result);
        differ("result", &format!("重算结果不同：{named}"), &format!("the result differs: {named}"));
    }
    let signature = &certificate.signature;
    if signature.algorithm != "Ed25519" || !keys::verifies(&signature.public_key, &signature.value, &said.bytes()?) {
        differ("signature", "签名无效", "the signature is not of this statement");
    }
    Ok(findings)
}

/// Fields in which two results differ.
fn differing(again: &Value, said: &Value) -> String {
    let (Some(again), Some(said)) = (again.as_object(), said.as_object()) else { return "everything".to_owned() };
    let fields = again.keys().chain(said.keys().filter(|key| !again.contains_key(*key)));
    fields.filter(|key| again.get(*key) != said.get(*key)).cloned().collect::<Vec<_>>().join(", ")
}
