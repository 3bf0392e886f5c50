//! Everything known about one merchant at one instant.

use super::predecessor::{Predecessor, PredecessorFile};
use super::{Assessment, Complaint, Inspection, Merchant, OdrCase, Payment, Penalty, Standing, Test};
use serde::{Deserialize, Serialize};

/// One merchant's records where they lie: what a rating reads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Records<'r> {
    /// The merchant.
    pub merchant: &'r Merchant,
    /// Penalties.
    pub penalties: Vec<&'r Penalty>,
    /// Payment statements.
    pub payments: Vec<&'r Payment>,
    /// Visits.
    pub inspections: Vec<&'r Inspection>,
    /// Sampling tests.
    pub tests: Vec<&'r Test>,
    /// Complaints.
    pub complaints: Vec<&'r Complaint>,
    /// Online dispute cases.
    pub odr_cases: Vec<&'r OdrCase>,
    /// Standing facts.
    pub standing: Vec<&'r Standing>,
    /// Assessments.
    pub assessments: Vec<&'r Assessment>,
    /// Those whom it carries on, directly or through others, in order of code. What of theirs counts with it, the law says.
    pub predecessors: Vec<Predecessor<'r>>,
}

/// Copies records out of where they lie.
pub(super) fn copies<T: Clone>(records: &[&T]) -> Vec<T> {
    records.iter().map(|record| (*record).clone()).collect()
}

impl Records<'_> {
    /// Copies them into a file of their own.
    #[must_use]
    pub fn to_dossier(&self) -> Dossier {
        Dossier {
            merchant: self.merchant.clone(),
            penalties: copies(&self.penalties),
            payments: copies(&self.payments),
            inspections: copies(&self.inspections),
            tests: copies(&self.tests),
            complaints: copies(&self.complaints),
            odr_cases: copies(&self.odr_cases),
            standing: copies(&self.standing),
            assessments: copies(&self.assessments),
            predecessors: self.predecessors.iter().map(Predecessor::to_file).collect(),
        }
    }
}

/// The head versions of one merchant's records (一户一档), none of them withdrawn. Within a kind
/// they are in order of their keys, so that equal knowledge gives equal bytes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Dossier {
    /// The merchant.
    pub merchant: Merchant,
    /// Penalties.
    pub penalties: Vec<Penalty>,
    /// Payment statements.
    pub payments: Vec<Payment>,
    /// Visits.
    pub inspections: Vec<Inspection>,
    /// Sampling tests.
    pub tests: Vec<Test>,
    /// Complaints.
    pub complaints: Vec<Complaint>,
    /// Online dispute cases.
    pub odr_cases: Vec<OdrCase>,
    /// Standing facts.
    pub standing: Vec<Standing>,
    /// Assessments.
    pub assessments: Vec<Assessment>,
    /// Those whom it carries on and whose conduct counts with it (前主体), in order of code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub predecessors: Vec<PredecessorFile>,
}

impl Dossier {
    /// Its records where they lie.
    #[must_use]
    pub fn records(&self) -> Records<'_> {
        Records {
            merchant: &self.merchant,
            penalties: self.penalties.iter().collect(),
            payments: self.payments.iter().collect(),
            inspections: self.inspections.iter().collect(),
            tests: self.tests.iter().collect(),
            complaints: self.complaints.iter().collect(),
            odr_cases: self.odr_cases.iter().collect(),
            standing: self.standing.iter().collect(),
            assessments: self.assessments.iter().collect(),
            predecessors: self.predecessors.iter().map(PredecessorFile::records).collect(),
        }
    }

    /// A merchant with nothing on file.
    #[must_use]
    pub const fn of(merchant: Merchant) -> Self {
        Self {
            merchant,
            penalties: Vec::new(),
            payments: Vec::new(),
            inspections: Vec::new(),
            tests: Vec::new(),
            complaints: Vec::new(),
            odr_cases: Vec::new(),
            standing: Vec::new(),
            assessments: Vec::new(),
            predecessors: Vec::new(),
        }
    }
}
