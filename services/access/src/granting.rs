//! Tokens are granted: to programs for their secret, to persons within a session.

use crate::accounts::terms_of;
use crate::error::AccessError;
use crate::keys::HOLDS;
use crate::secret::digest;
use crate::store::{AccountRow, SecretRow, store};
use crate::trusting::Access;
use contracts::access::Scope;
use web::Who;
use web::token::Grant;

/// A token, and what it is worth.
pub(crate) struct Granted {
    pub(crate) access_token: String,
    /// Seconds for which it holds.
    pub(crate) expires_in: i64,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) refresh_token: Option<String>,
    /// To whom it is granted, for the trail.
    pub(crate) who: Who,
}

impl Granted {
    pub(crate) fn with_refresh(self, refresh: String) -> Self {
        Self { refresh_token: Some(refresh), ..self }
    }
}

impl Access {
    /// A token for a program that knows its secret.
    ///
    /// # Errors
    /// [`AccessError::Credentials`] if it does not, [`AccessError::Scope`] for a scope that it has not.
    pub(crate) fn client_token(&self, sub: &str, secret: &str, scope: Option<&str>) -> Result<Granted, AccessError> {
        let shown = digest(secret);
        let account = self.db.read::<_, AccessError>(|mut conn| {
            let account = store(conn.again()).account(sub)?.filter(|account| account.part.kind == "client");
            let account = account.ok_or(AccessError::Credentials)?;
            let now = self.clock.now().micros();
            let holds = |row: &SecretRow| {
                row.digest == shown && row.revoked_at.is_none() && row.expires_at.is_none_or(|until| now < until)
            };
            if !store(conn.again()).secrets(account.account_id)?.iter().any(holds) {
                return Err(AccessError::Credentials);
            }
            self.may_ask(&mut conn, &account)?;
            Ok(account)
        })?;
        self.granted(&account, scope, None)
    }

    /// A token for an account, with the scopes that were asked for, else with all that it has.
    pub(crate) fn granted(
        &self,
        account: &AccountRow,
        scope: Option<&str>,
        session: Option<String>,
    ) -> Result<Granted, AccessError> {
        let terms = terms_of(&account.part)?;
        let own = terms.scopes.unwrap_or_else(|| terms.role.scopes().to_vec());
        let scopes = match scope.map(str::split_whitespace) {
            None => own,
            Some(asked) => asked.map(|token| among(&own, token)).collect::<Result<Vec<_>, _>>()?,
        };
        let grant = Grant {
            name: terms.name,
            scopes: scopes.clone(),
            merchant: terms.merchant,
            area: terms.area,
            department: terms.department,
            session,
            generation: account.part.generation,
            ..Grant::of_role(account.part.sub.as_str(), "", terms.role)
        };
        let who = Who { sub: grant.sub.clone(), role: grant.role, department: grant.department.clone() };
        let access_token = self.issue(grant, HOLDS)?;
        Ok(Granted { access_token, expires_in: HOLDS, scopes, refresh_token: None, who })
    }
}

fn among(own: &[Scope], token: &str) -> Result<Scope, AccessError> {
    let found = Scope::parse(token).filter(|scope| own.contains(scope));
    found.ok_or_else(|| AccessError::Scope(token.chars().take(40).collect()))
}
