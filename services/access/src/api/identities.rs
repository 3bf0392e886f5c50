//! Identities elsewhere over HTTP: persons log in with them, administrators bind them to accounts.

use super::accounts::One;
use super::tokens::{TokenAnswer, admitted};
use crate::identity::{Identity, Said};
use crate::trusting::Access;
use contracts::problem::Code;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{
    Administer, Admitted, Answer, Api, Caller, Cookies, Doc, Fault, Json, NoContent, Path, Public, Query, Redirected,
    SeeOther, State, blocking,
};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/oidc/login",
        log_in,
        Doc::new("begin_oidc_login", "统一身份认证登录", "Go to the provider of identities to log in")
            .text(
                "By OpenID Connect: authorization code, PKCE, state and nonce. The login is finished within ten \
                 minutes, once, by the browser that began it.",
            )
            .errors(&[Code::NotFound, Code::Unprocessable, Code::Unavailable]),
    )
    .get(
        "/oidc/callback",
        come_back,
        Doc::new("finish_oidc_login", "统一身份认证返回", "Come back from the provider of identities")
            .text(
                "Begins a session for the account to which the identity is bound. One that is bound to none is \
                 named in the refusal, so that an administrator can bind it.",
            )
            .errors(&[Code::NotFound, Code::InvalidGrant, Code::Forbidden, Code::Unavailable]),
    )
    .put(
        "/accounts/{sub}/identity",
        bind,
        Doc::new("bind_identity", "绑定身份", "Bind an identity to a person's account")
            .text("It takes the place of the one before. Every session of the account ends.")
            .errors(&[Code::Conflict, Code::Unprocessable, Code::Unavailable]),
    )
    .delete(
        "/accounts/{sub}/identity",
        unbind,
        Doc::new("unbind_identity", "解除身份绑定", "Take the identity from an account")
            .text("Every session of the account ends.")
            .errors(&[Code::Unavailable]),
    )
}

/// Where somebody wants to go.
#[derive(Deserialize, IntoParams)]
struct Wanted {
    /// A path of this installation, given back when the login is finished.
    #[serde(default = "home")]
    #[param(default = "/")]
    return_to: String,
}

fn home() -> String {
    "/".to_owned()
}

/// What the provider says (RFC 6749 §4.1.2, RFC 9207).
#[derive(Deserialize, IntoParams)]
struct FromProvider {
    /// Which login it is.
    state: String,
    /// The code.
    code: Option<String>,
    /// Why there is none.
    error: Option<String>,
    /// Who says so.
    iss: Option<String>,
}

/// A login that is finished (登录结果).
#[derive(Serialize, ToSchema)]
struct LoggedIn {
    /// The tokens of the session.
    #[serde(flatten)]
    tokens: TokenAnswer,
    /// Where its browser wanted to go: a path of this installation.
    return_to: String,
}

/// Who somebody is elsewhere (外部身份).
#[derive(Serialize, Deserialize, ToSchema)]
pub(super) struct IdentityElsewhere {
    /// The provider that says so, as it writes itself.
    issuer: String,
    /// How that calls him; never a person's identity number.
    subject: String,
}

impl From<Identity> for IdentityElsewhere {
    fn from(Identity { issuer, subject }: Identity) -> Self {
        Self { issuer, subject }
    }
}

async fn log_in(_: Public, access: State<Access>, wanted: Query<Wanted>, cookies: Cookies) -> Result<SeeOther, Fault> {
    blocking(move || {
        let begun = access.begin_login(&wanted.return_to, cookies.one(access.login_cookie()?))?;
        Ok(SeeOther { location: begun.location, cookie: begun.cookie })
    })
    .await
}

async fn come_back(
    _: Public,
    access: State<Access>,
    told: Redirected<FromProvider>,
    cookies: Cookies,
) -> Result<Admitted<Answer<LoggedIn>>, Fault> {
    let FromProvider { state, code, error, iss } = told.0;
    blocking(move || {
        let said = Said { state, code, error, issuer: iss };
        let (granted, return_to) = access.finish_login(said, cookies.one(access.login_cookie()?))?;
        Ok(admitted(granted, |tokens| LoggedIn { tokens, return_to }))
    })
    .await
}

async fn bind(
    caller: Caller<Administer>,
    access: State<Access>,
    one: Path<One>,
    body: Json<IdentityElsewhere>,
) -> Result<NoContent, Fault> {
    let IdentityElsewhere { issuer, subject } = body.into_inner();
    blocking(move || {
        access.bind_identity(&one.sub, &Identity { issuer, subject }, &caller.sub)?;
        Ok(NoContent)
    })
    .await
}

async fn unbind(caller: Caller<Administer>, access: State<Access>, one: Path<One>) -> Result<NoContent, Fault> {
    blocking(move || {
        access.unbind_identity(&one.sub, &caller.sub)?;
        Ok(NoContent)
    })
    .await
}
