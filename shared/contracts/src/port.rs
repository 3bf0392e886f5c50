//! Ports (端口): what services ask each other. Each is there twice, as the service itself where it runs in
//! the same process, and as a client of its HTTP interface; both give the same values and errors.

mod beside;
pub mod cause;
mod corrections;
pub mod leaves;
mod lists;
mod marks;
mod orders;
mod readings;
mod supposed;

pub use beside::marks_beside;
pub use corrections::{
    Amended, BadRecordOrder, RecordAct, RecordOrder, RecordOrderWord, RecordOrdered, RecordOrders, WrittenRecordOrder,
};
pub use lists::{ListAct, ListMembership, ListOrder, ListedSpan, Lists};
pub use marks::{MOST_MARKED, Marked, MarkedItem, Marks, Matter, MatterKind, Reply};
pub use orders::{
    BadDisplayOrder, DisplayAct, DisplayOrder, DisplayOrderWord, DisplayOrdered, DisplayOrders, WrittenDisplayOrder,
};
pub use readings::{Reading, ReadingPage, Readings, ReadingsAsked};
pub use supposed::{Outlook, OutlookAssumption, OutlookLine, OutlookRule, Supposed, SupposedEnd, Suppositions};

use crate::change::Change;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::industry::Industry;
use domain::instant::Instant;
use domain::record::{MerchantKind, RecordKind};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

/// Why a port gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PortError {
    /// The service cannot be reached, or says that it is not able to answer; asking again may help.
    #[error("{service} cannot answer: {cause}")]
    Away {
        /// The service.
        service: String,
        /// What is known of the reason.
        cause: String,
    },
    /// The service refused: a fault of whoever asked.
    #[error("{service} refused: {cause}")]
    Refused {
        /// The service.
        service: String,
        /// What it says.
        cause: String,
    },
}

/// The registry, as other services ask it whose code is whose.
pub trait Subjects: Send + Sync {
    /// The subject of each code, in their order; one that is not known yet is opened.
    ///
    /// # Errors
    /// [`PortError`].
    fn resolve(&self, codes: &[PartyCode]) -> Result<Vec<i64>, PortError>;

    /// The subject of each code, in their order, if there is one.
    ///
    /// # Errors
    /// [`PortError`].
    fn find(&self, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, PortError>;
}

/// What the registry says of a merchant to other services (登记信息).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Registration {
    /// The code under which it is registered; for a former one the present one.
    #[schema(value_type = String)]
    pub code: PartyCode,
    /// Name.
    pub name: String,
    /// Legal kind.
    pub kind: MerchantKind,
    /// County-level area as recorded.
    #[schema(value_type = String)]
    pub area: AreaCode,
    /// Industry.
    pub industry: Industry,
    /// Is it registered as active, and not revoked, deregistered or moved away?
    pub active: bool,
    /// Day of its registration, if it is known.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered_on: Option<Day>,
}

/// The registry, as other services ask it who is registered under a code.
pub trait Merchants: Send + Sync {
    /// The merchant of each code, in their order, as it was known at an instant (now if `None`); nothing where
    /// none is registered or the registration was taken back.
    ///
    /// # Errors
    /// [`PortError`].
    fn registered(
        &self,
        codes: &[PartyCode],
        known_at: Option<Instant>,
    ) -> Result<Vec<Option<Registration>>, PortError>;
}

/// What ratings say of a merchant to whoever draws (分类快照).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classified {
    /// Its code.
    pub code: PartyCode,
    /// Industry as it is written, if it is known.
    pub industry: Option<String>,
    /// The class last issued; nothing if it is not rated.
    pub class: Option<String>,
}

/// Ratings, as whoever draws or counts visits asks them for classes.
pub trait Classes: Send + Sync {
    /// Every merchant that ratings know, in order of code.
    ///
    /// # Errors
    /// [`PortError`].
    fn classes(&self) -> Result<Vec<Classified>, PortError>;

    /// One merchant, by the code under which it is registered now; nothing if ratings do not know it.
    ///
    /// # Errors
    /// [`PortError`].
    fn class_of(&self, code: PartyCode) -> Result<Option<Classified>, PortError>;
}

/// A record that stands (现行记录), as services show it to each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StandingRecord {
    /// Kind of record.
    #[schema(value_type = String)]
    pub kind: RecordKind,
    /// Business key within the subject.
    pub key: String,
    /// What it says, as JSON of its kind.
    pub content: String,
    /// Accounts that wrote it, this version or one before (录入人), each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
}

/// A service that keeps records, as others ask it for what stands about a merchant (主体记录).
pub trait Records: Send + Sync {
    /// Every record of a subject that stands and was not taken back, by kind and key.
    ///
    /// # Errors
    /// [`PortError`].
    fn of_subject(&self, subject_id: i64) -> Result<Vec<StandingRecord>, PortError>;
}

/// A service that keeps records, as others follow it.
pub trait Feed: Send + Sync {
    /// Name of the service.
    fn service(&self) -> &'static str;

    /// What follows a place in its journal, at most `limit`; if there is nothing, waits up to `wait` for
    /// something. `after` is the cursor of the last change that was seen; without it from the beginning.
    ///
    /// # Errors
    /// [`PortError`]; [`PortError::Refused`] for a cursor that it never gave out.
    fn changes(&self, after: Option<&str>, limit: u16, wait: Duration) -> Result<Vec<Change>, PortError>;

    /// The cursor of the last change there is, to tell how far behind a follower is.
    ///
    /// # Errors
    /// [`PortError`].
    fn end(&self) -> Result<Option<String>, PortError>;
}
