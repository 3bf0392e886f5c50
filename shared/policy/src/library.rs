//! Everything that is policy in one installation (政策库): the shipped sets, and the files that its office has laid over
//! them. Whatever rests on policy is given a library, so that a value which an office has set counts everywhere at once.

use crate::calendar::Calendar;
use crate::embedded;
use crate::fault::Fault;
use crate::parameter::Parameter;
use crate::parameter::read::id_of_path;
use crate::set::{PolicySet, path_of_id};
use domain::digest::Digest;
use std::collections::BTreeMap;

/// Folder of the years of working days.
const CALENDAR: &str = "calendar";
/// How many ids are named to whoever has mistyped one.
const NEAR: usize = 3;

/// The sets of an installation. What ratings rest on is apart from what this house shows, finds, draws or measures, so
/// that a change of the one changes no digest of the other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Library {
    /// What ratings rest on: severity, publicity, payment, safety, succession, areas, disclosure.
    pub parameters: PolicySet,
    /// 期限
    pub clocks: PolicySet,
    /// 抽查
    pub inspections: PolicySet,
    /// 公示
    pub publication: PolicySet,
    /// 预警
    pub alerts: PolicySet,
    /// 投诉公示
    pub filings: PolicySet,
    /// 办理指标
    pub ratios: PolicySet,
    /// 数据源
    pub sources: PolicySet,
    /// 名单、修复、异议的程序
    pub procedures: PolicySet,
    /// 目录、清单和对外的条件
    pub catalogue: PolicySet,
    /// 工作日
    pub calendar: Calendar,
    /// Where each file of the office lies, by its path below `policies`.
    own: BTreeMap<String, String>,
}

impl Library {
    /// What is shipped, and nothing else.
    ///
    /// # Errors
    /// Never for a program that passed its tests; else every fault of the shipped files.
    pub fn shipped() -> Result<Self, Vec<Fault>> {
        Ok(Self {
            parameters: embedded::policies()?,
            clocks: embedded::clocks()?,
            inspections: embedded::inspections()?,
            publication: embedded::publication()?,
            alerts: embedded::alerts()?,
            filings: embedded::filings()?,
            ratios: embedded::ratios()?,
            sources: embedded::sources()?,
            procedures: embedded::procedures()?,
            catalogue: embedded::catalogue()?,
            calendar: embedded::calendar()?,
            own: BTreeMap::new(),
        })
    }

