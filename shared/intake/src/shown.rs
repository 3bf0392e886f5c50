//! Cells for people (表格单元): values as a table shows them to whoever reads it in a spreadsheet.

use crate::Cells;
use crate::choice::Choice as _;
use crate::layout::{Column, Kind, Layout};
use domain::area::AreaCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::money::Fen;
use domain::record::PenaltyKind;
use std::fmt::Display;

/// Stands between several words of one cell.
const BETWEEN: &str = "；";
/// Most characters of a cell that holds several texts: half of what a cell of a workbook can hold, however many units each
/// takes, and more than anybody reads.
const MOST_JOINED: usize = 8_000;

/// Something as it is written, or nothing.
pub fn maybe(value: Option<impl Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A day such as 2026-05-06, or nothing.
#[must_use]
pub fn day(day: Option<Day>) -> String {
    maybe(day)
}

/// An instant in Chinese time to the second, such as 2026-05-06 08:30:00, or nothing.
#[must_use]
pub fn instant(at: Option<Instant>) -> String {
    let Some(at) = at else { return String::new() };
    let day = at.day();
    let seconds = (at.micros() - Instant::start_of(day).micros()) / 1_000_000;
    format!("{day} {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// An amount in yuan (元) with two decimals.
#[must_use]
pub fn yuan(amount: Fen) -> String {
    amount.to_string()
}

/// 是 or 否.
#[must_use]
pub fn yes(value: bool) -> String {
    if value { "是" } else { "否" }.to_owned()
}

/// An area by its name, or by its code where it has none that is known here.
#[must_use]
pub fn area(area: Option<AreaCode>) -> String {
    area.map(|area| area.zh().map_or_else(|| area.to_string(), str::to_owned)).unwrap_or_default()
}

/// Several texts in one cell. Of more than a cell can well hold the first ones, and how many there are in all.
pub fn joined<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> String {
    let texts: Vec<S> = texts.into_iter().collect();
    let (mut cell, mut length) = (String::new(), 0);
    for (at, text) in texts.iter().map(AsRef::as_ref).enumerate() {
        length += text.chars().count() + 1;
        if length > MOST_JOINED {
            return format!("{cell}… 等{}件", texts.len());
        }
        if at > 0 {
            cell.push_str(BETWEEN);
        }
        cell.push_str(text);
    }
    cell
}

/// A number of thousandths as one with three decimals.
#[must_use]
pub fn thousandths(number: u64) -> String {
    format!("{}.{:03}", number / 1_000, number % 1_000)
}

/// Kinds of penalty by their Chinese labels.
#[must_use]
pub fn penalty_kinds(kinds: &[PenaltyKind]) -> String {
    let words = PenaltyKind::list();
    joined(kinds.iter().filter_map(|kind| words.iter().find(|(token, _)| *token == kind.token())).map(|(_, zh)| zh))
}

/// A kind of record by the Chinese name of its layout.
#[must_use]
pub fn kind(token: &str) -> String {
    let layout = Layout::ALL.iter().find(|layout| layout.kind.token() == token);
    layout.map_or(token, |layout| layout.zh).to_owned()
}

/// A number of thousandths as per cent with one decimal.
#[must_use]
pub fn per_cent_of_permille(permille: u64) -> String {
    format!("{}.{}", permille / 10, permille % 10)
}

impl Layout {
    /// The cells of a record with its words in Chinese instead of as tokens; reading finds the same words.
    #[must_use]
    pub fn shown(&self, mut cells: Cells) -> Cells {
        for (id, cell) in &mut cells {
            if let Some(zh) = self.column(id).and_then(|column| in_chinese(column, cell)) {
                *cell = zh;
            }
        }
        cells
    }
}

/// The words of a cell in Chinese, if its column holds words and all of them are known.
fn in_chinese(column: &Column, cell: &str) -> Option<String> {
    match column.kind {
        Kind::Choice(words) => words.zh(cell).map(str::to_owned),
        Kind::Several(words) => {
            let labels = cell.split(';').map(|word| words.zh(word));
            labels.collect::<Option<Vec<_>>>().map(joined)
        }
        Kind::Flag => match cell {
            "yes" => Some(yes(true)),
            "no" => Some(yes(false)),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_told_in_chinese_time() {
        let at = Instant::parse("2026-05-06T16:30:05.25Z").unwrap();
        assert_eq!(instant(Some(at)), "2026-05-07 00:30:05");
        assert_eq!(instant(None), "");
    }

    #[test]
    fn words_are_chinese_and_what_is_none_stays() {
        let layout = Layout::of(domain::record::RecordKind::Penalty);
        let cells = [("cf_cflb", "fine;confiscation"), ("severity", "minor"), ("safety", "yes"), ("cf_wfxw", "fine")];
        let cells = cells.map(|(id, cell)| (id.to_owned(), cell.to_owned()));
        let shown = layout.shown(Cells::from(cells));
        assert_eq!(shown["cf_cflb"], "罚款；没收违法所得、没收非法财物");
        assert_eq!(shown["severity"], domain::vocab::Severity::from_token("minor").unwrap().zh());
        assert_eq!((shown["safety"].as_str(), shown["cf_wfxw"].as_str()), ("是", "fine"));
    }

    #[test]
    fn what_is_joined_fits_a_cell_and_says_how_many_there_are() {
        assert_eq!(joined(["一", "二"]), "一；二");
        assert_eq!(joined::<&str>([]), "");
        let numbers: Vec<String> = (1..=5_000).map(|number| format!("complaint:TS{number:06}")).collect();
        let cell = joined(&numbers);
        assert!(cell.starts_with("complaint:TS000001；complaint:TS000002；"), "{cell}");
        assert!(cell.ends_with("… 等5000件"), "{cell}");
        assert!(cell.encode_utf16().count() < crate::export::MOST_XLSX_UNITS / 2);
        assert_eq!(joined(["长".repeat(9_000)]), "… 等1件");
    }

    #[test]
    fn a_number_of_thousandths_is_cut_nowhere() {
        assert_eq!([thousandths(0), thousandths(50), thousandths(12_345)], ["0.000", "0.050", "12.345"]);
    }
}
