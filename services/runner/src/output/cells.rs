//! Tables as CSV that a spreadsheet opens without harm.

use crate::stop;
use anyhow::Result;
use std::borrow::Cow;
use std::io::Write;

/// Writes a table whose rows may fail to come, with a byte order mark, so that Excel takes it for UTF-8.
pub(super) fn write(mut out: impl Write, rows: impl IntoIterator<Item = Result<Vec<String>>>) -> Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(out);
    for row in rows {
        stop::check()?;
        writer.write_record(row?.iter().map(|cell| defused(cell).into_owned()))?;
    }
    writer.flush()?;
    Ok(())
}

/// A cell that a spreadsheet would run as a formula is written as text.
fn defused(cell: &str) -> Cow<'_, str> {
    let risky =
        cell.starts_with(['=', '@', '\t', '\r']) || (cell.starts_with(['+', '-']) && cell.parse::<f64>().is_err());
    if risky { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_numbers_stay() {
        assert_eq!(defused("=1+1"), "'=1+1");
        assert_eq!(defused("-80.000"), "-80.000");
        assert_eq!(defused("-cmd"), "'-cmd");
    }
}
