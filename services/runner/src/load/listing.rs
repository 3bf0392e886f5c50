//! What lies in a folder: files to be read with their mappings, names that nobody reads, and what
//! stops the run, because a city without one of its files would be rated too well.

use crate::cli::{FileArguments, NamedMapping};
use anyhow::{Context, Result, bail};
use intake::layout::Layout;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Endings of files that are read.
const READ: [&str; 5] = [".csv", ".csv.gz", ".xlsx", ".jsonl", ".jsonl.gz"];
/// Endings of tables in other forms.
const OTHER_TABLES: [&str; 15] = [
    ".xls", ".xlsm", ".xlsb", ".xlt", ".et", ".ett", ".ods", ".numbers", ".json", ".ndjson", ".tsv", ".tab", ".txt",
    ".xml", ".dbf",
];
/// Endings of archives.
const ARCHIVES: [&str; 8] = [".zip", ".gz", ".rar", ".7z", ".tar", ".bz2", ".xz", ".zst"];
const MAPPING: &str = ".mapping.toml";

/// A file to be read.
pub(crate) struct Listed {
    pub(crate) path: PathBuf,
    pub(crate) name: String,
    /// How it is to be read, if it has a layout of its own.
    pub(crate) mapping: Option<PathBuf>,
}

/// What lies in a folder, in order of name.
pub(crate) struct Listing {
    pub(crate) files: Vec<Listed>,
    /// What nobody reads; sub-folders end in `/`.
    pub(crate) not_read: Vec<String>,
}

impl Listing {
    /// Lists a folder; names everything at once that stops the run.
    pub(crate) fn of(arguments: &FileArguments) -> Result<Self> {
        let from = &arguments.from;
        let mut listing = Self { files: Vec::new(), not_read: Vec::new() };
        let (mut mappings, mut faults) = (BTreeMap::new(), Vec::new());
        for (name, path) in entries(from)? {
            let lower = name.to_lowercase();
            if is_aside(&lower) {
                continue;
            }
            if let Some(of) = name.strip_suffix(MAPPING) {
                mappings.insert(of.to_owned(), path);
            } else if ends_in(&lower, &READ) && path.is_file() {
                listing.files.push(Listed { path, name, mapping: None });
            } else if looks_like_data(&lower) {
                let (zh, en) = advice(&lower, &path);
                faults.push(format!("{name}：{zh}\n  {name}: {en}"));
            } else {
                listing.not_read.push(if path.is_dir() { format!("{name}/") } else { name });
            }
        }
        listing.map(mappings, &arguments.mappings, &mut faults);
        if !faults.is_empty() {
            bail!("{}", faults.join("\n"));
        }
        if listing.files.is_empty() {
            let (from, endings) = (from.display(), READ.join(" "));
            bail!("{from}：没有可读取的文件，可读取 {endings} there is no file to read; known endings are {endings}");
        }
        Ok(listing)
    }

    /// Gives each file its mapping: the one that is named, else the one beside it.
    fn map(&mut self, beside: BTreeMap<String, PathBuf>, named: &[NamedMapping], faults: &mut Vec<String>) {
        let is_named = |path: &Path| named.iter().any(|mapping| is_same(&mapping.path, path));
        for (of, path) in beside {
            match self.files.iter_mut().find(|file| file.name == of) {
                Some(file) => file.mapping = Some(path),
                None if is_named(&path) => {}
                None => faults.push(format!(
                    "{of}{MAPPING}：没有与之对应的文件 {of}\n  {of}{MAPPING}: there is no file {of} that it could map"
                )),
            }
        }
        for (at, NamedMapping { file: of, path }) in named.iter().enumerate() {
            if named.iter().take(at).any(|earlier| earlier.file == *of) {
                faults.push(format!(
                    "--mapping {of}=…：同一文件出现多次\n  --mapping {of}=…: it is named more than once"
                ));
            }
            match self.files.iter_mut().find(|file| file.name == *of) {
                Some(file) => file.mapping = Some(path.clone()),
                None => faults.push(format!(
                    "--mapping {of}=…：没有读取名为 {of} 的文件\n  --mapping {of}=…: there is no file {of} to be read"
                )),
            }
        }
    }
}

fn entries(from: &Path) -> Result<Vec<(String, PathBuf)>> {
    let unreadable = || format!("{}：无法读取文件夹 the folder cannot be read", from.display());
    let entries = std::fs::read_dir(from).with_context(unreadable)?;
    let named = entries.map(|entry| {
        let entry = entry.with_context(unreadable)?;
        Ok((entry.file_name().to_string_lossy().into_owned(), entry.path()))
    });
    let mut named = named.collect::<Result<Vec<_>>>()?;
    named.sort();
    Ok(named)
}

fn ends_in(lower: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| lower.ends_with(ending))
}

/// Plainly no data: hidden files, what systems and spreadsheets leave, and words for people.
fn is_aside(lower: &str) -> bool {
    lower.starts_with('.')
        || lower.starts_with("~$")
        || lower.ends_with(".md")
        || matches!(lower, "readme" | "readme.txt" | "thumbs.db" | "desktop.ini")
}

/// By its ending, or because it is called like one of the layouts.
fn looks_like_data(lower: &str) -> bool {
    [&READ[..], &OTHER_TABLES, &ARCHIVES].iter().any(|endings| ends_in(lower, endings))
        || Layout::by_file_name(lower).is_some()
}

/// What to do with a file that looks like data and cannot be read, in Chinese and English.
fn advice(lower: &str, path: &Path) -> (&'static str, &'static str) {
    if path.is_dir() {
        ("是文件夹，不会读取；请把其中的文件移到上一级", "this is a folder, which is not read; move its files up")
    } else if !path.is_file() {
        (
            "不是普通文件，或其链接无目标；请换成文件本身",
            "this is no regular file, or a link to nothing; put the file itself here",
        )
    } else if ends_in(lower, &ARCHIVES) {
        ("是压缩包；请解压后放入文件夹", "this is an archive; unpack it into the folder")
    } else {
        ("不能读取这种文件；请另存为 .xlsx 或 .csv", "files of this kind cannot be read; save it as .xlsx or .csv")
    }
}

fn is_same(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}
