//! Keys over HTTP.

use crate::keys::Key;
use crate::trusting::Access;
use contracts::problem::Code;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Administer, Answer, Api, Caller, Created, Doc, Fault, NoContent, Once, OnceAnswer, Path, State, blocking};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/keys",
        list,
        Doc::new("list_signing_keys", "列出签名密钥", "List the keys that sign tokens").errors(&[Code::Unavailable]),
    )
    .post(
        "/keys",
        rotate,
        Doc::new("rotate_signing_key", "更换签名密钥", "Make a new key that signs tokens")
            .link("withdraw_signing_key", &[("kid", "$response.body#/kid")])
            .text(
                "It is published at once and signs ten seconds later; the key before counts until the last token \
                     that it signed has expired. Nobody needs to do anything.",
            )
            .errors(&[Code::Conflict, Code::Unavailable]),
    )
    .delete(
        "/keys/{kid}",
        withdraw,
        Doc::new("withdraw_signing_key", "停用签名密钥", "Withdraw a key that somebody may have got hold of")
            .text("Whatever it signed no longer counts, within a second or so; a new key signs from then on.")
            .errors(&[Code::Unavailable]),
    )
}

/// A key that signs tokens (签名密钥).
#[derive(Serialize, ToSchema)]
struct SigningKeyView {
    /// Its thumbprint (RFC 7638).
    kid: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Instant,
    /// From when on it signs, until a later one does.
    #[schema(value_type = String, format = DateTime)]
    signs_from: Instant,
    /// Until when its signatures count, if it has a successor.
    #[schema(value_type = Option<String>, format = DateTime)]
    counts_until: Option<Instant>,
    /// Who made it.
    actor: String,
}

impl From<Key> for SigningKeyView {
    fn from(key: Key) -> Self {
        let Key { kid, created_at, signs_from, counts_until, actor } = key;
        Self { kid, created_at, signs_from, counts_until, actor }
    }
}

/// Which key.
#[derive(Deserialize, IntoParams)]
struct One {
    /// Its thumbprint.
    kid: String,
}

async fn list(_: Caller<Administer>, access: State<Access>) -> Result<Answer<Vec<SigningKeyView>>, Fault> {
    blocking(move || Ok(Answer::new(access.keys()?.into_iter().map(SigningKeyView::from).collect()))).await
}

async fn rotate(
    caller: Caller<Administer>,
    once: Once,
    access: State<Access>,
) -> Result<OnceAnswer<Created<SigningKeyView>>, Fault> {
    once.run(move || {
        let key = access.rotate(&caller.sub)?;
        let location = format!("/access/v1/keys/{}", key.kid);
        Ok(Created { body: key.into(), location })
    })
    .await
}

async fn withdraw(caller: Caller<Administer>, access: State<Access>, one: Path<One>) -> Result<NoContent, Fault> {
    blocking(move || {
        access.withdraw_key(&one.kid, &caller.sub)?;
        Ok(NoContent)
    })
    .await
}
