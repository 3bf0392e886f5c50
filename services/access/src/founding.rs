//! The accounts of the house's own services, made before any of them runs.

use crate::accounts::{NewAccount, terms_of};
use crate::error::AccessError;
use crate::secret::digest;
use crate::store::{NewSecret, store};
use crate::terms::{AccountKind, AccountTerms};
use crate::trusting::Access;
use contracts::access::{Role, Scope};

/// Fewest characters of a secret that is given from outside.
const SHORTEST: usize = 32;

impl Access {
    /// Makes the account of a service, unless there is one, and lets it use this secret; doing so again changes
    /// nothing. Secrets that it had before hold until they are taken back.
    ///
    /// # Errors
    /// [`AccessError::Field`] for a secret that is too short, [`AccessError::Conflict`] if the account is another's.
    pub fn ensure_service(&self, sub: &str, scopes: &[Scope], secret: &str) -> Result<(), AccessError> {
        if secret.chars().count() < SHORTEST {
            return Err(AccessError::field(
                "secret",
                format!("密钥至少 {SHORTEST} 个字符"),
                format!("a secret has at least {SHORTEST} characters"),
            ));
        }
        let (scopes, name) = (Some(scopes.to_vec()), format!("内部服务 {sub}"));
        let (department, area, merchant) = (None, None, None);
        let terms = AccountTerms { name, role: Role::Service, scopes, department, area, merchant, active: true };
        let new = NewAccount { sub: sub.to_owned(), kind: AccountKind::Client, terms };
        let account = match self.account(sub) {
            Ok(account) => account,
            Err(AccessError::Missing { .. }) => self.add_account(&new, crate::SERVICE)?,
            Err(error) => return Err(error),
        };
        if account.part.kind != "client" || terms_of(&account.part)?.role != Role::Service {
            return Err(AccessError::Conflict {
                zh: "该账号不是内部服务", en: "the account is not that of a service"
            });
        }
        let (shown, now) = (digest(secret), self.clock.now().micros());
        self.db.write(|mut conn| {
            let known = store(conn.again()).secrets(account.account_id)?;
            if known.iter().any(|row| row.digest == shown) {
                return Ok(());
            }
            store(conn).add_secret(&NewSecret {
                account_id: account.account_id,
                digest: shown.clone(),
                created_at: now,
                expires_at: None,
                actor: crate::SERVICE.to_owned(),
            })?;
            Ok(())
        })
    }
}
