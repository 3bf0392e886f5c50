//! From policy values to typed tables; a value of another shape is a fault with its line.

use super::classes::OfCreditChina;
use super::dated::{Dated, Entry};
use super::{
    CauseNames, ClockStart, Clocks, FineAmounts, FinedAs, Maxima, NeverPublished, RevocationWords, Successions, Tables,
    Unpublished,
};
use crate::reading::normalised;
use domain::area::{AreaChange, AreaCode, AreaHistory};
use domain::money::Fen;
use domain::record::PenaltyKind;
use policy::fault::Fault;
use policy::parameter::{Interval, Parameter, Value};
use policy::set::{PolicySet, path_of_id};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use std::sync::Arc;

/// A typed value, or what is wrong with the policy's.
pub(crate) type Shaped<T> = Result<T, String>;

/// Reads every table; see [`Tables::read`].
pub(super) fn tables(set: &PolicySet) -> Result<Tables, Vec<Fault>> {
    let mut reader = Reader { set, faults: Vec::new() };
    let serious_kinds = reader.dated("severity.serious_kinds", kinds);
    let minor_kinds = reader.dated("severity.minor_kinds", kinds);
    let lower_fine = reader.dated("severity.lower_fine", fine_amounts);
    let sole_trader = reader.dated("severity.sole_trader_counts_as", fined_as);
    let revocation_words = reader.dated("severity.revocation_words", revocation_words);
    let safety_laws = reader.dated("safety.laws", words);
    let safety_words = reader.dated("safety.conduct_words", words);
    let causes = reader.dated("cause.names", cause_names);
    let channel_words = reader.dated("publicity.channel_words", |value| words(entry(value, "gsxt")?));
    let never_published = reader.dated("publicity.never_published", never_published);
    let due_days = reader.dated("payment.due_days", due_days);
    let shield_ends_use = reader.said("publicity.shield_ends_use", yes_or_no);
    let gsxt = reader.clocks("publicity.gsxt_maxima", "publicity.gsxt_clock_start");
    let credit_china = reader.clocks("publicity.credit_china_maxima", "publicity.credit_china_clock_start");
    let areas = reader.dated("areas.succession", succession);
    let classes_of_credit_china = OfCreditChina::read(set, &mut reader.faults);
    let passing = Successions::read(set, &mut reader.faults);
    let faults = reader.faults;
    let all = move || {
        Some(Tables {
            serious_kinds: serious_kinds?,
            minor_kinds: minor_kinds?,
            lower_fine: lower_fine?,
            classes_of_credit_china,
            sole_trader: sole_trader?,
            revocation_words: revocation_words?,
            safety_laws: safety_laws?,
            safety_words: safety_words?,
            causes: causes?,
            channel_words: channel_words?,
            never_published: never_published?,
            due_days: due_days?,
            shield_ends_use,
            gsxt: gsxt?,
            credit_china: credit_china?,
            areas: areas?.into_newest(),
            succession: passing?,
        })
    };
    match all() {
        Some(tables) if faults.is_empty() => Ok(tables),
        _ => Err(faults),
    }
}

struct Reader<'p> {
    set: &'p PolicySet,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn dated<T>(&mut self, id: &str, shape: impl Fn(&Value) -> Shaped<T>) -> Option<Dated<T>> {
        let Some(parameter) = self.set.get(id) else {
            self.faults.push(Fault { file: path_of_id(id), line: 1, cause: format!("parameter {id} is missing") });
            return None;
        };
        dated(parameter, &mut self.faults, |value, _| shape(value))
    }

    /// The same of a parameter that a policy of earlier days need not have.
    fn said<T>(&mut self, id: &str, shape: impl Fn(&Value) -> Shaped<T>) -> Option<Dated<T>> {
        self.set.get(id).and_then(|parameter| dated(parameter, &mut self.faults, |value, _| shape(value)))
    }

    fn clocks(&mut self, maxima_id: &str, start_id: &str) -> Option<Clocks> {
        let (read_maxima, read_start) = (self.dated(maxima_id, maxima), self.dated(start_id, clock_start));
        Some(Clocks { maxima: read_maxima?, start: read_start? })
    }
}

/// The intervals of a parameter that is needed on every day, each as `shape` reads it.
pub(crate) fn dated<T>(
    parameter: &Parameter,
    faults: &mut Vec<Fault>,
    shape: impl Fn(&Value, &Interval) -> Shaped<T>,
) -> Option<Dated<T>> {
    let id = &parameter.id;
    let mut entries = Vec::with_capacity(parameter.intervals.len());
    for interval in &parameter.intervals {
        let shaped = match &interval.value {
            Some(value) => shape(value, interval),
            None => Err(format!("{id} is needed on every day and cannot end")),
        };
        match shaped {
            Ok(value) => entries.push(Entry {
                since: interval.day,
                value,
                provisional: interval.provisional,
                reference: format!("{id}@{}", interval.day),
            }),
            Err(cause) => faults.push(Fault { file: path_of_id(id), line: interval.line, cause }),
        }
    }
    Dated::new(entries)
}

/// An entry that must be there.
fn entry<'v>(value: &'v Value, key: &str) -> Shaped<&'v Value> {
    value.entry(key).ok_or_else(|| format!("the value needs a table with the key {key}"))
}

