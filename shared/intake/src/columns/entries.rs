//! A row as its layout reads it, by column id: what a person mends and sends again.

use super::{Columns, Place};
use crate::cell;
use crate::cells::{Cells, joined};
use crate::layout::Kind;
use crate::mapping::Unit;
use crate::privacy::{HIDDEN, without_numbers_of_persons};
use crate::source::RawRow;
use std::borrow::Cow;

impl Columns {
    /// The cells of a row by column id, and whether they say everything that is read of it; see
    /// [`crate::RowIssue::entries`].
    pub(crate) fn entries(&self, row: &RawRow) -> (Cells, bool) {
        if self.is_withheld(row) {
            return (Cells::new(), false);
        }
        let own = self.places.values().filter_map(|place| {
            self.found(row, place.column.id)?;
            Some((place.column.id, self.entry(row, place)))
        });
        let open = self.open.iter().filter_map(|(name, at)| {
            let text = row.cells.get(*at)?.trim();
            (!text.is_empty()).then(|| (name.as_str(), Some(text.to_owned())))
        });
        let (mut entries, mut is_whole) = (Cells::new(), row.fault.is_none() && row.damaged.is_empty());
        for (id, text) in own.chain(open) {
            let safe = text.as_deref().and_then(|text| self.safe(id, text));
            is_whole &= safe.is_some() && safe == text;
            entries.extend(safe.map(|safe| (id.to_owned(), safe)));
        }
        (entries, is_whole)
    }

    /// What a column reads, as our own files write it. In our form, a text that the mapping's form cannot
    /// read would mean another day or another amount.
    fn entry(&self, row: &RawRow, place: &Place) -> Option<String> {
        let found = self.found(row, place.column.id)?;
        Some(match (place.column.kind, found.date_format) {
            (Kind::Day, Some(format)) => cell::day(&found.text, Some(format)).ok()?.to_string(),
            (Kind::Days, Some(format)) => joined(&cell::days(&found.text, Some(format)).ok()?),
            (Kind::WanYuan, _) if place.unit != Unit::WanYuan => {
                cell::amount(&found.text, place.unit).ok()?.wan_yuan_text()
            }
            // Of these, what may be kept of them.
            (Kind::Digested, _) => cell::digested(&found.text).ok()?.0,
            (Kind::Pseudonym, _) => cell::pseudonym(&found.text).ok()?,
            _ => found.text.into_owned(),
        })
    }

    /// A text without numbers of persons, and with U+FFFD for each NUL, which no text may hold. A record's own
    /// number without a part of it would be another record's, and nothing is left of a cell that holds a
    /// person's number alone.
    fn safe(&self, id: &str, text: &str) -> Option<String> {
        let seen = text.replace('\0', "\u{fffd}");
        match without_numbers_of_persons(&seen) {
            Cow::Borrowed(same) => (!same.is_empty()).then(|| same.to_owned()),
            Cow::Owned(masked) if masked == HIDDEN || self.layout.number_column == Some(id) => None,
            Cow::Owned(masked) => Some(masked),
        }
    }
}
