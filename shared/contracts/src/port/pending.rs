//! What is objected to (异议处理中), as the service that keeps objections tells others, so that they can show it.

use super::PortError;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An item about which an objection is open (异议处理中的事项).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct PendingItem {
    /// Kind of the item: `penalty`, `payment`, `standing` or `membership`.
    pub kind: String,
    /// Its key within the merchant's records.
    pub key: String,
    /// The case of the objection.
    pub case_no: i64,
    /// The day since which it is open.
    #[schema(value_type = String, format = Date)]
    pub since: Day,
}

/// The service that keeps objections, as others ask it what is objected to.
pub trait Pending: Send + Sync {
    /// Every item of a subject about which an objection is open, by the numbers of their cases.
    ///
    /// # Errors
    /// [`PortError`].
    fn pending(&self, subject_id: i64) -> Result<Vec<PendingItem>, PortError>;
}
