//! From policy values to procedures; what cannot be a procedure is a fault with its line.

use super::{ChosenBy, EFFECTS, Procedure, Role, Stage, Step, Way, requirement};
use crate::clock::rules::Clocks;
use crate::tables::dated::Dated;
use crate::tables::{Shaped, dated, only_keys, words};
use domain::day::Day;
use domain::digest::Digest;
use policy::fault::Fault;
use policy::parameter::{Unit, Value};
use policy::scheme::Name;
use policy::set::{PolicySet, path_of_id};
use std::collections::{BTreeMap, BTreeSet};

/// Folder of procedures.
const FOLDER: &str = "procedures.";
const WAY_KEYS: [&str; 4] = ["chosen_by", "decides", "stages", "steps"];
const STEP_KEYS: [&str; 20] = [
    "id",
    "zh",
    "en",
    "from",
    "to",
    "by",
    "not_by",
    "needs",
    "papers",
    "requires",
    "lacks",
    "within",
    "after",
    "starts",
    "runs_from",
    "extends",
    "stops",
    "effects",
    "tells",
    "article",
];

/// Every procedure, by its name without `procedures.`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Procedures {
    all: BTreeMap<String, Procedure>,
    digest: Digest,
}

impl Procedures {
    /// Reads them from a set; `clocks` are those that their steps may set going.
    ///
    /// # Errors
    /// Every parameter that ends or whose value is no procedure: a step between stages that it does not have, a stage that
    /// nothing leads to, one that is no end and that nothing leads out of, a clock or a step that is not known.
    pub fn read(set: &PolicySet, clocks: &Clocks) -> Result<Self, Vec<Fault>> {
        let (mut procedures, mut faults) = (BTreeMap::new(), Vec::new());
        for parameter in set.parameters().filter(|parameter| parameter.unit == Unit::Procedure) {
            let Some(name) = parameter.id.strip_prefix(FOLDER) else {
                let cause = format!("{} is a procedure: its folder is procedures", parameter.id);
                faults.push(Fault { file: path_of_id(&parameter.id), line: 1, cause });
                continue;
            };
            let ways = dated(parameter, &mut faults, |value, _| {
                let (way, chosen_by) = way(value)?;
                check(&way, clocks)?;
                Ok((way, chosen_by))
            });
            let Some(ways) = ways else { continue };
            let versions: Vec<&(Way, ChosenBy)> = versions(&ways);
            if let Some(cause) = unlike(&versions) {
                faults.push(Fault { file: path_of_id(&parameter.id), line: 1, cause });
                continue;
            }
            let chosen_by = ways.at(Day::DAWN).value.1;
            let (title, owner) = (parameter.title.clone(), parameter.owner.clone());
            let ways = ways.map(|(way, _)| way);
            procedures.insert(name.to_owned(), Procedure { title, owner, chosen_by, ways });
        }
        let of_procedures = set.entries().filter(|(_, file)| file.parameter.unit == Unit::Procedure);
        let lines: String = of_procedures.map(|(path, file)| format!("{}  {path}\n", file.digest)).collect();
        let digest = Digest::of_bytes(lines.as_bytes());
        if faults.is_empty() { Ok(Self { all: procedures, digest }) } else { Err(faults) }
    }

    /// The procedure of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Procedure> {
        self.all.get(name)
    }

    /// Every one, in order of name.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Procedure)> {
        self.all.iter().map(|(name, procedure)| (name.as_str(), procedure))
    }

    /// Digest of the files that say so: SHA-256 of what `sha256sum` prints for them in order of path.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }
}

/// Every version, in order of day.
fn versions<T>(ways: &Dated<T>) -> Vec<&T> {
    std::iter::once(ways.at(Day::DAWN).value).chain(ways.after(Day::DAWN).map(|entry| &entry.value)).collect()
}

/// Why a case could not go on where one version follows another.
fn unlike(versions: &[&(Way, ChosenBy)]) -> Option<String> {
    versions.windows(2).find_map(|pair| {
        let [(old, chosen_by), (new, chosen_later)] = pair else { return None };
        if chosen_by != chosen_later {
            return Some("every version chooses by the same day".to_owned());
        }
        let mut open = old.stages().filter(|(_, stage)| !stage.is_end && *chosen_by == ChosenBy::Decision);
        let lost = open.find(|(name, _)| new.stage(name).is_none())?;
        Some(format!("a case that stands in {:?} when the next version begins has no way on", lost.0))
    })
}

fn way(value: &Value) -> Shaped<(Way, ChosenBy)> {
    only_keys(value, &WAY_KEYS)?;
    let chosen_by = match text(value, "chosen_by")? {
        "opening" => ChosenBy::Opening,
        "decision" => ChosenBy::Decision,
        _ => return Err("chosen_by must be opening or decision".to_owned()),
    };
    let decides = value.entry("decides").map(|_| text(value, "decides").map(str::to_owned)).transpose()?;
    if decides.is_none() && chosen_by == ChosenBy::Decision {
        return Err("decides is missing: the step by whose day the law is chosen".to_owned());
    }
    let stages = needed(value, "stages")?.table().ok_or("stages must be a table")?;
    let stages = stages.iter().map(|(name, stage)| Ok((name.clone(), self::stage(stage)?)));
    let stages = stages.collect::<Shaped<Vec<_>>>()?;
    let Value::List(steps) = needed(value, "steps")? else { return Err("steps must be a list".to_owned()) };
    let steps = steps.iter().map(step).collect::<Shaped<Vec<_>>>()?;
    Ok((Way { stages, steps, decides }, chosen_by))
}

