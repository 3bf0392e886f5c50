//! Records whose time limits rest on what else stands of their merchant.

use crate::error::LedgerError;
use crate::store::Store;
use contracts::access::Reach;
use domain::record::Content;
use statute::duties::TOGETHER;
use std::collections::BTreeMap;

/// What stands of some merchants in the kinds of this ledger whose time limits rest on one another.
#[derive(Default)]
pub(super) struct Beside(BTreeMap<i64, (Vec<String>, Vec<Content>)>);

impl Beside {
    pub(super) fn read(store: &mut dyn Store, subjects: &[i64]) -> Result<Self, LedgerError> {
        let mut beside = Self::default();
        if subjects.is_empty() {
            return Ok(beside);
        }
        for kind in TOGETHER {
            let rows = store.of_kind(kind.token(), subjects, Reach::Everywhere)?;
            for row in rows.into_iter().filter(|row| row.standing) {
                let content = Content::from_json(*kind, &row.content)?;
                let (keys, contents) = beside.0.entry(row.subject_id).or_default();
                keys.push(row.key);
                contents.push(content);
            }
        }
        Ok(beside)
    }

    /// The records.
    pub(super) fn keys(&self) -> impl Iterator<Item = (i64, &str)> {
        self.0.iter().flat_map(|(subject_id, (keys, _))| keys.iter().map(|key| (*subject_id, key.as_str())))
    }

    /// What the time limits of a record of this subject rest on.
    pub(super) fn of<'b>(&'b self, subject_id: i64, content: &'b Content) -> &'b [Content] {
        match TOGETHER.contains(&content.kind()) {
            true => self.0.get(&subject_id).map_or(&[], |(_, contents)| contents),
            false => std::slice::from_ref(content),
        }
    }
}
