//! Everything known about one merchant at one instant.

use super::{Assessment, Complaint, Inspection, Merchant, OdrCase, Payment, Penalty, Standing, Test};
use serde::{Deserialize, Serialize};

/// The head versions of one merchant's records (一户一档), none of them withdrawn. Within a kind
/// they are in order of their keys, so that equal knowledge gives equal bytes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
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
}

impl Dossier {
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
        }
    }
}
