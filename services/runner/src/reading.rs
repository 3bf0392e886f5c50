//! What became of the files: counts of every file, and what nobody reads.

use crate::show;
use domain::record::{Assessment, Complaint, Inspection, Merchant, OdrCase, Payment, Penalty, Report, Standing, Test};
use domain::version::Version;
use intake::{FileReport, Sink};

/// Counts of every file and the names that nobody reads, for people.
pub(crate) fn text(reports: &[FileReport], not_read: &[String]) -> String {
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
    if !not_read.is_empty() {
        said.push_str(&format!("未读取的文件 files not read: {}\n", not_read.join(", ")));
    }
    said
}

/// Name of a file by its number within the run.
pub(crate) fn file_name(reports: &[FileReport], number: u32) -> String {
    reports.get(number as usize).map_or_else(|| number.to_string(), |report| report.file.clone())
}

/// Lets every record go: files are only checked.
#[derive(Debug, Default)]
pub(crate) struct Nowhere;

impl Sink for Nowhere {
    fn merchant(&mut self, _: Version<Merchant>) {}
    fn penalty(&mut self, _: Version<Penalty>) {}
    fn payment(&mut self, _: Version<Payment>) {}
    fn inspection(&mut self, _: Version<Inspection>) {}
    fn test(&mut self, _: Version<Test>) {}
    fn assessment(&mut self, _: Version<Assessment>) {}
    fn complaint(&mut self, _: Version<Complaint>) {}
    fn report(&mut self, _: Version<Report>) {}
    fn odr_case(&mut self, _: Version<OdrCase>) {}
    fn standing(&mut self, _: Version<Standing>) {}
}
