//! Revocations that an administrator makes: of one token, of a session, of everything that an account holds.

use crate::accounts::{Changed, save};
use crate::error::AccessError;
use crate::keys::LONGEST;
use crate::store::{NewRevocation, RevocationRow, store};
use crate::terms::check_reason;
use crate::trusting::Access;

/// What is to be revoked.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// One token, by its number.
    Token(String),
    /// A session, by its number.
    Session(String),
    /// Every token of an account up to now.
    Account(String),
}

impl Access {
    /// Revokes; every service learns of it within a second or so.
    ///
    /// # Errors
    /// [`AccessError::Missing`] for a session that there is not.
    pub(crate) fn revoke(&self, what: &What, reason: &str, actor: &str) -> Result<(), AccessError> {
        check_reason(reason)?;
        match what {
            What::Session(session_id) => self.end_session(session_id, reason, actor),
            What::Token(jti) => self.change(|conn| {
                let revocation = self.revocation("token", (jti, 0), reason, actor);
                Ok(store(conn.again()).revoke(&revocation)?)
            }),
            What::Account(sub) => self.change(|conn| match store(conn.again()).hold_account(sub)? {
                Some(account) => {
                    let changed = Changed { act: "tokens_revoked", actor, ends_tokens: true };
                    save(self, conn, &account, account.part.clone(), changed).map(drop)
                }
                // A token that was made on the machine itself: whatever bears this number.
                None => {
                    let revocation = self.revocation("account", (sub, i32::MAX), reason, actor);
                    Ok(store(conn.again()).revoke(&revocation)?)
                }
            }),
        }
    }

    /// What is revoked and not over, oldest first.
    pub(crate) fn revocations(&self) -> Result<Vec<RevocationRow>, AccessError> {
        let now = self.clock.now().micros();
        self.db.read(|conn| Ok(store(conn).revocations(now)?))
    }

    fn revocation(
        &self,
        what: &'static str,
        (value, generation): (&str, i32),
        reason: &str,
        actor: &str,
    ) -> NewRevocation {
        let now = self.clock.now().micros();
        NewRevocation {
            what,
            value: value.to_owned(),
            generation,
            revoked_at: now,
            until: now + LONGEST,
            reason: reason.trim().to_owned(),
            actor: actor.to_owned(),
        }
    }
}
