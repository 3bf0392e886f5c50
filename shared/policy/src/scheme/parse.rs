//! Reads a scheme file and collects every fault with its line.

use super::raw::{RawFlag, RawHead, RawIndicator, RawLinked, RawPart, RawPeers, RawRule, RawWorstItem};
use super::resolve::{MOST, Resolver};
use super::{Combine, Method, Name, Part, PointsMethod, Scheme, WorstItemMethod, WorstItemRow};
use crate::fault::Fault;
use domain::day::Day;
use domain::digest::Digest;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};
use toml::value::Datetime;

/// Reads the text of a scheme file; `file` is only its name in messages.
///
/// # Errors
/// Every fault of shape, of names and of structure; the promises of a scheme are a matter of the
/// checker in the `scoring` crate.
pub fn read(file: &str, text: &str) -> Result<Scheme, Vec<Fault>> {
    let mut reader = Reader { file, text, faults: Vec::new() };
    let scheme = reader.scheme();
    reader.faults.sort();
    match scheme {
        Some(scheme) if reader.faults.is_empty() => Ok(scheme),
        _ => Err(reader.faults),
    }
}

/// A raw table and where it stands.
pub(super) struct Placed<T> {
    pub(super) raw: T,
    pub(super) offset: usize,
}

pub(super) struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    faults: Vec<Fault>,
}

impl<'t> Reader<'t> {
    pub(super) fn fault(&mut self, offset: usize, cause: impl Into<String>) {
        self.faults.push(Fault::at(self.file, self.text, offset, cause));
    }

    pub(super) fn line(&self, offset: usize) -> usize {
        Fault::at(self.file, self.text, offset, "").line
    }

    fn toml_fault(&mut self, error: &toml::de::Error, otherwise: usize) {
        let offset = error.span().map_or(otherwise, |span| span.start);
        self.fault(offset, error.message().to_owned());
    }

