//! Tokens, as OAuth 2.0 gives them (RFC 6749), and what every service follows.

use crate::error::AccessError;
use crate::granting::Granted;
use crate::trusting::Access;
use contracts::problem::{Code, FieldError};
use contracts::trust::{Trust as _, Trusted};
use contracts::wait::Wait;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Admitted, Answer, Api, Basic, Caller, Doc, Fault, Follow, Form, Public, Query, State, blocking};

pub(super) fn mount(api: Api) -> Api {
    api.post(
        "/token",
        token,
        Doc::new("issue_token", "获取访问令牌（OAuth 2.0）", "A token, for a secret or a refresh token")
            .text(
                "`client_credentials` for programs, whose name and secret come by HTTP Basic or in the form; \
                 `refresh_token` for persons who have begun a session. Errors carry `error` as RFC 6749 names it.",
            )
            .errors(&[Code::InvalidGrant, Code::InvalidScope, Code::Unavailable]),
    )
    .get(
        "/trust",
        trusted,
        Doc::new("follow_trust", "令牌公钥与撤销情况", "Keys whose signatures count, and what is revoked")
            .errors(&[Code::Unavailable]),
    )
}

/// What is asked for (RFC 6749).
#[derive(Deserialize, ToSchema)]
struct TokenForm {
    /// `client_credentials` or `refresh_token`.
    grant_type: String,
    /// Number of the program, unless it comes by HTTP Basic.
    client_id: Option<String>,
    /// Its secret.
    client_secret: Option<String>,
    /// The refresh token.
    refresh_token: Option<String>,
    /// Scopes, separated by spaces; all that the account has if nothing is said.
    scope: Option<String>,
}

/// A token (访问令牌).
#[derive(Serialize, ToSchema)]
pub(super) struct TokenAnswer {
    /// The token, to be sent as `Authorization: Bearer`.
    access_token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// Seconds for which it holds.
    expires_in: i64,
    /// What it allows, separated by spaces.
    scope: String,
    /// The token for the next renewal of the session; each is used once.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

/// The answer to whom a token is granted.
pub(super) fn admitted<T>(granted: Granted, told: impl FnOnce(TokenAnswer) -> T) -> Admitted<Answer<T>> {
    let Granted { access_token, expires_in, scopes, refresh_token, who } = granted;
    let scope = scopes.iter().map(|scope| scope.token()).collect::<Vec<_>>().join(" ");
    let answer = TokenAnswer { access_token, token_type: "Bearer", expires_in, scope, refresh_token };
    Admitted { answer: Answer::new(told(answer)), who }
}

async fn token(
    _: Public,
    access: State<Access>,
    basic: Basic,
    form: Form<TokenForm>,
) -> Result<Admitted<Answer<TokenAnswer>>, Fault> {
    let TokenForm { grant_type, client_id, client_secret, refresh_token, scope } = form.0;
    let in_form = client_id.zip(client_secret);
    blocking(move || {
        let granted = match grant_type.as_str() {
            "client_credentials" => {
                let (name, secret) = basic.0.or(in_form).ok_or_else(|| missing("client_id"))?;
                access.client_token(&name, &secret, scope.as_deref())
            }
            "refresh_token" => {
                let refresh = refresh_token.ok_or_else(|| missing("refresh_token"))?;
                access.renew(&refresh, scope.as_deref())
            }
            _ => {
                let reason = "must be client_credentials or refresh_token";
                let field = FieldError::new("grant_type", "应为 client_credentials 或 refresh_token", reason);
                return Err(Fault::new(Code::InvalidBody).errors([field]).oauth("unsupported_grant_type"));
            }
        };
        Ok(admitted(granted.map_err(refused)?, |tokens| tokens))
    })
    .await
}

fn missing(field: &str) -> Fault {
    let field = FieldError::new(field, "须填写", "is missing");
    Fault::new(Code::InvalidBody).errors([field]).oauth("invalid_request")
}

fn refused(error: AccessError) -> Fault {
    let token = match error {
        AccessError::Credentials => "invalid_client",
        AccessError::Refresh => "invalid_grant",
        AccessError::Scope(_) => "invalid_scope",
        error => return error.into(),
    };
    Fault::from(error).oauth(token)
}

/// What is known already.
#[derive(Deserialize, IntoParams)]
struct Knows {
    /// The version that the caller knows; with it the answer waits for another one.
    knows: Option<String>,
    /// Longest wait in seconds, at most 25.
    #[serde(default)]
    #[param(inline)]
    wait: Wait,
}

async fn trusted(_: Caller<Follow>, access: State<Access>, query: Query<Knows>) -> Result<Answer<Trusted>, Fault> {
    let Knows { knows, wait } = query.into_inner();
    blocking(move || access.trusted(knows.as_deref(), wait.duration()).map(Answer::new).map_err(Fault::unavailable))
        .await
}
