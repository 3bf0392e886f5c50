//! Reads a parameter file and collects every fault with its line.

use super::{Citation, Confidence, Interval, Office, Parameter, SignOff, Unit, Value};
use crate::fault::Fault;
use crate::scheme::Name;
use domain::day::Day;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};
use toml::value::Datetime;

const HEAD_KEYS: [&str; 7] = ["id", "title", "unit", "owner", "ask", "from", "review"];
const FROM_KEYS: [&str; 6] = ["day", "value", "ended", "provisional", "source", "signed_off"];
const SIGNED_OFF_KEYS: [&str; 3] = ["office", "on", "document"];
const SOURCE_KEYS: [&str; 6] = ["title", "article", "url", "published", "quote", "confidence"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTitle {
    zh: String,
    en: String,
}

#[derive(Deserialize)]
struct RawHead {
    id: Spanned<String>,
    title: RawTitle,
    owner: String,
}

#[derive(Deserialize)]
struct RawFrom {
    day: Datetime,
    ended: Option<bool>,
    #[serde(default)]
    provisional: bool,
}

#[derive(Deserialize)]
struct RawSource {
    title: String,
    article: String,
    url: Option<String>,
    published: Option<Datetime>,
    quote: Option<String>,
    confidence: Option<Spanned<String>>,
}

#[derive(Deserialize)]
struct RawSignOff {
    office: String,
    on: Datetime,
    document: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReview {
    checked: Datetime,
}

/// The identifier that a path asks for: the last folder and the file's name without `.toml`, such
/// as `severity.lower_fine` for `policies/severity/lower_fine.toml`.
#[must_use]
pub fn id_of_path(path: &str) -> Option<String> {
    let mut parts = path.strip_suffix(".toml")?.rsplit(['/', '\\']);
    let (name, folder) = (parts.next()?, parts.next()?);
    (!name.is_empty() && !folder.is_empty()).then(|| format!("{folder}.{name}"))
}

/// Reads the text of a parameter file; `file` names it in messages and must fit its id.
///
/// # Errors
/// Every fault: TOML that cannot be read, unknown units and keys, floats, a missing source, days
/// that do not rise, a value and an end together or neither, an id that does not fit the path, an
/// unsettled source whose interval is not marked provisional, a sign-off of what is settled, and an
/// office that is not on the list.
pub fn read(file: &str, text: &str) -> Result<Parameter, Vec<Fault>> {
    let mut reader = Reader { file, text, faults: Vec::new() };
    let parameter = reader.parameter();
    reader.faults.sort();
    match parameter {
        Some(parameter) if reader.faults.is_empty() => Ok(parameter),
        _ => Err(reader.faults),
    }
}

struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    faults: Vec<Fault>,
}

impl<'t> Reader<'t> {
    fn fault(&mut self, offset: usize, cause: impl Into<String>) {
        self.faults.push(Fault::at(self.file, self.text, offset, cause));
    }

    fn toml_fault(&mut self, error: &toml::de::Error, otherwise: usize) {
        let offset = error.span().map_or(otherwise, |span| span.start);
        self.fault(offset, error.message().to_owned());
    }

    /// Reads a shape; its table's unknown keys have been dealt with before.
    fn shape<T: DeserializeOwned>(&mut self, value: Spanned<DeValue<'t>>) -> Option<T> {
        let offset = value.span().start;
        T::deserialize(ValueDeserializer::from(value)).map_err(|error| self.toml_fault(&error, offset)).ok()
    }

    fn table(&mut self, value: Spanned<DeValue<'t>>, what: &str) -> Option<DeTable<'t>> {
        let offset = value.span().start;
        match value.into_inner() {
            DeValue::Table(table) => Some(table),
            other => {
                self.fault(offset, format!("{what} must be a table, not {}", other.type_str()));
                None
            }
        }
    }

    /// Every unknown key is a fault.
    fn known_keys(&mut self, table: &DeTable<'t>, what: &str, known: &[&str]) {
        for (key, _) in table.iter() {
            if !known.contains(&key.get_ref().as_ref()) {
                let cause = format!("{} is no key of {what}; known are {}", key.get_ref(), known.join(", "));
                self.fault(key.span().start, cause);
            }
        }
    }

    fn parameter(&mut self) -> Option<Parameter> {
        let (root, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            self.toml_fault(error, 0);
        }
        if !errors.is_empty() {
            return None;
        }
        let whole = root.span();
        let mut root = root.into_inner();
        self.known_keys(&root, "a parameter", &HEAD_KEYS);
        let unit = self.unit(root.remove_entry("unit").map(|(_, value)| value));
        let ask = root.remove_entry("ask").map(|(_, value)| value);
        let from = root.remove_entry("from").map(|(_, value)| value);
        let review = root.remove_entry("review").map(|(_, value)| value);
        let intervals = self.intervals(from, unit);
        let checked_on = self.review(review);
        let ask = ask.map(|ask| self.office(ask));
        let head: RawHead = self.shape(Spanned::new(whole, DeValue::Table(root)))?;
        match id_of_path(self.file) {
            Some(wanted) if wanted == *head.id.get_ref() => {}
            Some(wanted) => {
                let cause = format!("id {:?} does not fit the path, which asks for {wanted:?}", head.id.get_ref());
                self.fault(head.id.span().start, cause);
            }
            None => self.fault(0, "a parameter file is named <folder>/<name>.toml"),
        }
        let title = Name { zh: head.title.zh, en: head.title.en };
        let ask = ask.unwrap_or_else(|| Some(Office::by_owner(&head.owner)))?;
        Some(Parameter { id: head.id.into_inner(), title, unit: unit?, owner: head.owner, ask, intervals, checked_on })
    }

    fn office(&mut self, value: Spanned<DeValue<'t>>) -> Option<Office> {
        let offset = value.span().start;
        let token: String = self.shape(value)?;
        let office = Office::from_token(&token);
        if office.is_none() {
            let known: Vec<&str> = Office::ALL.iter().map(|(_, known, ..)| *known).collect();
            self.fault(offset, format!("office {token:?} is unknown; known are {}", known.join(", ")));
        }
        office
    }

    fn unit(&mut self, value: Option<Spanned<DeValue<'t>>>) -> Option<Unit> {
        let Some(value) = value else {
            self.fault(0, "unit is missing");
            return None;
        };
        let offset = value.span().start;
        let name: String = self.shape(value)?;
        let unit = Unit::ALL.iter().find(|(known, _)| *known == name).map(|(_, unit)| *unit);
        if unit.is_none() {
            let known: Vec<&str> = Unit::ALL.iter().map(|(known, _)| *known).collect();
            self.fault(offset, format!("unit {name:?} is unknown; known are {}", known.join(", ")));
        }
        unit
    }

    fn review(&mut self, value: Option<Spanned<DeValue<'t>>>) -> Option<Day> {
        let value = value?;
        let offset = value.span().start;
        let review: RawReview = self.shape(value)?;
        self.day(review.checked, offset)
    }

    fn intervals(&mut self, value: Option<Spanned<DeValue<'t>>>, unit: Option<Unit>) -> Vec<Interval> {
        let Some(value) = value else {
            self.fault(0, "at least one [[from]] with day, value and source is needed");
            return Vec::new();
        };
        let offset = value.span().start;
        let DeValue::Array(entries) = value.into_inner() else {
            self.fault(offset, "from must be written as [[from]] tables");
            return Vec::new();
        };
        if entries.is_empty() {
            self.fault(offset, "at least one [[from]] with day, value and source is needed");
        }
        let mut intervals: Vec<Interval> = Vec::new();
        for (at, entry) in entries.into_iter().enumerate() {
            let offset = entry.span().start;
            let Some(interval) = self.interval(entry, unit, at == 0) else { continue };
            if let Some(before) = intervals.last()
                && before.day >= interval.day
            {
                let cause = format!("days must rise: {} does not come after {}", interval.day, before.day);
                self.fault(offset, cause);
            }
            intervals.push(interval);
        }
        intervals
    }

    fn interval(&mut self, entry: Spanned<DeValue<'t>>, unit: Option<Unit>, is_first: bool) -> Option<Interval> {
        let span = entry.span();
        let mut table = self.table(entry, "from")?;
        self.known_keys(&table, "[[from]]", &FROM_KEYS);
        let stated = table.remove_entry("value").map(|(_, value)| value);
        let source = table.remove_entry("source").map(|(_, value)| value);
        let signed_off = table.remove_entry("signed_off").map(|(_, value)| value);
        if source.is_none() {
            self.fault(span.start, "source is missing: every interval names what it rests on");
        }
        let has_value = stated.is_some();
        let value = stated.and_then(|value| self.value(value, unit));
        let source = source.and_then(|source| self.source(source));
        let signed_off = signed_off.and_then(|signed_off| self.sign_off(signed_off));
        let raw: RawFrom = self.shape(Spanned::new(span.clone(), DeValue::Table(table)))?;
        if has_value == (raw.ended == Some(true)) {
            self.fault(span.start, "an interval has either a value or ended = true, not both and not neither");
        }
        if is_first && raw.ended == Some(true) {
            self.fault(span.start, "a parameter cannot begin with its end");
        }
        let day = self.day(raw.day, span.start);
        let source = source?;
        if source.confidence.is_some_and(Confidence::is_unsettled) && !raw.provisional {
            self.fault(span.start, "a source tagged OPEN, K-M or K-L needs provisional = true");
        }
        if signed_off.is_some() && !raw.provisional {
            self.fault(span.start, "signed_off answers what is provisional; this interval is settled");
        }
        let line = Fault::at(self.file, self.text, span.start, "").line;
        // Here alone a sign-off takes the mark away: whatever is derived reads it from the interval.
        let provisional = raw.provisional && signed_off.is_none();
        Some(Interval { day: day?, value, provisional, signed_off, source, line })
    }

    fn sign_off(&mut self, value: Spanned<DeValue<'t>>) -> Option<SignOff> {
        let span = value.span();
        let table = self.table(value, "signed_off")?;
        self.known_keys(&table, "signed_off", &SIGNED_OFF_KEYS);
        let raw: RawSignOff = self.shape(Spanned::new(span.clone(), DeValue::Table(table)))?;
        if raw.office.trim().is_empty() || raw.document.trim().is_empty() {
            self.fault(span.start, "a sign-off names the office and its document");
        }
        Some(SignOff { office: raw.office, on: self.day(raw.on, span.start)?, document: raw.document })
    }

    fn source(&mut self, value: Spanned<DeValue<'t>>) -> Option<Citation> {
        let span = value.span();
        let table = self.table(value, "source")?;
        self.known_keys(&table, "source", &SOURCE_KEYS);
        let raw: RawSource = self.shape(Spanned::new(span.clone(), DeValue::Table(table)))?;
        if raw.title.trim().is_empty() || raw.article.trim().is_empty() {
            self.fault(span.start, "a source names its title and its article");
        }
        let published = raw.published.and_then(|day| self.day(day, span.start));
        let confidence = raw.confidence.and_then(|tag| self.confidence(&tag));
        Some(Citation { title: raw.title, article: raw.article, url: raw.url, published, quote: raw.quote, confidence })
    }

    fn confidence(&mut self, tag: &Spanned<String>) -> Option<Confidence> {
        let found = Confidence::ALL.iter().find(|(known, _)| known == tag.get_ref()).map(|(_, level)| *level);
        if found.is_none() {
            let known: Vec<&str> = Confidence::ALL.iter().map(|(known, _)| *known).collect();
            let cause = format!("confidence {:?} is unknown; known are {}", tag.get_ref(), known.join(", "));
            self.fault(tag.span().start, cause);
        }
        found
    }

    fn day(&mut self, at: Datetime, offset: usize) -> Option<Day> {
        let day = at.date.and_then(|d| Day::from_ymd(i32::from(d.year), u32::from(d.month), u32::from(d.day)));
        if day.is_none() || at.time.is_some() {
            self.fault(offset, format!("{at} is not a day such as 2026-04-01"));
            return None;
        }
        day
    }

    fn value(&mut self, value: Spanned<DeValue<'t>>, unit: Option<Unit>) -> Option<Value> {
        let offset = value.span().start;
        let kind = value.get_ref().type_str();
        match value.into_inner() {
            DeValue::String(text) if unit.is_none_or(Unit::has_texts) => Some(Value::Text(text.into_owned())),
            DeValue::Integer(number) if unit.is_none_or(Unit::has_numbers) => {
                let read = i64::from_str_radix(number.as_str(), number.radix()).ok();
                if read.is_none() {
                    self.fault(offset, format!("{number} is too large"));
                }
                read.map(Value::Integer)
            }
            DeValue::Datetime(at) if unit.is_none_or(|unit| unit == Unit::Areas) => {
                self.day(at, offset).map(Value::Day)
            }
            // All items are read before any failure is passed on, so that every fault is found.
            DeValue::Array(items) => {
                let items: Vec<_> = items.into_iter().map(|item| self.value(item, unit)).collect();
                items.into_iter().collect::<Option<_>>().map(Value::List)
            }
            DeValue::Table(entries) => {
                let read = entries.into_iter().map(|(key, value)| {
                    let value = self.value(value, unit);
                    (key.into_inner().into_owned(), value)
                });
                let entries: Vec<_> = read.collect();
                entries.into_iter().map(|(key, value)| value.map(|v| (key, v))).collect::<Option<_>>().map(Value::Table)
            }
            DeValue::Float(_) => {
                self.fault(offset, "a float: write whole numbers of a smaller unit");
                None
            }
            _ => {
                let unit = unit.map_or_else(|| "?".to_owned(), |unit| format!("{unit:?}").to_lowercase());
                self.fault(offset, format!("a value in {unit} cannot be a {kind}"));
                None
            }
        }
    }
}
