//! What a step says is to become of an item that was found to be wrong (更正处置): `correction` of whoever decides. A record
//! is taken back or put right; a membership of a list ends as wrong, and a class is computed anew from the records in any
//! case, so that of neither anything has to be said.

use crate::bench::Bench;
use cases::{Before, CaseError, Stated};
use contracts::port::RecordAct;
use domain::record::{Content, RecordKind};
use ledger::LedgerError;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The effect by which the law corrects an item.
pub(crate) const CORRECT: &str = "correct";
/// Under which name a step says it.
const STATED: &str = "correction";
const FIELD: &str = "stated.correction";

/// What is ordered of a record, as a step states it.
///
/// # Errors
/// [`CaseError::Field`] if nothing is stated, or it cannot be understood.
pub(crate) fn of(stated: &Stated) -> Result<RecordAct, CaseError> {
    let said = stated.get(STATED).and_then(Value::as_object).ok_or_else(|| {
        wrong(
            "须写明如何更正：{\"withdraw\": true} 撤回，或者 {\"amend\": {\"列名\": \"正确内容\"}} 更正",
            "say what becomes of the record: {\"withdraw\": true}, or {\"amend\": {\"column\": \"what is right\"}}",
        )
    })?;
    match (said.get("withdraw"), said.get("amend"), said.len()) {
        (Some(Value::Bool(true)), None, 1) => Ok(RecordAct::Withdraw),
        (None, Some(Value::Object(cells)), 1) if !cells.is_empty() => Ok(RecordAct::Amend(texts(cells)?)),
        _ => Err(wrong(
            "只能写明 withdraw（true）或者 amend（列名和正确内容）之一",
            "exactly one of withdraw (true) and amend (columns with what is right) is stated",
        )),
    }
}

/// Cells as a correction by hand writes them; null empties one.
fn texts(cells: &Map<String, Value>) -> Result<BTreeMap<String, String>, CaseError> {
    let text = |(name, value): (&String, &Value)| match value {
        Value::Null => Ok((name.clone(), String::new())),
        Value::String(text) => Ok((name.clone(), text.clone())),
        Value::Number(number) => Ok((name.clone(), number.to_string())),
        _ => Err(wrong(&format!("{name}：应为文本"), &format!("{name} must be a text"))),
    };
    cells.iter().map(text).collect()
}

impl Bench {
    /// Is what a step states of the correction good? Asked of steps that correct a record, and of nothing else.
    pub(crate) fn correction_fits(&self, before: &Before<'_>) -> Result<(), CaseError> {
        let (Some(act), Some(about)) = (before.act, before.file.about.first()) else { return Ok(()) };
        if RecordKind::of_key(&about.key).is_none() {
            return Ok(());
        }
        let step = self.book.step(before.file, &act.step)?;
        if !step.is_some_and(|step| step.effects.iter().any(|effect| effect == CORRECT)) {
            return Ok(());
        }
        let RecordAct::Amend(cells) = of(&act.stated)? else { return Ok(()) };
        let record = self.around.orders.stands(before.file.subject_id, &about.key)?;
        let record = record.ok_or_else(|| {
            wrong("该记录已撤回，无从更正", "the record was taken back: there is nothing to put right")
        })?;
        let content = Content::from_json(record.kind, &record.content)?;
        match self.ledger.corrected(&content, &cells) {
            Ok(corrected) if corrected == content => {
                Err(wrong("更正内容与现行版本相同", "the correction changes nothing"))
            }
            Ok(_) => Ok(()),
            Err(LedgerError::Row(issue)) => {
                let told = issue.faults.iter().map(|fault| {
                    (format!("{}：{}", fault.field, fault.reason_zh), format!("{}: {}", fault.field, fault.reason_en))
                });
                let (zh, en): (Vec<String>, Vec<String>) = told.unzip();
                Err(wrong(&zh.join("；"), &en.join("; ")))
            }
            Err(LedgerError::Unfit { en, zh }) => Err(wrong(&zh, &en)),
            Err(error) => Err(error.into()),
        }
    }
}

fn wrong(zh: &str, en: &str) -> CaseError {
    CaseError::Field { field: FIELD, zh: zh.to_owned(), en: en.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn stated(correction: Value) -> Result<RecordAct, CaseError> {
        of(&Stated::from([(STATED.to_owned(), correction)]))
    }

    #[test]
    fn a_record_is_taken_back_or_put_right_and_nothing_else() {
        assert!(matches!(stated(json!({ "withdraw": true })), Ok(RecordAct::Withdraw)));
        let amended = stated(json!({ "amend": { "a": "x", "b": 3, "c": null } }));
        let cells = [("a", "x"), ("b", "3"), ("c", "")].map(|(id, text)| (id.to_owned(), text.to_owned()));
        assert!(matches!(amended, Ok(RecordAct::Amend(told)) if told == BTreeMap::from(cells)));
        for bad in [
            json!(null),
            json!("withdraw"),
            json!({}),
            json!({ "withdraw": false }),
            json!({ "amend": {} }),
            json!({ "amend": { "a": [] } }),
            json!({ "withdraw": true, "amend": { "a": "x" } }),
            json!({ "withdraw": true, "since": "2026-01-01" }),
        ] {
            assert!(matches!(stated(bad.clone()), Err(CaseError::Field { field: FIELD, .. })), "{bad}");
        }
        assert!(of(&Stated::new()).is_err());
    }
}
