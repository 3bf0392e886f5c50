//! The register of unclear law as an installation has it (规定待明确清单), with the cases of the lists that rest on it.

use crate::error::ListError;
use crate::lists::Lists;
use domain::day::Day;
use policy::library::Library;
use policy::parameter::{Confidence, Office, SignOff};
use policy::scheme::Name;
use policy::unclear::register;

/// An interval of a parameter that needed, or needs, an office's answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unclear {
    /// The parameter.
    pub id: String,
    /// Its name.
    pub title: Name,
    /// First day of the interval.
    pub from: Day,
    /// How sure the reading is, if its source says so.
    pub confidence: Option<Confidence>,
    /// Instrument and article.
    pub article: String,
    /// The part of the house that goes by it.
    pub owner: String,
    /// Who has to answer.
    pub ask: Office,
    /// What an office has answered.
    pub signed_off: Option<SignOff>,
}

impl Unclear {
    /// As decisions name it.
    #[must_use]
    pub fn law(&self) -> String {
        format!("{}@{}", self.id, self.from)
    }

    /// The register of a library, by id and day.
    pub(crate) fn of(library: &Library) -> Vec<Self> {
        let all = library.all();
        let owner = |id: &str| all.iter().find(|parameter| parameter.id == id).map(|parameter| parameter.owner.clone());
        let entries = register(all.iter().copied()).into_iter();
        let own = |entry: policy::unclear::Entry<'_>| Self {
            id: entry.id.to_owned(),
            title: entry.title.clone(),
            from: entry.from,
            confidence: entry.confidence,
            owner: owner(entry.id).unwrap_or_default(),
            article: entry.article,
            ask: entry.ask,
            signed_off: entry.signed_off.cloned(),
        };
        entries.map(own).collect()
    }
}

impl Lists {
    /// The register, each entry with the number of cases of the lists in which somebody has named it.
    ///
    /// # Errors
    /// [`ListError`].
    pub fn unclear(&self) -> Result<Vec<(&Unclear, usize)>, ListError> {
        let cases = self.cases_resting()?;
        let counted = |one| (one, cases.get(&Unclear::law(one)).copied().unwrap_or_default());
        Ok(self.law.unclear.iter().map(counted).collect())
    }
}
