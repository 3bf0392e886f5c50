//! Saved mappings (映射): a file with a layout of its own is read by the mapping that was saved for it.

use crate::book::Ledger;
use crate::error::LedgerError;
use crate::store::{MappingRow, store};
use domain::instant::Instant;
use intake::layout::Layout;
use intake::mapping::Mapping;
use serde::Serialize;
use utoipa::ToSchema;

/// A mapping that was saved.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SavedMapping {
    /// Its name.
    pub name: String,
    /// Its text (TOML).
    pub text: String,
    /// Who saved it.
    pub actor: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub saved_at: Instant,
}

impl SavedMapping {
    /// The layout that its rows become.
    ///
    /// # Errors
    /// [`LedgerError::Unreadable`] if its text is no mapping any more.
    pub fn layout(&self) -> Result<&'static Layout, LedgerError> {
        Ok(Mapping::read(&self.name, &self.text)?.layout())
    }
}

impl Ledger {
    /// Saves a mapping under a name, in place of an earlier one.
    ///
    /// # Errors
    /// [`LedgerError::Unreadable`] if it is none, [`LedgerError::Unfit`] for a name that is none or a
    /// layout of another service.
    pub fn save_mapping(&self, name: &str, text: &str, actor: &str) -> Result<SavedMapping, LedgerError> {
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.chars().count() > 80 || !name.chars().all(is_plain) {
            return Err(LedgerError::Unfit {
                en: "a name has at most 80 letters, digits, dots, hyphens and underscores".to_owned(),
                zh: "名称最多 80 个字，只能含文字、数字、点、连字符和下划线".to_owned(),
            });
        }
        self.own(Mapping::read(name, text)?.layout())?;
        let saved = SavedMapping {
            name: name.to_owned(),
            text: text.to_owned(),
            actor: actor.to_owned(),
            saved_at: self.clock.now(),
        };
        let row = MappingRow {
            name: saved.name.clone(),
            text: saved.text.clone(),
            actor: saved.actor.clone(),
            saved_at: saved.saved_at.micros(),
        };
        self.db.write::<_, LedgerError>(|conn| Ok(store(conn).save_mapping(&row)?))?;
        Ok(saved)
    }

    /// The mapping of this name.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is none.
    pub fn mapping(&self, name: &str) -> Result<SavedMapping, LedgerError> {
        let all = self.mappings()?;
        all.into_iter().find(|mapping| mapping.name == name).ok_or(LedgerError::Missing("mapping"))
    }

    /// Every mapping, by name.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn mappings(&self) -> Result<Vec<SavedMapping>, LedgerError> {
        let rows = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).mappings()?))?;
        let saved = |row: MappingRow| SavedMapping {
            name: row.name,
            text: row.text,
            actor: row.actor,
            saved_at: Instant::from_micros(row.saved_at),
        };
        Ok(rows.into_iter().map(saved).collect())
    }
}
