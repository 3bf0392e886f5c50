//! Identities elsewhere (统一身份认证): a provider says who somebody is, and an account that an administrator has bound
//! to that identity says what he may. Accounts are never made by themselves.

mod binding;
mod http;
mod login;
mod provider;

pub(crate) use binding::Identity;
pub(crate) use login::Said;
pub use provider::{Provider, ProviderError};

/// By what persons prove who they are (登录方式).
pub struct Admission {
    /// The provider of identities, if there is one.
    pub provider: Option<Provider>,
    /// Do passwords count?
    pub passwords: bool,
}

impl Default for Admission {
    /// By passwords alone.
    fn default() -> Self {
        Self { provider: None, passwords: true }
    }
}
