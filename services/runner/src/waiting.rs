//! Rows that wait for somebody, kept in a temporary file: a file of bad rows alone must not fill memory.

use crate::output::Folder;
use anyhow::{Context, Result};
use csv::{ReaderBuilder, StringRecord, Writer};
use intake::{Disposition, RowIssue};
use std::fs::File;
use std::io::{BufReader, Seek as _, SeekFrom, Write as _};

/// The rows of one file that wait.
#[derive(Default)]
pub(crate) struct Waiting {
    spool: Option<Writer<File>>,
    /// Why they could not be kept; told when they are asked for.
    fault: Option<anyhow::Error>,
}

impl Waiting {
    /// Keeps a row of the file of this name.
    pub(crate) fn push(&mut self, file: &str, issue: &RowIssue) {
        if self.fault.is_none()
            && let Err(fault) = self.try_push(file, issue)
        {
            self.fault = Some(fault);
        }
    }

    fn try_push(&mut self, file: &str, issue: &RowIssue) -> Result<()> {
        let spool = match &mut self.spool {
            Some(spool) => spool,
            None => {
                let place = tempfile::tempfile()
                    .context("无法为待处理的行建立临时文件 no temporary file for rows that wait")?;
                self.spool.insert(Writer::from_writer(place))
            }
        };
        let cells: Vec<String> = issue.cells.iter().map(|(title, cell)| format!("{title}={cell}")).collect();
        // The row itself stands with its first fault: repeated with each, bad rows would multiply.
        let originals = std::iter::once(cells.join(" | ")).chain(std::iter::repeat(String::new()));
        for (fault, original) in issue.faults.iter().zip(originals) {
            spool.write_record([
                issue.disposition.token(),
                file,
                &issue.row.to_string(),
                &format!("{} {}", fault.field_zh, fault.field),
                &fault.value,
                &fault.reason_zh,
                &fault.reason_en,
                &original,
            ])?;
        }
        Ok(())
    }

    /// Everything has been kept; nothing more comes.
    pub(crate) fn finish(mut self) -> Result<Kept> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let Some(mut spool) = self.spool.take() else { return Ok(Kept(None)) };
        spool.flush().context("无法暂存待处理的行 cannot keep rows that wait")?;
        let mut file = spool
            .into_inner()
            .map_err(|error| error.into_error())
            .context("无法暂存待处理的行 cannot keep rows that wait")?;
        file.flush().context("无法暂存待处理的行 cannot keep rows that wait")?;
        Ok(Kept(Some(file)))
    }
}

/// The rows of one file that wait, ready to be read as often as wanted.
#[derive(Debug)]
pub(crate) struct Kept(Option<File>);

impl Kept {
    /// The rows of one disposition, ready for a table.
    fn rows(&self, disposition: Disposition) -> Result<impl Iterator<Item = Result<Vec<String>>> + '_> {
        let reader = match &self.0 {
            None => None,
            Some(file) => {
                (&mut &*file).seek(SeekFrom::Start(0)).context("无法读取暂存的行 cannot read rows that wait")?;
                Some(ReaderBuilder::new().has_headers(false).from_reader(BufReader::new(file)))
            }
        };
        let records = reader.into_iter().flat_map(csv::Reader::into_records);
        let is_other = move |row: &StringRecord| row.get(0) != Some(disposition.token());
        Ok(records.filter_map(move |row| match row {
            Ok(row) if is_other(&row) => None,
            Ok(row) => Some(Ok(row.iter().skip(1).map(str::to_owned).collect())),
            Err(fault) => Some(Err(fault).context("无法读取暂存的行 cannot read rows that wait")),
        }))
    }
}

/// Writes one table for each thing that can become of a row; `more` are further rows for one of them.
pub(crate) fn write(
    folder: &mut Folder,
    files: &[Kept],
    (whose, more): (Disposition, impl Iterator<Item = Vec<String>>),
) -> Result<()> {
    let header = ["文件 file", "行 row", "列 field", "值 value", "原因", "reason", "原行 original row"];
    let mut more = Some(more);
    for disposition in Disposition::ALL {
        let mut parts = Vec::with_capacity(files.len());
        for file in files {
            parts.push(file.rows(disposition)?);
        }
        let further = if disposition == whose { more.take() } else { None };
        let header = std::iter::once(Ok(header.map(str::to_owned).to_vec()));
        let rows = header.chain(parts.into_iter().flatten()).chain(further.into_iter().flatten().map(Ok));
        folder.try_table(&format!("{}.csv", disposition.token()), rows)?;
    }
    Ok(())
}
