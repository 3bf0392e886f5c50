//! A display after part of the decision was annulled (部分撤销): the rest has a class of its own from that day on.

use super::{Basis, Display, Displayed, EndedBy, stated};
use domain::day::Day;

const RECLASSED: Basis<'_> = stated("record: kinds");

/// The display of a decision whose rest has another class from `from` on: until that day by the old class, then by the
/// new one. It is never longer than by the old class, and nothing that had ended comes back (settled readings 2 and 10).
///
/// `before` and `after` are the displays of the whole decision and of its rest, each with everything else that is known of
/// it by now, as [`crate::penalty::reclassed`] makes them.
#[must_use]
pub fn reclassed(before: &Display, after: &Display, from: Day) -> Display {
    let rest = |old: &Displayed| {
        let new = after.shown.iter().find(|new| new.span.from == old.span.from);
        by_new_class(old.clone(), new, from)
    };
    let shown: Vec<Displayed> = before.shown.iter().filter_map(rest).collect();
    // What was displayed was published: that the rest alone would never have been ends it and is no reason beside that.
    let unpublished = before.unpublished.or_else(|| after.unpublished.filter(|_| shown.is_empty()));
    Display { unpublished, shown, ..after.clone() }
}

/// An interval by the old class, as it ends by the new one.
fn by_new_class(old: Displayed, new: Option<&Displayed>, from: Day) -> Option<Displayed> {
    match new {
        _ if old.span.off <= from => Some(old),
        Some(new) if old.span.off < new.span.off => Some(old),
        Some(new) if from <= new.span.off => Some(new.clone()),
        Some(new) => {
            let basis = Basis { by: &new.by, provisional: new.provisional };
            old.cut(Some((from, EndedBy::Reclassed, basis)))
        }
        None => old.cut(Some((from, EndedBy::Reclassed, RECLASSED))),
    }
}
