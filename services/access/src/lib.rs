//! Accounts (账号与权限): departments, who may ask and what, the keys that sign tokens, what is revoked, and the
//! authorisations that merchants give.

mod accounts;
mod api;
mod authorisations;
mod departments;
mod error;
mod founding;
mod granting;
mod identity;
mod keys;
mod revoking;
mod seal;
mod secret;
mod sessions;
mod store;
mod terms;
mod trusting;
mod turns;

pub use api::api;
pub use error::AccessError;
pub use identity::{Admission, Provider, ProviderError};
pub use keys::Key;
pub use seal::Seal;
pub use store::MIGRATIONS;
pub use trusting::Access;

/// Name of the service, of its file or schema, and of its paths.
pub const SERVICE: &str = "access";
