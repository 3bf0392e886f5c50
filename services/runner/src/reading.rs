//! What became of the files: counts, and the rows that wait for somebody.

use crate::output::Folder;
use crate::show;
use anyhow::Result;
use domain::record::{Assessment, Complaint, Inspection, Merchant, OdrCase, Payment, Penalty, Standing, Test};
use domain::version::Version;
use intake::{Disposition, FileReport, RowIssue, Sink};

/// Counts of every file, for people.
pub(crate) fn text(reports: &[FileReport]) -> String {
    let header = ["文件 file", "格式 layout", "读取 read", "保留 kept", "退回", "隔离", "主体待确认", "待确认"];
    let mut table = show::table(header);
    for r in reports {
        let counts = [r.read, r.kept, r.rejected, r.quarantined, r.unresolved, r.awaiting];
        table.add_row([r.file.clone(), r.layout.clone()].into_iter().chain(counts.map(|n| n.to_string())));
    }
    let mut said = format!("{table}\n");
    for report in reports.iter().filter(|r| !r.unknown_columns.is_empty()) {
        let unknown = report.unknown_columns.join(", ");
        said.push_str(&format!("{}：未读取的列 columns not read: {unknown}\n", report.file));
    }
    said
}

/// Writes one table for each thing that can become of a row; `more` are further rows for one of them.
pub(crate) fn write(
    folder: &mut Folder,
    reports: &[FileReport],
    issues: &[RowIssue],
    more: (Disposition, &mut dyn Iterator<Item = Vec<String>>),
) -> Result<()> {
    let header = ["文件 file", "行 row", "列 field", "值 value", "原因", "reason", "原行 original row"];
    for disposition in Disposition::ALL {
        let waiting = issues.iter().filter(|issue| issue.disposition == disposition);
        let rows = std::iter::once(header.map(str::to_owned).to_vec()).chain(waiting.flat_map(|i| rows(reports, i)));
        let name = format!("{}.csv", disposition.token());
        if disposition == more.0 {
            folder.table(&name, rows.chain(&mut *more.1))?;
        } else {
            folder.table(&name, rows)?;
        }
    }
    Ok(())
}

fn rows<'r>(reports: &'r [FileReport], issue: &'r RowIssue) -> impl Iterator<Item = Vec<String>> + 'r {
    let cells: Vec<String> = issue.cells.iter().map(|(title, cell)| format!("{title}={cell}")).collect();
    let original = cells.join(" | ");
    issue.faults.iter().map(move |fault| {
        vec![
            file_name(reports, issue.file),
            issue.row.to_string(),
            format!("{} {}", fault.field_zh, fault.field),
            fault.value.clone(),
            fault.reason_zh.clone(),
            fault.reason_en.clone(),
            original.clone(),
        ]
    })
}

/// Name of a file by its number within the run.
pub(crate) fn file_name(reports: &[FileReport], number: u32) -> String {
    reports.get(number as usize).map_or_else(|| number.to_string(), |report| report.file.clone())
}

/// Keeps only the rows that wait; records are read, checked and let go.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    pub(crate) issues: Vec<RowIssue>,
}

impl Sink for Waiting {
    fn merchant(&mut self, _: Version<Merchant>) {}
    fn penalty(&mut self, _: Version<Penalty>) {}
    fn payment(&mut self, _: Version<Payment>) {}
    fn inspection(&mut self, _: Version<Inspection>) {}
    fn test(&mut self, _: Version<Test>) {}
    fn assessment(&mut self, _: Version<Assessment>) {}
    fn complaint(&mut self, _: Version<Complaint>) {}
    fn odr_case(&mut self, _: Version<OdrCase>) {}
    fn standing(&mut self, _: Version<Standing>) {}
    fn issue(&mut self, issue: RowIssue) {
        self.issues.push(issue);
    }
}
