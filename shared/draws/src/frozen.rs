//! The frozen inputs of a draw (抽查前冻结的输入): whole, in one order, with one digest.

use crate::hash::Hash;
use crate::people::{Conflict, Inspector};
use crate::population::{DrawnBefore, Group, Row};
use crate::rules::{Rules, RulesError};
use domain::day::Day;
use serde::{Deserialize, Serialize};

/// Everything that decides a draw but its seed (settled readings, 18).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// Who keeps away from whom.
    pub conflicts: Vec<Conflict>,
    /// What earlier draws of the plan year took.
    pub drawn_before: Vec<DrawnBefore>,
    /// The register of inspectors.
    pub inspectors: Vec<Inspector>,
    /// The merchants; their number is N, whether they can be drawn or not.
    pub population: Vec<Row>,
    /// What the policy says.
    pub rules: Rules,
    /// Where the classes come from.
    pub snapshot: Snapshot,
    /// What is drawn for.
    pub task: Task,
}

/// The stored, dated snapshot of classes (等级快照).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// As of which day.
    pub day: Day,
    /// Its name in the store.
    pub id: String,
}

/// A task of a plan (抽查任务).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// First day on which its visits are made, by which protection and conflicts are judged; it lies in
    /// the plan year.
    pub from: Day,
    /// Its name.
    pub id: String,
    /// Plan year (计划年度): a calendar year.
    pub year: i32,
}

/// Why inputs cannot be frozen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// Rules by which nothing can be drawn.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// A key, a name or a sector that is empty or cannot stand in a hash.
    #[error("{what} {text:?} is empty or holds a control character (or, in a sector, a slash)")]
    Text {
        /// Which field.
        what: &'static str,
        /// Its text.
        text: String,
    },
    /// Two of a kind with one name.
    #[error("{what} {text} stands twice")]
    Twice {
        /// Which.
        what: &'static str,
        /// Its name.
        text: String,
    },
    /// A class without a share.
    #[error("class {class} has no share")]
    Class {
        /// Which.
        class: String,
    },
    /// A visit that the snapshot cannot know of.
    #[error("merchant {key} has a visit on {on}, after the snapshot")]
    Visit {
        /// Whose.
        key: String,
        /// On which day.
        on: Day,
    },
    /// Days that do not follow each other.
    #[error("the task begins on {from}: not in {year}, or before its snapshot")]
    Days {
        /// First day of the task.
        from: Day,
        /// Plan year.
        year: i32,
    },
    /// It cannot be written as JSON.
    #[error("the inputs cannot be written: {0}")]
    Json(String),
}

/// Inputs that were checked and put in order: rows by key, inspectors by number, and so on. So the order in
/// which they came leaves no trace.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "Inputs")]
pub struct Frozen(Inputs);

impl TryFrom<Inputs> for Frozen {
    type Error = InputError;
    fn try_from(inputs: Inputs) -> Result<Self, InputError> {
        Self::new(inputs)
    }
}

impl Frozen {
    /// Checks inputs and puts them in order.
    ///
    /// # Errors
    /// The first [`InputError`].
    pub fn new(mut inputs: Inputs) -> Result<Self, InputError> {
        inputs.population.sort_by(|a, b| a.key.cmp(&b.key));
        inputs.population.iter_mut().for_each(|row| row.visits.sort());
        inputs.inspectors.sort_by(|a, b| a.id.cmp(&b.id));
        inputs.conflicts.sort();
        inputs.conflicts.dedup();
        inputs.drawn_before.sort_by(|a, b| (&a.class, a.group).cmp(&(&b.class, b.group)));
        inputs.rules.basis.sort_by(|a, b| a.reference.cmp(&b.reference));
        check(&inputs)?;
        Ok(Self(inputs))
    }

    /// What was frozen.
    #[must_use]
    pub const fn inputs(&self) -> &Inputs {
        &self.0
    }

    /// Its canonical JSON.
    ///
    /// # Errors
    /// [`InputError::Json`], which no checked inputs give.
    pub fn text(&self) -> Result<String, InputError> {
        // Fields stand in byte order, so this is `canonical_json` without a second copy of a city in memory.
        serde_json::to_string(&self.0).map_err(|error| InputError::Json(error.to_string()))
    }

    /// SHA-256 of its canonical JSON.
    ///
    /// # Errors
    /// As [`Frozen::text`].
    pub fn digest(&self) -> Result<Hash, InputError> {
        self.text().map(|text| Hash::of_bytes(text.as_bytes()))
    }

    /// The class by which a row is drawn.
    #[must_use]
    pub fn class<'f>(&'f self, row: &'f Row) -> &'f str {
        row.class.class().unwrap_or(&self.0.rules.unrated)
    }

    /// The key of a row's stratum: `class/kind/sector/area` (抽查层).
    #[must_use]
    pub fn stratum(&self, row: &Row) -> String {
        let group = Group::of(row.kind).token();
        format!("{}/{group}/{}/{}", self.class(row), row.sector, row.area.as_str())
    }
}

/// May it stand in a hash between bytes 0?
fn is_plain(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}

/// May it stand in a stratum key between slashes?
pub(crate) fn is_part(text: &str) -> bool {
    is_plain(text) && !text.contains('/')
}

fn check(inputs: &Inputs) -> Result<(), InputError> {
    let Inputs { conflicts: _, drawn_before, inspectors, population, rules, snapshot, task } = inputs;
    rules.check()?;
    let text = |what, text: &str, fits: fn(&str) -> bool| {
        if fits(text) { Ok(()) } else { Err(InputError::Text { what, text: text.to_owned() }) }
    };
    text("task", &task.id, is_plain)?;
    text("snapshot", &snapshot.id, is_plain)?;
    if task.from.year() != task.year || snapshot.day > task.from {
        return Err(InputError::Days { from: task.from, year: task.year });
    }
    let class = |class: &str| match rules.ratios.get(class) {
        Some(_) => Ok(()),
        None => Err(InputError::Class { class: class.to_owned() }),
    };
    for row in population {
        text("key", &row.key, is_plain)?;
        text("sector", &row.sector, is_part)?;
        if let Some(ground) = &row.due {
            text("ground", ground, is_plain)?;
        }
        row.class.class().map_or(Ok(()), class)?;
        if let Some(visit) = row.visits.iter().find(|visit| visit.on > snapshot.day) {
            return Err(InputError::Visit { key: row.key.clone(), on: visit.on });
        }
    }
    twice("merchant", population, |row| row.key.clone())?;
    for inspector in inspectors {
        text("inspector", &inspector.id, is_plain)?;
        inspector.sectors.iter().try_for_each(|sector| text("sector", sector, is_part))?;
    }
    twice("inspector", inspectors, |inspector| inspector.id.clone())?;
    drawn_before.iter().try_for_each(|before| class(&before.class))?;
    twice("drawn before", drawn_before, |before| format!("{}/{}", before.class, before.group.token()))
}

/// Nothing of a list in order may stand twice.
fn twice<T, N: PartialEq + ToString>(
    what: &'static str,
    sorted: &[T],
    name: impl Fn(&T) -> N,
) -> Result<(), InputError> {
    let pair = sorted.iter().zip(sorted.iter().skip(1)).find(|(a, b)| name(a) == name(b));
    pair.map_or(Ok(()), |(a, _)| Err(InputError::Twice { what, text: name(a).to_string() }))
}
