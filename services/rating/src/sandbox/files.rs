//! The records of the sandbox: files in the layouts of everybody, compiled in.

use super::roster::Roster;
use crate::error::RatingError;
use crate::judge::Known;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Content, RecordKey, RecordKind};
use domain::version::Version;
use intake::{Each, FileError, Input, Options, read};
use rustc_hash::FxHashMap;
use std::io::Cursor;

/// Name and text of each file.
macro_rules! shipped {
    ($($name:literal),+ $(,)?) => { [$(($name, include_str!(concat!("../../../../examples/sandbox/", $name)))),+] };
}

/// Every shipped file.
const FILES: [(&str, &str); 8] = shipped![
    "merchants.csv",
    "penalties.csv",
    "payments.csv",
    "inspections.csv",
    "tests.csv",
    "complaints.csv",
    "odr_cases.csv",
    "standing.csv",
];

/// What is wrong with the shipped files of the sandbox.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The list of merchants cannot be read.
    #[error("sandbox.toml: {0}")]
    Roster(#[from] toml::de::Error),
    /// A file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// Rows of a file cannot be kept.
    #[error("{file}: row {row}: {why}")]
    Row {
        /// The file.
        file: &'static str,
        /// Its row.
        row: u64,
        /// What is wrong.
        why: String,
    },
    /// Records of a merchant that is not listed, or not of the sandbox.
    #[error("{0}: the sandbox has no such merchant")]
    Stranger(PartyCode),
    /// A merchant is listed of whom there is no record.
    #[error("{0}: there is no record")]
    NoRecords(PartyCode),
    /// A merchant cannot be rated.
    #[error(transparent)]
    Rating(#[from] RatingError),
}

/// What is on file about a merchant.
#[derive(Default)]
pub(super) struct Filed {
    pub(super) known: Known,
    pub(super) arrivals: Vec<Arrival>,
}

/// A record of which was heard on a day.
pub(super) struct Arrival {
    pub(super) day: Day,
    pub(super) key: RecordKey,
    pub(super) kind: RecordKind,
}

/// The records of the shipped files by the present code of their merchants.
pub(super) fn shipped(roster: &Roster) -> Result<FxHashMap<PartyCode, Filed>, SandboxError> {
    let mut present: FxHashMap<PartyCode, PartyCode> = FxHashMap::default();
    for listed in &roster.merchants {
        present.extend(listed.former.iter().chain([&listed.code]).map(|code| (*code, listed.code)));
    }
    let days = roster.merchants.iter().filter_map(|listed| listed.as_of);
    let options = Options::new(days.fold(roster.as_of, Day::max));
    let mut versions: Vec<Version<Content>> = Vec::new();
    for (number, (name, text)) in (0u32..).zip(FILES) {
        let mut fault = None;
        let input = Input {
            name,
            number,
            bytes: &mut Cursor::new(text.as_bytes()),
            layout: None,
            mapping: None,
            issues: &mut |issue| {
                let why = issue.faults.first().map(|fault| format!("{}: {}", fault.field, fault.reason_en));
                fault.get_or_insert((issue.row, why.unwrap_or_default()));
            },
            watch: &mut |_| true,
        };
        read(input, &options, &mut Each(|version| versions.push(version)))?;
        if let Some((row, why)) = fault {
            return Err(SandboxError::Row { file: name, row, why });
        }
    }
    let mut filed: FxHashMap<PartyCode, Filed> = FxHashMap::default();
    for version in versions {
        let party = version.content.party();
        let code = present.get(&party).filter(|code| code.is_sandbox()).ok_or(SandboxError::Stranger(party))?;
        let of = filed.entry(*code).or_default();
        let (day, key, kind) = (version.known_from.day(), version.content.key(), version.content.kind());
        of.arrivals.push(Arrival { day, key, kind });
        of.known.put(version);
    }
    Ok(filed)
}
