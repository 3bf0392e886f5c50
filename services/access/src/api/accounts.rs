//! Accounts over HTTP.

use super::identities::IdentityElsewhere;
use crate::accounts::{NewAccount, terms_of};
use crate::error::AccessError;
use crate::identity::Identity;
use crate::store::{AccountListing, AccountRow, ChangeRow};
use crate::terms::{AccountKind, AccountTerms};
use crate::trusting::Access;
use contracts::access::Role;
use contracts::page::{Limit, ListTag, Page};
use contracts::problem::Code;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{
    Administer, Answer, Api, Caller, Changed, Created, Doc, Fault, IfMatch, Json, Once, OnceAnswer, Path, Query, State,
    Versioned, blocking,
};

pub(super) fn mount(api: Api) -> Api {
    api.get("/accounts", list, Doc::new("list_accounts", "列出账号", "List accounts").errors(&[Code::Unavailable]))
        .post(
            "/accounts",
            add,
            Doc::new("add_account", "新增账号", "Add an account")
                .link("read_account", &[("sub", "$response.body#/sub")])
                .link("add_secret", &[("sub", "$response.body#/sub")])
                .link("set_password", &[("sub", "$response.body#/sub")])
                .text("It can ask once it has a password or, for a program, a secret.")
                .errors(&[Code::Conflict, Code::Unprocessable, Code::Unavailable]),
        )
        .get(
            "/accounts/{sub}",
            read,
            Doc::new("read_account", "查看账号", "Read an account")
                .link("change_account", &[("sub", "$request.path.sub"), ("if-match", "$response.header.ETag")])
                .link("list_account_changes", &[("sub", "$request.path.sub")])
                .errors(&[Code::Unavailable]),
        )
        .put(
            "/accounts/{sub}",
            change,
            Doc::new("change_account", "更改账号", "Change what an account is and may")
                .text(
                    "Everything is said anew. Unless only the name changes, the tokens that the account holds end \
                     within a second or so.",
                )
                .errors(&[Code::Unprocessable, Code::Unavailable]),
        )
        .get(
            "/accounts/{sub}/changes",
            changes,
            Doc::new("list_account_changes", "账号变更记录", "What an account was, newest first")
                .errors(&[Code::Unavailable]),
        )
}

/// An account (账号).
#[derive(Serialize, ToSchema)]
struct Account {
    /// Its number.
    sub: String,
    /// A person or a program.
    #[schema(value_type = AccountKind)]
    kind: String,
    /// What it is and may.
    terms: AccountTerms,
    /// Has it a password?
    has_password: bool,
    /// Its identity elsewhere, if one is bound to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<IdentityElsewhere>,
    /// Version of what is said here.
    version: i32,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Instant,
    /// Since when it is so.
    #[schema(value_type = String, format = DateTime)]
    changed_at: Instant,
    /// Who made it so.
    actor: String,
}

impl Account {
    fn of(row: AccountRow) -> Result<Self, AccessError> {
        let terms = terms_of(&row.part)?;
        Ok(Self {
            sub: row.part.sub,
            kind: row.part.kind,
            terms,
            has_password: row.proof.password.is_some(),
            identity: Identity::of(&row.proof).map(IdentityElsewhere::from),
            version: row.part.version,
            created_at: Instant::from_micros(row.part.created_at),
            changed_at: Instant::from_micros(row.part.changed_at),
            actor: row.part.actor,
        })
    }
}

/// An account to be added (新账号).
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({
    "sub": "collector-7",
    "kind": "client",
    "terms": { "name": "归集系统", "role": "service", "active": true },
}))]
struct AccountWanted {
    /// Its number: lower-case letters, digits, `-`, `_` and `.`; never a person's identity number.
    #[schema(min_length = 2, max_length = 64, pattern = "^[a-z0-9][a-z0-9._-]+$")]
    sub: String,
    /// A person or a program.
    kind: AccountKind,
    /// What it is and may.
    terms: AccountTerms,
}

