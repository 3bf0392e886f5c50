//! Accounts: made, changed, closed; their passwords and secrets. Each change is remembered with who made it, and one
//! of what an account may ends the tokens that were issued before.

use crate::error::AccessError;
use crate::keys::LONGEST;
use crate::secret::{check_password, digest, drawn, hash, is_password};
use crate::store::{
    AccountListing, AccountPart, AccountRow, ChangeRow, NewRevocation, NewSecret, ProofPart, SecretRow, store,
};
use crate::terms::{AccountKind, AccountTerms, check_number};
use crate::trusting::Access;
use contracts::access::{Role, Scope};
use db::Conn;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::instant::Instant;

/// How an account is changed.
#[derive(Clone, Copy)]
pub(crate) struct Changed<'a> {
    pub(crate) act: &'static str,
    pub(crate) actor: &'a str,
    /// Do the tokens that were issued before no longer count?
    pub(crate) ends_tokens: bool,
}

/// A new account.
pub(crate) struct NewAccount {
    pub(crate) sub: String,
    pub(crate) kind: AccountKind,
    pub(crate) terms: AccountTerms,
}

impl Access {
    /// Makes an account. It cannot ask before it has a password or a secret.
    pub(crate) fn add_account(&self, new: &NewAccount, actor: &str) -> Result<AccountRow, AccessError> {
        check_number("sub", &new.sub)?;
        new.terms.check(new.kind)?;
        self.db.write(|mut conn| {
            if store(conn.again()).account(&new.sub)?.is_some() {
                return Err(AccessError::Conflict { zh: "该账号已存在", en: "there is such an account already" });
            }
            is_department(&mut conn, &new.terms)?;
            let now = self.clock.now().micros();
            let start = (new.sub.as_str(), new.kind.token(), now);
            let part = part(start, &new.terms, (1, 0), (now, actor))?;
            let account_id = store(conn.again()).add_account(&part)?;
            log(&mut conn, account_id, &part, "made")?;
            store(conn).hold_account_of(account_id)?.ok_or_else(AccessError::no_account)
        })
    }

    /// Changes what an account is and may, if its version is known to whoever does.
    pub(crate) fn change_account(
        &self,
        sub: &str,
        terms: &AccountTerms,
        (is_known, actor): (&dyn Fn(i32) -> bool, &str),
    ) -> Result<AccountRow, AccessError> {
        self.on_account(sub, |conn, account| {
            if !is_known(account.part.version) {
                return Err(AccessError::Stale);
            }
            let kind = if account.part.kind == "client" { AccountKind::Client } else { AccountKind::User };
            terms.check(kind)?;
            is_department(conn, terms)?;
            let before = terms_of(&account.part)?;
            let start = (sub, kind.token(), account.part.created_at);
            let next = part(start, terms, (account.part.version, account.part.generation), (0, actor))?;
            let ends_tokens = terms.allow_otherwise(&before);
            save(self, conn, account, next, Changed { act: "changed", actor, ends_tokens })
        })
    }

    /// Gives a person a password, which ends its sessions.
    pub(crate) fn set_password(&self, sub: &str, password: &str, actor: &str) -> Result<(), AccessError> {
        self.by_password()?;
        check_password(password, sub)?;
        let digest = hash(password)?;
        self.on_account(sub, |conn, account| {
            if account.part.kind != "user" {
                return Err(AccessError::Conflict {
                    zh: "程序账号使用密钥，不使用密码",
                    en: "a program has secrets, no password",
                });
            }
            let proof = ProofPart { password: Some(digest.clone()), ..account.proof.clone() };
            store(conn.again()).change_proof(account.account_id, &proof)?;
            store(conn.again()).forgive(sub)?;
            let changed = Changed { act: "password_set", actor, ends_tokens: true };
            save(self, conn, account, account.part.clone(), changed).map(drop)
        })
    }

