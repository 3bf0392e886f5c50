//! What decides a rating: a scheme, the parameters, and the tables read from them.

use domain::day::Day;
use policy::fault::Fault;
use policy::scheme::{Scheme, parse};
use policy::set::PolicySet;
use scoring::program::ProgramError;
use statute::tables::Tables;
use std::fmt;

/// The scheme of the house (本地方案): used unless another is named, in the version that is in force.
pub const HOUSE_SCHEME: &str = "LC-CONSUME";

/// What decides.
#[derive(Debug)]
pub struct Rulebook {
    /// The scheme.
    pub scheme: Scheme,
    /// Text of its file, which a certificate carries.
    pub text: String,
    /// The parameters.
    pub policies: PolicySet,
    /// The parameters as the statute uses them.
    pub tables: Tables,
}

/// Every fault of policy files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// Why something could not be judged.
#[derive(Debug, thiserror::Error)]
pub enum JudgeError {
    /// A scheme or parameter has faults.
    #[error("{0}")]
    Faults(#[from] Faults),
    /// A scheme cannot be compiled.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// Something cannot be written as JSON.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
}

impl Rulebook {
    /// Reads a scheme's text over parameters; `name` is only its name in messages.
    ///
    /// # Errors
    /// Every fault of the text or of the tables.
    pub fn read(name: &str, text: &str, policies: PolicySet) -> Result<Self, Faults> {
        let scheme = parse::read(name, text).map_err(Faults)?;
        let tables = Tables::read(&policies).map_err(Faults)?;
        Ok(Self { scheme, text: text.to_owned(), policies, tables })
    }

    /// Every version of a shipped scheme over the shipped parameters, the newest first.
    ///
    /// # Errors
    /// Never for a program that passed its tests; else every fault of the shipped files.
    pub fn shipped(id: &str) -> Result<Vec<Self>, Faults> {
        Self::versions(id, &policy::embedded::policies().map_err(Faults)?)
    }

    /// Every version of a shipped scheme over these parameters, the newest first.
    ///
    /// # Errors
    /// Every fault of the tables.
    pub fn versions(id: &str, policies: &PolicySet) -> Result<Vec<Self>, Faults> {
        let mut all = Vec::new();
        for shipped in policy::embedded::schemes().map_err(Faults)? {
            if shipped.scheme.id == id {
                all.push(Self::read(shipped.path, shipped.text, policies.clone())?);
            }
        }
        all.sort_by_key(|rulebook| std::cmp::Reverse(rulebook.scheme.effective_from));
        Ok(all)
    }

    /// Is the scheme outside its force on a day? Then every answer says trial.
    #[must_use]
    pub fn is_trial(&self, day: Day) -> bool {
        !self.scheme.in_force(day)
    }
}