/// A table with exactly these keys.
pub(crate) fn only_keys(value: &Value, known: &[&str]) -> Shaped<()> {
    let table = value.table().ok_or_else(|| format!("the value must be a table with {}", known.join(", ")))?;
    match table.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("{key} is no key here; known are {}", known.join(", "))),
        None => Ok(()),
    }
}

pub(crate) fn yes_or_no(value: &Value) -> Shaped<bool> {
    match value.text() {
        Some("yes") => Ok(true),
        Some("no") => Ok(false),
        _ => Err("the value must be \"yes\" or \"no\"".to_owned()),
    }
}

pub(crate) fn words(value: &Value) -> Shaped<Vec<String>> {
    let texts = value.texts().ok_or("the value must be a list of texts")?;
    if texts.iter().any(|text| text.trim().is_empty()) {
        return Err("an empty word would be found in every text".to_owned());
    }
    Ok(texts.into_iter().map(str::to_owned).collect())
}

fn kind(text: &str) -> Shaped<PenaltyKind> {
    let token: serde::de::value::StrDeserializer<'_, serde::de::value::Error> = text.into_deserializer();
    PenaltyKind::deserialize(token).map_err(|error| error.to_string())
}

pub(crate) fn kinds(value: &Value) -> Shaped<Vec<PenaltyKind>> {
    words(value)?.iter().map(|text| kind(text)).collect()
}

fn fen(value: &Value) -> Shaped<Fen> {
    value.integer().filter(|fen| *fen >= 0).map(Fen).ok_or_else(|| "an amount must be a whole number of fen".to_owned())
}

pub(super) fn fine_amounts(value: &Value) -> Shaped<FineAmounts> {
    only_keys(value, &["person", "organisation"])?;
    Ok(FineAmounts { person: fen(entry(value, "person")?)?, organisation: fen(entry(value, "organisation")?)? })
}

fn fined_as(value: &Value) -> Shaped<FinedAs> {
    match value.text() {
        Some("person") => Ok(FinedAs::Person),
        Some("organisation") => Ok(FinedAs::Organisation),
        _ => Err("the value must be \"person\" or \"organisation\"".to_owned()),
    }
}

fn revocation_words(value: &Value) -> Shaped<RevocationWords> {
    only_keys(value, &["revoked", "suspended"])?;
    Ok(RevocationWords { revoked: words(entry(value, "revoked")?)?, suspended: words(entry(value, "suspended")?)? })
}

fn months(value: &Value) -> Shaped<u32> {
    let months = value.integer().and_then(|months| u32::try_from(months).ok());
    months.filter(|months| (1..=1200).contains(months)).ok_or_else(|| "a maximum is 1 to 1200 months".to_owned())
}

fn maxima(value: &Value) -> Shaped<Maxima> {
    only_keys(value, &["minor", "general", "serious"])?;
    let [minor, general, serious] = ["minor", "general", "serious"].map(|key| months(entry(value, key)?));
    Ok(Maxima { minor: minor?, general: general?, serious: serious? })
}

fn clock_start(value: &Value) -> Shaped<ClockStart> {
    match value.text() {
        Some("publication") => Ok(ClockStart::Publication),
        Some("decision") => Ok(ClockStart::Decision),
        _ => Err("the value must be \"publication\" or \"decision\"".to_owned()),
    }
}

fn grounds(value: &Value) -> Shaped<Vec<Unpublished>> {
    let known = |text: &String| {
        let found = Unpublished::ALL.iter().find(|(token, _)| token == text).map(|(_, ground)| *ground);
        found.ok_or_else(|| format!("{text:?} is no ground for never publishing"))
    };
    words(value)?.iter().map(known).collect()
}

fn never_published(value: &Value) -> Shaped<NeverPublished> {
    only_keys(value, &["gsxt", "credit_china"])?;
    Ok(NeverPublished { gsxt: grounds(entry(value, "gsxt")?)?, credit_china: grounds(entry(value, "credit_china")?)? })
}

fn due_days(value: &Value) -> Shaped<i32> {
    let days = value.integer().and_then(|days| i32::try_from(days).ok());
    days.filter(|days| (0..=3650).contains(days)).ok_or_else(|| "the value must be 0 to 3650 days".to_owned())
}

fn cause_names(value: &Value) -> Shaped<CauseNames> {
    let table = value.table().ok_or("the value must be a table of causes and their spellings")?;
    let mut names = CauseNames::new();
    for (cause, spellings) in table {
        let cause: Arc<str> = cause.as_str().into();
        let spellings = words(spellings)?;
        for spelling in spellings.iter().map(String::as_str).chain([&*cause]) {
            let earlier = names.insert(normalised(spelling), Arc::clone(&cause));
            if let Some(other) = earlier.filter(|other| *other != cause) {
                return Err(format!("{spelling:?} belongs to two causes, {other:?} and {cause:?}"));
            }
        }
    }
    Ok(names)
}

fn succession(value: &Value) -> Shaped<AreaHistory> {
    let table = value.table().ok_or("the value must be a table of area codes")?;
    let area = |text: &str| AreaCode::parse(text).map_err(|error| error.to_string());
    let change = |(from, change): (&String, &Value)| {
        only_keys(change, &["to", "on"])?;
        let to = entry(change, "to")?.text().ok_or("to must be an area code")?;
        let on = match change.entry("on") {
            Some(on) => Some(on.day().ok_or("on must be a day")?),
            None => None,
        };
        Ok(AreaChange { from: area(from)?, to: area(to)?, on })
    };
    table.iter().map(change).collect::<Shaped<_>>().map(AreaHistory)
}
