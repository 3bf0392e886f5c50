//! Days taken out of a display while a plan of reorganisation is carried out (重整期间临时屏蔽; settled reading 15).

use super::{Basis, Display, Displayed, EndedBy, stated};
use crate::tables::Tables;
use domain::day::Day;
use domain::record::Shielded;
use domain::span::{Span, Spans};

const SHIELD: Basis<'_> = stated("case: shield");

/// The display without the days of a shield. The longest display runs on beneath it: what is left behind the shield has
/// the same `term_from` and the same end, and what ended beneath it does not come back.
#[must_use]
pub fn shielded(display: &Display, shield: &Spans) -> Display {
    without(display, shield, |_| SHIELD)
}

fn without<'b>(display: &Display, shield: &Spans, basis: impl Fn(Day) -> Basis<'b>) -> Display {
    let left = |interval: &Displayed| {
        let pieces = Spans::one(interval.span).minus(shield);
        let piece = |span: Span| {
            let to_its_end = Span::new(span.from, interval.span.off);
            let end = (span.off, EndedBy::Shielded, basis(span.off));
            Displayed { span: to_its_end, ..interval.clone() }.cut(Some(end))
        };
        pieces.iter().filter_map(piece).collect::<Vec<_>>()
    };
    Display { shown: display.shown.iter().flat_map(left).collect(), ..display.clone() }
}

/// The display of a penalty beside the shields that its record holds. Whether its use ends with the display while one lasts,
/// the policy of the day on which it began says; where it does not, it is hidden and counts on.
pub(super) fn beside(display: Display, shielded: &[Shielded], tables: &Tables) -> Display {
    let (Some(table), false) = (&tables.shield_ends_use, shielded.is_empty()) else { return display };
    let days = Shielded::days(shielded);
    let of = |ends_use: bool| days.iter().filter(|span| *table.at(span.from).value == ends_use).collect::<Spans>();
    let display = without(&display, &of(true), |begun| table.at(begun).basis);
    Display { hidden: of(false), ..display }
}

/// Days of shields as they stand on a record, with the policy that says of each that what it hides is not used.
///
/// Of a membership of a list that policy says no: measures are suspended whatever a penalty does (Order 107).
#[must_use]
pub fn suspended<'t>(shielded: &[Shielded], tables: &'t Tables) -> Vec<(Span, Basis<'t>)> {
    let Some(table) = &tables.shield_ends_use else { return Vec::new() };
    Shielded::days(shielded).iter().map(|span| (span, table.at(span.from).basis)).collect()
}
