//! A merchant's facts as rows: which class of cell holds from which day to which, how it ages and
//! in which case it stands. Nothing in it depends on the day of the rating.

use crate::linked;
use crate::program::Program;
use domain::day::Day;
use domain::facts::{Fact, Facts};
use domain::span::{Span, Spans};

/// Where a row comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Source {
    /// Index into [`Facts::facts`].
    Fact(u32),
    /// Index into [`Facts::statuses`].
    Status(u32),
    /// The merchant's start of trading.
    Trading,
}

/// One row: a class of cell that holds on the days of `span` and ages from `day`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Row {
    /// When it holds; never before `day`.
    pub(crate) span: Span,
    /// The day from which it ages.
    pub(crate) day: Day,
    /// Class of cell.
    pub(crate) class: u16,
    /// Place of its record among the merchant's records, in order of key: breaks ties.
    pub(crate) rank: u32,
    /// Place of its case among the merchant's cases.
    pub(crate) case: u32,
    /// Where it comes from.
    pub(crate) source: Source,
}

/// A merchant's rows, case by case.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Timeline {
    /// In order of case, rank, class and day.
    pub(crate) rows: Vec<Row>,
}

impl Timeline {
    /// Reads a merchant's facts with a program.
    pub(crate) fn of(program: &Program, facts: &Facts) -> Self {
        let mut writer = Writer { program, facts, rows: Vec::with_capacity(facts.facts.len() + 4) };
        let order = Order::of(facts);
        for (at, fact) in facts.facts.iter().enumerate() {
            writer.fact(at, fact, order.place(at));
        }
        writer.statuses();
        writer.trading();
        Self { rows: joined(writer.rows) }
    }
}

/// Ranks of records and numbers of cases.
struct Order {
    places: Vec<(u32, u32)>,
}

impl Order {
    /// Records rank by key; a case takes its place from its first record.
    fn of(facts: &Facts) -> Self {
        let count = facts.facts.len();
        let mut by_key: Vec<usize> = (0..count).collect();
        by_key.sort_by(|a, b| {
            let key = |at: &usize| facts.facts.get(*at).map(|f| &f.key);
            key(a).cmp(&key(b))
        });
        let mut places = vec![(0, 0); count];
        let mut rank = 0;
        let mut cases: Vec<(&str, u32)> = Vec::new();
        let mut last = None;
        for at in by_key {
            let Some(fact) = facts.facts.get(at) else { continue };
            if last.is_some_and(|key| key != &fact.key) {
                rank += 1;
            }
            last = Some(&fact.key);
            let case = match &fact.case_no {
                None => rank,
                Some(number) => match cases.iter().find(|(known, _)| *known == &**number) {
                    Some((_, case)) => *case,
                    None => {
                        cases.push((number, rank));
                        rank
                    }
                },
            };
            if let Some(place) = places.get_mut(at) {
                *place = (rank, case);
            }
        }
        Self { places }
    }

    fn place(&self, at: usize) -> (u32, u32) {
        self.places.get(at).copied().unwrap_or_default()
    }
}

struct Writer<'a> {
    program: &'a Program,
    facts: &'a Facts,
    rows: Vec<Row>,
}

impl Writer<'_> {
    fn put(&mut self, class: u16, day: Day, spans: &Spans, place: (u32, u32), source: Source) {
        for span in spans.iter() {
            let span = Span::new(span.from.max(day), span.off);
            if !span.is_empty() {
                self.rows.push(Row { span, day, class, rank: place.0, case: place.1, source });
            }
        }
    }

    fn fact(&mut self, at: usize, fact: &Fact, place: (u32, u32)) {
        let source = Source::Fact(u32::try_from(at).unwrap_or(u32::MAX));
        let program = self.program;
        let shapes = &program.shapes;
        let Some(pieces) = shapes.pieces(fact) else { return };
        let stopped = match &program.method.linked_results {
            Some(rule) => linked::stopped(fact, self.facts, rule),
            None => Spans::none(),
        };
        let reduced;
        let counts = if stopped.is_empty() {
            &fact.counts
        } else {
            reduced = fact.counts.minus(&stopped);
            &reduced
        };
        let repeats = match shapes.repeat_within {
            Some(within) if pieces.plain != pieces.repeated => linked::repeated(fact, self.facts, within),
            _ => Spans::none(),
        };
        let always = Spans::one(Span::since(fact.carried_from.unwrap_or(fact.day).max(fact.day)));
        if fact.observes && repeats.is_empty() && *counts == always {
            for class in &pieces.plain_observing {
                self.put(*class, fact.day, &always, place, source);
            }
        } else {
            if fact.observes
                && let Some(class) = shapes.observed
            {
                self.put(class, fact.day, &always, place, source);
            }
            if repeats.is_empty() {
                for class in &pieces.plain {
                    self.put(*class, fact.day, counts, place, source);
                }
            } else {
                for class in &pieces.plain {
                    self.put(*class, fact.day, &counts.minus(&repeats), place, source);
                }
                for class in &pieces.repeated {
                    self.put(*class, fact.day, &counts.and(&repeats), place, source);
                }
            }
        }
        for overdue in &fact.overdue {
            let days = counts.and(&Spans::one(overdue.span));
            for (_, class) in shapes.unpaid_points.iter().filter(|(kind, _)| *kind == fact.kind) {
                self.put(*class, fact.day, &days, place, source);
            }
            for (more_than, class) in &shapes.unpaid_rules {
                let late = Span::since(overdue.due.plus_days(more_than.cast_signed().saturating_add(1)));
                self.put(*class, fact.day, &days.and(&Spans::one(late)), place, source);
            }
        }
    }

    fn statuses(&mut self) {
        for (at, status) in self.facts.statuses.iter().enumerate() {
            let bit = self.program.status_bit(status.kind);
            let class = self.program.shapes.statuses.iter().find(|(b, _)| *b == bit && bit != 0);
            if let Some((_, class)) = class {
                let source = Source::Status(u32::try_from(at).unwrap_or(u32::MAX));
                self.put(*class, Day::DAWN, &status.spans, (0, u32::MAX), source);
            }
        }
    }

    fn trading(&mut self) {
        let Some(start) = self.facts.trading_from else { return };
        for (months, class) in &self.program.shapes.trading {
            let span = Spans::one(Span::new(Day::DAWN, start.plus_months(*months)));
            self.put(*class, Day::DAWN, &span, (0, u32::MAX), Source::Trading);
        }
    }
}

/// Sorts rows and joins those that follow on each other without any difference.
fn joined(mut rows: Vec<Row>) -> Vec<Row> {
    let order = |r: &Row| (r.case, r.rank, r.class, r.day, r.span, r.source);
    rows.sort_unstable_by_key(order);
    let mut out: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows {
        match out.last_mut() {
            Some(last)
                if (last.case, last.rank, last.class, last.day) == (row.case, row.rank, row.class, row.day)
                    && last.span.off == row.span.from
                    && !matches!(row.source, Source::Status(_)) =>
            {
                last.span.off = row.span.off;
            }
            _ => out.push(row),
        }
    }
    out
}
