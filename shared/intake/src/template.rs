//! Templates for those who fill files in by hand: a header, an example, and notes.

use crate::layout::{Column, Kind, Layout};
use rust_xlsxwriter::{DataValidation, Format, Workbook, Worksheet, XlsxError};

/// Begins the example's first cell, so that an example that is left standing is no record.
pub const EXAMPLE: &str = "# 示例 ";
/// Begins the only cell of a note.
const NOTE: &str = "# 说明 ";
/// The sheet of notes, and its first cell.
pub(crate) const NOTES: &str = "说明 notes";
pub(crate) const NOTES_TITLE: &str = "列 column";

/// Rows of a workbook's first sheet that are made ready for filling in.
const FILLABLE: u32 = 2_000;
/// Width of a column, in characters.
const WIDTH: f64 = 22.0;
/// Most characters of a drop-down list that Excel takes.
const LIST_LIMIT: usize = 255;

/// Is the row a template's own example or note? Nothing else that begins with `#` is: a shop may.
pub(crate) fn is_marked(cells: &[String]) -> bool {
    let Some((first, others)) = cells.split_first() else { return false };
    let is_note = || first.starts_with(NOTE) && others.iter().all(|cell| cell.trim().is_empty());
    first.starts_with(EXAMPLE) || is_note()
}

fn columns(layout: &Layout) -> Vec<&'static Column> {
    layout.columns().filter(|c| !c.is_personal()).collect()
}

/// The cells of the example, marked as such.
fn example(layout: &Layout) -> Vec<String> {
    let marked = |(at, column): (usize, &&Column)| match at {
        0 => format!("{EXAMPLE}{}", column.example),
        _ => column.example.to_owned(),
    };
    columns(layout).iter().enumerate().map(marked).collect()
}

/// What the person who fills a column in should know.
fn note(column: &Column) -> [String; 4] {
    let need = if column.is_required() { "必填 required" } else { "可空 optional" };
    let words = match column.kind {
        Kind::Choice(words) | Kind::Several(words) => {
            words.list().iter().map(|(token, zh)| format!("{token}={zh}")).collect::<Vec<_>>().join("; ")
        }
        _ => String::new(),
    };
    [
        format!("{}（{}）", column.zh, column.id),
        need.to_owned(),
        format!("{} / {}", column.note_zh, column.note_en),
        words,
    ]
}

/// The template as CSV with a byte order mark, so that Excel takes it for UTF-8: the Chinese header,
/// the example, then one note a row that readers skip.
///
/// # Errors
/// Never in practice: writing into memory.
pub fn csv(layout: &Layout) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(columns(layout).iter().map(|c| c.zh))?;
    writer.write_record(example(layout))?;
    for column in columns(layout) {
        let [name, need, meaning, words] = note(column);
        let words = if words.is_empty() { words } else { format!(" [{words}]") };
        writer.write_record([format!("{NOTE}{name}{need}：{meaning}{words}")])?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// The template as a workbook: a sheet to fill in, whose cells are text and offer the words that may
/// stand there, and a sheet of notes.
///
/// # Errors
/// If the workbook cannot be written.
pub fn xlsx(layout: &Layout) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same bytes each time.
    let never = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 1, 1)?;
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&never));
    fill_in(layout, book.add_worksheet().set_name(layout.zh)?)?;
    notes(layout, book.add_worksheet().set_name(NOTES)?)?;
    book.save_to_buffer()
}

fn fill_in(layout: &Layout, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    // As text, so that codes and days stay what was typed.
    let (title, text) = (Format::new().set_bold().set_text_wrap(), Format::new().set_num_format("@"));
    for (at, (column, example)) in (0u16..).zip(columns(layout).into_iter().zip(example(layout))) {
        sheet.set_column_width(at, WIDTH)?.set_column_format(at, &text)?;
        sheet.write_with_format(0, at, column.zh, &title)?.write_with_format(1, at, example, &text)?;
        if let Kind::Choice(words) = column.kind {
            let words: Vec<&str> = words.list().into_iter().map(|(_, zh)| zh).collect();
            if words.join(",").chars().count() <= LIST_LIMIT && !words.iter().any(|word| word.contains(',')) {
                let list = DataValidation::new().allow_list_strings(&words)?;
                sheet.add_data_validation(1, at, FILLABLE, at, &list)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn notes(layout: &Layout, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let header = [NOTES_TITLE, "必填 required", "说明 meaning", "可填的词 words"];
    for (at, title) in (0u16..).zip(header) {
        sheet.write_with_format(0, at, title, &Format::new().set_bold())?;
    }
    for (row, column) in (1u32..).zip(columns(layout)) {
        for (at, cell) in (0u16..).zip(note(column)) {
            sheet.write(row, at, cell)?;
        }
    }
    sheet.autofit();
    Ok(())
}
