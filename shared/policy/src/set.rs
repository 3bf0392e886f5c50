//! A set of parameter files (政策参数集): read together, looked up by id and day, named by one digest.

use crate::fault::Fault;
use crate::parameter::{Found, Parameter, read};
use domain::day::Day;
use domain::digest::Digest;
use std::collections::BTreeMap;

/// One file of a set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicyFile {
    /// Its text, as it was given.
    pub text: String,
    /// SHA-256 of its text.
    pub digest: Digest,
    /// What it says.
    pub parameter: Parameter,
}

/// Parameters read from files, free of faults.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PolicySet {
    /// By path below the folder of policies, such as `severity/lower_fine.toml`.
    files: BTreeMap<String, PolicyFile>,
    digest: Digest,
}

/// Why a look-up has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// No file of the set has this id.
    #[error("the policy set has no parameter {id}")]
    Unknown {
        /// What was asked for.
        id: String,
    },
    /// The parameter has ended by then.
    #[error("parameter {id} has ended by {day}")]
    Ended {
        /// What was asked for.
        id: String,
        /// For which day.
        day: Day,
    },
}

impl LookupError {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Unknown { id } => format!("参数集中没有参数 {id}"),
            Self::Ended { id, day } => format!("参数 {id} 至 {day} 已失效"),
        }
    }
}

impl PolicySet {
    /// Reads files given as (path, text). Of a path only the last folder and the name matter, so
    /// the same files give the same set wherever they lie.
    ///
    /// # Errors
    /// Every fault of every file, and files that have the same id.
    pub fn read<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Self, Vec<Fault>> {
        let mut read_files = BTreeMap::new();
        let mut faults = Vec::new();
        for (path, text) in files {
            match read::read(path, text) {
                Ok(parameter) => {
                    let file =
                        PolicyFile { text: text.to_owned(), digest: Digest::of_bytes(text.as_bytes()), parameter };
                    let cause = format!("parameter {} is given by two files", file.parameter.id);
                    if read_files.insert(path_of_id(&file.parameter.id), file).is_some() {
                        faults.push(Fault::at(path, text, 0, cause));
                    }
                }
                Err(more) => faults.extend(more),
            }
        }
        faults.sort();
        if faults.is_empty() { Ok(Self::of(read_files)) } else { Err(faults) }
    }

    /// This set with some files replaced or added, for a trial or for a city's own choices.
    ///
    /// # Errors
    /// As [`PolicySet::read`], of the new files.
    pub fn overlaid<'t>(&self, files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Self, Vec<Fault>> {
        let mut all = self.files.clone();
        all.extend(Self::read(files)?.files);
        Ok(Self::of(all))
    }

    fn of(files: BTreeMap<String, PolicyFile>) -> Self {
        let lines: String = files.iter().map(|(path, file)| format!("{}  {path}\n", file.digest)).collect();
        Self { files, digest: Digest::of_bytes(lines.as_bytes()) }
    }

    /// What a parameter says on a day; before its first interval the first stands in, flagged.
    ///
    /// # Errors
    /// [`LookupError`] if there is no such parameter, or it has ended by then.
    pub fn at(&self, id: &str, day: Day) -> Result<Found<'_>, LookupError> {
        let parameter = self.get(id).ok_or_else(|| LookupError::Unknown { id: id.to_owned() })?;
        parameter.at(day).ok_or_else(|| LookupError::Ended { id: id.to_owned(), day })
    }

    /// A parameter with all its intervals.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Parameter> {
        self.files.get(&path_of_id(id)).map(|file| &file.parameter)
    }

    /// Every parameter, in order of path.
    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.files.values().map(|file| &file.parameter)
    }

    /// Every file as (path, text), in order of path: reading them again gives the same set.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file.text.as_str()))
    }

    /// Every file with its own digest, in order of path.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &PolicyFile)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file))
    }

    /// Digest over all files: SHA-256 of the list that `sha256sum` prints for them in order of
    /// path, so it can be checked without this program.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }
}

/// The path of a parameter's file below `policies/`: `severity.lower_fine` lies in
/// `severity/lower_fine.toml`.
#[must_use]
pub fn path_of_id(id: &str) -> String {
    format!("{}.toml", id.replacen('.', "/", 1))
}
