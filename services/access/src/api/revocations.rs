//! Revocations over HTTP.

use crate::revoking::What;
use crate::store::RevocationRow;
use crate::trusting::Access;
use contracts::problem::{Code, FieldError};
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Administer, Answer, Api, Caller, Doc, Fault, Json, NoContent, Once, OnceAnswer, State, blocking};

/// Most characters of a number.
const LONGEST: usize = 200;

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/revocations",
        list,
        Doc::new("list_revocations", "列出撤销", "What is revoked and has not expired").errors(&[Code::Unavailable]),
    )
    .post(
        "/revocations",
        revoke,
        Doc::new("revoke", "撤销令牌", "Revoke a token, a session, or all tokens of an account")
            .text("Every service learns of it within a second or so.")
            .errors(&[Code::NotFound, Code::Unprocessable, Code::Unavailable]),
    )
}

/// What is to be revoked (撤销内容): one of the three.
#[derive(Deserialize, ToSchema)]
struct RevocationWanted {
    /// Number of a token: its `jti`.
    jti: Option<String>,
    /// Number of a session.
    session: Option<String>,
    /// Number of an account: every token that it holds.
    sub: Option<String>,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// A revocation (撤销).
#[derive(Serialize, ToSchema)]
struct Revocation {
    /// Its number.
    revocation_id: i64,
    /// `token`, `session` or `account`.
    what: String,
    /// Number of the token, session or account.
    value: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    revoked_at: Instant,
    /// From then on every token that it ends has expired.
    #[schema(value_type = String, format = DateTime)]
    until: Instant,
    /// Why.
    reason: String,
    /// Who made it.
    actor: String,
}

impl From<RevocationRow> for Revocation {
    fn from(row: RevocationRow) -> Self {
        Self {
            revocation_id: row.revocation_id,
            what: row.what,
            value: row.value,
            revoked_at: Instant::from_micros(row.revoked_at),
            until: Instant::from_micros(row.until),
            reason: row.reason,
            actor: row.actor,
        }
    }
}

async fn list(_: Caller<Administer>, access: State<Access>) -> Result<Answer<Vec<Revocation>>, Fault> {
    blocking(move || Ok(Answer::new(access.revocations()?.into_iter().map(Revocation::from).collect()))).await
}

async fn revoke(
    caller: Caller<Administer>,
    once: Once,
    access: State<Access>,
    body: Json<RevocationWanted>,
) -> Result<OnceAnswer<NoContent>, Fault> {
    let RevocationWanted { jti, session, sub, reason } = body.into_inner();
    let what = match (jti, session, sub) {
        (Some(jti), None, None) => What::Token(jti),
        (None, Some(session), None) => What::Session(session),
        (None, None, Some(sub)) => What::Account(sub),
        _ => return Err(wrong("须指明 jti、session、sub 之一", "names exactly one of jti, session and sub")),
    };
    let (What::Token(value) | What::Session(value) | What::Account(value)) = &what;
    if value.is_empty() || value.chars().count() > LONGEST {
        return Err(wrong("编号应为 1 至 200 个字符", "a number has 1 to 200 characters"));
    }
    once.run(move || {
        access.revoke(&what, &reason, &caller.sub)?;
        Ok(NoContent)
    })
    .await
}

fn wrong(zh: &str, en: &str) -> Fault {
    Fault::new(Code::Unprocessable).errors([FieldError::new("", zh, en)])
}
