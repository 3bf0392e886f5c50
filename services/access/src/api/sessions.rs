//! Sessions of persons, and what one may know and change of oneself.

use super::tokens::{TokenAnswer, admitted};
use crate::trusting::Access;
use contracts::access::Claims;
use contracts::problem::Code;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Admitted, Answer, Anyone, Api, Caller, Doc, Fault, Json, NoContent, Public, State, blocking};

pub(super) fn mount(api: Api) -> Api {
    api.post(
        "/sessions",
        log_in,
        Doc::new("begin_session", "登录", "Begin a session with a password")
            .text(
                "A session lasts twelve hours; its token holds for fifteen minutes and is renewed at `/token` with \
                 the refresh token. After five wrong passwords the next one must wait, at most fifteen minutes. \
                 Refused where passwords are switched off.",
            )
            .errors(&[Code::InvalidCredentials, Code::Forbidden, Code::RateLimited, Code::Unavailable]),
    )
    .delete(
        "/sessions/current",
        log_out,
        Doc::new("end_session", "退出登录", "End the session of the token").errors(&[Code::NotFound]),
    )
    .get("/me", me, Doc::new("read_me", "当前账号", "Who the token says that one is"))
    .put(
        "/me/password",
        change_password,
        Doc::new("change_own_password", "修改本人密码", "Change one's password")
            .text("Every session of the account ends.")
            .errors(&[Code::NotFound, Code::Unprocessable, Code::Conflict, Code::RateLimited, Code::Unavailable]),
    )
}

/// Name and password (登录信息).
#[derive(Deserialize, ToSchema)]
struct LogIn {
    /// Number of the account.
    sub: String,
    /// Its password.
    #[schema(format = Password)]
    password: String,
}

async fn log_in(_: Public, access: State<Access>, body: Json<LogIn>) -> Result<Admitted<Answer<TokenAnswer>>, Fault> {
    let LogIn { sub, password } = body.into_inner();
    blocking(move || Ok(admitted(access.log_in(&sub, &password)?, |tokens| tokens))).await
}

async fn log_out(caller: Caller<Anyone>, access: State<Access>) -> Result<NoContent, Fault> {
    let Some(session) = caller.session.clone() else {
        return Err(Fault::not_found("该令牌不属于任何会话", "the token belongs to no session"));
    };
    blocking(move || {
        access.end_session(&session, "logged_out", &caller.sub)?;
        Ok(NoContent)
    })
    .await
}

async fn me(caller: Caller<Anyone>) -> Answer<Claims> {
    Answer::new(Claims::clone(&caller))
}

/// A new password (修改密码).
#[derive(Deserialize, ToSchema)]
struct NewPassword {
    /// The password up to now.
    #[schema(format = Password)]
    old: String,
    /// The next one: at least 12 characters, five of them different, without the account's number.
    #[schema(format = Password)]
    new: String,
}

async fn change_password(
    caller: Caller<Anyone>,
    access: State<Access>,
    body: Json<NewPassword>,
) -> Result<NoContent, Fault> {
    let NewPassword { old, new } = body.into_inner();
    blocking(move || {
        access.change_password(&caller.sub, &old, &new)?;
        Ok(NoContent)
    })
    .await
}