    /// This library with an office's files laid over it, given as (path, text): each stands in place of the whole file
    /// with its id; years of working days also stand beside the known ones. Only what every set asks of a file is
    /// checked here; whether a value has the shape that is needed is known to whoever reads it.
    ///
    /// # Errors
    /// Every fault of every file: among them ids that nobody knows, another unit, and a file that begins later than the
    /// one it replaces, which would leave days without the law that held on them.
    pub fn overlaid<'t>(mut self, files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Self, Vec<Fault>> {
        let is_year = |path: &str| id_of_path(path).is_some_and(|id| id.starts_with(&format!("{CALENDAR}.")));
        let (years, files): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| is_year(path));
        let mut faults = Vec::new();
        match Calendar::read(years.iter().copied()) {
            Ok(calendar) => self.calendar = self.calendar.overlaid(calendar),
            Err(more) => faults.extend(more),
        }
        match PolicySet::read(files.iter().copied()) {
            Ok(own) => faults.extend(files.iter().filter_map(|file| self.unfit(*file, &own))),
            Err(more) => faults.extend(more),
        }
        for set in self.sets_mut() {
            let of_set =
                files.iter().copied().filter(|(path, _)| id_of_path(path).is_some_and(|id| set.get(&id).is_some()));
            // Their faults have been told.
            if let Ok(laid) = set.overlaid(of_set) {
                *set = laid;
            }
        }
        let placed = years
            .iter()
            .chain(&files)
            .filter_map(|(path, _)| Some((path_of_id(&id_of_path(path)?), (*path).to_owned())));
        self.own.extend(placed);
        faults.sort();
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }

    /// Why a file that can be read does not fit in place of the one with its id.
    fn unfit(&self, (path, text): (&str, &str), own: &PolicySet) -> Option<Fault> {
        let id = id_of_path(path)?;
        let Some(known) = self.get(&id) else {
            let near = self.near(&id).join(", ");
            return Some(Fault::at(
                path,
                text,
                line_of(text, "id"),
                format!("there is no parameter {id}; near are {near}"),
            ));
        };
        let new = own.get(&id)?;
        if new.unit != known.unit {
            let cause = format!("the unit of {id} is {}, not {}", known.unit.token(), new.unit.token());
            return Some(Fault::at(path, text, line_of(text, "unit"), cause));
        }
        let (first, before) = (new.intervals.first()?, known.intervals.first()?);
        (first.day > before.day).then(|| Fault {
            file: path.to_owned(),
            line: first.line,
            cause: format!(
                "{id} holds from {} on: keep its earlier intervals, which stand in this file's place",
                before.day
            ),
        })
    }

    /// The ids that are most like one that nobody knows.
    #[must_use]
    pub fn near(&self, id: &str) -> Vec<&str> {
        let mut all: Vec<&str> = self.all().into_iter().map(|parameter| parameter.id.as_str()).collect();
        all.sort_by_key(|known| strsim::levenshtein(known, id));
        all.truncate(NEAR);
        all
    }

    /// Every set.
    #[must_use]
    pub const fn sets(&self) -> [&PolicySet; 10] {
        [
            &self.parameters,
            &self.clocks,
            &self.inspections,
            &self.publication,
            &self.alerts,
            &self.filings,
            &self.ratios,
            &self.sources,
            &self.procedures,
            &self.catalogue,
        ]
    }

    const fn sets_mut(&mut self) -> [&mut PolicySet; 10] {
        [
            &mut self.parameters,
            &mut self.clocks,
            &mut self.inspections,
            &mut self.publication,
            &mut self.alerts,
            &mut self.filings,
            &mut self.ratios,
            &mut self.sources,
            &mut self.procedures,
            &mut self.catalogue,
        ]
    }

    /// Every parameter of every set, in order of id.
    #[must_use]
    pub fn all(&self) -> Vec<&Parameter> {
        let mut all: Vec<&Parameter> = self.sets().into_iter().flat_map(PolicySet::parameters).collect();
        all.sort_by(|one, other| one.id.cmp(&other.id));
        all
    }

    /// A parameter, whatever its set.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Parameter> {
        self.sets().into_iter().find_map(|set| set.get(id))
    }

    /// The text of a parameter's file, to be copied and changed.
    #[must_use]
    pub fn text(&self, id: &str) -> Option<&str> {
        let path = path_of_id(id);
        self.sets()
            .into_iter()
            .flat_map(PolicySet::entries)
            .find(|(known, _)| *known == path)
            .map(|(_, file)| file.text.as_str())
    }

    /// Where the office's own file of a parameter lies; nothing if the shipped one counts.
    #[must_use]
    pub fn own(&self, id: &str) -> Option<&str> {
        self.own.get(&path_of_id(id)).map(String::as_str)
    }

    /// Faults that a reader found, with the office's own files named as they were given.
    #[must_use]
    pub fn placed(&self, faults: Vec<Fault>) -> Vec<Fault> {
        let placed = |fault: Fault| Fault { file: self.own.get(&fault.file).cloned().unwrap_or(fault.file), ..fault };
        faults.into_iter().map(placed).collect()
    }

    /// Digest over every set and the working days.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let sets = self.sets().into_iter().map(|set| set.digest().to_string());
        let parts: Vec<String> = sets.chain([self.calendar.digest().to_string()]).collect();
        Digest::of_bytes(parts.join("\n").as_bytes())
    }
}

/// Where a key of the head of a file stands.
fn line_of(text: &str, key: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')) {
            return at;
        }
        at += line.len();
    }
    0
}
