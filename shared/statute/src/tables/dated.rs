//! A dated table, typed: what holds from which day, and how answers name it.

use domain::day::Day;
use domain::span::Span;

/// One interval of a dated table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry<T> {
    /// First day.
    pub since: Day,
    /// What holds.
    pub value: T,
    /// Is it unsettled?
    pub provisional: bool,
    /// `id@first day`, as derivations name it.
    pub reference: String,
}

impl<T> Entry<T> {
    /// What it rests on.
    #[must_use]
    pub fn basis(&self) -> Basis<'_> {
        Basis { by: &self.reference, provisional: self.provisional }
    }
}

/// A table that has a value on every day: before its first interval the first stands in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dated<T> {
    first: Entry<T>,
    later: Vec<Entry<T>>,
}

/// What a table says on a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ruling<'t, T: ?Sized> {
    /// The value.
    pub value: &'t T,
    /// What it rests on.
    pub basis: Basis<'t>,
}

/// What a derived value rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Basis<'t> {
    /// `id@first day` of the interval used, or what stood in for a missing value.
    pub by: &'t str,
    /// Is the interval unsettled, or does it stand in for a day before the first?
    pub provisional: bool,
}

impl Basis<'_> {
    /// The same, flagged if `doubt` holds.
    #[must_use]
    pub const fn doubted(self, doubt: bool) -> Self {
        Self { by: self.by, provisional: self.provisional || doubt }
    }
}

impl<T> Dated<T> {
    /// A table of intervals in order of day; `None` if there is none.
    #[must_use]
    pub fn new(entries: Vec<Entry<T>>) -> Option<Self> {
        let mut entries = entries.into_iter();
        Some(Self { first: entries.next()?, later: entries.collect() })
    }

    /// Its first day.
    pub(crate) const fn begins(&self) -> Day {
        self.first.since
    }

    /// What holds on `day`.
    #[must_use]
    pub fn at(&self, day: Day) -> Ruling<'_, T> {
        let entry = self.later.iter().rev().find(|e| e.since <= day).unwrap_or(&self.first);
        Ruling { value: &entry.value, basis: entry.basis().doubted(day < entry.since) }
    }

    /// The same intervals with another value each.
    #[must_use]
    pub fn map<U>(self, mut shape: impl FnMut(T) -> U) -> Dated<U> {
        let mut mapped = |entry: Entry<T>| Entry {
            since: entry.since,
            value: shape(entry.value),
            provisional: entry.provisional,
            reference: entry.reference,
        };
        Dated { first: mapped(self.first), later: self.later.into_iter().map(&mut mapped).collect() }
    }

    /// What the interval says that answers name so; nothing if there is no such interval any more.
    #[must_use]
    pub fn named(&self, reference: &str) -> Option<&T> {
        let mut all = std::iter::once(&self.first).chain(&self.later);
        all.find(|entry| entry.reference == reference).map(|entry| &entry.value)
    }

    /// The intervals, in order of day.
    pub(crate) fn into_entries(self) -> impl Iterator<Item = Entry<T>> {
        [self.first].into_iter().chain(self.later)
    }

    /// Each interval with the days on which it holds, in order; the first also stands in for what was before it.
    pub(crate) fn held(&self) -> impl Iterator<Item = (Span, &Entry<T>)> {
        let begins = std::iter::once(Day::DAWN).chain(self.later.iter().map(|entry| entry.since));
        let nexts = self.later.iter().map(|entry| entry.since).chain([Day::FOREVER]);
        let entries = std::iter::once(&self.first).chain(&self.later);
        begins.zip(nexts).map(|(from, off)| Span::new(from, off)).zip(entries)
    }

    /// The intervals that begin after `day`, in order.
    pub fn after(&self, day: Day) -> impl Iterator<Item = &Entry<T>> {
        self.later.iter().filter(move |e| day < e.since)
    }

    /// What the newest interval says: for tables that carry their own days.
    #[must_use]
    pub fn into_newest(mut self) -> T {
        self.later.pop().unwrap_or(self.first).value
    }
}
