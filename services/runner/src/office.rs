//! What an installation goes by (政策): the shipped policy, with the files of its office over it.

use crate::cli::PolicyArguments;
use crate::rulebook::{self, Rulebook, faulty};
use anyhow::{Context as _, Result, anyhow};
use policy::calendar::Calendar;
use policy::fault::Fault;
use policy::library::Library;
use statute::duties::Limits;
use statute::gate::Catalogue;
use statute::procedure::Procedures;
use std::path::{Path, PathBuf};

/// Folder of schemes within a folder of policies.
const SCHEMES: &str = "schemes";
/// Deepest folder that is looked into, so that a link back up ends.
const DEEPEST: usize = 4;

/// The policy of an installation, read and free of faults.
pub(crate) struct Office {
    /// Every dated parameter, and the working days.
    pub(crate) library: Library,
    /// Schemes beside those that are shipped, with their paths.
    schemes: Vec<(PathBuf, String)>,
}

impl Office {
    /// What is shipped.
    pub(crate) fn shipped() -> Result<Self> {
        Self::of(&PolicyArguments::default())
    }

    /// What is shipped with the folders of an office over it. Whatever is needed of it on whichever day is read once, so
    /// that nothing begins to work by a value that would fail later.
    pub(crate) fn of(arguments: &PolicyArguments) -> Result<Self> {
        let own = arguments.policies.as_deref().map(own_files).transpose()?.unwrap_or_default();
        let (mut schemes, own): (Vec<_>, Vec<_>) =
            own.into_iter().partition(|(path, _)| path.parent().is_some_and(|folder| folder.ends_with(SCHEMES)));
        let own = texts(&own);
        let library = Library::shipped().and_then(|shipped| {
            let library = shipped.overlaid(own.iter().map(|(path, text)| (path.as_str(), *text)))?;
            check(&library).map_err(|faults| library.placed(faults))?;
            Ok(library)
        });
        let mut library = library.map_err(|faults| faulty(&faults))?;
        if let Some(folder) = &arguments.calendar {
            let years = rulebook::files(folder)?;
            let years = Calendar::read(texts(&years).iter().map(|(path, text)| (path.as_str(), *text)));
            library.calendar = library.calendar.overlaid(years.map_err(|faults| faulty(&faults))?);
        }
        schemes.extend(arguments.schemes.as_deref().map(rulebook::files).transpose()?.unwrap_or_default());
        Ok(Self { library, schemes })
    }

    /// The schemes that may come into force.
    pub(crate) fn schemes(&self) -> Result<Vec<Rulebook>> {
        rulebook::of_installation(&self.schemes, &self.library)
    }
}

/// Whatever the day, can everything be read that anybody reads of policy?
fn check(library: &Library) -> Result<(), Vec<Fault>> {
    let checks = [
        Limits::of(library).and_then(|limits| Procedures::read(&library.procedures, limits.clocks())).map(drop),
        complaints::check(library),
        rating::check(library),
        inspections::check(&library.inspections),
        Catalogue::of(library).map(drop),
        listing::Law::of(library).map(drop),
        repair::Law::of(library).map(drop),
    ];
    let faults: Vec<Fault> = checks.into_iter().filter_map(Result::err).flatten().collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn texts(files: &[(PathBuf, String)]) -> Vec<(String, &str)> {
    files.iter().map(|(path, text)| (path.display().to_string(), text.as_str())).collect()
}

/// The policy files below a folder that is laid out as `policies` is, in order of path. A file in the wrong place would
/// be passed over in silence, so it stops the reading.
fn own_files(root: &Path) -> Result<Vec<(PathBuf, String)>> {
    let mut files = Vec::new();
    below(root, 0, &mut files)?;
    let misplaced = |path: &&PathBuf| path.strip_prefix(root).map_or(0, |path| path.components().count()) != 2;
    if let Some(path) = files.iter().find(misplaced) {
        return Err(anyhow!(
            "{}：政策文件应放在 文件夹/名称.toml，如 clocks/case_decision.toml \
             a policy file lies at FOLDER/NAME.toml, such as clocks/case_decision.toml",
            path.display()
        ));
    }
    files.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).with_context(|| rulebook::unreadable(&path))?;
        Ok((path, text))
    };
    files.into_iter().map(read).collect()
}

/// Collects the files of policy below a folder. Hidden folders are those in which volumes keep their versions.
fn below(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<()> {
    let unreadable = || rulebook::unreadable(folder);
    for entry in std::fs::read_dir(folder).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if is_hidden {
            continue;
        }
        if path.is_dir() && depth < DEEPEST {
            below(&path, depth + 1, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    Ok(())
}
