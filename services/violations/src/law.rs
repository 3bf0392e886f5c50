//! The law by which penalties are displayed, and where it is written.

use domain::day::Day;
use policy::fault::Fault;
use policy::parameter::Citation;
use policy::set::PolicySet;
use statute::tables::Tables;

/// The dated parameters, and the tables that the statute reads from them (公示规则).
#[derive(Debug)]
pub struct Law {
    policies: PolicySet,
    pub(crate) tables: Tables,
}

impl Law {
    /// Reads the tables from parameters.
    ///
    /// # Errors
    /// Every fault of the parameters.
    pub fn read(policies: PolicySet) -> Result<Self, Vec<Fault>> {
        let tables = Tables::read(&policies)?;
        Ok(Self { policies, tables })
    }

    /// Where the interval is written that a derivation names as `id@first day`; nothing where the derivation
    /// rests on a field of the record or on a stand-in.
    pub(crate) fn source(&self, by: &str) -> Option<&Citation> {
        let (id, since) = by.split_once('@')?;
        let found = self.policies.at(id, Day::parse(since).ok()?).ok()?;
        (found.reference() == by).then_some(found.source)
    }
}
