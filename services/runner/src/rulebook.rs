//! Which scheme decides, if one is named and if none is.

use crate::exit::Usage;
use crate::office::Office;
use anyhow::{Context, Result, anyhow, bail};
use domain::day::Day;
use policy::library::Library;
pub(crate) use rating::judge::{HOUSE_SCHEME, Rulebook};
use std::path::{Path, PathBuf};

/// The scheme that is named, else that of the installation (the house's and its own) that came into force last of those
/// in force on the day: outside its force a scheme is only tried, and a trial is asked for by name.
pub(crate) fn chosen(named: Option<&str>, office: &Office, day: Day, unproved: bool) -> Result<Rulebook> {
    if let Some(name) = named {
        return self::named(name, office, unproved);
    }
    let in_force = office.schemes()?.into_iter().filter(|rulebook| rulebook.scheme.in_force(day));
    in_force.max_by_key(|rulebook| rulebook.scheme.effective_from).ok_or_else(|| {
        anyhow!(Usage(format!(
            "{day}：没有生效的评价方案；用 --scheme 指定一个（如 {HOUSE_SCHEME}）可以试算 \
             no scheme is in force on {day}; name one with --scheme (such as {HOUSE_SCHEME}) to try it"
        )))
    })
}

/// A shipped scheme by its id, else a file that keeps the promises.
pub(crate) fn named(scheme: &str, office: &Office, unproved: bool) -> Result<Rulebook> {
    let library = &office.library;
    let shipped = policy::embedded::scheme(scheme).map_err(|faults| faulty(&faults))?;
    if let Some(shipped) = shipped {
        return read(shipped.path, shipped.text, library);
    }
    let text = std::fs::read_to_string(scheme).with_context(|| {
        format!("{scheme}：既不是内置方案，也不是可读取的文件 neither a shipped scheme nor a file that can be read")
    })?;
    if unproved { read(scheme, &text, library) } else { proved(scheme, &text, library) }
}

/// Reads a scheme's text, if its promises hold.
fn proved(scheme: &str, text: &str, library: &Library) -> Result<Rulebook> {
    let rulebook = read(scheme, text, library)?;
    if let Err(broken) = scoring::check::check(&rulebook.scheme) {
        let lines: Vec<String> = broken.iter().map(|v| format!("{scheme}:{}: {} / {}", v.line, v.zh, v.en)).collect();
        return Err(anyhow!(
            "评价方案的承诺不成立，用 fangxin check-scheme 查看 \
             the scheme breaks its promises; fangxin check-scheme shows how\n{}",
            lines.join("\n")
        ));
    }
    Ok(rulebook)
}

/// Reads a scheme's text over the parameters of an installation.
fn read(name: &str, text: &str, library: &Library) -> Result<Rulebook> {
    Ok(Rulebook::read(name, text, library.parameters.clone())?)
}

/// The schemes that may come into force at an installation: those of the house that are shipped, and its own, each of
/// which must keep its promises.
pub(crate) fn of_installation(own: &[(PathBuf, String)], library: &Library) -> Result<Vec<Rulebook>> {
    let mut all = Rulebook::versions(HOUSE_SCHEME, &library.parameters)?;
    for (path, text) in own {
        let another = proved(&path.display().to_string(), text, library)?;
        // A copy of one that is shipped adds nothing.
        if all.iter().any(|known| known.scheme.digest == another.scheme.digest) {
            continue;
        }
        distinct(&all, &another, path)?;
        all.push(another);
    }
    Ok(all)
}

/// The policy files of a folder with their texts, in order of name.
pub(crate) fn files(folder: &Path) -> Result<Vec<(PathBuf, String)>> {
    let unreadable = || unreadable(folder);
    let entries = std::fs::read_dir(folder).with_context(unreadable)?;
    let mut paths =
        entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>().with_context(unreadable)?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let read = |path: PathBuf| std::fs::read_to_string(&path).map(|text| (path, text));
    paths.into_iter().map(read).collect::<std::io::Result<_>>().with_context(unreadable)
}

pub(crate) fn unreadable(path: &Path) -> String {
    format!("{}：无法读取 cannot be read", path.display())
}

/// Two schemes of one name, or of one first day, would leave it to chance which of them rates.
fn distinct(all: &[Rulebook], another: &Rulebook, path: &Path) -> Result<()> {
    let (label, from) = (another.scheme.label(), another.scheme.effective_from);
    let is_like = |known: &&Rulebook| known.scheme.label() == label || known.scheme.effective_from == from;
    match all.iter().find(is_like).map(|known| &known.scheme) {
        None => Ok(()),
        Some(known) => bail!(
            "{}：{label} 自 {from} 起施行，与 {} 自 {} 起施行的名称版本或施行日相同，无法确定适用哪一个 \
             {label} is in force from {from}; {} is so from {}: of one name and version, or of one first day, \
             only one can rate",
            path.display(),
            known.label(),
            known.effective_from,
            known.label(),
            known.effective_from
        ),
    }
}

/// First day on which a scheme of the house is in force.
pub(crate) fn first_day() -> Result<Day> {
    let first = Rulebook::shipped(HOUSE_SCHEME)?.iter().map(|rulebook| rulebook.scheme.effective_from).min();
    first.with_context(|| format!("{HOUSE_SCHEME}：没有内置方案 no shipped scheme"))
}

/// Every fault of policy files as one error.
pub(crate) fn faulty(faults: &[policy::fault::Fault]) -> anyhow::Error {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    anyhow!("{}", lines.join("\n"))
}
