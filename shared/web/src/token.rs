//! Access tokens: Ed25519 JSON Web Tokens for one installation, with the keys that prove them.

mod follow;
mod issue;
mod jwks;
mod memory;
mod provider;
mod ring;
mod verify;

pub use follow::Following;
pub use issue::{Grant, IssueError, Issuer};
pub use jwks::{Jwk, Jwks, KeyError};
pub use ring::key_text;
pub use verify::{TokenError, Verifier};

/// Seconds by which the clocks of two machines may differ.
const LEEWAY: i64 = 5;
const MICROS: i64 = 1_000_000;
