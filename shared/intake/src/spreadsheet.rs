//! What a spreadsheet would do to a cell unasked.

use std::borrow::Cow;

/// A cell that a spreadsheet would run as a formula is written as text.
#[must_use]
pub fn defused(cell: &str) -> Cow<'_, str> {
    let risky =
        cell.starts_with(['=', '@', '\t', '\r']) || (cell.starts_with(['+', '-']) && cell.parse::<f64>().is_err());
    if risky { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
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
}
