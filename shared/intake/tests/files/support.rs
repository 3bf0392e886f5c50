//! Reading a file into memory, and the small files that the tests begin with.

use domain::day::Day;
use intake::mapping::Mapping;
use intake::{Batch, FileError, FileReport, Input, Options, RowIssue, read};
use std::io::{Cursor, Write as _};

pub(crate) fn today() -> Day {
    Day::parse("2026-11-23").unwrap()
}

/// What a file has given.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) batch: Batch,
    pub(crate) issues: Vec<RowIssue>,
}

impl std::ops::Deref for Read {
    type Target = Batch;
    fn deref(&self) -> &Batch {
        &self.batch
    }
}

pub(crate) fn read_with(
    name: &str,
    bytes: &[u8],
    mapping: Option<&Mapping>,
    options: &Options,
) -> Result<(FileReport, Read), FileError> {
    let Read { mut batch, mut issues } = Read::default();
    let mut bytes = Cursor::new(bytes);
    let mut put = |issue| issues.push(issue);
    let input =
        Input { name, number: 0, bytes: &mut bytes, layout: None, mapping, issues: &mut put, watch: &mut |_| true };
    let report = read(input, options, &mut batch)?;
    Ok((report, Read { batch, issues }))
}

pub(crate) fn read_file(name: &str, bytes: &[u8]) -> Result<(FileReport, Read), FileError> {
    read_with(name, bytes, None, &Options::new(today()))
}

pub(crate) const INSPECTIONS: &str =
    "统一社会信用代码,检查编号,结果日期,检查结果\n91371500795315494U,J1,2026-05-06,I06L\n";
pub(crate) const PENALTY_HEADER: &str =
    "cf_xdr_mc,cf_xdr_shxym,cf_wsh,cf_wfxw,cf_yj,cf_cflb,cf_nr,cf_nr_fk,cf_jdrq,cf_cfjg,cf_cfjgdm,cf_frdb";

pub(crate) fn penalty(code: &str, kinds: &str, amount: &str, day: &str) -> String {
    format!("{PENALTY_HEADER}\n某店,{code},文1号,虚假宣传,广告法,{kinds},内容,{amount},{day},某局,3715SJ,张三\n")
}

pub(crate) const CODE: &str = "91371500795315494U";

/// The error with which a file is stopped.
pub(crate) fn stopped(name: &str, bytes: impl AsRef<[u8]>) -> FileError {
    read_file(name, bytes.as_ref()).unwrap_err()
}

/// The faults of a file's rows: row, field, value and both reasons.
pub(crate) fn faults(read: &Read) -> Vec<(u64, String, String, String)> {
    let each = read.issues.iter().flat_map(|issue| issue.faults.iter().map(move |fault| (issue.row, fault)));
    each.map(|(row, f)| (row, f.field.to_string(), f.value.clone(), format!("{} {}", f.reason_en, f.reason_zh)))
        .collect()
}

/// Row and field of each fault.
pub(crate) fn places(read: &Read) -> Vec<(u64, String)> {
    faults(read).into_iter().map(|(row, field, _, _)| (row, field)).collect()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}
