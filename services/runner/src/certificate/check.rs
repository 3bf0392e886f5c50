//! What a certificate claims against what its evidence gives: every difference by name.

use super::exact;
use super::{Certificate, Evidence, FORMAT, Statement};
use crate::keys;
use anyhow::Result;
use domain::digest::Digest;
use scoring::explain::SEMANTICS;
use scoring::peers::PeersRow;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// Something in which a certificate is not what was signed.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    /// Which part of it, as a token.
    pub(crate) what: &'static str,
    pub(crate) zh: String,
    pub(crate) en: String,
}

impl Finding {
    fn new(what: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { what, zh: zh.into(), en: en.into() }
    }
}

/// Reads a certificate's file, and finds whatever stands in it that is no part of a certificate: a
/// reader may believe what nobody signed.
pub(crate) fn read(text: &str) -> Result<(Certificate, Vec<Finding>)> {
    let (file, doubled) = exact::read(text)?;
    let certificate: Certificate = serde_json::from_value(file.clone())?;
    let strange = exact::not_understood(&file, &serde_json::to_value(&certificate)?);
    let doubled = doubled.into_iter().map(|place| {
        Finding::new("field", format!("{place}：同一字段出现多次"), format!("{place} stands there more than once"))
    });
    let strange = strange.into_iter().map(|place| {
        Finding::new("field", format!("{place}：不是签发的内容"), format!("{place} is not as it was issued"))
    });
    Ok((certificate, doubled.chain(strange).collect()))
}

/// Computes a certificate again and finds every difference.
pub(crate) fn findings(certificate: &Certificate) -> Result<Vec<Finding>> {
    let (said, evidence) = (&certificate.statement, &certificate.evidence);
    let mut found = Vec::new();
    if said.format != FORMAT {
        found.push(Finding::new("format", "证书格式不同", "another form of certificate"));
    }
    if said.engine != SEMANTICS {
        found.push(Finding::new(
            "engine",
            "引擎语义版本不同，本程序不能重算",
            "another engine semantics; this program cannot compute it",
        ));
    }
    // The texts first: a text that was exchanged may be one that cannot be computed at all.
    evidence_differs(said, evidence, &mut found)?;
    match Statement::of(evidence, said.day, said.known_at) {
        Ok(again) => result_differs(said, &again, &mut found),
        Err(why) => {
            let why = format!("{why:#}").replace('\n', "; ");
            let en = format!("the evidence cannot be computed: {why}");
            found.push(Finding::new("result", "依据无法重算", en));
        }
    }
    let signature = &certificate.signature;
    if signature.algorithm != "Ed25519" || !keys::verifies(&signature.public_key, &signature.value, &said.bytes()?) {
        found.push(Finding::new("signature", "签名无效", "the signature is not of this statement"));
    }
    Ok(found)
}

fn evidence_differs(said: &Statement, evidence: &Evidence, found: &mut Vec<Finding>) -> Result<()> {
    if Digest::of(&evidence.records)? != said.records_digest {
        found.push(Finding::new("record", "记录与声明不符", "the records are not those of the statement"));
    }
    if Digest::of_bytes(evidence.scheme.as_bytes()) != said.scheme_digest {
        found.push(Finding::new("scheme", "评价方案文本与声明不符", "the scheme's text is not that of the statement"));
    }
    let paths: BTreeSet<&String> = said.policies.keys().chain(evidence.policies.keys()).collect();
    for path in paths {
        let text = evidence.policies.get(path).map(|text| Digest::of_bytes(text.as_bytes()));
        let (zh, en) = match (said.policies.get(path), text) {
            (Some(said), Some(text)) if *said == text => continue,
            (Some(_), Some(_)) => ("文本与声明不符", "is not that of the statement"),
            (Some(_), None) => ("缺失", "is missing"),
            (None, _) => ("不在声明之中", "is not named by the statement"),
        };
        found.push(Finding::new("policy", format!("参数 {path} {zh}"), format!("parameter {path} {en}")));
    }
    if evidence.peers.as_ref().map(PeersRow::digest).transpose()? != said.peers_digest {
        found.push(Finding::new("peers", "同业基准行与声明不符", "the peers' row is not that of the statement"));
    }
    Ok(())
}

fn result_differs(said: &Statement, again: &Statement, found: &mut Vec<Finding>) {
    if again.scheme != said.scheme || again.trial != said.trial {
        found.push(Finding::new(
            "scheme",
            "评价方案名称或试算标记与声明不符",
            "the scheme's name or its mark of a trial is not that of the statement",
        ));
    }
    if again.result != said.result {
        let fields = fields_differ(&again.result, &said.result);
        found.push(Finding::new("result", format!("重算结果不同：{fields}"), format!("the result differs: {fields}")));
    }
}

/// Fields in which two results differ.
fn fields_differ(again: &Value, said: &Value) -> String {
    let (Some(again), Some(said)) = (again.as_object(), said.as_object()) else { return "everything".to_owned() };
    let fields = again.keys().chain(said.keys().filter(|key| !again.contains_key(*key)));
    fields.filter(|key| again.get(*key) != said.get(*key)).cloned().collect::<Vec<_>>().join(", ")
}
