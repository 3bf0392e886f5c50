//! Templates for those who fill files in by hand: a header, an example, and notes.

use crate::layout::{Column, Kind, Layout};

/// The rows of a template: the Chinese header, an example, then one note a row that readers skip.
#[must_use]
pub fn rows(layout: &Layout) -> Vec<Vec<String>> {
    let columns: Vec<&Column> = layout.columns().filter(|c| !c.is_personal()).collect();
    let header = columns.iter().map(|c| c.zh.to_owned()).collect();
    let example = columns.iter().map(|c| c.example.to_owned()).collect();
    let mut rows = vec![header, example];
    rows.extend(columns.iter().map(|column| {
        let need = if column.is_required() { "必填 required" } else { "可空 optional" };
        let words = match column.kind {
            Kind::Choice(list) | Kind::Several(list) => {
                let words: Vec<String> = list().iter().map(|(token, zh)| format!("{token}={zh}")).collect();
                format!(" [{}]", words.join("; "))
            }
            _ => String::new(),
        };
        vec![format!("# {}（{}）{need}：{} / {}{words}", column.zh, column.id, column.note_zh, column.note_en)]
    }));
    rows
}

/// The template as CSV with a byte order mark, so that Excel takes it for UTF-8.
///
/// # Errors
/// Never in practice: writing into memory.
pub fn csv(layout: &Layout) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer("\u{feff}".as_bytes().to_vec());
    for row in rows(layout) {
        writer.write_record(&row)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}