/// Which accounts.
#[derive(Deserialize, IntoParams)]
struct Filter {
    /// Only of this role.
    role: Option<Role>,
    /// Only of this department.
    department: Option<String>,
    /// Only those that may ask, or only those that may not.
    active: Option<bool>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

/// Which account.
#[derive(Deserialize, IntoParams)]
pub(super) struct One {
    /// Its number.
    pub(super) sub: String,
}

/// What an account became (账号变更).
#[derive(Serialize, ToSchema)]
struct AccountChange {
    /// Version that came to be.
    version: i32,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    changed_at: Instant,
    /// Who made it so.
    actor: String,
    /// What was done: `made`, `changed`, `password_set`, `secret_added`, `secret_revoked`, `tokens_revoked`,
    /// `identity_bound`, `identity_unbound` or `department_ended`.
    act: String,
    /// What the account was and could do from then on.
    terms: AccountTerms,
}

async fn list(
    _: Caller<Administer>,
    access: State<Access>,
    filter: Query<Filter>,
) -> Result<Answer<Page<Account>>, Fault> {
    let Filter { role, department, active, limit, after } = filter.into_inner();
    let tag = ListTag::of("accounts", &(role, &department, active))?;
    let after: Option<String> = after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let listing = AccountListing {
            role: role.map(Role::token),
            department_id: department,
            active,
            after,
            limit: i64::from(u16::from(limit)) + 1,
        };
        let accounts = access.accounts(&listing)?.into_iter().map(Account::of).collect::<Result<Vec<_>, _>>()?;
        Ok(Answer::new(Page::cut(&tag, accounts, limit, |account| account.sub.clone())?))
    })
    .await
}

async fn add(
    caller: Caller<Administer>,
    once: Once,
    access: State<Access>,
    body: Json<AccountWanted>,
) -> Result<OnceAnswer<Created<Account>>, Fault> {
    let AccountWanted { sub, kind, terms } = body.into_inner();
    let wanted = NewAccount { sub, kind, terms };
    once.run(move || {
        let row = access.add_account(&wanted, &caller.sub)?;
        Ok(Created { body: Account::of(row)?, location: format!("/access/v1/accounts/{}", wanted.sub) })
    })
    .await
}

async fn read(_: Caller<Administer>, access: State<Access>, one: Path<One>) -> Result<Versioned<Account>, Fault> {
    blocking(move || shown(access.account(&one.sub)?)).await
}

async fn change(
    caller: Caller<Administer>,
    access: State<Access>,
    one: Path<One>,
    known: IfMatch,
    body: Json<AccountTerms>,
) -> Result<Changed<Account>, Fault> {
    blocking(move || {
        let is_known = |number| known.is(&version(&one.sub, number));
        let row = access.change_account(&one.sub, &body, (&is_known, &caller.sub))?;
        Ok(Changed { version: version(&row.part.sub, row.part.version), body: Account::of(row)? })
    })
    .await
}

async fn changes(
    _: Caller<Administer>,
    access: State<Access>,
    one: Path<One>,
) -> Result<Answer<Vec<AccountChange>>, Fault> {
    blocking(move || {
        let told = access.account_changes(&one.sub)?.into_iter().map(told).collect::<Result<_, Fault>>()?;
        Ok(Answer::new(told))
    })
    .await
}

fn told(row: ChangeRow) -> Result<AccountChange, Fault> {
    let ChangeRow { version, changed_at, actor, act, content, .. } = row;
    let terms = serde_json::from_str(&content).map_err(Fault::internal)?;
    Ok(AccountChange { version, changed_at: Instant::from_micros(changed_at), actor, act, terms })
}

fn shown(row: AccountRow) -> Result<Versioned<Account>, Fault> {
    let version = version(&row.part.sub, row.part.version);
    Ok(Answer::new(Account::of(row)?).versioned(&version))
}

/// The text that makes the `ETag`.
fn version(sub: &str, number: i32) -> String {
    format!("account {sub} {number}")
}
