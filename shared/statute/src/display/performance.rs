//! What is displayed behind its longest display because it was not performed (届满未履行的继续公示), where a sector says so.

use super::{Display, Displayed, EndedBy, RESTARTED, stopped_by};
use crate::reading::note;
use crate::repair::Rules;
use crate::tables::dated::Ruling;
use domain::day::Day;
use domain::facts::Derivation;
use domain::record::Penalty;
use domain::span::Span;

/// The display of a penalty of which it is stated that its duties were performed on `performed_on`, or not stated at all:
/// where the law of the day on which its longest display is over asks for performance, it goes on until that day, or
/// without end. What is told beside it is on which law that rests, wherever performance was not stated by then: also
/// where nothing goes on, since another reading of that law would let it.
#[must_use]
pub fn until_performed(
    display: &Display,
    penalty: &Penalty,
    performed_on: Option<Day>,
    rules: &Rules,
) -> (Display, Vec<Derivation>) {
    let mut notes = Vec::new();
    let nexts = display.shown.iter().skip(1).map(|next| Some(next.span.from)).chain([None]);
    let mut longer = |(interval, next): (&Displayed, Option<Day>)| {
        let off = interval.span.off;
        if interval.ended_by != EndedBy::Maximum || performed_on.is_some_and(|performed| performed <= off) {
            return interval.clone();
        }
        let asks = rules.stop_requires_performance(display.channel, &penalty.authority, off);
        let token = if *asks.value { "yes" } else { "no" };
        notes.push(note("stop_requires_performance", token, asks.basis.doubted(performed_on.is_none())));
        if *asks.value { unperformed(interval, next, penalty, performed_on, &asks) } else { interval.clone() }
    };
    let shown = display.shown.iter().zip(nexts).map(&mut longer).collect();
    (Display { shown, ..display.clone() }, notes)
}

/// An interval that goes on until performance, or until a decision ends it before that.
fn unperformed(
    interval: &Displayed,
    next: Option<Day>,
    penalty: &Penalty,
    performed_on: Option<Day>,
    asks: &Ruling<'_, bool>,
) -> Displayed {
    let off = interval.span.off;
    let stop = penalty.display_stopped_on.iter().copied().filter(|stop| off <= *stop).min();
    let goes_on = Displayed {
        span: Span::new(interval.span.from, performed_on.unwrap_or(Day::FOREVER)),
        term_from: interval.term_from,
        ended_by: EndedBy::Performed,
        by: asks.basis.by.to_owned(),
        // Nobody told that it was not performed either.
        provisional: asks.basis.provisional || performed_on.is_none(),
    };
    let ended = goes_on
        .cut(stop.map(|day| stopped_by(penalty, day)))
        .and_then(|longer| longer.cut(next.map(|day| (day, EndedBy::Restarted, RESTARTED))));
    ended.filter(|longer| off < longer.span.off).unwrap_or_else(|| interval.clone())
}
