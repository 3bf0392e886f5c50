//! The made-up records as plain tables, as somebody would hold them in a database: a table for each
//! kind and the day it is dated by, one for statuses, one for merchants. `bench/records.py` reads them.

use super::made_up;
use domain::day::Day;
use domain::facts::{Fact, Facts};
use domain::span::{Span, Spans};
use domain::vocab::{self, FactKind, Field, StatusKind};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// A cell: numbers from 0, days from 1970-01-01. The largest number stands for nothing: no case, no end.
enum Cell {
    Byte(u8),
    Short(u16),
    Word(u32),
}

/// Columns by name with type (`day.u16`), little-endian.
#[derive(Default)]
struct Table(BTreeMap<(&'static str, &'static str), Vec<u8>>);

impl Table {
    fn put(&mut self, name: &'static str, cell: &Cell) {
        let (kind, bytes): (_, &[u8]) = match cell {
            Cell::Byte(n) => ("u8", &[*n]),
            Cell::Short(n) => ("u16", &n.to_le_bytes()),
            Cell::Word(n) => ("u32", &n.to_le_bytes()),
        };
        self.0.entry((name, kind)).or_default().extend_from_slice(bytes);
    }
}

/// Writes every table as files `TABLE.COLUMN.TYPE`, and `words.json` with what the codes of values mean.
pub(crate) fn export(folder: &Path, merchants: u32, expected: u32) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let words: BTreeMap<Field, Vec<&str>> = Field::ALL.iter().map(|field| (*field, words(*field))).collect();
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for merchant in 0..merchants {
        let (facts, _) = made_up::merchant(merchant);
        let keys: BTreeSet<_> = facts.facts.iter().map(|fact| &fact.key).collect();
        let rank: BTreeMap<_, u32> = keys.into_iter().zip(0..).collect();
        for fact in &facts.facts {
            let name = format!("{}_{}", fact.kind.token(), fact.dated_by.token());
            let table = tables.entry(name).or_default();
            table.put("merchant", &Cell::Word(merchant));
            table.put("record", &Cell::Word(rank.get(&fact.key).copied().unwrap_or_default()));
            event(table, &facts, fact, &words)?;
        }
        for status in &facts.statuses {
            let table = tables.entry("status".to_owned()).or_default();
            table.put("merchant", &Cell::Word(merchant));
            table.put("kind", &code(StatusKind::ALL.iter().position(|kind| *kind == status.kind))?);
            table.put("case_no", &place(status.case_no.as_ref(), cases(&facts))?);
            interval(table, ["from_day", "off_day"], only(status.spans.iter())?);
        }
        let table = tables.entry("merchant".to_owned()).or_default();
        table.put("expected", &Cell::Word(expected));
        table.put("trading_from", &day(facts.trading_from.unwrap_or(Day::FOREVER)));
        table.put("gone_from", &day(facts.gone_from.unwrap_or(Day::FOREVER)));
    }
    for (table, columns) in &tables {
        for ((name, kind), bytes) in &columns.0 {
            fs::write(folder.join(format!("{table}.{name}.{kind}")), bytes)?;
        }
    }
    let fields = |kind: &FactKind| {
        let known = words.keys().filter(|field| !vocab::values(*kind, **field).is_empty());
        known.map(|field| field.token()).collect::<Vec<_>>()
    };
    let dated_by = |kind: &FactKind| vocab::dated_by(*kind).iter().map(|by| by.token()).collect::<Vec<_>>();
    let told = json!({
        "words": words.iter().map(|(field, words)| (field.token(), words)).collect::<BTreeMap<_, _>>(),
        "fields": FactKind::ALL.iter().map(|kind| (kind.token(), fields(kind))).collect::<BTreeMap<_, _>>(),
        "statuses": StatusKind::ALL.iter().map(|kind| kind.token()).collect::<Vec<_>>(),
        "dated_by": FactKind::ALL.iter().map(|kind| (kind.token(), dated_by(kind))).collect::<BTreeMap<_, _>>(),
    });
    Ok(fs::write(folder.join("words.json"), told.to_string())?)
}

/// What a table of events tells of one of them, beside merchant and record.
fn event(
    table: &mut Table,
    facts: &Facts,
    fact: &Fact,
    words: &BTreeMap<Field, Vec<&str>>,
) -> Result<(), Box<dyn Error>> {
    table.put("day", &day(fact.day));
    interval(table, ["counts_from", "counts_off"], only(fact.counts.iter())?);
    for (field, words) in words.iter().filter(|(field, _)| !vocab::values(fact.kind, **field).is_empty()) {
        let value = fact.value(*field);
        table.put(field.token(), &code(value.and_then(|value| words.iter().position(|word| *word == value)))?);
    }
    table.put("observes", &Cell::Byte(fact.observes.into()));
    table.put("case_no", &place(fact.case_no.as_ref(), cases(facts))?);
    if fact.kind == FactKind::Penalty {
        table.put("cause", &place(fact.cause.as_ref(), facts.facts.iter().filter_map(|f| f.cause.as_ref()))?);
        table.put("publishable", &Cell::Byte(fact.publishable.into()));
        interval(table, ["shown_from", "shown_off"], only(fact.shown.iter())?);
        interval(table, ["overdue_from", "overdue_off"], only(fact.overdue.iter().map(|overdue| overdue.span))?);
        table.put("due", &day(fact.overdue.first().map_or(Day::FOREVER, |overdue| overdue.due)));
    }
    Ok(())
}

/// Every value that a field can have, of any kind of record.
fn words(field: Field) -> Vec<&'static str> {
    let all: Vec<_> = FactKind::ALL.iter().flat_map(|kind| vocab::values(*kind, field)).collect();
    let once = all.iter().enumerate().filter(|(at, word)| all.iter().position(|other| other == *word) == Some(*at));
    once.map(|(_, word)| *word).collect()
}

/// Case numbers of a merchant.
fn cases(facts: &Facts) -> impl Iterator<Item = &Arc<str>> {
    let of_facts = facts.facts.iter().filter_map(|fact| fact.case_no.as_ref());
    of_facts.chain(facts.statuses.iter().filter_map(|status| status.case_no.as_ref()))
}

/// A text of a merchant's as a number: the place at which it first stands among all of its kind.
fn place<'a>(text: Option<&Arc<str>>, mut all: impl Iterator<Item = &'a Arc<str>>) -> Result<Cell, Box<dyn Error>> {
    let at = text.and_then(|text| all.position(|other| other == text));
    Ok(Cell::Short(at.map_or(Ok(u16::MAX), u16::try_from)?))
}

fn code(at: Option<usize>) -> Result<Cell, Box<dyn Error>> {
    Ok(Cell::Byte(at.map_or(Ok(u8::MAX), u8::try_from)?))
}

/// The one interval there is, empty without any: tables stay plain while no record has several.
fn only(spans: impl Iterator<Item = Span>) -> Result<Span, Box<dyn Error>> {
    let all: Spans = spans.collect();
    let mut all = all.iter();
    let first = all.next().unwrap_or(Span::new(Day::FOREVER, Day::FOREVER));
    if all.next().is_some() {
        Err("a record with several intervals needs a table of its own".into())
    } else {
        Ok(first)
    }
}

fn interval(table: &mut Table, [from, off]: [&'static str; 2], span: Span) {
    table.put(from, &day(span.from));
    table.put(off, &day(span.off));
}

fn day(day: Day) -> Cell {
    Cell::Short(u16::try_from(day.number().clamp(0, i32::from(u16::MAX))).unwrap_or(u16::MAX))
}
