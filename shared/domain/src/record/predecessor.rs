//! A merchant whom another carries on (前主体), with its conduct.

use super::dossier::copies;
use super::{Inspection, Merchant, Payment, Penalty, Records, Standing, Test};
use crate::code::PartyCode;
use serde::{Deserialize, Serialize};

/// A predecessor's registration and conduct where they lie. Its complaints and disputes are not among them: they are
/// measured against its own size and time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Predecessor<'r> {
    /// The registration, which says who carries it on.
    pub merchant: &'r Merchant,
    /// Those of the same file who carry it on, by the codes that they have in it: a registration may name a former one.
    pub by: Vec<PartyCode>,
    /// Penalties.
    pub penalties: Vec<&'r Penalty>,
    /// Payment statements.
    pub payments: Vec<&'r Payment>,
    /// Visits.
    pub inspections: Vec<&'r Inspection>,
    /// Sampling tests.
    pub tests: Vec<&'r Test>,
    /// Standing facts.
    pub standing: Vec<&'r Standing>,
}

impl<'r> Predecessor<'r> {
    /// The conduct among a merchant's own records.
    #[must_use]
    pub fn of(records: Records<'r>, by: Vec<PartyCode>) -> Self {
        let Records { merchant, penalties, payments, inspections, tests, standing, .. } = records;
        Self { merchant, by, penalties, payments, inspections, tests, standing }
    }

    /// The same as the records of a merchant who has nothing else.
    #[must_use]
    pub fn alone(&self) -> Records<'r> {
        Records {
            merchant: self.merchant,
            penalties: self.penalties.clone(),
            payments: self.payments.clone(),
            inspections: self.inspections.clone(),
            tests: self.tests.clone(),
            complaints: Vec::new(),
            odr_cases: Vec::new(),
            standing: self.standing.clone(),
            assessments: Vec::new(),
            predecessors: Vec::new(),
        }
    }

    /// Copies them.
    #[must_use]
    pub fn to_file(&self) -> PredecessorFile {
        PredecessorFile {
            merchant: self.merchant.clone(),
            by: self.by.clone(),
            penalties: copies(&self.penalties),
            payments: copies(&self.payments),
            inspections: copies(&self.inspections),
            tests: copies(&self.tests),
            standing: copies(&self.standing),
        }
    }
}

/// A predecessor in a file: its registration and its conduct, as far as that counts with the successor.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PredecessorFile {
    /// The registration.
    pub merchant: Merchant,
    /// Those of the file who carry it on.
    pub by: Vec<PartyCode>,
    /// Penalties.
    pub penalties: Vec<Penalty>,
    /// Payment statements.
    pub payments: Vec<Payment>,
    /// Visits.
    pub inspections: Vec<Inspection>,
    /// Sampling tests.
    pub tests: Vec<Test>,
    /// Standing facts.
    pub standing: Vec<Standing>,
}

impl PredecessorFile {
    /// Its records where they lie.
    #[must_use]
    pub fn records(&self) -> Predecessor<'_> {
        Predecessor {
            merchant: &self.merchant,
            by: self.by.clone(),
            penalties: self.penalties.iter().collect(),
            payments: self.payments.iter().collect(),
            inspections: self.inspections.iter().collect(),
            tests: self.tests.iter().collect(),
            standing: self.standing.iter().collect(),
        }
    }
}