    /// A person's own new password, for whoever knows the old one.
    pub(crate) fn change_password(&self, sub: &str, old: &str, new: &str) -> Result<(), AccessError> {
        self.by_password()?;
        let account = self.account(sub)?;
        self.not_blocked(sub)?;
        if !is_password(old, account.proof.password.as_deref())? {
            self.note_failure(sub)?;
            return Err(AccessError::field("old", "原密码不正确", "this is not the old password"));
        }
        self.set_password(sub, new, sub)
    }

    /// A new secret of a program; told this once.
    pub(crate) fn add_secret(
        &self,
        sub: &str,
        expires_at: Option<Instant>,
        actor: &str,
    ) -> Result<(SecretRow, String), AccessError> {
        let drawn = drawn()?;
        let now = self.clock.now().micros();
        if expires_at.is_some_and(|at| at.micros() <= now) {
            return Err(AccessError::field("expires_at", "须晚于现在", "must lie in the future"));
        }
        let row = self.on_account(sub, |conn, account| {
            if account.part.kind != "client" {
                return Err(AccessError::Conflict {
                    zh: "个人账号使用密码，不使用密钥",
                    en: "a person has a password, no secrets",
                });
            }
            let secret = NewSecret {
                account_id: account.account_id,
                digest: digest(&drawn),
                created_at: now,
                expires_at: expires_at.map(Instant::micros),
                actor: actor.to_owned(),
            };
            let secret_id = store(conn.again()).add_secret(&secret)?;
            let changed = Changed { act: "secret_added", actor, ends_tokens: false };
            save(self, conn, account, account.part.clone(), changed)?;
            let all = store(conn.again()).secrets(account.account_id)?;
            all.into_iter().find(|row| row.secret_id == secret_id).ok_or_else(no_secret)
        })?;
        Ok((row, drawn))
    }

    /// Takes a secret back; tokens that were got by it end as well.
    pub(crate) fn revoke_secret(&self, sub: &str, secret_id: i64, actor: &str) -> Result<(), AccessError> {
        self.on_account(sub, |conn, account| {
            let now = self.clock.now().micros();
            if !store(conn.again()).revoke_secret(account.account_id, secret_id, now)? {
                return Err(no_secret());
            }
            let changed = Changed { act: "secret_revoked", actor, ends_tokens: true };
            save(self, conn, account, account.part.clone(), changed).map(drop)
        })
    }

    /// An account.
    pub(crate) fn account(&self, sub: &str) -> Result<AccountRow, AccessError> {
        let found = self.db.read::<_, AccessError>(|conn| Ok(store(conn).account(sub)?))?;
        found.ok_or_else(AccessError::no_account)
    }

    /// Some accounts, by `sub`.
    pub(crate) fn accounts(&self, listing: &AccountListing) -> Result<Vec<AccountRow>, AccessError> {
        self.db.read(|conn| Ok(store(conn).accounts(listing)?))
    }

    /// What an account was, newest first.
    pub(crate) fn account_changes(&self, sub: &str) -> Result<Vec<ChangeRow>, AccessError> {
        let account = self.account(sub)?;
        self.db.read(|conn| Ok(store(conn).changes(account.account_id)?))
    }

    /// The secrets of a program, oldest first.
    pub(crate) fn secrets(&self, sub: &str) -> Result<Vec<SecretRow>, AccessError> {
        let account = self.account(sub)?;
        self.db.read(|conn| Ok(store(conn).secrets(account.account_id)?))
    }

