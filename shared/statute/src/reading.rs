//! What a penalty file lacks and its texts tell: the safety mark and the cause, each by a dated
//! table, and the note that says how a value was derived.

use crate::tables::Tables;
use crate::tables::dated::Basis;
use domain::facts::Derivation;
use domain::record::Penalty;
use std::sync::Arc;

/// A value and, unless the record itself carries it, how it was derived.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Derived<T> {
    /// The value.
    pub value: T,
    /// How it came about; `None` if the record states it.
    pub derivation: Option<Derivation>,
}

impl<T> Derived<T> {
    /// A value that the record states.
    #[must_use]
    pub const fn stated(value: T) -> Self {
        Self { value, derivation: None }
    }

    /// A value that a table decided.
    #[must_use]
    pub fn ruled(what: &'static str, value: T, name: &str, basis: Basis<'_>) -> Self {
        Self { value, derivation: Some(note(what, name, basis)) }
    }

    /// The value alone; how it was derived goes to `notes`.
    pub fn noted(self, notes: &mut Vec<Derivation>) -> T {
        notes.extend(self.derivation);
        self.value
    }
}

/// How `what` came to be `value`.
#[must_use]
pub fn note(what: &'static str, value: &str, basis: Basis<'_>) -> Derivation {
    Derivation { what, value: value.to_owned(), by: basis.by.to_owned(), provisional: basis.provisional }
}

/// Does the penalty concern safety (涉及安全)? Stated by the record; else yes if its legal ground
/// (处罚依据) names a law of the safety domain, or its type of violation names children's goods.
#[must_use]
pub fn safety(penalty: &Penalty, tables: &Tables) -> Derived<bool> {
    if let Some(stated) = penalty.safety {
        return Derived::stated(stated);
    }
    let laws = tables.safety_laws.at(penalty.decided_on);
    let words = tables.safety_words.at(penalty.decided_on);
    if names_any(&penalty.ground, laws.value) {
        Derived::ruled("safety", true, "yes", laws.basis)
    } else if names_any(&penalty.conduct, words.value) {
        Derived::ruled("safety", true, "yes", words.basis)
    } else {
        Derived::ruled("safety", false, "no", laws.basis)
    }
}

/// The cause (案由): the type of violation as the table names it; if the table does not know it,
/// its own text; none if there is no text. Two penalties of the same cause repeat each other.
#[must_use]
pub fn cause(penalty: &Penalty, tables: &Tables) -> Derived<Option<Arc<str>>> {
    let key = normalised(&penalty.conduct);
    if key.is_empty() {
        return Derived::stated(None);
    }
    let names = tables.causes.at(penalty.decided_on);
    match names.value.get(&key) {
        Some(name) => Derived::ruled("cause", Some(Arc::clone(name)), name, names.basis),
        None => Derived::stated(Some(penalty.conduct.trim().into())),
    }
}

/// Does the text contain one of the words?
pub(crate) fn names_any(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

/// A text without white space and punctuation, in lower case: how types of violation are compared.
pub(crate) fn normalised(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
