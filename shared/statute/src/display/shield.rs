//! Days taken out of a display while a plan of reorganisation is carried out (重整期间临时屏蔽; settled reading 15).

use super::{Basis, Display, Displayed, EndedBy, stated};
use domain::span::{Span, Spans};

const SHIELD: Basis<'_> = stated("case: shield");

/// The display without the days of a shield. The longest display runs on beneath it: what is left behind the shield has
/// the same `term_from` and the same end, and what ended beneath it does not come back.
#[must_use]
pub fn shielded(display: &Display, shield: &Spans) -> Display {
    let left = |interval: &Displayed| {
        let pieces = Spans::one(interval.span).minus(shield);
        let piece = |span: Span| {
            let to_its_end = Span::new(span.from, interval.span.off);
            Displayed { span: to_its_end, ..interval.clone() }.cut(Some((span.off, EndedBy::Shielded, SHIELD)))
        };
        pieces.iter().filter_map(piece).collect::<Vec<_>>()
    };
    Display { shown: display.shown.iter().flat_map(left).collect(), ..display.clone() }
}
