//! One thing about a merchant over time: spans of days that do not overlap.

use domain::code::PartyCode;
use domain::day::Day;
use domain::span::Span;

/// Which version says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct By {
    /// Code of the registration.
    pub code: PartyCode,
    /// Number of the version.
    pub version: i32,
}

/// A span of days on which something was so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stretch<T> {
    /// What.
    pub value: T,
    /// When.
    pub span: Span,
    /// The first version that said so.
    pub by: By,
}

/// Spans in order of their days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Track<T>(Vec<Stretch<T>>);

impl<T> Default for Track<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Track<T> {
    /// The spans.
    pub fn iter(&self) -> impl Iterator<Item = &Stretch<T>> {
        self.0.iter()
    }

    /// Is there none?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Nothing from a day on.
    pub(super) fn end(&mut self, on: Day) {
        while self.0.pop_if(|last| last.span.from >= on).is_some() {}
        if let Some(last) = self.0.last_mut() {
            last.span.off = last.span.off.min(on);
        }
    }

    /// Only the span in which a day lies.
    pub(super) fn keep(&mut self, day: Day) {
        self.0.retain(|stretch| stretch.span.contains(day));
    }
}

impl<T: PartialEq> Track<T> {
    /// This from a day on, whatever was said of the days behind it. Said again, it goes on.
    pub(super) fn say(&mut self, from: Day, value: T, by: By) {
        self.end(from);
        match self.0.last_mut() {
            Some(last) if last.span.off == from && last.value == value => last.span.off = Day::FOREVER,
            _ => self.0.push(Stretch { value, span: Span::since(from), by }),
        }
    }

    /// Takes the last span back, if it says this: what was before it goes on. Its first day.
    pub(super) fn take_back(&mut self, value: T) -> Option<Day> {
        let begun = self.0.pop_if(|last| last.value == value)?.span.from;
        if let Some(last) = self.0.last_mut().filter(|last| last.span.off == begun) {
            last.span.off = Day::FOREVER;
        }
        Some(begun)
    }
}
