//! Tables as CSV that a spreadsheet opens without harm.

use crate::stop;
use anyhow::Result;
use intake::defused;
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
