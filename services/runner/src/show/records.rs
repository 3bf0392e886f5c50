//! Records as JSON Lines in the layouts that `intake` reads: a merchant's file that can be handed on.

use anyhow::Result;
use domain::record::{Dossier, Penalty, Record, StandingKind};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// One text a layout, in the order in which they should be read.
pub(crate) fn json_lines(dossier: &Dossier) -> Result<Vec<(&'static str, String)>> {
    let mut files = vec![("merchants", lines(std::slice::from_ref(&dossier.merchant))?)];
    let penalties: Vec<Value> = dossier.penalties.iter().map(penalty).collect();
    files.push(("penalties", joined(penalties)?));
    files.push(("payments", lines(&dossier.payments)?));
    files.push(("inspections", lines(&dossier.inspections)?));
    files.push(("tests", lines(&dossier.tests)?));
    files.push(("complaints", lines(&dossier.complaints)?));
    files.push(("odr_cases", lines(&dossier.odr_cases)?));
    let standing = dossier.standing.iter().map(|s| {
        let mut row = flat(s)?;
        row.insert("kind".to_owned(), json!(StandingKind::token(s.kind)));
        Ok(Value::Object(row))
    });
    files.push(("standing", joined(standing.collect::<Result<Vec<Value>>>()?)?));
    files.retain(|(_, text)| !text.is_empty());
    Ok(files)
}

fn lines<T: Record + Serialize>(records: &[T]) -> Result<String> {
    joined(records.iter().map(|r| Ok(Value::Object(flat(r)?))).collect::<Result<Vec<Value>>>()?)
}

fn joined(rows: Vec<Value>) -> Result<String> {
    let mut text = String::new();
    for row in rows {
        text.push_str(&serde_json::to_string(&row)?);
        text.push('\n');
    }
    Ok(text)
}

/// A record's fields under the names of its layout's columns.
fn flat<T: Serialize>(record: &T) -> Result<Map<String, Value>> {
    let Value::Object(mut row) = serde_json::to_value(record)? else { return Ok(Map::new()) };
    if let Some(party) = row.remove("party") {
        row.insert("code".to_owned(), party);
    }
    if row.remove("withdrawn") == Some(Value::Bool(true)) {
        row.insert("record_state".to_owned(), json!("withdrawn"));
    }
    Ok(row)
}

/// A penalty in the 双公示 layout.
fn penalty(p: &Penalty) -> Value {
    let kinds = serde_json::to_value(&p.kinds).unwrap_or_default();
    let kinds: Vec<&str> = kinds.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let days = |days: &[domain::day::Day]| days.iter().map(ToString::to_string).collect::<Vec<_>>().join(";");
    json!({
        "cf_xdr_mc": "反例商户", "cf_xdr_shxym": p.party, "cf_wsh": p.decision_no, "cf_wfxw": text(&p.conduct),
        "cf_yj": p.ground, "cf_cflb": kinds.join(";"), "cf_nr": p.content, "cf_nr_fk": p.fine_fen.wan_yuan_text(),
        "cf_jdrq": p.decided_on, "cf_cfjg": p.authority, "cf_cfjgdm": p.authority_code, "case_no": p.case_no,
        "severity": p.severity, "grade": p.grade, "safety": p.safety, "published_on": p.published_on,
        "served_on": p.served_on, "restriction_until": p.restriction_until,
        "display_stopped_on": days(&p.display_stopped_on), "stop_revoked_on": days(&p.stop_revoked_on),
        "annulled_on": p.annulled_on,
    })
}

/// A type of violation must be said; an example without a cause says that it has none.
fn text(conduct: &str) -> &str {
    if conduct.is_empty() { "—" } else { conduct }
}
