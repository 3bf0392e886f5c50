//! The law by which penalties are displayed, and where it is written.

use domain::area::AreaHistory;
use domain::day::Day;
use policy::fault::Fault;
use policy::library::Library;
use policy::parameter::Citation;
use policy::set::PolicySet;
use statute::gate::Catalogue;
use statute::publication::Rules;
use statute::tables::Tables;

/// The dated parameters, and the tables that the statute reads from them (公示规则).
#[derive(Debug)]
pub struct Law {
    policies: PolicySet,
    pub(crate) tables: Tables,
    publication: PolicySet,
    /// By what anything leaves the house.
    pub(crate) catalogue: Catalogue,
}

/// Where something is written, and the interval that says it.
pub(crate) struct Ground<'l> {
    /// `id@first day`.
    pub(crate) rule: String,
    /// Does it rest on something not settled?
    pub(crate) provisional: bool,
    pub(crate) source: &'l Citation,
}

impl Law {
    /// Reads the tables from a library.
    ///
    /// # Errors
    /// Every fault of its parameters, of what it says of publication and of what the lawfulness gate goes by.
    pub fn of(library: &Library) -> Result<Self, Vec<Fault>> {
        let (policies, publication) = (library.parameters.clone(), library.publication.clone());
        let tables = Tables::read(&policies)?;
        Ok(Self { policies, tables, publication, catalogue: Catalogue::of(library)? })
    }

    /// The successions of areas (区划沿革).
    #[must_use]
    pub const fn areas(&self) -> &AreaHistory {
        self.tables.areas()
    }

    /// Digest of the parameters that decide about display.
    pub(crate) fn digest(&self) -> String {
        self.policies.digest().to_string()
    }

    /// What is shown on a day of what may be published.
    pub(crate) fn rules(&self, day: Day) -> &Rules {
        self.catalogue.rules(day)
    }

    /// The interval of a parameter of publication that holds on a day.
    pub(crate) fn ground(&self, id: &str, day: Day) -> Option<Ground<'_>> {
        let found = self.publication.at(id, day).ok()?;
        let provisional = found.provisional || found.before_first;
        Some(Ground { rule: found.reference(), provisional, source: found.source })
    }

    /// Where the interval is written that a derivation names as `id@first day`; nothing where the derivation
    /// rests on a field of the record or on a stand-in.
    pub(crate) fn source(&self, by: &str) -> Option<&Citation> {
        let (id, since) = by.split_once('@')?;
        let found = self.policies.at(id, Day::parse(since).ok()?).ok()?;
        (found.reference() == by).then_some(found.source)
    }
}
