//! Administrators bind identities to accounts.

use crate::accounts::{Changed, save};
use crate::error::AccessError;
use crate::store::{AccountRow, ProofPart, store};
use crate::trusting::Access;
use domain::person::holds_identity_number;
use openidconnect::IssuerUrl;

/// Most bytes of a subject, as OpenID Connect bounds it.
pub(super) const LONGEST_SUBJECT: usize = 255;
/// Most bytes of an issuer.
const LONGEST_ISSUER: usize = 300;

/// Who somebody is elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The provider that says so.
    pub(crate) issuer: String,
    /// How that calls him.
    pub(crate) subject: String,
}

impl Identity {
    /// The identity of an account.
    pub(crate) fn of(proof: &ProofPart) -> Option<Self> {
        let (issuer, subject) = proof.identity_issuer.clone().zip(proof.identity_subject.clone())?;
        Some(Self { issuer, subject })
    }
}

impl Access {
    /// Binds an identity to a person's account, in place of any other; its sessions end.
    pub(crate) fn bind_identity(&self, sub: &str, identity: &Identity, actor: &str) -> Result<(), AccessError> {
        self.check_identity(identity)?;
        self.on_account(sub, |conn, account| {
            if account.part.kind != "user" {
                return Err(AccessError::Conflict {
                    zh: "程序账号使用密钥，不绑定身份",
                    en: "a program has secrets, no identity",
                });
            }
            let owner = store(conn.again()).account_of_identity(&identity.issuer, &identity.subject)?;
            if owner.is_some_and(|owner| owner.account_id != account.account_id) {
                return Err(AccessError::Conflict {
                    zh: "该身份已绑定其他账号",
                    en: "the identity is bound to another account",
                });
            }
            let bound = ProofPart {
                identity_issuer: Some(identity.issuer.clone()),
                identity_subject: Some(identity.subject.clone()),
                ..account.proof.clone()
            };
            store(conn.again()).change_proof(account.account_id, &bound)?;
            let changed = Changed { act: "identity_bound", actor, ends_tokens: true };
            save(self, conn, account, account.part.clone(), changed).map(drop)
        })
    }

    /// Takes the identity from an account; its sessions end.
    pub(crate) fn unbind_identity(&self, sub: &str, actor: &str) -> Result<(), AccessError> {
        self.on_account(sub, |conn, account| {
            if Identity::of(&account.proof).is_none() {
                return Err(AccessError::Missing { zh: "绑定的身份", en: "identity that is bound" });
            }
            let free = ProofPart { identity_issuer: None, identity_subject: None, ..account.proof.clone() };
            store(conn.again()).change_proof(account.account_id, &free)?;
            let changed = Changed { act: "identity_unbound", actor, ends_tokens: true };
            save(self, conn, account, account.part.clone(), changed).map(drop)
        })
    }

    /// The account to which an identity is bound.
    pub(super) fn account_of(&self, identity: &Identity) -> Result<Option<AccountRow>, AccessError> {
        let Identity { issuer, subject } = identity;
        self.db.read::<_, AccessError>(|conn| Ok(store(conn).account_of_identity(issuer, subject)?))
    }

    fn check_identity(&self, Identity { issuer, subject }: &Identity) -> Result<(), AccessError> {
        let field = |field, zh: String, en: String| Err(AccessError::field(field, zh, en));
        if issuer.len() > LONGEST_ISSUER || IssuerUrl::new(issuer.clone()).is_err() {
            return field(
                "issuer",
                format!("应为最长 {LONGEST_ISSUER} 字节的网址"),
                format!("a URL of at most {LONGEST_ISSUER} bytes"),
            );
        }
        // A slash too many, and nobody would ever come in by it.
        if let Some(provider) = self.admission.provider.as_ref().filter(|provider| provider.issuer() != issuer) {
            let own = provider.issuer();
            return field("issuer", format!("本系统的身份认证服务是 {own}"), format!("the provider here is {own}"));
        }
        if subject.is_empty() || subject.len() > LONGEST_SUBJECT || subject.chars().any(char::is_control) {
            return field(
                "subject",
                format!("应为 1 到 {LONGEST_SUBJECT} 字节，不含控制字符"),
                format!("1 to {LONGEST_SUBJECT} bytes, none of them a control character"),
            );
        }
        if holds_identity_number(subject) {
            return field(
                "subject",
                "不得使用公民身份号码".to_owned(),
                "a person's identity number names no account".to_owned(),
            );
        }
        Ok(())
    }
}
