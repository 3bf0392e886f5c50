//! What the gate goes by, read once from a library and typed: the catalogue, the list of measures, what has to be there,
//! and the rules of others that it asks.

use super::{Act, Form, Mode};
use crate::measures::Measures;
use crate::publication::Rules;
use crate::tables::dated::{Dated, Entry};
use crate::tables::{Shaped, Tables, dated, only_keys, words};
use domain::day::Day;
use policy::fault::Fault;
use policy::library::Library;
use policy::parameter::{Interval, Value};
use policy::set::{PolicySet, path_of_id};
use std::collections::{BTreeMap, BTreeSet};

/// The catalogue of public credit information (公共信用信息目录).
const ITEMS: &str = "catalogue.items";
/// The list of measures (失信惩戒措施清单).
const USES: &str = "catalogue.uses";
/// What has to be there before an item leaves in a form.
const WAYS: &str = "catalogue.ways";
/// Who may see what.
const DISCLOSURE: &str = "disclosure.fields";

/// An item of the catalogue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Item {
    pub(super) basis: String,
    pub(super) modes: Vec<Mode>,
}

/// An edition of the catalogue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Edition {
    /// Its title, with the article that is cited.
    pub(super) title: String,
    pub(super) items: BTreeMap<String, Item>,
}

/// What a measure does to whom it meets (措施类别).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    /// 减损权益或者增加义务
    Rights,
    /// 加强管理，不减损权益
    Management,
    /// 由市场主体自主参考
    Voluntary,
    /// 其他
    Other,
}

/// A measure of the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Use {
    pub(super) class: Class,
    /// The items that may trigger it.
    pub(super) triggers: Vec<String>,
}

/// An edition of the list of measures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct List {
    pub(super) title: String,
    pub(super) uses: BTreeMap<String, Use>,
}

/// What has to be there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Way {
    /// In the order of the law.
    pub(super) acts: Vec<Act>,
    pub(super) masking: bool,
    pub(super) release: bool,
    pub(super) fields: Vec<String>,
    pub(super) article: String,
}

/// What the gate goes by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Catalogue {
    pub(super) items: Dated<Edition>,
    pub(super) uses: Dated<List>,
    pub(super) ways: Dated<BTreeMap<String, Way>>,
    pub(super) opened: Dated<BTreeMap<String, Vec<String>>>,
    pub(super) measures: Measures,
    pub(super) publication: Dated<Rules>,
    pub(super) tables: Tables,
}

impl Catalogue {
    /// That of an installation.
    ///
    /// # Errors
    /// Every parameter that is missing, ends, or has not the shape that is needed.
    pub fn of(library: &Library) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let set = &library.catalogue;
        let items = table(set, ITEMS, &mut faults, edition);
        let uses = table(set, USES, &mut faults, list);
        let ways = table(set, WAYS, &mut faults, |value, _| each(value, way));
        let opened =
            table(&library.parameters, DISCLOSURE, &mut faults, |value, _| each(value, |_, groups| words(groups)));
        let measures = Measures::read(&library.procedures).map_err(|more| faults.extend(more)).ok();
        let publication = publication(&library.publication).map_err(|more| faults.extend(more)).ok().flatten();
        let tables = Tables::read(&library.parameters).map_err(|more| faults.extend(more)).ok();
        let all = || {
            Some(Self {
                items: items?,
                uses: uses?,
                ways: ways?,
                opened: opened?,
                measures: measures?,
                publication: publication?,
                tables: tables?,
            })
        };
        match all() {
            Some(catalogue) if faults.is_empty() => Ok(catalogue),
            _ => Err(faults),
        }
    }

    /// The days on which anything of it changes, so that another answer is possible though nothing new is learnt.
    #[must_use]
    pub fn change_days(&self) -> BTreeSet<Day> {
        fn days<T>(table: &Dated<T>) -> impl Iterator<Item = Day> {
            table.after(Day::DAWN).map(|entry| entry.since)
        }
        let own = days(&self.items).chain(days(&self.uses)).chain(days(&self.ways));
        own.chain(days(&self.opened)).chain(days(&self.publication)).collect()
    }
}

