//! A city's files, torn into parts.

use domain::record::RecordKind;
use fastrand::Rng;
use intake::layout::Layout;
use samplecity::{City, FileKind};

/// A part of a file, with its header.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) kind: RecordKind,
    pub(crate) text: String,
}

/// The rows of all files in no order, each file in parts, at most so many.
pub(crate) fn torn(city: &City, most_parts: usize, kinds: &[RecordKind], dice: &mut Rng) -> Vec<Part> {
    FileKind::ALL.into_iter().flat_map(|file| parts(city, file, (most_parts, kinds), dice)).collect()
}

fn parts(city: &City, file: FileKind, (most_parts, kinds): (usize, &[RecordKind]), dice: &mut Rng) -> Vec<Part> {
    let layout = file.file_name().trim_end_matches(".csv");
    let kind = *kinds.iter().find(|kind| Layout::of(**kind).id == layout).unwrap();
    let mut bytes = Vec::new();
    city.write(file, &mut bytes, &mut |_| true).unwrap();
    // Some rows are planted faults, which have too many cells or too few.
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
    let header = reader.headers().unwrap().clone();
    let mut rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    dice.shuffle(&mut rows);
    let size = rows.len().div_ceil(dice.usize(1..=most_parts)).max(1);
    let part = |rows: &[csv::StringRecord]| {
        let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        [&header].into_iter().chain(rows).for_each(|row| out.write_record(row).unwrap());
        Part { kind, text: String::from_utf8(out.into_inner().unwrap()).unwrap() }
    };
    rows.chunks(size).map(part).collect()
}
