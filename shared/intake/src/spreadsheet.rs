//! What a spreadsheet would do to a cell unasked.

use std::borrow::Cow;

/// How a cell begins that a spreadsheet runs as a formula.
const RISKY: [char; 6] = ['=', '@', '+', '-', '\t', '\r'];

/// A cell that a spreadsheet would run as a formula is written as text, by an apostrophe before it. One that has
/// apostrophes there already gets another one, so that `rearmed` gives back each cell as it was.
#[must_use]
pub fn defused(cell: &str) -> Cow<'_, str> {
    let is_number = cell.starts_with(['+', '-']) && cell.parse::<f64>().is_ok();
    if is_risky(cell) && !is_number { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before it was [`defused`].
pub(crate) fn rearmed(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(cell)
}

fn is_risky(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(RISKY)
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

    #[test]
    fn a_cell_comes_back_as_it_was() {
        let texts =
            ["=1+1", "+cmd", "-2+3", "-80.000", "@x", "\t=1", "\r=1", "'=1", "''=1", "'-80", "'店", "'", "", "店"];
        for text in texts {
            assert_eq!(rearmed(&defused(text)), text);
        }
        assert_eq!(rearmed("'店"), "'店", "an apostrophe that defuses nothing is the cell's own");
    }
}