fn stage(value: &Value) -> Shaped<Stage> {
    only_keys(value, &["zh", "en", "end"])?;
    let is_end = match value.entry("end").map(Value::text) {
        None => false,
        Some(Some("yes")) => true,
        Some(_) => return Err("end must be \"yes\" or left out".to_owned()),
    };
    Ok(Stage { title: name(value)?, is_end })
}

fn step(value: &Value) -> Shaped<Step> {
    only_keys(value, &STEP_KEYS)?;
    let list = |key: &str| value.entry(key).map(words).transpose().map(Option::unwrap_or_default);
    let one = |key: &str| value.entry(key).map(|_| text(value, key).map(str::to_owned)).transpose();
    let by = text(value, "by")?;
    Ok(Step {
        id: text(value, "id")?.to_owned(),
        title: name(value)?,
        from: list("from")?,
        to: text(value, "to")?.to_owned(),
        by: Role::from_token(by).ok_or_else(|| format!("{by:?} is nobody who takes steps"))?,
        not_by: list("not_by")?,
        needs: list("needs")?,
        papers: list("papers")?,
        requires: list("requires")?,
        lacks: list("lacks")?,
        within: one("within")?,
        after: one("after")?,
        starts: list("starts")?,
        runs_from: one("runs_from")?,
        extends: list("extends")?,
        stops: list("stops")?,
        effects: list("effects")?,
        tells: list("tells")?,
        article: text(value, "article")?.to_owned(),
    })
}

fn name(value: &Value) -> Shaped<Name> {
    Ok(Name { zh: text(value, "zh")?.to_owned(), en: text(value, "en")?.to_owned() })
}

fn needed<'v>(value: &'v Value, key: &str) -> Shaped<&'v Value> {
    value.entry(key).ok_or_else(|| format!("{key} is missing"))
}

fn text<'v>(value: &'v Value, key: &str) -> Shaped<&'v str> {
    let text = needed(value, key)?.text().filter(|text| !text.trim().is_empty());
    text.ok_or_else(|| format!("{key} must be a text"))
}

/// Does it hold together?
fn check(way: &Way, clocks: &Clocks) -> Shaped<()> {
    let stages: BTreeSet<&str> = way.stages().map(|(name, _)| name).collect();
    let steps: BTreeSet<&str> = way.steps.iter().map(|step| step.id.as_str()).collect();
    if steps.len() < way.steps.len() {
        return Err("two steps have one id".to_owned());
    }
    let unknown = |step: &Step, what: &str, name: &str| Err(format!("step {}: {name:?} is no {what}", step.id));
    for step in &way.steps {
        if let Some(stage) = step.from.iter().chain([&step.to]).find(|stage| !stages.contains(stage.as_str())) {
            return unknown(step, "stage", stage);
        }
        if let Some(other) = step.not_by.iter().find(|other| !steps.contains(other.as_str())) {
            return unknown(step, "step", other);
        }
        if let Some(paper) = step.papers.iter().find(|paper| !step.needs.contains(paper)) {
            return unknown(step, "need of it", paper);
        }
        let limits = step.starts.iter().chain(&step.extends).chain(&step.stops).chain(&step.within).chain(&step.after);
        if let Some(clock) = limits.into_iter().find(|clock| clocks.get(clock).is_none()) {
            return unknown(step, "clock", clock);
        }
        if step.runs_from.is_some() && step.starts.is_empty() {
            return Err(format!("step {:?} names a day from which nothing runs", step.id));
        }
        if let Some(code) = step.requires.iter().chain(&step.lacks).find(|code| requirement(code).is_none()) {
            return unknown(step, "requirement", code);
        }
        if let Some(effect) = step.effects.iter().find(|effect| !EFFECTS.contains(&effect.as_str())) {
            return unknown(step, "effect", effect);
        }
    }
    if let Some(decides) = way.decides.as_deref().filter(|decides| !steps.contains(decides)) {
        return Err(format!("decides: {decides:?} is no step"));
    }
    reach(way, &stages)
}

/// Is every stage reached, and does a way lead from each to an end?
fn reach(way: &Way, stages: &BTreeSet<&str>) -> Shaped<()> {
    let closure = |begin: BTreeSet<String>, next: &dyn Fn(&Step, &BTreeSet<String>) -> Vec<String>| {
        let mut found = begin;
        loop {
            let more: Vec<String> = way.steps.iter().flat_map(|step| next(step, &found)).collect();
            let before = found.len();
            found.extend(more);
            if found.len() == before {
                return found;
            }
        }
    };
    let opened = way.out_of(None).map(|step| step.to.clone()).collect();
    let forth = |step: &Step, found: &BTreeSet<String>| {
        let leads = step.from.iter().any(|from| found.contains(from));
        if leads { vec![step.to.clone()] } else { Vec::new() }
    };
    let reached = closure(opened, &forth);
    if let Some(lost) = stages.iter().find(|stage| !reached.contains(**stage)) {
        return Err(format!("nothing leads to the stage {lost:?}"));
    }
    let ends = way.stages().filter(|(_, stage)| stage.is_end).map(|(name, _)| name.to_owned()).collect();
    let back = |step: &Step, found: &BTreeSet<String>| {
        if found.contains(&step.to) { step.from.clone() } else { Vec::new() }
    };
    let ending = closure(ends, &back);
    match stages.iter().find(|stage| !ending.contains(**stage)) {
        Some(stuck) => Err(format!("no way leads from the stage {stuck:?} to an end")),
        None => Ok(()),
    }
}
