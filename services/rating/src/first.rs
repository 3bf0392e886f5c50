//! First loads (首次导入): the import that, as history, brings the first there ever was of a kind. Nobody was
//! rated without such records; they were only not told yet.

use crate::error::RatingError;
use crate::store::Store;
use contracts::change::Change;
use domain::record::RecordKind;
use std::collections::BTreeMap;

/// What makes a change history.
const HISTORY: &str = "history";

/// The first import of each kind, if it was one of history.
#[derive(Default)]
pub(crate) struct FirstLoads(BTreeMap<RecordKind, Option<i64>>);

fn note_of(kind: RecordKind) -> String {
    format!("first.{}", kind.token())
}

impl FirstLoads {
    /// Those of the kinds of these changes, which are the next of their feed.
    pub(crate) fn of(store: &mut dyn Store, changes: &[Change]) -> Result<Self, RatingError> {
        let mut first = BTreeMap::new();
        for change in changes {
            if first.contains_key(&change.kind) {
                continue;
            }
            let import_id = match store.note(&note_of(change.kind))? {
                Some(noted) => noted.parse().ok(),
                None if !store.facts_behind(i64::MIN, &[change.kind.token()], 1)?.is_empty() => None,
                None => change.import_id.filter(|_| change.act == HISTORY),
            };
            first.insert(change.kind, import_id);
        }
        Ok(Self(first))
    }

    /// Remembers them.
    pub(crate) fn keep(&self, store: &mut dyn Store) -> Result<(), RatingError> {
        for (kind, import_id) in &self.0 {
            let noted = import_id.map_or_else(|| "none".to_owned(), |import_id| import_id.to_string());
            store.set_note(&note_of(*kind), &noted)?;
        }
        Ok(())
    }

    /// Is it part of one?
    pub(crate) fn has(&self, change: &Change) -> bool {
        change.import_id.is_some() && self.0.get(&change.kind) == Some(&change.import_id)
    }
}
