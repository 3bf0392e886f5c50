//! Accounts over HTTP.

mod accounts;
mod authorisations;
mod departments;
mod identities;
mod keys;
mod proofs;
mod revocations;
mod sessions;
mod tokens;

use crate::SERVICE;
use crate::trusting::Access;
use std::sync::Arc;
use web::{Api, Receipts};

/// What access offers.
#[must_use]
pub fn api(access: Arc<Access>) -> Api {
    let receipts: Arc<dyn Receipts> = Arc::new(access.receipts());
    let api = Api::new(format!("/{SERVICE}/v1"), "账号与授权", "Access: accounts, tokens and authorisations")
        .with(access)
        .with(receipts);
    let api = sessions::mount(tokens::mount(api));
    let api = identities::mount(proofs::mount(accounts::mount(departments::mount(api))));
    authorisations::mount(revocations::mount(keys::mount(api)))
}