    fn one<T: DeserializeOwned>(&mut self, value: Spanned<DeValue<'t>>) -> Option<Placed<T>> {
        let offset = value.span().start;
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(raw) => Some(Placed { raw, offset }),
            Err(error) => {
                self.toml_fault(&error, offset);
                None
            }
        }
    }

    fn table<T: DeserializeOwned>(&mut self, root: &mut DeTable<'t>, key: &str) -> Option<Placed<T>> {
        let (_, value) = root.remove_entry(key)?;
        self.one(value)
    }

    fn list<T: DeserializeOwned>(&mut self, root: &mut DeTable<'t>, key: &str) -> Vec<Placed<T>> {
        let Some((_, value)) = root.remove_entry(key) else { return Vec::new() };
        let offset = value.span().start;
        match value.into_inner() {
            DeValue::Array(items) => items.into_iter().filter_map(|item| self.one(item)).collect(),
            other => {
                self.fault(offset, format!("{key} must be written as [[{key}]] tables, not as {}", other.type_str()));
                Vec::new()
            }
        }
    }

    fn scheme(&mut self) -> Option<Scheme> {
        let (root, errors) = DeTable::parse_recoverable(self.text);
        for error in &errors {
            self.toml_fault(error, 0);
        }
        if !errors.is_empty() {
            return None;
        }
        let mut root = root.into_inner();
        let head: Option<Placed<RawHead>> = self.table(&mut root, "scheme");
        let worst: Option<Placed<RawWorstItem>> = self.table(&mut root, "worst_item");
        let parts = self.list::<RawPart>(&mut root, "part");
        let indicators = self.list::<RawIndicator>(&mut root, "indicator");
        let rules = self.list::<RawRule>(&mut root, "rule");
        let flags = self.list::<RawFlag>(&mut root, "flag");
        let linked: Option<Placed<RawLinked>> = self.table(&mut root, "linked_results");
        let peers: Option<Placed<RawPeers>> = self.table(&mut root, "peers");
        for (key, _) in root {
            self.fault(
                key.span().start,
                format!("{} is no part of a scheme; known are scheme, part, indicator, rule, flag, linked_results, peers and worst_item", key.get_ref()),
            );
        }
        let Some(head) = head else {
            self.fault(0, "the table [scheme] with id, version and force is missing");
            return None;
        };
        let classes = self.classes(&head, worst.as_ref());
        let method = if let Some(worst) = worst {
            if !(parts.is_empty() && indicators.is_empty() && rules.is_empty()) {
                self.fault(worst.offset, "a scheme by the worst item has no parts, indicators or rules");
            }
            Method::WorstItem(self.worst_item(&worst, &classes))
        } else {
            let parts = self.parts(parts);
            let mut resolver = Resolver { reader: self, classes: &classes, parts: &parts };
            let indicators = resolver.indicators(indicators);
            let rules = resolver.rules(rules);
            let flags = resolver.flags(flags, &rules);
            let linked_results = resolver.linked(linked);
            let peers = resolver.peers(peers);
            Method::Points(Box::new(PointsMethod {
                start: head.raw.start,
                bands: self.bands(&head),
                parts,
                indicators,
                rules,
                flags,
                linked_results,
                peers,
            }))
        };
        if head.raw.basis.is_empty() {
            self.fault(head.offset, "a scheme names what it rests on: basis is missing");
        }
        let effective_from = self.day(head.raw.effective_from, head.offset)?;
        let effective_until = match head.raw.effective_until {
            Some(day) => Some(self.day(day, head.offset)?),
            None => None,
        };
        if effective_until.is_some_and(|until| until < effective_from) {
            self.fault(head.offset, "effective_until lies before effective_from");
        }
        Some(Scheme {
            id: head.raw.id,
            version: head.raw.version,
            title: Name { zh: head.raw.title_zh, en: head.raw.title_en },
            effective_from,
            effective_until,
            visibility: head.raw.visibility,
            classes,
            method,
            digest: Digest::of_bytes(self.text.as_bytes()),
        })
    }

    pub(super) fn day(&mut self, at: Datetime, offset: usize) -> Option<Day> {
        let day = at.date.and_then(|d| Day::from_ymd(i32::from(d.year), u32::from(d.month), u32::from(d.day)));
        if day.is_none() || at.time.is_some() {
            self.fault(offset, format!("{at} is not a day such as 2023-01-01"));
            return None;
        }
        day
    }

    /// Class names, best first: bands from the highest bound, or the rows in their order.
    fn classes(&mut self, head: &Placed<RawHead>, worst: Option<&Placed<RawWorstItem>>) -> Vec<String> {
        let names: Vec<String> = match (&head.raw.bands, worst) {
            (Some(bands), None) => {
                let mut by_bound: Vec<(&String, &i64)> = bands.iter().collect();
                by_bound.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
                by_bound.into_iter().map(|(name, _)| name.clone()).collect()
            }
            (None, Some(worst)) => worst.raw.rows.iter().map(|row| row.class.clone()).collect(),
            (Some(_), Some(worst)) => {
                self.fault(worst.offset, "a scheme by the worst item has no bands");
                Vec::new()
            }
            (None, None) => {
                self.fault(head.offset, "bands = { class = lower bound, … } is missing");
                Vec::new()
            }
        };
        for (at, name) in names.iter().enumerate() {
            if names.iter().take(at).any(|other| other == name) {
                self.fault(head.offset, format!("class {name} is given twice"));
            }
        }
        if names.len() > 16 {
            self.fault(head.offset, "more than sixteen classes");
        }
        names
    }

    fn bands(&mut self, head: &Placed<RawHead>) -> Vec<i64> {
        let Some(bands) = &head.raw.bands else { return Vec::new() };
        let mut bounds: Vec<i64> = bands.values().copied().collect();
        bounds.sort_unstable_by(|a, b| b.cmp(a));
        for pair in bounds.windows(2) {
            if let [upper, lower] = pair
                && upper == lower
            {
                self.fault(head.offset, format!("bands overlap: two classes begin at {upper}"));
            }
        }
        if let Some(odd) = bounds.iter().chain([&head.raw.start]).find(|bound| !(0..=MOST).contains(*bound)) {
            self.fault(head.offset, format!("start and bands must lie between 0 and {MOST}, not {odd}"));
        }
        if bounds.last().is_some_and(|floor| *floor != 0) {
            self.fault(head.offset, "bands leave a gap: the lowest class must begin at 0");
        }
        bounds
    }

    fn parts(&mut self, raw: Vec<Placed<RawPart>>) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for Placed { raw, offset } in raw {
            if parts.iter().any(|p| p.id == raw.id) {
                self.fault(offset, format!("part {} is given twice", raw.id));
            }
            if !(0..=MOST).contains(&raw.max) {
                self.fault(offset, format!("part {}: max must lie between 0 and {MOST}", raw.id));
            }
            let adds = match raw.sign.as_str() {
                "+" => true,
                "-" => false,
                other => {
                    self.fault(offset, format!("part {}: sign must be \"+\" or \"-\", not {other:?}", raw.id));
                    false
                }
            };
            let combine = match (raw.combine.as_str(), <[String; 2]>::try_from(raw.sides)) {
                ("sum", Err(sides)) if sides.is_empty() => Combine::Sum,
                ("once_per_case", Ok(sides)) => {
                    if parts.iter().any(|p| p.combine != Combine::Sum) {
                        self.fault(offset, "only one part may combine once per case");
                    }
                    Combine::OncePerCase { sides }
                }
                ("sum", _) => {
                    self.fault(offset, format!("part {}: a sum has no sides", raw.id));
                    Combine::Sum
                }
                ("once_per_case", Err(_)) => {
                    self.fault(offset, format!("part {}: once_per_case needs exactly two sides", raw.id));
                    Combine::Sum
                }
                (other, _) => {
                    self.fault(
                        offset,
                        format!("part {}: combine must be \"sum\" or \"once_per_case\", not {other:?}", raw.id),
                    );
                    Combine::Sum
                }
            };
            parts.push(Part { id: raw.id, name: Name { zh: raw.zh, en: raw.en }, adds, max: raw.max, combine });
        }
        parts
    }

    fn worst_item(&mut self, placed: &Placed<RawWorstItem>, classes: &[String]) -> WorstItemMethod {
        let Placed { raw, offset } = placed;
        if raw.select != "latest" {
            self.fault(*offset, format!("select can only be \"latest\", not {:?}", raw.select));
        }
        if raw.items.is_empty() {
            self.fault(*offset, "items is empty");
        }
        for (at, item) in raw.items.iter().enumerate() {
            if raw.items.iter().take(at).any(|other| other == item) {
                self.fault(*offset, format!("item {item} is given twice"));
            }
        }
        if raw.basis.is_empty() {
            self.fault(*offset, "basis is missing");
        }
        let mut rows: Vec<WorstItemRow> = Vec::new();
        for (at, row) in raw.rows.iter().enumerate() {
            let is_last = at + 1 == classes.len();
            if is_last == (row.total_at_most.is_some() || row.worst_at_most.is_some()) {
                self.fault(
                    *offset,
                    format!("row {}: every row but the last has total_at_most and worst_at_most, the last has neither and takes the rest", row.class),
                );
            }
            if let Some(above) = rows.last()
                && !is_last
                && (row.total_at_most < above.total_at_most
                    || row.worst_at_most < above.worst_at_most
                    || (row.total_at_most, row.worst_at_most) == (above.total_at_most, above.worst_at_most))
            {
                self.fault(*offset, format!("row {} lies inside the row above and can never be reached", row.class));
            }
            rows.push(WorstItemRow {
                class: u8::try_from(at).unwrap_or(u8::MAX),
                total_at_most: row.total_at_most,
                worst_at_most: row.worst_at_most,
            });
        }
        if rows.len() < 2 {
            self.fault(*offset, "at least two rows are needed");
        }
        WorstItemMethod {
            items: raw.items.clone(),
            rows,
            unrated_when: raw.unrated_when.clone(),
            basis: raw.basis.clone(),
        }
    }
}
