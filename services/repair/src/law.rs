//! The law by which repair is judged, read once.

use policy::fault::Fault;
use policy::library::Library;
use statute::duties::Limits;
use statute::procedure::Procedures;
use statute::repair::Rules;
use statute::tables::Tables;
use std::sync::Arc;

/// Procedures, conditions of repair, and the tables of display (修复和异议规则).
#[derive(Debug)]
pub struct Law {
    pub(crate) procedures: Arc<Procedures>,
    pub(crate) rules: Rules,
    pub(crate) tables: Tables,
}

impl Law {
    /// Reads it from a library.
    ///
    /// # Errors
    /// Every fault of its procedures, of the conditions of repair, and of the tables of display.
    pub fn of(library: &Library) -> Result<Self, Vec<Fault>> {
        let limits = Limits::of(library)?;
        Ok(Self {
            procedures: Arc::new(Procedures::read(&library.procedures, limits.clocks())?),
            rules: Rules::read(&library.procedures)?,
            tables: Tables::read(&library.parameters)?,
        })
    }
}