    /// Does something with an account that nobody else changes meanwhile.
    pub(crate) fn on_account<T>(
        &self,
        sub: &str,
        mut work: impl FnMut(&mut Conn<'_>, &AccountRow) -> Result<T, AccessError>,
    ) -> Result<T, AccessError> {
        self.change(|conn| {
            let account = store(conn.again()).hold_account(sub)?.ok_or_else(AccessError::no_account)?;
            work(conn, &account)
        })
    }
}

/// Saves an account as its next version.
pub(crate) fn save(
    access: &Access,
    conn: &mut Conn<'_>,
    before: &AccountRow,
    next: AccountPart,
    changed: Changed<'_>,
) -> Result<AccountRow, AccessError> {
    let now = access.clock.now().micros();
    let part = AccountPart {
        generation: before.part.generation + i32::from(changed.ends_tokens),
        version: before.part.version + 1,
        changed_at: now,
        actor: changed.actor.to_owned(),
        ..next
    };
    store(conn.again()).change_account(before.account_id, &part)?;
    if changed.ends_tokens {
        store(conn.again()).end_sessions(before.account_id, now)?;
        store(conn.again()).revoke(&NewRevocation {
            what: "account",
            value: part.sub.clone(),
            generation: part.generation,
            revoked_at: now,
            until: now + LONGEST,
            reason: changed.act.to_owned(),
            actor: changed.actor.to_owned(),
        })?;
    }
    log(conn, before.account_id, &part, changed.act)?;
    store(conn.again()).hold_account_of(before.account_id)?.ok_or_else(AccessError::no_account)
}

/// What an account is and may, read back.
pub(crate) fn terms_of(part: &AccountPart) -> Result<AccountTerms, AccessError> {
    let damaged = || AccessError::Own(format!("the account {} cannot be read", part.sub));
    let scopes: Option<Vec<Scope>> = match &part.scopes {
        Some(text) => Some(serde_json::from_str(text).ok().ok_or_else(damaged)?),
        None => None,
    };
    Ok(AccountTerms {
        name: part.name.clone(),
        role: Role::parse(&part.role).ok_or_else(damaged)?,
        scopes,
        department: part.department_id.clone(),
        area: part.area.as_deref().map(AreaCode::parse).transpose().ok().ok_or_else(damaged)?,
        merchant: part.merchant.as_deref().map(PartyCode::parse).transpose().ok().ok_or_else(damaged)?,
        active: part.active,
    })
}

fn part(
    (sub, kind, created_at): (&str, &str, i64),
    terms: &AccountTerms,
    (version, generation): (i32, i32),
    (changed_at, actor): (i64, &str),
) -> Result<AccountPart, AccessError> {
    let unwritable = |error: serde_json::Error| AccessError::Own(error.to_string());
    Ok(AccountPart {
        sub: sub.to_owned(),
        kind: kind.to_owned(),
        name: terms.name.trim().to_owned(),
        role: terms.role.token().to_owned(),
        scopes: terms.scopes.as_ref().map(serde_json::to_string).transpose().map_err(unwritable)?,
        department_id: terms.department.clone(),
        area: terms.area.map(|area| area.as_str().to_owned()),
        merchant: terms.merchant.map(|code| code.to_string()),
        active: terms.active,
        generation,
        version,
        created_at,
        changed_at,
        actor: actor.to_owned(),
    })
}

/// The department of an account is one that may ask.
fn is_department(conn: &mut Conn<'_>, terms: &AccountTerms) -> Result<(), AccessError> {
    let Some(department_id) = &terms.department else { return Ok(()) };
    let found = store(conn.again()).hold_department(department_id)?;
    if found.is_some_and(|row| row.active) {
        return Ok(());
    }
    Err(AccessError::field("department", "没有该机构，或已停用", "there is no such department, or it is not active"))
}

fn log(conn: &mut Conn<'_>, account_id: i64, part: &AccountPart, act: &str) -> Result<(), AccessError> {
    let content = serde_json::to_string(&terms_of(part)?).map_err(|error| AccessError::Own(error.to_string()))?;
    let (version, changed_at) = (part.version, part.changed_at);
    let (act, actor) = (act.to_owned(), part.actor.clone());
    Ok(store(conn.again()).add_change(&ChangeRow { account_id, version, changed_at, actor, act, content })?)
}

const fn no_secret() -> AccessError {
    AccessError::Missing { zh: "有效密钥", en: "secret that holds" }
}
