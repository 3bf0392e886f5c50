//! Passwords and secrets of accounts, as administrators give them.

use super::accounts::One;
use crate::store::SecretRow;
use crate::trusting::Access;
use contracts::problem::Code;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{
    Administer, Answer, Api, Caller, Created, Doc, Fault, Json, NoContent, Once, OnceAnswer, Path, State, blocking,
};

pub(super) fn mount(api: Api) -> Api {
    api.put(
        "/accounts/{sub}/password",
        set_password,
        Doc::new("set_password", "设置密码", "Give a person a password")
            .text("Every session of the account ends.")
            .errors(&[Code::Conflict, Code::Unprocessable, Code::Unavailable]),
    )
    .get(
        "/accounts/{sub}/secrets",
        list,
        Doc::new("list_secrets", "列出密钥", "The secrets of a program, without themselves")
            .errors(&[Code::Unavailable]),
    )
    .post(
        "/accounts/{sub}/secrets",
        add,
        Doc::new("add_secret", "新增密钥", "Give a program a secret")
            .link("revoke_secret", &[("sub", "$request.path.sub"), ("secret_id", "$response.body#/secret_id")])
            .text("It is told in this answer alone. Several hold at a time, so that one is replaced without a pause.")
            .errors(&[Code::Conflict, Code::Unprocessable, Code::Unavailable]),
    )
    .delete(
        "/accounts/{sub}/secrets/{secret_id}",
        revoke,
        Doc::new("revoke_secret", "撤销密钥", "Take a secret back")
            .text("The tokens that the account holds end within a second or so.")
            .errors(&[Code::Unavailable]),
    )
}

/// A password to be set (设置密码).
#[derive(Deserialize, ToSchema)]
struct PasswordWanted {
    /// At least 12 characters, five of them different, without the account's number.
    #[schema(format = Password)]
    password: String,
}

/// A secret to be made (新密钥).
#[derive(Deserialize, ToSchema)]
struct SecretWanted {
    /// When it ends by itself, if it does.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Instant>,
}

/// A secret of a program (客户端密钥).
#[derive(Serialize, ToSchema)]
struct Secret {
    /// Its number.
    secret_id: i64,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Instant,
    /// When it ends by itself, if it does.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Instant>,
    /// When it was taken back, if it was.
    #[schema(value_type = Option<String>, format = DateTime)]
    revoked_at: Option<Instant>,
    /// Who made it.
    actor: String,
    /// The secret itself, told once.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<String>,
}

impl Secret {
    fn of(row: SecretRow, client_secret: Option<String>) -> Self {
        Self {
            secret_id: row.secret_id,
            created_at: Instant::from_micros(row.created_at),
            expires_at: row.expires_at.map(Instant::from_micros),
            revoked_at: row.revoked_at.map(Instant::from_micros),
            actor: row.actor,
            client_secret,
        }
    }
}

/// Which secret.
#[derive(Deserialize, IntoParams)]
struct OneSecret {
    /// Number of the account.
    sub: String,
    /// Number of the secret.
    secret_id: i64,
}

async fn set_password(
    caller: Caller<Administer>,
    access: State<Access>,
    one: Path<One>,
    body: Json<PasswordWanted>,
) -> Result<NoContent, Fault> {
    let password = body.into_inner().password;
    blocking(move || {
        access.set_password(&one.sub, &password, &caller.sub)?;
        Ok(NoContent)
    })
    .await
}

async fn list(_: Caller<Administer>, access: State<Access>, one: Path<One>) -> Result<Answer<Vec<Secret>>, Fault> {
    blocking(move || Ok(Answer::new(access.secrets(&one.sub)?.into_iter().map(|row| Secret::of(row, None)).collect())))
        .await
}

async fn add(
    caller: Caller<Administer>,
    once: Once,
    access: State<Access>,
    one: Path<One>,
    body: Json<SecretWanted>,
) -> Result<OnceAnswer<Created<Secret>>, Fault> {
    once.run(move || {
        let (row, drawn) = access.add_secret(&one.sub, body.expires_at, &caller.sub)?;
        let location = format!("/access/v1/accounts/{}/secrets/{}", one.sub, row.secret_id);
        Ok(Created { body: Secret::of(row, Some(drawn)), location })
    })
    .await
}

async fn revoke(caller: Caller<Administer>, access: State<Access>, one: Path<OneSecret>) -> Result<NoContent, Fault> {
    blocking(move || {
        access.revoke_secret(&one.sub, one.secret_id, &caller.sub)?;
        Ok(NoContent)
    })
    .await
}