fn table<T>(
    set: &PolicySet,
    id: &str,
    faults: &mut Vec<Fault>,
    shape: impl Fn(&Value, &Interval) -> Shaped<T>,
) -> Option<Dated<T>> {
    let Some(parameter) = set.get(id) else {
        faults.push(Fault { file: path_of_id(id), line: 1, cause: format!("parameter {id} is missing") });
        return None;
    };
    dated(parameter, faults, shape)
}

/// The rules of publication from each day on which any of them changes.
fn publication(set: &PolicySet) -> Result<Option<Dated<Rules>>, Vec<Fault>> {
    let changes = set.parameters().flat_map(|parameter| &parameter.intervals).map(|interval| interval.day);
    let days: BTreeSet<Day> = changes.chain([Day::DAWN]).collect();
    let read = |since: Day| -> Result<Entry<Rules>, Vec<Fault>> {
        let value = Rules::on(set, since)?;
        // They name their own basis, parameter by parameter.
        Ok(Entry { since, value, provisional: false, reference: String::new() })
    };
    days.into_iter().map(read).collect::<Result<_, _>>().map(Dated::new)
}

fn each<T>(value: &Value, shape: impl Fn(&str, &Value) -> Shaped<T>) -> Shaped<BTreeMap<String, T>> {
    let table = value.table().ok_or("the value must be a table")?;
    table.iter().map(|(key, value)| Ok((key.clone(), shape(key, value)?))).collect()
}

fn text(key: &str, value: &Value, name: &str) -> Shaped<String> {
    let text = value.entry(name).and_then(Value::text).filter(|text| !text.trim().is_empty());
    text.map(str::to_owned).ok_or_else(|| format!("{key}: {name} must be a text"))
}

fn listed(key: &str, value: &Value, name: &str) -> Shaped<Vec<String>> {
    words(value.entry(name).ok_or_else(|| format!("{key}: {name} are missing"))?)
}

fn edition(value: &Value, interval: &Interval) -> Shaped<Edition> {
    Ok(Edition { title: interval.source.to_string(), items: each(value, item)? })
}

fn item(key: &str, value: &Value) -> Shaped<Item> {
    only_keys(value, &["zh", "en", "category", "basis", "modes"])?;
    for name in ["zh", "en", "category"] {
        text(key, value, name)?;
    }
    let mode = |token: &String| Mode::from_token(token).ok_or_else(|| format!("{key}: {token:?} is no mode"));
    let modes = listed(key, value, "modes")?.iter().map(mode).collect::<Shaped<_>>()?;
    Ok(Item { basis: text(key, value, "basis")?, modes })
}

fn list(value: &Value, interval: &Interval) -> Shaped<List> {
    Ok(List { title: interval.source.to_string(), uses: each(value, allowed)? })
}

fn allowed(key: &str, value: &Value) -> Shaped<Use> {
    only_keys(value, &["class", "triggers"])?;
    let class = match text(key, value, "class")?.as_str() {
        "rights" => Class::Rights,
        "management" => Class::Management,
        "voluntary" => Class::Voluntary,
        "other" => Class::Other,
        other => return Err(format!("{key}: {other:?} is no class of measures")),
    };
    Ok(Use { class, triggers: listed(key, value, "triggers")? })
}

fn way(key: &str, value: &Value) -> Shaped<Way> {
    only_keys(value, &["acts", "needs", "fields", "article"])?;
    if !key.split_once('/').is_some_and(|(_, form)| Form::TOKENS.contains(&form)) {
        return Err(format!("{key}: a way is an item and a form, item/{}", Form::TOKENS.join(", item/")));
    }
    let needs = listed(key, value, "needs")?;
    if let Some(need) = needs.iter().find(|need| !["masking", "release"].contains(&need.as_str())) {
        return Err(format!("{key}: {need:?} is neither masking nor release"));
    }
    let act = |token: &String| Act::from_token(token).ok_or_else(|| format!("{key}: {token:?} is no act of the law"));
    Ok(Way {
        acts: listed(key, value, "acts")?.iter().map(act).collect::<Shaped<_>>()?,
        masking: needs.iter().any(|need| need == "masking"),
        release: needs.iter().any(|need| need == "release"),
        fields: listed(key, value, "fields")?,
        article: text(key, value, "article")?,
    })
}
