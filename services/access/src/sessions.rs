//! Sessions of persons: begun with a password or an identity elsewhere, renewed with a refresh token, ended.

use crate::error::AccessError;
use crate::granting::Granted;
use crate::keys::LONGEST;
use crate::secret::{digest, drawn, is_password};
use crate::store::{AccountRow, FailureRow, NewRevocation, ProofPart, SessionRow, store};
use crate::trusting::Access;
use db::Conn;

const SECOND: i64 = 1_000_000;
/// How long a session lasts.
const LASTS: i64 = 12 * 60 * 60 * SECOND;
/// Wrong passwords that are borne before another one must wait.
const BORNE: i32 = 5;
/// Longest wait, in seconds.
const LONGEST_WAIT: i64 = 15 * 60;
/// After so long wrong passwords are forgotten.
const FORGOTTEN: i64 = 24 * 60 * 60 * SECOND;

impl Access {
    /// Begins a session for whoever knows the password.
    ///
    /// # Errors
    /// [`AccessError::Credentials`], [`AccessError::Blocked`], [`AccessError::Busy`], [`AccessError::Refused`].
    pub(crate) fn log_in(&self, sub: &str, password: &str) -> Result<Granted, AccessError> {
        self.by_password()?;
        self.not_blocked(sub)?;
        let account = self.db.read::<_, AccessError>(|conn| Ok(store(conn).account(sub)?))?;
        let known = account.as_ref().and_then(|account| account.proof.password.as_deref());
        let is_right = is_password(password, known)?;
        let Some(account) = account.filter(|_| is_right) else {
            self.note_failure(sub)?;
            return Err(AccessError::Credentials);
        };
        self.begin_session(account.account_id, &account.proof)
    }

    /// Begins a session for somebody who has proved who it is, unless that by which it was proved was changed meanwhile.
    pub(crate) fn begin_session(&self, account_id: i64, proved: &ProofPart) -> Result<Granted, AccessError> {
        let (session_id, refresh) = (drawn()?, drawn()?);
        let account = self.db.write::<_, AccessError>(|mut conn| {
            let account = store(conn.again()).hold_account_of(account_id)?;
            let account = account.filter(|row| row.proof == *proved).ok_or(AccessError::Credentials)?;
            self.may_ask(&mut conn, &account)?;
            let now = self.clock.now().micros();
            store(conn.again()).forgive(&account.part.sub)?;
            store(conn.again()).add_session(&SessionRow {
                session_id: session_id.clone(),
                account_id,
                refresh: digest(&refresh),
                earlier: None,
                created_at: now,
                expires_at: now + LASTS,
                ended_at: None,
            })?;
            Ok(account)
        })?;
        Ok(self.granted(&account, None, Some(session_id))?.with_refresh(refresh))
    }

    /// Renews a session. A refresh token is used once: one that comes again was stolen from somebody, and the
    /// session ends.
    ///
    /// # Errors
    /// [`AccessError::Refresh`] if the token does not count.
    pub(crate) fn renew(&self, refresh: &str, scope: Option<&str>) -> Result<Granted, AccessError> {
        let (shown, next) = (digest(refresh), drawn()?);
        let renewed = self.db.write::<_, AccessError>(|mut conn| {
            let now = self.clock.now().micros();
            let Some(session) = store(conn.again()).session_of(&shown)? else { return Err(AccessError::Refresh) };
            if session.ended_at.is_some() || session.expires_at <= now {
                return Err(AccessError::Refresh);
            }
            if session.refresh != shown {
                return Ok(Err(session));
            }
            let account = store(conn.again()).hold_account_of(session.account_id)?;
            let account = account.ok_or(AccessError::Refresh)?;
            self.may_ask(&mut conn, &account)?;
            let session = SessionRow { refresh: digest(&next), earlier: Some(shown.clone()), ..session };
            store(conn).change_session(&session)?;
            Ok(Ok((session, account)))
        })?;
        match renewed {
            Ok((session, account)) => {
                Ok(self.granted(&account, scope, Some(session.session_id))?.with_refresh(next.clone()))
            }
            Err(stolen) => {
                tracing::warn!(account_id = stolen.account_id, "a refresh token came twice; its session ends");
                self.end_session(&stolen.session_id, "refresh_token_reused", crate::SERVICE)?;
                Err(AccessError::Refresh)
            }
        }
    }

    /// Ends a session: none of its tokens counts any more.
    ///
    /// # Errors
    /// [`AccessError::Missing`] if there is no such session.
    pub(crate) fn end_session(&self, session_id: &str, reason: &str, actor: &str) -> Result<(), AccessError> {
        self.change(|conn| {
            let session = store(conn.again()).session(session_id)?;
            let session = session.ok_or(AccessError::Missing { zh: "会话", en: "session" })?;
            let now = self.clock.now().micros();
            if session.ended_at.is_some() {
                return Ok(());
            }
            store(conn.again()).change_session(&SessionRow { ended_at: Some(now), ..session })?;
            Ok(store(conn.again()).revoke(&NewRevocation {
                what: "session",
                value: session_id.to_owned(),
                generation: 0,
                revoked_at: now,
                until: now + LONGEST,
                reason: reason.to_owned(),
                actor: actor.to_owned(),
            })?)
        })
    }

    /// Do passwords count here?
    pub(crate) fn by_password(&self) -> Result<(), AccessError> {
        if self.admission.passwords {
            return Ok(());
        }
        Err(AccessError::Refused {
            zh: "已停用密码登录，请使用统一身份认证".to_owned(),
            en: "passwords are switched off; log in by the provider of identities".to_owned(),
        })
    }

    /// May this account ask, and its department?
    pub(crate) fn may_ask(&self, conn: &mut Conn<'_>, account: &AccountRow) -> Result<(), AccessError> {
        let department = match &account.part.department_id {
            Some(department_id) => store(conn.again()).department(department_id)?.is_some_and(|row| row.active),
            None => true,
        };
        if account.part.active && department { Ok(()) } else { Err(AccessError::Credentials) }
    }

    /// Refuses whoever has shown too many wrong passwords under this name, also where nobody has it.
    pub(crate) fn not_blocked(&self, sub: &str) -> Result<(), AccessError> {
        let failure = self.db.read::<_, AccessError>(|conn| Ok(store(conn).failure(sub)?))?;
        let left = failure.map_or(0, |row| row.blocked_until - self.clock.now().micros());
        if left > 0 { Err(AccessError::Blocked { seconds: left.div_euclid(SECOND) + 1 }) } else { Ok(()) }
    }

    /// Remembers a wrong password; after some of them the next must wait, each time twice as long.
    pub(crate) fn note_failure(&self, sub: &str) -> Result<(), AccessError> {
        self.db.write(|mut conn| {
            let now = self.clock.now().micros();
            let before = store(conn.again()).failure(sub)?;
            let before = before.filter(|row| row.failed_at > now - FORGOTTEN).map_or(0, |row| row.failures);
            let failures = before.saturating_add(1);
            let wait = match failures - BORNE {
                over @ 0.. => (30_i64 << over.min(10)).min(LONGEST_WAIT),
                _ => 0,
            };
            let row = FailureRow { sub: sub.to_owned(), failures, failed_at: now, blocked_until: now + wait * SECOND };
            Ok(store(conn).failed(&row, now - FORGOTTEN)?)
        })
    }
}
