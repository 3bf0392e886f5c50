//! Which stages of which procedures have a case, for whoever tries the demo.

use super::cases_in;
use crate::serve::Courts;
use anyhow::Result;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Which stages of which procedures have a case.
#[derive(Debug, Default)]
pub(in crate::commands::demo) struct Tally {
    /// Procedure and stage, with the number of the first case in it.
    there: Vec<(String, String, i64)>,
    /// Procedure and stage.
    missing: Vec<(String, String)>,
}

impl Tally {
    /// As the cases stand.
    pub(in crate::commands::demo) fn of(city: &Courts<'_>) -> Result<Self> {
        let mut tally = Self::default();
        for court in city.courts() {
            let today = court.book.today();
            for (name, procedure) in city.procedures(court) {
                for (stage, _) in procedure.on(today).value.stages() {
                    let place = (name.to_owned(), stage.to_owned());
                    match cases_in(court, Some(name), Some(stage))?.iter().map(|file| file.case_no).min() {
                        Some(case_no) => tally.there.push((place.0, place.1, case_no)),
                        None => tally.missing.push(place),
                    }
                }
            }
        }
        Ok(tally)
    }
}

/// For machines.
pub(in crate::commands::demo) fn json(tally: &Tally) -> Value {
    let there = tally
        .there
        .iter()
        .map(|(procedure, stage, case_no)| json!({ "procedure": procedure, "stage": stage, "case_no": case_no }));
    let missing = tally.missing.iter().map(|(procedure, stage)| json!({ "procedure": procedure, "stage": stage }));
    json!({ "made": there.collect::<Vec<_>>(), "missing": missing.collect::<Vec<_>>() })
}

/// For people.
pub(in crate::commands::demo) fn text(tally: &Tally, url: &str) -> String {
    let mut text = format!("\n案件示例 Examples of cases: {} 个阶段 stages", tally.there.len());
    let mut last = "";
    for (procedure, stage, case_no) in &tally.there {
        if procedure != last {
            // Writing into a String cannot fail.
            let _ = write!(text, "\n  {procedure}:");
            last = procedure;
        }
        let _ = write!(text, " {stage} #{case_no}");
    }
    if !tally.missing.is_empty() {
        let missing = tally.missing.iter().map(|(procedure, stage)| format!("{procedure}/{stage}"));
        let _ = write!(text, "\n  本日不具备条件 not possible today: {}", missing.collect::<Vec<_>>().join(" "));
    }
    let _ = write!(text, "\n    {url}/listing/v1/cases  {url}/repair/v1/cases");
    text
}
