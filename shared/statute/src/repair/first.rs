//! From which day on an early end may be asked for (最短公示期届满后的首个申请日).

use super::{Item, Judged, Refusal, Rules, Way};
use crate::display::Displayed;
use crate::reading::names_any;
use crate::tables::dated::{Basis, Dated, Ruling};
use domain::day::Day;
use serde::Serialize;

/// The first day on which an early end may be asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FirstDay {
    /// The day.
    pub day: Day,
    /// The policy interval that gives it.
    pub by: String,
    /// Does it rest on law that is not settled, or on a severity or a day that stands in?
    pub provisional: bool,
}

/// A shortest time by the law of a day: months, or nothing where the law knows no early end.
#[derive(Clone, Copy)]
struct Shortest<'r> {
    months: Option<u32>,
    basis: Basis<'r>,
}

impl<'r> Shortest<'r> {
    /// The milder of an old and a new law (从旧兼从轻); of two that are alike the old one.
    fn milder(old: Self, new: Self) -> Self {
        match (old.months, new.months) {
            (Some(old_months), Some(new_months)) if new_months < old_months => new,
            // Where neither knows an early end, the law of the day says so.
            (None, _) => new,
            _ => old,
        }
    }

    /// The first day that it allows.
    fn first(self, start: Day, rules: &Rules) -> Option<FirstDay> {
        let months = self.months?;
        let last = start.plus_months(months);
        let on_last_day = *rules.on_last_day(last).value;
        let day = if on_last_day || months == 0 { last } else { last.next() };
        Some(FirstDay { day, by: self.basis.by.to_owned(), provisional: self.basis.provisional })
    }
}

/// The law of a day about one thing, and the days from which on it is another one.
struct Law<'r> {
    start: Day,
    on: Box<dyn Fn(Day) -> Shortest<'r> + 'r>,
    changes: Vec<Day>,
}

impl<'r> Law<'r> {
    /// Of a penalty: that of its class, and of safety if it concerns that.
    fn of_penalty(item: &Item<'_>, start: Day, rules: &'r Rules) -> Self {
        let (channel, severity) = (item.channel(), item.reading.severity);
        let laws = rules.safety_laws(channel, item.penalty.decided_on);
        let is_safety = names_any(&item.penalty.ground, laws.value);
        let (by_class, by_safety) = (rules.minimum(channel), rules.safety_minimum(channel));
        let on = move |day| {
            let Ruling { value, basis } = by_class.at(day);
            let (own, safety) = (value.of(severity), by_safety.at(day));
            match own.filter(|_| is_safety) {
                Some(own) if own < *safety.value => {
                    Shortest { months: Some(*safety.value), basis: safety.basis.doubted(laws.basis.provisional) }
                }
                // That safety asks nothing more may be unsettled as well.
                Some(own) => Shortest { months: Some(own), basis: basis.doubted(safety.basis.provisional) },
                None => Shortest { months: own, basis },
            }
        };
        let changes = days_of(by_class, start).chain(days_of(by_safety, start)).collect();
        Self { start, on: Box::new(on), changes }
    }

    /// Of a membership of the serious list.
    fn of_list(start: Day, rules: &'r Rules) -> Self {
        let months = rules.list_minimum();
        let on = move |day| {
            let Ruling { value, basis } = months.at(day);
            Shortest { months: Some(*value), basis }
        };
        Self { start, on: Box::new(on), changes: days_of(months, start).collect() }
    }

    /// The shortest time for whoever asks on a day.
    fn asked_on(&self, day: Day) -> Shortest<'r> {
        Shortest::milder((self.on)(self.start), (self.on)(day))
    }

    /// The first day from `from` on on which whoever asks is not too early.
    fn first(&self, from: Day, rules: &Rules) -> Option<FirstDay> {
        let mut begins = self.changes.clone();
        begins.push(from);
        begins.retain(|day| *day >= from);
        begins.sort_unstable();
        begins.dedup();
        let ends = begins.iter().skip(1).copied().chain([Day::FOREVER]);
        begins.iter().zip(ends).find_map(|(begin, next)| {
            let first = self.asked_on(*begin).first(self.start, rules)?;
            let day = first.day.max(*begin);
            (day < next).then_some(FirstDay { day, ..first })
        })
    }

    /// Whether the law of the day of filing knows an early end, and whether its time is over.
    fn judged(&self, filed_on: Day, until: Option<Day>, is_doubted: bool, rules: &Rules) -> Vec<Judged> {
        let shortest = self.asked_on(filed_on);
        let basis = shortest.basis.doubted(is_doubted);
        let Some(first) = shortest.first(self.start, rules) else {
            return vec![Judged::of(Refusal::NotRepairableByLaw, Some(until.map_or(Way::Open, Way::Until)), basis)];
        };
        let is_early = filed_on < first.day;
        // Only who asks on the very last day depends on whether that is a day too early.
        let last = first.day < Day::FOREVER && filed_on.next() == first.day;
        let doubt = last && rules.on_last_day(filed_on).basis.provisional;
        vec![
            Judged::of(Refusal::NotRepairableByLaw, None, basis),
            Judged::of(
                Refusal::MinPeriodNotReached,
                is_early.then(|| until.map_or(Way::Open, Way::Until)),
                basis.doubted(doubt),
            ),
        ]
    }
}

/// The first day from `from` on on which an early end of this display may be asked for; nothing if it ends before.
#[must_use]
pub fn first_day(item: &Item<'_>, running: &Displayed, from: Day, rules: &Rules) -> Option<FirstDay> {
    let first = Law::of_penalty(item, running.term_from, rules).first(from, rules)?;
    let provisional = first.provisional || is_doubted(item, running);
    (first.day < running.span.off).then_some(FirstDay { provisional, ..first })
}

/// The first day from `from` on on which early removal from the serious list may be asked for, counted from `term_from`.
#[must_use]
pub fn first_removal(term_from: Day, from: Day, rules: &Rules) -> Option<FirstDay> {
    Law::of_list(term_from, rules).first(from, rules)
}

pub(super) fn judged(item: &Item<'_>, running: &Displayed, filed_on: Day, rules: &Rules) -> Vec<Judged> {
    let until = first_day(item, running, filed_on, rules).map(|first| first.day);
    Law::of_penalty(item, running.term_from, rules).judged(filed_on, until, is_doubted(item, running), rules)
}

pub(super) fn judged_of_list(term_from: Day, filed_on: Day, rules: &Rules) -> Vec<Judged> {
    let law = Law::of_list(term_from, rules);
    law.judged(filed_on, law.first(filed_on, rules).map(|first| first.day), false, rules)
}

/// A severity that stands in, or a day of publication, decides of the first day.
fn is_doubted(item: &Item<'_>, running: &Displayed) -> bool {
    let mut derivations = item.reading.derivations.iter();
    let is_stand_in = running.term_from == item.penalty.decided_on
        && derivations.any(|derivation| derivation.what == "publication_day" && derivation.provisional);
    item.is_doubted() || is_stand_in
}

fn days_of<T>(table: &Dated<T>, start: Day) -> impl Iterator<Item = Day> {
    table.after(start).map(|entry| entry.since)
}
