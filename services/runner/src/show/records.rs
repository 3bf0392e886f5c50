//! Records as JSON Lines in the layouts that `intake` reads: a merchant's file that can be handed on.

use anyhow::Result;
use domain::record::{Dossier, Record};
use intake::ToCells;

/// One text a layout, in the order in which they should be read.
pub(crate) fn json_lines(dossier: &Dossier) -> Result<Vec<(&'static str, String)>> {
    let mut files = vec![
        lines(std::slice::from_ref(&dossier.merchant))?,
        lines(&dossier.penalties)?,
        lines(&dossier.payments)?,
        lines(&dossier.inspections)?,
        lines(&dossier.tests)?,
        lines(&dossier.complaints)?,
        lines(&dossier.odr_cases)?,
        lines(&dossier.standing)?,
        lines(&dossier.assessments)?,
    ];
    files.retain(|(_, text)| !text.is_empty());
    Ok(files)
}

/// Name of their layout, and a line for each record.
fn lines<T: Record + ToCells>(records: &[T]) -> Result<(&'static str, String)> {
    let mut text = String::new();
    for record in records {
        text.push_str(&serde_json::to_string(&record.to_cells())?);
        text.push('\n');
    }
    Ok((T::KIND.token(), text))
}
